package logon_test

import (
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// spaced is a domain with a namespace that leads to FS1, and a client whose keys the test gives.
func spaced(t *testing.T, fs1, pc, attempts string) []scenarios.Played {
	t.Helper()
	file, err := scenarios.Load("dfs.yaml", []byte(`
domains:
  HOME:
    dns: home.example
    accounts: {USER1: {password: PSW1}, USER2: {password: PSW2}, TWIN: {password: PSWT}}
    namespaces: {public: ['\\FS1\public', '\\FS2\other']}
machines:
  DC:  {role: controller, domain: HOME, profile: windows-2022}
  FS1: {role: member, domain: HOME, profile: windows-2022, shares: {public: {}}, accounts: {LOCAL1: {password: PSWL}, TWIN: {password: PSWT}}`+fs1+`}
  FS2: {role: member, domain: HOME, profile: windows-2022, shares: {other: {}}}
  PC:  {role: member, domain: HOME, profile: windows-10`+pc+`}
attempts:
`+attempts), scenarios.Lenient)
	if err != nil {
		t.Fatal(err)
	}
	world, err := file.World()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(file.Play(world))
}

func typedAtPC(run string) string {
	return "  - {name: 'a " + run[:3] + "', from: PC, as: 'HOME\\USER1', run: '" + run + "', want: {error: 0}}\n"
}

// What a client has for a server, it has for the server to which a path of DFS leads, by the name in the referral. It
// is asked of NTLM.
func TestDFSGoesByTheNameOfTheTarget(t *testing.T) {
	const public = `net use \\home.example\public`
	for name, c := range map[string]struct {
		fs1, pc, run string
		error        uint32
		because      sim.State
	}{
		"stored for the target":     {"", `, stored: [{target: FS1, as: 'HOME\USER2', password: x}]`, public, 1326, "trusted.found.password-differs"},
		"stored for another name":   {"", `, stored: [{target: fs1.home.example, as: 'HOME\USER2', password: x}]`, public, 0, "trusted.found.password-matches"},
		"connected to the target":   {"", `, connections: [{server: FS1, as: 'HOME\USER2'}]`, public + ` /user:HOME\USER1 PSW1`, 1219, "client.other-credentials"},
		"connected by another name": {"", `, connections: [{server: FS1.home.example, as: 'HOME\USER2'}]`, public + ` /user:HOME\USER1 PSW1`, 0, "trusted.found.password-matches"},
		"connected to who is asked": {"", `, connections: [{server: DC.home.example, as: 'HOME\USER2'}]`, public + ` /user:HOME\USER1 PSW1`, 0, "trusted.found.password-matches"},
		"a drive in use":            {"", `, connections: [{server: FS2, as: 'HOME\USER1', share: other, device: 'X:'}]`, `net use x: \\home.example\public`, 85, "client.device-in-use"},
		"both are exceptions":       {"", `, settings: {RestrictSendingNTLMTraffic: 2, ClientAllowedNTLMServers: [FS1, dc.home.example]}`, public, 0, "trusted.found.password-matches"},
		"no exception to ask":       {"", `, settings: {RestrictSendingNTLMTraffic: 2, ClientAllowedNTLMServers: [FS1, home.example]}`, public, 50, "client.response.sending-denied"},
		"hardened by the domain":    {"", `, settings: {HardenedPaths: ['\\home.example\public']}`, public, 65, "trusted.found.password-matches"},
		"hardened by the target":    {"", `, settings: {HardenedPaths: ['\\FS1\*']}`, public, 65, "trusted.found.password-matches"},
		"SYSVOL is hardened":        {"", "", `net use \\home.example\SYSVOL`, 65, "own.found.password-matches"},
		"the target is offline":     {", offline: true", "", public, 0, "trusted.found.password-matches"},
	} {
		t.Run(name, func(t *testing.T) {
			played := spaced(t, c.fs1, c.pc, strings.Replace(typedAtPC(c.run), "want:", "protocol: ntlm, want:", 1))[0]
			if len(played.Problems) > 0 {
				t.Fatal(played.Problems)
			}
			if o := played.Outcome(); o.Error != c.error || o.Because != c.because {
				t.Errorf("got %d, %s; want %d, %s", o.Error, o.Because, c.error, c.because)
			}
		})
	}
}

// A connection by a path of DFS is one to the target, and the same path ends it.
func TestAConnectionByAPathOfDFSIsOneToTheTarget(t *testing.T) {
	played := spaced(t, "", "", `  - {name: a, from: PC, as: 'HOME\USER1', run: 'net use \\home.example\public', want: {error: 0}}
  - {name: b, from: PC, as: 'HOME\USER1', run: 'net use \\FS1\public /user:HOME\USER2 PSW2', want: {error: 1219}}
  - {name: c, from: PC, as: 'HOME\USER1', run: 'net use \\home.example\public /delete', want: {error: 0}}
  - {name: d, from: PC, as: 'HOME\USER1', run: 'net use \\FS1\public /user:HOME\USER2 PSW2', want: {error: 0}}
`)
	for i, want := range []uint32{0, 1219, 0, 0} {
		if o := played[i].Outcome(); o.Error != want {
			t.Errorf("%s: got %d, want %d", played[i].Name, o.Error, want)
		}
	}
	if got := played[2].Outcome().Text; got != `\\home.example\public was deleted successfully.` {
		t.Errorf("got %q", got)
	}
}

// The first path is what the client asks about, whichever of the servers answers.
func TestAReferralSaysWhatWasReplaced(t *testing.T) {
	for run, want := range map[string]logon.Referral{
		`net use \\home.example\Public\a\b`:                   {Path: `\\home.example\Public`, Target: `\\FS1\public`},
		`net use \\HOME\sysvol\home.example`:                  {Path: `\\HOME\sysvol`, Target: `\\DC\sysvol`},
		`net use \\home.example\NETLOGON`:                     {Path: `\\home.example\NETLOGON`, Target: `\\DC.home.example\NETLOGON`},
		`net use \\home.example\public /user:FS1\LOCAL1 PSWL`: {Path: `\\home.example\public`},
	} {
		got := spaced(t, "", "", typedAtPC(run))[0].Outcome().Referral()
		if got == nil || got.Path != want.Path || got.Target != want.Target || got.Refused() != (want.Target == "") {
			t.Errorf("%s: got %+v", run, got)
		}
	}
	if got := spaced(t, "", "", typedAtPC(`net use \\FS1\public`))[0].Outcome().Referral(); got != nil {
		t.Errorf("a path without DFS: got %+v", got)
	}
}

// Whether a client is told where a path leads depends on what the controller has, and to which server it leads on who
// answers.
func TestAPathOfDFSDependsOnWhoIsAsked(t *testing.T) {
	o := spaced(t, "", "", typedAtPC(`net use \\home.example\public /user:FS1\TWIN PSWT`))[0].Outcome()
	if o.Error != 0 || o.Because != "own.found.password-matches" {
		t.Fatalf("got %d, %s", o.Error, o.Because)
	}
	for _, u := range []logon.Unknown{{Of: "HOME", User: "TWIN", Key: logon.KeyPassword}, {Of: "FS1", User: "TWIN", Key: logon.KeyPassword},
		{Of: "DC", Key: logon.KeyOffline}, {Of: "FS1", Key: logon.KeyOffline}, {Of: "FS2", Key: logon.KeyOffline}} {
		if !o.DependsOn(u) {
			t.Errorf("it does not depend on %+v", u)
		}
	}
	if u := (logon.Unknown{Of: "HOME", User: "USER2", Key: logon.KeyPassword}); o.DependsOn(u) {
		t.Errorf("it depends on %+v", u)
	}
}

// A server that is asked for a referral is asked as the user: other connections do not help, what is typed there goes
// on to the target, and the session counts.
func TestAReferralIsAskedInASessionOfTheUser(t *testing.T) {
	for name, text := range map[string]string{
		"another user is connected to the controller": `
domains:
  CORP: {dns: corp.example, accounts: {ANNA: {password: one}, BERT: {password: two}}, namespaces: {public: ['\\FILES\data']}}
machines:
  DC:    {role: controller, domain: CORP, profile: windows-2022, shares: {s: {}}}
  FILES: {role: member, domain: CORP, profile: windows-2019, accounts: {LOC: {password: l}}, shares: {data: {}}}
  PC:  {role: member, domain: CORP, profile: windows-10}
connections: kept
attempts:
  - {name: one, from: PC, as: 'CORP\ANNA', run: 'net use \\CORP\public /user:FILES\LOC l', want: {error: 1326}}
  - {name: dc, from: PC, as: 'CORP\ANNA', run: 'net use \\DC\s', want: {error: 0}}
  - {name: two, from: PC, as: 'CORP\ANNA', run: 'net use \\CORP\public /user:FILES\LOC l', want: {error: 1326}}
`,
		"a password is typed where the controller asks": `
domains:
  CORP:
    dns: corp.example
    policy: {lockout-threshold: 2}
    accounts: {BERT: {password: two}}
    namespaces: {public: ['\\FILES\data']}
machines:
  DC:    {role: controller, domain: CORP, profile: windows-2022, shares: {s: {}}}
  FILES: {role: member, domain: CORP, profile: windows-2019, shares: {data: {}}, accounts: {BERT: {password: x}}}
  HOME: {role: standalone, profile: windows-10, accounts: {BERT: {password: x}}}
attempts:
  - {name: direct at the controller, from: HOME, as: 'HOME\BERT', run: 'net use \\DC\s', typed: two, want: {error: 0, prompted: true}}
  - {name: dfs, from: HOME, as: 'HOME\BERT', run: 'net use \\corp.example\public', typed: two, want: {error: 1326, prompted: true}}
`,
		"the controller counts the session": `
domains:
  CORP:
    dns: corp.example
    policy: {lockout-threshold: 3}
    accounts:
      ANNA: {password: one, groups: [Sales]}
    namespaces: {down: ['\\FILES2\data'], public: ['\\FILES\data'], teams: {targets: ['\\ROOT\teams'], links: {rep: ['\\FILES\data']}}}
machines:
  DC:    {role: controller, domain: CORP, profile: windows-2022}
  FILES: {role: member, domain: CORP, profile: windows-2019, shares: {data: {}}}
  FILES2: {role: member, domain: CORP, profile: windows-2019, offline: true, shares: {data: {}}}
  ROOT: {role: standalone, profile: windows-2019, policy: {lockout-threshold: 3}, shares: {teams: {}}, accounts: {ANNA: {password: two}}}
  PC1:   {role: member, domain: CORP, profile: windows-10}
attempts:
  - {name: bad1, from: PC1, as: 'CORP\ANNA', run: 'net use \\FILES\data /user:CORP\ANNA bad', want: {error: 1326}}
  - {name: bad2, from: PC1, as: 'CORP\ANNA', run: 'net use \\FILES\data /user:CORP\ANNA bad2', want: {error: 1326}}
  - {name: down right password, from: PC1, as: 'CORP\ANNA', run: 'net use \\corp.example\down /user:CORP\ANNA one', want: {error: 53}}
  - {name: bad3, from: PC1, as: 'CORP\ANNA', run: 'net use \\FILES\data /user:CORP\ANNA bad3', want: {error: 1326}}
  - {name: right, from: PC1, as: 'CORP\ANNA', run: 'net use \\FILES\data /user:CORP\ANNA one', want: {error: 0}}
`,
	} {
		file, err := scenarios.Load("dfs.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for p := range file.Model().Play(file) {
			for _, d := range scenarios.Differences(p.Attempt, p.Outcome()) {
				t.Errorf("%s, #%d %s: %s: want %s, got %s", name, p.Number, p.Name, d.Field, d.Want, d.Got)
			}
		}
	}
}
