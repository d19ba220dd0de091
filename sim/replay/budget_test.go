package replay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb"
	"ntlmsim/sim/smb/smbtest"
)

// All spellings of a name are one account, and a name that is not empty is never taken for none.
func TestAnAccountIsItsNameAlone(t *testing.T) {
	for user, want := range map[string]string{
		"": "", "USER1": "USER1", "user1": "USER1", `CORP\user1`: "USER1", "user1@corp.example": "USER1", " user1 ": "USER1",
		`CORP\user1@corp.example`: "USER1", "@corp": "@CORP", `CORP\`: `CORP\`, " ": " ", "ſmith": "SMITH", "WS1$": "WS1$",
	} {
		if got := accountOf(user); got != want {
			t.Errorf("%q: got %q, want %q", user, got, want)
		}
	}
}

// A password that is let in costs nothing, however often; a wrong one costs what is sent.
func TestWhatIsGrantedIsGivenBack(t *testing.T) {
	f := small(t, `
  - {name: one, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
  - {name: two, send: {to: SRV, share: share, domain: A, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
  - {name: three, send: {to: SRV, share: none, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 67}}
  - {name: wrong, send: {to: SRV, share: share, domain: SRV, user: USER1, password: wrong, response: ntlmv2}, want: {error: 1326}}
  - {name: four, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
`)
	r := Replay{Clients: models(t, f), MaxBad: 2, State: stateIn(t)}
	results, err := r.Run(t.Context(), f)
	smbtest.Must(t, err)
	if got := verdicts(results); got != "agrees, agrees, agrees, agrees, agrees" {
		t.Errorf("got %s", got)
	}
	list, err := r.State.read()
	smbtest.Must(t, err)
	if s := r.Spent(); len(s) != 1 || s[0].Spent != 1 || len(list) != 1 {
		t.Errorf("spent %+v, noted %+v", s, list)
	}
}

// A session that cannot be believed does not count as granted. One that is encrypted was granted to whoever knew its
// key.
func TestWhatCountsAsGranted(t *testing.T) {
	tree, session := &smb.NotAnswered{Stage: smb.StageTree}, &smb.NotAnswered{Stage: smb.StageSession}
	encrypted := &smb.NotAnswered{Stage: smb.StageSession, Err: smb.ErrEncryption}
	for _, c := range []struct {
		setup logon.Status
		flags uint16
		err   error
		want  bool
	}{
		{0, 0, nil, true}, {0, 0, tree, false}, {0, smb.SessionEncrypt, encrypted, true}, {0, 0, session, false},
		{0, smb.SessionGuest, nil, false}, {0, smb.SessionNull, nil, false}, {logon.StatusLogonFailure, 0, nil, false},
	} {
		if got := granted(answering(smb.Attempt{User: "USER1"}, c.setup, c.flags), c.err); got != c.want {
			t.Errorf("%+v: got %v", c, got)
		}
	}
}

// randomFile is a small scenario with whatever it believes, and a few session setups.
func randomFile(t *rapid.T) *scenarios.File {
	pick := func(list []string, label string) string { return rapid.SampledFrom(list).Draw(t, label) }
	a := logon.Account{Name: "USER1", Password: "PSW1"}
	list := beliefs(tolerant{})
	list[rapid.IntRange(0, len(list)-1).Draw(t, "belief")].of(&a)
	places := worlds(a, logon.Policy{LockoutThreshold: rapid.IntRange(0, 6).Draw(t, "lockout-threshold")})
	topology := places[pick([]string{"windows", "article", "guest", "samba", "bad user", "bad password", "controller", "nt4", "member", "trusting"}, "where")]
	if len(logon.Check(topology)) > 0 {
		t.Skip("no such account there")
	}
	file := &scenarios.File{Path: "random.yaml", Topology: topology}
	for i := range rapid.IntRange(1, 6).Draw(t, "attempts") {
		send := &logon.Send{To: "SRV", Share: "share", Domain: pick([]string{"", "SRV", "CORP", "?"}, "domain"),
			User:     pick([]string{"USER1", "user1", "USER2", "user2@corp.example", ""}, "user"),
			Password: pick([]string{"PSW1", "wrong"}, "password"), Response: ntlm.NTLMv2}
		if send.User == "" {
			send.Domain, send.Password, send.Response = "", "", ntlm.None
		}
		file.Attempts = append(file.Attempts, scenarios.Attempt{Attempt: logon.Attempt{Name: fmt.Sprint(i), Send: send}})
	}
	return file
}

// tolerant is a testing.TB for what another test demands.
type tolerant struct{ testing.TB }

func (tolerant) Errorf(string, ...any) {}

// What a dry run announces is what servers that refuse everything get, to the last message; and no other servers cost
// more, whether they let in, make guests, fall silent, or refuse before anything is sent.
func TestADryRunAnnouncesWhatARunCouldSpend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file, most := randomFile(t), rapid.IntRange(0, 5).Draw(t, "--max-bad")
		for _, kind := range []string{"refuses", "does anything"} {
			cost := map[string]int{}
			answer := fake(func(a smb.Attempt) (smb.Observation, error) {
				o, err, costs := answering(a, logon.StatusLogonFailure, 0), error(nil), true
				if kind != "refuses" {
					o, err, costs = anything(t, a)
				}
				if costs && a.User != "" {
					cost[accountOf(a.User)]++
				}
				return o, err
			})
			names := []string{"go-smb2", "probe"}[:rapid.IntRange(1, 2).Draw(t, "clients")]
			clients := func(SessionSetup) (list []Client, why string) {
				for _, name := range names {
					list = append(list, Client{Name: name, Server: answer})
				}
				return list, ""
			}
			r := Replay{Clients: clients, MaxBad: most}
			announced, err := r.CouldSpend(context.Background(), []*scenarios.File{file})
			if err != nil || len(cost) > 0 {
				t.Fatalf("a dry run sent %v: %v", cost, err)
			}
			if _, err := r.Run(context.Background(), file); err != nil {
				t.Fatal(err)
			}
			for _, s := range announced {
				if n := cost[s.Account]; n > s.Spent || kind == "refuses" && n != s.Spent {
					t.Fatalf("a server that %s counts %d for %s, announced are %d", kind, n, s.Account, s.Spent)
				}
				delete(cost, s.Account)
			}
			if len(cost) > 0 {
				t.Fatalf("not announced: %v", cost)
			}
			for _, s := range r.Spent() {
				if i := slices.IndexFunc(announced, func(a Spending) bool { return a.Account == s.Account }); s.Spent > announced[i].Spent {
					t.Fatalf("spent %+v, announced %+v", s, announced[i])
				}
			}
		}
	})
}

// anything is some answer, and whether the server may have counted a bad password.
func anything(t *rapid.T, a smb.Attempt) (o smb.Observation, err error, costs bool) {
	switch rapid.IntRange(0, 5).Draw(t, "answer") {
	case 0, 1:
		return answering(a, 0, 0), nil, false
	case 2:
		return answering(a, 0, smb.SessionGuest), nil, true
	case 3:
		return smb.Observation{Sent: smb.Sent{Authenticate: true}}, &smb.NotAnswered{Stage: smb.StageSession, Why: "silence"}, true
	case 4:
		return smb.Observation{}, &smb.NotAnswered{Stage: smb.StageConnect, Why: "nobody"}, false
	}
	return answering(a, logon.StatusLogonFailure, 0), nil, true
}

// Nothing is sent where nothing can be noted.
func TestNothingIsSentThatCannotBeNoted(t *testing.T) {
	f := small(t, wrongs)
	s := fake(func(smb.Attempt) (smb.Observation, error) {
		t.Error("something was sent")
		return smb.Observation{}, nil
	})
	for name, state := range map[string]*StateFile{"no directory": {Path: "/dev/null/replay.json"}, "no sense": stateWith(t, "{")} {
		r := Replay{Clients: only(s), MaxBad: 2, State: state}
		_, err := r.Run(t.Context(), f)
		var failed *StateError
		if !errors.As(err, &failed) || state.Check(t.Context()) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An account and its user principal name are one account of the budget.
func TestAUserPrincipalNameIsSpentForItsAccount(t *testing.T) {
	f, err := scenarios.Load("x.yaml", []byte(`
domains: {CORP: {accounts: {ANNA: {password: PSW1, upn: anna.meier@firma.test}}}}
machines: {DC: {role: controller, domain: CORP, profile: windows-2022}}
attempts:
  - {name: by name, send: {to: DC, domain: CORP, user: ANNA, password: wrong}, want: {error: 1326}}
  - {name: by another name, send: {to: DC, user: Anna.Meier@firma.test, password: wrong}, want: {error: 1326}}
  - {name: again, send: {to: DC, domain: CORP, user: ANNA, password: wrong}, want: {error: 1326}}
`))
	smbtest.Must(t, err)
	results := run(t, Replay{Clients: func(s SessionSetup) ([]Client, string) { return []Client{{Name: "one"}}, "" }, MaxBad: 2, Plan: true}, f)
	if got := verdicts(results); got != "would be asked, would be asked, not asked" {
		t.Errorf("got %s", got)
	}
}
