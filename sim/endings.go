package sim

import (
	"fmt"
	"strings"
)

// Endings returns the ending of each final state of a table, by its ID; nil for other states. The name of an ending is
// a final state or the last part of one (".locked"): the longest matching name wins. It is an error if a final state
// has no ending, if two match equally well, or if an ending is never used.
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

// Ending returns the ending of one final state, as Endings does.
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
