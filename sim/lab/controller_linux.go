package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ntlmsim/sim/logon"
)

// controller provisions a domain, writes its accounts, and starts its controller.
func (l *Lab) controller(ctx context.Context, m *machine) error {
	d := l.Plan.Domain(m.Domain)
	if err := l.provision(ctx, m, d); err != nil {
		return err
	}
	if err := m.configure(l.Plan.Conf(joinable(m.Server))); err != nil {
		return err
	}
	out, err := m.run(ctx, l.Plan.controllerBatch(m.Server).encode(), "/usr/bin/python3", "-c", adScript)
	if err != nil {
		return err
	}
	if err := l.learn(d.Name, out); err != nil {
		return err
	}
	l.progress(m.Name + " holds " + d.Name + " (" + d.DNS + ")")
	if l.Plan.old(d.Name) {
		return nil // it looks for controllers in the style of NT 4.0, and for long not again if they do not answer yet
	}
	return l.answers(ctx, m)
}

// answers starts a controller that holds its domain.
func (l *Lab) answers(ctx context.Context, m *machine) error {
	if err := l.configure(m, joinable(m.Server)); err != nil {
		return err
	}
	if err := l.serve(ctx, m); err != nil {
		return err
	}
	l.progress(m.Name + " answers, the controller of " + m.Domain)
	return nil
}

// configure writes the machine's smb.conf.
func (m *machine) configure(conf string) error {
	return os.WriteFile(filepath.Join(m.dir, "etc/samba/smb.conf"), []byte(withoutAttributes(conf)), 0o644)
}

// configure writes the smb.conf of a machine as a server that knows the accounts of domains which are known so far.
func (l *Lab) configure(m *machine, s Server) error {
	l.mu.Lock()
	conf := l.Plan.Conf(l.Plan.listed(s, l.rids))
	l.mu.Unlock()
	return m.configure(conf)
}

// learn takes the numbers of a domain's users from what the script has printed.
func (l *Lab) learn(domain, out string) error {
	_, text, _ := strings.Cut(out, "RIDS ")
	rids := map[string]int{}
	if err := json.Unmarshal([]byte(text), &rids); err != nil {
		return fmt.Errorf("%s: the numbers of its users: %w", domain, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rids[domain] = rids
	return nil
}

// serve starts a controller and waits until it answers.
func (l *Lab) serve(ctx context.Context, m *machine) error {
	if err := m.daemon("samba", "-F", "--no-process-group"); err != nil {
		return err
	}
	if err := m.listens(ctx, 389, 88, 445); err != nil {
		return err
	}
	return l.knows(ctx, m, m.Domain)
}

// trusts makes the trusts, one after the other, and starts every controller that has one anew: winbindd keeps the
// list of trusts, and the credentials of secure channels, that it had.
func (l *Lab) trusts(ctx context.Context) error {
	if len(l.Plan.Trusts) == 0 {
		return nil
	}
	again := map[string]bool{}
	for _, t := range l.Plan.Trusts {
		if l.Plan.written(t) {
			continue
		}
		if err := l.trust(ctx, t); err != nil {
			return err
		}
		again[t.Truster], again[t.Trusted] = true, true
	}
	err := l.each(ctx, func(ctx context.Context, m *machine) error {
		if m.Kind != ADController || !again[m.Domain] || l.Plan.joins(m.Server) {
			return nil
		}
		if err := m.stop(ctx); err != nil {
			return err
		}
		_ = os.Remove(filepath.Join(m.dir, "lib/private/netlogon_creds_cli.tdb"))
		if err := l.configure(m, joinable(m.Server)); err != nil {
			return err
		}
		return l.serve(ctx, m)
	})
	if err != nil {
		return err
	}
	if err := l.trusted(ctx); err != nil {
		return err
	}
	l.progress("the controllers know their trusts")
	return nil
}

// trust makes one trust, from the trusting side, at both ends.
func (l *Lab) trust(ctx context.Context, t Trust) error {
	there := strings.ToUpper(l.Plan.Domain(t.Trusted).DNS)
	kind, direction := "external", "outgoing"
	if t.Type == logon.Forest {
		kind = "forest"
	}
	if t.Both {
		direction = "both"
	}
	m := l.machines[l.Plan.Domain(t.Truster).Controller]
	_, err := m.run(ctx, nil, "samba-tool", "domain", "trust", "create", there, "--type="+kind, "--direction="+direction,
		"--create-location=both", "-U", labAdmin+"@"+there+"%"+labPassword)
	if err != nil && (kind != "forest" || t.Both) { // a one-way forest trust complains and works: trusted finds out
		return err
	}
	l.progress(t.Truster + " trusts " + t.Trusted + " (" + kind + ", " + direction + ")")
	return nil
}

// trusted waits until every trust lets an account in.
func (l *Lab) trusted(ctx context.Context) error {
	for _, t := range l.Plan.Trusts {
		if err := l.knows(ctx, l.machines[l.Plan.Domain(t.Truster).Controller], t.Trusted); err != nil {
			return err
		}
		if t.Both {
			if err := l.knows(ctx, l.machines[l.Plan.Domain(t.Trusted).Controller], t.Truster); err != nil {
				return err
			}
		}
	}
	return nil
}
