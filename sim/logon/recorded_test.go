package logon_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/winevent"
)

// realEvents are events that real Windows machines wrote.
func realEvents(t *testing.T) []winevent.Event {
	t.Helper()
	file := os.Getenv("NTLMSIM_WINDOWS_EVENTS")
	if file == "" {
		t.Skip("NTLMSIM_WINDOWS_EVENTS=FILE says where events of real machines are: a JSON array of {id, computer, data}")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	events, err := winevent.Read(data)
	if err != nil || len(events) == 0 {
		t.Fatal(len(events), err)
	}
	return events
}

// Every real event of NTLM over the network has a rule that can have produced it.
func TestARealEventHasAWay(t *testing.T) {
	for i, e := range realEvents(t) {
		r, ok := logon.RecordedOf(e)
		if !ok || r.Outside() != "" || len(r.Ways()) == 0 || r.Says() == "" {
			t.Errorf("event %d, %d at %s: %q, %d ways", i+1, e.ID, e.Computer, r.Outside(), len(r.Ways()))
		}
		for _, w := range r.Ways() {
			anonymous := strings.HasPrefix(w.Ending, "anonymous.")
			if e.ID == 4624 && anonymous != (e.Says("TargetUserName") == "ANONYMOUS LOGON") {
				t.Errorf("event %d of %s can end as %s", i+1, e.Says("TargetUserName"), w.Ending)
			}
		}
	}
}

func TestTheFieldsOfAnEventLeaveOnlySomeStates(t *testing.T) {
	refusal := func(computer, domain, sub string) winevent.Event {
		return winevent.Event{ID: 4625, Computer: computer, Fields: []winevent.Field{{Name: "TargetUserName", Value: "USER1"}, {Name: "TargetDomainName", Value: domain},
			{Name: "Status", Value: "0xc000006d"}, {Name: "SubStatus", Value: sub}, {Name: "LogonType", Value: "3"}}}
	}
	success := func(user, sid string) winevent.Event {
		return winevent.Event{ID: 4624, Fields: []winevent.Field{{Name: "TargetUserSid", Value: sid}, {Name: "TargetUserName", Value: user}}}
	}
	for _, test := range []struct {
		name            string
		event           winevent.Event
		possible, else_ []sim.State
	}{
		{"the server's own name", refusal("net.example", "NET", "0xc000006a"), []sim.State{"own.found.password-differs", "unknown.found.password-differs"},
			[]sim.State{"trusted.found.password-differs", "none.found.password-differs", "own.missing.guest-disabled"}},
		{"a name cut off after 15 characters", refusal("A-VERY-LONG-NAME-1.example", "A-VERY-LONG-NAM", "-1073741718"), []sim.State{"own.found.password-differs"},
			[]sim.State{"trusted.found.password-differs"}},
		{"another name", refusal("net.example", "LOCAL1", "0xc0000064"), []sim.State{"unknown.missing.guest-disabled", "trusted.missing.guest-disabled", "own.missing.guest-disabled"},
			[]sim.State{"none.missing.guest-disabled", "unknown.found.password-differs"}},
		{"no name", refusal("net.example", "-", "3221225572"), []sim.State{"none.missing.guest-disabled"}, []sim.State{"unknown.missing.guest-disabled"}},
		{"a dot", refusal("net.example", ".", "0xc0000064"), []sim.State{"unknown.missing.guest-disabled"}, []sim.State{"trusted.missing.guest-disabled"}},
		{"nobody", success("ANONYMOUS LOGON", "S-1-5-7"), []sim.State{"anonymous.admitted"}, []sim.State{"own.found.password-matches"}},
		{"Guest by another name", success("Gast", "S-1-5-21-1-2-3-501"), []sim.State{"unknown.missing.guest-enabled", "own.found.guest-account"},
			[]sim.State{"own.found.password-matches", "anonymous.admitted"}},
		{"a user", success("USER1", "S-1-5-21-1-2-3-1001"), []sim.State{"own.found.password-matches", "own.found.guest-account"},
			[]sim.State{"unknown.missing.guest-enabled", "anonymous.admitted"}},
		{"a guest at the client", winevent.Event{ID: 31017}, []sim.State{"session.guest-refused"}, []sim.State{"session.guest-not-signed"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, ok := logon.RecordedOf(test.event)
			if !ok {
				t.Fatal("nothing is known of it")
			}
			var states []sim.State
			for _, w := range r.Ways() {
				states = append(states, w.States...)
			}
			for _, s := range test.possible {
				if !slices.Contains(states, s) {
					t.Errorf("%s is left out", s)
				}
			}
			for _, s := range test.else_ {
				if slices.Contains(states, s) {
					t.Errorf("%s is left", s)
				}
			}
		})
	}
}

func TestWhatAnotherProviderNumbersIsAnotherEvent(t *testing.T) {
	for provider, want := range map[string]bool{"": true, winevent.Security: true, winevent.Classic: true, "Microsoft-Windows-EventSystem": false} {
		if _, ok := logon.RecordedOf(winevent.Event{Provider: provider, ID: 4625}); ok != want {
			t.Errorf("4625 of %q: known %t", provider, ok)
		}
	}
}

func TestWhatIsNotDecidedIsSaid(t *testing.T) {
	for _, test := range []struct {
		id    int
		field winevent.Field
		want  string
	}{
		{4624, winevent.Field{Name: "LogonType", Value: "10"}, "type 10 (remote interactive)"},
		{528, winevent.Field{Name: "Logon Type", Value: "2"}, "type 2 (interactive)"},
		{4624, winevent.Field{Name: "AuthenticationPackageName", Value: "Kerberos"}, "Kerberos"},
		{4771, winevent.Field{Name: "Status", Value: "0x18"}, "Kerberos"},
	} {
		r, ok := logon.RecordedOf(winevent.Event{ID: test.id, Fields: []winevent.Field{test.field}})
		if !ok || !strings.Contains(r.Outside(), test.want) || len(r.Ways()) > 0 || len(r.Next()) > 0 {
			t.Errorf("%d: %q, %d ways", test.id, r.Outside(), len(r.Ways()))
		}
	}
}

func fields(pairs ...string) (list []winevent.Field) {
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, winevent.Field{Name: pairs[i], Value: pairs[i+1]})
	}
	return list
}

