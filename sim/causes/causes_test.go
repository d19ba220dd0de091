package causes_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/causes"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/winevent"
)

// codesOf are the codes that a list is for.
func codesOf(t *testing.T, l causes.List) (list []logon.Code) {
	t.Helper()
	var texts []string
	for _, s := range l.Of {
		texts = append(texts, s.String())
	}
	for _, id := range l.Events {
		texts = append(texts, fmt.Sprint(id))
	}
	for _, k := range l.Kerberos {
		texts = append(texts, "4771 "+k.String())
	}
	for _, text := range texts {
		c, err := logon.ParseCode(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		list = append(list, c)
	}
	return list
}

func TestAListHasFewCausesAndEachSaysWhatToDo(t *testing.T) {
	for _, l := range causes.Lists() {
		for _, c := range codesOf(t, l) {
			got, ok := causes.Of(c)
			if !ok || &got.Causes[0] != &l.Causes[0] {
				t.Errorf("%s finds another list", c.Number())
			}
		}
		for _, s := range slices.Concat(l.Signs, l.Against) {
			if s.Of < 1 || s.Of > len(l.Causes) || s.Says == "" {
				t.Errorf("%v %v: a sign of no cause: %+v", l.Of, l.Events, s.Of)
			}
		}
		if n := len(l.Causes); n == 0 || n > causes.Most+2 {
			t.Errorf("%v %v: %d causes", l.Of, l.Events, n)
		}
		if l.Order != (sim.Cite{}) && (len(l.Causes) == 1 || l.Order.Source == "" || l.Order.Note == "") {
			t.Errorf("%v %v: one cause has no order, and an order has a source and says how: %+v", l.Of, l.Events, l.Order)
		}
		for _, c := range l.Causes {
			if c.What == "" || c.Tell == "" || c.Do == "" || c.Cite.Source == "" || c.Cite.Mark == "" {
				t.Errorf("%v %v: incomplete: %+v", l.Of, l.Events, c)
			}
			for _, text := range []string{c.What, c.Tell, c.Do} {
				if strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "...") || strings.HasPrefix(text, " ") {
					t.Errorf("%q is no part of a sentence", text)
				}
			}
		}
	}
}

// A cause that names an ending is one of the rules: some code of the lists that have the cause appears there.
func TestACauseOfTheModelIsAWayToItsCode(t *testing.T) {
	named, codes := 0, map[string][]logon.Code{}
	for _, l := range causes.Lists() {
		for _, cause := range l.Causes {
			codes[cause.What] = append(codes[cause.What], codesOf(t, l)...)
		}
	}
	for _, l := range causes.Lists() {
		for _, cause := range l.Causes {
			for _, ending := range cause.Endings() {
				named++
				if !slices.ContainsFunc(codes[cause.What], func(c logon.Code) bool {
					return slices.ContainsFunc(c.Ways(), func(w logon.Way) bool { return w.Ending == ending })
				}) {
					t.Errorf("%v %v: no code has the ending %s of %q", l.Of, l.Events, ending, cause.What)
				}
			}
		}
	}
	if named < 40 {
		t.Errorf("only %d causes are of the model", named)
	}
}

// An event of NTLM/Operational names the policy that denied NTLM: its causes speak of that policy only.
func TestAnEventOfAPolicyHasTheCausesOfThatPolicy(t *testing.T) {
	lists := map[string]string{"4001": "ClientAllowedNTLMServers", "4015": "BlockNTLMServerExceptionList", "4002": "RestrictReceivingNTLMTraffic",
		"4003": "DCAllowedNTLMServers", "4004": "DCAllowedNTLMServers", "4005": "DCAllowedNTLMServers", "4006": "DCAllowedNTLMServers"}
	for text, own := range lists {
		c, err := logon.ParseCode(text)
		if err != nil {
			t.Fatal(err)
		}
		l, _ := causes.Of(c)
		for _, name := range lists {
			found := slices.ContainsFunc(l.Causes, func(c causes.Cause) bool { return strings.Contains(c.Run, name) })
			if found != (name == own) {
				t.Errorf("%s names %s: %v", text, name, found)
			}
		}
		for _, cause := range l.Causes {
			if cause.Ending != "" && !slices.ContainsFunc(c.Ways(), cause.IsOf) {
				t.Errorf("%s has %q, which does not log it", text, cause.What)
			}
		}
	}
}

// reg add replaces a list.
func TestWhatSetsAListKeepsWhatItHas(t *testing.T) {
	for _, l := range causes.Lists() {
		for _, c := range l.Causes {
			if strings.Contains(c.Run, "REG_MULTI_SZ") && !(strings.Contains(c.Do, "reg add replaces the whole list") && strings.Contains(c.Run, `/d LISTED\0`)) {
				t.Errorf("%q: %q loses what the list has", c.Do, c.Run)
			}
		}
	}
}

