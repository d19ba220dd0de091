package report

import (
	"fmt"
	"io"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/page"
)

// Mermaid writes the rules as a Mermaid flowchart. Its states have numbers, so that no name can be taken for syntax.
func (d Drawing) Mermaid(w io.Writer) error {
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	number, leads := map[sim.State]int{}, d.leads()
	for i, s := range sim.States(d.Rows) {
		number[s] = i
		left, right := "[", "]"
		if !leads[s] {
			left, right = "([", "])"
		}
		fmt.Fprintf(&b, "  s%d%s\"%s\"%s\n", i, left, mermaidText(string(s)), right)
	}
	var taken []string
	for i, r := range d.Rows {
		fmt.Fprintf(&b, "  s%d -->|\"%s\"| s%d\n", number[r.From], mermaidText(r.If), number[r.To])
		if d.taken[edgeOf(r)] {
			taken = append(taken, fmt.Sprint(i))
		}
	}
	if len(taken) > 0 {
		fmt.Fprintf(&b, "  linkStyle %s stroke:#d04000,stroke-width:4px\n", strings.Join(taken, ","))
		b.WriteString("  classDef taken stroke:#d04000,stroke-width:4px\n")
		for _, s := range sim.States(d.Rows) {
			if d.passed(s) {
				fmt.Fprintf(&b, "  class s%d taken\n", number[s])
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// mermaidText is a text for a Mermaid label in double quotes. Characters that could end the label become entities.
func mermaidText(text string) string {
	return strings.NewReplacer(`"`, "#quot;", "#", "#35;", "<", "#lt;", ">", "#gt;", "\n", " ").Replace(text)
}

// Dot writes the rules in the DOT language of Graphviz.
func (d Drawing) Dot(w io.Writer) error {
	var b strings.Builder
	b.WriteString("digraph rules {\n  rankdir=LR;\n  node [shape=box, fontname=\"Helvetica\"];\n  edge [fontname=\"Helvetica\", fontsize=10];\n")
	leads := d.leads()
	for _, s := range sim.States(d.Rows) {
		attributes := ""
		if !leads[s] {
			attributes = ", style=rounded"
		}
		if d.passed(s) {
			attributes += ", color=\"#d04000\", penwidth=3"
		}
		fmt.Fprintf(&b, "  %s [label=%s%s];\n", dotText(string(s)), dotText(string(s)), attributes)
	}
	for _, r := range d.Rows {
		attributes := ""
		if d.taken[edgeOf(r)] {
			attributes = ", color=\"#d04000\", fontcolor=\"#d04000\", penwidth=3"
		}
		fmt.Fprintf(&b, "  %s -> %s [label=%s, tooltip=%s%s];\n", dotText(string(r.From)), dotText(string(r.To)), dotText(r.If),
			dotText(page.Fold(r.Cite.Quote+" "+r.Cite.Note)+" — "+r.Cite.Source+", "+string(r.Cite.Mark)), attributes)
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func dotText(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(text) + `"`
}

// leads are the states that have rules. The others are final.
func (d Drawing) leads() map[sim.State]bool {
	leads := map[sim.State]bool{}
	for _, r := range d.Rows {
		leads[r.From] = true
	}
	return leads
}

// passed reports whether the attempt went through a state.
func (d Drawing) passed(s sim.State) bool {
	if d.ends[s] {
		return true
	}
	for e := range d.taken {
		if e.from == s {
			return true
		}
	}
	return false
}
