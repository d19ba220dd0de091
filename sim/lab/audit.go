package lab

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// A Record is what a server wrote down of one authentication: a line of Samba's auth_json_audit.
type Record struct {
	Machine       string `json:"-"` // the server that wrote it
	Time          string `json:"-"`
	EventID       int    `json:"eventId"`
	Status        string `json:"status"` // without NT_STATUS_
	LocalAddress  string `json:"localAddress"`
	RemoteAddress string `json:"remoteAddress"`
	Service       string `json:"serviceDescription"` // SMB2; SamLogon where another server passed it on
	Description   string `json:"authDescription"`
	Domain        string `json:"clientDomain"`
	Account       string `json:"clientAccount"`
	Workstation   string `json:"workstation"`
	BecameDomain  string `json:"becameDomain"`
	BecameAccount string `json:"becameAccount"`
	Computer      string `json:"netlogonComputer"` // who passed it on
	PasswordType  string `json:"passwordType"`
}

// PassedOn says that another server asked, not a client.
func (r Record) PassedOn() bool { return !strings.HasPrefix(r.Service, "SMB") }

// records reads the authentications of whole lines.
func records(machine string, data []byte) (list []Record) {
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
		r.Authentication.Time, r.Authentication.Machine = r.Timestamp, machine
		list = append(list, r.Authentication)
	}
	return list
}

// String is the record in one line.
func (r Record) String() string {
	text := ""
	if r.PassedOn() {
		text = ", passed on by " + r.Computer
	}
	became := ""
	if r.BecameAccount != "" {
		became = `, became ` + r.BecameDomain + `\` + r.BecameAccount
	}
	return r.Machine + " recorded " + strconv.Itoa(r.EventID) + " " + r.Status + ` for ` + r.Domain + `\` + r.Account + became + text
}
