package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
	"ntlmsim/sim/report"
	"ntlmsim/sim/smb"
	"ntlmsim/testdata"
)

type replayOptions struct {
	atFlag    []string
	as        []string
	server    string
	clients   []string
	dialect   string
	timeout   time.Duration
	maxBad    int
	dryRun    bool
	record    string
	recording string
	verbose   bool
	json      bool
	wait      bool
	lab       bool // started inside of the lab that is up
	junit     string
	forget    bool
	web       webOptions
	set       *pflag.FlagSet
	files     []*scenarios.File // loaded before their model was known

	addresses map[string]string   // by machine, folded
	places    map[string][]string // the addresses in every form, by machine, folded
	state     *replay.StateFile
	spent     []replay.Spending
	products  map[string]string
	played    *replay.Recording
	recorded  replay.Recording
	recordTo  *report.Output
	junitTo   *report.Output
	notes     []string
}

func replayCommand() command {
	var o replayOptions
	return command{
		Name:  "replay",
		Args:  "FILE[#ATTEMPT]|DIR…",
		Short: "put the attempts of scenarios to real servers, and compare",
		Long:  long("replay"),
		Examples: []example{
			{"ntlmsim replay kb103390/unknown-domain.yaml --at SRV=127.0.0.1:4450 --dry-run", "what would be sent, and to whom"},
			{"ntlmsim replay lab.yaml --at NET=10.0.0.5 --at SCRATCH=10.0.0.6", "a lab of your own, on port 445"},
			{"ntlmsim replay lab.yaml --at SRV=127.0.0.1:4450 --as SRV=samba-standalone", "the server is Samba, whatever lab.yaml says"},
			{"ntlmsim replay lab.yaml --at SRV=10.0.0.5 --record seen.json", "keep what was answered"},
			{"ntlmsim replay lab.yaml --recording seen.json", "compare again, without the server"},
			{"ntlmsim replay web.yaml --at www.corp.example=10.0.0.5 --kdc CORP.EXAMPLE=10.0.0.4", "a web site, and the KDC that gives its tickets"},
			{"ntlmsim replay lab.yaml --recording windows/recordings", "compare with what Windows machines recorded"},
		},
		Flags:    o.flags,
		Run:      o.run,
		Complete: scenarios.CatalogueFiles,
	}
}

// labFlag is hidden: replay starts itself with it inside of the lab that is up.
const labFlag = "in-lab"

func (o *replayOptions) flags(f *pflag.FlagSet) {
	o.set = f
	o.web.define(f)
	f.StringArrayVar(&o.atFlag, "at", nil, "the address of a machine, or of a site, `NAME=HOST[:PORT]`; once for each to ask")
	f.StringArrayVar(&o.as, "as", nil, "what a machine really is, `NAME=PROFILE`")
	f.StringVar(&o.server, "server", "", "the `SOFTWARE` whose known differences count: samba; of web files apache-gssapi, mit-kdc")
	f.StringSliceVar(&o.clients, "client", slices.Clone(ourClients), "who asks: go-smb2, probe")
	f.StringVar(&o.dialect, "dialect", "3.1.1", "the probe's dialect: 2.0.2, 2.1, 3.0.2, 3.1.1")
	f.DurationVar(&o.timeout, "timeout", smb.DefaultTimeout, "the deadline of each attempt")
	f.IntVar(&o.maxBad, "max-bad", replay.DefaultMaxBad, "bad passwords that an account may be sent")
	f.BoolVar(&o.forget, "forget", false, "forget what runs before this one have sent: at the addresses of --at, or anywhere")
	f.BoolVar(&o.dryRun, "dry-run", false, "say what would be sent, and send nothing")
	f.BoolVar(&o.wait, "wait", false, "wait for as long as after: says, however long it is")
	f.StringVar(&o.record, "record", "", "write what was observed to `FILE`")
	f.StringVar(&o.recording, "recording", "", "compare with the recording `FILE`, or all in a directory, instead of a server")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "list every attempt with what each client observed")
	f.BoolVar(&o.json, "json", false, "print one object; ntlmsim help json describes it")
	f.BoolVar(&o.lab, labFlag, false, "")
	_ = f.MarkHidden(labFlag)
	f.StringVar(&o.junit, "junit", "", "write a JUnit report to `FILE`, too")
}

