package lab

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// FuzzRecords reads an audit log that servers write while it is read: whole lines only, each at most one record, the
// same however the log is cut. What an account is called cannot make two lines of one.
func FuzzRecords(f *testing.F) {
	f.Add([]byte(audited), 100)
	f.Add([]byte(audited[:40]+"\n"+audited), 41)
	f.Add([]byte(strings.ReplaceAll(audited, `"user1"`, `"user1\nNET recorded 4624"`)), 0)
	f.Add([]byte(strings.ReplaceAll(audited, "4624", `"4624"`)), 0)
	f.Add([]byte("Auth: [SMB2,(null)] {\"timestamp\"\n{\"timestamp\": null, \"type\": \"Authentication\", \"Authentication\": null}\n"), 3)
	f.Add(bytes.Repeat([]byte(`{"timestamp"`), 3), 0)
	f.Fuzz(func(t *testing.T, data []byte, cut int) {
		list, n := records("NET", data)
		if n > len(data) || n > 0 && data[n-1] != '\n' || bytes.IndexByte(data[n:], '\n') >= 0 {
			t.Fatalf("%d bytes of %d are not its whole lines", n, len(data))
		}
		if lines := bytes.Count(data, []byte{'\n'}); len(list) > lines {
			t.Errorf("%d records in %d lines", len(list), lines)
		}
		for _, r := range list {
			if text := r.String(); strings.ContainsAny(text, "\r\n") {
				t.Errorf("%q is not one line", text)
			}
		}
		before, m := records("NET", data[:min(max(cut, 0), len(data))])
		after, _ := records("NET", data[m:])
		if diff := cmp.Diff(list, append(before, after...), cmpopts.EquateEmpty(), cmp.AllowUnexported(Record{})); diff != "" {
			t.Errorf("(-whole +in two parts)\n%s", diff)
		}
	})
}

// audited is two lines of Samba's.
const audited = `{"timestamp": "2026-11-24T12:00:00.123456+0000", "type": "Authentication", "Authentication": {"version": {"major": 1, "minor": 2}, ` +
	`"eventId": 4624, "logonType": 3, "status": "NT_STATUS_OK", "localAddress": "ipv4:10.0.0.2:445", "remoteAddress": "ipv4:10.0.0.1:40000", ` +
	`"serviceDescription": "SMB2", "authDescription": null, "clientDomain": "D", "clientAccount": "user1", "workstation": "\\\\WS1", ` +
	`"becameAccount": "user1", "becameDomain": "D", "netlogonComputer": null, "passwordType": "NTLMv2", "duration": 4711}}
  {"timestamp": "2026-11-24T12:00:01.123456+0000", "type": "Authorization", "Authorization": {}}
`
