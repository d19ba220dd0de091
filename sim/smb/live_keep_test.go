package smb

import (
	"testing"

	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb/smbtest"
)

// A session that is kept connects to further shares without a session setup, and ends when it is closed.
func TestASessionThatIsKeptIsUsedAgain(t *testing.T) {
	smbtest.NeedSamba(t)
	s := smbtest.Start(t, smbtest.Config{Name: "SRV", Accounts: map[string]string{liveUser: livePassword},
		Shares: map[string][]string{"a": nil, "b": nil, "closed": {"valid users = nobody"}}})
	for _, k := range []Keeper{Probe{Addr: s.Addr}, GoSMB2{Addr: s.Addr}} {
		a := Attempt{Share: "a", Domain: "SRV", User: liveUser, Password: livePassword, Response: ntlm.NTLMv2}
		first, session, err := k.Keep(t.Context(), a)
		smbtest.Must(t, err)
		if session == nil || first.Tree == nil || *first.Tree != statusSuccess {
			t.Fatalf("%+v: no session is kept", first)
		}
		for _, c := range []struct {
			share  string
			status uint32
		}{{"b", statusSuccess}, {"closed", statusAccessDenied}, {"nothing", badNetworkName}, {"", statusSuccess}, {"b", statusSuccess}} {
			o, err := session.Connect(t.Context(), c.share)
			smbtest.Must(t, err)
			switch {
			case o.Tree == nil || *o.Tree != c.status:
				t.Errorf("%s: %s is answered %v, want %#x", o.Client, c.share, o.Tree, c.status)
			case o.Sent.Authenticate || o.Sent.Share != Attempt{Share: c.share}.ShareName():
				t.Errorf("%s: %s: sent %+v", o.Client, c.share, o.Sent)
			case o.Local != first.Local || o.SessionFlags != first.SessionFlags || o.Sent.User != liveUser:
				t.Errorf("%s: %s: this is another session: %+v", o.Client, c.share, o)
			}
		}
		smbtest.Must(t, session.Close())
		if o, err := session.Connect(t.Context(), "b"); err == nil {
			t.Errorf("%s: a share is connected in a session that has ended: %+v", first.Client, o)
		}
		a.Password = "wrong"
		if o, session, err := k.Keep(t.Context(), a); err != nil || session != nil || o.Setup != logonFailure {
			t.Errorf("%s: a wrong password: %#x, %v, %v", o.Client, o.Setup, session, err)
		}
	}
}

// The server takes several users on one connection: that there is one to a server's name is the client's own rule.
func TestOneConnectionTakesSeveralUsers(t *testing.T) {
	smbtest.NeedSamba(t)
	s := smbtest.Start(t, smbtest.Config{Name: "SRV", Accounts: map[string]string{"U1": "P1", "U2": "P2"}, Shares: map[string][]string{"a": {"valid users = U1"}, "b": {"valid users = U2"}}})
	c, err := Probe{Addr: s.Addr}.Open(t.Context())
	smbtest.Must(t, err)
	defer c.Close()
	one := Attempt{Share: "a", Domain: "SRV", User: "U1", Password: "P1", Response: ntlm.NTLMv2}
	two := Attempt{Share: "b", Domain: "SRV", User: "U2", Password: "P2", Response: ntlm.NTLMv2}
	var sessions []session
	for _, a := range []Attempt{one, two} {
		o, err := c.guarded(t.Context(), a, false)
		smbtest.Must(t, err)
		if o.Setup != statusSuccess || o.Tree == nil || *o.Tree != statusSuccess {
			t.Fatalf("%s: %+v", a.User, o)
		}
		sessions = append(sessions, c.last)
	}
	if sessions[0].id == sessions[1].id {
		t.Fatal("both have the same session")
	}
	x, err := c.exchange(cmdLogoff, sessions[0], logoffRequest())
	smbtest.Must(t, err)
	if x.Status != statusSuccess {
		t.Errorf("the first session is gone, since the second was made: %#x", x.Status)
	}
}
