package postback

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
)

// A Cause is one of the article's four.
type Cause string

// The causes.
const (
	NoCause   Cause = "none"    // nothing failed
	Unnamed   Cause = "unnamed" // the article does not have it
	Farm      Cause = "1"
	OldPool   Cause = "2" // ApplicationPoolIdentity of IIS 7.0
	NoProfile Cause = "3" // LoadUserProfile is false
	OtherUser Cause = "4" // ViewStateUserKey
)

// Causes are all of them.
var Causes = []Cause{NoCause, Farm, OldPool, NoProfile, OtherUser, Unnamed}

// A State is what becomes of the state that was posted.
type State string

// The states.
const (
	Restored State = "restored" // event handlers see what the person typed
	Lost     State = "lost"     // the page comes as at the first visit
	Nothing  State = "none"     // no page comes
)

// States are all of them.
var States = []State{Restored, Lost, Nothing}

// An ending is what a final state means.
type ending struct {
	state  string
	status int
	view   State
	detail int // the detail code of event 4009, which is logged; 0: it is not
	text   func(*Facts) string
}

func (e *ending) name() string { return e.state }

// The detail codes (WebEventCodes.cs).
const (
	invalidMAC   = 50203
	invalidState = 50204
)

var endings = []ending{
	{"open.restored", 200, Restored, 0, nil},
	{"open.unchecked", 200, Restored, 0, nil},
	{"open.no-state", 200, Lost, 0, nil},
	{"silent.ignored", 200, Lost, 0, nil},
	{"silent.other-page", 200, Lost, 0, nil},
	{"failed.not-made", 500, Nothing, 0, configurationText},
	{"failed.configuration", 500, Nothing, 0, configurationText},
	{"failed.format", 500, Nothing, invalidState, unreadableText},
	{"failed.unreadable", 500, Nothing, invalidState, unreadableText},
	{"failed.disconnected", 500, Nothing, invalidMAC, func(*Facts) string { return "The client disconnected." }},
	{"failed.mac", 500, Nothing, invalidMAC, macText},
}

// unreadableText is that of HiddenFieldPageStatePersister.Load for whatever is no failure of the MAC.
func unreadableText(*Facts) string {
	return "The state information is invalid for this page and might be corrupted."
}

func configurationText(*Facts) string { return "System.Configuration.ConfigurationErrorsException" }

// macText is the text of the exception. Since 4.5 it has a link.
func macText(f *Facts) string {
	text := "Validation of viewstate MAC failed. If this application is hosted by a Web Farm or cluster, ensure that <machineKey> configuration specifies the same validationKey and validation algorithm. AutoGenerate cannot be used in a cluster."
	if f.got.framework() >= V(4, 5) {
		text += " See http://go.microsoft.com/fwlink/?LinkID=314055 for more information."
	}
	return text
}

var meanings = func() []*ending {
	list, err := sim.Endings(table, endings, (*ending).name)
	if err != nil {
		panic(err) // the table is part of the program
	}
	return list
}()

var postID, _ = table.ID("post")

// An Outcome is what comes of a post.
type Outcome struct {
	Status    int // of HTTP
	View      State
	Cause     Cause
	Error     string    // what the error page says; "": there is none
	Event     string    // what the Application log has; "": nothing that is known
	To        string    // the node that got the post
	Elsewhere []string  // the nodes that might have got it, and that take it
	Because   sim.State // mismatch.…, or End
	End       sim.State
	Trace     []sim.Step
	Advice    []Advice
	facts     *Facts
}

// A World is a Topology that Check finds nothing wrong with.
type World struct{ topology Topology }

// New prepares a topology.
func New(t Topology) *World { return &World{t} }

// Topology is what the world is made of.
func (w *World) Topology() Topology { return w.topology }

// Store is where an application's generated keys come from at a node: a final state of Keys.
func (w *World) Store(node, application string) sim.State {
	return w.topology.holder(node, application, 0).store
}

// Predict decides an attempt, and looks for what would help.
func (w *World) Predict(a Attempt) Outcome {
	o := w.balanced(a)
	if o.View != Restored && o.Cause != NoCause {
		o.Advice = w.advise(a, o)
	}
	return o
}

