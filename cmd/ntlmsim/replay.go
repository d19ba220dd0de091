package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
	"ntlmsim/testdata"
)

type replayOptions struct {
	at        []string
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
	junit     string

	addresses map[string]string // by machine, folded
	products  map[string]string
	played    *replay.Recording
	recorded  replay.Recording
}

func replayCommand() command {
	var o replayOptions
	return command{
		Name:  "replay",
		Args:  "FILE|DIR…",
		Short: "put the attempts of scenarios to real servers, and compare",
		Long: `Makes each attempt at a real server, with go-smb2 and with an exact probe of our own, and compares what the wire
showed with what is predicted. What was sent is compared with the scenario first: an attempt that a client cannot send
as it is written is not asked. Passwords of the scenario go to the addresses that --at names, and to no other.

Bad passwords can lock accounts. Without a lockout-threshold in the scenario no account is sent more than --max-bad of
them, and each client that asks counts. Look at --dry-run first.

Where the machine is not the product that the scenario says, --as predicts it as what it is; known differences of a
software (--server samba) are listed in testdata/known-differences.yaml, and no others are excused.`,
		Examples: []example{
			{"ntlmsim replay kb103390/unknown-domain.yaml --at SRV=127.0.0.1:4450 --dry-run", "what would be sent, and to whom"},
			{"ntlmsim replay lab.yaml --at NET=10.0.0.5 --at SCRATCH=10.0.0.6", "a lab of your own, on port 445"},
			{"ntlmsim replay lab.yaml --at SRV=127.0.0.1:4450 --as SRV=samba-standalone", "the server is Samba, whatever lab.yaml says"},
			{"ntlmsim replay lab.yaml --at SRV=10.0.0.5 --record seen.json", "keep what was answered"},
			{"ntlmsim replay lab.yaml --recording seen.json", "compare again, without the server"},
		},
		Flags:    o.flags,
		Run:      o.run,
		Complete: scenarios.CatalogueFiles,
	}
}

func (o *replayOptions) flags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.at, "at", nil, "the address of a machine, `NAME=HOST[:PORT]`; once for each machine to ask")
	f.StringArrayVar(&o.as, "as", nil, "what a machine really is, `NAME=PROFILE`")
	f.StringVar(&o.server, "server", "", "the `SOFTWARE` whose known differences count: samba")
	f.StringSliceVar(&o.clients, "client", []string{"go-smb2", "probe"}, "who asks: go-smb2, probe")
	f.StringVar(&o.dialect, "dialect", "3.1.1", "the probe's dialect: 2.0.2, 2.1, 3.0.2, 3.1.1")
	f.DurationVar(&o.timeout, "timeout", replay.DefaultTimeout, "the deadline of each attempt")
	f.IntVar(&o.maxBad, "max-bad", replay.DefaultMaxBad, "bad passwords an account may be sent where no lockout-threshold is known")
	f.BoolVar(&o.dryRun, "dry-run", false, "say what would be sent, and send nothing")
	f.StringVar(&o.record, "record", "", "write what was observed to `FILE`")
	f.StringVar(&o.recording, "recording", "", "compare with the recording `FILE` instead of a server")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "list every attempt with what each client observed")
	f.BoolVar(&o.json, "json", false, "print one object; ntlmsim help json describes it")
	f.StringVar(&o.junit, "junit", "", "write a JUnit report to `FILE`, too")
}

// A replayed is everything that a replay found.
type replayed struct {
	results []replay.Result
	counts  map[replay.Verdict]int
	stale   []string
}

func (o *replayOptions) run(ctx context.Context, e *env, args []string) error {
	files, err := o.prepare(ctx, e, args)
	if err != nil {
		return err
	}
	found := replayed{counts: map[replay.Verdict]int{}}
	for _, file := range files {
		if err := o.replayFile(ctx, e, file, &found); err != nil {
			return err
		}
	}
	if err := o.reports(e, &found); err != nil {
		return err
	}
	return ended(o.code(found))
}

// prepare checks the whole command line before anything is sent.
func (o *replayOptions) prepare(ctx context.Context, e *env, args []string) ([]*scenarios.File, error) {
	if len(args) == 0 {
		return nil, usage("ntlmsim help replay shows how.", "which scenario is to be replayed?")
	}
	var err error
	if o.addresses, err = pairs("--at", o.at); err != nil {
		return nil, err
	}
	if o.products, err = pairs("--as", o.as); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	list, err := places(ctx, args)
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
	if !slices.ContainsFunc(files, func(f *scenarios.File) bool { return len(f.Attempts) > 0 }) {
		return nil, badScenario("%s: there is nothing to replay in it: it has no attempts", strings.Join(args, ", "))
	}
	return files, o.fit(files)
}

