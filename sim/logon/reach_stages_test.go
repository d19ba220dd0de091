package logon_test

import (
	"fmt"
	"slices"
	"time"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// A stageWorld is one client and one server of each kind, with one thing changed about them: what comes before a
// session setup, what the policies of a server say, and what becomes of a session.
type stageWorld struct {
	name   string
	change func(client, server *logon.Machine, t *logon.Topology)
	run    func(*logon.NetUse)
	self   bool // the server asks itself
	second bool // the server is none of the first machines

	sessions bool // of people without a password, and of services
	dfs      bool // its paths are those of DFS: with an account of the domain, and without
	homer    bool // the account signed on is one of HOME
	suffix   bool // of user principal names with another suffix than the domain's
}

func setting(m *logon.Machine, name string, values ...string) {
	m.Settings = append(m.Settings, set(name, values...))
}

var stageWorlds = []stageWorld{
	{name: "as it is", change: func(_, _ *logon.Machine, _ *logon.Topology) {}},
	{name: "a connection", change: func(c, _ *logon.Machine, _ *logon.Topology) {
		c.Connections = []logon.Connection{{Server: "SERVER", As: logon.Name{Domain: "SERVER", User: "USER2"}, Password: new(right)}}
	}},
	{name: "a guest's connection", change: func(c, _ *logon.Machine, _ *logon.Topology) {
		c.Connections = []logon.Connection{{Server: "SERVER", As: logon.Name{Domain: "SERVER", User: "USER2"}, Password: new(right), Session: logon.Guest}}
	}},
	{name: "an anonymous connection", change: func(c, _ *logon.Machine, _ *logon.Topology) {
		c.Connections = []logon.Connection{{Server: "SERVER", Session: logon.Anonymous}}
	}},
	{name: "SYSVOL", change: func(_, _ *logon.Machine, _ *logon.Topology) {}, run: func(u *logon.NetUse) { u.Share = "SYSVOL" }},
	{name: "SYSVOL, hardened", change: func(c, _ *logon.Machine, _ *logon.Topology) { setting(c, "HardenedPaths", `\\*\SYSVOL`) },
		run: func(u *logon.NetUse) { u.Share = "SYSVOL" }},
	{name: "a drive in use", run: func(u *logon.NetUse) { u.Device = "X:" }, change: func(c, _ *logon.Machine, _ *logon.Topology) {
		c.Connections = []logon.Connection{{Server: "SERVER", Share: "share", Device: "X:", As: logon.Name{Domain: "SERVER", User: "USER1"}, Password: new(right)}}
	}},
	{name: "a connection that is ended", run: func(u *logon.NetUse) { *u = logon.NetUse{Server: "SERVER", Share: "share", Delete: true} },
		change: func(c, _ *logon.Machine, _ *logon.Topology) {
			c.Connections = []logon.Connection{{Server: "SERVER", Share: "share", As: logon.Name{Domain: "SERVER", User: "USER1"}, Password: new(right)}}
		}},
	{name: "nothing to end", run: func(u *logon.NetUse) { *u = logon.NetUse{Server: "SERVER", Share: "share", Delete: true} },
		change: func(_, _ *logon.Machine, _ *logon.Topology) {}},
	{name: "offline", change: func(_, s *logon.Machine, _ *logon.Topology) { s.Offline = true }},
	{name: "an alias", run: func(u *logon.NetUse) { u.Server = "ALIAS" }, change: func(_, s *logon.Machine, _ *logon.Topology) {
		s.Aliases = []string{"ALIAS"}
		setting(s, "DisableStrictNameChecking", "0")
	}},
	{name: "only SMB1", change: func(c, s *logon.Machine, _ *logon.Topology) {
		setting(c, "client-dialects", "SMB2")
		setting(s, "server-dialects", "SMB1")
	}},
	{name: "no dialect", change: func(c, s *logon.Machine, _ *logon.Topology) {
		setting(c, "client-dialects", "SMB1")
		setting(s, "server-dialects", "SMB2")
	}},
	{name: "plain text", change: func(_, s *logon.Machine, _ *logon.Topology) { setting(s, "plaintext-passwords-only", "yes") }},
	{name: "unsigned", change: func(c, s *logon.Machine, _ *logon.Topology) {
		setting(c, "RequireSecuritySignature", "1")
		setting(s, "signs", "no")
	}},
	{name: "sending denied", change: func(c, _ *logon.Machine, _ *logon.Topology) { setting(c, "RestrictSendingNTLMTraffic", "2") }},
	{name: "blocked", change: func(_, _ *logon.Machine, _ *logon.Topology) {}, run: func(u *logon.NetUse) { u.BlockNTLM = true }},
	{name: "NTLMv1 removed", change: func(c, _ *logon.Machine, _ *logon.Topology) {
		c.Profile = "windows-2025"
		setting(c, "LmCompatibilityLevel", "0")
	}},
	{name: "encrypted", change: func(c, s *logon.Machine, _ *logon.Topology) {
		setting(c, "client-dialects", "SMB2")
		setting(s, "EncryptData", "1")
	}},
	{name: "a clone", change: func(c, s *logon.Machine, _ *logon.Topology) {
		if s.Profile == "windows-2022" {
			s.Profile = "windows-2025"
		}
		c.CloneOf = s.Name
	}},
	{name: "incoming denied", change: func(_, s *logon.Machine, _ *logon.Topology) { setting(s, "RestrictReceivingNTLMTraffic", "2") }},
	{name: "incoming denied to a domain", change: func(_, s *logon.Machine, _ *logon.Topology) { setting(s, "RestrictReceivingNTLMTraffic", "1") }},
	{name: "session security", change: func(c, s *logon.Machine, _ *logon.Topology) {
		setting(c, "LmCompatibilityLevel", "0")
		setting(s, "NtlmMinServerSec", "ntlmv2-session-security")
	}},
	{name: "session security of the client", change: func(c, _ *logon.Machine, _ *logon.Topology) {
		setting(c, "LmCompatibilityLevel", "0")
		setting(c, "NtlmMinClientSec", "both")
	}},
	{name: "loopback", self: true, run: func(u *logon.NetUse) { u.Server = "ALIAS" }, change: func(_, s *logon.Machine, _ *logon.Topology) {
		s.Aliases = []string{"ALIAS"}
		setting(s, "DisableStrictNameChecking", "1")
	}},
	{name: "anonymous refused", change: func(_, s *logon.Machine, _ *logon.Topology) { setting(s, "RestrictAnonymous", "2") }},
	{name: "IPC$ refused", change: func(_, s *logon.Machine, _ *logon.Topology) { setting(s, "restrict anonymous", "2") }, run: func(u *logon.NetUse) { u.Share = "" }},
	{name: "denied in the domain", change: func(_, _ *logon.Machine, t *logon.Topology) { restrictDomains(t, "7", "HOME") }},
	{name: "denied in the account's domain", change: func(_, _ *logon.Machine, t *logon.Topology) { restrictDomains(t, "3", "NEAR") }},
	{name: "hardened beside a first controller that is not", second: true, change: func(c, s *logon.Machine, t *logon.Topology) {
		setting(c, "LmCompatibilityLevel", "0")
		setting(s, "LmCompatibilityLevel", "5")
		if s.Role == logon.Controller {
			t.Machines = append(t.Machines, logon.Machine{Name: "FIRST", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022"})
		}
	}},
	{name: "forced", change: func(_, s *logon.Machine, _ *logon.Topology) { forceGuest(s, logon.Account{Name: "Guest"}, "") }},
	{name: "forced, disabled", change: func(_, s *logon.Machine, _ *logon.Topology) {
		forceGuest(s, logon.Account{Name: "Guest", Disabled: true}, "")
	}},
	{name: "forced, denied", change: func(_, s *logon.Machine, _ *logon.Topology) { forceGuest(s, logon.Account{Name: "Guest"}, "Guest") }},
	{name: "forced, a password", change: func(_, s *logon.Machine, _ *logon.Topology) {
		forceGuest(s, logon.Account{Name: "Guest", Password: other}, "")
	}},
	{name: "target names", run: func(u *logon.NetUse) { u.Server = "ALIAS" }, change: func(_, s *logon.Machine, _ *logon.Topology) {
		s.Aliases = []string{"ALIAS"}
		setting(s, "SmbServerNameHardeningLevel", "1")
	}},
	{name: "C$", change: func(_, _ *logon.Machine, _ *logon.Topology) {}, run: func(u *logon.NetUse) { u.Share = "C$" }},
	{name: "out of resources", change: func(_, s *logon.Machine, _ *logon.Topology) {
		s.Shares[0].MaxUses, s.Shares[0].Uses = 1, 1
		setting(s, "share-full", "insufficient-resources")
	}},
	{name: "sessions", sessions: true, change: func(_, _ *logon.Machine, _ *logon.Topology) {}},
	{name: "stored", sessions: true, change: func(c, _ *logon.Machine, _ *logon.Topology) {
		c.Stored = []logon.StoredCredential{{Target: "SERVER", As: logon.Name{Domain: "SERVER", User: "USER1"}, Password: right}}
	}},
	{name: "sessions of a member", sessions: true, change: func(c, _ *logon.Machine, t *logon.Topology) {
		if len(t.Domains) > 0 {
			c.Role, c.Domain = logon.Member, "HOME"
		}
	}},
	{name: "sessions of a domain's account", sessions: true, homer: true, change: func(c, _ *logon.Machine, t *logon.Topology) {
		if len(t.Domains) > 0 {
			c.Role, c.Domain = logon.Member, "HOME"
		}
	}},
	{name: "sessions of a Microsoft account", sessions: true, change: func(c, _ *logon.Machine, _ *logon.Topology) {
		c.Accounts[0].MicrosoftAccount = "me@outlook.test"
	}},
	{name: "the global catalog", suffix: true, change: func(_, _ *logon.Machine, t *logon.Topology) {
		if len(t.Domains) > 0 {
			t.Domains[0].Trusts, t.Domains[1].Forest, t.Domains[1].Accounts[0].UPN = nil, "HOME", "nearer@mail.test"
		}
	}},
	{name: "a routed suffix", suffix: true, change: func(_, _ *logon.Machine, t *logon.Topology) {
		if len(t.Domains) > 0 {
			t.Domains[0].Trusts[0].Type, t.Domains[1].UPNSuffixes, t.Domains[1].Accounts[0].UPN = logon.Forest, []string{"mail.test"}, "nearer@mail.test"
		}
	}},
	{name: "LocalSystem is nobody", sessions: true, change: func(c, _ *logon.Machine, _ *logon.Topology) { setting(c, "UseMachineId", "0") }},
	{name: "a link of a share", dfs: true, run: func(u *logon.NetUse) { u.Folder = `a\b` }, change: func(_, s *logon.Machine, _ *logon.Topology) {
		s.Shares = append(s.Shares, logon.Share{Name: "behind", Allow: s.Shares[0].Allow, Deny: s.Shares[0].Deny})
		s.Shares[0].Links = []logon.Link{{Path: "a", Targets: []string{`\\SERVER\behind`}}}
	}},
	{name: "SYSVOL of a domain", dfs: true, run: ofDomain("SYSVOL", ""), change: namespace(false)},
	{name: "SYSVOL of the client's domain", dfs: true, run: ofDomain("SYSVOL", ""), change: namespace(true)},
	{name: "a namespace", dfs: true, run: ofDomain("public", ""), change: namespace(false)},
	{name: "a namespace of the client's domain", dfs: true, run: ofDomain("public", ""), change: namespace(true)},
	{name: "a link", dfs: true, run: ofDomain("public", "a"), change: namespace(false)},
	{name: "a link in the client's domain", dfs: true, run: ofDomain("public", "a"), change: namespace(true)},
	{name: "tickets, another key", sessions: true, homer: true, change: ofHome(func(_, s *logon.Machine, _ *logon.Topology) {
		if s.Role == logon.Member {
			s.Channel = logon.WrongPassword
		}
	})},
	{name: "tickets, clocks", sessions: true, homer: true, change: ofHome(func(_, s *logon.Machine, _ *logon.Topology) { s.Clock = time.Hour })},
	{name: "tickets, RC4", sessions: true, homer: true, change: ofHome(func(_, s *logon.Machine, t *logon.Topology) {
		if s.Domain != "" {
			t.RC4Only, t.NoRC4 = []string{s.Name}, []string{"HOME"}
		}
	})},
	{name: "tickets, encrypted", sessions: true, homer: true, change: ofHome(func(c, s *logon.Machine, _ *logon.Topology) {
		setting(c, "client-dialects", "SMB2")
		setting(s, "EncryptData", "1")
	})},
	{name: "tickets, a clone", sessions: true, homer: true, change: ofHome(func(c, s *logon.Machine, _ *logon.Topology) {
		if s.Profile == "windows-2022" {
			s.Profile = "windows-2025"
		}
		c.CloneOf = s.Name
	})},
	{name: "tickets, no right", sessions: true, homer: true, change: ofHome(func(_, s *logon.Machine, _ *logon.Topology) { setting(s, "SeNetworkLogonRight", "Guest") })},
	{name: "tickets, a right denied", sessions: true, homer: true, change: ofHome(func(_, s *logon.Machine, _ *logon.Topology) {
		setting(s, "SeDenyNetworkLogonRight", "Everyone")
	})},
	{name: "full", change: func(_, s *logon.Machine, _ *logon.Topology) { s.Shares[0].MaxUses, s.Shares[0].Uses = 1, 1 }},
}

// ofHome makes the client a member of HOME, beside another change.
func ofHome(change func(c, s *logon.Machine, t *logon.Topology)) func(c, s *logon.Machine, t *logon.Topology) {
	return func(c, s *logon.Machine, t *logon.Topology) {
		change(c, s, t)
		if len(t.Domains) > 0 {
			c.Role, c.Domain = logon.Member, "HOME"
		}
	}
}

func ofDomain(share, folder string) func(*logon.NetUse) {
	return func(u *logon.NetUse) { u.Server, u.Share, u.Folder = "home.example", share, folder }
}

// namespace gives the domain a namespace. Without a controller that is a mistake, and there is no such world.
func namespace(inside bool) func(c, s *logon.Machine, t *logon.Topology) {
	return func(c, _ *logon.Machine, t *logon.Topology) {
		if len(t.Domains) == 0 {
			t.Domains = []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory}}
		}
		if t.Domains[0].DNS = "home.example"; inside {
			c.Role, c.Domain = logon.Member, "HOME"
		}
		t.Domains[0].Namespaces = []logon.Namespace{{Name: "public", Targets: []string{`\\SERVER\share`}, Links: []logon.Link{{Path: "a", Targets: []string{`\\SERVER\share`}}}}}
	}
}

// restrictDomains gives domains a controller that denies NTLM.
func restrictDomains(t *logon.Topology, level string, names ...string) {
	for _, d := range t.Domains {
		if slices.Contains(names, d.Name) {
			t.Machines = append(t.Machines, logon.Machine{Name: d.Name + "DC", Role: logon.Controller, Domain: d.Name, Profile: "windows-2022",
				Settings: []logon.Setting{set("RestrictNTLMInDomain", level)}})
		}
	}
}

func forceGuest(s *logon.Machine, guest logon.Account, denied ...string) {
	if s.Role == logon.Controller {
		return
	}
	s.Accounts = append(s.Accounts, guest)
	setting(s, "ForceGuest", "1")
	setting(s, "SeDenyNetworkLogonRight", slices.DeleteFunc(denied, func(d string) bool { return d == "" })...)
}

// eachStageWorld yields every world with a server of every role and of products that have what is changed.
func eachStageWorld(yield func(stageWorld)) {
	for _, w := range stageWorlds {
		yield(w)
	}
}

func (w stageWorld) ask(r *reach) {
	for i, profile := range []string{"windows-2022", "windows-2003", "samba-standalone"} {
		for j, role := range []logon.Role{logon.Standalone, logon.Member, logon.Controller} {
			if world, t := w.world(profile, role); world != nil {
				r.worlds++
				w.askAll(r, world, t, i+j)
			}
		}
	}
}

// world is nil where the product does not have what is changed.
func (w stageWorld) world(profile string, role logon.Role) (*logon.World, logon.Topology) {
	accounts := []logon.Account{{Name: "USER1", Password: right}, {Name: "BOSS", Password: right, Groups: []string{"Administrators"}}, {Name: "Administrator", Password: right}}
	server := logon.Machine{Name: "SERVER", Role: role, Profile: profile, Accounts: accounts, Shares: []logon.Share{{Name: "share"}}}
	client := logon.Machine{Name: "CLIENT", Role: logon.Standalone, Profile: "windows-8.1", Accounts: []logon.Account{{Name: "ME", Password: right}}}
	var t logon.Topology
	if role != logon.Standalone {
		server.Domain = "HOME"
		t.Domains = []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "HOMER", Password: right}},
			Trusts: []logon.Trust{{Domain: "NEAR", Type: logon.External, Direction: logon.Outgoing}}},
			{Name: "NEAR", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "NEARER", Password: right}}}}
	}
	if role == logon.Controller {
		t.Domains[0].Accounts, server.Accounts = append(t.Domains[0].Accounts, accounts...), nil
	}
	w.change(&client, &server, &t)
	if w.second {
		t.Machines = append(t.Machines, server, client)
	} else {
		t.Machines = append([]logon.Machine{server, client}, t.Machines...)
	}
	if w.self {
		t.Machines[0].Clock = time.Second // a change that changes nothing
	}
	world, err := logon.NewWorld(t)
	if err != nil {
		return nil, t
	}
	return world, t
}

