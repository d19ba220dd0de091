package report

import (
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
	"ntlmsim/sim/whatif"
)

// A typed command is one that the advice for an attempt prints.
type typed struct {
	played  scenarios.Played
	advice  whatif.Advice
	command string
}

// eachRefusal gives every refused attempt of the catalogue to see.
func eachRefusal(t *testing.T, see func(path string, p scenarios.Played)) {
	t.Helper()
	for _, file := range modeltest.Catalogue(t) {
		w, err := file.World()
		if err != nil {
			t.Fatal(err)
		}
		for p := range file.Play(w) {
			if len(p.Problems) == 0 && p.Outcome().Error != 0 {
				see(file.Path, p)
			}
		}
	}
}

// eachCommand gives every command that is printed for a refused attempt of the catalogue to see.
func eachCommand(t *testing.T, see func(path string, c typed)) {
	t.Helper()
	eachRefusal(t, func(path string, p scenarios.Played) {
		found := whatif.Advise(p.Before, p.Attempt.Attempt, p.Outcome())
		for i, a := range advicesOf(p.Attempt, found) {
			if a.Command != "" {
				see(path, typed{p, found.List[i], a.Command})
			}
		}
	})
}

// play types a command where the attempt is typed.
func play(t *testing.T, history *logon.History, p scenarios.Played, command string) {
	t.Helper()
	run, err := netuse.Parse(command)
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	a := p.Attempt.Attempt
	a.Run = run
	if setups, problems := history.Ask(a); len(problems) > 0 || setups[0].Error != 0 {
		t.Errorf("#%d: %s: %v", p.Number, command, problems)
	}
}

// attempt is what the command says where it is typed, in the world after the changes. Its password, and the one that is
// typed where * asks for it, is that of the account that it names.
func (c typed) attempt() (logon.Attempt, error) {
	run, err := netuse.Parse(c.command)
	if err != nil {
		return logon.Attempt{}, err
	}
	a := c.advice.Attempt
	a.Typed = c.played.Attempt.Typed
	password := c.password(run)
	switch {
	case run.Ask:
		a.Typed = password
	case run.Password != nil && *run.Password == netuse.Placeholder:
		run.Password = password
	}
	a.Run = run
	return a, nil
}

func (c typed) password(run logon.NetUse) *string {
	if run.User != nil && run.User.Form == logon.Qualified {
		if account, ok := c.advice.After.Account(run.User.Domain, run.User.Name); ok {
			return &account.Password
		}
	}
	return c.advice.Attempt.Run.Password
}

// Advice is confirmed: each command that is printed ends in error 0 when it is typed, with the session that is
// promised; whoever types it, also where a session has no password, after the attempts before it, and where * asks for
// a password.
func TestEachCommandOfTheAdviceIsConfirmedByTheModel(t *testing.T) {
	confirmed, services, kept, asked := 0, 0, 0, 0
	eachCommand(t, func(path string, c typed) {
		if strings.Contains(c.command, netuse.Stars) {
			t.Errorf("%s#%d: %s would send the stars", path, c.played.Number, c.command)
		}
		a, err := c.attempt()
		if err != nil {
			t.Fatalf("%s#%d: %s: %v", path, c.played.Number, c.command, err)
		}
		q, problems := c.advice.After.Question(a)
		if len(problems) > 0 {
			t.Errorf("%s#%d: %s: %v", path, c.played.Number, c.command, problems)
			return
		}
		o := q.Predict()
		if o.Error != 0 || o.Session != c.advice.Session {
			t.Errorf("%s#%d: %s ends in error %d, session %s", path, c.played.Number, c.command, o.Error, o.Session)
		}
		confirmed++
		for n, is := range map[*int]bool{&services: !a.AtKeyboard(), &kept: len(c.played.Before.Connections(a.From, a.LogonSession())) > 0, &asked: a.Run.Ask} {
			if is {
				*n++
			}
		}
	})
	if min(services, kept, asked) < 10 || confirmed < 80 {
		t.Error("too few to show anything")
	}
	t.Logf("%d commands confirmed: %d of sessions without a password, %d beside connections, %d that ask", confirmed, services, kept, asked)
}

// What ends a connection is confirmed, too: typed one after the other before the attempt, the commands make it work.
func TestWhatEndsConnectionsIsConfirmedByTheModel(t *testing.T) {
	confirmed := 0
	eachRefusal(t, func(path string, p scenarios.Played) {
		for _, a := range whatif.Advise(p.Before, p.Attempt.Attempt, p.Outcome()).List {
			_, commands, ok := strings.Cut(a.Change, ": net use ")
			if !ok || a.And != "" || a.Attempt.Run != p.Attempt.Run || strings.HasPrefix(commands, "*") {
				continue
			}
			history := logon.NewHistory(p.Before).Keeping()
			for _, command := range strings.Split("net use "+commands, " and ") {
				play(t, history, p, command)
			}
			setups, problems := history.Ask(p.Attempt.Attempt)
			if len(problems) > 0 || slices.ContainsFunc(setups, func(o logon.Outcome) bool { return o.Error != 0 }) {
				t.Errorf("%s#%d: after %s it is refused: %v", path, p.Number, commands, problems)
			}
			confirmed++
		}
	})
	if confirmed < 3 {
		t.Errorf("%d commands", confirmed)
	}
}
