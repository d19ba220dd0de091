package winevent_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim"
	"ntlmsim/sim/winevent"
)

// refused is a failed logon, in our own words and numbers, as event 4625 has them.
var refused = winevent.Event{
	Provider: winevent.Security, Channel: "Security", ID: 4625, Computer: "net.scratch.example",
	Time: time.Date(2015, 9, 8, 22, 54, 54, 962511700, time.UTC),
	Fields: []winevent.Field{{"SubjectUserSid", "S-1-0-0"}, {"SubjectUserName", "-"}, {"SubjectDomainName", "-"}, {"SubjectLogonId", "0x0"},
		{"TargetUserSid", "S-1-0-0"}, {"TargetUserName", "USER1 & <co>"}, {"TargetDomainName", "LOCAL1"}, {"Status", "0xc000006d"},
		{"FailureReason", "%%2313"}, {"SubStatus", "0xc0000064"}, {"LogonType", "3"}, {"LogonProcessName", "NtLmSsp "},
		{"AuthenticationPackageName", "NTLM"}, {"WorkstationName", "LOCAL1"}, {"TransmittedServices", "-"}, {"LmPackageName", "-"},
		{"KeyLength", "0"}, {"ProcessId", "0x0"}, {"ProcessName", "-"}, {"IpAddress", "192.0.2.7"}, {"IpPort", "50000"}},
}

// xmlOf is an event as wevtutil writes it: on one line, with apostrophes.
func xmlOf(e winevent.Event) string {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	var b strings.Builder
	fmt.Fprintf(&b, "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='%s' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/>"+
		"<EventID>%d</EventID><Version>%d</Version><TimeCreated SystemTime='%s'/><Channel>%s</Channel><Computer>%s</Computer><Security/></System><EventData>",
		e.Provider, e.ID, e.Version, e.Time.Format("2006-01-02T15:04:05.000000000Z07:00"), e.Channel, e.Computer)
	for _, f := range e.Fields {
		if f.Name == "" {
			fmt.Fprintf(&b, "<Data>%s</Data>", escape.Replace(f.Value))
			continue
		}
		fmt.Fprintf(&b, "<Data Name='%s'>%s</Data>", f.Name, escape.Replace(f.Value))
	}
	return b.String() + "</EventData></Event>"
}

