package replay

import (
	"fmt"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb"
)

// An Answer is a server's answer, real or predicted. It is less than an Outcome, on purpose: the wire does not show
// what the client does with it, nor what is logged.
type Answer struct {
	Setup   logon.Status
	Session logon.Session
	Tree    *logon.Status // nil: the session setup was refused, or the answer to the tree connect was not readable
}

func (a Answer) String() string {
	text := a.Setup.Name()
	if a.Session != logon.NoSession {
		text += ", session " + a.Session.String()
	}
	if a.Tree != nil {
		text += ", tree " + a.Tree.Name()
	}
	return text
}

// Predicted is the server's answer in an outcome.
func Predicted(o logon.Outcome) Answer {
	switch o.Stage {
	case logon.AtSession: // the client goes no further
		return Answer{Setup: logon.StatusSuccess, Session: o.Session}
	case logon.AtTree:
		tree := *o.Status
		return Answer{Setup: logon.StatusSuccess, Session: o.Session, Tree: &tree}
	}
	if o.Status == nil {
		return Answer{}
	}
	return Answer{Setup: *o.Status}
}

// Answered is the answer in an observation. Samba does not flag anonymous sessions: there the request tells.
func Answered(o smb.Observation) Answer {
	a := Answer{Setup: logon.Status(o.Setup)}
	if a.Setup != logon.StatusSuccess {
		return a
	}
	switch {
	case o.SessionFlags&smb.SessionGuest != 0:
		a.Session = logon.Guest
	case o.SessionFlags&smb.SessionNull != 0, o.Sent.User == "":
		a.Session = logon.Anonymous
	default:
		a.Session = logon.User
	}
	if o.Tree != nil {
		tree := logon.Status(*o.Tree)
		a.Tree = &tree
	}
	return a
}

// unfaithful is what was sent differently from the scenario, as an observation shows; "" if nothing was. The response
// is checked against the password and the salt, but not in a recording, which has no responses.
func unfaithful(o smb.Observation, want logon.Send) string {
	if !o.Sent.Authenticate {
		return "no AUTHENTICATE_MESSAGE was sent: the server answered the first leg with " + logon.Status(o.Setup).Name()
	}
	for _, c := range []struct{ what, want, got string }{
		{"domain", want.Domain, o.Sent.Domain},
		{"user", want.User, o.Sent.User},
		{"workstation", want.Workstation, o.Sent.Workstation},
		{"response", want.Response.String(), o.Sent.Response.String()},
	} {
		if c.want != c.got {
			return fmt.Sprintf("sent %s %q instead of %q", c.what, c.got, c.want)
		}
	}
	salt := want.Domain
	if want.Salt != nil {
		salt = *want.Salt
	}
	if o.Proof != nil && !o.Proof.Shows(want.Password, salt) {
		return "sent a response that was not made with this password and salt"
	}
	if share := (smb.Attempt{Share: want.Share}).ShareName(); o.Tree != nil && o.Sent.Share != "" && o.Sent.Share != share {
		return fmt.Sprintf("sent share %q instead of %q", o.Sent.Share, share)
	}
	return ""
}

// send is an attempt as a scenario writes it, at a machine.
func send(to string, a smb.Attempt) logon.Send {
	return logon.Send{To: to, Share: a.Share, Domain: a.Domain, User: a.User, Password: a.Password, Workstation: a.Workstation,
		Response: a.Response, Salt: a.Salt}
}

// attempt is a session setup of a scenario as the clients make it.
func attempt(s logon.Send) smb.Attempt {
	return smb.Attempt{Share: s.Share, Domain: s.Domain, User: s.User, Password: s.Password, Workstation: s.Workstation,
		Response: s.Response, Salt: s.Salt}
}
