package winevent_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/winevent"
)

// checked is an event in our own words that every shape has.
var checked = winevent.Event{
	Provider: winevent.Security, Channel: "Security", ID: 4776, Computer: "DC1.corp.example", Time: time.Date(2026, 11, 24, 12, 0, 1, 500_000_000, time.UTC),
	Fields: []winevent.Field{{"PackageName", "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"}, {"TargetUserName", "USER1"}, {"Workstation", "LOCAL1"}, {"Status", "0xc000006a"}},
}

// The same event as programs write it, with what else they write beside it.
var shapes = []struct{ name, text string }{
	{"Winlogbeat 8", `{"@timestamp":"2026-11-24T12:00:01.500Z","@metadata":{"beat":"winlogbeat"},"event":{"code":"4776","kind":"event","provider":"Microsoft-Windows-Security-Auditing","outcome":"failure"},
		"winlog":{"channel":"Security","computer_name":"DC1.corp.example","event_data":{"PackageName":"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","TargetUserName":"USER1","Workstation":"LOCAL1","Status":"0xc000006a"},
		"event_id":"4776","keywords":["Audit Failure"],"process":{"pid":700,"thread":{"id":800}},"provider_name":"Microsoft-Windows-Security-Auditing","record_id":7},"log":{"level":"information"},"message":"The computer attempted"}`},
	{"Winlogbeat 6", `{"@timestamp":"2026-11-24T12:00:01.500Z","type":"wineventlog","log_name":"Security","source_name":"Microsoft-Windows-Security-Auditing","event_id":4776,"computer_name":"DC1.corp.example",
		"event_data":{"PackageName":"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","TargetUserName":"USER1","Workstation":"LOCAL1","Status":"0xc000006a"},"record_number":"7"}`},
	{"Elasticsearch", `{"_index":"winlogbeat","_id":"a","_source":{"@timestamp":"2026-11-24T12:00:01.500Z","winlog":{"event_id":4776,"provider_name":"Microsoft-Windows-Security-Auditing","channel":"Security",
		"computer_name":"DC1.corp.example","event_data":{"param1":"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","param2":"USER1","param3":"LOCAL1","param4":"0xc000006a"}}}}`},
	{"Kibana, with dots", `{"@timestamp":"2026-11-24T12:00:01.500Z","winlog.event_id":["4776"],"winlog.provider_name":["Microsoft-Windows-Security-Auditing"],"winlog.channel":["Security"],"winlog.computer_name":["DC1.corp.example"],
		"winlog.event_data.PackageName":["MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"],"winlog.event_data.TargetUserName":["USER1"],"winlog.event_data.Workstation":["LOCAL1"],"winlog.event_data.Status":["0xc000006a"]}`},
	{"NXLog", `{"EventTime":"2026-11-24T13:00:01.500000+01:00","Hostname":"DC1.corp.example","Keywords":"9227875636482146304","EventType":"AUDIT_FAILURE","SeverityValue":4,"Severity":"ERROR","EventID":4776,
		"SourceName":"Microsoft-Windows-Security-Auditing","ProviderGuid":"{54849625-5478-4994-A5BA-3E3B0328C30D}","Version":0,"TaskValue":14336,"OpcodeValue":0,"RecordNumber":7,"ExecutionProcessID":700,"ExecutionThreadID":800,
		"Channel":"Security","Message":"The computer attempted","Category":"Credential Validation","Opcode":"Info","PackageName":"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","TargetUserName":"USER1","Workstation":"LOCAL1",
		"Status":"0xc000006a","EventReceivedTime":"2026-11-24T13:00:02.000000+01:00","SourceModuleName":"in","SourceModuleType":"im_msvistalog"}`},
	{"Wazuh", `{"timestamp":"2026-11-24T12:00:03.000+0000","rule":{"level":5,"id":"60122"},"agent":{"id":"001","name":"DC1"},"id":"1.2","decoder":{"name":"windows_eventchannel"},"data":{"win":{"system":{
		"providerName":"Microsoft-Windows-Security-Auditing","eventID":"4776","version":"0","systemTime":"2026-11-24T12:00:01.5000000Z","channel":"Security","computer":"DC1.corp.example","severityValue":"AUDIT_FAILURE"},
		"eventdata":{"packageName":"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","targetUserName":"USER1","workstation":"LOCAL1","status":"0xc000006a"}}},"location":"EventChannel"}`},
	{"an alert of Wazuh in Elasticsearch", `{"_source":{"agent":{"name":"DC1"},"data":{"win":{"eventdata":{"packageName":"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","targetUserName":"USER1","workstation":"LOCAL1","status":"0xc000006a"},
		"system":{"eventID":"4776","providerName":"Microsoft-Windows-Security-Auditing","systemTime":"2026-11-24T12:00:01.5Z","channel":"Security","computer":"DC1.corp.example"}}}}}`},
	{"evtx_dump", `{"Event":{"#attributes":{"xmlns":"http://schemas.microsoft.com/win/2004/08/events/event"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing","Guid":"54849625"}},"EventID":4776,"Version":0,
		"TimeCreated":{"#attributes":{"SystemTime":"2026-11-24T12:00:01.500000Z"}},"Correlation":null,"Channel":"Security","Computer":"DC1.corp.example","Security":null},"EventData":{
		"PackageName":"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","TargetUserName":"USER1","Workstation":"LOCAL1","Status":"0xc000006a"}}}`},
	{"evtx_dump, attributes beside", `{"Event":{"System":{"Provider_attributes":{"Name":"Microsoft-Windows-Security-Auditing"},"EventID":4776,"EventID_attributes":{"Qualifiers":""},"TimeCreated_attributes":{"SystemTime":"2026-11-24T12:00:01.5Z"},
		"Channel":"Security","Computer":"DC1.corp.example"},"EventData":{"PackageName":"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","TargetUserName":"USER1","Workstation":"LOCAL1","Status":"0xc000006a"}}}`},
	{"XML with @", `{"Event":{"@xmlns":"x","System":{"Provider":{"@Name":"Microsoft-Windows-Security-Auditing"},"EventID":{"@Qualifiers":"0","#text":"4776"},"Version":"0","TimeCreated":{"@SystemTime":"2026-11-24 12:00:01.500"},
		"Channel":"Security","Computer":"DC1.corp.example"},"EventData":{"Data":[{"@Name":"PackageName","#text":"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"},{"@Name":"TargetUserName","#text":"USER1"},
		{"@Name":"Workstation","#text":"LOCAL1"},{"@Name":"Status","#text":"0xc000006a"}]}}}`},
	{"XML with $", `{"Event":{"$":{"xmlns":"x"},"System":{"Provider":{"$":{"Name":"Microsoft-Windows-Security-Auditing"}},"EventID":"4776","TimeCreated":{"$":{"SystemTime":"2026-11-24T12:00:01.5Z"}},
		"Channel":"Security","Computer":"DC1.corp.example"},"EventData":{"Data":[{"_":"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","$":{"Name":"PackageName"}},{"_":"USER1","$":{"Name":"TargetUserName"}},
		{"_":"LOCAL1","$":{"Name":"Workstation"}},{"_":"0xc000006a","$":{"Name":"Status"}}]}}}`},
	{"XML without names", `{"System":{"Provider":{"Name":"Microsoft-Windows-Security-Auditing"},"EventID":{"Value":4776,"Qualifiers":0},"TimeCreated":{"SystemTime":"2026-11-24T12:00:01.5Z"},"Channel":"Security","Computer":"DC1.corp.example"},
		"EventData":{"Data":{"#text":["MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","USER1","LOCAL1","0xc000006a"]}}}`},
	{"Chainsaw", `{"group":"x","kind":"individual","document":{"kind":"evtx","path":"a.evtx","data":{"Event":{"System":{"Provider_attributes":{"Name":"Microsoft-Windows-Security-Auditing"},"EventID":4776,
		"TimeCreated_attributes":{"SystemTime":"2026-11-24T12:00:01.5Z"},"Channel":"Security","Computer":"DC1.corp.example"},"EventData":{"PackageName":"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","TargetUserName":"USER1","Workstation":"LOCAL1","Status":"0xc000006a"}}}}}`},
	{"EvtxECmd", `{"EventRecordId":"7","EventId":4776,"Level":"LogAlways","Provider":"Microsoft-Windows-Security-Auditing","Channel":"Security","ProcessId":700,"ThreadId":800,"Computer":"DC1.corp.example","ChunkNumber":0,
		"Payload":"{\"EventData\":{\"Data\":[{\"@Name\":\"PackageName\",\"#text\":\"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0\"},{\"@Name\":\"TargetUserName\",\"#text\":\"USER1\"},{\"@Name\":\"Workstation\",\"#text\":\"LOCAL1\"},{\"@Name\":\"Status\",\"#text\":\"0xc000006a\"}]}}",
		"TimeCreated":"2026-11-24T12:00:01.5000000+00:00","SourceFile":"a.evtx"}`},
	{"Fluent Bit", `{"ProviderName":"Microsoft-Windows-Security-Auditing","ProviderGuid":"{54849625}","Qualifiers":"","EventID":4776,"Version":0,"Level":0,"Task":14336,"Opcode":0,"Keywords":"0x8010000000000000","TimeCreated":"2026-11-24 13:00:01.500 +0100",
		"EventRecordID":7,"ProcessID":700,"ThreadID":800,"Channel":"Security","Computer":"DC1.corp.example","UserID":"","Message":"The computer attempted","StringInserts":["MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","USER1","LOCAL1","0xc000006a"]}`},
	{"Splunk, the XML", `{"preview":false,"result":{"_raw":"<Event xmlns='x'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4776</EventID><TimeCreated SystemTime='2026-11-24T12:00:01.5Z'/><Channel>Security</Channel><Computer>DC1.corp.example</Computer></System>` +
		`<EventData><Data Name='PackageName'>MICROSOFT_AUTHENTICATION_PACKAGE_V1_0</Data><Data Name='TargetUserName'>USER1</Data><Data Name='Workstation'>LOCAL1</Data><Data Name='Status'>0xc000006a</Data></EventData></Event>"}}`},
	{"a table", `{"TenantId":"x","TimeGenerated":"2026-11-24T12:00:01.5Z","SourceSystem":"OpsManager","Computer":"DC1.corp.example","EventSourceName":"Microsoft-Windows-Security-Auditing","Channel":"Security","EventID":4776,
		"PackageName":"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","TargetUserName":"USER1","Workstation":"LOCAL1","Status":"0xc000006a","Type":"SecurityEvent"}`},
}

