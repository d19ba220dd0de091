package mono

import (
	"fmt"
	"slices"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab/judged"
	"ntlmsim/sim/postback"
)

// Played is an attempt with what Mono is expected to show of it.
type Played struct {
	Attempt postback.Attempt
	To      string // the node that gets the post
	Want    Seen
	Known   []string // the differences that made it other than that of Windows
	Cannot  string   // why it is not asked; "": it is
}

// A Plan is the attempts of a file, and the farm in which Mono is asked them.
type Plan struct {
	World    *postback.World // of Windows
	Attempts []Played
}

// FromFile prepares the attempts of a file of the model postback.
func FromFile(f *scenarios.File) (Plan, error) {
	t, attempts, ok := scenarios.PostbackOf(f)
	if !ok {
		return Plan{}, fmt.Errorf("%s has model: %s", f.Path, f.Model().Name)
	}
	return Prepare(t, attempts), nil
}

// Prepare decides the attempts for Windows, and for Mono.
func Prepare(t postback.Topology, attempts []postback.Attempt) Plan {
	p := Plan{World: postback.New(t)}
	stages := stagesOf(t)
	for _, a := range attempts {
		p.Attempts = append(p.Attempts, p.play(a, stages))
	}
	return p
}

// A stage is the farm with a difference and all those before it.
type stage struct {
	difference
	world *postback.World
}

func stagesOf(t postback.Topology) (list []stage) {
	t = copied(t)
	for _, d := range differences {
		if d.asks != nil {
			d.asks(&t)
		}
		list = append(list, stage{d, postback.New(copied(t))})
	}
	return list
}

// play decides an attempt for Windows, and then with one difference after the other. The node that gets the post is the
// one that the model says for Windows.
func (p Plan) play(a postback.Attempt, stages []stage) Played {
	windows := p.World.Predict(a)
	a.To = windows.To
	played := Played{Attempt: a, To: windows.To, Want: predicted(windows), Cannot: p.unobservable(a)}
	if played.Cannot != "" {
		return played
	}
	for _, s := range stages {
		before := played.Want
		o := s.world.Predict(a)
		if s.asks != nil {
			played.Want = predicted(o)
		} else if s.when(question{p, a, o}) {
			s.shows(&played.Want)
		}
		if played.Want != before {
			played.Known = append(played.Known, s.name)
		}
	}
	if played.Want == predicted(windows) {
		played.Known = nil
	}
	return played
}

// copied is a topology of which every part that a difference changes is a copy.
func copied(t postback.Topology) postback.Topology {
	t.Nodes, t.Pools, t.Applications = slices.Clone(t.Nodes), slices.Clone(t.Pools), slices.Clone(t.Applications)
	for i := range t.Nodes {
		t.Nodes[i].Provisioned = slices.Clone(t.Nodes[i].Provisioned)
	}
	for i, a := range t.Applications {
		t.Applications[i].Pages, t.Applications[i].Own = slices.Clone(a.Pages), map[string]postback.Config{}
		for node, c := range a.Own {
			t.Applications[i].Own[node] = c
		}
	}
	return t
}

// verdict compares what came with what is expected, and says what a reader must know beside it.
func (p Played) verdict(got Seen) (v judged.Verdict, text string) {
	switch {
	case !got.is(p.Want):
		return judged.Differs, fmt.Sprintf("got %s; want %s", got, p.Want)
	case len(p.Known) > 0:
		return judged.Known, ""
	}
	return judged.Agrees, ""
}
