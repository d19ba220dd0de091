package lab

import (
	"context"
	"strings"
)

// seconds joins every other controller of a domain to the first, and starts it. The whole directory comes with the
// join: the policy, the accounts in their states, the trusts with their passwords. Nothing is replicated afterwards.
func (l *Lab) seconds(ctx context.Context) error {
	return l.each(ctx, func(ctx context.Context, m *machine) error {
		if !l.Plan.joins(m.Server) {
			return nil
		}
		return l.second(ctx, m)
	})
}

// second joins a controller to the domain of another.
func (l *Lab) second(ctx context.Context, m *machine) error {
	d := l.Plan.Domain(m.Domain)
	_, err := m.run(ctx, nil, append(sambaTool(), "domain", "join", d.DNS, "DC", "--server="+strings.ToLower(d.Controller)+"."+d.DNS,
		"-U", labAdmin+"%"+labPassword, "--realm="+strings.ToUpper(d.DNS), "--dns-backend=SAMBA_INTERNAL",
		"--option=interfaces=lo eth0", "--option=bind interfaces only=yes", "--option=ldb:nosync=true")...)
	if err != nil {
		return err
	}
	if err := l.configure(m, joinable(m.Server)); err != nil {
		return err
	}
	if err := l.serve(ctx, m); err != nil {
		return err
	}
	for _, other := range l.Plan.trusted(d.Name) {
		if err := l.knows(ctx, m, other.Name); err != nil {
			return err
		}
	}
	l.progress(m.Name + " answers, another controller of " + d.Name)
	return nil
}
