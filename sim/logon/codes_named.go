package logon

import (
	"cmp"
	"slices"
	"strings"

	"ntlmsim/sim"
)

// CodesNamed lists the errors of the final states that a word names: a state, or the last part of states, as "locked"
// belongs to own.found.locked. It is empty if the word names no state.
func CodesNamed(word string) (list []Code) {
	for i := range endings {
		e := &endings[i]
		code, ok := e.seen().Win32()
		if ok && code != 0 && e.isNamed(strings.ToLower(word)) && !slices.ContainsFunc(list, func(c Code) bool { return c.Win32 == code }) {
			list = append(list, Code{Kind: Win32Code, Win32: code})
		}
	}
	slices.SortStableFunc(list, func(a, b Code) int { return cmp.Compare(a.Win32, b.Win32) })
	return list
}

// isNamed reports whether a word is a state with this ending, or the last part of its name.
func (e *ending) isNamed(word string) bool {
	if last := e.state[strings.LastIndex(e.state, ".")+1:]; word == last {
		return true
	}
	id, ok := table.ID(sim.State(word))
	return ok && meanings[id] == e
}

// parseState reads a name that CodesNamed knows as the one error that it stands for.
func parseState(word string) (Code, error) {
	list := CodesNamed(word)
	if len(list) == 1 {
		return list[0], nil
	}
	var numbers []string
	for _, c := range list {
		numbers = append(numbers, c.Number())
	}
	return Code{}, &UnknownCode{word, "is a state with more than one error: " + strings.Join(numbers, ", "), ""}
}

// messageNumber is the error whose text a person pasted, as "The network path was not found."; "" where it is none.
func messageNumber(text string) string {
	plain := func(s string) string {
		return strings.ToLower(strings.TrimRight(strings.Join(strings.Fields(s), " "), "."))
	}
	text = plain(text)
	if text == "" {
		return ""
	}
	for _, c := range KnownCodes() {
		if s := c.Statuses()[0]; text == plain(s.Text(false)) || text == plain(s.Text(true)) {
			return c.Number()
		}
	}
	return ""
}
