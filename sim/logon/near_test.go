package logon_test

import (
	"slices"
	"strings"
	"testing"

	"ntlmsim/sim/logon"
)

func TestTheHintForAnAddressIsWhereItIsWritten(t *testing.T) {
	for name, want := range map[string]string{
		"10.0.0.4":                   "write addresses: [10.0.0.4] at the machine that has it",
		"fe80::1":                    "write addresses: [fe80::1] at the machine that has it",
		"fe80--1s4.ipv6-literal.net": "write addresses: [fe80::1%4] at the machine that has it",
		"data.corp.exampl":           "write aliases: [data.corp.exampl] at the machine that has it",
		"FILE":                       "did you mean FILES?",
		"X":                          "there are: FILES, NAS",
	} {
		if got := logon.MachineHint(name, []string{"FILES", "NAS"}); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestAProfileWithoutAVersionIsTheNewestForTheRole(t *testing.T) {
	for _, test := range []struct {
		name string
		role logon.Role
		kind logon.DomainKind
		want string
	}{
		{"windows-11", logon.Standalone, "", "windows-11-24h2"},
		{"Windows-11", logon.Member, logon.ActiveDirectory, "windows-11-24h2"},
		{"windows-11", logon.Controller, logon.ActiveDirectory, "windows-11-24h2"}, // the check then refuses the role
		{"windows-10", logon.Standalone, "", "windows-10"},
		{"windows-server", logon.Controller, logon.ActiveDirectory, "windows-2025"},
		{"windows-server-2008", logon.Member, logon.ActiveDirectory, "windows-2008"},
		{"Windows Server 2008 R2", logon.Member, logon.ActiveDirectory, "windows-2008r2"},
		{"windows-11-23h2-home", logon.Standalone, "", "windows-11-23h2"},
		{"windows-nt", logon.Controller, logon.NT4, "windows-nt4"},
		{"samba", logon.Standalone, "", "samba-standalone"},
		{"samba", logon.Member, logon.ActiveDirectory, "samba-member"},
		{"samba", logon.Controller, logon.ActiveDirectory, "samba-ad-dc"},
		{"samba", logon.Controller, logon.NT4, "samba-nt4-dc"},
		{"windows", logon.Standalone, "", ""},
		{"windows-12", logon.Standalone, "", ""},
		{"win", logon.Standalone, "", ""},
		{"", logon.Standalone, "", ""},
	} {
		got := ""
		if p, ok := logon.NewestProfile(test.name, test.role, test.kind); ok {
			got = p.Name
		}
		if got != test.want {
			t.Errorf("%s of a %s (%s): %q, want %q", test.name, test.role, test.kind, got, test.want)
		}
	}
}

func TestNearProfilesAndSettings(t *testing.T) {
	for name, want := range map[string]string{
		"win11":                 "windows-11-23h2 windows-11-23h2-enterprise windows-11-24h2-home windows-11-24h2",
		"win10":                 "windows-10 windows-10-enterprise",
		"windows-11-enterprise": "windows-11-23h2-enterprise windows-11-24h2",
		"server2019":            "windows-2019",
		"ws-2012r2":             "windows-2012r2",
		"windows-2008-r2":       "windows-2008r2",
		"windows-2004":          "windows-2000",
		"windows-srv-2016":      "windows-2016",
		"sambba-member":         "samba-member",
		"windows":               "windows-11 windows-server",
		"macos":                 "",
	} {
		if got := strings.Join(logon.NearProfiles(name), " "); got != want {
			t.Errorf("near %s: %q, want %q", name, got, want)
		}
	}
	p, _ := logon.ProfileNamed("windows-2025")
	for name, want := range map[string]string{
		"LmCompatibilityLevl": "LmCompatibilityLevel",
		"LmCompatibility":     "LmCompatibilityLevel",
		"SMB1":                "client-dialects",
		"ExceptionList":       "BlockNTLMServerExceptionList",
		"xyzzy":               "",
	} {
		got := logon.NearSettings(name, p.SettingNames())
		if want == "" && len(got) > 0 || want != "" && !slices.Contains(got, want) {
			t.Errorf("near %s: %q, want %q", name, got, want)
		}
	}
}

func TestDidYouMeanListsNames(t *testing.T) {
	for _, test := range []struct {
		names []string
		want  string
	}{{nil, ""}, {[]string{"A"}, "did you mean A?"}, {[]string{"A", "B"}, "did you mean A or B?"}, {[]string{"A", "B", "C"}, "did you mean A, B or C?"}} {
		if got := logon.DidYouMean(test.names); got != test.want {
			t.Errorf("%q: %q", test.names, got)
		}
	}
}
