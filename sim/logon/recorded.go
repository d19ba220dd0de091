package logon

import (
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/winevent"
)

// A Recorded is an event that a real machine wrote, in the words of the model.
type Recorded struct {
	Code
	Kind    EventKind
	Entry   winevent.Event
	Machine string // that wrote it: the first label of Computer
	Account string
	Domain  string // of a refusal as the client sent it, of a success the account's
	Station string // the workstation, as the client calls itself
	Session Session
}

// The names that a fact has in the events of one time and another.
var (
	accountFields = []string{"TargetUserName", "User Name", "Logon account", "Target Account Name", "UserName", "AccountName", "Username"}
	domainFields  = []string{"TargetDomainName", "Domain", "DomainName"}
	stationFields = []string{"WorkstationName", "Workstation", "Workstation Name", "Source Workstation", "Caller Machine Name", "ClientName", "DeviceName", "RemoteClientMachine"}
	statusFields  = []string{"Status", "Error Code"}
	typeFields    = []string{"LogonType", "Logon Type"}
	packageFields = []string{"AuthenticationPackageName", "Authentication Package"}
)

// RecordedOf is what the model knows of an event; false where it knows nothing of its number, or the number is another
// provider's.
func RecordedOf(e winevent.Event) (Recorded, bool) {
	kind, ok := EventOf(e.ID)
	if !ok || e.Provider != "" && !slices.Contains(kind.providers(), e.Provider) {
		return Recorded{}, false
	}
	r := Recorded{Code: Code{Kind: EventCode, Event: e.ID}, Kind: kind, Entry: e,
		Account: e.Says(accountFields...), Domain: e.Says(domainFields...), Station: e.Says(stationFields...)}
	r.Machine, _, _ = strings.Cut(e.Computer, ".")
	if kind.CarriesStatus {
		r.Status = statusOf(e, statusFields...)
	}
	switch e.ID {
	case 4625:
		r.Sub = statusOf(e, "SubStatus")
	case 5168:
		r.Account, r.Domain = e.Says("SubjectUserName"), e.Says("SubjectDomainName")
	case 4740:
		r.Domain, r.Station = "", e.Says("TargetDomainName")
	case 4624, 528, 540:
		r.Session = r.session()
	}
	return r, true
}

// statusOf is a status of an event; nil where it is not there, or no number.
func statusOf(e winevent.Event, names ...string) *Status {
	n, ok := codeNumber(e.Says(names...))
	if !ok {
		return nil
	}
	s := Status(n)
	return &s
}

// providers are those that write a kind of event.
func (k EventKind) providers() []string {
	log, _, _ := strings.Cut(k.Log, "/")
	switch log {
	case security:
		return []string{winevent.Security, winevent.Classic}
	case "SMBClient":
		return []string{winevent.SMBClient}
	case "SMBServer":
		return []string{winevent.SMBServer}
	case "System (Netlogon)":
		return []string{"NETLOGON"}
	case "System (LsaSrv)":
		return []string{"LsaSrv", "LSASRV"}
	}
	return []string{winevent.NTLM, winevent.Netlogon}
}

// session is whose a logon that succeeded is: nobody's, that of the account Guest, or a user's, who may be a member of
// Guests.
func (r Recorded) session() Session {
	sid := r.Entry.Says("TargetUserSid")
	switch {
	case sid == "S-1-5-7", strings.EqualFold(r.Account, "ANONYMOUS LOGON"):
		return Anonymous
	case strings.HasPrefix(sid, "S-1-5-21-") && strings.HasSuffix(sid, "-501"), sid == "" && strings.EqualFold(r.Account, "Guest"):
		return Guest
	}
	return User
}

// Outside says why an event is none of an attempt that the model decides; "" where it may be one.
func (r Recorded) Outside() string {
	switch kind, of := r.Entry.Says(typeFields...), r.Entry.Says(packageFields...); {
	case r.Kind.Cite == kerberos, strings.EqualFold(of, "Kerberos"):
		return "It is of Kerberos, not decided here: the model is of NTLM."
	case kind != "" && kind != "3":
		return "It is a logon of type " + kind + typeName(kind) + ", not decided here: the model is of logons over the network, type 3."
	}
	return ""
}

func typeName(kind string) string {
	names := map[string]string{"2": "interactive", "4": "batch", "5": "service", "7": "unlock", "8": "network cleartext",
		"9": "new credentials", "10": "remote interactive", "11": "cached interactive"}
	if name := names[kind]; name != "" {
		return " (" + name + ")"
	}
	return ""
}

// Ways are those of the code that the fields of the event leave: by whose the session is, and by what the domain was to
// the server. What only Samba writes is none: Samba writes no event log.
func (r Recorded) Ways() (ways []Way) {
	if r.Outside() != "" {
		return nil
	}
	for _, w := range r.Code.Ways() {
		if !slices.Contains(w.Shown, AsEvent) {
			continue
		}
		w.Shown = []Shown{AsEvent}
		w.States = slices.DeleteFunc(w.States, func(s sim.State) bool { return !r.fits(s) })
		if len(w.States) > 0 {
			ways = append(ways, w)
		}
	}
	return ways
}

