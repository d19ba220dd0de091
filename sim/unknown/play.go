package unknown

import (
	"fmt"
	"time"

	"ntlmsim/sim/logon"
)

// A Play asks attempts one after the other, in every world that a topology can be.
type Play struct {
	topology logon.Topology
	base     *logon.World             // with a value for whatever is unknown
	places   []logon.Unknown          // what is unknown
	history  *logon.History           // of the base; all that is needed where nothing is unknown
	stands   map[string]logon.Unknown // the passwords that stand for unknown ones
	asked    []asked
	keeps    bool // connections
}

// An asked attempt, and how long after the one before it.
type asked struct {
	after   time.Duration
	attempt logon.Attempt
	seen    func([]logon.Outcome) bool // what is known of its result; nil: nothing
	unsent  bool                       // it was not made
}

// New prepares a topology. attempts are those that will be asked; other passwords are not told from unknown ones.
func New(t logon.Topology, attempts ...logon.Attempt) (*Play, error) {
	p := &Play{topology: t, places: logon.Unknowns(t), stands: map[string]logon.Unknown{}}
	if len(p.places) > 0 {
		if problems := logon.Check(t); len(problems) > 0 {
			return nil, problems[0]
		}
		t = logon.Known(t, p.stand(passwordsOf(t, attempts)))
	}
	var err error
	if p.base, err = logon.NewWorld(t); err != nil {
		return nil, err
	}
	p.history = logon.NewHistory(p.base)
	return p, nil
}

// Keeping is a Play in which the connections of attempts stay, as in a logon.History.
func (p *Play) Keeping() *Play {
	p.keeps = true
	p.history = p.newHistory(p.base)
	return p
}

func (p *Play) newHistory(w *logon.World) *logon.History {
	if p.keeps {
		return logon.NewHistory(w).Keeping()
	}
	return logon.NewHistory(w)
}

// stand returns passwords that stand for unknown ones: each is used once, and none of them is taken. They have LM
// hashes, as most passwords.
func (p *Play) stand(taken map[string]bool) func(logon.Unknown) string {
	n := 0
	return func(u logon.Unknown) string {
		for {
			n++
			if password := fmt.Sprintf("PASSWORD-%d", n); !taken[password] {
				p.stands[password] = u
				return password
			}
		}
	}
}

func passwordsOf(t logon.Topology, attempts []logon.Attempt) map[string]bool {
	taken := map[string]bool{}
	accounts := func(list []logon.Account) {
		for _, a := range list {
			taken[a.Password] = true
			for _, previous := range a.Previous {
				taken[previous] = true
			}
		}
	}
	for _, d := range t.Domains {
		accounts(d.Accounts)
	}
	for _, m := range t.Machines {
		accounts(m.Accounts)
		for _, c := range m.Connections {
			if c.Password != nil {
				taken[*c.Password] = true
			}
		}
		for _, c := range m.Stored {
			taken[c.Password] = true
		}
	}
	for _, a := range attempts {
		for _, password := range []*string{a.Typed, a.Run.Password, a.SignOn.Password} {
			if password != nil {
				taken[*password] = true
			}
		}
		if a.Send != nil {
			taken[a.Send.Password] = true
		}
	}
	return taken
}

// Unknowns lists what is unknown.
func (p *Play) Unknowns() []logon.Unknown { return p.places }

// World is one of the worlds that the topology can be. It is the only one where nothing is unknown.
func (p *Play) World() *logon.World { return p.base }

// Ask predicts an attempt after those before it.
func (p *Play) Ask(after time.Duration, a logon.Attempt) (Answers, []logon.Problem) {
	p.asked = append(p.asked, asked{after: after, attempt: a})
	p.history.Advance(after)
	before := p.history.World()
	setups, problems := p.history.Ask(a)
	if len(problems) > 0 {
		return Answers{}, problems
	}
	if len(p.places) == 0 {
		return Answers{List: []Answer{{Setups: setups, Before: before, alike: [][]logon.Outcome{setups}}}}, nil
	}
	return p.search(), nil
}

// Seen keeps what a real server has shown of the last attempt: from now on only worlds in which its session setups are
// accepted by seen are possible.
func (p *Play) Seen(seen func([]logon.Outcome) bool) { p.asked[len(p.asked)-1].seen = seen }

// Unsent says that the last attempt was not made: it changes nothing.
func (p *Play) Unsent() { p.asked[len(p.asked)-1].unsent = true }

// Stands reports whether a password only stands for an unknown one.
func (p *Play) Stands(password string) bool {
	_, stands := p.stands[password]
	return stands
}
