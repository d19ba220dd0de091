package whatif

import (
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// A case is an attempt of a file, and the advice for it.
type adviceCase struct {
	played scenarios.Played
	found  Found
}

// advised plays a file and looks for advice for each of its attempts, by their names.
func advised(t *testing.T, yaml string) map[string]adviceCase {
	t.Helper()
	file, err := scenarios.Load("case.yaml", []byte(yaml), scenarios.Lenient)
	if err != nil {
		t.Fatal(err)
	}
	w, err := logon.NewWorld(file.Topology)
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]adviceCase{}
	for p := range file.Play(w) {
		if len(p.Problems) > 0 {
			t.Fatal(p.Problems)
		}
		cases[p.Name] = adviceCase{p, Advise(p.Before, p.Attempt.Attempt, p.Outcome())}
	}
	return cases
}

// of are the changes of one kind.
func (c adviceCase) of(kind string) (list []string) {
	for _, a := range c.found.List {
		if a.Kind == kind {
			list = append(list, a.Change)
		}
	}
	return list
}

func (c adviceCase) wants(t *testing.T, kind string, want ...string) {
	t.Helper()
	if got := c.of(kind); !slices.Equal(got, want) {
		t.Errorf("%s (%s): got %q, want %q; all: %+v", c.played.Name, c.played.Outcome().End, got, want, c.found.List)
	}
}

// Whoever denies NTLM, Kerberos need not be denied: called by its own name, the server is asked with it, and where it
// is so called it is Kerberos that has to be mended. A server that calls itself, or that is in no domain, has no
// Kerberos.
func TestKerberosIsAdvisedWhereverNTLMIsDenied(t *testing.T) {
	cases := advised(t, `
domains:
  HOME:   {accounts: {USER1: {password: P1}, SAFE: {password: P4, groups: [Protected Users]}, PLACED: {password: P5, authenticate-from: [PC]}}, trusts: [{domain: FAR, type: forest}]}
  SHUT:   {accounts: {USER2: {password: P2}}}
  FAR:    {accounts: {USER3: {password: P3}}}
machines:
  DC:     {role: controller, domain: HOME, profile: windows-2022}
  SHUTDC: {role: controller, domain: SHUT, profile: windows-2022, settings: {RestrictNTLMInDomain: 5}}
  FARDC:  {role: controller, domain: FAR, profile: windows-2022, settings: {RestrictNTLMInDomain: 3}}
  SRV:    {role: member, domain: HOME, profile: windows-2022, addresses: [10.0.0.1], shares: {share: {}}}
  CLOSED: {role: member, domain: HOME, profile: windows-2022, addresses: [10.0.0.2], shares: {share: {}}, settings: {RestrictReceivingNTLMTraffic: 2}}
  LOCALS: {role: member, domain: HOME, profile: windows-2022, addresses: [10.0.0.3], shares: {share: {}}, settings: {RestrictReceivingNTLMTraffic: 1}}
  SHUTSRV: {role: member, domain: SHUT, profile: windows-2022, addresses: [10.0.0.4], shares: {share: {}}}
  ALONE:  {role: standalone, profile: windows-2022, addresses: [10.0.0.5], shares: {share: {}}, accounts: {USER1: {password: P1}}}
  PC:     {role: member, domain: HOME, profile: windows-11-24h2}
  DENIES: {role: member, domain: HOME, profile: windows-11-24h2, settings: {RestrictSendingNTLMTraffic: 2}}
  BLOCKS: {role: member, domain: HOME, profile: windows-11-24h2, settings: {BlockNTLM: 1}}
  SHUTPC: {role: member, domain: SHUT, profile: windows-11-24h2}
attempts:
  - {name: client denies, from: DENIES, as: HOME\USER1, run: 'net use x: \\10.0.0.1\share'}
  - {name: client blocks, from: BLOCKS, as: HOME\USER1, run: 'net use x: \\10.0.0.1\share'}
  - {name: server denies, from: PC, as: HOME\USER1, run: 'net use x: \\10.0.0.2\share'}
  - {name: server denies domains, from: PC, as: HOME\USER1, run: 'net use x: \\10.0.0.3\share'}
  - {name: its domain denies, from: SHUTPC, as: SHUT\USER2, run: 'net use x: \\10.0.0.4\share'}
  - {name: the account's domain denies, from: PC, as: HOME\USER1, run: 'net use x: \\10.0.0.1\share /user:FAR\USER3 P3'}
  - {name: a protected user, from: PC, as: HOME\SAFE, run: 'net use x: \\10.0.0.1\share'}
  - {name: a restricted device, from: PC, as: HOME\PLACED, run: 'net use x: \\10.0.0.1\share'}
  - {name: no domain, from: DENIES, as: HOME\USER1, run: 'net use x: \\10.0.0.5\share'}
  - {name: its own name, from: DENIES, as: HOME\USER1, run: 'net use x: \\SRV\share'}
  - {name: another reason, from: PC, as: HOME\USER1, run: 'net use x: \\10.0.0.1\nothing'}
`)
	byName := func(server string) string {
		return "call the server by its own name: " + server + ", so that Kerberos is used"
	}
	for name, want := range map[string]struct {
		because sim.State
		change  string
	}{
		"client denies":               {"client.response.sending-denied", byName("SRV")},
		"client blocks":               {"client.response.ntlm-blocked", byName("SRV")},
		"server denies":               {"policies.ntlm-denied", byName("CLOSED")},
		"server denies domains":       {"policies.domain-ntlm-denied", byName("LOCALS")},
		"its domain denies":           {"policies.server-domain-denies", byName("SHUTSRV")},
		"the account's domain denies": {"policies.account-domain-denies", byName("SRV")},
		"a protected user":            {"trusted.found.protected-user", byName("SRV")},
		"a restricted device":         {"trusted.found.place-restricted", byName("SRV")},
		"no domain":                   {"client.response.sending-denied", ""},
		"its own name":                {"kerberos.ticket-accepted", ""},
		"another reason":              {"", ""},
	} {
		c, ok := cases[name]
		if !ok || want.because != "" && c.played.Outcome().Because != want.because {
			t.Errorf("%s: %s, want %s", name, c.played.Outcome().Because, want.because)
		}
		if want.change == "" {
			c.wants(t, "kerberos")
			continue
		}
		c.wants(t, "kerberos", want.change)
	}
}

