package winevent_test

import (
	"strings"
	"testing"

	"ntlmsim/sim/winevent"
)

const pastedEnglish = `An account failed to log on.

Subject:
	Security ID:		NULL SID
	Account Name:		-
	Account Domain:		-
	Logon ID:		0x0

Logon Type:			3

Account For Which Logon Failed:
	Security ID:		NULL SID
	Account Name:		anna
	Account Domain:		PC7

Failure Information:
	Failure Reason:		Unknown user name or bad password.
	Status:			0xC000006D
	Sub Status:		0xC0000064

Network Information:
	Workstation Name:	PC7
	Source Network Address:	fe80::1
	Source Port:		50000
`

const pastedGerman = "Fehler beim Anmelden eines Kontos.\r\n\r\nAntragsteller:\r\n\tKontoname:\t\t-\r\n\r\nAnmeldetyp: 3\r\n\r\n" +
	"Konto, für das die Anmeldung fehlgeschlagen ist:\r\n\tKontoname:\t\tanna\r\n\tKontodomäne:\t\tPC7\r\n\r\n" +
	"Fehlerinformationen:\r\n\tStatus:\t\t\t0xC000006D\r\n\tUnterstatus::\t\t0xC0000064\r\n\r\nNetzwerkinformationen:\r\n\tArbeitsstationsname:\tPC7\r\n"

func TestWhatIsPastedFromEventViewerIsAnEvent(t *testing.T) {
	for name, text := range map[string]string{
		"English": pastedEnglish, "German": pastedGerman,
		"with its details":  "Log Name:      Security\r\nSource:        Microsoft-Windows-Security-Auditing\r\nEvent ID:      4625\r\nComputer:      FS1\r\nDescription:\r\n" + pastedEnglish,
		"as PowerShell has": "TimeCreated  : 11/27/2026 6:00:00 PM\nProviderName : Microsoft-Windows-Security-Auditing\nId           : 4625\nMessage      : " + pastedEnglish,
	} {
		list, err := winevent.Read([]byte(text))
		if err != nil || len(list) != 1 {
			t.Errorf("%s: %v, %v", name, list, err)
			continue
		}
		e := list[0]
		for field, want := range map[string]string{"TargetUserName": "anna", "TargetDomainName": "PC7", "SubjectUserName": "", "Status": "0xC000006D",
			"SubStatus": "0xC0000064", "LogonType": "3", "WorkstationName": "PC7"} {
			if got := e.Says(field); got != want {
				t.Errorf("%s: %s is %q, want %q", name, field, got, want)
			}
		}
		if e.ID != 4625 || strings.HasPrefix(name, "with") && (e.Computer != "FS1" || e.Channel != "Security" || e.Provider != winevent.Security) {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestAPastedAddressKeepsItsColons(t *testing.T) {
	for _, address := range []string{"fe80::1", "::1", "::ffff:10.0.0.7", "10.0.0.7"} {
		for _, text := range []string{
			strings.Replace(pastedEnglish, "fe80::1", address, 1),
			"Kerberos pre-authentication failed.\n\nNetwork Information:\n\tClient Address: " + address + "\n",
			"Kerberos pre-authentication failed.\nClient Address:" + address + "\n",
		} {
			if list, err := winevent.Read([]byte(text)); err != nil || list[0].Says("IpAddress") != address {
				t.Errorf("%s: %v, %v", address, list, err)
			}
		}
	}
}

func TestSeveralPastedEventsAreSeveral(t *testing.T) {
	checked := "Es wurde versucht, die Anmeldeinformationen für ein Konto zu überprüfen.\n\nAnmeldekonto: anna\nQuellarbeitsstation: PC7\nFehlercode: 0xC000006A\n"
	list, err := winevent.Read([]byte(pastedGerman + checked + pastedEnglish))
	if err != nil || len(list) != 3 || list[1].ID != 4776 || list[1].Says("Status") != "0xC000006A" || list[1].Says("TargetUserName") != "anna" || list[1].Says("Workstation") != "PC7" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAPastedTextThatIsNoEventIsRefused(t *testing.T) {
	for _, text := range []string{"Event ID: x", "Event ID: 0\nStatus: 0xC000006D", "An account failed to log on" + strings.Repeat(" a: b\n", 300_000)} {
		if list, err := winevent.Read([]byte(text)); err == nil || len(list) > 0 {
			t.Errorf("%.40q is %v", text, list)
		}
	}
}
