package logon

import (
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/winevent"
)

// A Recorded is an event from a real machine, in the terms of the model.
type Recorded struct {
	Code
	Kind    EventKind
	Entry   winevent.Event
	Machine string // that logged it: the first label of Computer
	Account string
	Domain  string // for a refusal as the client sent it, for a success that of the account
	Station string // the workstation name that the client sent
	Session Session
}

// The field names of the same fact in events of different versions.
var (
	accountFields = []string{"TargetUserName", "User Name", "Logon account", "Target Account Name", "UserName", "AccountName", "Username"}
	domainFields  = []string{"TargetDomainName", "Domain", "DomainName"}
	stationFields = []string{"WorkstationName", "Workstation", "Workstation Name", "Source Workstation", "Caller Machine Name", "ClientName", "DeviceName", "RemoteClientMachine"}
	statusFields  = []string{"Status", "Error Code"}
	typeFields    = []string{"LogonType", "Logon Type"}
	packageFields = []string{"AuthenticationPackageName", "Authentication Package"}
)

// RecordedOf is what the model knows about an event; false if it does not know the event ID, or the event is from
// another provider.
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
	if kind.ofKerberos() {
		r.Kerberos = kerberosOf(e)
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

// statusOf is a status of an event; nil if the field is missing or not a number.
func statusOf(e winevent.Event, names ...string) *Status {
	n, ok := codeNumber(e.Says(names...))
	if !ok {
		return nil
	}
	s := Status(n)
	return &s
}

// kerberosOf is the result code of an event of Kerberos; nil if it has none.
func kerberosOf(e winevent.Event) *KerberosCode {
	n, ok := codeNumber(e.Says("Status", "Result Code", "Failure Code"))
	if !ok {
		return nil
	}
	return new(KerberosCode(n))
}

// providers lists those that log a kind of event.
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

// session is the kind of session of a successful logon: anonymous, of the account Guest, or of a user, who may be a
// member of Guests.
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

// Outside is the reason why an event cannot belong to an attempt that the model decides; "" if it can.
func (r Recorded) Outside() string {
	switch kind, of := r.Entry.Says(typeFields...), r.Entry.Says(packageFields...); {
	case r.Kind.Cite == ofTickets, strings.EqualFold(of, "Kerberos"):
		return "It is a Kerberos event. Attempts are read back from the events of NTLM only."
	case r.byProgram() != "":
		return "A program of this machine logged the user on itself (Advapi, " + r.byProgram() + "): no client came over the network, as NET USE does."
	case kind != "" && kind != "3":
		return "It is a logon of type " + kind + typeName(kind) + ", outside this model, which covers logons over the network only, type 3."
	}
	return ""
}

// byProgram is the program of the machine that made a logon of type 3 itself, as LogonUser does; "" for any other
// logon. What comes over the network has NtLmSsp, and no process.
func (r Recorded) byProgram() string {
	name := r.Entry.Says("ProcessName")
	if !strings.EqualFold(r.Entry.Says("LogonProcessName"), "Advapi") {
		return ""
	}
	return name
}

func typeName(kind string) string {
	names := map[string]string{"2": "interactive", "4": "batch", "5": "service", "7": "unlock", "8": "network cleartext",
		"9": "new credentials", "10": "remote interactive", "11": "cached interactive"}
	if name := names[kind]; name != "" {
		return " (" + name + ")"
	}
	return ""
}

// Ways lists the ways to the code that are consistent with the fields of the event: with the session, and with the
// classification of the domain. Those known only for Samba are left out, since it writes no event log.
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

// said is the code with Status replaced by a more specific SubStatus: STATUS_ACCOUNT_RESTRICTION stands for many
// reasons.
func (r Recorded) said() Code {
	c := r.Code
	if c.Status != nil && *c.Status == StatusAccountRestriction && c.Sub != nil && *c.Sub != StatusSuccess {
		c.Status, c.Sub = c.Sub, nil
	}
	return c
}

// Situations lists those of the code, if the model decides the event.
func (r Recorded) Situations() []Situation {
	if r.Outside() != "" {
		return nil
	}
	return r.said().Situations()
}

// Next lists what to look at next, if the model decides the event.
func (r Recorded) Next() []NextStep {
	if r.Outside() != "" {
		return nil
	}
	return r.said().Next()
}

// fits reports whether a state is consistent with the fields of the event.
func (r Recorded) fits(s sim.State) bool {
	id, ok := table.ID(s)
	if !ok || meanings[id] == nil {
		return false
	}
	switch session := meanings[id].logsAs(); {
	case r.Session == NoSession:
	case r.Session == Guest && session != Guest, r.Session == Anonymous && session != Anonymous, r.Session == User && session == Anonymous:
		return false
	case r.Session == User && strings.HasSuffix(string(s), ".guest-enabled") && r.Entry.Says("TargetUserSid") != "":
		return false // TargetUserSid would be that of Guest, a guest session
	}
	arm, _, _ := strings.Cut(string(s), ".")
	if r.named() && arm == "anonymous" || r.ofOwnAccount() && asksDomain(string(s)) {
		return false
	}
	arms := r.arms()
	return arms == nil || slices.Contains(arms, arm)
}

// ofOwnAccount reports whether a session is that of an account of the server's own database.
func (r Recorded) ofOwnAccount() bool { return r.Session == User && r.itself() }

// asksDomain reports whether a state belongs to an account that the server asks a domain for.
func asksDomain(state string) bool {
	return slices.ContainsFunc([]string{"trusted.found.", "none.domain.", "none.asked.", "member."}, func(p string) bool { return strings.HasPrefix(state, p) })
}

// named reports whether an enhanced NTLM event has a user.
func (r Recorded) named() bool {
	return r.Event >= 4020 && r.Event <= 4023 && r.Account != "" && !strings.EqualFold(r.Account, "ANONYMOUS LOGON")
}

// arms lists the branches that are consistent with the domain of a refusal: nil if the event does not have the domain
// as it was sent. Branches that do not depend on the domain are always included.
func (r Recorded) arms() []string {
	switch r.Event {
	case 8003, 8006: // for a domain account
		return []string{"policies", "trusted", "none", "member"}
	case 8004, 4030, 4031, 4032, 4033: // for a request that a member passes on
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

// itself reports whether the domain is the name of the machine that logged the event. NetBIOS names are cut to 15
// characters.
func (r Recorded) itself() bool {
	name := r.Machine
	return name != "" && (strings.EqualFold(r.Domain, name) || strings.EqualFold(r.Domain, name[:min(len(name), 15)]))
}

// Necessary returns the conditions that must have been true in an attempt that ended in any one of the states. It
// starts at the client's response, the server's policies, setup and the granted session: earlier conditions are not
// informative.
func Necessary(states ...sim.State) []sim.Condition {
	return sim.Necessary(table.Rows(), []sim.State{"setup", "policies", "client.response", granted}, states...)
}

// A Must is the conditions that must have been true in one of the article's branches; Branch is "" for all of them.
type Must struct {
	Branch     string // own, trusted, unknown, none, …: the first word of its states
	Conditions []sim.Condition
}

// MustHaveBeen lists the conditions that must have been true in every attempt consistent with the event and, if several
// branches are left, the additional ones of each branch.
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
