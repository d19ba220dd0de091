package scenarios

import (
	"time"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// A File is one scenario file: one topology, one question, attempts named by what differs. Without attempts it is
// a topology to ask other questions of.
type File struct {
	Path       string // as given, for messages
	Comment    string // the opening comment, without the #
	Topology   logon.Topology
	Attempts   []Attempt
	Kept       bool     // the connections of attempts stay: the next attempt of the same client finds them
	Remarks    []string // how the file was read where it leaves that open, and what may be misspelled
	Misspelled []string // those of Remarks that are about names that are likely to be misspelled
	Content    any      // what another model than logon has read; nil of logon

	model *Model // nil: logon
	at    func(path []string) (line, column int)
	world *logon.World // of Topology, as Load has built it; nil: not built
}

// Model returns the model that decides the attempts of the file.
func (f *File) Model() Model {
	if f.model == nil {
		return Logon()
	}
	return *f.model
}

// World is the topology prepared for questions. Load has built it already; its error says what is wrong with a topology
// that was not loaded.
func (f *File) World() (*logon.World, error) {
	if f.world != nil {
		return f.world, nil
	}
	return logon.NewWorld(f.Topology)
}

// In returns the same file with another topology.
func (f *File) In(t logon.Topology) *File {
	other := *f
	other.Topology, other.world = t, nil
	return &other
}

// An Attempt is one NET USE, or one session setup to the letter, and what is expected of it. Of another model than
// logon it has Name, After, Because and Line; the rest is in the file's Content.
type Attempt struct {
	logon.Attempt
	Command string        // run: as written
	Want    *Want         // nil where the attempt expects nothing: only in a file loaded with Lenient
	Because sim.State     // the state expected to decide; "" if not given
	After   time.Duration // how much later than the attempt before it; 0 if not given
	Line    int           // of the attempt in its file, from 1
}

// A Want is what an attempt expects. What is nil is not compared.
type Want struct {
	Error    uint32   // the Win32 code; 0 is success
	Errors   []uint32 // all that are possible, ascending, where something is unknown; nil: Error is the only one
	Status   *logon.Status
	Stage    *logon.Stage
	Session  *logon.Session
	Prompted *bool
	Kerberos *bool       // Kerberos proves the user, or fails to
	Events   []WantEvent // nil: not compared; empty: no machine logs anything
}

// A WantEvent is one event expected in a machine's log. What is nil is not compared.
type WantEvent struct {
	Machine   string
	ID        int
	Status    *logon.Status
	SubStatus *logon.Status
}
