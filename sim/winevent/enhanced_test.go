package winevent_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/winevent"
)

// calledDirectly is an event 4021 in our own names: which fields it has parsers say, which numbers stand in some of
// them a report of a real one. No real event was at hand.
var calledDirectly = winevent.Event{
	Provider: winevent.NTLM, Channel: "Microsoft-Windows-NTLM/Operational", ID: 4021, Computer: "ws.scratch.example",
	Time: refused.Time,
	Fields: []winevent.Field{{"ProcessName", "tool"}, {"ProcessPID", "0x1798"}, {"Username", "USER1"}, {"DomainName", "SCRATCH"}, {"Hostname", "WS"},
		{"SingleSignOn", "Yes"}, {"TargetMachine", ""}, {"TargetDomain", ""}, {"TargetService", "Null"}, {"TargetIP", ""}, {"TargetNetworkName", ""},
		{"NtlmUsageId", "1"}, {"NtlmUsageReason", "NTLM was called directly by the calling application."}, {"NegotiatedFlags", "0x1"},
		{"NtlmVersion", "NTLMv2"}, {"SessionKeyStatus", "Missing"}, {"ChannelBindingStatus", ""}, {"ServiceBinding", ""}, {"Mic Status", "Unprotected"},
		{"AvlFlags", "0x0"}, {"AvlFlagsStr", ""}},
}

// As XML and in a log the fields have names, a blank in one of them too.
func TestAnEnhancedEventIsReadByItsNames(t *testing.T) {
	for name, data := range map[string][]byte{"XML": []byte(xmlOf(calledDirectly)), "log": inLog(calledDirectly)} {
		events, err := winevent.Read(data)
		if err != nil || len(events) != 1 {
			t.Fatalf("%s: %d events: %v", name, len(events), err)
		}
		if diff := cmp.Diff(calledDirectly, events[0]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// PowerShell writes values only: of an event whose fields have no known order none gets a name, however many there are.
func TestValuesWithoutNamesOfAnEnhancedEventStayWithoutNames(t *testing.T) {
	events, err := winevent.Read([]byte(powerShell(calledDirectly, `"2026-09-08T22:54:54Z"`)))
	if err != nil || len(events) != 1 || len(events[0].Fields) != len(calledDirectly.Fields) {
		t.Fatalf("%+v: %v", events, err)
	}
	for i, f := range events[0].Fields {
		if f.Name != "" || f.Value != calledDirectly.Fields[i].Value {
			t.Errorf("field %d is %q, %q", i, f.Name, f.Value)
		}
	}
}

// Values of an event whose template is known get the names of its fields in their order.
func TestAGuestOfTheServerIsReadByItsPlaces(t *testing.T) {
	guest := winevent.Event{Provider: winevent.SMBServer, Channel: "Microsoft-Windows-SMBServer/Operational", ID: 3023, Computer: "srv.scratch.example",
		Time: calledDirectly.Time, Fields: []winevent.Field{{"ClientNameLength", "9"}, {"ClientName", "192.0.2.7"}}}
	events, err := winevent.Read([]byte(powerShell(guest, `"2026-09-08T22:54:54Z"`)))
	if err != nil || len(events) != 1 {
		t.Fatalf("%+v: %v", events, err)
	}
	if diff := cmp.Diff(guest.Fields, events[0].Fields); diff != "" {
		t.Error(diff)
	}
}
