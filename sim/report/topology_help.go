package report

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ntlmsim/scenarios"
)

// TopologyIntro opens the page; the keys behind it are those of the schema.
const TopologyIntro = `A topology is a file in YAML with the domains, machines and accounts that there
are. Write down what the question needs, no more. A company of today:

  # lab.yaml
  domains:
    CORP:
      dns: corp.example
      accounts:
        ANNA: {password: one, groups: [Sales]}
  machines:
    DC:    {role: controller, domain: CORP, profile: windows-server}
    FILES: {role: member, domain: CORP, profile: windows-2019,
            shares: {data: {allow: [CORP\Sales]}}}
    PC1:   {role: member, domain: CORP, profile: windows-11}
    NAS:   {role: standalone, profile: samba, shares: {backup: {}},
            accounts: {ANNA: {password: two}}}

Passwords are placeholders: the real ones need not be written, as long as equal
passwords are equal here and different ones differ. Ask it a question:

  ntlmsim predict --topology lab.yaml --from PC1 --as 'CORP\ANNA' \
      'net use \\NAS\backup'

What is not known is written as unknown, and several answers are then possible
(ntlmsim help unknown).

ntlmsim profiles lists the products and their settings. A profile: without a
version (windows-11, windows-server, samba) is the newest.

Every key below stands with an example. Names of domains, machines, accounts,
shares and settings ignore case. A name in a list (allow:, SeNetworkLogonRight,
applies-to: ...) that means nobody in the file is no mistake, but predict, run
and explain tell where it is, and what may be meant.
`

// TopologyHelp is the help page about scenario files.
func TopologyHelp() string { return TopologyIntro + keysOf(scenarios.Schema()) }

// WebHelp is the help page about the scenarios of a web server.
func WebHelp() string { return WebIntro + keysOf(scenarios.WebKeys()) }

// FarmHelp is the help page about the scenarios of a web farm.
func FarmHelp() string { return FarmIntro + keysOf(scenarios.PostbackSchema()) }

// keysOf is every key of a schema, its meaning and an example, in the order of the schema.
func keysOf(data []byte) string {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return "" // a test reads the schema
	}
	s := schema{doc.Content[0]}
	var b strings.Builder
	s.object(&b, "A file", s.root)
	for _, def := range pairsOf(child(s.root, "$defs")) {
		if child(def.value, "properties") != nil && def.key != "settings" {
			s.object(&b, text(def.value, "title"), def.value)
		}
	}
	return b.String()
}

// A schema is the JSON Schema of scenarios, in its own order.
type schema struct{ root *yaml.Node }

type pair struct {
	key   string
	value *yaml.Node
}

func pairsOf(n *yaml.Node) (list []pair) {
	for i := 0; n != nil && i+1 < len(n.Content); i += 2 {
		list = append(list, pair{n.Content[i].Value, n.Content[i+1]})
	}
	return list
}

func child(n *yaml.Node, key string) *yaml.Node {
	for _, p := range pairsOf(n) {
		if p.key == key {
			return p.value
		}
	}
	return nil
}

func text(n *yaml.Node, key string) string {
	if c := child(n, key); c != nil {
		return c.Value
	}
	return ""
}

// object writes a section: what the object is, and its keys.
func (s schema) object(b *strings.Builder, title string, n *yaml.Node) {
	b.WriteString("\n" + title + "\n")
	if about := text(n, "description"); about != "" && n != s.root {
		b.WriteString(fill("  ", about))
	}
	for _, p := range pairsOf(child(n, "properties")) {
		line := "  " + p.key + ":"
		if list := child(p.value, "examples"); list != nil {
			line += " " + flow(list.Content[0])
		}
		b.WriteString(line + "\n" + fill("      ", s.about(p.value, needs(n, p.key))))
	}
}

func needs(object *yaml.Node, key string) bool {
	list := child(object, "required")
	return list != nil && slices.ContainsFunc(list.Content, func(n *yaml.Node) bool { return n.Value == key })
}

// about is the meaning of a key: what it is, what it takes, and what it is when it is not written.
func (s schema) about(n *yaml.Node, needed bool) string {
	kind := s.referred(n)
	var parts []string
	title, about := text(n, "title"), text(n, "description")
	if title == "" && about == "" {
		title, about = text(kind, "title"), text(kind, "description")
	}
	if both := strings.TrimSpace(sentence(title) + " " + about); both != "" {
		parts = append(parts, both)
	}
	if text(n, "description") != "" && kind != n && text(kind, "title") == "A duration" {
		parts = append(parts, text(kind, "description"))
	}
	if list := child(n, "enum"); list != nil {
		parts = append(parts, "One of: "+enumeration(list)+".")
	}
	switch {
	case text(n, "type") == "boolean":
		parts = append(parts, "true or false.")
	case text(n, "$ref") == "#/$defs/truth":
		parts = append(parts, "true, false or unknown.")
	}
	if value := text(n, "default"); value != "" {
		parts = append(parts, "Without it: "+value+".")
	}
	if needed {
		parts = append(parts, "It must be written.")
	}
	return strings.Join(parts, " ")
}

// referred is the definition that a key refers to, or the key itself.
func (s schema) referred(n *yaml.Node) *yaml.Node {
	name, ok := strings.CutPrefix(text(n, "$ref"), "#/$defs/")
	if !ok {
		return n
	}
	return child(child(s.root, "$defs"), name)
}

func sentence(title string) string {
	if title == "" {
		return ""
	}
	return title + "."
}

func enumeration(list *yaml.Node) string {
	var words []string
	for _, n := range list.Content {
		words = append(words, n.Value)
	}
	return strings.Join(words, ", ")
}

// flow writes an example as people write YAML on one line.
func flow(n *yaml.Node) string {
	var parts []string
	switch n.Kind {
	case yaml.MappingNode:
		for _, p := range pairsOf(n) {
			parts = append(parts, p.key+": "+flow(p.value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		for _, c := range n.Content {
			parts = append(parts, flow(c))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	if strings.ContainsAny(n.Value, "?#") || strings.Contains(n.Value+" ", ": ") {
		return "'" + n.Value + "'"
	}
	return n.Value
}

// HelpWidth is the width of a help page, in columns.
const HelpWidth = 80

// fill breaks a text into lines.
func fill(indent, text string) string {
	var b strings.Builder
	line := indent
	for _, word := range strings.Fields(text) {
		if line != indent && len([]rune(line))+1+len([]rune(word)) > HelpWidth {
			b.WriteString(line + "\n")
			line = indent
		}
		if line != indent {
			line += " "
		}
		line += word
	}
	if line != indent {
		b.WriteString(line + "\n")
	}
	return b.String()
}
