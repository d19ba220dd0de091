package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/strict"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
	"ntlmsim/sim/report"
)

type predictOptions struct {
	flags           *pflag.FlagSet
	topology        string
	from, as, typed string
	to, share, send string
	then            string
	trace, json     bool
	ntlm            bool // the attempt asks for it
	set             settingsFlag
}

func predictCommand() command {
	var o predictOptions
	return command{
		Name:  "predict",
		Args:  "['net use x: \\\\SERVER\\share …'|URL]",
		Short: "say what becomes of one NET USE, or of one page",
		Long:  long("predict"),
		Examples: []example{
			{`ntlmsim predict --topology kb103390/example.yaml --from LOCAL1 --as 'LOCAL1\USER1' 'net use x: \\NET\share'`,
				"the article's puzzle"},
			{`ntlmsim predict --topology kb103390/example.yaml --from LOCAL1 --as 'LOCAL1\USER1' --trace 'net use x: \\NET\share /user:SCRATCH-DOMAIN\USER1 PSW1'`,
				"its workaround, every step explained"},
			{`ntlmsim predict --topology kb103390/example.yaml --to NET --share share --send '{domain: "?", user: USER1, password: PSW1, response: ntlmv2}'`,
				"a domain that no Windows client sends"},
			{`ntlmsim predict --topology kb326985/article.yaml --from PC1 --as 'CORP\ANNA' http://www.corp.example/`, "a page of a web server: Kerberos, NTLM or 401?"},
			{`ntlmsim predict --topology exchange/proxy.yaml --from CAS1 --to CAS6`, "can one Exchange server pass web services on to another?"},
		},
		Flags: o.define,
		Run:   o.run,
	}
}

func (o *predictOptions) define(f *pflag.FlagSet) {
	o.flags = f
	f.StringVar(&o.topology, "topology", "", "the `FILE` that says which machines, domains and accounts there are; - is standard input")
	f.StringVar(&o.from, "from", "", "the `MACHINE` on which the command is typed")
	f.StringVar(&o.as, "as", "", "the account signed on there, as `DOMAIN\\USER` or MACHINE\\USER")
	f.BoolVar(&o.ntlm, "ntlm", false, "what becomes of NTLM, where the client would use Kerberos")
	f.StringVar(&o.typed, "typed", "", "the `PASSWORD` typed at a prompt, or for *: as the file has it, where a placeholder does")
	f.StringVar(&o.then, "then", "", "with a URL: the `URL` that the site then opens as the person")
	f.StringVar(&o.to, "to", "", "with --send: the `SERVER`, where send has no to:; the other server of Exchange")
	f.StringVar(&o.share, "share", "", "with --send: the `SHARE`, where send has no share: (default IPC$)")
	f.StringVar(&o.send, "send", "", "what the session setup carries: the `FIELDS` of send: in a scenario")
	o.set.define(f)
	f.BoolVarP(&o.trace, "trace", "t", false, "explain every step")
	f.BoolVar(&o.json, "json", false, "print one object; ntlmsim help json describes it")
}

func (o *predictOptions) run(ctx context.Context, e *env, args []string) error {
	if o.topology == "" {
		return usage(topologyFor(args), "predict needs --topology FILE: who is there?")
	}
	file, err := loadAny(ctx, e, o.topology, scenarios.Lenient)
	if err != nil {
		return err
	}
	switch file.Model().Name {
	case scenarios.Logon().Name:
	case scenarios.Web().Name, scenarios.EWSProxy().Name:
		return o.ofOther(e, file, args)
	default:
		return fault{exitScenario, fmt.Sprintf("%s has model: %s, and predict asks no such question", file.Path, file.Model().Name), "write it as an attempt, and see ntlmsim run and explain"}
	}
	if o.flags.Changed("then") {
		return usage("", "--then belongs to files with model: web")
	}
	attempt, command, err := o.attempt(file, args)
	if err != nil {
		return err
	}
	if file, err = o.set.apply(file); err != nil {
		return err
	}
	a, err := report.Predict(file, scenarios.Attempt{Attempt: attempt, Command: command})
	if err != nil {
		return badScenario("%s: %v", file.Path, err)
	}
	if len(a.Problems) > 0 {
		if joined := netuse.WithoutBackslash(file.Topology, attempt.Run.Server); joined != "" {
			return usage(report.QuotesHint, "the command: the shell took the backslash of %s", joined)
		}
		return o.problems(a.Problems)
	}
	list := []report.Attempt{a}
	if report.AddAdvice(ctx, list); o.trace || o.json {
		report.AddOwnDoubts(list)
	}
	if err := o.print(e, file, list[0]); err != nil || !a.Several() {
		return err
	}
	return ended(exitSeveral)
}

