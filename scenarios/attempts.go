package scenarios

import (
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"

	"go.yaml.in/yaml/v4"
)

// quoteRun is how to write a command that YAML does not read.
const quoteRun = `put the command in single quotes: run: 'net use x: \\SERVER\share'`

// A draft is an attempt while it is read, with the nodes that later mistakes are found at.
type draft struct {
	Attempt
	node                       *yaml.Node // the attempt itself
	name, from, as, run, typed *yaml.Node
	send, because              *yaml.Node
	broken                     bool // what it asks cannot be asked
}

var attemptObject = object[draft]{
	what:     "an attempt",
	required: []string{"name"},
	hint:     "name it by what differs from the other attempts",
	fields: []field[draft]{
		noted("name", func(d *draft) **yaml.Node { return &d.name }, func(r *reader, d *draft, n *yaml.Node) { d.Name = r.text(n) }).holding(openText),
		noted("from", func(d *draft) **yaml.Node { return &d.from }, func(r *reader, d *draft, n *yaml.Node) { d.From = r.text(n) }).holding(openText),
		noted("as", func(d *draft) **yaml.Node { return &d.as }, func(r *reader, d *draft, n *yaml.Node) { d.As = readAccount(r, n) }).holding(openUser),
		noted("run", func(d *draft) **yaml.Node { return &d.run }, readCommand).holding(openCommand),
		noted("typed", func(d *draft) **yaml.Node { return &d.typed }, func(r *reader, d *draft, n *yaml.Node) {
			typed := r.text(n)
			d.Typed = &typed
		}),
		noted("send", func(d *draft) **yaml.Node { return &d.send }, func(r *reader, d *draft, n *yaml.Node) { d.Send = readSend(r, n, true) }).holding(sendObject.place()),
		key("after", func(r *reader, d *draft, n *yaml.Node) { d.After = r.duration(n) }, openText),
		key("want", func(r *reader, d *draft, n *yaml.Node) { d.Want = readWant(r, n) }, wantObject.place()),
		noted("because", func(d *draft) **yaml.Node { return &d.because }, func(r *reader, d *draft, n *yaml.Node) { d.Because = readState(r, n) }).holding(openText),
	},
}

// noted is a field whose node is kept, and whose mistakes make the attempt one that cannot be asked.
func noted(name string, node func(*draft) **yaml.Node, read func(*reader, *draft, *yaml.Node)) field[draft] {
	return key(name, func(r *reader, d *draft, n *yaml.Node) {
		*node(d) = n
		before := r.mistakes()
		read(r, d, n)
		d.broken = d.broken || r.mistakes() > before
	}, secret)
}

// readAttempts reads the attempts of a file, in order.
func readAttempts(r *reader, n *yaml.Node, lenient bool) (list []*draft) {
	named := map[string]bool{}
	r.list(n, "attempts", func(item *yaml.Node) {
		d := &draft{node: item, Attempt: Attempt{Line: item.Line}}
		attemptObject.read(r, item, item, d)
		if follow(item).Kind != yaml.MappingNode {
			return
		}
		if d.name != nil {
			checkName(r, named, d)
		}
		checkWhole(r, d)
		if d.Want == nil && !lenient {
			r.fail(item, "write what NET USE reports: want: {error: 0}", "an attempt needs want")
		}
		list = append(list, d)
	})
	return list
}

// checkName sees to it that an attempt can be found by its name.
func checkName(r *reader, named map[string]bool, d *draft) {
	switch {
	case strings.TrimSpace(d.Name) == "":
		r.fail(d.name, attemptObject.hint, "the name is empty")
	case strings.ContainsAny(d.Name, "\n\r"):
		r.fail(d.name, "", "a name is one line")
	case named[d.Name]:
		r.fail(d.name, attemptObject.hint, "an attempt before this has the same name")
	}
	named[d.Name] = true
}

// checkWhole sees to it that an attempt is a command or a session setup, and not half of one.
func checkWhole(r *reader, d *draft) {
	before := r.mistakes()
	switch {
	case d.send != nil:
		for _, key := range d.typing() {
			if key.node != nil {
				r.fail(key.node, "write from, as and run for a command, or send for a session setup", "send stands alone, without %s", key.name)
			}
		}
	case d.run == nil && d.from == nil && d.as == nil:
		r.fail(d.node, "write from, as and run, or send", "an attempt needs something to do")
	default:
		var missing []string
		for _, key := range d.typing() {
			if key.node == nil && key.name != "typed" {
				missing = append(missing, key.name)
			}
		}
		if len(missing) > 0 {
			r.fail(d.node, "write from, as and run, or send", "an attempt needs %s", strings.Join(missing, " and "))
		}
	}
	d.broken = d.broken || r.mistakes() > before || r.full()
}

// A part is a key of an attempt, and the node behind it or nil.
type part struct {
	name string
	node *yaml.Node
}

// typing is the parts of a command that somebody types.
func (d *draft) typing() []part {
	return []part{{"from", d.from}, {"as", d.as}, {"run", d.run}, {"typed", d.typed}}
}

// readAccount reads who is signed on: LOCAL1\USER1.
func readAccount(r *reader, n *yaml.Node) logon.Name {
	before := r.mistakes()
	text := r.text(n)
	name, ok := ParseAs(text)
	if !ok && r.mistakes() == before {
		r.fail(n, `write the domain or the machine whose account it is: LOCAL1\USER1`, `this is not DOMAIN\USER`)
	}
	return name
}

// ParseAs reads the account somebody is signed on with: its domain or machine, a backslash, its name.
func ParseAs(text string) (logon.Name, bool) {
	domain, user, ok := strings.Cut(text, `\`)
	if !ok || domain == "" || user == "" || strings.Contains(user, `\`) {
		return logon.Name{}, false
	}
	return logon.Name{Domain: domain, User: user}, true
}

// readState reads the name of a state that can decide an attempt.
func readState(r *reader, n *yaml.Node) sim.State {
	before := r.mistakes()
	name := r.text(n)
	if r.mistakes() == before && !logon.DecidingState(name) {
		hint := ""
		if best := sim.Nearest(name, logon.DecidingStates()); best != "" {
			hint = "did you mean " + best + "?"
		}
		r.fail(n, hint, "no state that decides is called %q", name)
	}
	return sim.State(name)
}

// readCommand reads what somebody types.
func readCommand(r *reader, d *draft, n *yaml.Node) {
	before := r.mistakes()
	d.Command = strings.TrimRight(r.text(n), "\n")
	if r.mistakes() > before {
		return
	}
	if target := follow(n); plain(target) && target.LineComment != "" {
		r.fail(n, quoteRun, "what follows # is a comment, not part of the command")
		return
	}
	use, err := netuse.Parse(d.Command)
	if err != nil {
		failCommand(r, n, d.Command, err)
		return
	}
	d.Run = use
}