func recorded(t *testing.T, id int, computer string, pairs ...string) logon.Recorded {
	t.Helper()
	r, ok := logon.RecordedOf(winevent.Event{ID: id, Computer: computer, Fields: fields(pairs...)})
	if !ok {
		t.Fatalf("nothing is known of %d", id)
	}
	return r
}

// A program that logs a user on by itself writes a logon of type 3, too.
func TestALogonByAProgramOfTheMachineIsNoneOverTheNetwork(t *testing.T) {
	for process, want := range map[string]string{`C:\Windows\powershell.exe`: "no client came over the network", "-": "", "": ""} {
		r := recorded(t, 4624, "FS03", "LogonType", "3", "LogonProcessName", "Advapi  ", "ProcessName", process)
		if got := r.Outside(); !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("process %q: %q, want %q", process, got, want)
		}
	}
	if got := recorded(t, 4624, "FS03", "LogonType", "3", "LogonProcessName", "NtLmSsp ", "ProcessName", "x.exe").Outside(); got != "" {
		t.Errorf("NtLmSsp: %q", got)
	}
}

// An account of the server itself was asked for at no domain.
func TestASessionOfAnOwnAccountWasNotAskedForAtADomain(t *testing.T) {
	for domain, want := range map[string]bool{"FS1": false, "CORP": true} {
		found := false
		for _, w := range recorded(t, 4624, "FS1.corp.test", "TargetUserName", "anna", "TargetUserSid", "S-1-5-21-1-2-3-1001", "TargetDomainName", domain).Ways() {
			found = found || slices.Contains(w.States, "trusted.found.password-matches")
		}
		if found != want {
			t.Errorf("%s: the trusted branch is left: %t", domain, found)
		}
	}
}

