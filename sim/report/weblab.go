package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/lab/judged"
	"ntlmsim/sim/lab/mono"
	"ntlmsim/sim/lab/webserver"
	"ntlmsim/sim/page"
	"ntlmsim/sim/replay"
)

// A Lab is what lab run found of a file of another model than logon, or replay of such files. S is what its servers
// show.
type Lab[S fmt.Stringer] struct {
	File    string // of lab run; results of replay have their own
	Results []judged.Result[S]
	Spent   []replay.Spending // of replay
	Command string            // "lab run" or "replay"
	DryRun  bool
}

// The two kinds of files: about web servers and about farms.
type (
	WebLab  = Lab[webserver.Seen]
	FarmLab = Lab[mono.Seen]
)

// A LabJSON is what lab run --json and replay --json print of such files.
type LabJSON[T any] struct {
	Version int                `json:"version"`
	Results []labResultJSON[T] `json:"results"`
	Spent   []spentJSON        `json:"spent,omitempty"`
	Summary map[string]int     `json:"summary"`

	Differences map[string]string `json:"differences,omitempty"`
}

// The shapes of both kinds.
type (
	WebLabJSON  = LabJSON[seenJSON]
	FarmLabJSON = LabJSON[postedJSON]
)

type labResultJSON[T any] struct {
	File      string         `json:"file"`
	Number    int            `json:"number"`
	Attempt   string         `json:"attempt"`
	Verdict   judged.Verdict `json:"verdict"`
	Why       string         `json:"why,omitempty"`
	Known     []string       `json:"known,omitempty"`
	Predicted *T             `json:"predicted,omitempty"`
	Observed  *T             `json:"observed"`
}

type seenJSON struct {
	Offers   string `json:"offers"`
	SPN      string `json:"spn"`
	Status   int    `json:"status"`
	Protocol string `json:"protocol"`
	User     string `json:"user"`
	Code     int    `json:"code"`
	Again    bool   `json:"again,omitempty"`
}

func seenOf(s webserver.Seen) *seenJSON {
	return &seenJSON{s.Offers, s.SPN, s.Status, string(s.Protocol), s.User, int(s.Code), s.Again}
}

// A postedJSON is what comes of a post.
type postedJSON struct {
	Status    int    `json:"status"`
	ViewState string `json:"viewState"`
	Error     string `json:"error,omitempty"`
}

func postedOf(s mono.Seen) *postedJSON { return &postedJSON{s.Status, string(s.View), s.Error} }

// counts says how many results have each verdict.
func (w Lab[S]) counts() map[string]int {
	counts := map[string]int{}
	for _, v := range judged.Verdicts() {
		counts[string(v)] = 0
	}
	for _, r := range w.Results {
		counts[string(r.Verdict)]++
	}
	return counts
}

// JSON is the report for programs: a WebLabJSON or a FarmLabJSON.
func (w Lab[S]) JSON() any {
	switch lab := any(w).(type) {
	case WebLab:
		return jsonOf(lab, seenOf)
	case FarmLab:
		return jsonOf(lab, postedOf)
	}
	return nil
}

func jsonOf[S fmt.Stringer, T any](w Lab[S], shape func(S) *T) LabJSON[T] {
	out := LabJSON[T]{Version: Version, Results: []labResultJSON[T]{}, Spent: spentOf(w.Spent), Summary: w.counts()}
	for _, r := range w.Results {
		row := labResultJSON[T]{File: w.fileOf(r), Number: r.Number, Attempt: r.Attempt, Verdict: r.Verdict, Why: r.Why, Known: r.Known}
		if r.Verdict != judged.NotObservable {
			row.Predicted = shape(r.Want)
		}
		if r.Got != nil {
			row.Observed = shape(*r.Got)
		}
		out.Results = append(out.Results, row)
	}
	for _, d := range w.differences() {
		if out.Differences == nil {
			out.Differences = map[string]string{}
		}
		out.Differences[d[0]] = d[1]
	}
	return out
}

// JUnit is the report for build servers: what cannot be observed is skipped with the reason.
func (w Lab[S]) JUnit() ([]byte, error) {
	counts := w.counts()
	all := JUnitSuites{Name: "ntlmsim " + w.Command, Tests: len(w.Results), Failures: counts[string(judged.Differs)], Errors: counts[string(judged.CouldNot)]}
	for _, r := range w.Results {
		file := w.fileOf(r)
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != file {
			all.Suites = append(all.Suites, JUnitSuite{Name: file})
		}
		all.Suites[len(all.Suites)-1].addJudged(r.Attempt, r.Verdict, r.Why)
	}
	return all.Marshal()
}

