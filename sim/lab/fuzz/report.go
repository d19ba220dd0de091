package fuzz

import (
	"fmt"
	"maps"
	"slices"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
	"ntlmsim/sim/replay"
)

// A Report is what a whole run found, as lab fuzz --json prints it.
type Report struct {
	Version     int            `json:"version"`
	Seed        uint64         `json:"seed"`
	Samba       string         `json:"samba"`
	Seconds     float64        `json:"seconds"`
	Rounds      int            `json:"rounds"`
	Servers     int            `json:"servers"`
	Asked       int            `json:"asked"`
	Agree       int            `json:"agree"`
	Differ      int            `json:"differ"`
	Records     int            `json:"auditRecords"`
	NotAsked    map[string]int `json:"notAsked"`
	Because     map[string]int `json:"because"`
	Differences []string       `json:"differences"`
	Unfinished  string         `json:"unfinished,omitempty"` // why it ended before its last round
}

// A RoundReport is what one round found. The worker in the lab prints it as JSON.
type RoundReport struct {
	Asked       int            `json:"asked"`
	Agree       int            `json:"agree"`
	NotAsked    map[string]int `json:"notAsked,omitempty"` // by reason
	Because     map[string]int `json:"because"`            // by role and deciding state
	Records     int            `json:"records"`            // audit records that were compared
	Differences []Difference   `json:"differences,omitempty"`
}

// A Difference is an attempt whose answer, or whose record, is not as predicted.
type Difference struct {
	Attempt string         `json:"attempt"`
	Kind    string         `json:"kind"` // the same for what has probably the same cause
	Verdict replay.Verdict `json:"verdict"`
	Why     string         `json:"why"`
	Seen    *Answer        `json:"seen,omitempty"` // nil where nothing was observed
}

// An Answer is an observed answer in the terms of a scenario's want:.
type Answer struct {
	Error   uint32 `json:"error"`   // of Win32
	Session string `json:"session"` // as logon.ParseSession reads it
}

// take counts a result, with how many records of it were compared.
func (report *RoundReport) take(r replay.Result, at logon.Machine, records int) {
	state := fmt.Sprint(at.Profile, " ", r.Outcome.Because)
	switch r.Verdict {
	case replay.NotAsked:
		report.NotAsked[r.Why]++
		return
	case replay.Agrees:
		report.Agree++
		report.Records += records
	}
	report.Asked++
	report.Because[state]++
	if r.Verdict == replay.Agrees {
		return
	}
	d := Difference{Attempt: r.Attempt, Kind: state + " " + string(r.Verdict), Verdict: r.Verdict, Why: r.Why}
	if len(r.Findings) > 0 && r.Findings[0].Observed != nil {
		d.Seen = seen(*r.Findings[0].Observed)
		d.Kind += " " + r.Findings[0].Observed.String()
	}
	report.Differences = append(report.Differences, d)
}

func seen(a replay.Answer) *Answer {
	status := a.Setup
	if a.Tree != nil && status == logon.StatusSuccess {
		status = *a.Tree
	}
	number, _ := status.Win32()
	return &Answer{number, a.Session.String()}
}

// Lines is the report for people, of a run that was to make so many attempts.
func (r Report) Lines(attempts int) []string {
	lines := []string{fmt.Sprintf("seed %d: %s at %s in %s, %.0f s: %d as predicted, %d differ; %s as predicted", r.Seed, page.Plural(r.Asked, "attempt"),
		page.Plural(r.Servers, "server"), page.Plural(r.Rounds, "round"), r.Seconds, r.Agree, r.Differ, page.Plural(r.Records, "audit record"))}
	if r.Unfinished != "" {
		lines = append(lines, fmt.Sprintf("  ended before its %s were made: %s", page.Plural(attempts, "attempt"), r.Unfinished))
	}
	for _, why := range slices.Sorted(maps.Keys(r.NotAsked)) {
		lines = append(lines, fmt.Sprintf("  not asked: %d: %s", r.NotAsked[why], why))
	}
	for _, name := range r.Differences {
		lines = append(lines, "  "+name)
	}
	return lines
}
