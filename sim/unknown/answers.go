package unknown

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// Answers are what can come of an attempt: at least one answer.
type Answers struct {
	List  []Answer // successes first, then by error
	Tree  *Node    // what decides between them; nil if there is one
	Early bool     // the search ended early: there may be more
}

// An Answer is one that an attempt can have.
type Answer struct {
	Setups []logon.Outcome   // of each session setup, in order
	Before *logon.World      // a world that gives it, as the attempts before it have left it
	If     string            // what must be true for it, in clauses; "" if it is the only one
	ways   []string          // each of which If allows
	alike  [][]logon.Outcome // the session setups of all worlds that give it
}

// Passwords are those that a session setup of the answer sends, in the worlds that give it.
func (a Answer) Passwords(setup int) (list []string) {
	for _, setups := range a.alike {
		if o := &setups[setup]; o.SendsSetup() {
			list = append(list, o.Sent.Password)
		}
	}
	return list
}

// True is what must be true if one of answers is: their ways, in clauses.
func True(answers []Answer) string {
	var ways []string
	for _, a := range answers {
		ways = append(ways, a.ways...)
	}
	return strings.Join(ways, ", or ")
}

// Outcome is the final outcome of all session setups.
func (a Answer) Outcome() logon.Outcome { return logon.Joined(a.Setups) }

// A Node is an unknown value that decides between answers, and what each of its values leads to.
type Node struct {
	Of    logon.Unknown
	Cases []Case
}

// A Case is some values of a Node, with an answer, or with what decides further.
type Case struct {
	Says   []string // in clauses, any of them true
	Answer int      // its number in the list of answers, if Then is nil
	Then   *Node
}

// One reports whether there is one answer.
func (a Answers) One() bool { return len(a.List) == 1 }

// Errors lists the errors that an attempt can end with, ascending.
func (a Answers) Errors() (list []uint32) {
	for _, answer := range a.List {
		list = append(list, answer.Outcome().Error)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Steps are the steps of all answers, each once.
func (a Answers) Steps() (list []sim.Step) {
	for _, answer := range a.List {
		for _, s := range answer.Outcome().Trace {
			if !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
	}
	return list
}

// shown is everything that can be seen of an outcome.
func shown(setups []logon.Outcome) string {
	var b strings.Builder
	for _, o := range setups {
		fmt.Fprint(&b, o.Error, o.Text, o.Prompted, logon.StatusText(o.Status), o.Stage, o.Session, o.Sent.Response, o.Protocol, o.Because, o.End)
		for _, s := range o.Trace {
			fmt.Fprint(&b, s.State, s.Condition, s.Found)
		}
		for _, e := range o.Logged() {
			fmt.Fprintf(&b, "%+v", e)
		}
		for _, c := range o.Counts {
			fmt.Fprint(&b, c)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// mostLeaves is how many leaves are told apart after an early end.
const mostLeaves = 100

// few are the leaves that are told apart: all of them or, after an early end, some of each answer.
func (s *search) few() (list []leaf) {
	if !s.early {
		return s.leaves
	}
	seen := map[string]bool{}
	for _, first := range []bool{true, false} {
		for _, l := range s.leaves {
			if len(list) < mostLeaves && first != seen[l.shows] {
				list = append(list, l)
			}
			seen[l.shows] = true
		}
	}
	return list
}

// decided lists the unknown values of which the leaves have chosen one, in the order of all.
func (s *search) decided() []logon.Unknown {
	used := map[logon.Unknown]bool{}
	for _, l := range s.leaves {
		for _, c := range l.known {
			used[c.of] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(s.places), func(u logon.Unknown) bool { return !used[u] })
}

// answers are the leaves, those that are alike as one.
func (s *search) answers() Answers {
	a := Answers{Early: s.early}
	slices.SortStableFunc(s.leaves, func(x, y leaf) int {
		return cmp.Compare(x.Setups[len(x.Setups)-1].Error, y.Setups[len(y.Setups)-1].Error)
	})
	numbers := map[string]int{}
	for _, l := range s.leaves {
		if _, ok := numbers[l.shows]; !ok {
			numbers[l.shows] = len(a.List)
			a.List = append(a.List, l.Answer)
		}
		answer := &a.List[numbers[l.shows]]
		answer.alike = append(answer.alike, l.Setups)
	}
	if len(a.List) > 1 {
		t := tree{s.decided(), numbers}
		if a.Tree = t.node(s.few(), nil); a.Tree != nil {
			a.Tree.describe(a.List, nil)
		}
	}
	return a
}
