package whatif

import (
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ntlmsim/sim/logon"
)

func TestASettingIsSetWhereItIsMeant(t *testing.T) {
	before := []logon.Machine{{Name: "DC", Profile: "windows-2022", Settings: []logon.Setting{{Name: "restrictntlmindomain", Values: []string{"3"}}, {Name: "NeverPing", Values: []string{"1"}}}},
		{Name: "DC2", Profile: "windows-2019"}, {Name: "NAS", Profile: "samba-standalone"}}
	seven := logon.Setting{Name: "RestrictNTLMInDomain", Values: []string{"7"}}
	ping := logon.Setting{Name: "NeverPing", Values: []string{"1"}}
	for machine, want := range map[string][][]logon.Setting{
		"dc":      {{ping, seven}, nil, nil},
		"*":       {{ping, seven}, {seven}, nil}, // Samba has no such setting
		"NOWHERE": {before[0].Settings, nil, nil},
	} {
		machines := slices.Clone(before)
		n := Set{Machine: machine, Setting: seven}.On(machines)
		changed := 0
		for i, m := range machines {
			if diff := gocmp.Diff(want[i], m.Settings); diff != "" {
				t.Errorf("%s: %s (-want +got)\n%s", machine, m.Name, diff)
			}
			if !slices.EqualFunc(m.Settings, before[i].Settings, func(a, b logon.Setting) bool { return a.Name == b.Name && slices.Equal(a.Values, b.Values) }) {
				changed++
			}
		}
		if n != changed || before[0].Settings[0].Values[0] != "3" {
			t.Errorf("%s: %d machines, want %d; what was there before: %v", machine, n, changed, before[0].Settings)
		}
	}
}
