package sim

import (
	"fmt"
	"strings"
)

// Endings finds what each final state of a table means, by its ID; nil for the others. An ending is named for a final
// state, or for the end of one (".locked"): the longest name that fits counts. It is an error if a final state has no
// ending, if two fit it equally well, and if an ending is the best of no state.
func Endings[C, E any](t *Table[C], list []E, name func(*E) string) ([]*E, error) {
	endings := make([]*E, len(t.states))
	used := map[*E]bool{}
	for id, s := range t.states {
		if !t.Final(ID(id)) {
			continue
		}
		best, err := Ending(list, name, s)
		if err != nil {
			return nil, err
		}
		endings[id], used[best] = best, true
	}
	for i := range list {
		if !used[&list[i]] {
			return nil, fmt.Errorf("no final state ends as %s", name(&list[i]))
		}
	}
	return endings, nil
}

// Ending finds the ending of one final state, as Endings does.
func Ending[E any](list []E, name func(*E) string, s State) (*E, error) {
	var best *E
	length, twice := 0, false
	for i := range list {
		n := name(&list[i])
		if n != string(s) && !(strings.HasPrefix(n, ".") && strings.HasSuffix(string(s), n)) || len(n) < length {
			continue
		}
		twice = len(n) == length
		best, length = &list[i], len(n)
	}
	switch {
	case best == nil:
		return nil, fmt.Errorf("%s: no ending says what it means", s)
	case twice:
		return nil, fmt.Errorf("%s: two endings are called %s", s, name(best))
	}
	return best, nil
}
