package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/lab/judged"
	"ntlmsim/sim/lab/mono"
	"ntlmsim/sim/lab/webserver"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/report"
)

// labOptions are the flags of the lab's commands, each of which has some of them. The worker inside of the lab reads
// them as JSON.
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
}

// domainStyles are the values of --domains.
var domainStyles = []string{"ad", "nt4"}

func labCommand() command {
	c := command{
		Name:  "lab",
		Args:  "COMMAND",
		Short: "build a scenario's servers with Samba, and ask them",
		Long:  long("lab"),
		Examples: []example{
			{"ntlmsim lab run kb103390/example.yaml --dry-run", "which servers would be built, and what Samba cannot be told"},
			{"ntlmsim lab export kb103390/example.yaml --for windows", "scripts for a lab of your own, in example-windows"},
		},
		Sub: []command{labRunCommand(), labUpCommand(), labStatusCommand(), labExecCommand(), labDownCommand(), labFuzzCommand(), labExportCommand()},
	}
	c.Complete = func() (list []string) {
		for i, name := range c.subNames() {
			list = append(list, name+"\t"+c.Sub[i].Short)
		}
		return list
	}
	c.Run = func(ctx context.Context, e *env, args []string) error {
		names := strings.Join(c.subNames(), ", ")
		if len(args) == 0 {
			return usage("ntlmsim help lab says what each does.", "lab: which command? There are %s.", names)
		}
		if code, ok := hiddenLab(ctx, e, args); ok {
			return ended(code)
		}
		return usage(orElse(did(sim.Nearest(args[0], c.subNames())), "There are: "+names+"."), "lab has no command %s", quotable(args[0]))
	}
	return c
}

func labRunCommand() command {
	var o labOptions
	return command{
		Name:  "lab run",
		Args:  "FILE",
		Short: "build the lab, put every attempt to it, compare, and end it",
		Long:  long("lab-run"),
		Examples: []example{
			{"ntlmsim lab run kb103390/example.yaml --dry-run", "which servers would be built, and what Samba cannot be told"},
			{"ntlmsim lab run kb103390/example.yaml --domains nt4 --dry-run", "the same domains, as the article had them"},
			{"ntlmsim lab run kb326985/article.yaml --dry-run", "web servers: what would be asked, and what cannot be observed"},
		},
		Flags: func(f *pflag.FlagSet) {
			o.buildFlags(f)
			f.BoolVarP(&o.Verbose, "verbose", "v", false, "list every attempt with what each client observed and each server recorded")
			f.BoolVar(&o.JSON, "json", false, "print what the replay found as one object; ntlmsim help json describes it")
			f.StringVar(&o.Record, "record", "", "write what was observed to `FILE`, for replay --recording")
			f.BoolVar(&o.Wait, "wait", false, "wait for as long as after: says, however long it is")
			f.StringVar(&o.JUnit, "junit", "", "write a JUnit report to `FILE`, too")
		},
		Run:      func(ctx context.Context, e *env, args []string) error { return o.build(ctx, e, "run", args) },
		Complete: scenarios.CatalogueFiles,
	}
}

func labUpCommand() command {
	var o labOptions
	return command{
		Name:  "lab up",
		Args:  "FILE",
		Short: "build the lab, which goes on in the background until lab down",
		Long: `Builds the servers of a topology with Samba, as lab run does, and leaves them running in the background until lab down.
replay asks them where no other servers are named.`,
		Examples: []example{{"ntlmsim lab up kb103390/example.yaml --dry-run", "which servers would be built"}},
		Flags:    o.buildFlags,
		Run:      func(ctx context.Context, e *env, args []string) error { return o.build(ctx, e, "up", args) },
		Complete: scenarios.CatalogueFiles,
	}
}

// buildFlags are those of whatever builds one lab.
func (o *labOptions) buildFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.DryRun, "dry-run", false, "say what would be built, and what cannot be")
	f.StringVar(&o.Domains, "domains", "", "build every domain in one `STYLE`, whatever its kind: is: nt4, ad")
}

func labStatusCommand() command {
	return command{
		Name:     "lab status",
		Short:    "list what runs where in the lab that is up",
		Long:     "Lists the servers of the lab that is up: name, address, what each is, which machine it stands for, and whether it runs.",
		Examples: []example{{"ntlmsim lab status", "what runs where?"}},
		Run: func(_ context.Context, e *env, args []string) error {
			if err := noArgs("lab status", args); err != nil {
				return err
			}
			return labStatus(e)
		},
	}
}

func labExecCommand() command {
	return command{
		Name:  "lab exec",
		Args:  "MACHINE -- COMMAND…",
		Short: "run a command on a machine of the lab that is up",
		Long: `Runs a command on a machine of the lab that is up, with your rights. Only /etc, /run, /tmp and Samba's directories below
/var are the machine's own: everything else is the real disk, and what the command changes there is changed.`,
		Examples: []example{{"ntlmsim lab exec NET -- smbstatus", "who is connected to NET?"}},
		Run: func(ctx context.Context, e *env, args []string) error {
			if len(args) < 2 {
				return usage("As in ntlmsim lab exec NET -- smbstatus.", "lab exec: a machine and a command")
			}
			return labExec(ctx, e, args[0], args[1:])
		},
		Complete: labMachines,
	}
}

