package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/smb"
)

// wrote is a line of a server's audit log, at some milliseconds, of user1 of D from a workstation: asked by a client's
// port, or passed on by a machine. It took ten milliseconds.
func wrote(at, port int, station, by string) string {
	service := "SamLogon"
	if by == "" {
		service = "SMB2"
	}
	return fmt.Sprintf(`{"timestamp": "2026-11-21T21:39:47.%03d000+0000", "type": "Authentication", "Authentication": {"eventId": 4624, "status": "NT_STATUS_OK", `+
		`"localAddress": "ipv4:10.66.0.2:445", "remoteAddress": "ipv4:10.66.0.53:%d", "serviceDescription": %q, "clientDomain": "D", "clientAccount": "user1", `+
		`"workstation": %q, "netlogonComputer": %q, "duration": 10000}}`+"\n", at, port, service, station, by)
}

// A server's record is the nth of the connection, whoever else it names; a controller's belongs to it if it was written
// meanwhile, of the same question, for the machine that asked.
func TestARecordOfAnotherAttemptIsNotJoined(t *testing.T) {
	l := &Lab{Plan: Plan{Servers: []Server{{Name: "DC", Kind: ADController, Address: "10.66.0.1"}, {Name: "MEMBER", Kind: MemberServer, Address: "10.66.0.2"}}},
		journals: map[string]*journal{}}
	write := func(server, text string) {
		m := &machine{Server: Server{Name: server}, dir: t.TempDir()}
		l.journals[server] = newJournal(m)
		if err := os.Mkdir(filepath.Join(m.dir, "log"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(l.journals[server].file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("MEMBER", wrote(100, 1001, "WS1", "")+wrote(107, 1001, "WS1", "")+wrote(200, 1002, "WS9", "")+wrote(300, 1001, "WS2", "")+wrote(400, 1001, "", ""))
	write("DC", wrote(50, 1, `\\WS1`, "MEMBER")+ // before
		wrote(95, 2, `\\WS3`, "MEMBER")+ // from another workstation
		wrote(96, 3, `\\WS1`, "OTHER")+ // asked by another machine
		wrote(97, 4, `\\WS1`, "MEMBER")+ // it
		wrote(105, 7, `\\WS1`, "MEMBER")+ // of the next attempt from there, which may have begun before it was written
		wrote(150, 5, `\\WS1`, "MEMBER")+ // afterwards
		wrote(395, 6, "MEMBER", "MEMBER")) // winbindd names its machine where the client says none
	on := smb.Observation{Local: "10.66.0.53:1001", Remote: "10.66.0.2:445"}
	for nth, want := range []struct {
		station, controller string // "": it has none
	}{{"WS1", "ipv4:10.66.0.53:4"}, {"WS1", "ipv4:10.66.0.53:7"}, {"WS2", ""}, {"", "ipv4:10.66.0.53:6"}} {
		list := l.AuditOf(on, nth)
		if len(list) == 0 || list[len(list)-1].Machine != "MEMBER" || list[len(list)-1].Workstation != want.station {
			t.Errorf("%d: %v", nth, list)
			continue
		}
		controller := ""
		if len(list) > 1 {
			controller = list[0].RemoteAddress
		}
		if controller != want.controller || len(list) > 2 {
			t.Errorf("%d: joined %q of %v, want %q", nth, controller, list, want.controller)
		}
	}
	began := time.Now()
	if list := l.AuditOf(on, 4); len(list) > 0 || time.Since(began) > 30*time.Second {
		t.Errorf("nothing was recorded, and after %s it is %v", time.Since(began), list)
	}
}

// What no attempt claims is left: a record of a client that asked from the lab's own address, and what one server asked
// another for; and not what machines do for themselves.
func TestARecordThatNoAttemptClaimsIsLeft(t *testing.T) {
	l := &Lab{Plan: Plan{Servers: []Server{{Name: "DC", Kind: ADController, Address: "10.66.0.1"}, {Name: "MEMBER", Kind: MemberServer, Address: "10.66.0.2"}}},
		journals: map[string]*journal{}}
	of := func(server, text string) {
		m := &machine{Server: Server{Name: server}, dir: t.TempDir()}
		l.journals[server] = newJournal(m)
		if err := os.Mkdir(filepath.Join(m.dir, "log"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(l.journals[server].file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	own := strings.ReplaceAll(wrote(94, 7, `\\WS4`, "MEMBER"), "SamLogon", "NETLOGON")
	of("DC", own+wrote(95, 2, `\\WS3`, "MEMBER")+wrote(97, 4, `\\WS1`, "MEMBER")+strings.ReplaceAll(wrote(98, 9, "WS5", ""), "10.66.0.53", "10.66.0.2"))
	of("MEMBER", wrote(100, 1001, "WS1", "")+wrote(200, 1002, "WS9", ""))
	if list := l.AuditOf(smb.Observation{Local: "10.66.0.53:1001", Remote: "10.66.0.2:445"}, 0); len(list) != 2 {
		t.Fatalf("claimed %v", list)
	}
	var left []string
	for _, r := range l.Unclaimed() {
		left = append(left, r.Machine+" "+r.Workstation)
	}
	if diff := cmp.Diff([]string{`DC \\WS3`, "MEMBER WS9"}, left); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
