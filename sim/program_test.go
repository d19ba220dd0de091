package sim

import (
	"fmt"
	"testing"
)

// A fact of these tests: a number whose remainder is known before it is, and what was asked about it.
type number struct {
	n, remainder int
	asked        map[string]int
}

func (n *number) ask(name string) *number {
	if n.asked != nil {
		n.asked[name]++
	}
	return n
}

var lastDigit Choice[number] = func(n *number) uint8 { return uint8(n.ask("last digit").n % 10) }

func digits(t *testing.T) *Table[number] {
	t.Helper()
	known := func(r int) Cond[number] {
		return Cond[number]{Name: fmt.Sprint("remainder ", r), Fixed: true, Holds: func(n *number) bool { return n.ask("remainder").remainder == r }}
	}
	large := Cond[number]{Name: "large", Holds: func(n *number) bool { return n.ask("large").n >= 100 }}
	huge := Cond[number]{Name: "huge, of remainder 1", Holds: func(n *number) bool { return n.ask("huge").n >= 1000 }}.
		Only(func(n *number) bool { return n.ask("remainder").remainder == 1 })
	table, err := New([]Rule[number]{
		{"start", known(0), "zero", cite},
		{"start", known(1), "one", cite},
		{"start", Cond[number]{Name: "otherwise"}, "two", cite},
		{"zero", Cond[number]{Name: "otherwise"}, "zero.end", cite},
		{"one", huge, "one.huge", cite},
		{"one", Cond[number]{Name: "otherwise"}, "digits", cite},
		{"two", huge, "two.huge", cite},
		{"two", Cond[number]{Name: "otherwise"}, "digits", cite},
		{"digits", large, "digits.large", cite},
		{"digits", lastDigit.Is("ends in 1", 1, nil), "digits.one", cite},
		{"digits", lastDigit.Is("ends in 2", 2, nil), "digits.two", cite},
		{"digits", lastDigit.Is("ends in 3", 3, nil), "digits.three", cite},
		{"digits", Cond[number]{Name: "otherwise"}, "digits.other", cite},
	})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestAProgramDecidesAsItsTable(t *testing.T) {
	table := digits(t)
	start, _ := table.ID("start")
	ends := map[State]bool{}
	for n := range 1200 {
		for remainder := range 3 {
			facts := number{n: n, remainder: remainder}
			p := table.Program(&number{remainder: remainder}, start)
			want := table.State(table.Run(start, &facts))
			if got := table.State(table.RunProgram(p, start, &facts)); got != want {
				t.Fatalf("%d, remainder %d: got %s, want %s", n, remainder, got, want)
			}
			ends[want] = true
		}
	}
	if len(ends) != 7 {
		t.Errorf("%d of 7 final states that can be reached: %v", len(ends), ends)
	}
	if final, _ := table.ID("zero.end"); table.RunProgram(nil, final, nil) != final {
		t.Error("a final state leads on")
	}
}

func TestAProgramAsksWhatIsKnownOnce(t *testing.T) {
	table := digits(t)
	start, _ := table.ID("start")
	before := number{remainder: 2, asked: map[string]int{}}
	p := table.Program(&before, start)
	if fmt.Sprint(before.asked) != "map[remainder:3]" {
		t.Errorf("asked before: %v", before.asked)
	}
	for n, want := range map[int]string{4: "map[large:1 last digit:1]", 3: "map[large:1 last digit:1]", 400: "map[large:1]"} {
		facts := number{n: n, remainder: 2, asked: map[string]int{}}
		table.RunProgram(p, start, &facts)
		if got := fmt.Sprint(facts.asked); got != want {
			t.Errorf("%d: asked %s, want %s", n, got, want)
		}
	}
}
