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

// recordingVersion is the shape of a recording. Readers refuse another one.
const recordingVersion = 1

// A Recording is what real servers answered, to be compared again without them. It holds no password and no response.
type Recording struct {
	Version int     `json:"version"`
	Server  string  `json:"server"` // what answered, in the words of who recorded it
	Entries []Heard `json:"entries"`
	// Events is what Windows machines logged, of whatever happened. Which of them is of which attempt, their times say.
	Events []Logged `json:"events,omitempty"`
}

// Heard is one attempt that was put to a server, and one of: what was observed on the wire, which system error a Windows
// client named, why it was not asked after all, why there was no answer.
type Heard struct {
	File     string           `json:"file"`
	Attempt  string           `json:"attempt"`
	Retest   bool             `json:"retest,omitempty"`
	Client   string           `json:"client"`
	Machine  string           `json:"machine"`
	Salt     *string          `json:"salt,omitempty"`
	Observed *smb.Observation `json:"observed,omitempty"`
	Error    *uint32          `json:"error,omitempty"`
	From     string           `json:"from,omitempty"` // of an error: the client machine
	Begun    *time.Time       `json:"begun,omitempty"`
	Ended    *time.Time       `json:"ended,omitempty"`
	Loopback bool             `json:"loopback,omitempty"` // the client machine was the server
	NotAsked string           `json:"notAsked,omitempty"`
	NoAnswer *UnheardCause    `json:"noAnswer,omitempty"`
}

// UnheardCause is why there is no answer.
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
		return nil, fmt.Errorf("recording: something follows its end")
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
		return fmt.Errorf("says %d of observed, error, notAsked and noAnswer, and not one", n)
	case h.Error == nil && (h.From != "" || h.Begun != nil || h.Ended != nil || h.Loopback):
		return fmt.Errorf("has from, begun, ended or loopback, and no error")
	case h.Error != nil && (h.From == "" || (h.Begun == nil) != (h.Ended == nil)):
		return fmt.Errorf("has an error, and not from, or one of begun and ended")
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

// Marshal writes a recording, one entry a line.
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

// Add records a result: what was put, not what was held back.
func (r *Recording) Add(result Result) {
	for _, f := range result.Findings {
		if !f.Put {
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

// log adds events that are not there yet: one of two attempts at a time is of both.
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
		return clients, "the recording has nothing of " + s.Machine
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

// fits is the recorded path that leads to the same scenario: that very one, or the only one of which one path ends in the
// other. "" is none, or several.
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

// A player is a Server that answers one session setup as it was recorded of one client. Entries are found by the names of
// attempts and by machines; that the scenario had other passwords when it was recorded, no recording shows.
type player struct {
	client string
	heard  *Heard // nil: the recording does not have the session setup
	logged []Logged
}

// Try answers with an observation or, in *windowsSaid, with what a Windows client said.
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
		return smb.Observation{}, p.cannot("the recording is of another salt")
	}
	return *p.heard.Observed, nil
}

func (p *player) cannot(why string) error { return &smb.CannotExpress{Client: p.client, Why: why} }

// said is what a Windows client said of the session setup, and what was logged meanwhile.
func (p *player) said(a smb.Attempt) *windowsSaid {
	s := &windowsSaid{Said: Said{Error: *p.heard.Error, Loopback: p.heard.Loopback}, heard: *p.heard}
	for _, l := range p.logged {
		if l.concerns(*p.heard, send(p.heard.Machine, a)) {
			s.Logged = append(s.Logged, l)
		}
	}
	return s
}

// windowsSaid is the error of a Server that has a Windows client's word, and nothing of the wire.
type windowsSaid struct {
	Said
	heard Heard
}

func (s *windowsSaid) Error() string { return s.String() }

func sameSalt(a, b *string) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