func utf16With(order binary.AppendByteOrder, mark bool, text string) (b []byte) {
	if mark {
		text = "\uFEFF" + text
	}
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// inLog is the events in a log, each field of the type that Windows gives it.
func inLog(events ...winevent.Event) []byte { return chunkOf(events).file() }

func chunkOf(events []winevent.Event) *logFile {
	l := newLog()
	for _, e := range events {
		var data element
		var values []rawValue
		for _, f := range e.Fields {
			text := fmt.Sprintf("%%%d", len(values))
			data.children = append(data.children, element{name: "Data", attrs: [][2]string{{"Name", f.Name}}, text: text})
			values = append(values, typed(f))
		}
		data.name = "EventData"
		key := fmt.Sprint(e.Provider, e.ID, e.Version)
		l.record(func() {
			l.instance("outer", systemOf(element{text: "%6"}), system(e.Provider, uint16(e.ID), byte(e.Version), e.Channel, e.Computer,
				func() { l.instance(key, data, values) }))
		})
	}
	return l
}

// typed is a field in the type in which Windows stores it.
func typed(f winevent.Field) rawValue {
	var n uint64
	switch {
	case strings.HasSuffix(f.Name, "Sid"):
		return sidValue(0, 0)
	case f.Name == "Status", f.Name == "SubStatus":
		fmt.Sscanf(f.Value, "0x%x", &n)
		return hex32(uint32(n))
	case strings.HasSuffix(f.Name, "LogonId"), f.Name == "ProcessId":
		fmt.Sscanf(f.Value, "0x%x", &n)
		return hex64(n)
	case f.Name == "LogonType", f.Name == "KeyLength":
		fmt.Sscanf(f.Value, "%d", &n)
		return uint32Value(uint32(n))
	}
	return str(f.Value)
}

func TestOneEventIsReadTheSameFromEveryExport(t *testing.T) {
	one := xmlOf(refused)
	for name, data := range map[string][]byte{
		"wevtutil":                    []byte(one),
		"wevtutil, several":           []byte(one + "\r\n" + one + "\r\n"),
		"Event Viewer, saved":         []byte("\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<Events>" + one + "</Events>"),
		"a browser":                   []byte(strings.Replace("- "+strings.Replace(one, "<System>", "\n- <System>\n ", 1), "<EventData>", "\n- <EventData>\n", 1)),
		"UTF-16, little":              utf16With(binary.LittleEndian, true, `<?xml version="1.0" encoding="utf-16"?>`+one),
		"UTF-16, big":                 utf16With(binary.BigEndian, true, one),
		"UTF-16, without a mark":      utf16With(binary.LittleEndian, false, one),
		"UTF-16, big, without a mark": utf16With(binary.BigEndian, false, one),
		"rendered":                    []byte(strings.Replace(one, "</Event>", "<RenderingInfo Culture='en-US'><Message>An account failed to log on.</Message><Level>Information</Level></RenderingInfo></Event>", 1)),
		"PowerShell 7":                []byte(powerShell(refused, `"2015-09-09T00:54:54.9625117+02:00"`)),
		"PowerShell 7, several":       []byte("[" + powerShell(refused, `"2015-09-08T22:54:54.9625117Z"`) + "," + powerShell(refused, `"2015-09-08T22:54:54.9625117Z"`) + "]"),
		"PowerShell 5, counted":       []byte(`{"value":[` + powerShell(refused, `"2015-09-08T22:54:54.9625117Z"`) + `],"Count":1}`),
		"PowerShell 7, redirected":    utf16With(binary.LittleEndian, true, powerShell(refused, `"2015-09-08T22:54:54.9625117Z"`)),
	} {
		t.Run(name, func(t *testing.T) {
			events, err := winevent.Read(data)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				if diff := cmp.Diff(refused, e); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// powerShell is what ConvertTo-Json -Depth 4 makes of an event, as its documentation has it: values without names, a
// SID as an object, an NTSTATUS as a signed number.
func powerShell(e winevent.Event, created string) string {
	var values []string
	for _, f := range e.Fields {
		text := fmt.Sprintf("%q", f.Value)
		if strings.HasSuffix(f.Name, "Sid") {
			text = fmt.Sprintf(`{"BinaryLength":12,"AccountDomainSid":null,"Value":%q}`, f.Value)
		}
		values = append(values, `{"Value":`+text+`}`)
	}
	return fmt.Sprintf(`{"Id":%d,"Version":%d,"Qualifiers":null,"ProviderName":%q,"LogName":%q,"MachineName":%q,"UserId":null,"TimeCreated":%s,
"Bookmark":{},"KeywordsDisplayNames":["Audit Failure"],"Properties":[%s],"Message":"An account failed to log on."}`,
		e.ID, e.Version, e.Provider, e.Channel, e.Computer, created, strings.Join(values, ","))
}

// Get-EventLog of PowerShell 5 has strings, and no version.
func TestGetEventLogHasStrings(t *testing.T) {
	var strings []string
	for _, f := range refused.Fields {
		strings = append(strings, f.Value)
	}
	text, err := json.Marshal(map[string]any{"EventID": 4625, "MachineName": refused.Computer, "Source": refused.Provider, "ReplacementStrings": strings,
		"InstanceId": 4625, "TimeGenerated": "/Date(1441752894000)/", "Data": []int{}})
	if err != nil {
		t.Fatal(err)
	}
	events, err := winevent.Read(text)
	want := refused
	want.Channel, want.Time = "", time.UnixMilli(1441752894000).UTC()
	if diff := cmp.Diff([]winevent.Event{want}, events); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestPowerShell5WritesTimesInMilliseconds(t *testing.T) {
	for _, created := range []string{`"\/Date(1441752894962)\/"`, `{"value":"\/Date(1441752894962)\/","DateTime":"Tuesday, September 8, 2015"}`} {
		events, err := winevent.Read([]byte(powerShell(refused, created)))
		if want := time.UnixMilli(1441752894962).UTC(); err != nil || !events[0].Time.Equal(want) {
			t.Errorf("%v, %v", events, err)
		}
	}
}

func TestALogIsReadWithItsTemplates(t *testing.T) {
	other := refused
	other.Fields = slices.Clone(refused.Fields)
	other.Fields[5].Value = "ÜSER2 😀"
	events, err := winevent.Read(inLog(refused, other, refused))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]winevent.Event{refused, other, refused}, events); diff != "" {
		t.Error(diff)
	}
}

// What a log can hold besides: an array, that becomes as many elements; user data; an optional value that is not there;
// references to characters; an old event with strings without names.
func TestALogHasArraysAndUserData(t *testing.T) {
	l := newLog()
	array := rawValue{kind: 0x81, data: utf16Bytes("USER1\x00LOCAL1\x003\x00NtLmSsp \x00NTLM\x00LOCAL1\x00")}
	l.record(func() {
		l.instance("old", systemOf(element{name: "EventData", children: []element{{name: "Data", text: "%6"}}}),
			append(system("Security", 529, 0, "Security", "OLD", nil)[:6], array, rawValue{}))
	})
	user := element{name: "UserData", children: []element{{name: "EventData", attrs: [][2]string{{"xmlns", "Smb3"}}, children: []element{
		{name: "Status", text: "%6"}, {name: "UserName", text: "?7"}, {name: "ClientName", children: []element{}, text: "&"}}}}}
	l.record(func() {
		l.instance("smb", systemOf(user), append(system(winevent.SMBServer, 551, 1, "Microsoft-Windows-SMBServer/Security", "NEW", nil)[:6], hex32(0xc000006d), rawValue{}))
	})
	events, err := winevent.Read(l.file())
	if err != nil || len(events) != 2 {
		t.Fatal(events, err)
	}
	want := []winevent.Field{{"User Name", "USER1"}, {"Domain", "LOCAL1"}, {"Logon Type", "3"}, {"Logon Process", "NtLmSsp "},
		{"Authentication Package", "NTLM"}, {"Workstation Name", "LOCAL1"}}
	if diff := cmp.Diff(want, events[0].Fields); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]winevent.Field{{"Status", "0xc000006d"}, {"ClientName", "&"}}, events[1].Fields); diff != "" {
		t.Error(diff)
	}
}

func TestADamagedRecordLeavesTheOthers(t *testing.T) {
	data := inLog(refused, refused, refused)
	second := bytes.Index(data[4096+513:], []byte("\x2a\x2a\x00\x00")) + 4096 + 513
	at := bytes.Index(data[second:], []byte{0x0c, 1})
	data[second+at+6] = 0xff // the offset of its template
	data[second+at+8] = 0xff
	events, err := winevent.Read(data)
	var bad *winevent.Error
	if len(events) != 2 || !errors.As(err, &bad) || !strings.Contains(bad.Where, "record 2") || !strings.Contains(bad.Problem, "beyond the chunk") {
		t.Errorf("%d events, %v", len(events), err)
	}
}

func TestWhatIsNoEventIsSaidInOneSentence(t *testing.T) {
	cut := powerShell(refused, "null")
	head, _, _ := strings.Cut(cut, `"Properties"`)
	for _, test := range []struct{ data, where, problem, hint string }{
		{"", "", "empty", "Copy as XML"},
		{" \r\n", "", "empty", "Copy as XML"},
		{"domains: {}", "", `begins with "domains: {}"`, "ConvertTo-Json -Depth 4"},
		{"Log Name:      Security\r\nSource: x", "", "text for people", "Copy as XML"},
		{"Keywords,Date and Time,Source", "", "CSV", "wevtutil"},
		{"\x00\x00\x00\x30LfLe", "", ".evt", "wevtutil qe FILE.evt"},
		{"<Events></Events>", "", "no event in it", "XML"},
		{"<!-- none -->", "line 1", "no <Event>", "XML"},
		{"<Event></Event>", "line 1", "no <Event> with a <System>", "XML"},
		{"<html><body/></html>", "line 1", "<html>", "XML"},
		{"<Event><System><EventID>x</EventID></System></Event>", "line 1", `"x"`, "XML"},
		{xmlOf(refused)[:400], "line 1", "ends in the middle", "XML"},
		{"<Event>" + strings.Repeat("<a>", 40), "line 1", "more than an event", "XML"},
		{"[]", "", "no event", "XML"},
		{"[1]", "line 1", "1 is no event", "XML"},
		{`{"a":1,"b":2}`, "line 1", "an object of a, b", "Depth"},
		{`{"Id":4625}`, "line 1", "no Properties", "Select-Object"},
		{head + `"Properties":["System.Diagnostics.Eventing.Reader.EventProperty"]}`, "line 1", "cut off", "-Depth 4"},
		{head + `"Properties":"System.Diagnostics.Eventing.Reader.EventProperty System.Diagnostics.Eventing.Reader.EventProperty"}`, "line 1", "cut off", "-Depth 4"},
		{`{"EventID":529,"ReplacementStrings":"USER1 LOCAL1"}`, "line 1", "cut off", "-Depth 4"},
		{`{"Id":"x","Properties":[]}`, "line 1", `"x"`, "XML"},
		{"[" + cut[:300], "line 1", "ends in the middle", "XML"},
		{"[" + strings.Repeat("[", 100), "line 1", "nested", "XML"},
		{"ElfFile\x00", "", "ends in its header", "whole file"},
		{"ElfFile\x00" + strings.Repeat("\x00", 70000), "", "no event in it", "XML"},
		{"ElfFile\x00" + strings.Repeat("\x00", 4088) + strings.Repeat("x", 70000), "byte 4096", "no chunk", "XML"},
		{"<Event>\xff</Event>", "line 1", "no <Event> with a <System>", "XML"},
	} {
		events, err := winevent.Read([]byte(test.data))
		var bad *winevent.Error
		if len(events) > 0 || !errors.As(err, &bad) || bad.Where != test.where || !strings.Contains(bad.Problem, test.problem) || !strings.Contains(bad.Hint, test.hint) {
			t.Errorf("%.40q: %v; got %#v, want %q %q %q", test.data, events, bad, test.where, test.problem, test.hint)
		}
	}
}

// realEvents is the file of events of real machines, beside which are the cases.
func realEvents(t *testing.T) string {
	t.Helper()
	file := os.Getenv("NTLMSIM_WINDOWS_EVENTS")
	if file == "" {
		t.Skip("NTLMSIM_WINDOWS_EVENTS=FILE says where events of real machines are: a JSON array of {id, computer, data}")
	}
	return file
}

func TestAnEventOfARealMachineHasTheFieldsOfItsTemplate(t *testing.T) {
	file := realEvents(t)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	events, err := winevent.Read(data)
	if err != nil || len(events) == 0 {
		t.Fatal(len(events), err)
	}
	seen := map[string]int{}
	for _, e := range events {
		template, ok := winevent.TemplateOf("", e.ID, -1, len(e.Fields))
		if !ok {
			t.Errorf("%d with %d fields has no template", e.ID, len(e.Fields))
			continue
		}
		var names []string
		for _, f := range e.Fields {
			names = append(names, f.Name)
		}
		if diff := cmp.Diff(template.Fields, names); diff != "" {
			t.Errorf("%d version %d: %s", e.ID, template.Version, diff)
		}
		seen[fmt.Sprintf("%d version %d", e.ID, template.Version)]++
	}
	t.Log(len(events), "events of real machines:", seen)
}

func TestEveryTemplateIsCitedAndToldApart(t *testing.T) {
	for i, a := range winevent.Templates() {
		if a.Cite.Source == "" || a.Cite.Note == "" || a.Cite.Mark == "" || len(a.Fields) == 0 && a.Ordered() {
			t.Errorf("%s %d: %+v", a.Provider, a.ID, a.Cite)
		}
		if winevent.Unordered(a.Provider, a.ID) == a.Ordered() {
			t.Errorf("%s %d: ordered %t", a.Provider, a.ID, a.Ordered())
		}
		if a.Cite.Mark == sim.Folklore {
			t.Errorf("%s %d rests on folklore", a.Provider, a.ID)
		}
		for _, b := range winevent.Templates()[:i] {
			if a.ID == b.ID && a.Provider == b.Provider && len(a.Fields) == len(b.Fields) {
				t.Errorf("%s %d has two templates of %d fields", a.Provider, a.ID, len(a.Fields))
			}
		}
		if got, ok := winevent.TemplateOf(a.Provider, a.ID, a.Version, len(a.Fields)); ok != a.Ordered() || ok && !slices.Equal(got.Fields, a.Fields) {
			t.Errorf("%s %d version %d: found %t", a.Provider, a.ID, a.Version, ok)
		}
	}
}
