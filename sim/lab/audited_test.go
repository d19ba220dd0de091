package lab

import (
	"strings"
	"testing"

	"ntlmsim/sim/logon"
)

// A record that is not the predicted one differs, in whatever it says; so does one that is missing, and one too many.
func TestARecordThatIsNotThePredictedOneDiffers(t *testing.T) {
	member := logon.Event{Machine: "MEMBER", ID: 4624, Domain: "D", Account: "user1", Workstation: "WS1", Became: logon.Name{Domain: "D", User: "USER1"}}
	controller := member
	controller.Machine, controller.PassedOnBy = "DC", "MEMBER"
	recorded := func() []Record {
		asked := Record{Machine: "MEMBER", EventID: 4624, Status: "OK", Service: "SMB2", Domain: "D", Account: "user1", Workstation: "WS1",
			BecameDomain: "D", BecameAccount: "USER1"}
		told := asked
		told.Machine, told.Service, told.Computer, told.Workstation = "DC", "SamLogon", "member", `\\WS1`
		return []Record{told, asked}
	}
	for name, change := range map[string]func([]Record) []Record{
		"":                               func(list []Record) []Record { return list },
		"the server wrote nothing":       func(list []Record) []Record { return list[:1] },
		"the controller wrote nothing":   func(list []Record) []Record { return list[1:] },
		"nobody wrote anything":          func([]Record) []Record { return nil },
		"one too many":                   func(list []Record) []Record { return append(list, list[1]) },
		"of another machine":             func(list []Record) []Record { list[0].Machine = "OTHER"; return list },
		"another event":                  func(list []Record) []Record { list[1].EventID = 4625; return list },
		"another status":                 func(list []Record) []Record { list[1].Status = "WRONG_PASSWORD"; return list },
		"another domain":                 func(list []Record) []Record { list[1].Domain = "E"; return list },
		"another account":                func(list []Record) []Record { list[1].Account = "user2"; return list },
		"another workstation":            func(list []Record) []Record { list[1].Workstation = "WS2"; return list },
		"it became nobody":               func(list []Record) []Record { list[1].BecameAccount = ""; return list },
		"it became somebody else":        func(list []Record) []Record { list[1].BecameDomain = "MEMBER"; return list },
		"another machine passed it on":   func(list []Record) []Record { list[0].Computer = "OTHER"; return list },
		"a client asked the controller":  func(list []Record) []Record { list[0].Service = "SMB2"; return list },
		"another machine asked a server": func(list []Record) []Record { list[1].Service = "SamLogon"; return list },
	} {
		if why := AuditDiffers([]logon.Event{controller, member}, change(recorded())); (why != "") != (name != "") {
			t.Errorf("%q: %q", name, why)
		}
	}
	if why := AuditDiffers(nil, recorded()); !strings.Contains(why, "unpredicted") {
		t.Errorf("nothing was predicted: %q", why)
	}
}
