package logon_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/winevent"
)

// everyEntry goes through the events of Windows that the attempts of the catalogue cause.
func everyEntry(t *testing.T, do func(name string, o logon.Outcome, e logon.Entry)) {
	t.Helper()
	for _, path := range scenarios.CatalogueFiles() {
		askCatalogue(t, catalogueFile(t, path), func(name string, q *logon.Question) {
			o := q.Predict()
			for _, e := range o.Entries() {
				do(path+", "+name, o, e)
			}
		})
	}
}

// An event that the model writes as XML is read again as it was, and leads back to the state that it came from.
func TestEveryEventLeadsBackToItsState(t *testing.T) {
	seen := map[string]int{}
	everyEntry(t, func(name string, o logon.Outcome, e logon.Entry) {
		events, err := winevent.Read([]byte(e.Record.XML()))
		if err != nil || len(events) != 1 {
			t.Fatalf("%s: %s: %v", name, e.Record.XML(), err)
		}
		if diff := cmp.Diff(e.Record, events[0]); diff != "" {
			t.Errorf("%s: %d: %s", name, e.ID, diff)
		}
		if e.Ticket.Kerberos {
			return // which attempt caused an event of Kerberos is not read back
		}
		r, ok := logon.RecordedOf(events[0])
		if !ok || r.Outside() != "" {
			t.Fatalf("%s: %d at %s: nothing is known of it: %s", name, e.ID, e.Machine, r.Outside())
		}
		back := false
		for _, w := range r.Ways() {
			back = back || slices.ContainsFunc(w.States, func(s sim.State) bool { return s == o.Because || s == o.End })
		}
		if !back {
			t.Errorf("%s: %s %s at %s leads to %d ways, and %s is none of them: %s", name, r.Code.Number(), e.Log(), e.Machine, len(r.Ways()), o.Because, e.Record.XML())
		}
		seen[fmt.Sprint(e.ID)]++
	})
	for _, id := range []int{528, 529, 540, 680, 681, 4624, 4625, 4776, 5168, 100, 101, 301, 4822, 4823, 551, 4001, 4002, 4003, 4004, 4006, 4010, 4011, 4015,
		4020, 4021, 4022, 4023, 4030, 4031, 4032, 4033, 8001, 8002, 8003, 8004, 8005, 8006, 3023, 31017, 31022, 31023, 31997} {
		if seen[fmt.Sprint(id)] == 0 {
			t.Errorf("no attempt of the catalogue causes %d", id)
		}
	}
	t.Log(seen)
}

// A controller that refuses NTLM in the domain says so itself, of itself and of the members that ask it.
func TestWhoAsksTheControllerIsInTheNumberOfItsEvent(t *testing.T) {
	world, err := logon.NewWorld(logon.Topology{
		Domains: []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "USER1", Password: right}}}},
		Machines: []logon.Machine{
			{Name: "DC", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022", Settings: []logon.Setting{{Name: "RestrictNTLMInDomain", Values: []string{"7"}}}},
			{Name: "MEMBER", Role: logon.Member, Domain: "HOME", Profile: "windows-2022"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for to, want := range map[string]string{"DC": "4005 at DC, 551 at DC", "MEMBER": "4003 at MEMBER, 4004 at DC, 551 at MEMBER"} {
		q, problems := world.Question(logon.Attempt{Send: &logon.Send{To: to, Domain: "HOME", User: "USER1", Password: right, Response: ntlm.NTLMv2, Workstation: "WS"}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var got []string
		for _, e := range q.Predict().Beside {
			got = append(got, fmt.Sprintf("%d at %s", e.ID, e.Machine))
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("%s: got %s, want %s", to, text, want)
		}
	}
}

// Every event that is predicted of a Windows machine has a template: nothing is left out where all fields are asked
// for.
func TestEveryEventHasItsFields(t *testing.T) {
	for _, path := range scenarios.CatalogueFiles() {
		askCatalogue(t, catalogueFile(t, path), func(name string, q *logon.Question) {
			o := q.Predict()
			windows := 0
			for _, e := range o.Logged() {
				if e.Log() != "auth_json_audit" && !e.OfTicket() {
					windows++
				}
			}
			if got := len(o.Entries()); got != windows {
				t.Errorf("%s, %s: %d of %d events have fields: %+v", path, name, got, windows, o.Logged())
			}
		})
	}
}

// Names are those of accounts and machines: they differ between a real event and any of the catalogue.
var nameFields = []string{"TargetUserName", "TargetDomainName", "WorkstationName", "Workstation"}

// A real event has the fields of one that the model writes of the same version, in their order, and the values that the
// model decides, names apart: for each there is one of the catalogue that has all of them.
func TestARealEventHasTheFieldsAndValuesOfThoseThatAreWritten(t *testing.T) {
	compared := 0
	for i, event := range realEvents(t) {
		nearest, like, found := []string(nil), false, false
		everyEntry(t, func(_ string, _ logon.Outcome, e logon.Entry) {
			if found || e.ID != event.ID || !slices.Equal(namesOf(e.Record), namesOf(event)) {
				return
			}
			if differ := differing(e, event); !like || len(differ) < len(nearest) {
				nearest = differ
			}
			like, found = true, len(nearest) == 0
			compared++
		})
		switch {
		case !like:
			t.Errorf("event %d, %d at %s: no event of the catalogue has these fields: %s", i+1, event.ID, event.Computer, namesOf(event))
		case !found:
			t.Errorf("event %d, %d at %s: %s", i+1, event.ID, event.Computer, nearest)
		}
	}
	t.Log(compared, "comparisons")
}

func namesOf(e winevent.Event) (names []string) {
	for _, f := range e.Fields {
		names = append(names, f.Name)
	}
	return names
}

// differing are the decided fields that a real event has otherwise. A number may be written in any form.
func differing(e logon.Entry, real winevent.Event) (list []string) {
	for _, f := range e.Record.Fields {
		if !e.Decides(f.Name) || slices.Contains(nameFields, f.Name) {
			continue
		}
		got, _ := real.Get(f.Name)
		a, errA := strconv.ParseUint(f.Value, 0, 64)
		b, errB := strconv.ParseUint(got, 0, 64)
		if strings.Trim(f.Value, "{}") != got && (errA != nil || errB != nil || a != b) {
			list = append(list, fmt.Sprintf("%s is %q, and written as %q", f.Name, got, f.Value))
		}
	}
	return list
}

// The loopback check stops a logon before it has a process: a real 4625 has an empty one, and a reason of its own.
func TestTheEventOfTheLoopbackCheckHasNoLogonProcess(t *testing.T) {
	found := false
	everyEntry(t, func(name string, o logon.Outcome, e logon.Entry) {
		if e.ID != 4625 {
			return
		}
		process, _ := e.Record.Get("LogonProcessName")
		loopback := o.Because == "policies.loopback"
		found = found || loopback
		if loopback != (process == "") || loopback && e.Record.Says("FailureReason") != "%%2304" {
			t.Errorf("%s: LogonProcessName %q, FailureReason %s", name, process, e.Record.Says("FailureReason"))
		}
	})
	if !found {
		t.Error("no attempt of the catalogue ends at the loopback check")
	}
}
