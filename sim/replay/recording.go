package replay

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"ntlmsim/sim/smb"
)

// recordingVersion is the version of the file format. Readers refuse another one.
const recordingVersion = 1

// A Recording holds what real servers answered, to be compared again without them. It has no passwords and no
// responses.
type Recording struct {
	Version int     `json:"version"`
	Server  string  `json:"server"` // a description of the server, for people
	Entries []Heard `json:"entries"`
	// Events are all that the Windows machines logged. Their times tell which attempt they belong to.
	Events []Logged `json:"events,omitempty"`
}

// Heard is one recorded attempt, with exactly one result: Observed on the wire, the system Error of a Windows client,
// NotAsked or NoAnswer.
type Heard struct {
	File     string           `json:"file"`
	Attempt  string           `json:"attempt"`
	Retest   bool             `json:"retest,omitempty"`
	Client   string           `json:"client"`
	Machine  string           `json:"machine"`
	Salt     *string          `json:"salt,omitempty"`
	Observed *smb.Observation `json:"observed,omitempty"`
	Error    *uint32          `json:"error,omitempty"`
	From     string           `json:"from,omitempty"` // with Error: the client machine
	Begun    *time.Time       `json:"begun,omitempty"`
	Ended    *time.Time       `json:"ended,omitempty"`
	Loopback bool             `json:"loopback,omitempty"` // the client machine was the server
	NotAsked string           `json:"notAsked,omitempty"`
	NoAnswer *UnheardCause    `json:"noAnswer,omitempty"`
}

// UnheardCause is the reason why there is no answer.
type UnheardCause struct {
	Stage string `json:"stage"`
	Why   string `json:"why"`
}

// ParseRecording reads a recording.
func ParseRecording(data []byte) (*Recording, error) {
	var r Recording
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return nil, fmt.Errorf("recording: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("recording: unexpected data after its end")
	}
	if r.Version != recordingVersion {
		return nil, fmt.Errorf("recording: version %d, and this reads version %d", r.Version, recordingVersion)
	}
	for i, h := range r.Entries {
		if err := h.check(); err != nil {
			return nil, fmt.Errorf("recording: entry %d (%s, %s) %w", i+1, h.Attempt, h.Client, err)
		}
	}
	for i, l := range r.Events {
		if err := l.check(); err != nil {
			return nil, fmt.Errorf("recording: event %d: %w", i+1, err)
		}
	}
	return &r, nil
}

func (h Heard) check() error {
	switch n := outcomes(h); {
	case n != 1:
		return fmt.Errorf("has %d of observed, error, notAsked and noAnswer, not exactly one", n)
	case h.Error == nil && (h.From != "" || h.Begun != nil || h.Ended != nil || h.Loopback):
		return fmt.Errorf("has from, begun, ended or loopback, but no error")
	case h.Error != nil && (h.From == "" || (h.Begun == nil) != (h.Ended == nil)):
		return fmt.Errorf("has an error, but no from, or only one of begun and ended")
	case h.Begun != nil && h.Ended.Before(*h.Begun):
		return fmt.Errorf("ended before it had begun")
	}
	return nil
}

func outcomes(h Heard) (n int) {
	for _, is := range []bool{h.Observed != nil, h.Error != nil, h.NotAsked != "", h.NoAnswer != nil} {
		if is {
			n++
		}
	}
	return n
}

// Marshal writes a recording, one entry per line.
func (r *Recording) Marshal() ([]byte, error) {
	server, err := json.Marshal(r.Server)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"version\": %d, \"server\": %s, \"entries\": [", recordingVersion, server)
	for i, h := range r.Entries {
		line, err := json.Marshal(h)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(line)
	}
	b.WriteString("\n]")
	if len(r.Events) > 0 {
		events, err := json.Marshal(r.Events)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, ", \"events\": %s", events)
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

// Add records a result: what was sent, not what was held back.
func (r *Recording) Add(result Result) {
	for _, f := range result.Findings {
		if !f.Asked {
			continue
		}
		h := Heard{File: result.File, Attempt: result.Attempt, Retest: result.Retest, Client: f.Client,
			Machine: result.Machine, Salt: result.Outcome.Sent.Salt}
		switch {
		case f.Observed != nil && (f.Verdict != NotAsked || endedEarly(f.Seen)):
			seen := f.Seen
			h.Observed = &seen
		case f.Said != nil:
			h.Error, h.From, h.Begun, h.Ended, h.Loopback = f.heard.Error, f.heard.From, f.heard.Begun, f.heard.Ended, f.heard.Loopback
			r.log(f.Said.Logged)
		case f.Verdict == CouldNot:
			h.NoAnswer = &UnheardCause{f.Stage, strings.TrimPrefix(f.Why, f.Stage+": ")}
		default:
			h.NotAsked = f.Why
		}
		r.Entries = append(r.Entries, h)
	}
}

