package sim

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func mustNumbers(t *testing.T) *Table[int] {
	t.Helper()
	table, err := New(numbers())
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestRowsAreTheRulesWithoutTheirFacts(t *testing.T) {
	rows := mustNumbers(t).Rows()
	want := []Row{{"start", "even", "even", cite, false}, {"start", "otherwise", "odd", cite, false},
		{"even", "small", "even.small", cite, true}, {"even", "otherwise", "even.large", cite, true},
		{"odd", "small", "odd.small", cite, true}, {"odd", "otherwise", "odd.large", cite, true}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for from, n := range map[State]int{"start": 6, "even": 2, "odd.small": 0, "nowhere": 0} {
		if got := Following(rows, from); len(got) != n {
			t.Errorf("%d rows follow %s, want %d", len(got), from, n)
		}
	}
	if diff := cmp.Diff([]State{"odd", "odd.small", "odd.large"}, States(Following(rows, "odd"))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAStepSaysWhatWasFound(t *testing.T) {
	found := even
	found.Found = func(n *int) string { return fmt.Sprint("it is ", *n) }
	table, err := New([]Rule[int]{{"start", found, "even", cite}, {"start", always, "odd", cite}})
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]Step{2: {"start", "even", "even", cite, "it is 2", 1}, 3: {"start", "otherwise", "odd", cite, "", 1}} {
		_, trace := table.Trace(0, &n, nil)
		if diff := cmp.Diff([]Step{want}, table.Steps(&n, trace, 1)); diff != "" {
			t.Errorf("%d: (-want +got)\n%s", n, diff)
		}
	}
}

func TestTheLongestNameThatFitsIsTheEnding(t *testing.T) {
	self := func(s *string) string { return *s }
	table := mustNumbers(t)
	endings, err := Endings(table, []string{".small", ".large", "odd.large"}, self)
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[State]string{"even.small": ".small", "odd.small": ".small", "even.large": ".large", "odd.large": "odd.large"} {
		if id, _ := table.ID(s); *endings[id] != want {
			t.Errorf("%s ends as %s, want %s", s, *endings[id], want)
		}
	}
	if id, _ := table.ID("odd"); endings[id] != nil {
		t.Errorf("odd is not final, and ends as %s", *endings[id])
	}
	for want, list := range map[string][]string{
		"even.large: no ending says what it means":  {".small"},
		"no final state ends as .middle":            {".small", ".large", ".middle"},
		"even.small: two endings are called .small": {".small", ".large", ".small"},
		"no final state ends as even":               {".small", ".large", "even"},
		"even.small: no ending says what it means":  {"small", ".large"}, // a name without a dot is a whole state
		"no final state ends as .large":             {".small", ".large", "even.large", "odd.large"},
	} {
		if _, err := Endings(table, list, self); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", list, err, want)
		}
	}
}

func TestWhatEveryWayHasInCommonIsNecessary(t *testing.T) {
	rows := mustNumbers(t).Rows()
	for want, to := range map[string][]State{
		"[even small]":      {"even.small"},
		"[otherwise small]": {"odd.small"},
		"[small]":           {"even.small", "odd.small"},
		"[]":                {"even.small", "odd.large"},
	} {
		if got := fmt.Sprint(Necessary(rows, []State{"start"}, to...)); got != want {
			t.Errorf("%s: got %s, want %s", to, got, want)
		}
	}
	if got := Necessary(rows, []State{"odd"}, "even.small"); got != nil {
		t.Errorf("no way leads from odd to even.small: got %v", got)
	}
	small := Condition{{"small"}}
	if got := Without(Necessary(rows, []State{"start"}, "even.small"), []Condition{small}); fmt.Sprint(got) != "[even]" {
		t.Errorf("got %v, want [even]", got)
	}
}

func TestAChoiceBetweenWaysIsSaid(t *testing.T) {
	row := func(from State, cond string, to State) Row { return Row{From: from, If: cond, To: to} }
	rows := []Row{row("a", "x", "b"), row("a", "y", "c"), row("b", "z", "d"), row("c", "z", "d")}
	if got := fmt.Sprint(Necessary(rows, []State{"a"}, "d")); got != "[z x; or y]" {
		t.Errorf("got %s", got)
	}
}

func TestANearNameIsSuggested(t *testing.T) {
	names := []string{"predict", "explain", "run"}
	for name, want := range map[string]string{"pedict": "did you mean predict?", "EXPLAIN": "did you mean explain?", "rnu": "did you mean run?",
		"graph": "there are: predict, explain, run"} {
		if got := Suggestion(name, names); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	many := make([]string, 9)
	for i := range many {
		many[i] = fmt.Sprint("a name ", i, " of nine")
	}
	if got := Suggestion("another", many) + Suggestion("another", nil); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestACiteIsAsSureAsItsMark(t *testing.T) {
	for _, c := range []struct{ got, want Cite }{
		{Observed.Cite("a log", "it is there"), Cite{Source: "a log", Note: "it is there", Mark: Observed}},
		{Documented.Quote("a book", "so it is"), cite},
		{cite.Concluding("and so is this"), Cite{"a book", "so it is", "and so is this", Inferred}},
		{cite.With("as we read it"), Cite{"a book", "so it is", "as we read it", Documented}},
		{Folklore.Beside("a forum"), Cite{Source: "a forum", Note: InOurWords, Mark: Folklore}},
	} {
		if c.got != c.want {
			t.Errorf("got %+v, want %+v", c.got, c.want)
		}
	}
}