func TestEveryShapeOfJSONIsRead(t *testing.T) {
	lists := map[string]func(string) string{
		"one":          func(s string) string { return s },
		"lines":        func(s string) string { return s + "\n" + s + "\n" },
		"an array":     func(s string) string { return "[\n" + s + ",\n" + s + "\n]" },
		"value, Count": func(s string) string { return `{"value":[` + s + `],"Count":1}` + "\n" + s },
		"Count, value": func(s string) string { return `{"Count":1,"value":[` + s + `]}` },
		"Events":       func(s string) string { return `{"Events":[` + s + "," + s + "]}" },
		"Event":        func(s string) string { return `{"Events":{"Event":[` + s + `]},"x":{"y":"]}"}}` },
		"hits": func(s string) string {
			return `{"took":3,"hits":{"total":{"value":2},"hits":[` + s + "," + s + `]},"_shards":{}}`
		},
	}
	for _, shape := range shapes {
		for how, list := range lists {
			text := strings.NewReplacer("\n", "", "\t", "").Replace(shape.text)
			events, lost := scan(t, []byte(list(text)))
			if len(events) == 0 || lost.Count > 0 {
				t.Errorf("%s, %s: %d events; %v", shape.name, how, len(events), lost.Places)
			}
			for _, e := range events {
				if diff := cmp.Diff(checked, e); diff != "" {
					t.Errorf("%s, %s: %s", shape.name, how, diff)
				}
			}
		}
	}
}

