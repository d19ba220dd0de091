package lab

import (
	"strings"
	"testing"
)

// What any round of a run needs is named before the first, which has standalone servers alone.
func TestWhatLaterRoundsNeedIsNamedBeforeTheFirst(t *testing.T) {
	real := needs
	t.Cleanup(func() { needs = real })
	needs = map[Kind][]need{"": nil, StandaloneServer: nil, MemberServer: {{"/absent", "of-members"}}, NT4Controller: {{"/absent", "of-nt4"}}, ADController: {{"/absent", "of-ad"}}}
	for attempts, want := range map[int][]string{roundSize[Alone]: nil, 100_000: {"of-members", "of-nt4", "of-ad"}} {
		err := MissingForAll(Rounds(1, attempts))
		for _, name := range want {
			if err == nil || !strings.Contains(err.Error(), "apt-get install") || !strings.Contains(err.Error(), name) {
				t.Errorf("%d attempts: %v does not name %s", attempts, err, name)
			}
		}
		if want == nil && err != nil && !strings.Contains(err.Error(), uidPackage) {
			t.Errorf("%d attempts: %v", attempts, err)
		}
	}
}
