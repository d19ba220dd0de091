package graph

import (
	"reflect"
	"testing"
	"time"

	"ntlmsim/sim/logon"
)

// changes set each field of a machine to another value; nil: the field is not drawn, or changes nothing by itself.
var changes = map[string]func(*logon.Machine){
	"Name":    func(m *logon.Machine) { m.Name = "OTHER" },
	"Role":    func(m *logon.Machine) { m.Role = logon.Member },
	"Domain":  nil, // where it is drawn
	"Profile": func(m *logon.Machine) { m.Profile = "windows-xp" },
	"Channel": func(m *logon.Machine) { m.Channel = logon.Unreachable },
	"Settings": func(m *logon.Machine) {
		m.Settings = []logon.Setting{{Name: "LmCompatibilityLevel", Values: []string{"5"}}}
	},
	"Accounts":              func(m *logon.Machine) { m.Accounts = []logon.Account{{Name: "anna"}} },
	"Shares":                func(m *logon.Machine) { m.Shares = []logon.Share{{Name: "data"}} },
	"Policy":                func(m *logon.Machine) { m.Policy.LockoutThreshold = 3 },
	"Client":                nil, // of a lab
	"CloneOf":               func(m *logon.Machine) { m.CloneOf = "PC1" },
	"Aliases":               func(m *logon.Machine) { m.Aliases = []string{"files"} },
	"Addresses":             func(m *logon.Machine) { m.Addresses = []string{"10.0.0.1"} },
	"Offline":               func(m *logon.Machine) { m.Offline = true },
	"Clock":                 func(m *logon.Machine) { m.Clock = time.Hour },
	"Connections":           func(m *logon.Machine) { m.Connections = []logon.Connection{{Server: "FS1"}} },
	"Stored":                func(m *logon.Machine) { m.Stored = []logon.StoredCredential{{Target: "FS1", Password: "PSW1"}} },
	"AllowedToAuthenticate": func(m *logon.Machine) { m.AllowedToAuthenticate = []string{`CORP\anna`} },
	"AuthenticationPolicy":  func(m *logon.Machine) { m.AuthenticationPolicy = []string{} },
	"PolicyAudits":          func(m *logon.Machine) { m.PolicyAudits = true },
	"ReadOnly":              func(m *logon.Machine) { m.ReadOnly = true },
	"Cached":                func(m *logon.Machine) { m.Cached = []string{"anna"} },
	"Unknown":               func(m *logon.Machine) { m.Unknown = []string{logon.KeyOffline} },
}

// A card shows everything that a file can say about a machine, apart from its passwords.
func TestACardShowsEveryFieldOfAMachine(t *testing.T) {
	of := reflect.TypeFor[logon.Machine]()
	for _, field := range reflect.VisibleFields(of) {
		change, ok := changes[field.Name]
		if !ok {
			t.Errorf("%s is not looked for", field.Name)
		}
		if change == nil {
			continue
		}
		m := logon.Machine{Name: "FS1", Role: logon.Standalone, Profile: "windows-2022", AuthenticationPolicy: []string{"anna"}}
		before := *cardOf(m)
		change(&m)
		if after := *cardOf(m); reflect.DeepEqual(before, after) {
			t.Errorf("%s is not shown", field.Name)
		}
	}
}