// Fields of user data, which are elements in elements.
func TestUserDataOfJSONAreFields(t *testing.T) {
	want := []winevent.Field{{"SessionGUID", "{1}"}, {"Status", "0xc000006d"}}
	for name, text := range map[string]string{
		"winlog":    `{"winlog":{"event_id":551,"provider_name":"x","user_data":{"xml_name":"EventData","SessionGUID":"{1}","Status":"0xc000006d"}}}`,
		"evtx_dump": `{"Event":{"System":{"Provider":{"#attributes":{"Name":"x"}},"EventID":551},"UserData":{"EventData":{"#attributes":{"xmlns":"y"},"SessionGUID":"{1}","Status":"0xc000006d"}}}}`,
		"EvtxECmd":  `{"EventId":551,"Provider":"x","Payload":"{\"UserData\":{\"EventData\":{\"SessionGUID\":\"{1}\",\"Status\":\"0xc000006d\"}}}"}`,
		"flat":      `{"EventID":551,"SourceName":"x","UserData":{"EventData":{"SessionGUID":"{1}","Status":"0xc000006d"}}}`,
	} {
		events, lost := scan(t, []byte(text))
		if len(events) != 1 || lost.Count > 0 || !slices.Equal(events[0].Fields, want) {
			t.Errorf("%s: %v %v", name, events, lost)
		}
	}
}

// A time without a zone, where it is the machine's own, is not told.
func TestALocalTimeIsNotTold(t *testing.T) {
	events, _ := scan(t, []byte(`{"EventID":4776,"EventTime":"2026-11-24 13:00:01","Hostname":"DC1"}`))
	if len(events) != 1 || !events[0].Time.IsZero() {
		t.Error(events)
	}
}
