package scenarios

import (
	"fmt"
	"iter"
	"strings"

	"ntlmsim/sim/postback"
)

// playPostback decides the attempts of a file of the model postback, each by itself.
func playPostback(f *File) iter.Seq[Played] {
	c := f.Content.(*postbackContents)
	return func(yield func(Played) bool) {
		for i, a := range c.attempts {
			if !yield(Played{Attempt: f.Attempts[i], Number: i + 1, Decision: c.decide(a)}) {
				return
			}
		}
	}
}

func (c *postbackContents) decide(a postbackAttempt) *Decision {
	o := c.world.Predict(a.Attempt)
	d := &Decision{Asked: askedOf(a.Attempt, o), Verdict: o.Verdict(), Reason: o.Reason(), Caveat: o.Caveat(), Steps: o.Trace, Because: o.Because, End: o.End}
	switch {
	case o.View == postback.Restored || o.Cause == postback.NoCause:
		d.Result = Success
	case o.Status == 200:
		d.Result = Partial
	}
	if o.Error != "" {
		d.Logged = append(d.Logged, "the error page: "+o.Error)
	}
	if o.Event != "" {
		d.Logged = append(d.Logged, o.Event)
	}
	if d.Advised = "What would work"; len(o.Advice) > 1 {
		d.Advised += ", each alone"
	}
	for _, x := range o.Advice {
		d.Advice = append(d.Advice, Advice{Change: x.Change, Run: x.Run, Caveat: x.Caveat})
	}
	a.compare(d, o)
	return d
}

// askedOf is the question, in one line.
func askedOf(a postback.Attempt, o postback.Outcome) string {
	text := fmt.Sprintf("%s makes %s", a.By, a.Page)
	if a.User != "" {
		text += " for " + a.User
	}
	if text += ", and it is posted to " + o.To; a.To == "" {
		text = strings.TrimSuffix(text, "posted to "+o.To) + "posted; the balancer may send it to " + o.To
	}
	if a.For != nil {
		text += ", to " + a.For.String()
	}
	for _, n := range a.Recycled {
		text += ", after " + n + "'s worker process has started again"
	}
	for _, said := range []struct {
		holds bool
		text  string
	}{
		{len(a.Drained) > 0, "after the balancer has taken out " + strings.Join(a.Drained, " and ")}, {a.Later != "", "when " + a.Later + " is signed on"},
		{a.NewSession, "in another session"}, {a.Field != postback.Whole, "with a field that is " + string(a.Field)},
		{a.NoPage, "without __VIEWSTATEGENERATOR"}, {a.Gone, "and the client closes the connection"},
	} {
		if said.holds {
			text += ", " + said.text
		}
	}
	return text
}

func (a postbackAttempt) compare(d *Decision, o postback.Outcome) {
	if w := a.want; w != nil {
		d.Wanted = fmt.Sprintf("status %d", w.status)
		d.Compare("status", w.status, o.Status)
		if w.view != nil {
			d.Wanted += ", view-state " + string(*w.view)
			d.Compare("view-state", *w.view, o.View)
		}
		if w.cause != nil {
			d.Wanted += ", cause " + string(*w.cause)
			d.Compare("cause", *w.cause, o.Cause)
		}
		if w.logged != nil {
			d.Wanted += fmt.Sprintf(", logged %t", *w.logged)
			d.Compare("logged", *w.logged, o.Event != "")
		}
	}
	if a.because != "" {
		d.Wanted += ", because " + string(a.because)
		d.Compare("because", a.because, d.Because)
	}
}
