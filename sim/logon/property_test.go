package logon_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// What must not change when something else does: laws over random worlds.

// anyWorld is a server in one of its roles, the domains around it, and a session setup sent to it.
func anyWorld(t *rapid.T, profiles ...string) (logon.Topology, logon.Send) {
	role := rapid.SampledFrom([]logon.Role{logon.Standalone, logon.Member, logon.Controller}).Draw(t, "role")
	var suitable []string
	for _, name := range profiles {
		if p, _ := logon.ProfileNamed(name); slices.Contains(p.Roles, role) {
			suitable = append(suitable, name)
		}
	}
	if len(suitable) == 0 {
		t.Skip("no profile for that role")
	}
	server := logon.Machine{Name: "SERVER", Role: role, Profile: rapid.SampledFrom(suitable).Draw(t, "profile"), Shares: []logon.Share{{Name: "share"}}}
	var topology logon.Topology
	for _, name := range []string{"HOME", "NEAR", "FAR", "ALONE"} {
		kind := rapid.SampledFrom([]logon.DomainKind{logon.ActiveDirectory, logon.NT4}).Draw(t, name+" is")
		topology.Domains = append(topology.Domains, logon.Domain{Name: name, DNS: strings.ToLower(name) + ".test", Kind: kind,
			Accounts: anyAccounts(t, name, kind == logon.NT4)})
	}
	for _, name := range rapid.Permutation([]string{"NEAR", "FAR"}).Draw(t, "trusts")[:rapid.IntRange(0, 2).Draw(t, "how many")] {
		topology.Domains[0].Trusts = append(topology.Domains[0].Trusts, logon.Trust{Domain: name, Type: logon.External, Direction: logon.Outgoing})
	}
	if role != logon.Standalone {
		server.Domain = "HOME"
	}
	if role != logon.Controller {
		server.Accounts = anyAccounts(t, "SERVER", false)
	}
	topology.Machines = []logon.Machine{server}
	return topology, anySend(t)
}

func anyAccounts(t *rapid.T, where string, nt4 bool) []logon.Account {
	var list []logon.Account
	for _, name := range []string{"USER1", "USER2"} {
		if !rapid.Bool().Draw(t, name+" in "+where) {
			continue
		}
		a := logon.Account{Name: name, Password: rapid.SampledFrom([]string{right, other, ""}).Draw(t, "password of "+name+" in "+where)}
		switch rapid.SampledFrom([]string{"ok", "ok", "local", "disabled", "locked", "expired", "must change", "hours"}).Draw(t, "state") {
		case "local":
			a.Local = nt4
		case "disabled":
			a.Disabled = true
		case "locked":
			a.Locked = true
		case "expired":
			a.Expired = true
		case "must change":
			a.MustChange = true
		case "hours":
			a.Hours = logon.NoHours
		}
		list = append(list, a)
	}
	return list
}

func anySend(t *rapid.T) logon.Send {
	return logon.Send{To: "SERVER", Share: "share",
		Domain:   rapid.SampledFrom([]string{"SERVER", "HOME", "home.test", "NEAR", "near.test", "FAR", "ELSEWHERE", "", "?", "."}).Draw(t, "domain"),
		User:     rapid.SampledFrom([]string{"USER1", "USER2", "USER3", "USER1@near.test", "USER1@home.test"}).Draw(t, "user"),
		Password: rapid.SampledFrom([]string{right, wrong, ""}).Draw(t, "password"),
		Response: rapid.SampledFrom([]ntlm.Kind{ntlm.LM, ntlm.NTLMv1, ntlm.ESS, ntlm.LMv2, ntlm.NTLMv2}).Draw(t, "response")}
}

// An answer is what is compared: what is seen, and the rules taken.
type answer struct {
	Error   uint32
	Session string
	Status  logon.Status
	Rules   []string
}

func answerOf(t *rapid.T, topology logon.Topology, send logon.Send) answer {
	world, err := logon.NewWorld(topology)
	if err != nil {
		t.Fatalf("%v\n%s", err, yamlOf(topology))
	}
	q, problems := world.Question(logon.Attempt{Send: &send})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	o := q.Predict()
	a := answer{Error: o.Error, Session: o.Session.String(), Status: *o.Status}
	for _, s := range o.Trace {
		a.Rules = append(a.Rules, fmt.Sprintf("%s | %s | %s", s.State, s.Condition, s.Next))
	}
	return a
}

func sameAnswer(t *rapid.T, before, after logon.Topology, sentBefore, sentAfter logon.Send) {
	t.Helper()
	want, got := answerOf(t, before, sentBefore), answerOf(t, after, sentAfter)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s%s\n%s%s\n(-before +after):\n%s", yamlOf(before), yamlOfAttempt(logon.Attempt{Send: &sentBefore}), yamlOf(after),
			yamlOfAttempt(logon.Attempt{Send: &sentAfter}), diff)
	}
}