func (o *replayOptions) run(ctx context.Context, e *env, args []string) error {
	if o.forget && !o.lab {
		if err := o.forgetSpent(ctx, e); err != nil || len(args) == 0 {
			return err
		}
	}
	if done, err := o.ofWeb(ctx, e, args); done || err != nil {
		return err
	}
	if done, err := o.insideLab(ctx, e); done {
		return err
	}
	files, err := o.prepare(ctx, e, args)
	if err != nil {
		return err
	}
	if err := o.open(); err != nil {
		return err
	}
	defer o.recordTo.Abandon()
	defer o.junitTo.Abandon()
	if err := o.remember(ctx, e); err != nil {
		return err
	}
	for _, note := range o.notes {
		fmt.Fprintln(e.err, note)
	}
	found := report.Replayed{}
	stopped := o.replayFiles(ctx, e, files, &found)
	// What was observed is kept, however it ended.
	if err := o.reports(e, &found); stopped == nil && err != nil {
		return err
	}
	if stopped != nil {
		return stopped
	}
	return ended(o.code(found))
}

// open makes sure that the reports can be written before anything is sent.
func (o *replayOptions) open() (err error) {
	if o.recordTo, err = report.NewOutput("--record", o.record, 0o600); err != nil {
		return err
	}
	if o.junitTo, err = report.NewOutput("--junit", o.junit, 0o644); err != nil {
		o.recordTo.Abandon()
	}
	return err
}

// replayFiles replays all files, with one budget of bad passwords.
func (o *replayOptions) replayFiles(ctx context.Context, e *env, files []*scenarios.File, found *report.Replayed) error {
	ledger, err := replay.ParseLedger(testdata.KnownDifferences)
	if err != nil {
		return err
	}
	r := replay.Replay{Clients: o.clientsOf, MaxBad: o.maxBad, At: o.at, State: o.state, Disposable: o.lab, Software: o.server, Ledger: ledger,
		Plan: o.dryRun, Wait: o.wait, OnResult: func(result replay.Result) { o.take(e, found, result) }}
	r.Expect(files...)
	for _, file := range files {
		if !o.json {
			e.out.Line(e.out.Style.Bold(file.Path))
		}
		if o.played != nil {
			r.Clients = o.playing(file.Path)
		}
		if _, err := r.Run(ctx, file); err != nil {
			o.spent = r.Spent()
			return cannotNote(err)
		}
		if err := e.flush(); err != nil {
			return err
		}
	}
	return o.announce(ctx, &r, files)
}

// ourClients are those that --client chooses from.
var ourClients = []string{"go-smb2", "probe"}

// playing is the recording, limited to the clients of --client. A recording of a Windows client has only that.
func (o *replayOptions) playing(file string) func(replay.SessionSetup) ([]replay.Client, string) {
	clients := o.played.Clients(file)
	return func(s replay.SessionSetup) ([]replay.Client, string) {
		list, why := clients(s)
		return slices.DeleteFunc(list, func(c replay.Client) bool {
			return slices.Contains(ourClients, c.Name) && !slices.Contains(o.clients, c.Name)
		}), why
	}
}

// prepare checks the whole command line before anything is sent.
func (o *replayOptions) prepare(ctx context.Context, e *env, args []string) ([]*scenarios.File, error) {
	if len(args) == 0 {
		return nil, usage("ntlmsim help replay shows how.", "which scenario is to be replayed?")
	}
	var err error
	if o.addresses, err = addressesOf(o.atFlag); err != nil {
		return nil, err
	}
	if o.products, err = pairs("--as", "NET=samba-standalone", o.as); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	files, err := o.loaded(ctx, e, args)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if _, err := ofLogon(file, nil); err != nil {
			return nil, err
		}
	}
	if !slices.ContainsFunc(files, func(f *scenarios.File) bool { return len(f.Attempts) > 0 }) {
		return nil, badScenario("%s: there is nothing to replay in it: it has no attempts", strings.Join(args, ", "))
	}
	if o.lab {
		if err := o.ofLab(files); err != nil {
			return nil, err
		}
	}
	if err := o.recordedOf(files, args); err != nil {
		return nil, err
	}
	return files, o.fit(files)
}

