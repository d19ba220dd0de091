package logon_test

import (
	"slices"
	"strings"
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

func TestTheTableReadsDownwardOnly(t *testing.T) {
	rules := logon.Rules().Rules()
	first, last := map[sim.State]int{}, map[sim.State]int{}
	for i, r := range rules {
		if _, seen := first[r.From]; !seen {
			first[r.From] = i
		}
		last[r.From] = i
	}
	for i, r := range rules {
		if to, leadsOn := first[r.To]; leadsOn && to <= i {
			t.Errorf("row %d leads up to row %d: %s", i, to, describeRow(int32(i)))
		}
		if (i == last[r.From]) != (r.If.Holds == nil) {
			t.Errorf("row %d: the last row of a state has no condition, the others have one: %s", i, describeRow(int32(i)))
		}
		if last[r.From]-first[r.From] >= len(rules) || slices.ContainsFunc(rules[first[r.From]:last[r.From]],
			func(between sim.Rule[logon.Facts]) bool { return between.From != r.From }) {
			t.Errorf("the rows of %s do not stand together", r.From)
		}
	}
	t.Logf("%d rows, %d states", len(rules), len(logon.Rules().States()))
}

func TestEveryRowHasItsOwnWords(t *testing.T) {
	seen := map[string]int{}
	for i, r := range logon.Rules().Rules() {
		words := string(r.From) + "|" + r.If.Name + "|" + string(r.To)
		if j, ok := seen[words]; ok {
			t.Errorf("rows %d and %d of a trace read the same: %s", j, i, describeRow(int32(i)))
		}
		seen[words] = i
	}
}

func TestEveryStateButTheBeginningsIsLedTo(t *testing.T) {
	ledTo := map[sim.State]bool{"path": true, "client": true, "session": true}
	for _, r := range logon.Rules().Rules() {
		ledTo[r.To] = true
	}
	for _, s := range logon.Rules().States() {
		if !ledTo[s] {
			t.Errorf("no row leads to %s", s)
		}
	}
}

// words are what the path of a state can begin with.
var words = []string{"path", "client", "connect", "negotiate", "kerberos", "send", "policies", "setup", "anonymous", "forced", "own", "member", "trusted", "builtin", "unknown", "none", "session", "tree"}

func TestTheNameOfAStateIsItsPath(t *testing.T) {
	for _, s := range logon.Rules().States() {
		path := strings.Split(string(s), ".")
		if !slices.Contains(words, path[0]) {
			t.Errorf("%s begins with %q, not with one of %v", s, path[0], words)
		}
		for _, word := range path {
			if word == "" || strings.ToLower(word) != word || strings.ContainsAny(word, " _") {
				t.Errorf("%s: %q is not a word of a path: lower case, hyphens", s, word)
			}
		}
	}
	// A row leads into its own branch or begins another; only a database's answer leaves the path it was reached by.
	leaves := map[sim.State]sim.State{"trusted.found": "trusted.local", "trusted.nobody": "trusted.missing",
		"none.replies": "none.asked", "negotiate": "client.response", "kerberos": "policies.", "session.granted": "session.", "none.nobody": "none.missing", "none.ask": "none", "none.domain": "none.local", "none.asked": "none.local"}
	for i, r := range logon.Rules().Rules() {
		below := strings.HasPrefix(string(r.To), string(r.From)+".")
		begins := slices.Contains(words, string(r.To))
		forgiven, is := strings.CutSuffix(string(r.From), ".forgiven") // the guest's session is the database's answer, too
		beside := leaves[r.From] != "" && strings.HasPrefix(string(r.To), string(leaves[r.From])) ||
			is && strings.HasPrefix(string(r.To), forgiven+".guest-")
		if !below && !begins && !beside {
			t.Errorf("row %d is not on the path of its state: %s", i, describeRow(int32(i)))
		}
	}
}

func TestEveryFinalStateHasOneBestEndingAndEveryEndingIsUsed(t *testing.T) {
	endings := logon.Endings()
	used := make([]int, len(endings))
	finals := 0
	for id, s := range logon.Rules().States() {
		if !logon.Rules().Final(sim.ID(id)) {
			continue
		}
		finals++
		best, err := logon.BestEnding(s)
		if err != nil {
			t.Error(err)
			continue
		}
		used[best]++
		for i, e := range endings {
			fits := e.State == string(s) || strings.HasPrefix(e.State, ".") && strings.HasSuffix(string(s), e.State)
			if fits && i != best && len(e.State) >= len(endings[best].State) {
				t.Errorf("%s: the endings %s and %s fit equally well", s, endings[best].State, e.State)
			}
		}
	}
	for i, n := range used {
		if n == 0 {
			t.Errorf("no state ends as %s", endings[i].State)
		}
	}
	if _, err := logon.BestEnding("nowhere"); err == nil || err.Error() != "nowhere: no ending says what it means" {
		t.Errorf("a state without an ending: %v", err)
	}
	t.Logf("%d final states, %d endings", finals, len(endings))
}

func TestADecidingStateIsOneInWhichSetupEnds(t *testing.T) {
	names := logon.DecidingStates()
	for _, s := range names {
		if !logon.DecidingState(s) {
			t.Errorf("%s is listed, and not known", s)
		}
		if strings.HasPrefix(s, "session") || strings.HasPrefix(s, "tree") {
			t.Errorf("%s comes after setup", s)
		}
	}
	for _, s := range []string{"", "client", "own.found", "session.guest-refused", "tree.connected", "nowhere"} {
		if logon.DecidingState(s) {
			t.Errorf("%q decides no setup", s)
		}
	}
	if len(names) == 0 {
		t.Error("no state decides")
	}
}

// What is cited for what is logged belongs to an ending, once.
func TestWhatIsLoggedBelongsToAnEnding(t *testing.T) {
	states := map[string]int{}
	for _, e := range logon.Endings() {
		states[e.State] = 1
	}
	for _, s := range logon.LoggedStates() {
		if states[s] != 1 {
			t.Errorf("%s is no ending, or there twice", s)
		}
		states[s]++
	}
}
