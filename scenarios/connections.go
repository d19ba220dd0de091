package scenarios

import (
	"slices"
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
type turns struct {
	ask  func(Attempt) []logon.Outcome // every outcome that is possible; none if it cannot be asked
	left int                           // how many attempts are asked still
}

func (f *File) turns(world *logon.World) *turns {
	history := logon.NewHistory(world).Keeping()
	return &turns{func(a Attempt) []logon.Outcome {
		history.Advance(a.After)
		setups, problems := history.Ask(a.Attempt)
		if len(problems) > 0 {
			return nil
		}
		return []logon.Outcome{logon.Joined(setups)}
	}, f.callAgain()}
}

// unknownTurns is turns where something of the topology is unknown.
func (f *File) unknownTurns() (*turns, error) {
	play, err := f.Unknown()
	if err != nil {
		return nil, err
	}
	play.Keeping()
	return &turns{func(a Attempt) (list []logon.Outcome) {
		answers, _ := play.Ask(a.After, a.Attempt)
		for _, answer := range answers.List {
			list = append(list, answer.Outcome())
		}
		return list
	}, f.callAgain()}, nil
}

// callAgain is how many attempts there are up to the last one in whose session the server was called before: behind it
// no client can refuse other credentials.
func (f *File) callAgain() (n int) {
	if f.Kept {
		return 0
	}
	type place struct {
		from, server string
		as           logon.LogonSession
	}
	called := map[place]bool{}
	for i, a := range f.Attempts {
		at := place{strings.ToUpper(a.From), strings.ToUpper(a.Run.Server), a.LogonSession()}
		if a.Send == nil && called[at] {
			n = i + 1
		}
		called[at] = a.Send == nil
	}
	return n
}

// conflict is the outcome of the next attempt where the client then refuses other credentials, whatever is unknown; nil
// for any other. That a drive is in use does not matter here: most people who write scenarios write x: each time.
func (t *turns) conflict(a Attempt) *logon.Outcome {
	if t.left == 0 {
		return nil
	}
	t.left--
	if a.Run.Device != "" {
		a.Run.Device = "*"
	}
	outcomes := t.ask(a)
	other := func(o logon.Outcome) bool { return o.Because != "client.other-credentials" }
	if len(outcomes) == 0 || slices.ContainsFunc(outcomes, other) {
		return nil
	}
	return &outcomes[0]
}