func (w stageWorld) askAll(r *reach, world *logon.World, t logon.Topology, weight int) {
	var facts logon.Facts
	for _, a := range w.attempts(t) {
		q, problems := world.Question(a)
		if len(problems) > 0 {
			panic(fmt.Sprintf("%s: %v\n%s%s", w.name, problems, yamlOf(t), yamlOfAttempt(a)))
		}
		r.questions++
		q.AskTraces(&facts, nil, func(trace sim.Trace) {
			r.take(trace, weight, stageExample{t}, &a)
		})
	}
}

// A stageExample is a stageWorld that was built.
type stageExample struct{ topology logon.Topology }

func (e stageExample) example(a logon.Attempt) string { return yamlOf(e.topology) + yamlOfAttempt(a) }

// sessionsAt are a command that names nobody, in every kind of session, and one with a password.
func sessionsAt(from string, as logon.Name, t logon.Topology) (list []logon.Attempt) {
	domain, microsoft := as.Domain == "HOME", slices.ContainsFunc(t.Machines, func(m logon.Machine) bool {
		return m.Name == from && len(m.Accounts) > 0 && m.Accounts[0].MicrosoftAccount != ""
	})
	run := logon.NetUse{Server: "SERVER", Share: "share"}
	signOns := []logon.SignOn{{}, {Password: new(other)}, {NetOnly: &logon.Name{Domain: "SERVER", User: "USER1"}, Password: new(right)}}
	for _, kind := range logon.SignOnKinds() {
		if kind.Fits(domain, microsoft) {
			signOns = append(signOns, logon.SignOn{Kind: kind})
		}
	}
	for _, s := range signOns {
		list = append(list, logon.Attempt{From: from, As: as, SignOn: s, Run: run})
	}
	given := run
	given.Password = new(right)
	list = append(list, logon.Attempt{From: from, As: as, Run: given})
	for _, service := range []string{"SYSTEM", "NETWORK SERVICE", "LOCAL SERVICE"} {
		list = append(list, logon.Attempt{From: from, As: logon.Name{Domain: "NT AUTHORITY", User: service}, Run: run})
	}
	for _, m := range t.Machines {
		if m.Name == from && m.Role != logon.Standalone {
			return list
		}
	}
	for _, s := range []logon.SignOn{{Kind: logon.Passwordless}, {Password: new(right)}} {
		list = append(list, logon.Attempt{From: from, As: logon.Name{Domain: "AzureAD", User: "ANNA"}, SignOn: s, Run: run})
	}
	return list
}

