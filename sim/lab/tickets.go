package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// kdcService is the service of a controller that gives tickets, in its records.
const kdcService = "Kerberos KDC"

// A granted is what a server wrote down of a session: a line of auth_json_audit of the type Authorization. Samba writes
// no record with an event number where a client comes with a ticket.
type granted struct {
	Service string `json:"serviceDescription"`
	By      string `json:"authType"`
	Domain  string `json:"domain"`
	Account string `json:"account"`
}

// firstTickets are the events of Windows that stand for the statuses a controller records of first tickets.
var firstTickets = map[string]struct {
	id   int
	code kerberos.Code
}{
	"OK":                   {4768, 0},
	"NO_SUCH_USER":         {4768, kerberos.ClientUnknown},
	"ACCOUNT_DISABLED":     {4768, kerberos.ClientRevoked},
	"ACCOUNT_EXPIRED":      {4768, kerberos.ClientRevoked},
	"ACCOUNT_LOCKED_OUT":   {4768, kerberos.ClientRevoked},
	"PASSWORD_EXPIRED":     {4768, kerberos.PasswordExpired},
	"PASSWORD_MUST_CHANGE": {4768, kerberos.PasswordExpired},
	"WRONG_PASSWORD":       {4771, kerberos.PasswordWrong},
}

// TicketEvents is what a machine has recorded of an attempt with Kerberos, in its audit log, as the events of Windows
// that say the same: 4768 and 4771 of first tickets, 4624 of sessions. There are no records of tickets for services.
// What machines do for themselves is left out.
func (p Plan) TicketEvents(machine string, log []byte) (list []logon.Event) {
	for line := range bytes.Lines(log) {
		if e, ok := p.ticketEvent(machine, line); ok {
			list = append(list, e)
		}
	}
	return once(list)
}

// ticketEvent is the event of a line; false where it is about something else.
func (p Plan) ticketEvent(machine string, line []byte) (logon.Event, bool) {
	var r struct {
		Type           string
		Authentication Record
		Authorization  granted
	}
	i := bytes.Index(line, []byte(`{"timestamp"`))
	if i < 0 || json.Unmarshal(line[i:], &r) != nil {
		return logon.Event{}, false
	}
	made := logon.Event{Machine: machine, Ticket: logon.Ticket{Kerberos: true}}
	switch a, s := r.Authentication, r.Authorization; {
	case r.Type == "Authentication" && a.Service == kdcService && !strings.Contains(a.Account, "$@"):
		name, realm, _ := strings.Cut(a.Account, "@")
		made.Account, made.Domain = name, p.ofRealm(realm)
		made.ID = a.EventID // differs from every prediction where the status is none of the list
		if known, ok := firstTickets[strings.TrimPrefix(a.Status, "NT_STATUS_")]; ok {
			made.ID, made.Ticket.Result = known.id, known.code
		}
	case r.Type == "Authorization" && s.By == "krb5" && strings.HasPrefix(s.Service, "SMB"):
		made.ID, made.Account, made.Domain = 4624, s.Account, s.Domain
	default:
		return logon.Event{}, false
	}
	return made, true
}

// ofRealm is the domain of a realm.
func (p Plan) ofRealm(realm string) string {
	for _, d := range p.Domains {
		if strings.EqualFold(d.DNS, realm) {
			return d.Name
		}
	}
	return realm
}

// once leaves out what MIT's library makes a controller record beside the attempt: the same request over TCP, where the
// answer is too long for UDP, and a ticket with which the client could change a password that has expired.
func once(list []logon.Event) (kept []logon.Event) {
	for _, e := range list {
		if n := len(kept); n > 0 && e.ID == 4768 {
			was := kept[n-1]
			if was.Ticket.Result == kerberos.PasswordExpired {
				was.Ticket.Result = e.Ticket.Result
			}
			if was == e {
				continue
			}
		}
		kept = append(kept, e)
	}
	return kept
}

// TicketsDiffer says how the events that machines recorded of an attempt with Kerberos are not those predicted. Of the
// predicted ones, those that Samba records are compared: of first tickets, and of sessions with a ticket.
func TicketsDiffer(predicted, recorded []logon.Event) string {
	predicted = slices.DeleteFunc(slices.Clone(predicted), func(e logon.Event) bool {
		return !e.Ticket.Kerberos || e.ID != 4768 && e.ID != 4771 && e.ID != 4624
	})
	if want, got := ticketLines(predicted), ticketLines(recorded); !strings.EqualFold(want, got) {
		return fmt.Sprintf("predicted that %s; recorded is that %s", want, got)
	}
	return ""
}

func ticketLines(events []logon.Event) string {
	if len(events) == 0 {
		return "nothing is"
	}
	var list []string
	for _, e := range events {
		list = append(list, fmt.Sprintf(`%s has %d with %d for %s\%s`, e.Machine, e.ID, e.Ticket.Result, e.Domain, e.Account))
	}
	return inOneLine.Replace(strings.Join(list, ", "))
}
