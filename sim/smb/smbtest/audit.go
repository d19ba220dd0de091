package smbtest

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// An AuditRecord is a line of Samba's auth_json_audit.
type AuditRecord struct {
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

// An auditLog holds the records of a server, by the client's address. Only what was added is read again.
type auditLog struct {
	file    string
	offset  int64
	records map[string]AuditRecord
	all     []AuditRecord
}

// Audit waits for the record of a connection between two addresses, the client's and the server's: another process
// writes it than the one that listens.
func (s *Server) Audit(local, remote string) (AuditRecord, bool) {
	s.AuditNow()
	key := "ipv4:" + local + " ipv4:" + remote
	for range 500 {
		s.auditLog.read()
		if r, ok := s.auditLog.records[key]; ok {
			return r, true
		}
		time.Sleep(2 * time.Millisecond)
	}
	return AuditRecord{}, false
}

// AuditOf waits for the record of a workstation that made one attempt.
func (s *Server) AuditOf(workstation string) (AuditRecord, bool) {
	for range 500 {
		for _, r := range s.AuditNow() {
			if r.Authentication.Workstation == workstation {
				return r, true
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	return AuditRecord{}, false
}

// AuditNow is what has been recorded until now.
func (s *Server) AuditNow() []AuditRecord {
	if s.auditLog == nil {
		s.auditLog = &auditLog{file: filepath.Join(s.Dir, "log", "audit.json"), records: map[string]AuditRecord{}}
	}
	s.auditLog.read()
	return s.auditLog.all
}

// AuditNext waits for the record after the first n: for a client with an unknown address, one attempt at a time.
func (s *Server) AuditNext(n int) (AuditRecord, bool) {
	for range 500 {
		if all := s.AuditNow(); len(all) > n {
			return all[n], true
		}
		time.Sleep(2 * time.Millisecond)
	}
	return AuditRecord{}, false
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
		var r AuditRecord
		if i < 0 || json.Unmarshal(line[i:], &r) != nil || r.Type != "Authentication" {
			continue
		}
		if a := r.Authentication; strings.HasPrefix(a.Service, "SMB") {
			l.records[a.RemoteAddress+" "+a.LocalAddress] = r
			l.all = append(l.all, r)
		}
	}
}