// balanced decides an attempt at the node that gets the post: of those that a balancer may send it to, the worst.
func (w *World) balanced(a Attempt) Outcome {
	var worst Outcome
	var takes []string
	for i, node := range w.receivers(a) {
		a.To = node
		o := w.decide(a)
		if o.View == Restored {
			takes = append(takes, node)
		}
		if i == 0 || o.Status > worst.Status || o.Status == worst.Status && worst.View == Restored && o.View != Restored {
			worst = o
		}
	}
	worst.Elsewhere = slices.DeleteFunc(takes, func(n string) bool { return n == worst.To })
	return worst
}

// receivers are the nodes that may get the post.
func (w *World) receivers(a Attempt) []string {
	if a.To != "" {
		return []string{w.topology.node(a.To).Name}
	}
	out := func(n string) bool { return slices.ContainsFunc(a.Drained, func(d string) bool { return equal(d, n) }) }
	app := w.topology.application(a.Page.Application)
	if a.For != nil {
		app = w.topology.application(a.For.Application)
	}
	if app.Affinity && !out(a.By) && slices.ContainsFunc(app.Nodes, func(n string) bool { return equal(n, a.By) }) {
		return []string{a.By}
	}
	return slices.DeleteFunc(slices.Clone(app.Nodes), out)
}

func (w *World) decide(a Attempt) Outcome {
	f := w.topology.facts(a)
	end, trace := table.Trace(postID, f, nil)
	e := meanings[end]
	o := Outcome{Status: e.status, View: e.view, Cause: Unnamed, To: f.got.node.Name, Because: table.State(end), End: table.State(end), Trace: table.Steps(f, trace, 0), facts: f}
	for _, s := range o.Trace {
		if strings.HasPrefix(string(s.State), mismatch) {
			o.Because = s.State
		}
	}
	if at := slices.IndexFunc(o.Trace, func(s sim.Step) bool { return s.State == "check" }); at >= 0 {
		o.Trace = slices.Insert(o.Trace, at, f.origins()...)
	}
	o.Cause = cause(o.Because)
	if e.text != nil {
		o.Error = e.text(f)
	}
	if e.detail != 0 {
		o.Event = fmt.Sprintf("%s logs 1316 in Application: event code 4009 (Viewstate verification failed), detail code %d", f.got.node.Name, e.detail)
	}
	return o
}

// origins are the rows of the generated keys of both.
func (f *Facts) origins() (steps []sim.Step) {
	for _, h := range []*Holder{&f.made, &f.got} {
		if h.secret(h.config.Key.ValidationKey).explicit {
			continue
		}
		_, trace := keys.Trace(generatedID, h, nil)
		steps = append(steps, keys.Steps(h, trace, 0)...)
	}
	return steps
}

// cause is the article's cause of what decided.
func cause(because sim.State) Cause {
	switch because {
	case mismatch + "machines":
		return Farm
	case mismatch + "pool-identity":
		return OldPool
	case mismatch + "no-profile":
		return NoProfile
	case mismatch + "user":
		return OtherUser
	case "open.restored", "open.unchecked", "open.no-state":
		return NoCause
	}
	return Unnamed
}

// Verdict is what comes of it, in one line.
func (o Outcome) Verdict() string {
	to, view := o.To, "the view state of "+o.facts.made.node.Name
	if o.facts.sameNode() {
		view = "its own view state"
	}
	switch {
	case o.End == "failed.not-made":
		return "500: " + o.facts.made.node.Name + " cannot show the page at all"
	case o.End == "failed.configuration":
		return "500: " + to + " cannot use its web.config"
	case o.Status != 200 && o.Cause != Unnamed:
		return fmt.Sprintf("500: %s refuses %s: cause %s of the article", to, view, o.Cause)
	case o.Status != 200:
		return fmt.Sprintf("500: %s refuses %s, for a cause that the article does not name", to, view)
	case o.View == Lost && o.Cause != NoCause:
		return fmt.Sprintf("200, but what was typed is lost: %s ignores %s", to, view)
	case o.View == Lost:
		return "200: " + to + " shows the page as at a first visit"
	case o.End == "open.unchecked":
		return "200: " + to + " takes " + view + " without a check"
	}
	return "200: " + to + " takes " + view
}

// Reasons are the states that can decide.
func Reasons() (list []string) {
	for _, row := range table.Rows() {
		if name := string(row.From); strings.HasPrefix(name, mismatch) {
			list = append(list, name)
		}
		if name := string(row.To); row.Final && !slices.Contains(list, name) && reasons[row.To] != nil {
			list = append(list, name)
		}
	}
	return list
}
