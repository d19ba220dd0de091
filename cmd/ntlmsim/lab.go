package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/logon"
)

type labOptions struct {
	DryRun  bool
	Verbose bool
	JSON    bool
	Color   string
	Domains string // ad, nt4; "": as the topology says
	Record  string
	JUnit   string
	Wait    bool

	Seed     uint64
	Attempts int
	Out      string

	export labExport
}

func labCommand() command {
	var o labOptions
	return command{
		Name:  "lab",
		Args:  "run|up|export FILE, fuzz, status, exec MACHINE -- COMMAND…, down",
		Short: "build a scenario's servers with Samba, and ask them",
		Long: `Builds the servers of a topology for real, on Linux, with Samba: standalone servers, members of domains, controllers
of Active Directory and in the style of NT 4.0 (kind: nt4) with their accounts in every state, and the trusts between
them. Each machine has a network, a host name and files of its own; nothing is written to the disk, and nothing is left
when it ends, however it ends.

lab run FILE builds, puts every attempt, compares, and ends it. The comparison is with what the servers really are,
Samba; where the scenario's own product is predicted otherwise, that is said beside it. --domains nt4 builds every
domain in the style of NT 4.0, whatever its kind: is: Samba's one controller that follows the article's rules of guests.

lab up FILE builds and goes on in the background until lab down. lab status lists what runs where; lab exec MACHINE --
COMMAND runs a command on a machine, with your rights. Only /etc, /run, /tmp and Samba's directories below /var are the
machine's own: everything else is the real disk, and what the command changes there is changed.

lab fuzz builds random topologies and puts random attempts to them, --attempts of them, the same for the same --seed. An
attempt that is not answered, or not recorded, as predicted is made smaller for as long as it differs, and written to --out as
a scenario that expects what was observed.

lab export FILE --for windows writes the PowerShell that builds the same topology on Windows machines, makes the attempts
there and records what came of them, for replay --recording. It runs nothing, and has not been run by us on Windows.

What Samba cannot be told to do is said before anything runs, and --dry-run says nothing else. It needs Debian's
packages samba, samba-ad-dc, samba-ad-provision, samba-dsdb-modules, samba-vfs-modules, winbind, python3-samba,
python3-pycryptodome and iproute2; and root, or else user namespaces and libuid-wrapper. A package that a scenario
needs and that is missing is named; lab fuzz names those of all its rounds before the first.`,
		Examples: []example{
			{"ntlmsim lab run kb103390/example.yaml --dry-run", "which servers would be built, and what Samba cannot be told"},
			{"ntlmsim lab run kb103390/example.yaml --domains nt4 --dry-run", "the same domains, as the article had them"},
			{"ntlmsim lab export kb103390/example.yaml --for windows", "scripts for a lab of your own, in example-windows"},
		},
		Flags: func(f *pflag.FlagSet) {
			f.BoolVar(&o.DryRun, "dry-run", false, "say what would be built, and what cannot be")
			f.BoolVarP(&o.Verbose, "verbose", "v", false, "list every attempt with what each client observed and each server recorded")
			f.StringVar(&o.Domains, "domains", "", "build every domain in one `STYLE`, whatever its kind: is: nt4, ad")
			f.BoolVar(&o.JSON, "json", false, "print what the replay found as one object; ntlmsim help json describes it")
			f.StringVar(&o.Record, "record", "", "run: write what was observed to `FILE`, for replay --recording")
			f.BoolVar(&o.Wait, "wait", false, "run: wait for as long as after: says, however long it is")
			f.StringVar(&o.JUnit, "junit", "", "run: write a JUnit report to `FILE`, too")
			f.Uint64Var(&o.Seed, "seed", 1, "fuzz: where the dice begin")
			f.IntVar(&o.Attempts, "attempts", 2000, "fuzz: how many")
			f.StringVar(&o.Out, "out", ".", "fuzz: the `DIRECTORY` for what differs")
			o.export.flags(f)
		},
		Run: o.run,
		Complete: func() []string {
			return append([]string{"run", "up", "export", "fuzz", "status", "exec", "down"}, scenarios.CatalogueFiles()...)
		},
	}
}

func (o *labOptions) run(ctx context.Context, e *env, args []string) error {
	const help = "ntlmsim help lab says what it does."
	if len(args) == 0 {
		return usage(help, "lab: run, up, export, fuzz, status, exec or down?")
	}
	if code, ok := hiddenLab(ctx, e, args); ok {
		return ended(code)
	}
	o.Color = e.color
	if e.color == "auto" && e.out.Style.On {
		o.Color = "always" // the worker's decision is this one's
	}
	what, rest := args[0], args[1:]
	switch {
	case what == "export":
		return o.export.run(ctx, e, rest, o.DryRun)
	case o.export.given():
		return usage(help, "lab %s takes no --for and no --output: lab export does", what)
	case what == "run" || what == "up":
		switch {
		case len(rest) != 1:
			return usage(help, "lab %s: one scenario is to be built", what)
		case o.Domains != "" && o.Domains != "ad" && o.Domains != "nt4":
			return usage("There are ad and nt4.", "--domains %q", o.Domains)
		}
		return o.build(ctx, e, what, rest[0])
	case what == "exec":
		if len(rest) < 2 {
			return usage("As in ntlmsim lab exec NET -- smbstatus.", "lab exec: a machine and a command")
		}
		return labExec(ctx, e, rest[0], rest[1:])
	case what == "fuzz":
		if len(rest) > 0 {
			return usage(help, "lab fuzz takes no %q", rest[0])
		}
		return o.fuzz(ctx, e)
	case what == "status" || what == "down":
		if len(rest) > 0 {
			return usage(help, "lab %s takes no %q", what, rest[0])
		}
		if what == "status" {
			return labStatus(e)
		}
		return labDown(e)
	}
	return usage(help, "lab: there is no %q: run, up, export, fuzz, status, exec or down", what)
}

