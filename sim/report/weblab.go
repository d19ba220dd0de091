package report

import (
	"cmp"
	"slices"
	"strings"

	"ntlmsim/sim/lab/webserver"
	"ntlmsim/sim/page"
	"ntlmsim/sim/replay"
)

// A WebLab is what lab run found of a file about web servers, or replay of such files.
type WebLab struct {
	File    string // of lab run; results of replay have their own
	Results []webserver.Result
	Spent   []replay.Spending // of replay
	Command string            // "lab run" or "replay"
	DryRun  bool
}

// A WebLabJSON is what lab run --json and replay --json print of such files.
type WebLabJSON struct {
	Version int             `json:"version"`
	Results []webResultJSON `json:"results"`
	Spent   []spentJSON     `json:"spent,omitempty"`
	Summary map[string]int  `json:"summary"`

	Differences map[string]string `json:"differences,omitempty"`
}

type webResultJSON struct {
	File      string            `json:"file"`
	Number    int               `json:"number"`
	Attempt   string            `json:"attempt"`
	Verdict   webserver.Verdict `json:"verdict"`
	Why       string            `json:"why,omitempty"`
	Known     []string          `json:"known,omitempty"`
	Predicted *seenJSON         `json:"predicted,omitempty"`
	Observed  *seenJSON         `json:"observed"`
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

// counts says how many results have each verdict.
func (w WebLab) counts() map[string]int {
	counts := map[string]int{}
	for _, v := range webserver.Verdicts() {
		counts[string(v)] = 0
	}
	for _, r := range w.Results {
		counts[string(r.Verdict)]++
	}
	return counts
}

// JSON is the report for programs.
func (w WebLab) JSON() WebLabJSON {
	out := WebLabJSON{Version: Version, Results: []webResultJSON{}, Spent: spentOf(w.Spent), Summary: w.counts()}
	for _, r := range w.Results {
		row := webResultJSON{File: w.fileOf(r), Number: r.Number, Attempt: r.Attempt, Verdict: r.Verdict, Why: r.Why, Known: r.Known}
		if r.Verdict != webserver.NotObservable {
			row.Predicted = seenOf(r.Want)
		}
		if r.Got != nil {
			row.Observed = seenOf(*r.Got)
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
func (w WebLab) JUnit() ([]byte, error) {
	counts := w.counts()
	all := JUnitSuites{Name: "ntlmsim " + w.Command, Tests: len(w.Results), Failures: counts[string(webserver.Differs)], Errors: counts[string(webserver.CouldNot)]}
	for _, r := range w.Results {
		file := w.fileOf(r)
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != file {
			all.Suites = append(all.Suites, JUnitSuite{Name: file})
		}
		all.Suites[len(all.Suites)-1].addWeb(r)
	}
	return all.Marshal()
}

// addWeb adds a result to the suite of its file.
func (s *JUnitSuite) addWeb(r webserver.Result) {
	c := JUnitCase{Class: s.Name, Name: r.Attempt, Output: strings.TrimSpace(string(r.Verdict) + " " + r.Why)}
	switch r.Verdict {
	case webserver.Differs:
		s.Failures++
		c.Failure = &JUnitMessage{Message: r.Why}
	case webserver.CouldNot:
		s.Errors++
		c.Error = &JUnitMessage{Message: r.Why}
	case webserver.NotObservable, webserver.NotAsked, webserver.Planned:
		c.Skipped = &JUnitMessage{Message: r.Why}
	}
	s.Tests++
	s.Cases = append(s.Cases, c)
}

func (w WebLab) fileOf(r webserver.Result) string { return cmp.Or(r.File, w.File) }

// Code is the greater of two exit codes that is due: where an attempt could not be asked, or replay asked none, or
// something differs; 0 where neither is.
func (w WebLab) Code(couldNot, differs int) (code int) {
	switch {
	case w.Command == "replay" && w.DryRun:
		return 0
	case w.Command == "replay" && w.counts()[string(webserver.NotAsked)] == len(w.Results):
		return couldNot
	}
	for _, r := range w.Results {
		switch r.Verdict {
		case webserver.CouldNot:
			code = max(code, couldNot)
		case webserver.Differs:
			code = max(code, differs)
		}
	}
	return code
}

// PrintWebResult writes a result: one line, why it is not simply as predicted, and with verbose what was predicted and
// observed.
func (p *Page) PrintWebResult(r webserver.Result, verbose bool) {
	paint := p.Style.Dim
	switch r.Verdict {
	case webserver.Agrees:
		paint = p.Style.Green
	case webserver.Differs, webserver.CouldNot:
		paint = p.Style.Red
	}
	p.Long("  "+paint(page.Pad(string(r.Verdict), 18))+"  ", page.Pad("", 22), nil, r.Attempt)
	if why := strings.Join(append(slices.Clone(r.Known), r.Why), "; "); why != "" {
		p.Indent(8, strings.TrimSuffix(why, "; "))
	}
	if verbose && (r.Verdict == webserver.Planned || r.Got != nil) {
		p.Indent(8, "predicted of these servers: "+r.Want.String())
	}
	if verbose && r.Got != nil {
		p.Indent(8, "observed: "+r.Got.String())
	}
}

// PrintWebLab writes the known differences that were met, and the summary.
func (p *Page) PrintWebLab(w WebLab) {
	for _, d := range w.differences() {
		p.Para("  ", "    ", p.Style.Dim, d[0]+": "+d[1])
	}
	var parts []string
	counts := w.counts()
	for _, v := range webserver.Verdicts() {
		if n := counts[string(v)]; n > 0 {
			parts = append(parts, counted(n, replay.Verdict(v)))
		}
	}
	p.printSpent(w.Spent, w.DryRun)
	p.Para("", "  ", nil, page.Plural(len(w.Results), "attempt")+": "+strings.Join(parts, ", ")+w.ending())
}

// ending is what a reader must know of what was asked.
func (w WebLab) ending() string {
	const unseen = "a probe that asks as Windows does; prompts, events and second hops cannot be observed"
	switch {
	case w.DryRun && w.Command == "replay":
		return " (a dry run: nothing was sent)."
	case w.Command == "replay":
		return ". The servers were asked by " + unseen + "."
	}
	return ". These are MIT's KDC and Apache, asked by " + unseen + " with them."
}

// differences are the known differences that attempts met, each with its reason.
func (w WebLab) differences() (list [][2]string) {
	for _, d := range webserver.Differences() {
		if slices.ContainsFunc(w.Results, func(r webserver.Result) bool { return slices.Contains(r.Known, d[0]) }) {
			list = append(list, d)
		}
	}
	return list
}
