package lab

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

var ticketPlan = Plan{Domains: []Domain{{Name: "CORP", DNS: "corp.example"}}}

func ticketEvent(machine string, id int, code kerberos.Code, account string) logon.Event {
	return logon.Event{Machine: machine, ID: id, Account: account, Domain: "CORP", Ticket: logon.Ticket{Kerberos: true, Result: code}}
}

func auditOf(t *testing.T, machine, file string) []logon.Event {
	t.Helper()
	log, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return ticketPlan.TicketEvents(machine, log)
}

// The logs are those of a real controller and a real member: smbclient came as each account, once with NTLM, and the
// member for itself. MIT's library asked twice where it got a ticket, and for another one where the password had
// expired.
func TestWhatIsRecordedOfTicketsIsReadAsEventsOfWindows(t *testing.T) {
	want := []logon.Event{
		ticketEvent("DC", 4768, 0, "ANNA"), ticketEvent("DC", 4771, 24, "ANNA"), ticketEvent("DC", 4768, 18, "GONE"), ticketEvent("DC", 4768, 23, "LATE"),
		ticketEvent("DC", 4768, 23, "NEW"), ticketEvent("DC", 4768, 18, "ENDED"), ticketEvent("DC", 4768, 6, "NOBODY"),
	}
	if diff := cmp.Diff(want, auditOf(t, "DC", "controller-audit.json")); diff != "" {
		t.Errorf("controller (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]logon.Event{ticketEvent("FS1", 4624, 0, "ANNA")}, auditOf(t, "FS1", "member-audit.json")); diff != "" {
		t.Errorf("member (-want +got)\n%s", diff)
	}
}

// An event that is not the predicted one differs, in whatever it says; so does one that is missing, and one too many.
func TestAnEventOfATicketThatIsNotThePredictedOneDiffers(t *testing.T) {
	recorded := []logon.Event{ticketEvent("DC", 4768, 0, "ANNA"), ticketEvent("FS1", 4624, 0, "ANNA")}
	for name, change := range map[string]func([]logon.Event) []logon.Event{
		"":                   func(list []logon.Event) []logon.Event { return list },
		"another case":       func(list []logon.Event) []logon.Event { list[0].Account = "anna"; return list },
		"without a session":  func(list []logon.Event) []logon.Event { return list[:1] },
		"nothing":            func([]logon.Event) []logon.Event { return nil },
		"one too many":       func(list []logon.Event) []logon.Event { return append(list, list[1]) },
		"of another machine": func(list []logon.Event) []logon.Event { list[1].Machine = "FS2"; return list },
		"another event":      func(list []logon.Event) []logon.Event { list[0].ID = 4771; return list },
		"another error":      func(list []logon.Event) []logon.Event { list[0].Ticket.Result = 18; return list },
		"another account":    func(list []logon.Event) []logon.Event { list[0].Account = "BERT"; return list },
		"another domain":     func(list []logon.Event) []logon.Event { list[1].Domain = "FS1"; return list },
	} {
		why := TicketsDiffer(recorded, change(slices.Clone(recorded)))
		if differs := name != "" && name != "another case"; (why != "") != differs {
			t.Errorf("%q: %q", name, why)
		}
	}
	unrecorded := append(slices.Clone(recorded), ticketEvent("DC", 4769, 0, "ANNA"), logon.Event{Machine: "FS1", ID: 4624, Account: "ANNA"})
	if why := TicketsDiffer(unrecorded, recorded); why != "" {
		t.Errorf("what Samba does not record of tickets is compared: %s", why)
	}
}

// A status that stands for no event of Windows differs from every prediction.
func TestAnUnknownStatusIsNoEventOfWindows(t *testing.T) {
	log, err := os.ReadFile("testdata/controller-audit.json")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.ReplaceAll(string(log), "NT_STATUS_ACCOUNT_DISABLED", "NT_STATUS_SOMETHING")
	got := ticketPlan.TicketEvents("DC", []byte(changed))
	if want := ticketEvent("DC", 4625, 0, "GONE"); !slices.Contains(got, want) {
		t.Errorf("got %+v", got)
	}
}