// attempts are what is asked of a world: with the account signed on, as somebody else, as nobody, and without a client.
func (w stageWorld) attempts(t logon.Topology) (list []logon.Attempt) {
	password := right
	from, as := "CLIENT", logon.Name{Domain: "CLIENT", User: "ME"}
	if w.self {
		from, as = "SERVER", logon.Name{Domain: "SERVER", User: "USER1"}
		if t.Machines[0].Role == logon.Controller {
			as.Domain = "HOME"
		}
		if t.Machines[0].Profile == "samba-standalone" {
			return nil
		}
	}
	switch {
	case w.homer && len(t.Domains) == 0:
		return nil
	case w.homer:
		as = logon.Name{Domain: "HOME", User: "HOMER"}
	}
	if w.sessions {
		return sessionsAt(from, as, t)
	}
	if w.suffix {
		return []logon.Attempt{{Send: &logon.Send{To: "SERVER", Share: "share", User: "nearer@mail.test", Password: right, Response: ntlm.NTLMv2}}}
	}
	users := []*logon.UserName{nil, {Form: logon.Bare, Name: "USER1"}, {Form: logon.Qualified, Domain: "SERVER", Name: "USER1"}, {Form: logon.Qualified, Domain: "SERVER", Name: "BOSS"},
		{Form: logon.Qualified, Domain: "SERVER", Name: "Administrator"}, {Form: logon.Qualified, Domain: "HOME", Name: "HOMER"},
		{Form: logon.Qualified, Domain: "NEAR", Name: "NEARER"}, {Form: logon.Bare, Name: ""}}
	if w.dfs {
		users = []*logon.UserName{nil, {Form: logon.Qualified, Domain: "HOME", Name: "HOMER"}}
	}
	for _, u := range users {
		run := logon.NetUse{Server: "SERVER", Share: "share", User: u}
		if u != nil && u.Name != "" {
			run.Password = &password
		}
		if w.run != nil {
			w.run(&run)
		}
		list = append(list, logon.Attempt{From: from, As: as, Run: run})
	}
	if w.dfs {
		return list
	}
	return append(list, logon.Attempt{Send: &logon.Send{To: "SERVER", Share: "share", Domain: "SERVER", User: "USER1", Password: right, Response: ntlm.NTLMv2}},
		logon.Attempt{Send: &logon.Send{To: "SERVER", Share: "share", User: "USER1", Password: right, Response: ntlm.NTLMv1}},
		logon.Attempt{Send: &logon.Send{To: "SERVER", Share: "share"}})
}
