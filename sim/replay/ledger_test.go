package replay

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v4"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/testdata"
)

// FuzzParseLedger reads a list of known differences: it is refused, or every entry says all it has to, can be looked
// up, and is the same when it is written and read again.
func FuzzParseLedger(f *testing.F) {
	f.Add(testdata.KnownDifferences)
	const entry = `{id: a, server: samba, profiles: [samba-standalone], because: 'own.found.*', predicted: {setup: STATUS_SUCCESS}, observed: {setup: 0xc000006d}, cause: c, seen: s}`
	for _, text := range []string{"- " + entry, "- " + entry + "\n- " + entry, "-", "- null", "- []", "[]", "a: &a [*a, *a]", "- &a " + entry + "\n- *a",
		"- {because: '['}", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]", "- {profiles: [], id: 1}", "\xff", "--- \n- 1\n--- 2", "", "&00"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := ParseLedger(data)
		if err != nil {
			return
		}
		success := logon.StatusSuccess
		for _, e := range l.Entries {
			if e.ID == "" || e.Cause == "" || e.Seen == "" || len(e.Profiles) == 0 {
				t.Errorf("an entry that does not say all: %+v", e)
			}
			for _, profile := range e.Profiles {
				o := logon.Outcome{Status: &success, Because: sim.State(e.Because), End: sim.State(e.End)}
				l.excuse(e.Server, profile, o, &Finding{Verdict: Differs, Observed: &Answer{}})
			}
		}
		written, err := yaml.Dump(l.Entries)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseLedger(written)
		if err != nil {
			t.Fatalf("%v: %s", err, written)
		}
		if diff := cmp.Diff(l, again, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("(-first +again)\n%s", diff)
		}
	})
}
