package replay

import (
	"strings"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb"
	"ntlmsim/sim/smb/smbtest"
)

// believed is small, with an account of which something is unknown.
func believed(t *testing.T, account, attempts string) *scenarios.File {
	t.Helper()
	f, err := scenarios.Load("small.yaml", []byte(`machines:
  SRV: {role: standalone, profile: windows-2022, accounts: {USER1: {`+account+`}}, shares: {share: {}}}
  PC: {role: standalone, profile: windows-11-24h2, accounts: {ME: {}}}
attempts:
`+attempts))
	smbtest.Must(t, err)
	return f
}

const threeTimes = `
  - {name: first, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1}, want: {error: 0}}
  - {name: again, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1}, want: {error: 0}}
  - {name: another, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW2}, want: {error: 0}}
`

// A server that gives one of the possible answers agrees, says what is known now, and what comes after is predicted
// with it. A server that gives another answer differs.
func TestAServerShowsWhatWasUnknown(t *testing.T) {
	for _, c := range []struct {
		name, believed string
		real           logon.Account
		verdicts       string
		learned        string // of each result
	}{
		{"the password is the one sent", "password: unknown, disabled: unknown", logon.Account{Password: "PSW1"}, "agrees, agrees, agrees",
			`the password of SRV\USER1 is the one sent and SRV\USER1 is not disabled||`},
		{"the password is the second one", "", logon.Account{Password: "PSW2"}, "agrees, agrees, agrees",
			`the password of SRV\USER1 is another one||the password of SRV\USER1 is the one sent`},
		{"the account is disabled", "password: PSW1, disabled: unknown", logon.Account{Password: "PSW1", Disabled: true}, "agrees, agrees, agrees",
			`SRV\USER1 is disabled||`},
		{"the account has expired, which was not thought of", "password: PSW1, disabled: unknown", logon.Account{Password: "PSW1", Expired: true}, "differs, differs, agrees",
			`||`},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := believed(t, c.believed, threeTimes)
			c.real.Name = "USER1"
			truth := f.In(logon.Topology{Machines: []logon.Machine{{Name: "SRV", Role: logon.Standalone, Profile: "windows-2022",
				Accounts: []logon.Account{c.real}, Shares: []logon.Share{{Name: "share"}}}}})
			results := run(t, Replay{Clients: models(t, truth), MaxBad: 10}, f)
			var learned []string
			for _, r := range results {
				learned = append(learned, r.Learned)
			}
			if got := verdicts(results); got != c.verdicts || strings.Join(learned, "|") != c.learned {
				t.Errorf("got %s, learned %q; want %s, %q", got, learned, c.verdicts, c.learned)
			}
		})
	}
}

func TestAPasswordThatNobodyKnowsIsNotSent(t *testing.T) {
	f := believed(t, "password: PSW1", `
  - {name: as somebody, from: PC, as: 'PC\ME', run: 'net use \\SRV\share /user:SRV\USER1', want: {error: 0}}
  - {name: with a password, from: PC, as: 'PC\ME', run: 'net use \\SRV\share /user:SRV\USER1 PSW1', want: {error: 0}}
`)
	clients := func(s SessionSetup) ([]Client, string) {
		return []Client{{Name: "one", Server: Model{World: knownWorld(t, f), Machine: s.Machine}}}, ""
	}
	results := run(t, Replay{Clients: clients, MaxBad: 10}, f)
	if got := verdicts(results); got != "not asked, agrees" || results[0].Why != "nobody knows the password that would be sent: write it in the topology" {
		t.Errorf("got %s, %q", got, results[0].Why)
	}
}

func knownWorld(t *testing.T, f *scenarios.File) *logon.World {
	t.Helper()
	play, err := f.Unknown()
	smbtest.Must(t, err)
	return play.World()
}

// A plan lists what would be sent, and no more than a run may cost.
func TestAPlanOfWhatIsUnknownSendsNothing(t *testing.T) {
	f := believed(t, "", threeTimes)
	results := run(t, Replay{Clients: func(s SessionSetup) ([]Client, string) { return []Client{{Name: "one"}}, "" }, MaxBad: 2, Plan: true}, f)
	if got := verdicts(results); got != "would be asked, would be asked, not asked" {
		t.Errorf("got %s", got)
	}
}

// A lockout threshold that nobody knows allows no more than the default, whatever --max-bad says, and its window
// counts.
func TestAnUnknownThresholdLimitsWhatIsSent(t *testing.T) {
	f := believed(t, "password: PSW1", threeTimes)
	f.Topology.Machines[0].Policy = logon.Policy{UnknownThreshold: true, LockoutWindow: "3h"}
	for most, want := range map[int]int{1: 1, 10: DefaultMaxBad} {
		r := Replay{MaxBad: most}
		r.Expect(f)
		if r.budget.most != want || r.budget.window != 3*time.Hour {
			t.Errorf("--max-bad %d: at most %d (%s) in %s, want %d in 3h", most, r.budget.most, r.budget.why, r.budget.window, want)
		}
	}
}

// A real smbd shows which of the possible answers it gives.
func TestSambaShowsWhatWasUnknown(t *testing.T) {
	for _, c := range []struct {
		real     logon.Account
		verdicts string
		learned  string
	}{
		{logon.Account{Name: "USER1", Password: "PSW1"}, "agrees, agrees, agrees", `the password of SRV\USER1 is the one sent and SRV\USER1 is not disabled||`},
		{logon.Account{Name: "USER1", Password: "PSW2"}, "agrees, agrees, agrees", `the password of SRV\USER1 is another one||the password of SRV\USER1 is the one sent and SRV\USER1 is not disabled`},
		{logon.Account{Name: "USER1", Password: "PSW1", Disabled: true}, "agrees, agrees, agrees", `the password of SRV\USER1 is the one sent and SRV\USER1 is disabled||`},
	} {
		real := logon.Machine{Name: "SRV", Role: logon.Standalone, Profile: "samba-standalone", Accounts: []logon.Account{c.real}, Shares: []logon.Share{{Name: "share"}}}
		server := startMachine(t, real)
		f := believed(t, "disabled: unknown", threeTimes)
		f.Topology.Machines[0].Profile = "samba-standalone"
		clients := func(SessionSetup) ([]Client, string) {
			return []Client{{Name: "probe", Server: smb.Probe{Addr: server.Addr}}}, ""
		}
		var learned []string
		results := run(t, Replay{Clients: clients, Disposable: true}, f)
		for _, r := range results {
			learned = append(learned, r.Learned)
		}
		if got := verdicts(results); got != c.verdicts || strings.Join(learned, "|") != c.learned {
			t.Errorf("%+v: got %s, learned %q", c.real.Disabled, got, learned)
		}
	}
}