// Where a cause leads to the causes of a code, there are some, and not its own.
func TestACodeThatACauseLeadsToHasItsOwnCauses(t *testing.T) {
	led := 0
	for _, l := range causes.Lists() {
		for _, cause := range l.Causes {
			text, ok := strings.CutPrefix(cause.Run, "ntlmsim explain ")
			if !ok {
				continue
			}
			led++
			c, err := logon.ParseCode(text)
			if to, ok := causes.Of(c); err != nil || !ok || to.Causes[0].What == l.Causes[0].What {
				t.Errorf("%q leads to %s: %v", cause.What, text, err)
			}
		}
	}
	if led < 10 {
		t.Errorf("only %d causes lead to a code", led)
	}
}

// An event has the list of what it says more exactly.
func TestAnEventHasTheListOfItsSubStatus(t *testing.T) {
	for text, want := range map[string]string{
		"4625 0xc000006d/0xc0000064": "0xc0000064", "4625 0xc000006d/0xc000006a": "0xc000006a", "4625 0xc000006e/0xc0000072": "0xc0000072",
		"4625 0xc000006d/0": "0xc000006d", "4776 0xc0000064": "0xc0000064", "1326": "0xc000006d", "86": "0xc000006a", "539": "0xc0000234",
		"4771 0x12": "4768 0x12", "551 0xc00000bb": "50", "4625 0xdeadbeef": "4625", "4776 0xdeadbeef": "4776",
	} {
		c, err := logon.ParseCode(text)
		if err != nil {
			t.Fatal(err)
		}
		other, err := logon.ParseCode(want)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := causes.Of(c)
		wanted, ok := causes.Of(other)
		if !ok || len(got.Causes) == 0 || &got.Causes[0] != &wanted.Causes[0] {
			t.Errorf("%s has not the list of %s: %+v", text, want, got)
		}
	}
	for _, text := range []string{"0", "4624", "4771 0x99", "4776 0x0", "680 0x0", "4768 0x0", "4769 0x0", "4771 0x0"} {
		c, err := logon.ParseCode(text)
		if err != nil {
			t.Fatal(err)
		}
		if l, ok := causes.Of(c); ok {
			t.Errorf("%s has causes: %+v", text, l)
		}
	}
}

// rare are the endings that NET shows by a code, and that none of the code's causes is. explain -v has them as rules.
var rare = map[string]string{
	"client.response.weak-session": "50", "policies.weak-session": "50", // one side has neither NTLMv2 nor 128 bits
	".guest-has-password": "1326", ".guest-password-differs": "1326", // Guest has a password
	".salt-differs":                         "1326", // a client hashes with another domain than it sends
	".own-logon-refused":                    "1326", // a Samba member that its domain does not let in
	".trust-password-refused.access-denied": "5",    // a Samba server whose controller has another password of the trust
	"builtin":                               "1311", // the user names the domain BUILTIN
	"forced.guest-disabled":                 "1331", // no source says so
	"none.local.guest-disabled":             "5",    // of KB 103390 alone, for a user without a domain
}

// Every other ending that NET shows is a cause of its code, where the code has a list.
func TestAnEndingThatPeopleSeeIsACause(t *testing.T) {
	found := map[string]string{}
	for _, code := range logon.KnownCodes() {
		l, ok := causes.Of(code)
		for _, w := range code.Ways() {
			if ok && slices.Contains(w.Shown, logon.ByNET) && !slices.ContainsFunc(l.Causes, func(c causes.Cause) bool { return c.IsOf(w) }) {
				found[w.Ending] = strings.TrimSpace(found[w.Ending] + " " + code.Number())
			}
		}
	}
	if !maps.Equal(found, rare) {
		t.Errorf("without a cause are %q, and not %q", found, rare)
	}
}

