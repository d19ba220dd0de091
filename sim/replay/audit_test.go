package replay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ntlmsim/sim/logon"
)

// An auditRecord is a line of Samba's auth_json_audit.
type auditRecord struct {
	Type           string `json:"type"`
	Authentication struct {
		EventID       int    `json:"eventId"`
		Status        string `json:"status"`
		LocalAddress  string `json:"localAddress"`
		RemoteAddress string `json:"remoteAddress"`
		Service       string `json:"serviceDescription"`
		Domain        string `json:"clientDomain"`
		Account       string `json:"clientAccount"`
		Workstation   string `json:"workstation"`
		Became        string `json:"becameAccount"`
		PasswordType  string `json:"passwordType"`
	}
}

// An auditLog is what a server has recorded, by the client's address. The file is read on from where it was.
type auditLog struct {
	file    string
	offset  int64
	records map[string]auditRecord
	all     []auditRecord
}

// audit waits for the record of a connection between two addresses, the client's and the server's: another process writes it than the one that listens.
func (s *smbd) audit(local, remote string) (auditRecord, bool) {
	s.auditNow()
	key := "ipv4:" + local + " ipv4:" + remote
	for range 500 {
		s.auditLog.read()
		if r, ok := s.auditLog.records[key]; ok {
			return r, true
		}
		time.Sleep(2 * time.Millisecond)
	}
	return auditRecord{}, false
}

// auditOf waits for the record of a workstation that made one attempt.
func (s *smbd) auditOf(workstation string) (auditRecord, bool) {
	for range 500 {
		for _, r := range s.auditNow() {
			if r.Authentication.Workstation == workstation {
				return r, true
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	return auditRecord{}, false
}

// auditNow is what has been recorded until now.
func (s *smbd) auditNow() []auditRecord {
	if s.auditLog == nil {
		s.auditLog = &auditLog{file: filepath.Join(s.Dir, "log", "audit.json"), records: map[string]auditRecord{}}
	}
	s.auditLog.read()
	return s.auditLog.all
}

// auditNext waits for the record after the first n: for a client whose address nobody knows, one attempt at a time.
func (s *smbd) auditNext(n int) (auditRecord, bool) {
	for range 500 {
		if all := s.auditNow(); len(all) > n {
			return all[n], true
		}
		time.Sleep(2 * time.Millisecond)
	}
	return auditRecord{}, false
}

// read takes the whole lines that have been added.
func (l *auditLog) read() {
	f, err := os.Open(l.file)
	if err != nil {
		return
	}
	defer f.Close()
	if _, err := f.Seek(l.offset, io.SeekStart); err != nil {
		return
	}
	data, _ := io.ReadAll(f)
	data = data[:bytes.LastIndexByte(data, '\n')+1]
	l.offset += int64(len(data))
	for line := range bytes.Lines(data) {
		i := bytes.Index(line, []byte(`{"timestamp"`))
		var r auditRecord
		if i < 0 || json.Unmarshal(line[i:], &r) != nil || r.Type != "Authentication" {
			continue
		}
		if a := r.Authentication; strings.HasPrefix(a.Service, "SMB") {
			l.records[a.RemoteAddress+" "+a.LocalAddress] = r
			l.all = append(l.all, r)
		}
	}
}

// auditDiffers compares the record of an attempt with the event that the Samba profile predicts.
func auditDiffers(o logon.Outcome, r auditRecord) string {
	if len(o.Events) != 1 {
		return fmt.Sprintf("%d events predicted, and Samba writes one", len(o.Events))
	}
	e, a := o.Events[0], r.Authentication
	if !strings.EqualFold(e.Machine, o.Sent.To) {
		return fmt.Sprintf("predicted on %q, recorded on %s", e.Machine, o.Sent.To)
	}
	want := fmt.Sprintf("%d %s %q %q %q", e.ID, strings.TrimPrefix(e.Status.Name(), "STATUS_"), e.Domain, e.Account, e.Workstation)
	status := strings.TrimPrefix(a.Status, "NT_STATUS_")
	if status == "OK" {
		status = "SUCCESS"
	}
	got := fmt.Sprintf("%d %s %q %q %q", a.EventID, status, a.Domain, a.Account, a.Workstation)
	if want != got {
		return fmt.Sprintf("predicted %s, recorded %s", want, got)
	}
	return ""
}
