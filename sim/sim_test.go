package sim

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var cite = Cite{Source: "a book", Quote: "so it is", Mark: Documented}

func if_(name string, holds func(*int) bool) Cond[int] { return Cond[int]{Name: name, Holds: holds} }

var (
	even   = if_("even", func(n *int) bool { return *n%2 == 0 })
	small  = if_("small", func(n *int) bool { return *n < 10 })
	always = if_("otherwise", nil)
)

func numbers() []Rule[int] {
	size := []Rule[int]{
		{"", small, ".small", cite},
		{"", always, ".large", cite},
	}
	rules := []Rule[int]{
		{"start", even, "even", cite},
		{"start", always, "odd", cite},
	}
	return append(append(rules, Use("even", size)...), Use("odd", size)...)
}

func TestTheFirstRuleThatHoldsIsTaken(t *testing.T) {
	table, err := New(numbers())
	if err != nil {
		t.Fatal(err)
	}
	start, _ := table.ID("start")
	for n, want := range map[int]State{2: "even.small", 12: "even.large", 3: "odd.small", 13: "odd.large"} {
		end, trace := table.Trace(start, &n, nil)
		if got := table.State(end); got != want || !table.Final(end) || table.Run(start, &n) != end {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
		var path []State
		for _, i := range trace {
			path = append(path, table.Rule(i).To)
		}
		first, _, _ := strings.Cut(string(want), ".")
		if diff := cmp.Diff([]State{State(first), want}, path); diff != "" {
			t.Errorf("%d: (-want +got)\n%s", n, diff)
		}
	}
}

func TestATableThatIsNotOneIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		rules []Rule[int]
		want  string
	}{
		"loop":         {[]Rule[int]{{"a", always, "b", cite}, {"b", always, "a", cite}}, "leads up"},
		"itself":       {[]Rule[int]{{"a", always, "a", cite}}, "leads up"},
		"no otherwise": {[]Rule[int]{{"a", even, "b", cite}}, "the last row"},
		"unreachable":  {[]Rule[int]{{"a", always, "b", cite}, {"a", even, "c", cite}}, "the last row"},
		"scattered":    {[]Rule[int]{{"a", even, "b", cite}, {"c", always, "d", cite}, {"a", always, "d", cite}}, "the last row"},
		"twice":        {[]Rule[int]{{"a", always, "b", cite}, {"c", always, "d", cite}, {"a", always, "d", cite}}, "stand together"},
		"not cited":    {[]Rule[int]{{"a", always, "b", Cite{}}}, "not cited"},
		"no name":      {[]Rule[int]{{"a", Cond[int]{}, "b", cite}}, "without a name"},
		"no state":     {[]Rule[int]{{"", always, "b", cite}}, "without a name"},
	} {
		if _, err := New(c.rules); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", name, err, c.want)
		}
	}
}

func TestRunDoesNotAllocate(t *testing.T) {
	table, _ := New(numbers())
	n := 13
	if a := testing.AllocsPerRun(100, func() { table.Run(0, &n) }); a != 0 {
		t.Errorf("got %v allocations, want 0", a)
	}
}
