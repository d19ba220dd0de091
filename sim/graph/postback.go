package graph

import (
	"fmt"

	"ntlmsim/sim/postback"
)

const (
	anApplication factKind = "applications"
	aMACKey       factKind = "validation keys"
)

// Postback makes a Scene of the nodes of a web farm, with their applications and where their keys come from.
func Postback(title string, w *postback.World) *Scene {
	s := &Scene{title: title}
	for _, side := range w.Deployed() {
		s.addSide(side)
	}
	return s
}

// PostbackAttempt is the two nodes of an attempt, or the one, and the browser between them. A page that was not made
// is not drawn as posted.
func PostbackAttempt(file, title, question string, o postback.Outcome) *Scene {
	s := &Scene{title: file, asking: &asking{title: title, question: question, mood: postbackMood(o), verdict: o.Verdict(), because: string(o.Because), reason: o.Reason()}}
	browser := &card{name: "a browser", role: "opens the page, and posts it"}
	s.alone = append(s.alone, browser)
	made, got := o.Sides()
	s.addSide(made)
	if made != got {
		s.addSide(got)
	}
	opened := hop{from: browser, to: s.node(made.Node), answer: "GET " + made.Application + ": the page, with its view state", whole: true}
	if !o.Posted() {
		opened.answer, opened.failed = "GET "+made.Application+": 500", true
		s.asking.hops = []hop{opened}
		return s
	}
	posted := hop{from: browser, to: s.node(got.Node), answer: fmt.Sprintf("POST %s: %d, the state is %s", got.Application, o.Status, state(o.View)), whole: true}
	s.asking.hops = []hop{opened, posted}
	return s
}

func state(v postback.State) string {
	if v == postback.Nothing {
		return "refused"
	}
	return string(v)
}

func postbackMood(o postback.Outcome) mood {
	switch {
	case o.Status != 200:
		return refused
	case o.View == postback.Lost && o.Cause != postback.NoCause:
		return guestly
	}
	return letIn
}

// node is the card of a node; nil if there is none.
func (s *Scene) node(name string) *card {
	for _, c := range s.alone {
		if c.name == name {
			return c
		}
	}
	return nil
}

// addSide adds an application to the card of its node.
func (s *Scene) addSide(side postback.Side) {
	c := s.node(side.Node)
	if c == nil {
		c = &card{name: side.Node, role: "IIS " + side.IIS + ", .NET Framework " + side.Framework}
		s.alone = append(s.alone, c)
	}
	list := []fact{{anApplication, side.Application + ": " + string(side.Mode) + ", " + side.Validation, false}, {aMACKey, side.Key, side.Fresh}}
	if side.Wrong != "" {
		list = []fact{{anApplication, side.Application + ": " + side.Wrong, true}}
	}
	c.facts = append(c.facts, list...)
}