// loaded are the files that arguments name.
func (o *replayOptions) loaded(ctx context.Context, e *env, args []string) ([]*scenarios.File, error) {
	if o.files != nil {
		return o.files, nil
	}
	for _, arg := range args {
		more, err := loadReplayed(ctx, e, arg)
		if err != nil {
			return nil, err
		}
		o.files = append(o.files, more...)
	}
	return o.files, nil
}

// loadReplayed loads what one argument names: a file, a directory, or one attempt of a file.
func loadReplayed(ctx context.Context, e *env, arg string) ([]*scenarios.File, error) {
	if strings.Contains(arg, "#") {
		file, i, err := loadAttempt(ctx, e, arg)
		if err != nil {
			return nil, err
		}
		if i >= 0 {
			file.Only(i)
		}
		return []*scenarios.File{file}, nil
	}
	list, err := places(ctx, []string{arg})
	if err != nil {
		return nil, err
	}
	var files []*scenarios.File
	for _, at := range list {
		file, err := at.load(ctx, e.in)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// addressesOf completes the addresses of --at to HOST:PORT. The default port is 445.
func addressesOf(at []string) (map[string]string, error) {
	addresses, err := pairs("--at", "NET=127.0.0.1:4450", at)
	for name, text := range addresses {
		if addresses[name], err = replay.Address(text, "445"); err != nil {
			return nil, usage("An address is HOST or HOST:PORT, as 10.0.0.5 or [::1]:4450.", "--at %s: %v", name, err)
		}
	}
	return addresses, err
}

func (o *replayOptions) check() error {
	switch {
	case len(changed(o.set, webFlags)) > 0:
		return usage("", "--%s belongs to files with model: web", changed(o.set, webFlags)[0])
	case o.dryRun && o.forget:
		return usage("ntlmsim replay --forget, without a FILE, does nothing but forget.", "a dry run changes nothing, and forgets nothing")
	case o.dryRun && o.record != "":
		return usage("", "a dry run observes nothing that --record could keep")
	case len(o.clients) == 0 || slices.Contains(o.clients, ""):
		return usage("There are go-smb2 and probe.", "--client names no client")
	case len(o.addresses) == 0 && o.recording == "" && !o.lab:
		return usage("Name the machines to ask, as in --at NET=127.0.0.1:4450, or the sites, as in --at www.corp.example=10.0.0.5; or build them: ntlmsim lab up FILE.", "there is no machine to ask")
	case len(o.addresses) > 0 && o.recording != "":
		return usage("", "either --at asks servers, or --recording compares with what they once said")
	case o.limits() != nil:
		return o.limits()
	case dialects[o.dialect] == 0:
		return usage("There are 2.0.2, 2.1, 3.0.2 and 3.1.1.", "--dialect %q", o.dialect)
	case o.server != "" && o.server != "samba":
		return usage("Known differences are those of samba.", "--server %q", o.server)
	}
	for _, c := range o.clients {
		if !slices.Contains(ourClients, c) {
			return usage("There are go-smb2 and probe.", "--client %q", c)
		}
	}
	return o.readRecording()
}

// limits checks those of each attempt and account.
func (o *replayOptions) limits() error {
	switch {
	case o.maxBad < 0:
		return usage("", "--max-bad %d: at least 0", o.maxBad)
	case o.timeout <= 0:
		return usage("", "--timeout %s: longer than nothing", o.timeout)
	}
	return nil
}

func (o *replayOptions) readRecording() error {
	if o.recording == "" {
		return nil
	}
	played, err := readRecordings(o.recording)
	o.played = played
	return err
}

// fit checks that the scenarios have the machines of --at and --as, and sets their products to those of --as.
func (o *replayOptions) fit(files []*scenarios.File) error {
	var names []string
	for _, file := range files {
		for _, m := range file.Topology.Machines {
			names = append(names, m.Name)
		}
	}
	for _, flag := range []map[string]string{o.addresses, o.products} {
		for name := range flag {
			if !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
				return usage(did(sim.Nearest(name, names)), "no scenario has a machine %s", name)
			}
		}
	}
	for _, file := range files {
		if err := o.become(file); err != nil {
			return err
		}
		if err := askable(file); err != nil {
			return err
		}
	}
	return nil
}

// askable checks that every attempt is still possible.
func askable(file *scenarios.File) error {
	play, err := file.Unknown()
	if err != nil {
		return usage("", "%s: --as: %v", file.Path, err)
	}
	for _, a := range file.Attempts {
		if _, problems := play.World().Question(a.Attempt); len(problems) > 0 {
			return usage("", "%s: --as: %s: %v", file.Path, a.Name, problems[0])
		}
	}
	return nil
}

func (o *replayOptions) become(file *scenarios.File) error {
	for i := range file.Topology.Machines {
		m := &file.Topology.Machines[i]
		if product, ok := o.products[strings.ToUpper(m.Name)]; ok {
			o.notes = append(o.notes, replay.Turn(m, product)...)
		}
	}
	if problems := logon.Check(file.Topology); len(problems) > 0 {
		return usage("", "--as: %v", problems[0])
	}
	return nil
}

var dialects = map[string]uint16{"2.0.2": 0x202, "2.1": 0x210, "3.0.2": 0x302, "3.1.1": 0x311}

// pairs reads flags of the form NAME=VALUE, as example is one.
func pairs(flag, example string, values []string) (map[string]string, error) {
	m := map[string]string{}
	for _, v := range values {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" || value == "" {
			return nil, usage("For instance: "+flag+" "+example, "%s: this is not NAME=VALUE", flag)
		}
		if _, twice := m[strings.ToUpper(name)]; twice {
			return nil, usage("", "%s names %s twice", flag, name)
		}
		m[strings.ToUpper(name)] = value
	}
	return m, nil
}

