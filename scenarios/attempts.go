package scenarios

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"ntlmsim/scenarios/strict"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
)

// quoteRun is how to write a command that YAML does not read.
const quoteRun = `put the command in single quotes: run: 'net use x: \\SERVER\share'`

// A draft is an attempt while it is read, with the nodes that later mistakes are found at.
type draft struct {
	Attempt
	node                       *strict.Node // the attempt itself
	name, from, as, run, typed *strict.Node
	send, because              *strict.Node
	broken                     bool // what it asks cannot be asked
}

var attemptObject = strict.Object[draft]{
	What:     "an attempt",
	Required: []string{"name"},
	Hint:     "name it by what differs from the other attempts",
	Fields: []strict.Field[draft]{
		noted("name", func(d *draft) **strict.Node { return &d.name }, func(r *strict.Reader, d *draft, n *strict.Node) { d.Name = r.Text(n) }).Showing(strict.AnyText),
		noted("from", func(d *draft) **strict.Node { return &d.from }, func(r *strict.Reader, d *draft, n *strict.Node) { d.From = r.Text(n) }).Showing(strict.AnyText),
		noted("as", func(d *draft) **strict.Node { return &d.as }, func(r *strict.Reader, d *draft, n *strict.Node) {
			s := readSignOn(r, n)
			d.As, d.SignOn = s.account, s.signOn
		}).Showing(signOnPlace),
		noted("run", func(d *draft) **strict.Node { return &d.run }, readCommand).Showing(openCommand),
		noted("typed", func(d *draft) **strict.Node { return &d.typed }, func(r *strict.Reader, d *draft, n *strict.Node) {
			if !r.Finds(n, unknownWord, passwordHint, "a password that is typed cannot be unknown") {
				typed := r.Text(n)
				d.Typed = &typed
			}
		}),
		noted("send", func(d *draft) **strict.Node { return &d.send }, func(r *strict.Reader, d *draft, n *strict.Node) { d.Send = readSend(r, n, true) }).Showing(sendObject.Place()),
		strict.Word("protocol", "protocol", []logon.Protocol{logon.NTLM}, func(d *draft) *logon.Protocol { return &d.Protocol }),
		strict.Key("after", func(r *strict.Reader, d *draft, n *strict.Node) { d.After = r.Duration(n) }, strict.AnyText),
		strict.Key("want", func(r *strict.Reader, d *draft, n *strict.Node) { d.Want = readWant(r, n) }, wantObject.Place()),
		noted("because", func(d *draft) **strict.Node { return &d.because }, func(r *strict.Reader, d *draft, n *strict.Node) { d.Because = readState(r, n) }).Showing(strict.AnyText),
	},
}

// noted is a field whose node is kept. An attempt with a mistake in it is not asked.
func noted(name string, node func(*draft) **strict.Node, read func(*strict.Reader, *draft, *strict.Node)) strict.Field[draft] {
	return strict.Key(name, func(r *strict.Reader, d *draft, n *strict.Node) {
		*node(d) = n
		before := r.Mistakes()
		read(r, d, n)
		d.broken = d.broken || r.Mistakes() > before
	}, strict.Secret)
}

// readAttempts reads the attempts of a file, in order.
func readAttempts(r *strict.Reader, n *strict.Node, lenient bool) (list []*draft) {
	named := map[string]bool{}
	r.List(n, "attempts", func(item *strict.Node) {
		d := &draft{node: item, Attempt: Attempt{Line: item.Line}}
		attemptObject.Read(r, item, item, d)
		if strict.Follow(item).Kind != yaml.MappingNode {
			return
		}
		if d.name != nil {
			checkName(r, named, d)
		}
		checkWhole(r, d)
		if d.Want == nil && !lenient {
			r.Fail(item, "write what NET USE reports: want: {error: 0}", "an attempt needs want")
		}
		list = append(list, d)
	})
	return list
}

// checkName checks that the name of an attempt is there, one line, and unique.
func checkName(r *strict.Reader, named map[string]bool, d *draft) {
	switch {
	case strings.TrimSpace(d.Name) == "":
		r.Fail(d.name, attemptObject.Hint, "the name is empty")
	case strings.ContainsAny(d.Name, "\n\r"):
		r.Fail(d.name, "", "a name is one line")
	case named[d.Name]:
		r.Fail(d.name, attemptObject.Hint, "an attempt before this has the same name")
	}
	named[d.Name] = true
}

// checkWhole checks that an attempt is a complete command or a complete session setup.
func checkWhole(r *strict.Reader, d *draft) {
	before := r.Mistakes()
	switch {
	case d.send != nil:
		for _, key := range d.typing() {
			if key.node != nil {
				r.Fail(key.node, "write from, as and run for a command, or send for a session setup", "send stands alone, without %s", key.name)
			}
		}
	case d.run == nil && d.from == nil && d.as == nil:
		r.Fail(d.node, "write from, as and run, or send", "an attempt needs something to do")
	default:
		var missing []string
		for _, key := range d.typing() {
			if key.node == nil && key.name != "typed" {
				missing = append(missing, key.name)
			}
		}
		if len(missing) > 0 {
			r.Fail(d.node, "write from, as and run, or send", "an attempt needs %s", strings.Join(missing, " and "))
		}
	}
	d.broken = d.broken || r.Mistakes() > before || r.Full()
}

// A part is a key of an attempt, and the node behind it or nil.
type part struct {
	name string
	node *strict.Node
}

// typing lists the parts of a typed command.
func (d *draft) typing() []part {
	return []part{{"from", d.from}, {"as", d.as}, {"run", d.run}, {"typed", d.typed}}
}

// readAccount reads who is signed on: LOCAL1\USER1.
func readAccount(r *strict.Reader, n *strict.Node) logon.Name {
	before := r.Mistakes()
	text := r.Text(n)
	name, ok := parseAccount(text)
	if !ok && r.Mistakes() == before {
		hint := `write the domain or the machine whose account it is: LOCAL1\USER1`
		if service := logon.Service(text); service != "" {
			hint = "write the domain of a service: " + service
		}
		r.Fail(n, hint, `this is not DOMAIN\USER`)
	}
	return name
}

// parseAccount reads DOMAIN\USER or MACHINE\USER. It reports false for any other text.
func parseAccount(text string) (logon.Name, bool) {
	domain, user, ok := strings.Cut(text, `\`)
	if !ok || domain == "" || user == "" || strings.Contains(user, `\`) {
		return logon.Name{}, false
	}
	return logon.Name{Domain: domain, User: user}, true
}

// readState reads the name of a state that can decide an attempt.
func readState(r *strict.Reader, n *strict.Node) sim.State {
	before := r.Mistakes()
	name := r.Text(n)
	if r.Mistakes() == before && !logon.DecidingState(name) {
		hint := ""
		if best := sim.Nearest(name, logon.DecidingStates()); best != "" {
			hint = "did you mean " + best + "?"
		}
		r.Fail(n, hint, "no state that decides is called %q", name)
	}
	return sim.State(name)
}

// readCommand reads the typed command.
func readCommand(r *strict.Reader, d *draft, n *strict.Node) {
	before := r.Mistakes()
	d.Command = strings.TrimRight(r.Text(n), "\n")
	if r.Mistakes() > before {
		return
	}
	if target := strict.Follow(n); strict.Plain(target) && target.LineComment != "" {
		r.Fail(n, quoteRun, "what follows # is a comment, not part of the command")
		return
	}
	use, err := netuse.Parse(d.Command)
	if err != nil {
		failCommand(r, n, d.Command, err)
		return
	}
	d.Run = use
}