// A right that is given to somebody stays with those who have it.
func TestARightThatIsGivenIsTakenFromNobody(t *testing.T) {
	for _, c := range advised(t, `
machines:
  SRV: {role: standalone, profile: windows-2022, shares: {share: {}}, settings: {SeNetworkLogonRight: [OTHER]},
        accounts: {USER1: {password: P1}, OTHER: {password: P2}}}
  PC:  {role: standalone, profile: windows-11-24h2, accounts: {USER1: {password: P1}, OTHER: {password: P2}}}
attempts:
  - {name: not granted, from: PC, as: PC\USER1, run: 'net use x: \\SRV\share'}
`) {
		c.wants(t, "granted-right", "give USER1 the right SeNetworkLogonRight on SRV")
		s := newSearch(c.played.Before, c.played.Attempt.Attempt, c.played.Outcome())
		w, err := c.played.Before.With(s.grantedRights()[0].edits...)
		if err != nil {
			t.Fatal(err)
		}
		other := c.played.Attempt.Attempt
		other.As.User = "OTHER"
		if o, err := predict(w, other); err != nil || o.Error != 0 {
			t.Errorf("OTHER, who had the right, is refused then: %s %v", o.Says(), err)
		}
	}
}

// One other machine is one, and several are several.
func TestOtherMachinesAreCounted(t *testing.T) {
	s := &search{user: "USER1"}
	for others, want := range map[int]string{0: `sign on at PC as PC\USER1`, 1: `sign on at PC as PC\USER1, or at 1 other machine like it`,
		2: `sign on at PC as PC\USER1, or at one of 2 other machines like it`} {
		if got := s.signOn(signOn{"PC", "PC", others}, true).text; got != want {
			t.Errorf("%d others: got %q, want %q", others, got, want)
		}
	}
}

