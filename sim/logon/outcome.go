package logon

import (
	"fmt"
	"strings"

	"ntlmsim/sim"
)

// An Outcome is what happens, in three layers: what the user sees, what is on the wire, and what the machines log.
type Outcome struct {
	// What the user sees.
	Error    uint32 // the Win32 code; 0 is success
	Text     string // the message of NET, in the wording of the client's version
	Prompted bool   // NET asked for a password after a refusal

	// What is on the wire.
	Status  *Status // the last answer; nil if no session setup was sent
	Stage   Stage
	Session Session
	Sent    Send // what the (last) session setup carried

	// What the machines log.
	Events []Event // in the Security log, or Samba's audit log
	Beside []Event // in the logs of NTLM, the SMB client, the SMB server, authentication policies and Protected Users

	Protocol Protocol // that proves the user, or fails to; "": none is asked for that
	NTLMOnly string   // why the client, which has Kerberos, does not use it; ""

	Because sim.State  // the state that decided setup
	End     sim.State  // where the attempt ended
	Trace   []sim.Step // of both session setups, if there are two
	Profile string     // of the server
	Facts   Facts      // of the last session setup

	Counts []Count // the bad password counts of the accounts involved, if there is a lockout-threshold
}

// Predict decides a question and renders the result.
func (q *Question) Predict() Outcome {
	return Joined(q.Setups())
}

// Joined combines the session setups of an attempt into one outcome: the last one, with the steps and counts of all.
func Joined(setups []Outcome) Outcome {
	o := setups[len(setups)-1]
	for i := len(setups) - 2; i >= 0; i-- {
		o.Trace = append(setups[i].Trace[:len(setups[i].Trace):len(setups[i].Trace)], o.Trace...)
		o.Counts = append(setups[i].Counts[:len(setups[i].Counts):len(setups[i].Counts)], o.Counts...)
		o.Prompted = true
	}
	return o
}

// Setups is Predict for each session setup separately: one, and a second if a password is typed at the prompt.
func (q *Question) Setups() []Outcome { return NewHistory(q.world).setups(q) }

func (q *Question) once(round int) Outcome {
	var f Facts
	q.Resolve(&f)
	d, rows := DecideTrace(&f, make(sim.Trace, 0, 16))
	end := meanings[d.end]
	o := Outcome{Status: end.onWire(), Stage: end.stage, Session: end.leaves(f.session), Sent: q.sent, Prompted: q.prompts(d) || q.referral.prompted(),
		Protocol: f.protocol(d), NTLMOnly: f.ntlmOnly(d),
		Because: d.Because(), End: d.End(), Trace: f.withTickets(table.Steps(&f, rows, round), round), Profile: q.target.Profile, Facts: f}
	o.Error, _ = d.error().Win32()
	o.Text = d.error().Text(q.client != nil && q.client.typing.OldTexts)
	if q.run.Delete && o.Error == 0 {
		o.Text = q.endedText()
	}
	o.Events, o.Beside = events(q, &f, d), operationalEvents(q, &f, d)
	return o
}

// netMessages is the first of NET's own messages (lmerr.h, NERR_BASE), which it prints without "System error".
const netMessages = 2100

// Says is the complete output of NET.
func (o Outcome) Says() string {
	if o.Error == 0 {
		return o.Text
	}
	if o.Error >= netMessages && o.Error < netMessages+900 {
		return fmt.Sprintf("%s More help is available by typing NET HELPMSG %d.", o.Text, o.Error)
	}
	said := fmt.Sprintf("System error %d has occurred.", o.Error)
	if o.Text != "" {
		said += " " + o.Text
	}
	return said
}

// Verdict is the outcome in one line: what NET prints, and whether the session is a guest's or anonymous.
func (o Outcome) Verdict() string {
	if o.Error != 0 {
		return o.Says()
	}
	text := strings.TrimSuffix(o.Text, ".")
	switch o.Session {
	case Guest:
		return text + ", but as a guest."
	case Anonymous:
		return text + ", but anonymously."
	}
	return o.Text
}

// Account is the database that was asked and the user name that was sent, whether or not the account was found.
func (o Outcome) Account() (database, user string) {
	p := o.Facts.asked()
	if p.account != nil {
		return p.db.name, p.account.Name
	}
	return p.db.name, o.Sent.User
}

// Retest reports whether the password typed at the prompt was sent.
func (o Outcome) Retest() bool { return o.round() > 0 }

// round is the number of the last session setup, from 0: 1 with the password typed at the prompt.
func (o Outcome) round() int {
	if len(o.Trace) == 0 {
		return 0
	}
	return o.Trace[len(o.Trace)-1].Round
}

// LockoutThreshold is that of the database that was asked; 0: no lockout.
func (o Outcome) LockoutThreshold() int {
	p := o.Facts.asked()
	if p.account == nil {
		return p.db.lockout.threshold
	}
	return p.lockout().threshold
}

// Became is the account whose session was granted: its database by its NetBIOS name, and by its DNS name if it has one.
// It is empty if there is no session, or a guest or anonymous session.
func (o Outcome) Became() (account Name, dns string) {
	p := o.Facts.place()
	if o.Session != User || p == nil {
		return Name{}, ""
	}
	return Name{Domain: p.db.name, User: p.account.Name}, p.db.dns
}
