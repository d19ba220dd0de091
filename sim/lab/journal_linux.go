package lab

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"ntlmsim/sim/smb"
)

// A journal is what a server has recorded, read on from where it was.
type journal struct {
	machine string
	file    string

	mu       sync.Mutex
	offset   int64
	asked    map[ends][]Record     // by clients, in the order of a connection's attempts
	passedOn map[question][]Record // by other servers
	all      []Record              // in order
	claimed  []bool                // by an attempt: of each of all
}

// ends are the two ends of a connection.
type ends struct{ remote, local string }

// A question is what records of the same attempt on several machines have in common, folded.
type question struct{ domain, account string }

func (r Record) question() question { return question{fold(r.Domain), fold(r.Account)} }

// sameStation reports whether another server was told the workstation of this record: winbindd passes it on as \\NAME,
// and says something of its own where there is none.
func (r Record) sameStation(other Record) bool {
	station := strings.TrimPrefix(other.Workstation, `\\`)
	return strings.EqualFold(station, r.Workstation) || r.Workstation == "" && strings.EqualFold(station, r.Machine)
}

func newJournal(m *machine) *journal {
	j := &journal{machine: m.Name, file: filepath.Join(m.dir, "log", "audit.json"),
		asked: map[ends][]Record{}, passedOn: map[question][]Record{}}
	if info, err := os.Stat(j.file); err == nil {
		j.offset = info.Size() // what is older is the lab's own
	}
	return j
}

// read takes the whole lines that have been added.
func (j *journal) read() {
	f, err := os.Open(j.file)
	if err != nil {
		return
	}
	defer f.Close()
	if _, err := f.Seek(j.offset, io.SeekStart); err != nil {
		return
	}
	data, _ := io.ReadAll(f)
	list, n := records(j.machine, data)
	j.offset += int64(n)
	for _, r := range list {
		r.nth = len(j.all)
		j.all, j.claimed = append(j.all, r), append(j.claimed, false)
		if r.PassedOn() {
			j.passedOn[r.question()] = append(j.passedOn[r.question()], r)
			continue
		}
		at := ends{r.RemoteAddress, r.LocalAddress}
		j.asked[at] = append(j.asked[at], r)
	}
}

// of finds the record of an answered attempt, the nth on its connection.
func (j *journal) of(o smb.Observation, nth int) (Record, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.read()
	list := j.asked[ends{"ipv4:" + o.Local, "ipv4:" + o.Remote}]
	if nth >= len(list) {
		return Record{}, false
	}
	return list[nth], true
}

// answered lists the records that this server wrote when another server passed the attempt of a record on to it. What
// an attempt before it has claimed is none: on a connection one may begin within the millisecond in which the other
// ends.
func (j *journal) answered(of Record, from time.Time) (list []Record) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.read()
	for _, r := range j.passedOn[of.question()] {
		if !j.claimed[r.nth] && !r.Time.Before(from) && !r.Time.After(of.Time) && of.sameStation(r) {
			list = append(list, r)
		}
	}
	return list
}

// claim marks a record as explained by an attempt.
func (j *journal) claim(r Record) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.claimed[r.nth] = true
}

// left lists the records of logons that no attempt explains. What machines do for themselves is not a logon.
func (j *journal) left() (list []Record) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.read()
	for i, r := range j.all {
		if !j.claimed[i] && r.ofLogon() {
			list = append(list, r)
		}
	}
	return list
}

// Unclaimed is what the servers have recorded of logons since the lab was up, and no attempt has claimed, by server.
func (l *Lab) Unclaimed() (list []Record) {
	for _, s := range l.Plan.Servers {
		list = append(list, l.journals[s.Name].left()...)
	}
	return list
}

// AuditOf waits for what the servers have recorded of an attempt that a client has seen answered, the nth of its
// connection: at the server that it asked, by the two ends of the connection; and, before it, wherever that server
// passed it on to. It is empty where nothing was recorded within five seconds.
func (l *Lab) AuditOf(o smb.Observation, nth int) []Record {
	host, _, _ := net.SplitHostPort(o.Remote)
	for _, s := range l.Plan.Servers {
		if s.Address != host {
			continue
		}
		for wait, waited := time.Millisecond, time.Duration(0); waited < 5*time.Second; wait = min(2*wait, 50*time.Millisecond) {
			if r, ok := l.journals[s.Name].of(o, nth); ok {
				list := append(l.passedOn(s.Name, r), r)
				for _, r := range list {
					l.journals[r.Machine].claim(r)
				}
				return list
			}
			time.Sleep(wait)
			waited += wait
		}
	}
	return nil
}

// passedOn are the records of other servers of the same question, asked by this server or by one that it asked, the
// last asked first: all were written while this server worked on its own.
func (l *Lab) passedOn(server string, of Record) (list []Record) {
	from := of.Time.Add(-time.Duration(of.Duration)*time.Microsecond - time.Millisecond)
	askers := map[string]bool{server: true}
	for _, s := range l.Plan.Servers {
		askers[s.Name] = askers[s.Name] || s.Kind == NT4Controller // which passes on without recording it
	}
	for grown := true; grown; {
		grown = false
		for _, s := range l.Plan.Servers {
			if askers[s.Name] {
				continue
			}
			for _, r := range l.journals[s.Name].answered(of, from) {
				if askers[fold(r.Computer)] {
					list, askers[s.Name], grown = append([]Record{r}, list...), true, true
					break
				}
			}
		}
	}
	return list
}