func (o *replayOptions) check() error {
	switch {
	case len(o.addresses) == 0 && o.recording == "":
		return usage("Name the machines to ask, as in --at NET=127.0.0.1:4450.", "nobody is to be asked")
	case len(o.addresses) > 0 && o.recording != "":
		return usage("", "either --at asks servers, or --recording compares with what they once said")
	case o.maxBad < 1:
		return usage("", "--max-bad %d: at least 1", o.maxBad)
	case o.timeout <= 0:
		return usage("", "--timeout %s: longer than nothing", o.timeout)
	case dialects[o.dialect] == 0:
		return usage("There are 2.0.2, 2.1, 3.0.2 and 3.1.1.", "--dialect %q", o.dialect)
	case o.server != "" && o.server != "samba":
		return usage("Known differences are those of samba.", "--server %q", o.server)
	}
	for _, c := range o.clients {
		if c != "go-smb2" && c != "probe" {
			return usage("There are go-smb2 and probe.", "--client %q", c)
		}
	}
	return o.readRecording()
}

func (o *replayOptions) readRecording() error {
	if o.recording == "" {
		return nil
	}
	data, err := os.ReadFile(o.recording)
	if err != nil {
		return usage("", "--recording: %v", err)
	}
	if o.played, err = replay.ParseRecording(data); err != nil {
		return badScenario("%s: %v", o.recording, err)
	}
	return nil
}

// fit sees to it that the scenarios have the machines that --at and --as name, and makes them what --as says.
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
				return usage(did(logon.Nearest(name, names)), "no scenario has a machine %s", name)
			}
		}
	}
	for _, file := range files {
		if err := o.become(file); err != nil {
			return err
		}
	}
	return nil
}

func (o *replayOptions) become(file *scenarios.File) error {
	for i := range file.Topology.Machines {
		m := &file.Topology.Machines[i]
		product, ok := o.products[strings.ToUpper(m.Name)]
		switch {
		case !ok:
		case product == "samba-standalone":
			*m, _ = replay.AsSamba(*m)
		default:
			m.Profile = product
		}
	}
	if problems := logon.Check(file.Topology); len(problems) > 0 {
		return usage("", "--as: %v", problems[0])
	}
	return nil
}

var dialects = map[string]uint16{"2.0.2": 0x202, "2.1": 0x210, "3.0.2": 0x302, "3.1.1": 0x311}

// pairs reads flags of the form NAME=VALUE.
func pairs(flag string, values []string) (map[string]string, error) {
	m := map[string]string{}
	for _, v := range values {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" || value == "" {
			return nil, usage("As in "+flag+" NET=…", "%s %q is not NAME=VALUE", flag, v)
		}
		if _, twice := m[strings.ToUpper(name)]; twice {
			return nil, usage("", "%s names %s twice", flag, name)
		}
		m[strings.ToUpper(name)] = value
	}
	return m, nil
}

// clientsOf says who asks a machine.
func (o *replayOptions) clientsOf(machine string) ([]replay.Client, string) {
	address, ok := o.addresses[strings.ToUpper(machine)]
	if !ok {
		return nil, "no --at says where " + machine + " is"
	}
	if !strings.Contains(address[strings.LastIndexByte(address, ']')+1:], ":") {
		address += ":445"
	}
	var list []replay.Client
	for _, name := range o.clients {
		switch name {
		case "go-smb2":
			list = append(list, replay.Client{Name: name, Server: replay.GoSMB2{Addr: address, Timeout: o.timeout}})
		case "probe":
			list = append(list, replay.Client{Name: name, Server: replay.Probe{Addr: address, Timeout: o.timeout, Dialect: dialects[o.dialect]}})
		}
	}
	return list, ""
}

func (o *replayOptions) replayFile(ctx context.Context, e *env, file *scenarios.File, found *replayed) error {
	ledger, err := replay.ParseLedger(testdata.KnownDifferences)
	if err != nil {
		return err
	}
	if !o.json {
		e.out.line(e.out.style.bold(file.Path))
	}
	r := replay.Replay{Clients: o.clientsOf, MaxBad: o.maxBad, Software: o.server, Ledger: ledger, Plan: o.dryRun,
		OnResult: func(result replay.Result) { o.take(e, found, result) }}
	if o.played != nil {
		r.Clients = o.played.Clients(file.Path)
		r.MaxBad = 1 << 30 // nothing is sent
	}
	if _, err := r.Run(ctx, file); err != nil {
		var p logon.Problem
		if errors.As(err, &p) {
			return badScenario("%s: %v", file.Path, err)
		}
		return err
	}
	return e.flush()
}

