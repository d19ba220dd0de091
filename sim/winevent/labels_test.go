package winevent_test

import (
	"fmt"
	"strings"
	"testing"

	"ntlmsim/sim/winevent"
)

const pasted8004 = `Log Name:      Microsoft-Windows-NTLM/Operational
Source:        Microsoft-Windows-Security-Netlogon
Date:          11/27/2026 6:00:00 PM
Event ID:      8004
Task Category: Auditing NTLM
Level:         Information
Keywords:
User:          SYSTEM
Computer:      DC1.corp.example
Description:
Domain Controller Blocked Audit: Audit NTLM authentication to this domain controller.
Secure Channel name: FS1
User name: anna
Domain name: CORP
Workstation name: PC1
Secure Channel type: 2

Audit NTLM authentication requests within the domain CORP that would be blocked if the security policy Network Security: Restrict NTLM: NTLM authentication in this domain is set to any of the Deny options.

If you want to allow NTLM authentication requests in the domain CORP, set the security policy Network Security: Restrict NTLM: NTLM authentication in this domain to Disabled.
`

const pasted8001 = `Log Name:      Microsoft-Windows-NTLM/Operational
Source:        Microsoft-Windows-NTLM
Event ID:      8001
Computer:      PC1.corp.example
Description:
NTLM client blocked audit: Audit outgoing NTLM authentication traffic that would be blocked.
Target server: cifs/10.0.0.5
Supplied user: (NULL)
Supplied domain: (NULL)
PID of client process: 4
Name of client process:
LUID of client process: 0x3e7
User identity of client process: anna
Domain name of user identity of client process: CORP
Mechanism OID: (NULL)
`

// The labels are those of Microsoft's pages (8004: Credential Guard, known issues) and of published message tables.
func TestAPastedEventOfNTLMHasItsFields(t *testing.T) {
	list, err := winevent.Read([]byte(pasted8004 + pasted8001))
	if err != nil || len(list) != 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	for i, fields := range []map[string]string{
		{"SChannelName": "FS1", "UserName": "anna", "DomainName": "CORP", "WorkstationName": "PC1", "SChannelType": "2"},
		{"TargetName": "cifs/10.0.0.5", "CallerPID": "4", "ClientLUID": "0x3e7", "ClientUserName": "anna", "ClientDomainName": "CORP"},
	} {
		for name, want := range fields {
			if got := list[i].Says(name); got != want {
				t.Errorf("%d: %s is %q, want %q", list[i].ID, name, got, want)
			}
		}
	}
}

// Every field of an event whose labels are known is read, and has a label of its own.
func TestEveryFieldOfALabelledEventIsRead(t *testing.T) {
	read := 0
	for _, template := range winevent.Templates() {
		labels := winevent.LabelsOf(template.ID)
		if labels == nil {
			continue
		}
		text := fmt.Sprintf("Event ID: %d\n", template.ID)
		for label := range labels {
			text += label + ": x\n"
		}
		list, err := winevent.Read([]byte(text))
		if err != nil || len(list) != 1 || len(list[0].Fields) != len(template.Fields) {
			t.Errorf("%d: %+v, %v", template.ID, list, err)
		}
		read++
	}
	if read < 14 {
		t.Errorf("only %d events have labels", read)
	}
}

func TestALabelThatIsNotKnownIsSaid(t *testing.T) {
	text := "Event ID: 4020\nThis machine attempted to authenticate to a remote resource via NTLM.\nFirst new: a\nOther new: b\nFirst new: c\nFor more information, see https://example.com\n"
	lost, err := winevent.Scan(strings.NewReader(text), func(winevent.Event) {})
	if err != nil || lost.Count != 1 || lost.Events != 0 || !strings.HasSuffix(lost.Places[0].String(), ": First new, Other new") {
		t.Errorf("%+v, %v", lost, err)
	}
	for _, known := range []string{pastedEnglish, pastedGerman, pasted8004, pasted8001} {
		if lost, err := winevent.Scan(strings.NewReader(known), func(winevent.Event) {}); err != nil || lost.Count > 0 {
			t.Errorf("%.40s: %+v, %v", known, lost, err)
		}
	}
}
