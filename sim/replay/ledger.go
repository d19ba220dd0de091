package replay

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"ntlmsim/sim/logon"
)

// A Ledger lists the known differences between the model and real servers, with their causes. A difference that is not
// in it fails a run, and so does a stale entry: one whose attempts no longer differ.
type Ledger struct{ Entries []*Entry }

// An Entry is one known difference: where, what was predicted and observed, and why.
type Entry struct {
	ID        string   `yaml:"id"`
	Server    string   `yaml:"server"`   // the software it was seen on: "samba"
	Profiles  []string `yaml:"profiles"` // profiles whose prediction differs
	Because   string   `yaml:"because"`  // the deciding state; * stands for one or more characters
	End       string   `yaml:"end"`      // the final state of the attempt, where a later stage decides
	Predicted wire     `yaml:"predicted"`
	Observed  wire     `yaml:"observed"`
	Cause     string   `yaml:"cause"`
	Seen      string   `yaml:"seen"` // version and date
}

// A wire is an answer in a ledger.
type wire struct {
	Setup   string `yaml:"setup"`
	Session string `yaml:"session"`
	Tree    string `yaml:"tree"`
}

// ParseLedger reads testdata/known-differences.yaml. Every entry must be complete.
func ParseLedger(data []byte) (*Ledger, error) {
	var l Ledger
	if err := yaml.Load(data, &l.Entries, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("known differences: %w", err)
	}
	seen := map[string]bool{}
	for i, e := range l.Entries {
		if e == nil {
			return nil, fmt.Errorf("known differences: entry %d is empty", i+1)
		}
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("known differences: entry %d (%s): %w", i+1, e.ID, err)
		}
		if seen[e.ID] {
			return nil, fmt.Errorf("known differences: two entries %s", e.ID)
		}
		seen[e.ID] = true
	}
	return &l, nil
}

func (e *Entry) check() error {
	for _, field := range []struct{ name, value string }{{"id", e.ID}, {"server", e.Server}, {"because", e.Because}, {"cause", e.Cause},
		{"seen", e.Seen}, {"predicted.setup", e.Predicted.Setup}, {"observed.setup", e.Observed.Setup}} {
		if strings.TrimSpace(field.value) == "" {
			return fmt.Errorf("%s is missing", field.name)
		}
	}
	if len(e.Profiles) == 0 {
		return fmt.Errorf("profiles is missing")
	}
	if e.Because == "*" {
		return fmt.Errorf("because: * matches everything: name the state")
	}
	if _, err := path.Match(e.Because, ""); err != nil {
		return fmt.Errorf("because: %w", err)
	}
	return nil
}

// isAbout reports whether an entry is about an attempt.
func (e *Entry) isAbout(software, profile string, o logon.Outcome) bool {
	if e.Server != software || !slices.Contains(e.Profiles, profile) {
		return false
	}
	ok, _ := path.Match(e.Because, string(o.Because))
	return ok && (e.End == "" || e.End == string(o.End)) && e.Predicted.is(Predicted(o))
}

// is reports whether an answer is the one in a ledger; fields that are left out are not compared.
func (w wire) is(a Answer) bool {
	if !named(w.Setup, a.Setup) || w.Session != "" && w.Session != a.Session.String() {
		return false
	}
	return w.Tree == "" || a.Tree != nil && named(w.Tree, *a.Tree)
}

func named(text string, s logon.Status) bool {
	if n, err := strconv.ParseUint(text, 0, 32); err == nil {
		return logon.Status(n) == s
	}
	return text == s.Name()
}

// excuse makes a finding that differs a known difference, if it is in the ledger. stale are the entries for an attempt
// that agrees.
func (l *Ledger) excuse(software, profile string, o logon.Outcome, f *Finding) (stale []*Entry) {
	if l == nil || f.Observed == nil {
		return nil
	}
	for _, e := range l.Entries {
		if !e.isAbout(software, profile, o) {
			continue
		}
		switch {
		case f.Verdict == Differs && e.Observed.is(*f.Observed):
			f.Verdict, f.Entry, f.Why = Known, e, e.Cause
			return nil
		case f.Verdict == Agrees || f.Verdict == NotObservable:
			stale = append(stale, e)
		}
	}
	return stale
}