// mostAttempts is how many random attempts one run makes at most: some days of them.
const mostAttempts = 10_000_000

// fuzz builds what the dice say, as it is: no style, and no report of lab run's.
func (o *labOptions) fuzz(ctx context.Context, e *env) error {
	if o.DryRun || o.Domains != "" || o.Record != "" || o.JUnit != "" {
		return usage("", "lab fuzz takes no --dry-run, --domains, --record and --junit: lab run does")
	}
	if o.Attempts < 1 || o.Attempts > mostAttempts {
		return usage("", "--attempts %d: from 1 to %d", o.Attempts, mostAttempts)
	}
	return labFuzz(ctx, e, *o)
}

// build says what is to be built, and builds it unless that was all.
func (o *labOptions) build(ctx context.Context, e *env, what, arg string) error {
	at, err := lookup(arg)
	if err != nil {
		return err
	}
	data, err := at.text(ctx, e.in)
	if err != nil {
		return badScenario("%s", unread(at, err))
	}
	file, err := scenarios.Load(at.name(), data)
	if err != nil {
		return badScenario("%s", err.Error())
	}
	plan, cannot := lab.Build(o.styled(file), file.Attempts)
	if !o.JSON {
		printPlan(e, file, plan, cannot)
	}
	switch {
	case o.DryRun:
		return e.flush()
	case what == "run" && len(file.Attempts) == 0:
		return badScenario("%s: there is nothing to replay in it: it has no attempts", file.Path)
	case len(plan.Servers) == 0:
		return fault{exitServer, file.Path + ": no machine of it can be built with Samba", ""}
	}
	if err := e.flush(); err != nil {
		return err
	}
	for flag, path := range map[string]*string{"--record": &o.Record, "--junit": &o.JUnit} {
		if *path, err = outsideOf(flag, *path); err != nil {
			return err
		}
	}
	job := labJob{Path: at.name(), Data: data, Options: *o, topology: lab.Fingerprint(file.Topology)}
	if what == "up" {
		return labUp(ctx, e, job, plan)
	}
	return labRun(ctx, e, job, plan)
}

// outsideOf is the path of a report as the lab sees it: from the root, and not where it has files of its own. That it can
// be written is made sure of before anything is built.
func outsideOf(flag, path string) (string, error) {
	if path == "" {
		return "", nil
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", usage("", "%s: %v", flag, err)
	}
	for _, own := range []string{"/run/", "/proc/"} {
		if strings.HasPrefix(path, own) {
			return "", usage("", "%s: the lab has a %s of its own: choose another directory", flag, strings.TrimSuffix(own, "/"))
		}
	}
	report, err := newOutput(flag, path, 0o600)
	report.abandon()
	return path, err
}

// styled is the topology in the style that is to be built.
func (o *labOptions) styled(file *scenarios.File) logon.Topology {
	return lab.InStyle(file.Topology, logon.DomainKind(o.Domains))
}

// A labJob is what the worker inside of the lab is to do.
type labJob struct {
	Path    string
	Data    []byte
	Options labOptions
	Stay    bool // build, and do nothing
	Random  bool // a round of random attempts: report it as JSON

	topology string // its fingerprint
}

// printPlan is the table of what will run where, and of what cannot be built.
func printPlan(e *env, file *scenarios.File, plan lab.Plan, cannot []lab.Cannot) {
	e.out.Line(e.out.Style.Bold(file.Path))
	var rows [][]string
	for _, s := range plan.Servers {
		rows = append(rows, serverRow(s))
	}
	e.out.Columns("  ", rows)
	for _, t := range plan.Trusts {
		arrow := "trusts"
		if t.Both {
			arrow = "and"
		}
		text := fmt.Sprintf("%s %s %s", t.Truster, arrow, t.Trusted)
		if t.Both {
			text += " trust each other"
		}
		e.out.Line("  ", text)
	}
	for _, b := range plan.Broken {
		e.out.Indent(2, b.String())
	}
	for _, c := range cannot {
		e.out.Indent(2, "Samba cannot: "+c.String())
	}
}

// serverRow is a server's line in tables: what runs where, and what it stands for.
func serverRow(s lab.Server) []string {
	what := string(s.Kind)
	if s.Domain != "" {
		what += " of " + s.Domain
	}
	stands := "for no machine: its domain needs a controller"
	if s.Machine != "" {
		stands = "for " + s.Machine + ", " + s.Profile
	}
	return []string{s.Name, s.Address, what, strings.TrimSpace(stands)}
}
