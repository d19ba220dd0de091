package windows

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// Who asks on Windows, as recordings name them.
const (
	netUse        = "net use"             // NET.EXE, with exactly the arguments of the scenario
	addConnection = "WNetAddConnection2W" // the call that NET USE makes, without its prompts
)

// A setup is a session setup that a Windows client makes.
type setup struct {
	Attempt string
	Retest  bool
	Machine string
	From    string // the client machine
	As      logon.Name
	Client  string
	Device  string
	Server  string // as it is written: NET, net.net.test
	Share   string
	HasUser bool // another account than the one signed on is named
	Domain  string
	Name    string
	Secret  string // of the password; "" where the one signed on with is sent
	Wait    int    // seconds
}

// An unasked is an attempt that no Windows client makes here, and why.
type unasked struct {
	Attempt, Machine, Why string
	Retest                bool
}

// user is the account as WNetAddConnection2W takes it.
func (p setup) user() string {
	if p.Domain == "" {
		return p.Name
	}
	return p.Domain + `\` + p.Name
}

// attempts decides who makes each attempt, and how. One that cannot be asked is listed with the reason.
func (l *layout) attempts(world *logon.World) {
	for played := range l.file.Play(world) {
		if len(played.Problems) > 0 {
			l.unasked = append(l.unasked, unasked{played.Name, serverOf(played.Attempt), "the attempt is not valid: " + played.Problems[0].Error(), false})
			continue
		}
		for j, o := range played.Setups {
			c := candidate{layout: l, world: world, attempt: played.Attempt, number: played.Number, outcome: o, retest: j > 0}
			if p, why := c.put(); why != "" {
				l.unasked = append(l.unasked, unasked{played.Name, o.Sent.To, why, j > 0})
			} else {
				l.puts = append(l.puts, p)
			}
			l.overLoopback(c)
		}
	}
}

// serverOf is the machine that an attempt names, there or not.
func serverOf(a scenarios.Attempt) string {
	if a.Send != nil {
		return a.Send.To
	}
	return a.Run.Server
}

// A candidate is a session setup that might be made on Windows.
type candidate struct {
	*layout
	world   *logon.World
	attempt scenarios.Attempt
	number  int
	outcome logon.Outcome
	retest  bool
}

// put is how the session setup is made, or why it is not.
func (c candidate) put() (setup, string) {
	if _, ok := c.built(c.outcome.Sent.To); !ok {
		return setup{}, c.outcome.Sent.To + " is not built"
	}
	if c.attempt.Send != nil {
		return c.sent()
	}
	if _, ok := c.built(c.attempt.From); !ok {
		return setup{}, c.attempt.From + " is not built"
	}
	if !c.attempt.AtKeyboard() {
		return setup{}, "attempts are made by people who sign on with a password, not as " + c.attempt.Who()
	}
	if r := c.outcome.Referral(); r != nil && r.Made() {
		return setup{}, "the export makes no namespaces of DFS: " + r.Path + " is one"
	}
	if target := c.outcome.StoredTarget(); target != "" {
		return setup{}, "the export stores no credentials, and there is one for " + target
	}
	c.old(c.attempt.From)
	return c.typed(c.attempt.From, c.attempt.As, c.attempt.Run), ""
}

// old says of a client that sends what new products no longer can.
func (c candidate) old(client string) {
	if k := c.outcome.Sent.Response; k == ntlm.NTLMv1 || k == ntlm.ESS || k == ntlm.LM {
		c.say(client, "", "it sends NTLMv1, which Windows 11 24H2 and Server 2025 no longer have: take an older one")
	}
}

// typed is how a command is made so: with NET USE where it asks nothing, else with the call that it makes.
func (c candidate) typed(from string, as logon.Name, run logon.NetUse) setup {
	p := setup{Attempt: c.attempt.Name, Retest: c.retest, Machine: c.outcome.Sent.To, From: strings.ToUpper(from), As: as, Client: addConnection,
		Device: device(c.attempt.Command), Server: run.Server, Share: orIPC(run.Share), HasUser: run.User != nil, Wait: seconds(c.attempt.After)}
	if run.User != nil {
		p.Domain, p.Name = run.User.Domain, run.User.Name
	}
	arguments, ok := arguments(c.attempt.Command)
	switch {
	case run.Password != nil && ok && !c.retest:
		p.Client = netUse
		p.Secret = c.secretOf("the command", arguments)
	case run.Password != nil:
		p.Secret = c.secretOf("the password", *run.Password)
	case run.Ask || c.retest:
		p.Secret = c.secretOf("the password", *c.attempt.Typed)
	}
	return p
}

// secretOf keeps a secret of the attempt, and names it.
func (c candidate) secretOf(what, value string) string {
	name := fmt.Sprintf("attempt %d, %s", c.number, what)
	if c.retest {
		name += " typed at the prompt"
	}
	return c.keep(name, value)
}

// arguments is the exact text behind NET in a command; false where its program is quoted.
func arguments(command string) (string, bool) {
	program, rest, ok := strings.Cut(strings.TrimLeft(command, " \t"), " ")
	return strings.TrimLeft(rest, " \t"), ok && !strings.ContainsAny(program, "\"\t")
}

// device is the drive or port that a command connects, or "".
func device(command string) string {
	before, _, _ := strings.Cut(command, `\\`)
	fields := strings.Fields(before)
	if len(fields) < 3 || strings.ContainsAny(fields[len(fields)-1], `*"`) {
		return ""
	}
	return fields[len(fields)-1]
}