// addJudged adds a result to the suite of its file.
func (s *JUnitSuite) addJudged(attempt string, verdict judged.Verdict, why string) {
	c := JUnitCase{Class: s.Name, Name: attempt, Output: strings.TrimSpace(string(verdict) + " " + why)}
	switch verdict {
	case judged.Differs:
		s.Failures++
		c.Failure = &JUnitMessage{Message: why}
	case judged.CouldNot:
		s.Errors++
		c.Error = &JUnitMessage{Message: why}
	case judged.NotObservable, judged.NotAsked, judged.Planned:
		c.Skipped = &JUnitMessage{Message: why}
	}
	s.Tests++
	s.Cases = append(s.Cases, c)
}

func (w Lab[S]) fileOf(r judged.Result[S]) string { return cmp.Or(r.File, w.File) }

// Code is the greater of two exit codes that is due: where an attempt could not be asked, or replay asked none, or
// something differs; 0 where neither is.
func (w Lab[S]) Code(couldNot, differs int) (code int) {
	switch {
	case w.Command == "replay" && w.DryRun:
		return 0
	case w.Command == "replay" && w.counts()[string(judged.NotAsked)] == len(w.Results):
		return couldNot
	}
	for _, r := range w.Results {
		switch r.Verdict {
		case judged.CouldNot:
			code = max(code, couldNot)
		case judged.Differs:
			code = max(code, differs)
		}
	}
	return code
}

// PrintResult writes a result: one line, why it is not simply as predicted, and with verbose what was predicted and
// observed.
func PrintResult[S fmt.Stringer](p *Page, r judged.Result[S], verbose bool) {
	paint := p.Style.Dim
	switch r.Verdict {
	case judged.Agrees:
		paint = p.Style.Green
	case judged.Differs, judged.CouldNot:
		paint = p.Style.Red
	}
	p.Long("  "+paint(page.Pad(string(r.Verdict), 18))+"  ", page.Pad("", 22), nil, r.Attempt)
	why := slices.Clone(r.Known)
	if r.Why != "" {
		why = append(why, r.Why)
	}
	if len(why) > 0 {
		p.Indent(8, strings.Join(why, "; "))
	}
	if verbose && (r.Verdict == judged.Planned || r.Got != nil) {
		p.Indent(8, "predicted of these servers: "+r.Want.String())
	}
	if verbose && r.Got != nil {
		p.Indent(8, "observed: "+(*r.Got).String())
	}
}

// PrintLab writes the known differences that were met, and the summary.
func PrintLab[S fmt.Stringer](p *Page, w Lab[S]) {
	for _, d := range w.differences() {
		p.Para("  ", "    ", p.Style.Dim, d[0]+": "+d[1])
	}
	var parts []string
	counts := w.counts()
	for _, v := range judged.Verdicts() {
		if n := counts[string(v)]; n > 0 {
			parts = append(parts, counted(n, replay.Verdict(v)))
		}
	}
	p.printSpent(w.Spent, w.DryRun)
	p.Para("", "  ", nil, page.Plural(len(w.Results), "attempt")+": "+strings.Join(parts, ", ")+w.ending())
}

// ending is what a reader must know of what was asked.
func (w Lab[S]) ending() string {
	const unseen = "a probe that asks as Windows does; prompts, events and second hops cannot be observed"
	switch {
	case w.DryRun && w.Command == "replay":
		return " (a dry run: nothing was sent)."
	case w.Command == "replay":
		return ". The servers were asked by " + unseen + "."
	case w.ofFarm():
		return ". These are processes of Mono, which does less than ASP.NET of Windows; events cannot be observed with them."
	}
	return ". These are MIT's KDC and Apache, asked by " + unseen + " with them."
}

// ofFarm reports whether it is about a farm.
func (w Lab[S]) ofFarm() bool {
	_, farm := any(w).(FarmLab)
	return farm
}

// differences are the known differences that attempts met, each with its reason.
func (w Lab[S]) differences() (list [][2]string) {
	all := webserver.Differences()
	if w.ofFarm() {
		all = mono.Differences()
	}
	for _, d := range all {
		if slices.ContainsFunc(w.Results, func(r judged.Result[S]) bool { return slices.Contains(r.Known, d[0]) }) {
			list = append(list, d)
		}
	}
	return list
}
