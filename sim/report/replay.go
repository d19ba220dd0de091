package report

import (
	"fmt"
	"strings"

	"ntlmsim/sim/page"
	"ntlmsim/sim/replay"
)

// A Replayed is everything that a replay found. Add and Note fill it.
type Replayed struct {
	Results   []replay.Result
	Counts    map[replay.Verdict]int
	Stale     []string    // known differences that no longer differ, in words
	Unclaimed []Unclaimed // records of a lab that no attempt caused
}

// Add adds a result.
func (found *Replayed) Add(r replay.Result) {
	found.Results = append(found.Results, r)
	if found.Counts == nil {
		found.Counts = map[replay.Verdict]int{}
	}
	found.Counts[r.Verdict]++
	for _, s := range r.Stale {
		found.Stale = append(found.Stale, fmt.Sprintf("%s: %s: agrees, though %s is a known difference", r.File, r.Attempt, s.ID))
	}
}

// PrintResult writes one line for a result, and with verbose what each client found.
func (p *Page) PrintResult(r replay.Result, verbose bool) {
	name := r.Attempt
	if r.Retest {
		name += " (with the password typed at the prompt)"
	}
	p.Long("  "+paintReplay(p.Style, r.Verdict)+"  ", page.Pad("", 22), nil, name)
	if r.Why != "" && r.Verdict != replay.Agrees && !verbose {
		p.Para("        ", "        ", nil, r.Why)
	}
	if r.Learned != "" {
		p.Para("        ", "        ", nil, "known now: "+r.Learned)
	}
	if r.Verdict == replay.Planned {
		p.Indent(8, planned(r))
	}
	if !verbose {
		return
	}
	p.Indent(8, predictedText(r))
	for _, f := range r.Findings {
		text := f.Client + ": " + string(f.Verdict)
		if f.Observed != nil && f.Verdict != replay.NotAsked { // there why names it
			text += ": observed " + f.Observed.String()
		}
		if f.Said != nil {
			text += ": observed " + f.Said.String()
		}
		if f.Why != "" {
			text += ": " + f.Why
		}
		p.Indent(8, text)
	}
	if len(r.Findings) == 0 {
		p.Indent(8, r.Why)
	}
}

// planned is what a dry run would send, without the password.
func planned(r replay.Result) string {
	s := r.Outcome.Sent
	if r.Outcome.Reuses() {
		return fmt.Sprintf("%s to %s, share %q, in the session that is there", strings.Join(clientNames(r), " and "), s.To, s.Share)
	}
	text := fmt.Sprintf("%s to %s: domain %q, user %q, %s", strings.Join(clientNames(r), " and "), s.To, s.Domain, s.User, s.Response)
	if s.Salt != nil {
		text += fmt.Sprintf(", hashed with %q", *s.Salt)
	}
	if replay.Costs(r.Outcome) {
		text += "; counts as " + page.Plural(len(clientNames(r)), "bad password")
	}
	return text
}

func clientNames(r replay.Result) []string {
	var names []string
	for _, f := range r.Findings {
		if f.Verdict == replay.Planned {
			names = append(names, f.Client)
		}
	}
	return names
}

// predictedText is what was predicted: of several answers, their errors.
func predictedText(r replay.Result) string {
	switch {
	case len(r.Possible) == 1:
		return fmt.Sprintf("predicted: error %d in any case, for different reasons", r.Possible[0])
	case len(r.Possible) > 0:
		return "predicted: error " + eitherError(r.Possible) + ", depending on what is unknown"
	case r.Outcome.Status == nil:
		return fmt.Sprintf("predicted: nothing is sent, error %d (%s)", r.Outcome.Error, r.Outcome.Because)
	}
	return fmt.Sprintf("predicted: %s, error %d (%s)", replay.Predicted(r.Outcome), r.Outcome.Error, r.Outcome.Because)
}

func paintReplay(s page.Style, v replay.Verdict) string {
	text := page.Pad(string(v), 18)
	switch v {
	case replay.Agrees:
		return s.Green(text)
	case replay.Differs, replay.CouldNot:
		return s.Red(text)
	}
	return s.Dim(text)
}

// PrintReplayed writes the end of the report: stale differences, unclaimed records, costs and the summary.
func (p *Page) PrintReplayed(found Replayed, spent []replay.Spending, dryRun bool) {
	for _, s := range found.Stale {
		p.Line(p.Style.Red("stale  ") + s)
	}
	p.printUnclaimed(found.Unclaimed)
	p.printSpent(spent, dryRun)
	p.Line(found.summary(dryRun))
}

// ofMany are the plurals of verdicts.
var ofMany = map[replay.Verdict]string{replay.Agrees: "agree", replay.Differs: "differ", replay.Known: "known differences"}

func counted(n int, v replay.Verdict) string {
	if many := ofMany[v]; n != 1 && many != "" {
		return fmt.Sprintf("%d %s", n, many)
	}
	return fmt.Sprintf("%d %s", n, v)
}

// summary counts the verdicts. Those that agree and differ are always there, others only if there are any.
func (found Replayed) summary(dryRun bool) string {
	var parts []string
	if !dryRun {
		parts = []string{counted(found.Counts[replay.Agrees], replay.Agrees), counted(found.Counts[replay.Differs], replay.Differs)}
	}
	for _, v := range replay.Verdicts() {
		if v != replay.Agrees && v != replay.Differs && found.Counts[v] > 0 {
			parts = append(parts, counted(found.Counts[v], v))
		}
	}
	text := page.Plural(len(found.Results), "session setup") + ": " + strings.Join(parts, ", ")
	if dryRun {
		text += " (a dry run: nothing was sent)"
	}
	return text
}

// printSpent lists for each account the bad passwords that were sent, or could be.
func (p *Page) printSpent(spent []replay.Spending, dryRun bool) {
	var rows [][]string
	for _, s := range spent {
		if s.Spent == 0 && !dryRun {
			continue
		}
		row := []string{s.Account, fmt.Sprintf("%d of %d (%s)", s.Spent, max(s.Most-s.Earlier, 0), s.Why), strings.Join(s.At, " ")}
		if s.Earlier > 0 {
			row = append(row, fmt.Sprintf("an earlier run has sent %d, which count until %s", s.Earlier, s.Until.Local().Format("15:04")))
		}
		rows = append(rows, row)
	}
	switch {
	case len(rows) == 0:
		return
	case dryRun:
		p.Line("Bad passwords that the run can cost, if its servers refuse everything:")
	default:
		p.Line("Bad passwords that the run may have cost; later runs count them, too:")
	}
	p.Columns("  ", rows)
}
