package graph

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"ntlmsim/sim/page"
)

// Mermaid writes a scene as a Mermaid flowchart: a subgraph for each domain, a node for each machine. They have
// numbers, so that no name can be taken for syntax.
func (s *Scene) Mermaid(w io.Writer) error {
	m := mermaidScene{Scene: s, nodes: map[*card]string{}}
	m.printf("flowchart TB\n  accTitle: %s\n  accDescr: %s\n", mermaidLine(s.title), mermaidLine(s.description()))
	for i, d := range s.domains {
		m.printf("  subgraph d%d[\"%s\"]\n    direction TB\n", i, mermaidLabel("<b>", d.name, "</b>"))
		m.printf("    d%da[\"%s%s\"]:::facts\n", i, mermaidName(d.about()), mermaidFacts(d.facts))
		m.cards("    ", d.cards, 3)
		m.printf("  end\n")
	}
	m.cards("  ", s.alone, 5)
	m.trusts()
	m.asking()
	m.legend()
	m.classes()
	_, err := io.WriteString(w, m.text.String())
	return err
}

type mermaidScene struct {
	*Scene
	text  strings.Builder
	nodes map[*card]string
	links int
	bold  []string // the links of the attempt, by number
	faint []string // the trusts that are down
}

func (m *mermaidScene) printf(format string, args ...any) { fmt.Fprintf(&m.text, format, args...) }

// cards writes machines as nodes, at most beside of them side by side. An invisible link puts one below another.
func (m *mermaidScene) cards(indent string, cards []*card, beside int) {
	for i, c := range cards {
		id := fmt.Sprintf("m%d", len(m.nodes))
		m.nodes[c] = id
		class := ""
		if icon := c.icon(); icon != "machine" {
			class = ":::" + icon
		}
		m.printf("%s%s[\"%s%s\"]%s\n", indent, id, mermaidLabel("<b>", c.name, "</b><br/>", c.about()), mermaidFacts(c.facts), class)
		if i >= beside {
			m.printf("%s%s ~~~ %s\n", indent, m.nodes[cards[i-beside]], id)
			m.links++
		}
	}
}

func mermaidFacts(facts []fact) string {
	var b strings.Builder
	kind := factKind("")
	for _, f := range facts {
		b.WriteString("<br/>")
		if f.kind != kind {
			b.WriteString(string(f.kind) + ": ")
		}
		kind = f.kind
		if f.odd {
			b.WriteString("<b>" + mermaidName(f.text) + "</b>")
		} else {
			b.WriteString(mermaidName(f.text))
		}
	}
	return b.String()
}

// trusts are links between the texts of the domains: Mermaid routes lines between nodes, not between subgraphs.
func (m *mermaidScene) trusts() {
	for _, t := range m.Scene.trusts {
		arrow := "-->"
		if t.mutual {
			arrow = "<-->"
		}
		if t.down {
			arrow = strings.Replace(arrow, "--", "-.-", 1)
			m.faint = append(m.faint, fmt.Sprint(m.links))
		}
		m.printf("  d%da %s|\"%s\"| d%da\n", t.from, arrow, mermaidName(m.Scene.sentence(t, page.Fold)+": "+t.about()), t.to)
		m.links++
	}
}

// asking writes the hops of the attempt, and the verdict as a node.
func (m *mermaidScene) asking() {
	a := m.Scene.asking
	if a == nil {
		return
	}
	for i, h := range a.hops {
		arrow := "==>"
		if h.failed {
			arrow = "-.->"
		}
		m.printf("  %s %s|\"(%d) %s\"| %s\n", m.nodes[h.from], arrow, i+1, mermaidName(m.Scene.label(i)), m.nodes[h.to])
		m.bold = append(m.bold, fmt.Sprint(m.links))
		m.links++
	}
	m.printf("  verdict[\"<b>%s</b><br/>%s<br/><b>%s</b><br/>%s<br/>%s\"]:::%s\n", mermaidName(a.title), mermaidName(a.question),
		mermaidName(a.verdict), mermaidName(a.because), mermaidName(a.reason), a.mood)
}

