package graph

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
)

// A Scene is a topology as it is drawn, in any format: domains, machines, trusts and at most one attempt. It holds no
// password.
type Scene struct {
	title   string
	domains []enclosure
	alone   []*card // machines of no domain
	trusts  []trustArrow
	notes   []string // what the trusts do not do
	asking  *asking  // nil: no attempt
}

// An enclosure is a domain and the machines in it.
type enclosure struct {
	name, dns, kind string
	facts           []fact
	cards           []*card
}

// A card is a machine. An absent one is not in the file, but takes part: an implied controller, or an unknown client.
type card struct {
	name, role, profile string
	kind, state         string // what stands before the role, and behind the product
	absent              bool
	facts               []fact
}

// about is the role and the product of a machine.
func (c *card) about() string {
	if c.profile == "" {
		return c.role
	}
	return c.kind + c.role + ", " + c.profile + c.state
}

// A fact is one thing to know about a domain or a machine.
type fact struct {
	kind factKind
	text string
	odd  bool // unusual
}

type factKind string

const (
	aName     factKind = "names"
	aSession  factKind = "sessions"
	aStored   factKind = "stored"
	aChannel  factKind = "channel"
	aSetting  factKind = "settings"
	anAccount factKind = "accounts"
	aShare    factKind = "shares"
	aPolicy   factKind = "policy"
)

// A trustArrow leads from the trusting domain to the trusted one, by their places in the scene.
type trustArrow struct {
	from, to        int
	mutual          bool
	kind            logon.TrustType
	selective, down bool
	channel         logon.Channel
}

// An asking is who asks whom in one attempt, and its verdict.
type asking struct {
	title, question string
	hops            []hop
	mood            mood
	verdict         string
	because         string
	reason          string // in one sentence
}

// A hop is an arrow from the machine that asks to the one that is asked.
type hop struct {
	from, to *card
	answer   string
	failed   bool // there is no answer
	ticket   bool // the client asks for a ticket
	session  bool // the client sends the session setup
	whole    bool // answer says all, also what is asked
}

// A mood is how an attempt ends.
type mood string

const (
	letIn   mood = "good"
	guestly mood = "fair" // but not as the user
	refused mood = "bad"
)

func moodOf(o logon.Outcome) mood {
	switch {
	case o.Error != 0:
		return refused
	case o.Session == logon.User:
		return letIn
	}
	return guestly
}

// paint is how a mood looks in a terminal.
func (m mood) paint(s page.Style, text string) string {
	switch m {
	case letIn:
		return s.Green(text)
	case guestly:
		return s.Yellow(text)
	}
	return s.Red(text)
}

// Of makes a Scene of a topology, in the order of the topology. The title is usually the path of its file.
func Of(title string, t logon.Topology) *Scene {
	s := &Scene{title: title}
	for _, d := range t.Domains {
		s.domains = append(s.domains, enclosureOf(d, t.Machines))
	}
	for _, m := range t.Machines {
		if m.Role == logon.Standalone {
			s.alone = append(s.alone, cardOf(m))
		}
	}
	s.trusts = trustArrows(t.Domains)
	s.notes = trustNotes(t.Domains, s.trusts)
	return s
}

// enclosureOf is a domain. If the file has no controller for it, one is implied.
func enclosureOf(d logon.Domain, machines []logon.Machine) enclosure {
	e := enclosure{name: d.Name, dns: d.DNS, kind: "Active Directory domain", facts: append(policyFacts(d.Policy), accountFacts(d.Accounts)...)}
	if d.Kind == logon.NT4 {
		e.kind = "NT 4.0 domain"
	}
	controlled := false
	for _, m := range machines {
		if strings.EqualFold(m.Domain, d.Name) {
			e.cards = append(e.cards, cardOf(m))
			controlled = controlled || m.Role == logon.Controller
		}
	}
	if !controlled {
		e.cards = append(e.cards, &card{name: "a controller", role: "not in the file", absent: true})
	}
	return e
}

func cardOf(m logon.Machine) *card {
	c := &card{name: m.Name, role: string(m.Role), profile: m.Profile, state: stateOf(m)}
	if m.ReadOnly {
		c.kind = "read-only "
	}
	c.facts = append(c.facts, wayFacts(m)...)
	c.facts = append(c.facts, settingFacts(m)...)
	c.facts = append(c.facts, policyFacts(m.Policy)...)
	c.facts = append(c.facts, admissionFacts(m)...)
	c.facts = append(c.facts, accountFacts(m.Accounts)...)
	c.facts = append(c.facts, shareFacts(m.Shares)...)
	return c
}

