package lab

import (
	"context"
	"path/filepath"
)

// classic writes the accounts and the trusts of an NT4-style controller and starts what answers clients. What asks
// other controllers starts when all of them are there.
func (l *Lab) classic(ctx context.Context, m *machine) error {
	d := l.Plan.Domain(m.Domain)
	if _, err := m.run(ctx, nil, "net", "setlocalsid", d.SID); err != nil {
		return err
	}
	out, err := m.run(ctx, l.Plan.controllerBatch(m.Server).encode(), "/usr/bin/python3", "-c", samScript)
	if err != nil {
		return err
	}
	if err := l.learn(d.Name, out); err != nil {
		return err
	}
	if err := m.daemon("smbd", "-F", "--no-process-group"); err != nil {
		return err
	}
	if err := m.listens(ctx, 445); err != nil {
		return err
	}
	l.progress(m.Name + " holds " + d.Name + ", in the style of NT 4.0")
	return nil
}

// classics starts winbindd on every NT4-style controller, and waits until each lets in accounts of its own domain.
func (l *Lab) classics(ctx context.Context) error {
	return l.each(ctx, func(ctx context.Context, m *machine) error {
		if m.Kind != NT4Controller {
			return nil
		}
		if err := appendTo(filepath.Join(m.dir, "etc/passwd"), l.Plan.domainPasswd(m.Domain, l.rids)); err != nil {
			return err
		}
		if err := m.configure(l.Plan.Conf(l.Plan.listed(m.Server, l.rids))); err != nil {
			return err
		}
		if _, err := m.run(ctx, nil, "smbcontrol", "smbd", "reload-config"); err != nil {
			return err
		}
		if err := m.daemon("winbindd", "-F", "--no-process-group"); err != nil {
			return err
		}
		if err := l.knows(ctx, m, m.Domain); err != nil {
			return err
		}
		l.progress(m.Name + " answers, the controller of " + m.Domain)
		return nil
	})
}