// Where an account is locked, it is said when it is unlocked by itself, or that it is not, and which command does it:
// of the database that has it.
func TestALockoutIsWaitedForWhereItEnds(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {USER1: {password: P1}, BEFORE: {password: P1, locked: true}}, policy: {lockout-threshold: 1, lockout-duration: 20m}}
  HARD: {accounts: {USER2: {password: P2}}, policy: {lockout-threshold: 1}}
  ZERO: {accounts: {USER3: {password: P2, locked: true}}, policy: {lockout-duration: 0}}
  OLD:  {kind: nt4, accounts: {USER4: {password: P2, locked: true}}}
machines:
  ZERODC: {role: controller, domain: ZERO, profile: samba-ad-dc, shares: {share: {}}}
  OLDDC: {role: controller, domain: OLD, profile: windows-nt4, shares: {share: {}}}
  SRV:  {role: standalone, profile: windows-2022, accounts: {USER5: {password: P1, locked: true}}, policy: {lockout-duration: 2h}, shares: {share: {}}}
  DC:   {role: controller, domain: CORP, profile: windows-2022, shares: {share: {}}}
  HARDDC: {role: controller, domain: HARD, profile: windows-2022, shares: {share: {}}}
  PC:   {role: standalone, profile: windows-11-24h2, accounts: {ME: {password: x}}}
attempts:
  - {name: first, from: PC, as: PC\ME, run: 'net use x: \\DC\share /user:CORP\USER1 bad'}
  - {name: then, from: PC, as: PC\ME, run: 'net use x: \\DC\share /user:CORP\USER1 P1'}
  - {name: before, after: 5m, from: PC, as: PC\ME, run: 'net use x: \\DC\share /user:CORP\BEFORE P1'}
  - {name: zero, from: PC, as: PC\ME, run: 'net use x: \\ZERODC\share /user:ZERO\USER3 P2'}
  - {name: old, send: {to: OLDDC, share: share, domain: OLD, user: USER4, password: P2, response: ntlmv2}}
  - {name: machine, from: PC, as: PC\ME, run: 'net use x: \\SRV\share /user:SRV\USER5 P1'}
  - {name: hard first, from: PC, as: PC\ME, run: 'net use x: \\HARDDC\share /user:HARD\USER2 bad'}
  - {name: hard then, from: PC, as: PC\ME, run: 'net use x: \\HARDDC\share /user:HARD\USER2 P2'}
`)
	for name, want := range map[string]string{
		"then":      `unlock CORP\USER1, or wait: it is unlocked in 20m`,
		"before":    `unlock CORP\BEFORE, or wait: it is unlocked in 15m at the latest`,
		"zero":      `unlock ZERO\USER3, which an administrator has to do: no time unlocks it`,
		"old":       `unlock OLD\USER4`,
		"machine":   `unlock SRV\USER5, or wait: it is unlocked in 1h55m at the latest`,
		"hard then": `unlock HARD\USER2, which an administrator has to do: no time unlocks it`,
	} {
		cases[name].wants(t, "account-state", want)
	}
	for name, want := range map[string]string{
		"then":    "at a controller of CORP: Unlock-ADAccount USER1",
		"zero":    "at a controller of ZERO: samba-tool user unlock USER3",
		"old":     "at a controller of OLD: net user USER4 /active:yes",
		"machine": "on SRV: net user USER5 /active:yes",
	} {
		cases[name].wantsCommands(t, "account-state", want)
	}
}

// Two caveats are one sentence; the same twice is said once.
func TestTwoCaveatsAreOne(t *testing.T) {
	for _, c := range [][3]string{{"", "", ""}, {"a", "", "a"}, {"", "b", "b"}, {"a", "a", "a"}, {"a", "b", "a; and b"}} {
		if got := both(c[0], c[1]); got != c[2] {
			t.Errorf("%q and %q: got %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// What a setting usually is, is known only where somebody has set it.
func TestTheUsualValueIsThatBeforeItWasSet(t *testing.T) {
	m := logon.Machine{Name: "SRV", Profile: "windows-2022", Settings: []logon.Setting{{Name: "server-dialects", Values: []string{"SMB1"}},
		{Name: "no such setting", Values: []string{"1"}}}}
	for name, want := range map[string]string{"server-dialects": "SMB2, SMB3",
		"SeDenyNetworkLogonRight": "", "no such setting": ""} {
		p, _ := logon.ProfileNamed(m.Profile)
		if v, ok := p.Value(name); ok && want != "" {
			want = strings.Join(v.Setting.Values, ", ")
			if len(v.Setting.Values) < 2 {
				t.Fatalf("%s has one value: it shows nothing", name)
			}
		}
		if got := usualValue(m, name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// What is likely and small comes first: people read it in this order, and a search that has found enough ends with it.
func TestChangesAreTriedInThisOrder(t *testing.T) {
	want := []string{"session", "stored", "name", "password", "user", "target", "administrator", "share-name", "share-access", "account-state", "channel", "create", "global",
		"trust-repair", "trust-selective", "trust", "response", "insecure-guest", "blank-password", "denied-right", "granted-right",
		"own-name", "alias", "kerberos", "spn", "encryption", "exception", "hardened-path", "block-ntlm", "drive", "connection", "other-name", "same-user", "offline", "clock", "clone", "read-only", "force-guest",
		"token-filter", "server-policy", "null-session", "share-uses", "protected-user", "user-policy", "setting", "session-minimum", "signing", "service-account", "guest", "sign-on"}
	if got := Kinds(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, c := range advised(t, `
