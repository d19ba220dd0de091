package logon_test

import (
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// What a product does not check for trust and machine accounts, each in each state: what the lab's controllers have
// answered, and of Windows what we conclude from MS-ADTS 3.1.1.4.5.17.
func TestAccountsThatAreNoUsersAreSparedAsTheirProductDoes(t *testing.T) {
	states := map[string]func(*logon.Account){
		"locked":           func(a *logon.Account) { a.Locked = true },
		"must-change":      func(a *logon.Account) { a.MustChange = true },
		"password-expired": func(a *logon.Account) { a.PasswordExpired = true },
	}
	spared := map[string]map[logon.TrustAccount][]string{
		"samba-ad-dc":  {logon.Workstation: {"locked", "must-change", "password-expired"}, logon.Interdomain: {"locked", "must-change", "password-expired"}},
		"windows-2022": {logon.Workstation: {"locked", "must-change", "password-expired"}, logon.Interdomain: {"locked", "must-change", "password-expired"}},
		"samba-nt4-dc": {logon.Workstation: {"must-change"}},
		"windows-nt4":  {},
	}
	for profile, kinds := range spared {
		for _, kind := range []logon.TrustAccount{logon.NoTrustAccount, logon.Workstation, logon.Interdomain} {
			for state, set := range states {
				account := logon.Account{Name: "A$", Password: right, Trust: kind}
				set(&account)
				want := "own.found." + state
				for _, s := range kinds[kind] {
					if s == state {
						want = map[logon.TrustAccount]string{logon.Workstation: "own.found.password-matches", logon.Interdomain: "own.found.interdomain-account"}[kind]
					}
				}
				h := logon.NewHistory(nobodies(t, profile, account))
				o := ask(t, h, asUser("A$", right))[0]
				if string(o.Because) != want {
					t.Errorf("%s: %s, %q: %s, not %s", profile, state, kind, o.Because, want)
				}
			}
		}
	}
}

// Bad passwords lock no trust or machine account, unless nothing is spared.
func TestBadPasswordsOfAccountsThatAreNoUsersCountNowhere(t *testing.T) {
	for profile, want := range map[string]logon.Effect{"samba-ad-dc": logon.Exempt, "windows-2022": logon.Exempt, "samba-nt4-dc": logon.Exempt, "windows-nt4": logon.Locks} {
		for _, kind := range []logon.TrustAccount{logon.Workstation, logon.Interdomain} {
			h := logon.NewHistory(nobodies(t, profile, logon.Account{Name: "A$", Password: right, Trust: kind}))
			ask(t, h, asUser("A$", wrong))
			o := ask(t, h, asUser("A$", wrong))[0]
			if len(o.Counts) != 1 || o.Counts[0].Effect != want || o.Counts[0].Cite.Source == "" {
				t.Errorf("%s, %s: %+v, not %s", profile, kind, o.Counts, want)
			}
		}
	}
}

func nobodies(t *testing.T, profile string, a logon.Account) *logon.World {
	t.Helper()
	w, err := logon.NewWorld(logon.Topology{
		Domains:  []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory, Policy: logon.Policy{LockoutThreshold: 2}, Accounts: []logon.Account{a}}},
		Machines: []logon.Machine{{Name: "NET", Role: logon.Controller, Domain: "HOME", Profile: profile}}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func asUser(user, password string) logon.Attempt {
	return logon.Attempt{Send: &logon.Send{To: "NET", Domain: "HOME", User: user, Password: password, Response: ntlm.NTLMv2}}
}
