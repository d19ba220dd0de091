package smb

import (
	"errors"
	"testing"
	"time"

	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb/smbtest"
)

const insufficientResources = 0xC000009A

// Who holds a share uses it up for everybody else, and no longer than the connection lasts; one use too many is
// refused.
func TestAShareThatIsHeldIsFull(t *testing.T) {
	smbtest.NeedSamba(t)
	s := smbtest.Start(t, smbtest.Config{Name: "SRV", Accounts: map[string]string{liveUser: livePassword}, Shares: map[string][]string{"few": {"max connections = 2"}}})
	a := Attempt{Share: "few", Domain: "SRV", User: liveUser, Password: livePassword, Response: ntlm.NTLMv2}
	p := Probe{Addr: s.Addr}
	var refused *Refused
	if _, err := p.Hold(t.Context(), a, 3); !errors.As(err, &refused) || *refused != (Refused{StageTree, insufficientResources}) {
		t.Errorf("three uses of two: %v", err)
	}
	wrong := a
	wrong.Password = "x"
	if _, err := p.Hold(t.Context(), wrong, 1); !errors.As(err, &refused) || *refused != (Refused{StageSession, logonFailure}) {
		t.Errorf("a wrong password: %v", err)
	}
	c, err := hold(t, p, a)
	smbtest.Must(t, err)
	o, err := p.Try(t.Context(), a)
	smbtest.Must(t, err)
	if o.Tree == nil || *o.Tree != insufficientResources {
		t.Errorf("the share is used up, and another use is answered %v", o.Tree)
	}
	c.Close()
	if c, err = hold(t, p, a); err != nil {
		t.Errorf("the share is let go, and cannot be used: %v", err)
	} else {
		c.Close()
	}
}

// hold uses a share twice, once smbd has noticed that those before have left.
func hold(t *testing.T, p Probe, a Attempt) (c *Conn, err error) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if c, err = p.Hold(t.Context(), a, 2); err == nil {
			return c, nil
		}
	}
	return nil, err
}
