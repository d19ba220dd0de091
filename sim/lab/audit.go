package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// A Record is what a server wrote down of one authentication: a line of Samba's auth_json_audit.
type Record struct {
	Machine       string    `json:"-"` // the server that wrote it
	Time          time.Time `json:"-"`
	EventID       int       `json:"eventId"`
	Status        string    `json:"status"` // without NT_STATUS_
	LocalAddress  string    `json:"localAddress"`
	RemoteAddress string    `json:"remoteAddress"`
	Service       string    `json:"serviceDescription"` // SMB2; SamLogon where another server passed it on
	Description   string    `json:"authDescription"`
	Domain        string    `json:"clientDomain"`
	Account       string    `json:"clientAccount"`
	Workstation   string    `json:"workstation"`
	BecameDomain  string    `json:"becameDomain"`
	BecameAccount string    `json:"becameAccount"`
	Computer      string    `json:"netlogonComputer"` // who passed it on
	PasswordType  string    `json:"passwordType"`
	Duration      int64     `json:"duration"` // in microseconds

	nth int // of the server's
}

// PassedOn reports whether another server asked, not a client.
func (r Record) PassedOn() bool { return !strings.HasPrefix(r.Service, "SMB") }

// ofLogon reports whether a logon caused the record: one from the lab's own address, or one that a server passed on to
// another server. Other authentications are the machines' own: secure channels, tickets, requests of daemons for their
// server, anonymous sessions between controllers.
func (r Record) ofLogon() bool {
	return r.Service == samLogon || !r.PassedOn() && strings.HasPrefix(r.RemoteAddress, "ipv4:"+address(labHost)+":")
}

// samLogon is the service that one server asks another to validate a logon.
const samLogon = "SamLogon"

// records reads the authentications of whole lines, and says how many bytes those are.
func records(machine string, data []byte) (list []Record, n int) {
	data = data[:bytes.LastIndexByte(data, '\n')+1]
	for line := range bytes.Lines(data) {
		i := bytes.Index(line, []byte(`{"timestamp"`))
		var r struct {
			Timestamp      string
			Type           string
			Authentication Record
		}
		if i < 0 || json.Unmarshal(line[i:], &r) != nil || r.Type != "Authentication" {
			continue
		}
		r.Authentication.Status = strings.TrimPrefix(r.Authentication.Status, "NT_STATUS_")
		r.Authentication.Time, _ = time.Parse("2006-01-02T15:04:05.999999-0700", r.Timestamp)
		r.Authentication.Machine = machine
		list = append(list, r.Authentication)
	}
	return list, len(data)
}

// String is the record in one line, whatever the names in it are.
func (r Record) String() string {
	text := fmt.Sprintf(`%s recorded %d %s for %s\%s`, r.Machine, r.EventID, r.Status, r.Domain, r.Account)
	if station := strings.TrimPrefix(r.Workstation, `\\`); station != "" {
		text += " from " + station
	}
	if r.BecameAccount != "" {
		text += fmt.Sprintf(`, became %s\%s`, r.BecameDomain, r.BecameAccount)
	}
	if r.PassedOn() {
		text += ", passed on by " + r.Computer
	}
	return inOneLine.Replace(text)
}

var inOneLine = strings.NewReplacer("\n", `\n`, "\r", `\r`)
