package scenarios

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"ntlmsim/scenarios/strict"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/unknown"
)

// An Option changes what Load asks of a file.
type Option uint8

// Lenient allows attempts without want:, for questions whose answer is not known yet.
const Lenient Option = 1

// Load reads a scenario. Its error is Errors: every mistake at once, in the order of their positions, as far as the
// text is YAML at all (and no more than a hundred). path is only for messages.
func Load(path string, data []byte, options ...Option) (*File, error) {
	return LoadAs(Models(), path, data, options...)
}

// LoadAs is Load for other models than those that come with the program.
func LoadAs(models []Model, path string, data []byte, options ...Option) (*File, error) {
	r, root, err := strict.Open(guessed(models, data).format(), path, data)
	if err != nil {
		return nil, err
	}
	file := &File{Path: path, Comment: r.Comment(), at: func(path []string) (line, column int) {
		n := r.Locate(root, path)
		return n.Line, n.Column
	}}
	if model, ok := takeModel(models, r, root); ok {
		file.model = &model
		r.In(model.format().Root)
		model.Read(r, root, file, slices.Contains(options, Lenient))
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return file, nil
}

// ReadFile reads the text of a file of fsys, or, where that is nil, of the operating system. It stops soon after
// MaxSize: Load then says that the file is too large.
func ReadFile(fsys fs.FS, path string) ([]byte, error) {
	var f io.ReadCloser
	var err error
	if fsys == nil {
		f, err = os.Open(path)
	} else {
		f, err = fsys.Open(path)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Read(f)
}

// Read is ReadFile for an open file.
func Read(from io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(from, strict.MaxSize+1)) }

// Logon is the model of NET USE, in package logon.
func Logon() Model {
	return Model{
		Name:   "logon",
		Format: scenarioFormat,
		Schema: Schema,
		Rows:   func() []sim.Row { return logon.Rules().Rows() },
		Read:   readLogon,
		Play:   playLogon,
		Lint:   lintLogon,
	}
}

// readLogon reads a file of the model logon.
func readLogon(r *strict.Reader, root *strict.Node, file *File, lenient bool) {
	c := readContents(r, root, file, lenient)
	file.Remarks = newest(&file.Topology)
	file.Topology = logon.BareGroups(file.Topology)
	addStrangers(r, root, file)
	file.world = checkModel(r, root, file.Topology, c.drafts)
	for _, d := range c.drafts {
		file.Attempts = append(file.Attempts, d.Attempt)
	}
	file.keeps(c.kept)
}

// addStrangers says which names in lists mean nobody, each with its place in the file.
func addStrangers(r *strict.Reader, root *strict.Node, file *File) {
	at := func(p logon.Problem) *strict.Node { return r.Locate(root, p.Path) }
	list := logon.Strangers(file.Topology)
	slices.SortStableFunc(list, func(a, b logon.Problem) int {
		return cmp.Or(at(a).Line-at(b).Line, at(a).Column-at(b).Column)
	})
	for _, p := range list {
		n := at(p)
		remark := fmt.Sprintf("%s:%d:%d: %s", file.Path, n.Line, n.Column, p.What)
		if p.Hint != "" {
			remark += ": " + p.Hint
			file.Misspelled = append(file.Misspelled, remark)
		}
		file.Remarks = append(file.Remarks, remark)
	}
}

// contents is a file while it is read.
type contents struct {
	topology *logon.Topology
	drafts   []*draft
	kept     connections
	lenient  bool
}

var fileObject = strict.Object[contents]{
	What:     "a scenario",
	Required: []string{"machines"},
	Hint:     "machines: {NET: {role: standalone, profile: windows-2022}}",
	Fields: []strict.Field[contents]{
		strict.Key("domains", func(r *strict.Reader, c *contents, n *strict.Node) { c.topology.Domains = readDomains(r, n) }, strict.NamesOf(domainObject.Place())),
		strict.Key("machines", func(r *strict.Reader, c *contents, n *strict.Node) { c.topology.Machines = readMachines(r, n) }, strict.NamesOf(machineObject.Place())),
		spns(func(c *contents) *[]logon.Registered { return &c.topology.SPNs }),
		strict.Some("rc4-only", func(c *contents) *[]string { return &c.topology.RC4Only }),
		strict.Some("no-rc4", func(c *contents) *[]string { return &c.topology.NoRC4 }),
		strict.Word("connections", "way to treat the connections of attempts", []connections{forgotten, kept}, func(c *contents) *connections { return &c.kept }),
		strict.Key("attempts", func(r *strict.Reader, c *contents, n *strict.Node) { c.drafts = readAttempts(r, n, c.lenient) }, strict.ListOf(attemptObject.Place())),
	},
}

var scenarioFormat = strict.Format{
	Name:      "scenario",
	Empty:     "the file is empty",
	EmptyHint: "a scenario has domains, machines and attempts",
	Quoting:   map[string]string{"run": quoteRun},
	Root:      fileObject.Place(),
}

func readContents(r *strict.Reader, root *strict.Node, file *File, lenient bool) contents {
	c := contents{topology: &file.Topology, lenient: lenient}
	fileObject.Read(r, root, root, &c)
	return c
}

// checkModel asks the model what is wrong with a topology and with each attempt. While the topology is wrong no attempt
// can be asked, but the machines it names can be looked for. It returns the topology as a world, nil where it is wrong,
// or where something of it is unknown.
func checkModel(r *strict.Reader, root *strict.Node, t logon.Topology, drafts []*draft) *logon.World {
	for _, p := range logon.Check(t) {
		failProblem(r, t, root, p)
	}
	var world *logon.World
	play, err := unknown.New(t)
	if err == nil {
		world = play.World()
	}
	machines := newMachines(t)
	for _, d := range drafts {
		if r.Full() {
			break
		}
		checkEventMachines(r, d, machines)
		if world == nil || d.broken {
			checkMachines(r, d, machines)
			continue
		}
		_, problems := world.Question(d.Attempt.Attempt)
		for _, p := range problems {
			failProblem(r, t, strict.Follow(d.node), p)
		}
	}
	if err != nil || len(play.Unknowns()) > 0 {
		return nil
	}
	return world
}

// machines are the names of the machines of a file.
type machines struct {
	names []string
	known map[string]bool // in upper case

	domains map[string]bool // their NetBIOS and DNS names, in upper case
}

func newMachines(t logon.Topology) machines {
	m := machines{known: map[string]bool{}, domains: map[string]bool{}}
	for _, machine := range t.Machines {
		m.names = append(m.names, machine.Name)
		m.known[strings.ToUpper(machine.Name)] = true
		for _, name := range slices.Concat(machine.Aliases, machine.Addresses) {
			m.known[strings.ToUpper(name)] = true
		}
	}
	for _, d := range t.Domains {
		m.domains[strings.ToUpper(d.Name)], m.domains[strings.ToUpper(d.DNS)] = true, true
	}
	return m
}

// has reports whether a name means a machine: NET, or, since a domain may have a DNS name, net.example.com.
func (m machines) has(name string) bool {
	name = strings.ToUpper(name)
	host, _, _ := strings.Cut(name, ".")
	return m.known[name] || m.known[host]
}

func (m machines) hint(name string) string {
	return logon.MachineHint(name, m.names)
}

// checkMachines reports unknown machines of an attempt that cannot be asked.
func checkMachines(r *strict.Reader, d *draft, m machines) {
	if len(m.names) == 0 {
		return
	}
	if d.from != nil && d.From != "" && !r.Doubts(d.from) && !m.has(d.From) {
		r.Fail(d.from, m.hint(d.From), "there is no machine %q", d.From)
	}
	if d.Run.Server != "" && !r.Doubts(d.run) && !m.has(d.Run.Server) && !m.domains[strings.ToUpper(d.Run.Server)] {
		r.Fail(d.run, m.hint(d.Run.Server), "there is no machine %q", d.Run.Server)
	}
	if path := []string{"send", "to"}; d.Send != nil && d.Send.To != "" && !m.has(d.Send.To) && !r.Follows(d.node, path) {
		r.Fail(r.Locate(strict.Follow(d.node), path), m.hint(d.Send.To), "there is no machine %q", d.Send.To)
	}
}

// checkEventMachines reports unknown machines in the events that an attempt expects. A domain may have no controller
// in the file; its events are written by "a controller of DOMAIN".
func checkEventMachines(r *strict.Reader, d *draft, m machines) {
	if d.Want == nil || len(m.names) == 0 {
		return
	}
	for i, e := range d.Want.Events {
		if e.Machine != "" && !m.known[strings.ToUpper(e.Machine)] && !strings.HasPrefix(e.Machine, "a controller of ") {
			path := []string{"want", "events", strconv.Itoa(i), "machine"}
			if n := r.Locate(strict.Follow(d.node), path); !r.Follows(d.node, path) {
				r.Fail(n, m.hint(e.Machine), "there is no machine %q", e.Machine)
			}
		}
	}
}
