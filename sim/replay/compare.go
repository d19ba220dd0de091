package replay

import (
	"errors"
	"fmt"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb"
)

// A Verdict is the result of one attempt at a real server.
type Verdict string

const (
	Agrees        Verdict = "agrees"
	Differs       Verdict = "differs"
	Known         Verdict = "known difference"
	NotAsked      Verdict = "not asked"          // not sent, or not as it is written
	NotObservable Verdict = "not observable"     // the server's part agrees; the wire does not show the rest
	CouldNot      Verdict = "could not be asked" // the server did not answer
	Planned       Verdict = "would be asked"     // in a plan
)

// Verdicts lists them, worst first: of two clients' verdicts the first in this list counts.
func Verdicts() []Verdict {
	return []Verdict{CouldNot, Differs, Known, Agrees, NotObservable, Planned, NotAsked}
}

// A Finding is what one client found.
type Finding struct {
	Client   string
	Verdict  Verdict
	Why      string  // for every verdict except agrees
	Observed *Answer // nil: nothing was observed; with NotAsked, the answer to what was sent instead
	Entry    *Entry  // for a known difference
	Asked    bool    // something was sent
	Stage    string  // with CouldNot: where it ended
	Seen     smb.Observation
	Said     *Said // the result of a Windows client, in a recording of one
	heard    Heard
}

// judge compares an observation with what was predicted.
func judge(client string, o logon.Outcome, seen smb.Observation, err error) Finding {
	f := Finding{Client: client, Seen: seen, Asked: true}
	var cannot *smb.CannotExpress
	var none *smb.NotAnswered
	var windows *windowsSaid
	switch {
	case errors.As(err, &windows):
		f = judgeSaid(client, o, windows.Said)
		f.heard = windows.heard
		return f
	case errors.As(err, &cannot):
		f.Verdict, f.Why = NotAsked, cannot.Why
		return f
	case errors.Is(err, smb.ErrEncryption):
		f.Verdict, f.Why = NotAsked, smb.ErrEncryption.Error()
		return f
	case errors.As(err, &none):
		f.Verdict, f.Stage, f.Why = CouldNot, none.Stage, err.Error()
		return f
	case err != nil:
		f.Verdict, f.Why = CouldNot, err.Error()
		return f
	}
	got, want := Answered(seen), Predicted(o)
	f.Observed = &got
	if why := unfaithful(seen, o.Sent); why != "" && !(endedEarly(seen) && canEndEarly(o)) {
		if f.Verdict, f.Why = NotAsked, why; seen.Sent.Authenticate {
			f.Why += "; the server answered " + got.String()
		}
		return f
	}
	f.Verdict, f.Why = compare(want, got)
	if f.Verdict == Agrees && o.Stage == logon.AtSession {
		f.Verdict, f.Why = NotObservable, fmt.Sprintf("the server's part agrees; the wire does not show that the client refuses it (%d)", o.Error)
	}
	return f
}

func compare(want, got Answer) (Verdict, string) {
	switch {
	case want.Setup != got.Setup:
		return Differs, fmt.Sprintf("predicted %s, observed %s", want, got)
	case want.Session != got.Session:
		return Differs, fmt.Sprintf("predicted session %s, observed session %s", want.Session, got.Session)
	case want.Tree == nil:
		return Agrees, ""
	case got.Tree == nil:
		return NotObservable, "the session setup agrees; the tree connect was not answered"
	case *want.Tree != *got.Tree:
		return Differs, fmt.Sprintf("predicted tree %s, observed tree %s", want.Tree.Name(), got.Tree.Name())
	}
	return Agrees, ""
}