// clone is a topology whose lists can be changed.
func clone(t logon.Topology) logon.Topology {
	c := logon.Topology{Domains: slices.Clone(t.Domains), Machines: slices.Clone(t.Machines)}
	for i := range c.Domains {
		c.Domains[i].Accounts, c.Domains[i].Trusts = slices.Clone(c.Domains[i].Accounts), slices.Clone(c.Domains[i].Trusts)
	}
	for i := range c.Machines {
		c.Machines[i].Accounts = slices.Clone(c.Machines[i].Accounts)
	}
	return c
}

func TestEnablingGuestNeverRefusesWhoWasLetIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		topology, send := anyWorld(t, "kb103390")
		enabled := clone(topology)
		guest := logon.Account{Name: "Guest"}
		if server := &enabled.Machines[0]; server.Role == logon.Controller {
			enabled.Domains[0].Accounts = append(enabled.Domains[0].Accounts, guest)
		} else {
			server.Accounts = append(server.Accounts, guest)
		}
		without, with := answerOf(t, topology, send), answerOf(t, enabled, send)
		if without.Error == 0 && (with.Error != 0 || with.Session != without.Session) {
			t.Fatalf("%s%s\nwithout a guest %+v, with one %+v", yamlOf(topology), yamlOfAttempt(logon.Attempt{Send: &send}), without, with)
		}
	})
}

func TestADomainThatNobodyTrustsAndAnAccountThatNobodyNamesChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		topology, send := anyWorld(t, logon.ProfileNames()...)
		more := clone(topology)
		for i := range more.Domains {
			if rapid.Bool().Draw(t, "an account more") {
				more.Domains[i].Accounts = append(more.Domains[i].Accounts, logon.Account{Name: "UNRELATED", Password: send.Password})
			}
		}
		stranger := logon.Domain{Name: "STRANGER", DNS: "stranger.test", Kind: logon.ActiveDirectory, Accounts: []logon.Account{
			{Name: "USER1", Password: right}, {Name: "USER2", Password: right}, {Name: "USER3", Password: right}, {Name: "Guest"}}}
		if rapid.Bool().Draw(t, "and trusts the server's") {
			stranger.Trusts = []logon.Trust{{Domain: "HOME", Type: logon.External, Direction: logon.Outgoing}}
		}
		more.Domains = slices.Insert(more.Domains, rapid.IntRange(0, len(more.Domains)).Draw(t, "where"), stranger)
		more.Machines = append(more.Machines, logon.Machine{Name: "STRANGE", Role: logon.Controller, Domain: "STRANGER", Profile: "windows-nt4"})
		sameAnswer(t, topology, more, send, send)
	})
}

func TestADomainUnderAnotherNameIsTheSameDomain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		topology, send := anyWorld(t, logon.ProfileNames()...)
		old := rapid.SampledFrom([]string{"HOME", "NEAR", "FAR"}).Draw(t, "renamed")
		renamed, sent := clone(topology), send
		rename := func(name *string) {
			if *name == old {
				*name = "RENAMED"
			}
		}
		for i := range renamed.Domains {
			rename(&renamed.Domains[i].Name)
			for j := range renamed.Domains[i].Trusts {
				rename(&renamed.Domains[i].Trusts[j].Domain)
			}
		}
		for i := range renamed.Machines {
			rename(&renamed.Machines[i].Domain)
		}
		rename(&sent.Domain)
		sameAnswer(t, topology, renamed, send, sent)
	})
}

func TestTheCaseOfNamesDoesNotMatterWhereNoSaltIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		topology, send := anyWorld(t, logon.ProfileNames()...)
		send.Response = rapid.SampledFrom([]ntlm.Kind{ntlm.LM, ntlm.NTLMv1, ntlm.ESS}).Draw(t, "response without a salt")
		sent := send
		sent.To, sent.Share = recased(t, send.To), recased(t, send.Share)
		sent.Domain, sent.User = recased(t, send.Domain), recased(t, send.User)
		sameAnswer(t, topology, topology, send, sent)
	})
}