machines:
  SRV: {role: standalone, profile: windows-2022, shares: {share: {}},
        accounts: {USER1: {password: P1, locked: true, disabled: true, expired: true, must-change: true, password-expired: true, hours: none, workstations: [OTHER]}}}
  PC:  {role: standalone, profile: windows-11-24h2, accounts: {USER1: {password: P1}}}
attempts:
  - {name: everything, from: PC, as: PC\USER1, run: 'net use x: \\SRV\share'}
`) {
		s := newSearch(c.played.Before, c.played.Attempt.Attempt, c.played.Outcome())
		var got []string
		for _, change := range s.states() {
			text, _, _ := strings.Cut(change.text, " SRV")
			got = append(got, text)
		}
		want := []string{"unlock", "enable", "put off the day of expiry of", "change the password, as it must be, of", "renew the expired password of",
			"allow all logon hours to", "let", "allow all workstations to"}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// A search that is given nothing to cure asks nothing.
func TestWhatIsGrantedNeedsNoAdvice(t *testing.T) {
	for _, c := range advised(t, `
machines:
  SRV: {role: standalone, profile: windows-2022, shares: {share: {}}, accounts: {USER1: {password: P1}}}
  PC:  {role: standalone, profile: windows-11-24h2, accounts: {USER1: {password: P1}}}
attempts:
  - {name: granted, from: PC, as: PC\USER1, run: 'net use x: \\SRV\share'}
`) {
		if c.found.Tried != 0 || len(c.found.List) != 0 || c.found.Early() {
			t.Errorf("got %+v", c.found)
		}
	}
}

// A logon that clears the count of bad passwords costs none.
func TestAGoodPasswordAfterBadOnesIsAdvised(t *testing.T) {
	cases := advised(t, `
machines:
  SRV: {role: standalone, profile: windows-2022, shares: {share: {}}, accounts: {USER1: {password: P1}}, policy: {lockout-threshold: 5}}
  PC:  {role: standalone, profile: windows-11-24h2, accounts: {USER1: {password: P1}, ME: {password: x}}}
attempts:
  - {name: bad, from: PC, as: PC\ME, run: 'net use x: \\SRV\share /user:SRV\USER1 bad'}
  - {name: bad again, from: PC, as: PC\ME, run: 'net use x: \\SRV\share /user:SRV\USER1 worse'}
`)
	cases["bad again"].wants(t, "password", `give the password of SRV\USER1, or set it to the password that is sent`)
}

// A Guest that is there and disabled is enabled; so is one that nobody wrote down.
func TestTheGuestIsEnabled(t *testing.T) {
	for _, accounts := range []string{"{Guest: {password: '', disabled: true}}", "{OTHER: {password: P1}}"} {
		for _, c := range advised(t, `
