package sim

import "slices"

// A Row is a rule without its functions: what is listed, drawn and counted.
type Row struct {
	From  State
	If    string // the condition's name
	To    State
	Cite  Cite
	Final bool // no row leads on from To
}

// Rows returns the rows of the table in order.
func (t *Table[C]) Rows() []Row {
	rows := make([]Row, len(t.rules))
	for i, r := range t.rules {
		rows[i] = Row{From: r.From, If: r.If.Name, To: r.To, Cite: r.Cite, Final: t.Final(t.rows[i].to)}
	}
	return rows
}

// Following returns the rows that can be reached from a state; none if it is final or unknown.
func Following(rows []Row, from State) []Row {
	reached := map[State]bool{from: true}
	return slices.DeleteFunc(slices.Clone(rows), func(r Row) bool {
		if reached[r.From] {
			reached[r.To] = true // rows only lead downward, so one pass finds them all
		}
		return !reached[r.From]
	})
}

// States returns the states of rows, in the order in which the rows name them.
func States(rows []Row) []State {
	var list []State
	seen := map[State]bool{}
	for _, r := range rows {
		for _, s := range []State{r.From, r.To} {
			if !seen[s] {
				seen[s] = true
				list = append(list, s)
			}
		}
	}
	return list
}

// StateNames are states in words.
func StateNames(states []State) (list []string) {
	for _, s := range states {
		list = append(list, string(s))
	}
	return list
}