// wayFacts are what decides how a machine is reached, and as whom: its other names and addresses, the machine that it
// is a clone of, what it is connected to, its stored credentials, and a secure channel that is broken.
func wayFacts(m logon.Machine) (list []fact) {
	if names := slices.Concat(m.Aliases, m.Addresses); len(names) > 0 {
		list = append(list, fact{aName, "also called " + strings.Join(names, ", "), false})
	}
	if m.CloneOf != "" {
		list = append(list, fact{aName, "a clone of " + m.CloneOf + ", with its SID", true})
	}
	for _, c := range m.Connections {
		text := `connected to \\` + c.Server + ` as ` + cmp.Or(c.As.String(), "nobody")
		if c.Device != "" {
			text += ", " + c.Device
		}
		list = append(list, fact{aSession, text, true})
	}
	for _, c := range m.Stored {
		list = append(list, fact{aStored, "for " + c.Target + ": " + c.As.String(), true})
	}
	switch {
	case slices.Contains(m.Unknown, logon.KeyChannel):
		list = append(list, fact{aChannel, "secure channel: unknown", true})
	case m.Channel != logon.Sound:
		list = append(list, fact{aChannel, "secure channel: " + string(m.Channel), true})
	}
	return list
}

// admissionFacts are who may log on to a machine across a selective trust and by its authentication policy, and the
// accounts whose passwords a read-only controller has.
func admissionFacts(m logon.Machine) (list []fact) {
	policy := "authentication policy: "
	if m.PolicyAudits {
		policy = "authentication policy (audit only): "
	}
	for _, f := range []struct {
		text  string
		names []string
	}{{"across a selective trust: ", m.AllowedToAuthenticate}, {policy, m.AuthenticationPolicy}, {"passwords of: ", m.Cached}} {
		if f.names != nil {
			list = append(list, fact{aPolicy, f.text + cmp.Or(strings.Join(f.names, ", "), "nobody"), false})
		}
	}
	return list
}

// stateOf is what is wrong with a machine itself, behind its product; "" if nothing is.
func stateOf(m logon.Machine) (state string) {
	switch {
	case slices.Contains(m.Unknown, logon.KeyOffline):
		state = ", perhaps offline"
	case m.Offline:
		state = ", offline"
	}
	if m.Clock != 0 {
		state += fmt.Sprintf(", clock %+g min", m.Clock.Minutes())
	}
	return state
}

// settingFacts are the settings of a machine that differ from the defaults of its product.
func settingFacts(m logon.Machine) (list []fact) {
	p, ok := logon.ProfileNamed(m.Profile)
	if !ok {
		return nil
	}
	for _, set := range m.Settings {
		usual, changed := p.Settings(), p.Settings()
		if err := changed.Set(set); err == nil && reflect.DeepEqual(usual, changed) {
			continue
		}
		list = append(list, fact{aSetting, set.Name + " = " + cmp.Or(strings.Join(set.Values, ", "), "nobody"), true})
	}
	return list
}

func policyFacts(p logon.Policy) []fact {
	if p.LockoutThreshold == 0 {
		return nil
	}
	text := fmt.Sprintf("lockout after %d bad passwords", p.LockoutThreshold)
	if p.LockoutWindow != "" {
		text += " in " + p.LockoutWindow
	}
	if p.Duration() > 0 {
		text += ", for " + p.LockoutDuration
	}
	return []fact{{aPolicy, text, false}}
}

// mostNames is the greatest number of accounts, and of shares, that are shown.
const mostNames = 24

// accountFacts are the accounts: ordinary ones in one line, then each of the others.
func accountFacts(accounts []logon.Account) []fact {
	return namesAndOthers(anAccount, len(accounts), func(i int) (string, string, bool) {
		states, odd := statesOf(accounts[i])
		switch {
		case len(states) == 0:
			return accounts[i].Name, "", false
		case states[0] == guestEnabled:
			return accounts[i].Name, " " + strings.Join(states, ", "), odd
		}
		return accounts[i].Name, ": " + strings.Join(states, ", "), odd
	})
}

// shareFacts are the shares: those open to everybody in one line, then each of the others.
func shareFacts(shares []logon.Share) []fact {
	return namesAndOthers(aShare, len(shares), func(i int) (string, string, bool) {
		var rights []string
		if len(shares[i].Allow) > 0 {
			rights = append(rights, "allow "+strings.Join(shares[i].Allow, ", "))
		}
		if len(shares[i].Deny) > 0 {
			rights = append(rights, "deny "+strings.Join(shares[i].Deny, ", "))
		}
		if len(rights) == 0 {
			return shares[i].Name, "", false
		}
		return shares[i].Name, ": " + strings.Join(rights, "; "), false
	})
}

