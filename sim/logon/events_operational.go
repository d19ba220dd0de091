package logon

import (
	"slices"
	"strings"

	"ntlmsim/sim"
)

// refusalEvents are the events of refusals in logs other than Security: those of NTLM, the SMB client, the SMB server,
// and authentication policies and Protected Users. A controller that denies NTLM in its domain logs one of three, by
// the machine that asks.
var refusalEvents = []struct {
	id    int
	state string // the last part of a state
	cite  sim.Cite
}{
	{4001, "client.response.sending-denied", observed("eneerge/CIS-Windows-Server #22", "4001 beside the client's STATUS_NOT_SUPPORTED")},
	{4002, "policies.ntlm-denied", observed("AgNO3/jcifs-ng #368", "4002 beside STATUS_NOT_SUPPORTED")},
	{4002, "policies.domain-ntlm-denied", inferred("the manifest of Microsoft-Windows-NTLM", "its text is of the policy for incoming traffic, whichever accounts that denies")},
	{4003, "policies.server-domain-denies", inferred("the manifest of Microsoft-Windows-NTLM", "its text is of NTLM in the domain, and of the server that was told")},
	{4015, "client.response.ntlm-blocked", inferred("the manifest of Microsoft-Windows-NTLM", "its text is of an application that blocks NTLM itself, as the SMB client does")},
	{4003, "policies.account-domain-denies", inferred("the manifest of Microsoft-Windows-NTLM", "its text is of NTLM in the domain, and of the server that was told")},
	{4004, "policies.server-domain-denies", inDomainLog},
	{4005, "policies.server-domain-denies", inDomainLog},
	{4006, "policies.account-domain-denies", inDomainLog},
	{4010, "client.response.weak-session", inferred("the manifest of Microsoft-Windows-NTLM", "Minimum Client Security Block")},
	{4011, "policies.weak-session", inferred("the manifest of Microsoft-Windows-NTLM", "Minimum Server Security Block")},
	{100, ".protected-user", documented("Windows, Protected Users", "event 100 of the controller")},
	{101, ".place-restricted", documented("Windows, authentication policies", "event 101 of the controller")},
	{4822, ".protected-user", validation},
	{4823, ".place-restricted", validation},
	{4823, ".server-restricted", serverPolicy},
	{5168, "session.target-name-refused", documented("Windows, event 5168", "the SPN check failed")},
	{31023, "client.response.ntlm-blocked", inferred("the manifest of Microsoft-Windows-SMBClient", "NTLMBlocked: NTLM was disabled by user or by administrator; since 24H2")},
	{31017, "session.guest-refused", documented("Windows, guest access in SMB2 and SMB3", "31017: rejected an insecure guest logon")},
}

var (
	inDomainLog   = folklore("Nobrac/NTLM-Analyzer", "4004 (8004) of a server that asks, 4005 (8005) of the controller itself, 4006 (8006) from a trusted domain; their texts are one")
	validation    = inferred("Windows audit: Credential Validation", "4822 and 4823 are of the same subcategory as 4776; that they come beside it is our conclusion")
	serverPolicy  = inferred("Windows audit: Credential Validation", "4823 is of access control restrictions that are required; that it is also of those of a server is our conclusion")
	sessionFailed = inferred("AgNO3/jcifs-ng #368", "551 was seen of blocked NTLM; its text is of every failure, and its log came with SMB 3")
)

