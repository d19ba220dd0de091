package scenarios

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"ntlmsim/sim/web"
)

// playWeb decides the attempts of a file of the model web. Each is asked by itself: a browser is opened anew.
func playWeb(f *File) iter.Seq[Played] {
	c := f.Content.(*webContents)
	return func(yield func(Played) bool) {
		for i, a := range c.attempts {
			if !yield(Played{Attempt: f.Attempts[i], Number: i + 1, Decision: c.decide(a)}) {
				return
			}
		}
	}
}

func (c *webContents) decide(a webAttempt) *Decision {
	o := c.world.Predict(a.Attempt)
	asked := fmt.Sprintf("%s at %s opens %s", a.As, a.From, a.Open.Text)
	if a.Then != nil {
		asked += ", which opens " + a.Then.Text + " as that person"
	}
	d := &Decision{Asked: asked, Verdict: o.Verdict(), Reason: o.Reason(), Caveat: o.Caveat(),
		Steps: o.Trace, Again: againOf(o), Because: o.Because, End: o.End, Result: webResult(o)}
	for _, e := range o.Events {
		d.Logged = append(d.Logged, e.String())
	}
	for _, x := range c.world.Advise(a.Attempt, o) {
		d.Advice = append(d.Advice, Advice{x.Change, x.Run, x.Caveat, x.And, x.AndRun})
	}
	if d.Advised = "What would work"; d.Result == Success {
		d.Advised = "What would make it Kerberos"
	}
	if len(d.Advice) > 1 {
		d.Advised += ", each alone"
	}
	a.compare(d, o)
	return d
}

// againOf is the heading of the steps that follow the tables of web servers and tickets.
func againOf(o web.Outcome) string {
	const ntlm = "The NTLM part: the article is about SMB, and the logon behind it is the same"
	switch {
	case o.NTLM != nil && o.Second != nil:
		return ntlm + "; then the second hop"
	case o.Second != nil:
		return "The second hop"
	}
	return ntlm
}

// secondOf is one of webSeconds.
func secondOf(o web.Outcome) string {
	switch {
	case o.Second == nil:
		return "none"
	case o.Second.Acts:
		return "as-person"
	}
	return "refused"
}

func webResult(o web.Outcome) Result {
	switch {
	case o.Status != 200 || o.Second != nil && !o.Second.Acts:
		return Failure
	case o.End == "guest":
		return Partial
	}
	return Success
}

// compare says what an attempt expects, and what of it is otherwise.
func (a webAttempt) compare(d *Decision, o web.Outcome) {
	if a.want != nil {
		d.Wanted = a.want.String()
		a.want.compare(d, o)
	}
	if a.because != "" {
		d.Wanted = strings.TrimPrefix(d.Wanted+", because "+string(a.because), ", ")
		d.Compare("because", a.because, d.Because)
	}
}

// String is what is expected, in one line.
func (w *webWant) String() string {
	text := "status " + w.status
	if w.protocol != nil {
		text += ", protocol " + *w.protocol
	}
	if w.user != nil {
		text += ", user " + *w.user
	}
	if w.prompts != nil {
		text += fmt.Sprintf(", prompts %d", *w.prompts)
	}
	if w.name != nil {
		text += ", spn " + *w.name
	}
	if w.then != nil {
		text += ", then " + *w.then
	}
	if w.code != nil {
		text += fmt.Sprintf(", kerberos-error %d", *w.code)
	}
	return text
}

func (w *webWant) compare(d *Decision, o web.Outcome) {
	status := strconv.Itoa(o.Status)
	if o.SubStatus != 0 && strings.Contains(w.status, ".") {
		status += "." + strconv.Itoa(o.SubStatus)
	}
	d.Compare("status", w.status, status)
	if w.protocol != nil {
		d.Compare("protocol", *w.protocol, orNone(string(o.Protocol)))
	}
	if w.user != nil {
		d.Compare("user", strings.ToUpper(*w.user), strings.ToUpper(o.User.String()))
	}
	if w.prompts != nil {
		d.Compare("prompts", *w.prompts, o.Prompts)
	}
	if w.name != nil {
		d.Compare("spn", *w.name, orNone(o.SPN()))
	}
	if w.then != nil {
		d.Compare("then", *w.then, secondOf(o))
	}
	if w.code != nil {
		d.Compare("kerberos-error", *w.code, o.Code)
	}
	if w.checked {
		w.compareEvents(d, o)
	}
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// compareEvents compares the events in their order.
func (w *webWant) compareEvents(d *Decision, o web.Outcome) {
	for i := range max(len(w.events), len(o.Events)) {
		want, got := "none", "none"
		if i < len(w.events) {
			e := w.events[i]
			want = web.Event{Machine: e.machine, ID: e.id, Code: e.code}.String()
		}
		if i < len(o.Events) {
			got = o.Events[i].String()
		}
		d.Compare("event", strings.ToUpper(want), strings.ToUpper(got))
	}
}
