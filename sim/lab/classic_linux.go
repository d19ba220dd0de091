package lab

import (
	"context"
	"path/filepath"
)

// classic writes the accounts and the trusts of an NT4-style controller. What answers starts when the numbers of all
// domains' accounts are known, and what asks other controllers when all of them answer.
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
	l.progress(m.Name + " holds " + d.Name + ", in the style of NT 4.0")
	return nil
}

// classics starts every NT4-style controller, and waits until each lets in accounts of its own domain; between what
// answers and what asks, the controllers of Active Directory that trust one or are trusted.
func (l *Lab) classics(ctx context.Context) error {
	classic := func(m *machine) bool { return m.Kind == NT4Controller }
	mixed := func(m *machine) bool {
		return m.Kind == ADController && l.Plan.old(m.Domain) && !l.Plan.joins(m.Server)
	}
	for _, step := range []struct {
		of func(*machine) bool
		do func(context.Context, *machine) error
	}{{classic, l.classicAnswers}, {mixed, l.answers}, {classic, l.classicAsks}} {
		err := l.each(ctx, func(ctx context.Context, m *machine) error {
			if !step.of(m) {
				return nil
			}
			return step.do(ctx, m)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// classicAnswers starts smbd, which knows the accounts of every domain from its start.
func (l *Lab) classicAnswers(ctx context.Context, m *machine) error {
	if err := appendTo(filepath.Join(m.dir, "etc/passwd"), l.Plan.domainPasswd(m.Domain, l.rids)); err != nil {
		return err
	}
	if err := l.configure(m, m.Server); err != nil {
		return err
	}
	if err := m.daemon("smbd", "-F", "--no-process-group"); err != nil {
		return err
	}
	return m.listens(ctx, 445)
}

// classicAsks starts winbindd.
func (l *Lab) classicAsks(ctx context.Context, m *machine) error {
	if err := m.daemon("winbindd", "-F", "--no-process-group"); err != nil {
		return err
	}
	if err := l.knows(ctx, m, m.Domain); err != nil {
		return err
	}
	l.progress(m.Name + " answers, the controller of " + m.Domain)
	return nil
}
