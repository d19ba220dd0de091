package unknown

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// A tree is built over the leaves of a search.
type tree struct {
	places  []logon.Unknown
	numbers map[string]int // of the answers, by what they show
}

// node decides between leaves by the unknown value that leaves the fewest answers open; nil if there is one answer.
func (t tree) node(leaves []leaf, decided []logon.Unknown) *Node {
	if t.open(leaves) == 0 {
		return nil
	}
	var best *Node
	var rest [][]leaf
	least := 0
	for _, u := range t.places {
		n, parts := t.split(leaves, u)
		if n == nil || slices.Contains(decided, u) {
			continue
		}
		open := 0
		for _, part := range parts {
			open += t.open(part)
		}
		if best == nil || open < least {
			best, rest, least = n, parts, open
		}
	}
	if best == nil {
		return nil // only after an early end
	}
	decided = append(slices.Clone(decided), best.Of)
	for i, part := range rest {
		best.Cases[i].Then, best.Cases[i].Answer = t.node(part, decided), t.numbers[part[0].shows]
	}
	return best.merged()
}

// open is how many answers too many leaves have.
func (t tree) open(leaves []leaf) int {
	seen := map[int]bool{}
	for _, l := range leaves {
		seen[t.numbers[l.shows]] = true
	}
	return len(seen) - 1
}

// split parts leaves by the values of an unknown one. A leaf that does not depend on it belongs to every value. It is
// nil if no leaf depends on it.
func (t tree) split(leaves []leaf, u logon.Unknown) (*Node, [][]leaf) {
	n := &Node{Of: u}
	for _, l := range leaves {
		if c := chosen(l.known, u); c != nil && !slices.ContainsFunc(n.Cases, func(other Case) bool { return other.Says[0] == c.says }) {
			n.Cases = append(n.Cases, Case{Says: []string{c.says}})
		}
	}
	if len(n.Cases) < 2 {
		return nil, nil
	}
	parts := make([][]leaf, len(n.Cases))
	for i, c := range n.Cases {
		for _, l := range leaves {
			if k := chosen(l.known, u); k == nil || k.says == c.Says[0] {
				parts[i] = append(parts[i], l)
			}
		}
	}
	return n, parts
}

// merged makes one case of those that lead to the same.
func (n *Node) merged() *Node {
	var list []Case
	for _, c := range n.Cases {
		i := slices.IndexFunc(list, func(other Case) bool { return same(c, other) })
		if i < 0 {
			list = append(list, c)
		} else {
			list[i].Says = append(list[i].Says, c.Says...)
		}
	}
	n.Cases = list
	if len(list) == 1 && list[0].Then != nil {
		return list[0].Then
	}
	return n
}

func same(a, b Case) bool {
	if a.Then == nil || b.Then == nil {
		return a.Then == nil && b.Then == nil && a.Answer == b.Answer
	}
	return a.Then.Of == b.Then.Of && slices.EqualFunc(a.Then.Cases, b.Then.Cases, func(x, y Case) bool {
		return slices.Equal(x.Says, y.Says) && same(x, y)
	})
}

// describe says for each answer what must be true for it.
func (n *Node) describe(list []Answer, before []string) {
	for _, c := range n.Cases {
		clauses := append(slices.Clone(before), either(c.Says))
		if c.Then != nil {
			c.Then.describe(list, clauses)
			continue
		}
		a := &list[c.Answer]
		a.ways = append(a.ways, listed(clauses, "and"))
		a.If = strings.Join(a.ways, ", or if ")
	}
}

// either is clauses with the same beginning as one: FS1 is A, B or C.
func either(says []string) string {
	begin := says[0]
	if len(says) > 1 {
		for _, s := range says[1:] {
			begin = begin[:common(begin, s)]
		}
		begin = uptoVerb(begin)
	}
	var ends []string
	for _, s := range says {
		ends = append(ends, s[len(begin):])
	}
	return begin + listed(ends, "or")
}

// uptoVerb ends a beginning behind its verb, if it has one.
func uptoVerb(begin string) string {
	for _, verb := range []string{" is ", " has ", " lets in "} {
		if before, _, ok := strings.Cut(begin, verb); ok {
			return before + verb
		}
	}
	return begin
}

// common is how long the whole words are with which two texts begin.
func common(a, b string) (n int) {
	for i := 0; i < len(a) && i < len(b) && a[i] == b[i]; i++ {
		if a[i] == ' ' {
			n = i + 1
		}
	}
	return n
}

// listed is "A", "A and B", "A, B and C".
func listed(list []string, word string) string {
	last := len(list) - 1
	if last < 1 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:last], ", ") + " " + word + " " + list[last]
}
