package lab

import (
	"context"
	"errors"
	"fmt"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb"
)

// used uses the shares that are to be used by others while attempts are made.
func (l *Lab) used(ctx context.Context) error {
	return l.each(ctx, func(ctx context.Context, m *machine) error {
		for _, s := range m.Shares {
			if s.Held == 0 {
				continue
			}
			if err := l.use(ctx, m, s); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *Lab) use(ctx context.Context, m *machine, s Share) error {
	at, _ := l.Addr(m.Name)
	a := smb.Attempt{Share: s.Name, Domain: m.Name, User: labAdmin, Password: labPassword, Workstation: labAdmin, Response: ntlm.NTLMv2}
	if m.Kind == ADController || m.Kind == NT4Controller {
		a.Domain, a.Password = m.Domain, adminPassword(l.Plan.Domain(m.Domain))
	}
	c, err := smb.Probe{Addr: at, Timeout: patience}.Hold(ctx, a, s.Held)
	var refused *smb.Refused
	if errors.As(err, &refused) {
		return fmt.Errorf("%w: %s", err, logon.Status(refused.Status).Name())
	}
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.held = append(l.held, c)
	l.mu.Unlock()
	return nil
}
