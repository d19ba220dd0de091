package lab

import (
	"encoding/hex"
	"testing"
)

func TestANameOutsideOfTheLabDoesNotExist(t *testing.T) {
	question, _ := hex.DecodeString("1234" + "0100" + "0001" + "0000" + "0000" + "0001" + "076578616d706c6503636f6d00" + "0001" + "0001" + "0000290200000000000000")
	name, err := questionName(question)
	if err != nil || name != "example.com" {
		t.Fatalf("the question is for %q, %v", name, err)
	}
	got := hex.EncodeToString(new(names).answer("udp4", nil, question))
	want := "1234" + "8183" + "0001" + "0000" + "0000" + "0000" + "076578616d706c6503636f6d00" + "0001" + "0001"
	if got != want {
		t.Errorf("answered\n%s, want\n%s", got, want)
	}
}

func FuzzDNS(f *testing.F) {
	f.Add([]byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x01\x00\x01"))
	f.Fuzz(func(t *testing.T, question []byte) {
		answer := new(names).answer("udp4", nil, question)
		if answer != nil && (len(answer) > len(question) || answer[2]&0x80 == 0) {
			t.Errorf("answered %x to %x", answer, question)
		}
	})
}

func TestAuditRecordsAreRead(t *testing.T) {
	line := `  {"timestamp": "2026-11-21T21:39:47.119171+0000", "type": "Authentication", "Authentication": {"version": {"major": 1, "minor": 2}, ` +
		`"eventId": 4625, "status": "NT_STATUS_WRONG_PASSWORD", "serviceDescription": "SamLogon", "clientDomain": "D", "clientAccount": "u", "becameAccount": null, "netlogonComputer": "NET"}}` + "\n"
	got, n := records("SCRATCH", []byte(line+`{"timestamp": "", "type": "Authorization"}`+"\n"+line[:40]))
	if n != len(line)+len(`{"timestamp": "", "type": "Authorization"}`)+1 || len(got) != 1 || got[0].Status != "WRONG_PASSWORD" || !got[0].PassedOn() ||
		got[0].String() != `SCRATCH recorded 4625 WRONG_PASSWORD for D\u, passed on by NET` {
		t.Errorf("read %+v", got)
	}
}
