package report

import (
	"fmt"

	"ntlmsim/scenarios"
	"ntlmsim/sim/ewsproxy"
	"ntlmsim/sim/graph"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/postback"
	"ntlmsim/sim/web"
)

// Picture is a file as it is drawn, without an attempt. Of another model than those that can be drawn it is an error.
func Picture(f *scenarios.File) (*graph.Scene, error) {
	if t, _, ok := scenarios.WebOf(f); ok {
		w, err := web.New(t)
		if err != nil {
			return nil, err
		}
		return graph.Web(f.Path, w), nil
	}
	if t, _, ok := scenarios.EWSOf(f); ok {
		w, err := ewsproxy.New(t)
		if err != nil {
			return nil, err
		}
		return graph.EWS(f.Path, t, w), nil
	}
	if t, _, ok := scenarios.PostbackOf(f); ok {
		return graph.Postback(f.Path, postback.New(t)), nil
	}
	if f.Content != nil {
		return nil, fmt.Errorf("%s has model: %s, of which there are no pictures", f.Path, f.Model().Name)
	}
	return graph.Of(f.Path, f.Topology), nil
}

// PictureOf is a file with one of its attempts.
func PictureOf(f *scenarios.File, p scenarios.Played) (*graph.Scene, error) {
	if t, attempts, ok := scenarios.WebOf(f); ok {
		w, err := web.New(t)
		if err != nil {
			return nil, err
		}
		return graph.WebAttempt(f.Path, numbered(p), p.Decision.Asked, w, w.Predict(attempts[p.Number-1])), nil
	}
	if t, attempts, ok := scenarios.EWSOf(f); ok {
		w, err := ewsproxy.New(t)
		if err != nil {
			return nil, err
		}
		return graph.EWSAttempt(f.Path, numbered(p), p.Decision.Asked, t, w, w.Predict(attempts[p.Number-1])), nil
	}
	if t, attempts, ok := scenarios.PostbackOf(f); ok {
		return graph.PostbackAttempt(f.Path, numbered(p), p.Decision.Asked, postback.New(t).Predict(attempts[p.Number-1])), nil
	}
	title, world, outcome := pictured(p)
	s := graph.Of(f.Path, world.Topology())
	s.Ask(title, QuestionOf(p.Attempt), Reason(outcome), outcome)
	return s, nil
}

func numbered(p scenarios.Played) string { return fmt.Sprintf("#%d %s", p.Number, p.Name) }

// pictured is what a picture of an attempt shows: its title, the world, and the outcome. Of several answers it is the
// first, and the title says so.
func pictured(p scenarios.Played) (title string, before *logon.World, o logon.Outcome) {
	if p.Answers == nil {
		return numbered(p), p.Before, p.Outcome()
	}
	first := p.Answers.List[0]
	return fmt.Sprintf("%s (1 of %d possible answers: if %s)", numbered(p), len(p.Answers.List), first.If), first.Before, first.Outcome()
}
