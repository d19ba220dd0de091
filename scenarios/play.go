package scenarios

import (
	"iter"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/unknown"
)

// A Played is an attempt of a file with its result.
type Played struct {
	Attempt
	Number   int             // in its file, from 1
	Before   *logon.World    // as the attempts before it have left it
	Setups   []logon.Outcome // of each session setup, in order
	Problems []logon.Problem // why it cannot be asked; it has no setups then
	InTurn   *logon.Outcome  // 1219, where that is the answer if the connections of the attempts before it are kept; else nil

	// Where something is unknown there may be several answers, each with its setups; the attempt has none then.
	Answers *unknown.Answers

	Decision *Decision // of another model than logon, which fills nothing else; nil of logon
}

// Outcome is the final outcome of all session setups.
func (p Played) Outcome() logon.Outcome { return logon.Joined(p.Setups) }

// Play asks the attempts of a file, one after the other: each of the world as those before it have left it, and as long
// after them as it says. This is the one place in which an attempt of a file is predicted; world is its topology.
func (f *File) Play(world *logon.World) iter.Seq[Played] {
	return func(yield func(Played) bool) {
		history, turns := f.History(world), f.turns(world)
		for i, a := range f.Attempts {
			history.Advance(a.After)
			p := Played{Attempt: a, Number: i + 1, Before: history.World()}
			p.Setups, p.Problems = history.Ask(a.Attempt)
			p.InTurn = turns.conflict(a)
			if !yield(p) {
				return
			}
		}
	}
}

// playLogon is Play in the file's own topology.
func playLogon(f *File) iter.Seq[Played] {
	if len(logon.Unknowns(f.Topology)) > 0 {
		return f.playUnknown()
	}
	world, err := f.World()
	if err != nil {
		return func(yield func(Played) bool) { yield(Played{Problems: logon.Check(f.Topology)}) }
	}
	return f.Play(world)
}

// playUnknown is Play where something of the topology is unknown.
func (f *File) playUnknown() iter.Seq[Played] {
	return func(yield func(Played) bool) {
		play, err := f.Unknown()
		if err != nil {
			yield(Played{Problems: logon.Check(f.Topology)})
			return
		}
		turns, _ := f.unknownTurns()
		for i, a := range f.Attempts {
			p := Played{Attempt: a, Number: i + 1, InTurn: turns.conflict(a)}
			p.Ask(play)
			if !yield(p) {
				return
			}
		}
	}
}

// Unknown prepares the topology for the attempts of the file, whatever is unknown.
func (f *File) Unknown() (*unknown.Play, error) {
	var attempts []logon.Attempt
	for _, a := range f.Attempts {
		attempts = append(attempts, a.Attempt)
	}
	play, err := unknown.New(f.Topology, attempts...)
	if err == nil && f.Kept {
		play.Keeping()
	}
	return play, err
}

// Ask asks the attempt after those that were asked before.
func (p *Played) Ask(play *unknown.Play) {
	answers, problems := play.Ask(p.After, p.Attempt.Attempt)
	switch {
	case len(problems) > 0:
		p.Problems = problems
	case answers.One() && !answers.Early:
		p.Setups, p.Before = answers.List[0].Setups, answers.List[0].Before
	default:
		p.Answers = &answers
	}
}
