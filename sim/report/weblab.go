package report

import (
	"slices"
	"strings"

	"ntlmsim/sim/lab/webserver"
	"ntlmsim/sim/page"
	"ntlmsim/sim/replay"
)

// A WebLab is what lab run found of a file about web servers.
type WebLab struct {
	File    string
	Results []webserver.Result
}

// A WebLabJSON is what lab run --json prints of such a file.
type WebLabJSON struct {
	Version int             `json:"version"`
	Results []webResultJSON `json:"results"`
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
	out := WebLabJSON{Version: Version, Results: []webResultJSON{}, Summary: w.counts()}
	for _, r := range w.Results {
		row := webResultJSON{File: w.File, Number: r.Number, Attempt: r.Attempt, Verdict: r.Verdict, Why: r.Why, Known: r.Known}
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
	suite := JUnitSuite{Name: w.File, Tests: len(w.Results), Failures: counts[string(webserver.Differs)], Errors: counts[string(webserver.CouldNot)]}
	for _, r := range w.Results {
		c := JUnitCase{Class: w.File, Name: r.Attempt, Output: strings.TrimSpace(string(r.Verdict) + " " + r.Why)}
		switch r.Verdict {
		case webserver.Differs:
			c.Failure = &JUnitMessage{Message: r.Why}
		case webserver.CouldNot:
			c.Error = &JUnitMessage{Message: r.Why}
		case webserver.NotObservable, webserver.Planned:
			c.Skipped = &JUnitMessage{Message: r.Why}
		}
		suite.Cases = append(suite.Cases, c)
	}
	return JUnitSuites{Name: "ntlmsim lab run", Tests: suite.Tests, Failures: suite.Failures, Errors: suite.Errors, Suites: []JUnitSuite{suite}}.Marshal()
}

// Code is the greater of two exit codes that is due: where an attempt could not be asked, or something differs; 0 where
// neither is.
func (w WebLab) Code(couldNot, differs int) (code int) {
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
	if verbose && r.Verdict != webserver.NotObservable {
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
	p.Para("", "  ", nil, page.Plural(len(w.Results), "attempt")+": "+strings.Join(parts, ", ")+
		". These are MIT's KDC and Apache, asked by a probe that asks as Windows does; prompts, events and second hops cannot be observed with them.")
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