func (m *mermaidScene) legend() {
	lines := []string{}
	if len(m.Scene.trusts) > 0 {
		lines = append(lines, trustMeans+".")
	}
	for i, line := range append(lines, m.Scene.notes...) {
		if i == 0 {
			m.printf("  legend[\"")
		} else {
			m.printf("<br/>")
		}
		m.printf("%s", mermaidName(line))
	}
	if len(lines) > 0 {
		m.printf("\"]:::facts\n")
	}
}

// moodColours are readable on a light page and on a dark one.
var moodColours = map[mood]string{letIn: "#1a7f37", guestly: "#9a6700", refused: "#cf222e"}

func (m *mermaidScene) classes() {
	m.printf("  classDef facts stroke-dasharray:2 3,text-align:left\n  classDef absent stroke-dasharray:5 4\n" +
		"  classDef controller stroke-width:2px\n")
	if len(m.faint) > 0 {
		m.printf("  linkStyle %s stroke:#808080\n", strings.Join(m.faint, ","))
	}
	if a := m.Scene.asking; a != nil {
		m.printf("  classDef %s stroke:%s,stroke-width:3px\n", a.mood, moodColours[a.mood])
		if len(m.bold) > 0 {
			m.printf("  linkStyle %s stroke:%s,stroke-width:3px\n", strings.Join(m.bold, ","), moodColours[a.mood])
		}
	}
}

// mermaidLabel joins parts that are markup and names in turn.
func mermaidLabel(parts ...string) string {
	for i := 1; i < len(parts); i += 2 {
		parts[i] = mermaidName(parts[i])
	}
	return strings.Join(parts, "")
}

// mermaidName is a name in a label. Mermaid reads \n as a new line, and many signs as Markdown or syntax: all but
// letters, digits and harmless signs become entities.
func mermaidName(text string) string {
	runes := []rune(page.Fold(page.Writer{}.Plain(text)))
	var b strings.Builder
	for i, r := range runes {
		if alphanumeric(r) || harmless(runes, i) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "#%d;", r)
		if r == '\\' && i+1 < len(runes) && runes[i+1] == 'n' {
			b.WriteString("#8288;") // a word joiner: even as an entity it would be a new line
		}
	}
	return b.String()
}

// harmless reports whether a sign has no meaning for Mermaid at its place: "1. " and "- ", for instance, begin a list.
func harmless(runes []rune, i int) bool {
	letter := i > 0 && unicode.IsLetter(runes[i-1])
	inside := i > 0 && alphanumeric(runes[i-1]) && i+1 < len(runes) && alphanumeric(runes[i+1])
	switch r := runes[i]; r {
	case ' ', ',', '(', '/':
		return true
	case '.', ':', '\'':
		return letter || inside
	case '-':
		return inside
	case ')':
		return slices.Contains(runes[:i], '(')
	}
	return false
}

func alphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// mermaidLine is the text of a directive, which ends with the line.
func mermaidLine(text string) string {
	return page.Fold(strings.Map(func(r rune) rune {
		if strings.ContainsRune("#;%{}\"`<>\\", r) || page.Steers(r) {
			return ' '
		}
		return r
	}, text))
}

// description is the scene in a few sentences, for people who cannot see the picture.
func (s *Scene) description() string {
	var list []string
	for _, d := range s.domains {
		list = append(list, fmt.Sprintf("%s (%s) with %s.", d.name, d.about(), namesOf(d.cards)))
	}
	if len(s.alone) > 0 {
		list = append(list, "In no domain: "+namesOf(s.alone)+".")
	}
	for _, t := range s.trusts {
		list = append(list, fmt.Sprintf("%s (%s).", s.sentence(t, page.Fold), t.about()))
	}
	if a := s.asking; a != nil {
		list = append(list, a.title+".", a.question+".")
		for _, h := range a.hops {
			list = append(list, fmt.Sprintf("%s asks %s: %s.", s.nameOf(h.from), s.nameOf(h.to), h.answer))
		}
		list = append(list, a.verdict)
	}
	return strings.Join(list, " ")
}

func namesOf(cards []*card) string {
	var names []string
	for _, c := range cards {
		names = append(names, c.name+" ("+c.about()+")")
	}
	return strings.Join(names, ", ")
}
