package lab

import (
	"context"
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb"
)

//go:embed script/channels.py
var channelsScript string

// hardened makes servers refuse NTLM that are to: joins and trusts were made before. It takes a start to reach all of a
// controller's processes.
func (l *Lab) hardened(ctx context.Context) error {
	return l.each(ctx, func(ctx context.Context, m *machine) error {
		if m.Kind != ADController || !slices.ContainsFunc(m.Settings, disablesNTLM) {
			return nil
		}
		if err := l.configure(m, m.Server); err != nil {
			return err
		}
		if err := l.restart(ctx, m); err != nil {
			return err
		}
		l.progress(m.Name + " refuses NTLM")
		return nil
	})
}

// broken breaks the secure channels that are to be broken, and waits until they are.
func (l *Lab) broken(ctx context.Context) error {
	for name, s := range l.Plan.spoilings() {
		told, err := json.Marshal(s)
		if err != nil {
			return err
		}
		if _, err := l.machines[name].run(ctx, told, "/usr/bin/python3", "-c", channelsScript); err != nil {
			return err
		}
	}
	for _, step := range []func(context.Context) error{l.forgetful, l.severed, l.refused} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// forgetful starts those anew whose account or password is another one now, or whose account is disabled: the
// credentials of a channel that stands are kept, in memory and in a file.
func (l *Lab) forgetful(ctx context.Context) error {
	spoilt := map[string]bool{}
	for _, b := range l.Plan.Broken {
		if b.How == logon.WrongPassword || b.How == logon.AccountDeleted || b.How == logon.ComputerOff {
			spoilt[b.Server] = true
		}
	}
	err := l.each(ctx, func(ctx context.Context, m *machine) error {
		if !spoilt[m.Name] {
			return nil
		}
		return l.restart(ctx, m)
	})
	if err != nil {
		return err
	}
	return l.each(ctx, func(ctx context.Context, m *machine) error {
		if m.Kind == MemberServer && !spoilt[m.Name] && spoilt[l.Plan.Domain(m.Domain).Controller] {
			return l.knows(ctx, m, m.Domain)
		}
		return nil
	})
}

// restart starts a domain's server anew, with no credentials of secure channels.
func (l *Lab) restart(ctx context.Context, m *machine) error {
	if err := m.stop(ctx); err != nil {
		return err
	}
	_ = os.Remove(filepath.Join(m.dir, "lib/private/netlogon_creds_cli.tdb"))
	if m.Kind == ADController {
		return l.serve(ctx, m)
	}
	return m.serveMember(ctx)
}

// severed cuts the ways that cannot be gone, and no others. What is connected is told to let go: it would wait for
// answers.
func (l *Lab) severed(ctx context.Context) error {
	for _, b := range l.Plan.Broken {
		m, there := l.machines[b.Server], l.Plan.Domain(b.Domain)
		switch b.How {
		case logon.NetlogonStopped:
			if err := m.end(ctx, "winbindd"); err != nil {
				return err
			}
		case logon.Unreachable:
			l.names.lose(m.Address, there.DNS)
			for _, command := range [][]string{
				{"ip", "route", "add", "unreachable", l.machines[there.Controller].Address + "/32"},
				{"smbcontrol", "winbindd", "disconnect-dc"},
			} {
				if _, err := m.run(ctx, nil, command...); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// refused waits until no broken channel lets anybody in any more.
func (l *Lab) refused(ctx context.Context) error {
	return l.each(ctx, func(ctx context.Context, m *machine) error {
		for _, b := range l.Plan.Broken {
			if b.Server != m.Name {
				continue
			}
			if err := l.refuses(ctx, b); err != nil {
				return err
			}
		}
		return nil
	})
}

// refuses waits until the same refusal has come twice along a channel.
func (l *Lab) refuses(ctx context.Context, b Broken) error {
	at, _ := l.Addr(b.Server)
	var last, before string
	err := poll(ctx, 2*patience, b.Server+" still lets in accounts of "+b.Domain, func() bool {
		o, err := smb.Probe{Addr: at, Timeout: patience}.Try(ctx, smb.Attempt{Domain: b.Domain, User: labAdmin,
			Password: adminPassword(l.Plan.Domain(b.Domain)), Workstation: labAdmin, Response: ntlm.NTLMv2})
		before, last = last, ""
		if status := logon.Status(o.Setup); err == nil && status != logon.StatusSuccess {
			last = strings.TrimPrefix(status.Name(), "STATUS_")
		}
		return last != "" && last == before
	})
	if err == nil {
		l.progress(b.String() + " (" + last + ")")
	}
	return err
}

// end ends one of the machine's daemons, and waits until it has ended.
func (m *machine) end(ctx context.Context, daemon string) error {
	pid, err := os.ReadFile(filepath.Join(m.dir, "run", daemon+".pid"))
	if err != nil {
		return err
	}
	if _, err := m.run(ctx, nil, "/bin/sh", "-c", "kill "+strings.TrimSpace(string(pid))); err != nil {
		return err
	}
	m.daemons = slices.DeleteFunc(m.daemons, func(name string) bool { return name == daemon })
	return poll(ctx, 10*time.Second, m.Name+": "+daemon+" does not end", func() bool {
		return !slices.ContainsFunc(programs(m.pid), func(name string) bool { return strings.HasPrefix(name, daemon) })
	})
}