// clientsOf are the clients that ask a machine.
func (o *replayOptions) clientsOf(s replay.SessionSetup) ([]replay.Client, string) {
	machine := s.Machine
	address, ok := o.addresses[strings.ToUpper(machine)]
	switch {
	case !ok && o.lab:
		return nil, "the lab that is up has no " + machine
	case !ok:
		return nil, "no --at says where " + machine + " is"
	}
	var list []replay.Client
	for _, name := range o.clients {
		switch name {
		case "go-smb2":
			list = append(list, replay.Client{Name: name, Server: smb.GoSMB2{Addr: address, Timeout: o.timeout}})
		case "probe":
			list = append(list, replay.Client{Name: name, Server: smb.Probe{Addr: address, Timeout: o.timeout, Dialect: dialects[o.dialect]}})
		}
	}
	return list, ""
}

func (o *replayOptions) take(e *env, found *report.Replayed, r replay.Result) {
	found.Add(r)
	o.recorded.Add(r)
	if !o.json {
		e.out.PrintResult(r, o.verbose)
		_ = e.flush()
	}
}

// reports are what is written once everything has been asked.
func (o *replayOptions) reports(e *env, found *report.Replayed) error {
	o.recorded.Server = cmp.Or(strings.Join(o.atFlag, " "), o.server)
	if err := o.recordTo.Write(o.recorded.Marshal); err != nil {
		return err
	}
	if err := o.junitTo.Write(func() ([]byte, error) { return report.ReplayJUnit(*found) }); err != nil {
		return err
	}
	if o.json {
		return e.printJSON(report.ReplayOf(*found, o.spent))
	}
	e.out.PrintReplayed(*found, o.spent, o.dryRun)
	return nil
}

// code is 4 if a server could not be asked, or none was; 1 if something differs, or a known difference no longer does.
func (o *replayOptions) code(found report.Replayed) int {
	asked := len(found.Results) - found.Counts[replay.NotAsked]
	switch {
	case o.dryRun:
		return exitExpected
	case found.Counts[replay.CouldNot] > 0 || asked == 0:
		return exitServer
	case found.Counts[replay.Differs] > 0 || len(found.Stale) > 0:
		return exitDifference
	}
	return exitExpected
}