// operationalEvents lists the events of a decision in logs other than Security.
func operationalEvents(q *Question, f *Facts, d Decision) (list []Event) {
	if d.sendsNothing() {
		return nil
	}
	add := func(id int, machine string, cite sim.Cite) {
		list = append(list, Event{ID: id, Machine: machine, Account: q.sent.User, Domain: q.sent.Domain, Workstation: q.sent.Workstation, Cite: cite})
	}
	because, end := meanings[d.because], meanings[d.end]
	for _, b := range refusalEvents {
		if e := endingWith(b.state, because, end); e != nil {
			if machine := f.refusalLoggedAt(b.id); machine != "" {
				add(b.id, machine, b.cite)
			}
		}
	}
	for _, a := range audits {
		if f.byTicket() || !a.of(because) {
			continue
		}
		if machine := a.at(f, end); machine != "" {
			add(a.id, machine, a.cite)
			list[len(list)-1].Status = a.status(because)
		}
	}
	if refused := end.stage == AtSetup && end.status != StatusSuccess; refused && f.writesSMB() {
		add(551, f.target.Name, sessionFailed)
		list[len(list)-1].Status = end.status
	}
	return list
}

// endingWith is the one of the endings that has a state; nil if none has.
func endingWith(state string, of ...*ending) *ending {
	for _, e := range of {
		if e.state == state {
			return e
		}
	}
	return nil
}

// refusalLoggedAt is the machine that logs one of refusalEvents; "" if none does.
func (f *Facts) refusalLoggedAt(id int) string {
	if k, _ := EventOf(id); k.Machine == onClient {
		return f.client.Name
	}
	switch id {
	case 4004, 4005:
		if (id == 4005) == (f.target.Role == Controller) {
			return f.target.domain.controllerOf(f.target)
		}
		return ""
	case 4006:
		return f.trust.domain.controller()
	case 4003:
		if f.target.Role == Controller && f.deniesInDomain() == f.target.domain {
			return "" // it logs the event of a controller instead
		}
	case 100, 101, 4822, 4823:
		if p := f.asked(); p.settings.Audit == AuditVista {
			return f.machineOf(p)
		}
		return ""
	}
	if f.target.settings.Audit != AuditVista {
		return ""
	}
	return f.target.Name
}

// controllerOf is the controller that answers for a domain: m itself if it is a controller.
func (d *domain) controllerOf(m *machine) string {
	if m.Role == Controller {
		return m.Name
	}
	return d.controller()
}

// writesSMB reports whether the server has the log SMBServer/Security.
func (f *Facts) writesSMB() bool {
	return f.target.settings.Audit == AuditVista && slices.Contains(f.target.settings.ServerDialects, SMB3)
}

// loggedOperational reports whether an ending makes a machine log the event, if it is one of a log other than Security;
// known is false if it is not.
func (c Code) loggedOperational(e *ending) (is, known bool) {
	switch c.Event {
	case 551:
		return e.stage == AtSetup && !e.sambaOnly() && e.status != StatusSuccess && (c.Status == nil || *c.Status == e.status), true
	case 4740, 644: // the bad password that reached the threshold
		return e.stage == AtSetup && !e.sambaOnly() && (e.audit.authority == StatusWrongPassword || e.state == ".response-refused"), true
	}
	for _, a := range audits {
		if a.id == c.Event {
			return a.of(e) && (c.Status == nil || *c.Status == e.status), true
		}
	}
	for _, b := range refusalEvents {
		known = known || b.id == c.Event
		is = is || b.id == c.Event && b.state == e.state
	}
	return is, known
}

// Logged lists every event that the machines log, those of the Security log, or of Samba, first.
func (o Outcome) Logged() []Event { return slices.Concat(o.Events, o.Beside) }

// sambaLog is the log that Samba writes instead of an event log.
const sambaLog = "auth_json_audit"

// CarriesStatus reports whether an event has a status. Those of the Security log before Windows Vista, 528 to 540, have
// one event ID for each reason instead, and 4624 is a success.
func (e Event) CarriesStatus() bool {
	k, _ := EventOf(e.ID)
	return k.CarriesStatus
}

// Log is the name of the log that an event is in.
func (e Event) Log() string {
	if strings.HasPrefix(e.Cite.Source, "Samba") {
		return sambaLog
	}
	k, _ := EventOf(e.ID)
	return k.Log
}