// namesAndOthers joins the names without a description, and lists the others one by one.
func namesAndOthers(kind factKind, n int, at func(int) (name, what string, odd bool)) (list []fact) {
	var plain []string
	var others []fact
	shown := min(n, mostNames)
	for i := range shown {
		name, what, odd := at(i)
		if what == "" {
			plain = append(plain, name)
		} else {
			others = append(others, fact{kind, name + what, odd})
		}
	}
	if len(plain) > 0 {
		list = append(list, fact{kind, strings.Join(plain, ", "), false})
	}
	if list = append(list, others...); n > shown {
		list = append(list, fact{kind, fmt.Sprintf("and %d more", n-shown), false})
	}
	return list
}

// guestEnabled is the unusual state of a Guest that is not disabled.
const guestEnabled = "enabled"

// statesOf lists the states of an account, and reports whether they are unusual.
func statesOf(a logon.Account) (states []string, odd bool) {
	guest := strings.EqualFold(a.Name, "Guest")
	if guest && !a.Disabled {
		states = append(states, guestEnabled)
	}
	for _, s := range []struct {
		text  string
		holds bool
	}{
		{"disabled", a.Disabled}, {"locked out", a.Locked}, {"expired", a.Expired}, {"password must be changed", a.MustChange},
		{"password expired", a.PasswordExpired}, {"needs a smart card", a.SmartCard}, {"may not log on at any hour", a.Hours == logon.NoHours},
		{"only from " + strings.Join(a.Workstations, ", "), len(a.Workstations) > 0}, {"an NT 4.0 local account", a.Local},
	} {
		if s.holds {
			states = append(states, s.text)
		}
	}
	for _, key := range a.Unknown {
		if key != logon.KeyPassword {
			states = append(states, key+"?")
		}
	}
	odd = len(states) > 0 && !(guest && a.Disabled && len(states) == 1)
	if len(a.Groups) > 0 {
		states = append(states, "in "+strings.Join(a.Groups, ", "))
	}
	return states, odd
}

// Ask adds an attempt to the scene: its name, the question in words (which must not have a password), the predicted
// outcome, and the reason for it in one sentence. Where no session setup was sent, nothing is drawn as sent.
func (s *Scene) Ask(title, question, reason string, o logon.Outcome) {
	s.asking = &asking{title: title, question: question, mood: moodOf(o), verdict: o.Verdict(), because: string(o.Because), reason: reason}
	if o.Error != 0 && o.End != o.Because {
		s.asking.because += " → " + string(o.End)
	}
	sent := false
	for _, h := range o.Path() {
		session := !h.Ticket && !sent
		sent = sent || session
		next := hop{ticket: h.Ticket, session: session, from: s.party(h.From), to: s.party(h.To), failed: h.Answer == logon.NotReached || h.Answer == logon.Refuses}
		next.answer = cmp.Or(string(h.Answer), "asks further")
		switch {
		case session && o.Reuses():
			next.answer = "the share only, in the session there is"
		case session && o.Status == nil:
			next.answer, next.failed = "no session setup is sent", true
		case session && o.Protocol == logon.Kerberos:
			next.answer = "the ticket of " + o.Holder().String()
		case session:
			next.answer = sentAs(o.Sent)
		}
		s.asking.hops = append(s.asking.hops, next)
	}
}

// sentAs is the name in a session setup.
func sentAs(s logon.Send) string {
	switch {
	case s.Anonymous():
		return "nobody: anonymous"
	case s.Domain == "":
		return fmt.Sprintf("%s, no domain (%s)", s.User, s.Response)
	}
	return fmt.Sprintf(`%s\%s (%s)`, s.Domain, s.User, s.Response)
}

// party finds the card of a machine or of an implied controller. It adds one for a machine that is not in the topology.
func (s *Scene) party(p logon.Party) *card {
	for _, e := range s.domains {
		for _, c := range e.cards {
			if strings.EqualFold(e.name, p.Domain) && (c.name == p.Machine && !c.absent || p.Machine == "" && c.absent) {
				return c
			}
		}
	}
	for _, c := range s.alone {
		if c.name == p.Machine && !c.absent || c.absent && c.name == cmp.Or(p.Machine, "a client") && p.Domain == "" {
			return c
		}
	}
	c := &card{name: cmp.Or(p.Machine, "a client"), role: "not in the file", absent: true}
	s.alone = append(s.alone, c)
	return c
}

// nameOf is the name of a machine; for an implied controller, "a controller of" its domain.
func (s *Scene) nameOf(c *card) string {
	for _, e := range s.domains {
		for _, member := range e.cards {
			if member == c && c.absent {
				return "a controller of " + e.name
			}
		}
	}
	return c.name
}

// label is the text at a hop: what the client sends, or who is asked and the answer.
func (s *Scene) label(hop int) string {
	h := s.asking.hops[hop]
	if h.session || h.whole {
		return h.answer
	}
	return "asks " + s.nameOf(h.to) + ", which " + h.answer
}