func recased(t *rapid.T, name string) string {
	return strings.Map(func(r rune) rune {
		if rapid.Bool().Draw(t, "lower") {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, name)
}

// A verifier is a server of which the model knows by the setting ntlmv2-salt which domains it hashes with.
type verifier struct {
	profile  string
	settings []logon.Setting
	domains  func(sent, database string) []string
}

var verifiers = []verifier{
	{"windows-2022", []logon.Setting{set("LmCompatibilityLevel", "0"), set("NoLMHash", "0")}, func(sent, _ string) []string {
		return []string{sent, ""}
	}},
	{"kb103390", []logon.Setting{set("LmCompatibilityLevel", "0"), set("NoLMHash", "0")}, func(_, database string) []string {
		return []string{database, strings.ToLower(database)} // its name, in whatever case
	}},
	{"samba-standalone", []logon.Setting{set("ntlm auth", "ntlmv1-permitted"), set("lanman auth", "yes")}, func(sent, _ string) []string {
		return []string{sent, strings.ToUpper(sent), ""}
	}},
}

// proves reports whether the real bytes that a client sends prove the stored password to that verifier.
func proves(t *rapid.T, v verifier, send logon.Send, stored string) bool {
	client := ntlm.Client{User: send.User, Domain: send.Domain, Password: send.Password, Kind: send.Response, Salt: send.Salt,
		Time: rapid.Uint64().Draw(t, "time"), ClientChallenge: ntlm.Challenge(rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "client challenge"))}
	challenge := ntlm.ChallengeMessage{ServerChallenge: ntlm.Challenge(rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "challenge")),
		Flags: ntlm.NegotiateUnicode | ntlm.NegotiateNTLM}
	if send.Response == ntlm.ESS || send.Response.Salted() {
		challenge.Flags |= ntlm.NegotiateExtendedSessionSecurity
	}
	b, _, err := client.Authenticate(client.Negotiate(), challenge.Marshal())
	if err != nil {
		if send.Response != ntlm.LM {
			t.Fatal(err)
		}
		return false // the password has no LM hash
	}
	m, err := ntlm.ParseAuthenticate(b)
	if err != nil {
		t.Fatal(err)
	}
	if send.Response == ntlm.LM {
		lm, ok := ntlm.LMOWFv1(stored)
		return ok && ntlm.VerifyLMv1(lm, challenge.ServerChallenge, m.LM)
	}
	return ntlm.Verify(ntlm.NTOWFv1(stored), challenge.ServerChallenge, m, v.domains(m.Domain, "SERVER")...)
}

var (
	somePasswords = rapid.SampledFrom([]string{"", "a", "Passw0rd", "PASSW0RD", "passw0rd", "fourteen chars", "FOURTEEN CHARS", "fifteen letters",
		"FIFTEEN LETTERS", "pässword", "PÄSSWORD", "\u212aelvin", "kelvin", "longſ", "longs"})
	someDomains = rapid.SampledFrom([]string{"SERVER", "server", "", "?", ".", "Elsewhere", "ELSEWHERE", "elsewhere", "Zürich", "ZÜRICH"})
)

// The model compares passwords and salts as text. It must say what the bytes say.
func TestTheComparisonOfPasswordAndSaltIsThatOfTheRealBytes(t *testing.T) {
	for _, kind := range []ntlm.Kind{ntlm.LM, ntlm.NTLMv1, ntlm.ESS, ntlm.LMv2, ntlm.NTLMv2} {
		t.Run(kind.String(), func(t *testing.T) {
			said := map[bool]int{}
			rapid.Check(t, func(t *rapid.T) { said[sameAsTheBytes(t, kind)]++ })
			if !t.Failed() && (said[true] == 0 || said[false] == 0) {
				t.Errorf("%d accepted, %d not: nothing to compare", said[true], said[false])
			}
		})
	}
}

func sameAsTheBytes(t *rapid.T, kind ntlm.Kind) bool {
	v := rapid.SampledFrom(verifiers).Draw(t, "verifier")
	send := logon.Send{To: "SERVER", Domain: someDomains.Draw(t, "domain"), Password: somePasswords.Draw(t, "password"), Response: kind,
		User: rapid.SampledFrom([]string{"USER1", "user1", "User1"}).Draw(t, "user")}
	if rapid.Bool().Draw(t, "hashed with another domain") {
		send.Salt = new(someDomains.Draw(t, "salt"))
	}
	stored := send.Password
	if rapid.Bool().Draw(t, "another password is stored") {
		stored = somePasswords.Draw(t, "stored")
	}
	topology := logon.Topology{Machines: []logon.Machine{{Name: "SERVER", Role: logon.Standalone, Profile: v.profile, Settings: v.settings,
		Accounts: []logon.Account{{Name: "USER1", Password: stored}}}}}
	world, err := logon.NewWorld(topology)
	if err != nil {
		t.Fatal(err)
	}
	q, problems := world.Question(logon.Attempt{Send: &send})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var facts logon.Facts
	q.Ask(&facts)
	refusal, found := facts.Refusal()
	accepted := refusal != logon.PasswordDiffers && refusal != logon.SaltDiffers && refusal != logon.ResponseRefused && refusal != logon.NoHash
	if want := proves(t, v, send, stored); !found || accepted != want {
		t.Fatalf("%s%s\nthe bytes prove the password: %v; the model: %v, refusal %d", yamlOf(topology), yamlOfAttempt(logon.Attempt{Send: &send}),
			want, accepted, refusal)
	}
	return accepted
}
