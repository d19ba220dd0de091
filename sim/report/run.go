package report

import (
	"fmt"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
	"ntlmsim/sim/unknown"
	"ntlmsim/sim/whatif"
)

// An Attempt is one attempt with its Decision, and what only logon knows of it. Doubts and advice take time: AddDoubts
// and AddAdvice add them.
type Attempt struct {
	scenarios.Played
	Outcome logon.Outcome
	Doubts  []whatif.Ground  // what the prediction rests on that is only inferred, or folklore
	Advice  whatif.Found     // what would make it work, of a refused attempt
	Advices []whatif.Found   // where several answers are possible: of each of them
	all     *unknown.Answers // where something is unknown: every answer, also those that end alike
	other   bool             // another model than logon decided
}

// Judge compares what a played attempt expects with what is predicted. Its Decision is never nil.
func Judge(p scenarios.Played) Attempt {
	if p.Decision != nil {
		return Attempt{Played: p, other: true}
	}
	if p.Answers != nil {
		return judgeSeveral(p)
	}
	o := p.Outcome()
	p.Decision = decisionOf(p, o)
	return Attempt{Played: p, Outcome: o}
}

// A File is a file that was run, with its attempts, or why it could not be run.
type File struct {
	Name     string          // in messages
	File     *scenarios.File // nil: it could not be read
	Problem  string          // why it could not be run, or ""
	Attempts []Attempt
}

// A Summary counts files and attempts. Files does not count topologies without attempts.
type Summary struct {
	Files      int `json:"files"`
	Attempts   int `json:"attempts"`
	AsExpected int `json:"asExpected"`
	Different  int `json:"different"`
	BadFiles   int `json:"badFiles"`
	InSession  int `json:"inSession"` // attempts that are asked by themselves, and would be 1219 after those before them
}

func (r File) different() int {
	n := 0
	for _, a := range r.Attempts {
		if len(a.Decision.Differences) > 0 {
			n++
		}
	}
	return n
}

// Summarize counts the files and attempts of a run.
func Summarize(all []File) Summary {
	var s Summary
	for _, r := range all {
		if r.Problem != "" {
			s.BadFiles++
		}
		if len(r.Attempts) > 0 {
			s.Files++
		}
		s.Attempts += len(r.Attempts)
		s.Different += r.different()
		for _, a := range r.Attempts {
			if a.otherInTurn() {
				s.InSession++
			}
		}
	}
	s.AsExpected = s.Attempts - s.Different
	return s
}

// PrintRun writes one line for a file, and the details of each attempt that differs; with verbose a verdict for each
// other attempt.
func (p *Page) PrintRun(r File, verbose bool) {
	name := r.Name
	switch n := r.different(); {
	case r.Problem != "":
		p.Printf("%s  %s\n", p.Style.Red("bad    "), name)
		return
	case len(r.Attempts) == 0:
		p.Printf("%s  %s  %s\n", p.Style.Dim("-      "), page.Pad(name, 44), p.Style.Dim("a topology, no attempts"))
	case n > 0:
		p.Printf("%s  %s  %d of %s\n", p.Style.Red("differs"), page.Pad(name, 44), n, page.Plural(len(r.Attempts), "attempt"))
	default:
		p.Printf("%s  %s  %s\n", p.Style.Green("ok     "), page.Pad(name, 44), p.Style.Dim(page.Plural(len(r.Attempts), "attempt")))
	}
	if r.File != nil {
		p.printMisspelled(r.File.Misspelled)
	}
	for _, a := range r.Attempts {
		if len(a.Decision.Differences) > 0 {
			p.printDifferent(name, a)
		} else if verbose {
			p.Long(fmt.Sprintf("    %2d  ", a.Number), "        ", nil, a.Name)
			p.printVerdict("        ", a.Decision)
		}
	}
}

// printDifferent writes what was expected, what is predicted instead, and the source of the rule that decided.
func (p *Page) printDifferent(name string, a Attempt) {
	p.Line()
	p.Columns("    ", [][]string{{p.Style.Bold(fmt.Sprintf("#%d %s", a.Number, a.Name)), p.Style.Dim(fmt.Sprintf("%s:%d", name, a.Line))}})
	p.printDifferences("        ", a.Decision.Differences)
	if !a.Several() {
		p.Para("        path  ", "              ", nil, route(a.Decision))
	}
	p.printReason("        ", a.Decision)
	p.printInTurn("        ", a)
	if s, ok := decisive(a.Decision); ok {
		p.printCite("        ", s.Cite)
	}
	p.Line()
}

// printDifferences writes what was expected, and under it what is predicted.
func (p *Page) printDifferences(indent string, list []scenarios.Difference) {
	for _, d := range list {
		rest := indent + page.Pad("", 14)
		p.Long(indent+page.Pad(d.Field, 9)+"want ", rest, p.Style.Green, d.Want)
		p.Long(indent+page.Pad("", 9)+"got  ", rest, p.Style.Red, d.Got)
	}
}

// PrintSummary writes how many attempts are as expected.
func (p *Page) PrintSummary(s Summary) {
	switch {
	case s.Different == 0 && s.BadFiles == 0:
		p.Line(p.Style.Green(fmt.Sprintf("%s as expected in %s", page.Plural(s.Attempts, "attempt"), page.Plural(s.Files, "file"))))
	default:
		text := fmt.Sprintf("%d of %s as expected in %s", s.AsExpected, page.Plural(s.Attempts, "attempt"), page.Plural(s.Files, "file"))
		if s.BadFiles > 0 {
			text += fmt.Sprintf("; %s could not be run", page.Plural(s.BadFiles, "file"))
		}
		p.Line(p.Style.Red(text))
	}
	p.printInTurns(s.InSession)
}

// RunOf is a run for programs. doubted is nil without --strict-evidence.
func RunOf(all []File, s Summary, doubted *Evidence) RunJSON {
	out := RunJSON{Version: Version, Files: []runFileJSON{}, Summary: s, Evidence: doubted}
	for _, r := range all {
		f := runFileJSON{Path: r.Name, Error: r.Problem, Attempts: []runAttemptJSON{}}
		if r.File != nil {
			f.Comment, f.Remarks = r.File.Comment, r.File.Remarks
		}
		for _, a := range r.Attempts {
			f.Attempts = append(f.Attempts, ranOf(a))
		}
		out.Files = append(out.Files, f)
	}
	return out
}

func ranOf(a Attempt) runAttemptJSON {
	d := a.Decision
	j := runAttemptJSON{Number: a.Number, Name: a.Name, Line: a.Line, AsExpected: len(d.Differences) == 0, Because: d.Because, Verdict: d.Verdict,
		Differences: d.Differences, RestsOn: groundsOf(a.Doubts)}
	if a.Several() {
		j.Errors = a.Answers.Errors()
	} else if !a.other {
		session := a.Outcome.Session.String()
		j.Error, j.Session = &a.Outcome.Error, &session
		if a.otherInTurn() {
			j.InSession = &a.InTurn.Error
		}
	}
	return j
}