func (o *replayOptions) take(e *env, found *replayed, r replay.Result) {
	found.results = append(found.results, r)
	found.counts[r.Verdict]++
	for _, s := range r.Stale {
		found.stale = append(found.stale, fmt.Sprintf("%s: %s: agrees, though %s is a known difference", r.File, r.Attempt, s.ID))
	}
	o.recorded.Add(r)
	if !o.json {
		o.print(e, r)
		_ = e.flush()
	}
}

// print writes one line an attempt; what is not as predicted, and everything with -v, in detail.
func (o *replayOptions) print(e *env, r replay.Result) {
	p := e.out
	name := r.Attempt
	if r.Retest {
		name += " (with the password typed at the prompt)"
	}
	p.printf("  %s  %s\n", paintReplay(p.style, r.Verdict), name)
	if r.Verdict != replay.Agrees && !o.verbose {
		p.para("        ", "        ", nil, r.Why)
	}
	if r.Why == replay.Planned {
		p.indent(8, planned(r))
	}
	if !o.verbose {
		return
	}
	p.indent(8, "predicted: "+replay.Predicted(r.Outcome).String()+" ("+string(r.Outcome.Because)+")")
	for _, f := range r.Findings {
		text := f.Client + ": " + string(f.Verdict)
		if f.Observed != nil {
			text += ": observed " + f.Observed.String()
		}
		if f.Why != "" {
			text += ": " + f.Why
		}
		p.indent(8, text)
	}
	if len(r.Findings) == 0 {
		p.indent(8, r.Why)
	}
}

// planned is what a dry run would send, its password left out.
func planned(r replay.Result) string {
	s := r.Outcome.Sent
	text := fmt.Sprintf("%s to %s: domain %q, user %q, %s", strings.Join(clientNames(r), " and "), s.To, s.Domain, s.User, s.Response)
	if s.Salt != nil {
		text += fmt.Sprintf(", hashed with %q", *s.Salt)
	}
	if r.Outcome.BadPassword() {
		text += "; counts as a bad password"
	}
	return text
}

func clientNames(r replay.Result) []string {
	var names []string
	for _, f := range r.Findings {
		if f.Why == replay.Planned {
			names = append(names, f.Client)
		}
	}
	return names
}

func paintReplay(s style, v replay.Verdict) string {
	text := pad(string(v), 18)
	switch v {
	case replay.Agrees:
		return s.green(text)
	case replay.Differs, replay.CouldNot:
		return s.red(text)
	}
	return s.dim(text)
}

// reports are what is written once everything has been asked.
func (o *replayOptions) reports(e *env, found *replayed) error {
	if o.record != "" {
		o.recorded.Server = strings.Join(o.at, " ")
		data, err := o.recorded.Marshal()
		if err == nil {
			err = os.WriteFile(o.record, data, fs.FileMode(0o600))
		}
		if err != nil {
			return usage("", "--record: %v", err)
		}
	}
	if o.junit != "" {
		if err := writeReplayJUnit(o.junit, *found); err != nil {
			return usage("", "--junit: %v", err)
		}
	}
	if o.json {
		return e.printJSON(replayOf(*found))
	}
	for _, s := range found.stale {
		e.out.line(e.out.style.red("stale  ") + s)
	}
	e.out.line(o.summary(*found))
	return nil
}

func (o *replayOptions) summary(found replayed) string {
	var parts []string
	for _, v := range replay.Verdicts() {
		parts = append(parts, fmt.Sprintf("%d %s", found.counts[v], v))
	}
	text := plural(len(found.results), "session setup") + ": " + strings.Join(parts, ", ")
	if o.dryRun {
		text += " (a dry run: nothing was sent)"
	}
	return text
}

// code is 4 where a server could not be asked, or nobody was; 1 where something differs, or a known difference does not.
func (o *replayOptions) code(found replayed) int {
	asked := len(found.results) - found.counts[replay.NotAsked]
	switch {
	case o.dryRun:
		return exitExpected
	case found.counts[replay.CouldNot] > 0 || asked == 0:
		return exitServer
	case found.counts[replay.Differs] > 0 || len(found.stale) > 0:
		return exitDifference
	}
	return exitExpected
}