// said is the code without what its SubStatus says better: STATUS_ACCOUNT_RESTRICTION stands for many reasons.
func (r Recorded) said() Code {
	c := r.Code
	if c.Status != nil && *c.Status == StatusAccountRestriction && c.Sub != nil && *c.Sub != StatusSuccess {
		c.Status, c.Sub = c.Sub, nil
	}
	return c
}

// Situations are those of the code, as far as the model decides the event.
func (r Recorded) Situations() []Situation {
	if r.Outside() != "" {
		return nil
	}
	return r.said().Situations()
}

// Next is what to look at next, as far as the model decides the event.
func (r Recorded) Next() []NextStep {
	if r.Outside() != "" {
		return nil
	}
	return r.said().Next()
}

// fits reports whether an event can be of a state.
func (r Recorded) fits(s sim.State) bool {
	id, ok := table.ID(s)
	if !ok || meanings[id] == nil {
		return false
	}
	switch session := meanings[id].session; {
	case r.Session == NoSession:
	case r.Session == Guest && session != Guest, r.Session == Anonymous && session != Anonymous, r.Session == User && session == Anonymous:
		return false
	case r.Session == User && strings.HasSuffix(string(s), ".guest-enabled") && r.Entry.Says("TargetUserSid") != "":
		return false // then it would be Guest's
	}
	arm, _, _ := strings.Cut(string(s), ".")
	if r.named() && arm == "anonymous" {
		return false
	}
	arms := r.arms()
	return arms == nil || slices.Contains(arms, arm)
}

// named reports whether an event of every use of NTLM has a user.
func (r Recorded) named() bool {
	return r.Event >= 4020 && r.Event <= 4023 && r.Account != "" && !strings.EqualFold(r.Account, "ANONYMOUS LOGON")
}

// arms are the ways that the domain of a refusal leaves: nil where the event has no domain, or not as it was sent. What
// the server does without looking at the domain is always left.
func (r Recorded) arms() []string {
	switch r.Event {
	case 8003, 8006: // of a domain's account
		return []string{"policies", "trusted", "none", "member"}
	case 8004, 4030, 4031, 4032, 4033: // of what a member passes on
		return []string{"policies", "trusted", "none", "member", "unknown", "builtin"}
	}
	refused := r.Event == 4625 || r.Event >= 529 && r.Event <= 539
	if _, ok := r.Entry.Get(domainFields...); !ok || !refused {
		return nil
	}
	switch {
	case r.Domain == "", r.Domain == "?":
		return []string{"policies", "forced", "none", "builtin"} // a user principal name can name BUILTIN
	case r.Domain == ".", r.itself():
		return []string{"policies", "forced", "own", "unknown"} // a controller does not know itself by its computer's name
	}
	return []string{"policies", "forced", "own", "trusted", "member", "unknown", "builtin"}
}

// itself reports whether the domain is the name of the machine that wrote the event. NetBIOS names end after 15
// characters.
func (r Recorded) itself() bool {
	name := r.Machine
	return name != "" && (strings.EqualFold(r.Domain, name) || strings.EqualFold(r.Domain, name[:min(len(name), 15)]))
}

// Necessary returns what must have been true of an attempt that ended in every one of some final states. Where the
// client makes its response, where the server looks at its policies, where setup and where a session begins, nothing
// has been asked that is worth saying.
func Necessary(states ...sim.State) []sim.Condition {
	return sim.Necessary(table.Rows(), []sim.State{"setup", "policies", "client.response", granted}, states...)
}

// A Must is what must have been true of every state in one of the article's branches; Branch is "" for all of them.
type Must struct {
	Branch     string // own, trusted, unknown, none, …: the first word of the states
	Conditions []sim.Condition
}

// MustHaveBeen is what must have been true of whatever the event leaves, and, where it leaves several branches, in each
// of them besides.
func (r Recorded) MustHaveBeen() (list []Must) {
	var all []sim.State
	var branches []string
	in := map[string][]sim.State{}
	for _, w := range r.Ways() {
		for _, s := range w.States {
			branch, _, _ := strings.Cut(string(s), ".")
			if in[branch] == nil {
				branches = append(branches, branch)
			}
			all, in[branch] = append(all, s), append(in[branch], s)
		}
	}
	common := Necessary(all...)
	if len(common) > 0 {
		list = append(list, Must{"", common})
	}
	for _, b := range branches {
		here := sim.Without(Necessary(in[b]...), common)
		if len(branches) > 1 && len(here) > 0 {
			list = append(list, Must{b, here})
		}
	}
	return list
}