// Of these events the fields say what was refused.
func TestTheFieldsThatDecideAreExplained(t *testing.T) {
	for _, test := range []struct {
		event       logon.Recorded
		field, want string
	}{
		{recorded(t, 551, "SRV", "Status", "0xc0000022", "UserName", ""), "UserName", "no user was named"},
		{recorded(t, 551, "SRV", "Status", "0xc0000022", "SPN", ""), "SPN", "did not say what it called"},
		{recorded(t, 551, "SRV", "SPNValidationPolicy", "2"), "SPNValidationPolicy", "must be said"},
		{recorded(t, 5168, "SRV", "SpnName", "cifs/alias", "ServerNames", "SRV;srv.test"), "SpnName", "do not have it"},
		{recorded(t, 5168, "SRV", "SpnName", "cifs/srv.test@TEST", "ServerNames", "SRV;srv.test"), "SpnName", "one of ServerNames"},
		{recorded(t, 5168, "SRV", "SpnName", "N/A"), "SpnName", "said none"},
		{recorded(t, 5168, "A", "SpnName", "cifs/A", "ServerNames", "A;a.test"), "SpnName", "one of ServerNames"},
		{recorded(t, 5168, "N", "SpnName", "N/A", "ServerNames", "A;a.test"), "SpnName", "said none"},
		{recorded(t, 4011, "SRV", "NegotiatedSecurity", "0x80000", "RequiredSecurity", "0x20080000"), "RequiredSecurity", "lack 128-bit keys"},
		{recorded(t, 4011, "SRV", "NegotiatedSecurity", "0x30"), "NegotiatedSecurity", "integrity, confidentiality"},
	} {
		i := slices.IndexFunc(test.event.Annotations(), func(a logon.Annotation) bool { return a.Name == test.field })
		if i < 0 || !strings.Contains(test.event.Annotations()[i].Says, test.want) {
			t.Errorf("%d: %s: %+v, want %q", test.event.Event, test.field, test.event.Annotations(), test.want)
		}
	}
}

// What must have been true of a state is taken by every attempt of the catalogue that ends in it.
func TestWhatMustHaveBeenTrueWas(t *testing.T) {
	ends, conditions := map[sim.State]int{}, 0
	for _, path := range scenarios.CatalogueFiles() {
		askCatalogue(t, catalogueFile(t, path), func(name string, q *logon.Question) {
			o := q.Predict()
			ends[o.Because]++
			for _, must := range logon.Necessary(o.Because) {
				conditions++
				held := func(name string) bool {
					return slices.ContainsFunc(o.Trace, func(s sim.Step) bool { return s.Condition == name })
				}
				if !slices.ContainsFunc(must, func(together []string) bool {
					return !slices.ContainsFunc(together, func(name string) bool { return !held(name) })
				}) {
					t.Errorf("%s, %s ends in %s without: %s", path, name, o.Because, must)
				}
			}
		})
	}
	for want, states := range map[string][]sim.State{
		"[the account is not found SeDenyNetworkLogonRight holds Guest]": {"unknown.missing.guest-denied", "own.missing.guest-denied"},
		"[the domain is unknown by the server; or a member asks its own controller and its controller does not know the domain the account is not found map to guest is never; or the guest account is disabled]": {"unknown.missing.guest-disabled"},
	} {
		if got := fmt.Sprint(logon.Necessary(states...)); got != want {
			t.Errorf("%s: got %s, want %s", states, got, want)
		}
	}
	t.Log(fmt.Sprint(len(ends), " states, ", conditions, " conditions"))
}

// Whatever an export says, what there is to say of it is said.
func FuzzRecordedOf(f *testing.F) {
	for _, id := range []int{4625, 4624, 4776, 4740, 529, 537, 551, 4001, 31017, 4771} {
		f.Add(id, "net.example", "0xc000006d", "0xc0000064", "3", "LOCAL1", "S-1-5-7")
		f.Add(id, "", "-1073741715", "-", "", "?", "S-1-5-21-1-501")
	}
	f.Fuzz(func(t *testing.T, id int, computer, status, sub, kind, domain, sid string) {
		r, ok := logon.RecordedOf(winevent.Event{ID: id, Computer: computer, Fields: []winevent.Field{{Name: "TargetUserSid", Value: sid},
			{Name: "TargetUserName", Value: "USER1"}, {Name: "TargetDomainName", Value: domain}, {Name: "Status", Value: status}, {Name: "Error Code", Value: status},
			{Name: "SubStatus", Value: sub}, {Name: "LogonType", Value: kind}, {Name: "Logon Type", Value: kind}, {Name: "", Value: domain}}})
		if !ok {
			return
		}
		if r.Says() == "" || r.GroupKey() == "" || r.Outside() != "" && len(r.Ways()) > 0 {
			t.Fatalf("%+v", r)
		}
		for _, w := range r.Ways() {
			if len(w.States) == 0 {
				t.Fatalf("%+v", w)
			}
		}
		r.Annotations()
		r.MustHaveBeen()
		r.Next()
		r.Situations()
	})
}