machines:
  SRV: {role: standalone, profile: windows-2000, shares: {share: {}}, settings: {SeDenyNetworkLogonRight: []}, accounts: `+accounts+`}
  PC:  {role: standalone, profile: windows-7, accounts: {USER1: {password: P1}}}
attempts:
  - {name: `+"'"+strings.ReplaceAll(accounts, "'", "''")+"'"+`, from: PC, as: PC\USER1, run: 'net use x: \\SRV\share'}
`) {
			c.wants(t, "guest", "enable the account Guest of SRV")
		}
	}
}

// What a trust between two forests lacks is mended at its roots, for a server of any domain in them. A trust that is
// there and points the other way is made one in both directions.
func TestTrustsAreMendedWhereTheyAre(t *testing.T) {
	cases := advised(t, `
domains:
  ROOT:  {trusts: [{domain: FAR, type: forest, down: true}]}
  CHILD: {forest: ROOT}
  FAR:   {accounts: {USER1: {password: P1}}, trusts: [{domain: ROOT, type: forest}]}
  ONE:   {trusts: [{domain: TWO, type: external, direction: incoming}]}
  TWO:   {accounts: {USER2: {password: P2}}}
machines:
  ROOTDC:  {role: controller, domain: ROOT, profile: windows-2022}
  CHILDDC: {role: controller, domain: CHILD, profile: windows-2022}
  FARDC:   {role: controller, domain: FAR, profile: windows-2022}
  ONEDC:   {role: controller, domain: ONE, profile: windows-2022}
  TWODC:   {role: controller, domain: TWO, profile: windows-2022}
  SRV:     {role: member, domain: CHILD, profile: windows-2022, shares: {share: {}}}
  ONESRV:  {role: member, domain: ONE, profile: windows-2022, shares: {share: {}}}
  PC:      {role: standalone, profile: windows-11-24h2, accounts: {ME: {password: x}}}
attempts:
  - {name: down, from: PC, as: PC\ME, run: 'net use x: \\SRV\share /user:FAR\USER1 P1'}
  - {name: the other way, from: PC, as: PC\ME, run: 'net use x: \\ONESRV\share /user:TWO\USER2 P2'}
`)
	cases["down"].wants(t, "trust-repair", "bring a controller of FAR within reach")
	cases["the other way"].wants(t, "trust", "let ONE trust TWO, too: the trust that there is points the other way")
}

// Guest is nobody to log on as.
func TestGuestIsNoExampleOfAnAccount(t *testing.T) {
	for _, c := range advised(t, `
machines:
  SRV: {role: standalone, profile: samba-standalone, shares: {share: {}}, accounts: {Guest: {password: P0}, ZOE: {password: P1}}}
attempts:
  - {name: anonymous, send: {to: SRV, share: share, user: '', response: none}}
`) {
		c.wants(t, "user", `log on with an account, for instance SRV\ZOE`)
	}
}

// At the client itself each account is its own advice: nobody has to go elsewhere for it.
func TestEachAccountAtTheClientIsSignedOnTo(t *testing.T) {
	for _, c := range advised(t, `
domains:
  CORP: {accounts: {USER1: {password: P1}}, trusts: [FAR, NEAR]}
  NEAR: {accounts: {USER1: {password: P1}}}
  FAR:  {accounts: {USER1: {password: P3}}}
machines:
  DC:  {role: controller, domain: CORP, profile: windows-2022}
  NEARDC: {role: controller, domain: NEAR, profile: windows-2022}
  FARDC: {role: controller, domain: FAR, profile: windows-2022}
  SRV: {role: standalone, profile: windows-2022, shares: {share: {}}, accounts: {USER1: {password: P1}}}
  PC:  {role: member, domain: CORP, profile: windows-11-23h2, accounts: {USER1: {password: P2}}}
attempts:
  - {name: local, from: PC, as: PC\USER1, run: 'net use x: \\SRV\share'}