// ofOther predicts one attempt of another model: a URL that is opened, or a request that one server passes on.
func (o *predictOptions) ofOther(e *env, file *scenarios.File, args []string) error {
	isWeb := file.Model().Name == scenarios.Web().Name
	others := changed(o.flags, []string{"ntlm", "send", "share", "set"})
	switch {
	case len(others) > 0:
		return usage("", "--%s belongs to files about NET USE", others[0])
	case isWeb && (len(args) != 1 || o.from == "" || o.as == "" || o.to != ""):
		return usage(`As in --from PC1 --as 'CORP\ANNA' http://www.corp.example/`, "predict needs --from MACHINE, --as ACCOUNT and one URL: who opens what?")
	case !isWeb && (len(args) > 0 || o.from == "" || o.to == "" || o.as+o.then+o.typed != ""):
		return usage("As in --from CAS1 --to CAS2", "predict needs --from SERVER and --to SERVER, and nothing else: who passes on to whom?")
	}
	q := scenarios.Question{From: o.from, As: o.as, Open: strings.Join(args, ""), Then: o.then, To: o.to}
	if o.flags.Changed("typed") {
		q.Typed = &o.typed
	}
	if problems := file.Ask(q); len(problems) > 0 {
		return o.problems(problems)
	}
	p, err := playedTo(file, 0)
	if err != nil {
		return err
	}
	return o.print(e, file, report.Judge(p))
}

func (o *predictOptions) print(e *env, file *scenarios.File, a report.Attempt) error {
	if o.json {
		return e.printJSON(report.PredictedOf(a, file))
	}
	e.out.PrintPrediction(a, file, o.trace)
	e.out.PrintRemarks(file.Remarks)
	return nil
}

// attempt reads the question from the command line: a command, or what is sent.
func (o *predictOptions) attempt(file *scenarios.File, args []string) (logon.Attempt, string, error) {
	if o.flags.Changed("send") {
		a, err := o.sent(args)
		return a, "", err
	}
	for _, flag := range []string{"to", "share"} {
		if o.flags.Changed(flag) {
			return logon.Attempt{}, "", usage(`In a command, \\SERVER\share says both.`, "--%s belongs to --send", flag)
		}
	}
	if len(args) == 0 {
		return logon.Attempt{}, "", usage(report.QuotesHint, "predict needs a command, or --send")
	}
	if o.from == "" || o.as == "" {
		return logon.Attempt{}, "", usage(report.WhoTypes(file.Topology),
			"predict needs --from MACHINE and --as ACCOUNT: who types the command?")
	}
	as, signOn, ok, err := scenarios.ParseAs(o.as)
	if err != nil {
		return logon.Attempt{}, "", sendFault("--as", err)
	}
	if !ok || report.SingleQuoted(o.as) {
		return logon.Attempt{}, "", asFault(o.as, o.from, file.Topology)
	}
	command := netuse.Joined(args)
	run, err := netuse.Parse(command)
	if err != nil {
		return logon.Attempt{}, "", commandFault(err, args)
	}
	a := logon.Attempt{From: o.from, As: as, SignOn: signOn, Run: run}
	if o.ntlm {
		a.Protocol = logon.NTLM
	}
	if o.flags.Changed("typed") {
		a.Typed = &o.typed
	}
	return a, command, nil
}

