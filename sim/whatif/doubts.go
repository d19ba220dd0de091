package whatif

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// A Ground is one thing that a prediction depends on, and its source.
type Ground struct {
	Kind GroundKind
	What string // the row, the final state, or the setting and its value
	Cite sim.Cite
}

// A GroundKind is the table that a Ground is from.
type GroundKind string

const (
	ByRule    GroundKind = "rule"    // a row that was taken
	ByEnding  GroundKind = "ending"  // what a final state means
	BySetting GroundKind = "setting" // a value of a profile, but for which something else would be predicted
	ByCount   GroundKind = "count"   // what attempts before it do to an account
)

// Evidence finds what the predictions of a topology's attempts depend on, one attempt after the other.
type Evidence struct {
	history *logon.History
	doubts  []doubt
}

// A doubt is a doubtful profile value of a machine, and the worlds in which the machine has another value.
type doubt struct {
	ground Ground
	worlds []*logon.History
}

// NewEvidence prepares the alternative worlds for each doubtful profile value. begin begins a history in a world.
// matters selects the machines; nil: all. Settings in the topology itself are given, and not in doubt.
func NewEvidence(w *logon.World, begin func(*logon.World) *logon.History, matters func(logon.Machine) bool) *Evidence {
	e := &Evidence{history: begin(w)}
	for _, m := range w.Machines() {
		p, ok := logon.ProfileNamed(m.Profile)
		if !ok || matters != nil && !matters(*m) {
			continue
		}
		for _, name := range p.SettingNames() {
			v, _ := p.Value(name)
			written := slices.ContainsFunc(m.Settings, func(s logon.Setting) bool { return strings.EqualFold(s.Name, name) })
			if v.Cite.Doubtful() && !written {
				e.doubts = append(e.doubts, doubtOf(w, begin, m.Name, v))
			}
		}
	}
	return e
}

// doubtOf is the doubt about one value, with a world for each alternative.
func doubtOf(w *logon.World, begin func(*logon.World) *logon.History, machine string, v logon.Value) doubt {
	what := fmt.Sprintf("%s = %s in %s", v.Setting.Name, strings.Join(v.Setting.Values, ", "), v.Profile)
	d := doubt{ground: Ground{Kind: BySetting, What: what, Cite: v.Cite}}
	for _, values := range otherValues(v.Setting) {
		changed, err := w.With(logon.EditMachine(machine, func(m *logon.Machine) {
			m.Settings = append(m.Settings, logon.Setting{Name: v.Setting.Name, Values: values})
		}))
		if err == nil {
			d.worlds = append(d.worlds, begin(changed))
		}
	}
	return d
}

// otherValues lists the alternatives to the value of a setting, as far as possible: the others of a choice or range,
// the empty list instead of a list of names, and the reverse of an order, which makes a difference wherever two of its
// elements matter.
func otherValues(s logon.Setting) (list [][]string) {
	_, values := logon.SettingDoc(s.Name)
	if len(s.Values) > 1 {
		backwards := slices.Clone(s.Values)
		slices.Reverse(backwards)
		list = append(list, backwards)
	}
	if strings.HasPrefix(values, "list of ") {
		return [][]string{{}}
	}
	for _, value := range choices(values) {
		if !slices.Equal([]string{value}, s.Values) {
			list = append(list, []string{value})
		}
	}
	return list
}

// choices lists the values of a definition: "0-5", "yes|no".
func choices(of string) (list []string) {
	from, to, ok := strings.Cut(of, "-")
	least, err1 := strconv.Atoi(from)
	most, err2 := strconv.Atoi(to)
	if !ok || err1 != nil || err2 != nil {
		return strings.Split(of, "|")
	}
	for n := least; n <= min(most, least+9); n++ {
		list = append(list, strconv.Itoa(n))
	}
	return list
}

// Doubts lists what the prediction of the next attempt depends on that is only inferred, or folklore: rows taken, the
// meanings of its final states, effects on bad password counts, and profile values. Each is listed once. after is the
// time since the previous attempt.
func (e *Evidence) Doubts(after time.Duration, a logon.Attempt) ([]Ground, []logon.Problem) {
	e.history.Advance(after)
	setups, problems := e.history.Ask(a)
	if len(problems) > 0 {
		return nil, problems
	}
	list := doubtfulSteps(setups)
	for _, d := range e.doubts {
		otherwise := false
		for _, h := range d.worlds {
			h.Advance(after)
			otherwise = predictsOtherwise(h, a, setups) || otherwise // each must be asked, for the attempts that follow
		}
		if otherwise && !slices.Contains(list, d.ground) {
			list = append(list, d.ground)
		}
	}
	return list, nil
}

func doubtfulSteps(setups []logon.Outcome) (list []Ground) {
	for _, o := range setups {
		for _, g := range DoubtfulSteps(o.Trace) {
			list = doubted(list, g)
		}
		for _, state := range []sim.State{o.Because, o.End} {
			list = doubted(list, Ground{ByEnding, string(state), logon.EndingCite(state)})
		}
		for _, c := range o.Counts {
			list = doubted(list, Ground{ByCount, string(c.Effect), c.Cite})
		}
	}
	return list
}

// DoubtfulSteps lists the rows taken that are only inferred, or folklore, for any model. Each is listed once.
func DoubtfulSteps(steps []sim.Step) (list []Ground) {
	for _, s := range steps {
		list = doubted(list, Ground{ByRule, fmt.Sprintf("%s: %s", s.State, s.Condition), s.Cite})
	}
	return list
}

// doubted adds a ground to a list, if it is doubtful and not on it.
func doubted(list []Ground, g Ground) []Ground {
	if !g.Cite.Doubtful() || slices.Contains(list, g) {
		return list
	}
	return append(list, g)
}

// predictsOtherwise reports whether another world predicts a different outcome for an attempt: for the user or on the
// wire. Events and the wording of errors are not compared: events have their own citations.
func predictsOtherwise(h *logon.History, a logon.Attempt, setups []logon.Outcome) bool {
	others, problems := h.Ask(a)
	return len(problems) > 0 || !slices.EqualFunc(others, setups, sameDecision)
}

func sameDecision(a, b logon.Outcome) bool {
	status := a.Status == nil && b.Status == nil || a.Status != nil && b.Status != nil && *a.Status == *b.Status
	return status && a.Error == b.Error && a.Prompted == b.Prompted && a.Stage == b.Stage && a.Session == b.Session &&
		a.Because == b.Because && a.End == b.End && a.Sent.Response == b.Sent.Response
}