`) {
		c.wants(t, "sign-on", `sign on at PC as CORP\USER1`, `sign on at PC as NEAR\USER1`)
	}
}

// Where NET USE is typed, a machine of a lab can be another product: then it is of another class.
func TestMachinesThatAreTwoProductsAreNotAlike(t *testing.T) {
	a, w, o := manyMachines(t, 7)
	s := newSearch(w, a, o)
	m, _ := w.Machine("PC2")
	other := m
	other.Client = &logon.Product{Profile: "windows-xp"}
	if s.class(&m, "PC2") == s.class(&other, "PC2") {
		t.Error("one class")
	}
}

// A person gets the account that the server has, a group before a single account, and what lets everyone in only where
// nothing smaller helps; each with the command that does it.
func TestAdviceIsWhatPeopleTake(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {dns: corp.test, accounts: {anna: {password: P1, groups: [Sales]}}}
machines:
  DC:  {role: controller, domain: CORP, profile: windows-2022}
  FS:  {role: member, domain: CORP, profile: windows-2022, shares: {data: {allow: [CORP\Staff]}}}
  CUT: {role: member, domain: CORP, profile: windows-2022, shares: {data: {}}, settings: {SeNetworkLogonRight: nobody}}
  OPEN: {role: member, domain: CORP, profile: windows-2022, addresses: [10.0.0.5], shares: {data: {}}}
  NAS: {role: standalone, profile: samba-standalone, settings: {signs: no}, shares: {b: {}}, accounts: {hanna: {password: P2}, otto: {password: P3}}}
  BOX: {role: standalone, profile: samba-standalone, shares: {b: {}}, accounts: {otto: {password: P3}, hanna: {password: P2}}}
  PC:  {role: member, domain: CORP, profile: windows-11-24h2, settings: {RestrictSendingNTLMTraffic: 0}}
  SHUT: {role: member, domain: CORP, profile: windows-10, settings: {RestrictSendingNTLMTraffic: 2}}
attempts:
  - {name: box, from: PC, as: CORP\anna, run: 'net use \\BOX\b'}
  - {name: share, from: PC, as: CORP\anna, run: 'net use \\FS\data'}
  - {name: right, from: PC, as: CORP\anna, run: 'net use \\CUT\data'}
  - {name: sign, from: PC, as: CORP\anna, run: 'net use \\NAS\b /user:NAS\hanna P2'}
  - {name: address, from: SHUT, as: CORP\anna, run: 'net use \\10.0.0.5\data'}
`)
	first := func(name string, n int) Advice {
		t.Helper()
		if len(cases[name].found.List) <= n {
			t.Fatalf("%s: %+v", name, cases[name].found)
		}
		return cases[name].found.List[n]
	}
	if a := first("box", 0); a.Kind != "user" || a.Attempt.Run.User.Name != "hanna" || !a.Attempt.Run.Ask || a.Attempt.Run.Password != nil {
		t.Errorf("box: %+v", a)
	}
	if a := first("share", 0); a.Change != `let the group CORP\Sales into the share data` || !strings.Contains(a.Run, `-AccountName 'CORP\Sales'`) {
		t.Errorf("share: %+v", a)
	}
	for _, a := range cases["right"].found.List {
		if strings.Contains(a.Change, "Everyone") {
			t.Errorf("right: %+v", a)
		}
	}
	list := cases["sign"].found.List
	if a := list[len(list)-1]; a.Kind != "signing" || !strings.Contains(a.Run, "on PC: Set-SmbClientConfiguration") {
		t.Errorf("sign: %+v", list)
	}
	kinds := []string{first("address", 0).Kind, first("address", 1).Kind, first("address", 2).Kind}
	if !slices.Equal(kinds, []string{"kerberos", "spn", "exception"}) || !strings.Contains(first("address", 1).Run, "setspn -S HOST/10.0.0.5 OPEN") ||
		!strings.Contains(first("address", 2).Run, "ClientAllowedNTLMServers") {
		t.Errorf("address: %q, %+v", kinds, cases["address"].found)
	}
}
