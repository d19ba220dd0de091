package replay

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"ntlmsim/sim/logon"
)

// recordingVersion is the shape of a recording. Readers refuse another one.
const recordingVersion = 1

// A Recording is what real servers answered, to be compared again without them. It holds no password and no response.
type Recording struct {
	Version int     `json:"version"`
	Server  string  `json:"server"` // what answered, in the words of who recorded it
	Entries []Heard `json:"entries"`
}

// Heard is one attempt that was put to a server, and what was observed.
type Heard struct {
	File     string        `json:"file"`
	Attempt  string        `json:"attempt"`
	Retest   bool          `json:"retest,omitempty"`
	Client   string        `json:"client"`
	Machine  string        `json:"machine"`
	Salt     *string       `json:"salt,omitempty"`
	Observed *Observation  `json:"observed,omitempty"`
	Cannot   string        `json:"cannot,omitempty"`   // the client could not express it
	Answered *UnheardCause `json:"noAnswer,omitempty"` // the server did not answer
}

// UnheardCause is why there is no answer.
type UnheardCause struct {
	Stage string `json:"stage"`
	Why   string `json:"why"`
}

// ParseRecording reads a recording.
func ParseRecording(data []byte) (*Recording, error) {
	var r Recording
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("recording: %w", err)
	}
	if r.Version != recordingVersion {
		return nil, fmt.Errorf("recording: version %d, and this reads version %d", r.Version, recordingVersion)
	}
	return &r, nil
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
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

// Add records a result.
func (r *Recording) Add(result Result) {
	for _, f := range result.Findings {
		h := Heard{File: result.File, Attempt: result.Attempt, Retest: result.Retest, Client: f.Client,
			Machine: result.Machine, Salt: result.Outcome.Sent.Salt}
		switch {
		case f.Cannot:
			h.Cannot = f.Why
		case f.Verdict == CouldNot:
			h.Answered = &UnheardCause{Why: f.Why}
		case f.Seen.Sent.Authenticate || f.Observed != nil:
			seen := f.Seen
			h.Observed = &seen
		default:
			continue // nothing was put
		}
		r.Entries = append(r.Entries, h)
	}
}

// Clients answers as the recording does, for one file.
func (r *Recording) Clients(file string) func(machine string) ([]Client, string) {
	names := []string{}
	heard := map[string][]Heard{}
	for _, h := range r.Entries {
		if !sameFile(h.File, file) {
			continue
		}
		if !contains(names, h.Client) {
			names = append(names, h.Client)
		}
		heard[h.Client] = append(heard[h.Client], h)
	}
	players := map[string]*player{}
	for _, name := range names {
		players[name] = &player{name: name, left: heard[name]}
	}
	return func(machine string) ([]Client, string) {
		var clients []Client
		for _, name := range names {
			if players[name].knows(machine) {
				clients = append(clients, Client{name, players[name]})
			}
		}
		return clients, "the recording has nothing of " + machine
	}
}

// sameFile says whether two paths lead to the same scenario, from wherever each begins.
func sameFile(a, b string) bool {
	a, b = "/"+strings.TrimPrefix(a, "/"), "/"+strings.TrimPrefix(b, "/")
	return strings.HasSuffix(a, b) || strings.HasSuffix(b, a)
}

// A player plays one client's part of a recording. Attempts are found by what is sent and by their order.
type player struct {
	name string
	mu   sync.Mutex
	left []Heard
}

func (p *player) knows(machine string) bool {
	for _, h := range p.left {
		if h.Machine == machine {
			return true
		}
	}
	return false
}

// TryNamed answers for one attempt by its name: two that send the same but for the password are two.
func (p *player) TryNamed(name string, retest bool, s logon.Send) (Observation, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, h := range p.left {
		if h.Attempt != name || h.Retest != retest || h.Machine != s.To {
			continue
		}
		switch {
		case h.Cannot != "":
			return Observation{}, &CannotExpress{p.name, h.Cannot}
		case h.Answered != nil:
			return Observation{}, &NotAnswered{Stage: h.Answered.Stage, Why: h.Answered.Why}
		case !sameSalt(h.Salt, s.Salt):
			return Observation{}, &CannotExpress{p.name, "the recording is of another salt"}
		}
		return *h.Observed, nil
	}
	return Observation{}, &CannotExpress{p.name, "the recording does not have this attempt"}
}

func sameSalt(a, b *string) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// Try is for whoever has no name to give: a recording cannot answer then.
func (p *player) Try(context.Context, Attempt) (Observation, error) {
	return Observation{}, &CannotExpress{p.name, "a recording is asked by the name of an attempt"}
}
