package lab

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/replay"
	"ntlmsim/sim/smb"
)

// A Lab is the servers of a plan, running. It ends with the process that made it.
type Lab struct {
	Plan     Plan
	progress func(string)
	machines map[string]*machine // by server name
	names    *names
	journals map[string]*journal // by server name, from when the lab is up

	mu   sync.Mutex
	held []*smb.Conn               // by which shares are used
	rids map[string]map[string]int // of users, by domain and name
}

// Up starts every server of a plan, and returns when each answers logons. It must run inside of Enter. Progress is
// told of every step that is done.
func Up(ctx context.Context, p Plan, progress func(string)) (*Lab, error) {
	l := &Lab{Plan: p, progress: progress, machines: map[string]*machine{}, journals: map[string]*journal{}, rids: map[string]map[string]int{}}
	if os.Getppid() != 1 {
		return nil, fmt.Errorf("a lab is built inside of namespaces of its own")
	}
	err := ip("link set lo up", "link add br0 type bridge", "addr add "+address(labHost)+"/24 dev br0", "link set br0 up")
	if err != nil {
		return nil, err
	}
	if l.names, err = serveNames(p); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{l.namespaces, l.foundations, l.classics, l.trusts, l.seconds, l.members, l.hardened, l.broken, l.used} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	for name, m := range l.machines {
		l.journals[name] = newJournal(m)
	}
	return l, nil
}

// Addr is where the server that stands for a machine listens; false if there is none.
func (l *Lab) Addr(machine string) (string, bool) {
	s, ok := l.Plan.Server(machine)
	return s.Address + ":445", ok
}

// patience is how long an attempt may take: a controller that looks for one that is gone needs half a minute.
const patience = 45 * time.Second

// Clients are both clients at the server that stands for the machine of a session setup.
func (l *Lab) Clients(s replay.SessionSetup) ([]replay.Client, string) {
	at, ok := l.Addr(s.Machine)
	if !ok {
		return nil, "the lab has no " + s.Machine
	}
	return []replay.Client{{Name: "go-smb2", Server: smb.GoSMB2{Addr: at, Timeout: patience}}, {Name: "probe", Server: smb.Probe{Addr: at, Timeout: patience}}}, ""
}

// Daemons are the programs that a server runs.
func (l *Lab) Daemons(server string) []string {
	m := l.machines[server]
	if m == nil {
		return nil
	}
	return m.daemons
}

func (l *Lab) namespaces(ctx context.Context) error {
	for _, s := range l.Plan.Servers {
		m, err := startMachine(l.Plan, s)
		if err != nil {
			return err
		}
		l.machines[s.Name] = m
	}
	l.progress(fmt.Sprintf("%d machines with namespaces of their own", len(l.machines)))
	return ctx.Err()
}

// foundations starts the servers that need no other server: controllers and standalone servers, at the same time.
func (l *Lab) foundations(ctx context.Context) error {
	return l.each(ctx, func(ctx context.Context, m *machine) error {
		switch {
		case l.Plan.joins(m.Server):
			return nil
		case m.Kind == ADController:
			return l.controller(ctx, m)
		case m.Kind == NT4Controller:
			return l.classic(ctx, m)
		case m.Kind == StandaloneServer:
			return l.standalone(ctx, m)
		}
		return nil
	})
}

// members joins and starts the members, each of a controller that is up.
func (l *Lab) members(ctx context.Context) error {
	return l.each(ctx, func(ctx context.Context, m *machine) error {
		if m.Kind != MemberServer {
			return nil
		}
		return l.member(ctx, m)
	})
}

// each does something with every machine at the same time. The first error ends the others.
func (l *Lab) each(ctx context.Context, do func(context.Context, *machine) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for _, m := range l.machines {
		all.Go(func() {
			if err := do(ctx, m); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

func (l *Lab) standalone(ctx context.Context, m *machine) error {
	if _, err := m.run(ctx, newBatch(m.Accounts, m.Policy, m.LM), "/usr/bin/python3", "-c", samScript); err != nil {
		return err
	}
	if err := m.daemon("smbd", "-F", "--no-process-group"); err != nil {
		return err
	}
	if err := m.listens(ctx, 445); err != nil {
		return err
	}
	l.progress(m.Name + " answers, a standalone server")
	return nil
}

func (l *Lab) member(ctx context.Context, m *machine) error {
	if err := l.join(ctx, m); err != nil {
		return err
	}
	if _, err := m.run(ctx, newBatch(m.Accounts, m.Policy, m.LM), "/usr/bin/python3", "-c", samScript); err != nil {
		return err
	}
	if err := appendTo(filepath.Join(m.dir, "etc/passwd"), l.Plan.domainPasswd("", l.rids)); err != nil {
		return err
	}
	if err := l.configure(m, m.Server); err != nil {
		return err
	}
	if err := m.serveMember(ctx); err != nil {
		return err
	}
	if err := l.knows(ctx, m, m.Domain); err != nil {
		return err
	}
	l.progress(m.Name + " answers, a member of " + m.Domain)
	return nil
}

// serveMember starts a member and waits until it listens.
func (m *machine) serveMember(ctx context.Context) error {
	for _, daemon := range []string{"winbindd", "smbd"} {
		if err := m.daemon(daemon, "-F", "--no-process-group"); err != nil {
			return err
		}
	}
	return m.listens(ctx, 445)
}

// join joins a member to its domain.
func (l *Lab) join(ctx context.Context, m *machine) error {
	d := l.Plan.Domain(m.Domain)
	join := []string{"net", "ads", "join", "--no-dns-updates"}
	if d.Kind == logon.NT4 {
		join = []string{"net", "rpc", "join", "-S", d.Controller}
	}
	_, err := m.run(ctx, nil, append(join, "-U", labAdmin+"%"+adminPassword(d))...)
	return err
}

func appendTo(file, text string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// ready is what a server answers that is ready: it lets in, unless some controller takes no NTLM.
func (p Plan) ready(status logon.Status) bool {
	blocked := slices.ContainsFunc(p.Servers, func(s Server) bool { return s.Domain != "" && s.says("ntlm auth", "disabled") })
	return status == logon.StatusSuccess || blocked && status == logon.StatusNTLMBlocked
}

// asker is a client that can ask a server: the probe does not encrypt.
func (l *Lab) asker(m *machine) smb.Server {
	at, _ := l.Addr(m.Name)
	if m.says("server smb encrypt", "required") {
		return smb.GoSMB2{Addr: at, Timeout: 5 * time.Second}
	}
	return smb.Probe{Addr: at, Timeout: 5 * time.Second}
}

// knows waits until a server lets in an account of a domain: a real logon is the only sign of readiness that a
// one-way trust has, too.
func (l *Lab) knows(ctx context.Context, m *machine, domain string) error {
	var last string
	answered := func() bool {
		o, err := l.asker(m).Try(ctx, smb.Attempt{Domain: domain, User: labAdmin,
			Password: adminPassword(l.Plan.Domain(domain)), Workstation: labAdmin, Response: ntlm.NTLMv2})
		if err != nil {
			last = err.Error()
			return errors.Is(err, smb.ErrEncryption) // who is let in must encrypt from here on
		}
		status := logon.Status(o.Setup)
		last = status.Name()
		return l.Plan.ready(status)
	}
	err := poll(ctx, startTime, m.Name+" does not let in accounts of "+domain, answered)
	if err != nil && last != "" {
		return fmt.Errorf("%w: %s", err, strings.TrimPrefix(last, "STATUS_"))
	}
	return err
}