// log adds events that are not there yet: two attempts at the same time can have the same event.
func (r *Recording) log(events []Logged) {
	for _, l := range events {
		if !slices.Contains(r.Events, l) {
			r.Events = append(r.Events, l)
		}
	}
}

// Clients are the clients of one file, each with a Server that answers as it was recorded.
func (r *Recording) Clients(file string) func(SessionSetup) ([]Client, string) {
	var names []string
	heard := map[string][]Heard{}
	file = r.fits(file)
	for _, h := range r.Entries {
		if h.File != file {
			continue
		}
		if !slices.Contains(names, h.Client) {
			names = append(names, h.Client)
		}
		heard[h.Client] = append(heard[h.Client], h)
	}
	return func(s SessionSetup) ([]Client, string) {
		var clients []Client
		for _, name := range names {
			if atMachine := heardOf(heard[name], s.Machine); len(atMachine) > 0 {
				clients = append(clients, Client{Name: name, Server: &player{name, heardAs(atMachine, s), r.Events}, Recorded: true})
			}
		}
		return clients, "the recording has no attempts at " + s.Machine
	}
}

// heardOf are the entries of a machine.
func heardOf(list []Heard, machine string) []Heard {
	return slices.DeleteFunc(slices.Clone(list), func(h Heard) bool { return h.Machine != machine })
}

// heardAs is the entry of a session setup; nil if there is none.
func heardAs(list []Heard, s SessionSetup) *Heard {
	for _, h := range list {
		if h.Attempt == s.Attempt && h.Retest == s.Retest {
			return &h
		}
	}
	return nil
}

// fits is the recorded path of a scenario: the same path, or the only one that ends in the given path or is the end of
// it. It is "" if there is none, or more than one.
func (r *Recording) fits(file string) string {
	file = strings.ReplaceAll(file, `\`, "/")
	var found []string
	for _, h := range r.Entries {
		if h.File == file {
			return file
		}
		a, b := "/"+strings.TrimPrefix(h.File, "/"), "/"+strings.TrimPrefix(strings.TrimLeft(file, "./"), "/")
		if (strings.HasSuffix(a, b) || strings.HasSuffix(b, a)) && !slices.Contains(found, h.File) {
			found = append(found, h.File)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// A player is a Server that answers one session setup as it was recorded for one client. Entries are found by the names
// of attempts and machines. A recording does not show whether the scenario had other passwords then.
type player struct {
	client string
	heard  *Heard // nil: the recording does not have the session setup
	logged []Logged
}

// Try gives the recorded observation. For a recording of a Windows client the error is *windowsSaid.
func (p *player) Try(_ context.Context, a smb.Attempt) (smb.Observation, error) {
	switch h := p.heard; {
	case h == nil:
		return smb.Observation{}, p.cannot("the recording does not have this attempt")
	case h.Error != nil:
		return smb.Observation{}, p.said(a)
	case h.NotAsked != "":
		return smb.Observation{}, p.cannot(h.NotAsked)
	case h.NoAnswer != nil:
		return smb.Observation{}, &smb.NotAnswered{Stage: h.NoAnswer.Stage, Why: h.NoAnswer.Why}
	case !sameSalt(h.Salt, a.Salt):
		return smb.Observation{}, p.cannot("it was recorded with another salt")
	}
	return *p.heard.Observed, nil
}

func (p *player) cannot(why string) error { return &smb.CannotExpress{Client: p.client, Why: why} }

// said is the result of a Windows client, and what was logged meanwhile.
func (p *player) said(a smb.Attempt) *windowsSaid {
	s := &windowsSaid{Said: Said{Error: *p.heard.Error, Loopback: p.heard.Loopback}, heard: *p.heard}
	for _, l := range p.logged {
		if l.belongsTo(*p.heard, send(p.heard.Machine, a)) {
			s.Logged = append(s.Logged, l)
		}
	}
	return s
}

// windowsSaid is the error of a recording that has the result of a Windows client, and no observation.
type windowsSaid struct {
	Said
	heard Heard
}

func (s *windowsSaid) Error() string { return s.String() }

func sameSalt(a, b *string) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