// commandFault says what is wrong with a command. The command itself is not repeated: it may hold a password.
func commandFault(err error, args []string) error {
	var c *netuse.Error
	if !errors.As(err, &c) {
		return usage("", "the command: %v", err)
	}
	hint := c.Hint
	if hint != "" {
		hint = "Hint: " + hint
	}
	if strings.Contains(c.What, `two backslashes`) {
		hint = report.QuotesHint
	}
	if report.SingleQuoted(args[0]) {
		return usage(report.QuotesHint, "the command begins with a single quote: cmd.exe does not know them")
	}
	return usage(hint, "the command, column %d: %s", c.Column, c.What)
}

// sent reads --send, --to and --share.
func (o *predictOptions) sent(args []string) (logon.Attempt, error) {
	for _, flag := range []string{"from", "as", "typed"} {
		if o.flags.Changed(flag) {
			return logon.Attempt{}, usage("It says all that is sent: domain, user, password, response, salt, workstation.",
				"--send stands alone, without --%s", flag)
		}
	}
	if report.SingleQuoted(o.send) {
		return logon.Attempt{}, usage(`cmd.exe does not know them: --send "{domain: '?', user: USER1, password: PSW1}"`, "--send begins with a single quote")
	}
	if len(args) > 0 {
		return logon.Attempt{}, usage("Leave out one of them.", "--send and a command are two questions")
	}
	send, err := scenarios.ParseSend(o.send)
	if err != nil {
		return logon.Attempt{}, sendFault("--send", err)
	}
	if err := agree("to", o.to, &send.To); err != nil {
		return logon.Attempt{}, err
	}
	share := o.share
	if strings.EqualFold(share, "IPC$") {
		share = ""
	}
	if err := agree("share", share, &send.Share); err != nil {
		return logon.Attempt{}, err
	}
	if send.To == "" {
		return logon.Attempt{}, usage("For instance: --to NET", "predict needs --to SERVER: who is asked?")
	}
	return logon.Attempt{Send: &send}, nil
}

// agree sets a value of --send from its own flag. The two must not contradict each other.
func agree(key, flag string, value *string) error {
	if *value != "" && flag != "" && !strings.EqualFold(*value, flag) {
		return usage("", "--%s says %s, and %s: in --send says %s", key, flag, key, *value)
	}
	if *value == "" {
		*value = flag
	}
	return nil
}

// sendFault says what is wrong with --send, or with --as in braces. The text is not repeated: it may have a password.
func sendFault(flag string, err error) error {
	var list strict.Errors
	if !errors.As(err, &list) {
		return usage("", "%s: %v", flag, err)
	}
	var lines []string
	for _, e := range list {
		lines = append(lines, fmt.Sprintf("%s, column %d: %s", flag, e.Column, hinted(e.Message, e.Hint)))
	}
	return usage("", "%s", strings.Join(lines, "\n         "))
}

// problems says why the attempt is impossible, in terms of the flags.
func (o *predictOptions) problems(list []logon.Problem) error {
	var lines []string
	for _, p := range list {
		where := "--" + p.Path[0]
		switch {
		case p.Path[0] == "run":
			where = "the command"
		case p.Path[0] == "open":
			where = "the URL"
		case o.to != "" && len(p.Path) > 1 && p.Path[1] == "to":
			where = "--to"
		}
		lines = append(lines, where+": "+hinted(p.What, strings.Replace(p.Hint, "typed: PASSWORD", "--typed PASSWORD, the placeholder of the file", 1)))
	}
	return usage("", "%s", strings.Join(lines, "\n         "))
}

func hinted(what, hint string) string {
	if hint == "" {
		return what
	}
	return what + " (" + hint + ")"
}
