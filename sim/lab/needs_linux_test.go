package lab

import (
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
)

// What any of several labs needs is named before the first, also where the first needs nothing.
func TestWhatLaterLabsNeedIsNamedBeforeTheFirst(t *testing.T) {
	real := needs
	t.Cleanup(func() { needs = real })
	needs = map[Kind][]need{"": nil, StandaloneServer: nil, MemberServer: {{"/absent", "of-members"}}, NT4Controller: {{"/absent", "of-nt4"}}, ADController: {{"/absent", "of-ad"}}}
	files := []*scenarios.File{
		load(t, "alone.yaml", "machines: {SRV: {role: standalone, profile: samba-standalone, shares: {share: {}}}}"),
		load(t, "old.yaml", "domains: {OLD: {kind: nt4}}\nmachines: {DC: {role: controller, domain: OLD, profile: samba-nt4-dc}}"),
		load(t, "new.yaml", "domains: {NEW: {}}\nmachines: {SRV: {role: member, domain: NEW, profile: samba-member, shares: {share: {}}}}"),
	}
	for n, want := range map[int][]string{1: nil, 2: {"of-nt4"}, 3: {"of-members", "of-nt4", "of-ad"}} {
		err := MissingForAll(slices.Values(files[:n]))
		for _, name := range want {
			if err == nil || !strings.Contains(err.Error(), "apt-get install") || !strings.Contains(err.Error(), name) {
				t.Errorf("%d files: %v does not name %s", n, err, name)
			}
		}
		if want == nil && err != nil && !strings.Contains(err.Error(), uidPackage) {
			t.Errorf("%d files: %v", n, err)
		}
	}
}