// What people see has causes.
func TestWhatPeopleSeeHasCauses(t *testing.T) {
	for _, text := range strings.Fields("5 50 51 52 53 64 65 67 71 85 86 121 384 1203 1208 1219 1231 1240 1244 1265 1272 1311 1312 1326 1327 1328 1329 1330 1331 " +
		"1385 1396 1722 1727 1787 1788 1789 1792 1793 1907 1909 1935 1937 2242 2250 3775 8646 2148073478 3227320323 0xc0000466 " +
		"100 101 529 530 531 532 533 534 535 536 539 675 680 681 1450 2148074302 4001 4010 4011 4625 4740 4768 4769 4771 4776 4822 4823 5719 5721 5722 5805 5827 5828 5829 5830 5831 5838 5839 5840 5841 5842 6167 31017") {
		c, err := logon.ParseCode(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if l, ok := causes.Of(c); !ok || len(l.Fitting(c.Ways()).Causes) == 0 {
			t.Errorf("%s has no causes", text)
		}
	}
}

// What the fields of an event show comes first, and what its rules exclude is left out.
func TestTheFieldsOfAnEventPutItsCauseFirst(t *testing.T) {
	field := func(name, value string) winevent.Field { return winevent.Field{Name: name, Value: value} }
	codes := []winevent.Field{field("Status", "0xc000006d"), field("SubStatus", "0xc0000064")}
	for _, test := range []struct{ user, domain, station, first string }{
		{"anna@outlook.test", "MicrosoftAccount", "PC7", "Microsoft account"}, {"anna@corp.example", "", "PC7", "No domain"},
		{"anna", "PC7", "PC7", "No domain"}, {"anna", "", "PC7", "No domain"}, {"anna", "CORP", "PC7", "No domain"}, {"anna", "FS1", "PC7", "misspelled"},
	} {
		r, _ := logon.RecordedOf(winevent.Event{ID: 4625, Computer: "FS1", Fields: append(slices.Clone(codes),
			field("TargetUserName", test.user), field("TargetDomainName", test.domain), field("WorkstationName", test.station))})
		l, ok := causes.Of(r.Code)
		l, signs := l.For(r, r.Ways())
		if !ok || !strings.Contains(strings.ToLower(l.Causes[0].What), strings.ToLower(test.first)) || test.domain != "CORP" && test.domain != "FS1" && signs[l.Causes[0].What] == "" {
			t.Errorf("%+v: first is %q, signs %q", test, l.Causes[0].What, signs)
		}
	}
	r, _ := logon.RecordedOf(winevent.Event{ID: 4625, Computer: "FS1.corp.example", Fields: []winevent.Field{field("Status", "0xc000006d"), field("SubStatus", "0x0"),
		field("TargetUserName", "anna"), field("TargetDomainName", "CORP"), field("WorkstationName", "FS1")}})
	l, _ := causes.Of(r.Code)
	if l, signs := l.For(r, r.Ways()); !strings.Contains(l.Causes[0].What, "loopback") || signs[l.Causes[0].What] == "" {
		t.Errorf("a loopback has %+v first", l.Causes[0])
	}
	r, _ = logon.RecordedOf(winevent.Event{ID: 551, Fields: []winevent.Field{field("Status", "0xc0000022"), field("SPNValidationPolicy", "2"), field("SPN", "")}})
	l, _ = causes.Of(r.Code)
	l, _ = l.For(r, r.Ways())
	if !strings.Contains(l.Causes[0].What, "SmbServerNameHardeningLevel") || slices.ContainsFunc(l.Causes, func(c causes.Cause) bool { return c.Ending == "tree.denied" }) {
		t.Errorf("%+v", l.Causes)
	}
}

// A cause that a field speaks against comes last, with that field.
func TestWhatAFieldSpeaksAgainstComesLast(t *testing.T) {
	field := func(name, value string) winevent.Field { return winevent.Field{Name: name, Value: value} }
	for _, test := range []struct {
		id     int
		fields []winevent.Field
		last   string // causes that have something against them, in their order
	}{
		{4625, []winevent.Field{field("Status", "0xc000006e"), field("SubStatus", "0xc000006e"), field("TargetDomainName", "CORP")}, "a local account"},
		{4625, []winevent.Field{field("Status", "0xc000006e"), field("SubStatus", "0xc000006e"), field("TargetDomainName", "fs1")}, "the account is in Protected, an authentication policy"},
		{4625, []winevent.Field{field("Status", "0xc000006e"), field("TargetDomainName", "")}, ""},
		{4625, []winevent.Field{field("Status", "0xc000006d"), field("SubStatus", "0x0"), field("TargetDomainName", "FS1")}, "the person signs on"},
		{4625, []winevent.Field{field("Status", "0xc000006d"), field("SubStatus", "0x0"), field("TargetDomainName", "CORP"), field("WorkstationName", "PC7"),
			field("LmPackageName", "NTLM V2")}, "the person signs on, the server is this"},
		{4625, []winevent.Field{field("Status", "0xc000006d"), field("LmPackageName", "NTLM V1")}, "the clocks"},
		{4625, []winevent.Field{field("Status", "0xc000006d"), field("SubStatus", "0xc0000064"), field("TargetUserName", "anna@outlook.test"), field("TargetDomainName", "")}, ""},
		{4625, []winevent.Field{field("Status", "0xc000006d"), field("SubStatus", "0xc000006a"), field("LmPackageName", "NTLM V2")}, "the client sends"},
		{551, []winevent.Field{field("Status", "0xc0000022"), field("UserName", "anna"), field("SPNValidationPolicy", "0")}, "no credentials, the server demands the name"},
	} {
		r, _ := logon.RecordedOf(winevent.Event{ID: test.id, Computer: "FS1.corp.example", Fields: test.fields})
		l, _ := causes.Of(r.Code)
		l, signs := l.For(r, r.Ways())
		var last []string
		for _, c := range l.Causes {
			if strings.HasPrefix(signs[c.What], "against it: ") {
				last = append(last, c.What)
			} else if len(last) > 0 {
				t.Errorf("%v: %q stands behind %q", test.fields, c.What, last)
			}
		}
		for _, want := range strings.Split(test.last, ", ") {
			if want != "" && !slices.ContainsFunc(last, func(what string) bool { return strings.HasPrefix(what, want) }) {
				t.Errorf("%v: %q is not among %q", test.fields, want, last)
			}
		}
		if test.last == "" && len(last) > 0 {
			t.Errorf("%v: last are %q", test.fields, last)
		}
	}
}
