package scenarios

import (
	"strings"

	"ntlmsim/sim/logon"
)

// connections says what becomes of the connections of attempts.
type connections string

const (
	forgotten connections = "forgotten" // every attempt is asked by itself
	kept      connections = "kept"      // the next attempt of the same session at a client finds them
)

// keeps decides whether the connections of attempts are kept. Where the file does not say, they are if the attempts
// belong together anyway.
func (f *File) keeps(said connections) {
	f.Kept = said == kept
	if said == "" && inOneSession(f.Attempts) {
		f.Kept = true
		f.Remarks = append(f.Remarks, "connections: kept, since attempts end a connection, or use more than one drive in one session")
	}
}

// inOneSession reports whether an attempt ends a connection, or somebody uses more than one drive.
func inOneSession(attempts []Attempt) bool {
	type place struct {
		from string
		as   logon.LogonSession
	}
	drives := map[place]string{}
	for _, a := range attempts {
		session := place{strings.ToUpper(a.From), a.LogonSession()}
		switch device := a.Run.Device; {
		case a.Run.Delete:
			return true
		case device == "" || device == "*":
		case drives[session] != "" && drives[session] != device:
			return true
		default:
			drives[session] = device
		}
	}
	return false
}

// History begins the history of the file's attempts in a world that has its topology.
func (f *File) History(w *logon.World) *logon.History {
	if f.Kept {
		return logon.NewHistory(w).Keeping()
	}
	return logon.NewHistory(w)
}

// turns asks the attempts of a file that keeps no connections, as if it kept them.
type turns struct{ history *logon.History }

func (f *File) turns(world *logon.World) turns {
	if f.Kept {
		return turns{}
	}
	return turns{logon.NewHistory(world).Keeping()}
}

// conflict is the outcome of the next attempt where the client then refuses other credentials; nil for any other. That a
// drive is in use does not matter here: most people who write scenarios write x: each time.
func (t turns) conflict(a Attempt) *logon.Outcome {
	if t.history == nil {
		return nil
	}
	if a.Run.Device != "" {
		a.Run.Device = "*"
	}
	t.history.Advance(a.After)
	setups, problems := t.history.Ask(a.Attempt)
	if len(problems) > 0 {
		return nil
	}
	if o := logon.Joined(setups); o.Because == "client.other-credentials" {
		return &o
	}
	return nil
}
