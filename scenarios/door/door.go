// Package door is the smallest model there can be, for tests: who gets through a door with a card. It shows all that a
// model must write: its facts, its table, the keys of its files, and what becomes of an attempt.
package door

import (
	_ "embed"
	"fmt"
	"iter"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/strict"
	"ntlmsim/sim"
)

// facts are what the table asks.
type facts struct {
	known bool // the card
	night bool
	guard bool // may the card's owner pass at night?
}

var rule = sim.Cite{Source: "the house rules", Quote: "At night only guards get through.", Mark: sim.Documented}

// table is the rules: two states, and two final ones.
var table = must(sim.New([]sim.Rule[facts]{
	{From: "card", If: sim.Cond[facts]{Name: "the card is not known", Holds: func(f *facts) bool { return !f.known }}, To: "shut",
		Cite: sim.Inferred.Cite("the house rules", "no rule speaks of cards that are not known")},
	{From: "card", If: sim.Cond[facts]{Name: "the card is known"}, To: "hour", Cite: rule},
	{From: "hour", If: sim.Cond[facts]{Name: "it is night, and the owner is no guard", Holds: func(f *facts) bool { return f.night && !f.guard }}, To: "shut", Cite: rule},
	{From: "hour", If: sim.Cond[facts]{Name: "the owner may pass now", Found: func(f *facts) string { return fmt.Sprintf("night %t", f.night) }}, To: "open", Cite: rule},
}))

func must(t *sim.Table[facts], err error) *sim.Table[facts] {
	if err != nil {
		panic(err) // the table is part of the program
	}
	return t
}

// A contents is what a file says.
type contents struct {
	cards    map[string]card
	attempts []attempt
}

type card struct {
	code  string // a secret
	guard bool
}

type attempt struct {
	name, card string
	night      bool
	want       *bool // whether the door opens
	because    string
	line       int
}

var cardObject = strict.Object[card]{
	What: "a card",
	Fields: []strict.Field[card]{
		strict.Password("code", func(c *card) *string { return &c.code }),
		strict.Truth("guard", func(c *card) *bool { return &c.guard }),
	},
}

var attemptObject = strict.Object[attempt]{
	What:     "an attempt",
	Required: []string{"name", "card"},
	Hint:     "{name: by day, card: ANN, opens: true}",
	Fields: []strict.Field[attempt]{
		strict.Text("name", func(a *attempt) *string { return &a.name }),
		strict.Text("card", func(a *attempt) *string { return &a.card }),
		strict.Truth("night", func(a *attempt) *bool { return &a.night }),
		strict.Key("opens", func(r *strict.Reader, a *attempt, n *strict.Node) {
			opens := r.Truth(n)
			a.want = &opens
		}, strict.AnyText),
		strict.Text("because", func(a *attempt) *string { return &a.because }),
	},
}

var fileObject = strict.Object[contents]{
	What:     "a door",
	Required: []string{"cards"},
	Hint:     "cards: {ANN: {guard: true}}",
	Fields: []strict.Field[contents]{
		strict.Key("cards", readCards, strict.NamesOf(cardObject.Place())),
		strict.Key("attempts", readAttempts, strict.ListOf(attemptObject.Place())),
	},
}

func readCards(r *strict.Reader, c *contents, n *strict.Node) {
	c.cards = map[string]card{}
	r.Each(n, "cards", "cards: {ANN: {}}", func(name string, key, value *strict.Node) {
		var one card
		cardObject.Read(r, key, value, &one)
		c.cards[name] = one
	})
}

func readAttempts(r *strict.Reader, c *contents, n *strict.Node) {
	r.List(n, "attempts", func(item *strict.Node) {
		a := attempt{line: item.Line}
		attemptObject.Read(r, item, item, &a)
		c.attempts = append(c.attempts, a)
	})
}

//go:embed schema.json
var schema []byte

// Model is the model door.
func Model() scenarios.Model {
	return scenarios.Model{
		Name:   "door",
		Format: strict.Format{Name: "scenario", Empty: "the file is empty", EmptyHint: "a door has cards and attempts", Root: fileObject.Place()},
		Schema: func() []byte { return schema },
		Rows:   table.Rows,
		Read:   read,
		Play:   play,
	}
}

func read(r *strict.Reader, root *strict.Node, f *scenarios.File, _ bool) {
	c := &contents{}
	fileObject.Read(r, root, root, c)
	f.Content = c
	for _, a := range c.attempts {
		one := scenarios.Attempt{Because: sim.State(a.because), Line: a.line}
		one.Name = a.name
		f.Attempts = append(f.Attempts, one)
	}
}

func play(f *scenarios.File) iter.Seq[scenarios.Played] {
	c := f.Content.(*contents)
	return func(yield func(scenarios.Played) bool) {
		for i, a := range c.attempts {
			if !yield(scenarios.Played{Attempt: f.Attempts[i], Number: i + 1, Decision: decide(c, a)}) {
				return
			}
		}
	}
}

func decide(c *contents, a attempt) *scenarios.Decision {
	who, known := c.cards[a.card]
	q := facts{known: known, night: a.night, guard: who.guard}
	start, _ := table.ID("card")
	end, trace := table.Trace(start, &q, nil)
	d := &scenarios.Decision{Asked: "the card " + a.card, Verdict: "the door stays shut", Steps: table.Steps(&q, trace, 0), End: table.State(end)}
	d.Because = d.End
	if d.End == "open" {
		d.Verdict, d.Result = "the door opens", scenarios.Success
	}
	compare(d, a)
	return d
}

// compare says what an attempt expects, and what of it is otherwise.
func compare(d *scenarios.Decision, a attempt) {
	var wanted []string
	if a.want != nil {
		wanted = append(wanted, fmt.Sprintf("opens %t", *a.want))
		d.Compare("opens", *a.want, d.End == "open")
	}
	if a.because != "" {
		wanted = append(wanted, "because "+a.because)
		d.Compare("because", a.because, d.Because)
	}
	d.Wanted = strings.Join(wanted, ", ")
}