func orIPC(share string) string {
	if share == "" {
		return "IPC$"
	}
	return share
}

// sent finds a client whose own NET USE sends exactly what the scenario says. The model says what each would send.
func (c candidate) sent() (setup, string) {
	want := *c.attempt.Send
	if why := unsendable(want); why != "" {
		return setup{}, why
	}
	password := want.Password
	run := logon.NetUse{Server: want.To, Share: want.Share, Password: &password, User: &logon.UserName{Form: logon.Qualified, Domain: want.Domain, Name: want.User}}
	if want.Anonymous() {
		run.User = &logon.UserName{}
	}
	why := "no client of the scenario sends " + want.Response.String()
	for _, from := range c.clients(want.To) {
		q, problems := c.world.Question(logon.Attempt{From: from.machine, As: from.as, Run: run})
		if len(problems) > 0 {
			continue
		}
		o := q.Predict()
		got := o.Sent
		got.Workstation = want.Workstation
		switch {
		case got != want:
		case o.Because != c.outcome.Because || o.End != c.outcome.End:
			why = "the workstation decides here, and a Windows client always sends its own"
		default:
			c.old(from.machine)
			return c.typed(from.machine, from.as, run), ""
		}
	}
	return setup{}, why
}

// unsendable says why no Windows client sends a session setup.
func unsendable(s logon.Send) string {
	switch {
	case s.Salt != nil:
		return "a Windows client hashes with the domain that it sends"
	case s.Anonymous():
		return ""
	case s.Domain == "" || s.Domain == "?":
		return fmt.Sprintf("a Windows client cannot be told to send the domain %q", s.Domain)
	case s.Response == ntlm.LM || s.Response == ntlm.LMv2:
		return "no Windows client sends " + s.Response.String() + " alone"
	}
	return ""
}

// A desk is an account signed on at a client.
type desk struct {
	machine string
	as      logon.Name
}

// clients are the desks that attempts are made from, then those at which an account of the machine could sit.
func (c candidate) clients(server string) (desks []desk) {
	add := func(machine string, as logon.Name) {
		_, ok := c.built(machine)
		if d := (desk{machine, as}); ok && !strings.EqualFold(machine, server) && !slices.Contains(desks, d) {
			desks = append(desks, d)
		}
	}
	for _, a := range c.file.Attempts {
		if a.Send == nil && a.AtKeyboard() {
			add(a.From, a.As)
		}
	}
	for _, m := range c.machines {
		for _, a := range m.Accounts {
			if signsOn(a) {
				add(m.Name, logon.Name{Domain: m.Name, User: a.Name})
			}
		}
	}
	return desks
}

// signsOn reports whether an account can sign on at the machine itself.
func signsOn(a logon.Account) bool {
	return !a.Disabled && !a.Locked && !a.Expired && !a.MustChange && !a.PasswordExpired && !a.SmartCard && a.Hours != logon.NoHours &&
		len(a.Workstations) == 0 && !strings.EqualFold(a.Name, "Guest")
}

// desksOf are the desks that the attempts are made from, in order, and how many each makes.
func (l *layout) desksOf() (desks []desk, count map[desk]int) {
	count = map[desk]int{}
	for _, p := range l.puts {
		d := desk{p.From, logon.Name{Domain: strings.ToUpper(p.As.Domain), User: p.As.User}}
		if count[d] == 0 {
			desks = append(desks, d)
		}
		count[d]++
	}
	return desks, count
}

// attemptsScript lists the attempts for run-attempts.ps1.
func (l *layout) attemptsScript() []byte {
	var s script
	s.line("# The attempts of %s, as run-attempts.ps1 makes them. Passwords are in secrets.ps1.", comment(l.file.Path))
	s.line("$LabFile = %s", literal(l.file.Path))
	s.line("$LabAttempts = @(")
	for _, p := range l.puts {
		s.line("    %s", p.hash())
	}
	s.line(")\n\n# What a machine can ask itself, where a hosted runner is all there is.")
	s.line("$LabLoopback = @(")
	for _, p := range l.loopback {
		s.line("    %s", p.hash())
	}
	s.line(")")
	return s.bytes()
}

// hash is a session setup as a hash table of PowerShell.
func (p setup) hash() string {
	truth := map[bool]string{true: "$true", false: "$false"}
	lines := []string{
		fmt.Sprintf("Attempt = %s; Retest = %s; Wait = %d", literal(p.Attempt), truth[p.Retest], p.Wait),
		fmt.Sprintf("From = %s; As = %s; Client = %s", literal(p.From), literal(logon.Name{Domain: strings.ToUpper(p.As.Domain), User: p.As.User}.String()), literal(p.Client)),
		fmt.Sprintf("Machine = %s; Server = %s; Share = %s; Device = %s", literal(p.Machine), literal(p.Server), literal(p.Share), literal(p.Device)),
		fmt.Sprintf("HasUser = %s; User = %s; Domain = %s; Name = %s; Secret = %s", truth[p.HasUser], literal(p.user()), literal(p.Domain), literal(p.Name), literal(p.Secret)),
	}
	return "@{\n        " + strings.Join(lines, "\n        ") + "\n    }"
}