func labDownCommand() command {
	return command{
		Name:     "lab down",
		Short:    "end the lab that is up",
		Long:     "Ends the lab that is up, with all its processes, networks and files. There being none is no error.",
		Examples: []example{{"ntlmsim lab down", "end it"}},
		Run: func(_ context.Context, e *env, args []string) error {
			if err := noArgs("lab down", args); err != nil {
				return err
			}
			return labDown(e)
		},
	}
}

// mostAttempts is how many random attempts one run makes at most: some days of them.
const mostAttempts = 10_000_000

func labFuzzCommand() command {
	var o labOptions
	return command{
		Name:     "lab fuzz",
		Short:    "put random attempts to random topologies",
		Long:     long("lab-fuzz"),
		Examples: []example{{"ntlmsim lab fuzz --seed 1 --attempts 5000", "some rounds, in less than a minute"}},
		Flags: func(f *pflag.FlagSet) {
			f.Uint64Var(&o.Seed, "seed", 1, "seed of the random numbers")
			f.IntVar(&o.Attempts, "attempts", 2000, "how many")
			f.StringVar(&o.Out, "out", ".", "the `DIRECTORY` for what differs")
			f.BoolVar(&o.JSON, "json", false, "print what was found as one object; ntlmsim help json describes it")
		},
		Run: func(ctx context.Context, e *env, args []string) error {
			if err := noArgs("lab fuzz", args); err != nil {
				return err
			}
			if o.Attempts < 1 || o.Attempts > mostAttempts {
				return usage("", "--attempts %d: from 1 to %d", o.Attempts, mostAttempts)
			}
			o.colored(e)
			return labFuzz(ctx, e, o)
		},
	}
}

// colored keeps the decision about colour for the worker, whose output is this program's.
func (o *labOptions) colored(e *env) {
	o.Color = e.color
	if e.color == "auto" && e.out.Style.On {
		o.Color = "always"
	}
}

// build says what is to be built, and builds it unless that was all.
func (o *labOptions) build(ctx context.Context, e *env, what string, args []string) error {
	if len(args) != 1 {
		return usage("ntlmsim help lab "+what+" says what it does.", "lab %s: one scenario is to be built", what)
	}
	if o.Domains != "" {
		if err := oneOf("domains", o.Domains, domainStyles); err != nil {
			return err
		}
	}
	o.colored(e)
	at, err := lookup(args[0])
	if err != nil {
		return err
	}
	data, err := at.text(ctx, e.in)
	if err != nil {
		return badScenario("%s", unread(at, err))
	}
	file, err := scenarios.LoadAs(models, at.name(), data)
	if err != nil {
		return badScenario("%s", err.Error())
	}
	if file.Content != nil {
		return o.ofOther(ctx, e, what, file)
	}
	plan, cannot := lab.Build(o.styled(file), file.Attempts)
	outline := plan.Outline(file.Path, cannot)
	if !o.JSON {
		outline.Print(e.out.Page)
	}
	switch {
	case o.DryRun && o.JSON:
		return e.printJSON(outline)
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

// ofOther builds the servers of another model than logon: a KDC of MIT and Apache for web servers, Mono for
// a farm.
func (o *labOptions) ofOther(ctx context.Context, e *env, what string, file *scenarios.File) error {
	switch {
	case what != "run":
		return usage("ntlmsim lab run "+file.Path+" builds them, puts every attempt to them, and ends them.", "%s has model: %s: its servers do not stay up", file.Path, file.Model().Name)
	case o.Domains != "" || o.Record != "" || o.Wait:
		return usage("ntlmsim lab run FILE takes it, with --dry-run, --verbose, --json and --junit.", "%s has model: %s: there are no other domains to build, and there is nothing to record or to wait for", file.Path, file.Model().Name)
	}
	if plan, err := mono.FromFile(file); err == nil {
		return labOf(ctx, e, o, report.FarmLab{}, file, plan.Planned(), func(take func(mono.Result)) error { return mono.Run(ctx, plan, take) })
	}
	plan, err := webserver.FromFile(file)
	if err != nil {
		return badScenario("%v", err)
	}
	if why := plan.Unbuildable(); why != "" {
		return fault{exitServer, file.Path + ": " + why, ""}
	}
	return labOf(ctx, e, o, report.WebLab{}, file, plan.Planned(), func(take func(webserver.Result)) error { return webserver.Run(ctx, plan, take) })
}

// labOf runs a laboratory, or says what would be asked, and writes what was found.
func labOf[S fmt.Stringer](ctx context.Context, e *env, o *labOptions, found report.Lab[S], file *scenarios.File, planned []judged.Result[S], run func(func(judged.Result[S])) error) error {
	found.Command, found.File, found.DryRun = "lab run", file.Path, o.DryRun
	w, err := newLabReport(e, found, o.JUnit, o.JSON, o.Verbose)
	if err != nil {
		return err
	}
	defer w.junit.Abandon()
	if o.DryRun {
		for _, r := range planned {
			w.take(r)
		}
	} else if err := run(w.take); err != nil {
		return cmp.Or(ctx.Err(), cannotBuild(err))
	}
	return cmp.Or(w.write(), ended(w.found.Code(exitServer, exitDifference)))
}

// cannotBuild is the error of a lab that cannot be built.
func cannotBuild(err error) error {
	return fault{exitServer, "the lab cannot be built: " + err.Error(), ""}
}

// outsideOf is the path of a report as the lab sees it: from the root, and not where it has files of its own. That it
// can be written is made sure of before anything is built.
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
	empty, err := report.NewOutput(flag, path, 0o600)
	empty.Abandon()
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
