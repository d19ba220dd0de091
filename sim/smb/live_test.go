package smb

import (
	"errors"
	"testing"
	"time"

	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb/smbtest"
)

const (
	ok             = statusSuccess
	logonFailure   = uint32(0xC000006D)
	accessDenied   = statusAccessDenied
	badNetworkName = uint32(0xC00000CC)
	notSupported   = uint32(0xC00000BB)
	liveUser       = "user1"
	livePassword   = "PSW1"
	nothing        = ^uint32(0) // no tree connect
)

var wireDialects = []uint16{dialect202, dialect210, dialect302, dialect311}

func liveServer(t testing.TB, name string, global ...string) *smbtest.Server {
	return smbtest.Start(t, smbtest.Config{
		Name:     name,
		Accounts: map[string]string{"user1": "PSW1", "alice": "PSWA"},
		Global:   global,
		Shares: map[string][]string{
			"pub":  {"guest ok = yes"},
			"priv": {"read only = no"},
			"only": {"valid users = alice"},
		},
	})
}

func user1(domain, password string, kind ntlm.Kind) Attempt {
	return Attempt{Share: "priv", Domain: domain, User: liveUser, Password: password, Workstation: "WS9", Response: kind}
}

func salted(a Attempt, salt string) Attempt { a.Salt = &salt; return a }

func at(share string, a Attempt) Attempt { a.Share = share; return a }

// ask makes the attempt and demands these answers; nothing stands for no tree connect.
func ask(t *testing.T, s Server, a Attempt, setup, tree uint32) Observation {
	t.Helper()
	o, err := s.Try(t.Context(), a)
	if err != nil {
		t.Errorf("%v: %v", a, err)
		return o
	}
	got := nothing
	if o.Tree != nil {
		got = *o.Tree
	}
	if o.Setup != setup || got != tree {
		t.Errorf("%s, %v: got session setup %#x, tree connect %#x; want %#x, %#x", o.Client, a, o.Setup, got, setup, tree)
	}
	checkSent(t, o, a)
	return o
}

// checkSent demands that what went over the wire is the attempt.
func checkSent(t *testing.T, o Observation, a Attempt) {
	t.Helper()
	s := o.Sent
	if !s.Authenticate || s.Domain != a.Domain || s.User != a.User || s.Workstation != a.Workstation || s.Response != a.Response {
		t.Errorf("%s, %v: sent something else: %+v", o.Client, a, s)
	}
	if o.Tree != nil && !o.Encrypted && s.Share != a.ShareName() {
		t.Errorf("%s, %v: asked for share %q", o.Client, a, s.Share)
	}
}

func TestEveryDialectTellsARightPasswordFromAWrongOne(t *testing.T) {
	srv := liveServer(t, "DIALECTS")
	for _, d := range wireDialects {
		for _, sign := range []bool{false, true} {
			t.Run(dialectName(d)+map[bool]string{true: " signing required"}[sign], func(t *testing.T) {
				for _, s := range []Server{Probe{Addr: srv.Addr, Dialect: d, Sign: sign}, GoSMB2{Addr: srv.Addr, Dialect: d, Sign: sign}} {
					o := ask(t, s, user1("DIALECTS", "PSW1", ntlm.NTLMv2), ok, ok)
					if o.Dialect != d || !o.Signed || o.SessionFlags != 0 {
						t.Errorf("%s: dialect %#x, signed %v, flags %d", o.Client, o.Dialect, o.Signed, o.SessionFlags)
					}
					if o.Target.NbComputer != "DIALECTS" || o.Remote != srv.Addr || o.Local == "" {
						t.Errorf("%s: target %+v, local %s, remote %s", o.Client, o.Target, o.Local, o.Remote)
					}
					ask(t, s, user1("DIALECTS", "wrong", ntlm.NTLMv2), logonFailure, nothing)
				}
			})
		}
	}
}

func TestTheServerDecidesWhichResponsesItTakes(t *testing.T) {
	strict := liveServer(t, "V2ONLY", "ntlm auth = ntlmv2-only")
	lax := liveServer(t, "V1TOO", "ntlm auth = ntlmv1-permitted")
	for _, row := range []struct {
		kind        ntlm.Kind
		strict, lax uint32
	}{
		{ntlm.NTLMv1, logonFailure, ok},
		{ntlm.ESS, logonFailure, ok},
		{ntlm.LMv2, ok, ok},
		{ntlm.NTLMv2, ok, ok},
	} {
		for _, d := range wireDialects {
			t.Run(row.kind.String()+" "+dialectName(d), func(t *testing.T) {
				tree := map[uint32]uint32{ok: ok, logonFailure: nothing}
				ask(t, Probe{Addr: strict.Addr, Dialect: d}, user1("V2ONLY", "PSW1", row.kind), row.strict, tree[row.strict])
				ask(t, Probe{Addr: lax.Addr, Dialect: d}, user1("V1TOO", "PSW1", row.kind), row.lax, tree[row.lax])
				ask(t, Probe{Addr: lax.Addr, Dialect: d}, user1("V1TOO", "wrong", row.kind), logonFailure, nothing)
			})
		}
	}
}

func TestStandaloneSambaTakesAnyDomainAndTheseSalts(t *testing.T) {
	srv := liveServer(t, "SALTS")
	p := Probe{Addr: srv.Addr, Dialect: dialect210}
	right := func(domain string) Attempt { return user1(domain, "PSW1", ntlm.NTLMv2) }
	for _, domain := range []string{"SALTS", "", "?", ".", "LOCAL1", "Local1"} {
		ask(t, p, right(domain), ok, ok)
		if domain != "" {
			ask(t, GoSMB2{Addr: srv.Addr}, right(domain), ok, ok)
		}
	}
	for _, row := range []struct {
		domain, salt string
		setup        uint32
	}{
		{"LOCAL1", "LOCAL1", ok},
		{"LOCAL1", "", ok},
		{"LOCAL1", "SALTS", logonFailure},
		{"LOCAL1", "local1", logonFailure},
		{"Local1", "LOCAL1", ok},
		{"?", "", ok},
		{"?", "SALTS", logonFailure},
		{"", "", ok},
		{"", "SALTS", logonFailure},
	} {
		tree := nothing
		if row.setup == ok {
			tree = ok
		}
		ask(t, p, salted(right(row.domain), row.salt), row.setup, tree)
		lmv2 := salted(user1(row.domain, "PSW1", ntlm.LMv2), row.salt)
		ask(t, p, lmv2, row.setup, tree)
	}
}

func TestAnonymousGuestAndShares(t *testing.T) {
	srv := liveServer(t, "GUESTS", "map to guest = Bad User")
	anonymous := Attempt{Response: ntlm.None}
	for _, d := range wireDialects {
		p := Probe{Addr: srv.Addr, Dialect: d}
		ask(t, p, anonymous, ok, ok)
		ask(t, p, at("pub", anonymous), ok, ok)
		if o := ask(t, p, at("priv", anonymous), ok, accessDenied); o.Signed {
			t.Errorf("%s: an anonymous session signed", o.Client)
		}
		stranger := Attempt{Domain: "D", User: "stranger", Password: "x", Response: ntlm.NTLMv2, Share: "pub"}
		for _, s := range []Server{p, GoSMB2{Addr: srv.Addr, Dialect: d}} {
			o := ask(t, s, stranger, ok, ok)
			if o.SessionFlags != SessionGuest || o.Signed {
				t.Errorf("%s: guest with flags %d, signed %v", o.Client, o.SessionFlags, o.Signed)
			}
			ask(t, s, at("priv", stranger), ok, accessDenied)
			ask(t, s, at("only", user1("D", "PSW1", ntlm.NTLMv2)), ok, accessDenied)
			ask(t, s, at("nosuchshare", user1("D", "PSW1", ntlm.NTLMv2)), ok, badNetworkName)
			ask(t, s, at("", user1("D", "PSW1", ntlm.NTLMv2)), ok, ok)
		}
	}
}

func TestAServerThatDemandsSigningChecksTheSignature(t *testing.T) {
	srv := liveServer(t, "SIGNS", "server signing = mandatory", "map to guest = Bad User")
	flip := func(m []byte) {
		if le.Uint16(m[12:]) == cmdTreeConnect {
			m[50] ^= 1
		}
	}
	strip := func(m []byte) {
		if le.Uint16(m[12:]) == cmdTreeConnect {
			le.PutUint32(m[16:], le.Uint32(m[16:])&^flagSigned)
			clear(m[48:64])
		}
	}
	for _, d := range wireDialects {
		a := user1("SIGNS", "PSW1", ntlm.NTLMv2)
		o := ask(t, Probe{Addr: srv.Addr, Dialect: d}, a, ok, ok)
		if o.SecurityMode != signingEnabled|signingRequired {
			t.Errorf("%s: security mode %d", o.Client, o.SecurityMode)
		}
		ask(t, GoSMB2{Addr: srv.Addr, Dialect: d}, a, ok, ok)
		ask(t, Probe{Addr: srv.Addr, Dialect: d}, Attempt{Response: ntlm.None}, ok, ok)
		ask(t, Probe{Addr: srv.Addr, Dialect: d}, guestAttempt, ok, ok)
		ask(t, Probe{Addr: srv.Addr, Dialect: d, tamper: flip}, a, ok, accessDenied)
		if o := ask(t, Probe{Addr: srv.Addr, Dialect: d, tamper: strip}, a, ok, accessDenied); o.Signed {
			t.Errorf("%s: signed", o.Client)
		}
	}
}

func TestAServerThatDemandsEncryptionIsNotAnsweredByTheProbe(t *testing.T) {
	srv := liveServer(t, "ENCRYPTS", "server smb encrypt = required", "map to guest = Bad User")
	a := user1("ENCRYPTS", "PSW1", ntlm.NTLMv2)
	for _, d := range []uint16{dialect302, dialect311} {
		o := ask(t, GoSMB2{Addr: srv.Addr, Dialect: d}, a, ok, ok)
		if !o.Encrypted || o.SessionFlags != SessionEncrypt || o.Sent.Share != "" {
			t.Errorf("%s: encrypted %v, flags %d, share %q", o.Client, o.Encrypted, o.SessionFlags, o.Sent.Share)
		}
		ask(t, GoSMB2{Addr: srv.Addr, Dialect: d}, at("only", a), ok, accessDenied)
		ask(t, GoSMB2{Addr: srv.Addr, Dialect: d}, at("nosuchshare", a), ok, badNetworkName)
		o, err := Probe{Addr: srv.Addr, Dialect: d}.Try(t.Context(), a)
		var none *NotAnswered
		if !errors.As(err, &none) || none.Stage != StageSession || none.Why != "the server demands SMB3 encryption, which the probe does not do" {
			t.Errorf("%s: %v, session setup %#x", o.Client, err, o.Setup)
		}
		wrong := user1("ENCRYPTS", "wrong", ntlm.NTLMv2)
		ask(t, Probe{Addr: srv.Addr, Dialect: d}, wrong, logonFailure, nothing)
		ask(t, GoSMB2{Addr: srv.Addr, Dialect: d}, wrong, logonFailure, nothing)
	}
	for _, d := range []uint16{dialect202, dialect210} {
		ask(t, Probe{Addr: srv.Addr, Dialect: d}, a, accessDenied, nothing)
		ask(t, GoSMB2{Addr: srv.Addr, Dialect: d}, a, accessDenied, nothing)
	}
}

func TestARefusedDialectIsNoAnswer(t *testing.T) {
	srv := liveServer(t, "NEW", "server min protocol = SMB3_11")
	for _, s := range []Server{Probe{Addr: srv.Addr, Dialect: dialect210}, GoSMB2{Addr: srv.Addr, Dialect: dialect210}} {
		o, err := s.Try(t.Context(), user1("NEW", "PSW1", ntlm.NTLMv2))
		var none *NotAnswered
		if !errors.As(err, &none) || none.Stage != StageNegotiate || none.Status != notSupported {
			t.Errorf("%s: %v", o.Client, err)
		}
	}
}

func TestAttemptsFollowEachOtherOnOneConnection(t *testing.T) {
	srv := liveServer(t, "REUSE", "map to guest = Bad User")
	for _, d := range wireDialects {
		c, err := Probe{Addr: srv.Addr, Dialect: d}.Open(t.Context())
		smbtest.Must(t, err)
		defer c.Close()
		var local string
		for range 3 {
			o := ask(t, c, user1("REUSE", "PSW1", ntlm.NTLMv2), ok, ok)
			if local != "" && local != o.Local {
				t.Errorf("from %s, then from %s", local, o.Local)
			}
			local = o.Local
			ask(t, c, user1("", "wrong", ntlm.NTLMv2), logonFailure, nothing)
			ask(t, c, Attempt{Response: ntlm.None}, ok, ok)
			ask(t, c, Attempt{Domain: "D", User: "stranger", Response: ntlm.NTLMv2, Share: "pub"}, ok, ok)
			ask(t, c, at("only", user1("REUSE", "PSW1", ntlm.NTLMv2)), ok, accessDenied)
		}
	}
}

func TestImpacketAnswersTheSameClients(t *testing.T) {
	const noSuchPath = uint32(0xC000003A)
	known := smbtest.StartImpacket(t, map[string]string{"user1": "PSW1"})
	p := Probe{Addr: known, Dialect: dialect202}
	right := at("SHARE", user1("D", "PSW1", ntlm.NTLMv2))
	ask(t, GoSMB2{Addr: known}, right, ok, ok)
	ask(t, GoSMB2{Addr: known}, at("NOSUCH", right), ok, noSuchPath)
	for _, s := range []Server{p, GoSMB2{Addr: known}} {
		ask(t, s, user1("D", "wrong", ntlm.NTLMv2), logonFailure, nothing) // without a body
	}
	// impacket offers the key exchange without signing and then expects a key, although MS-NLMP 3.1.5.1.2 has the
	// client send none. Its signatures may then be wrong, and the answer not to be believed; what it was, shows.
	for _, a := range []Attempt{right, at("SHARE", user1("", "PSW1", ntlm.NTLMv2))} {
		if o, err := p.Try(t.Context(), a); o.Setup != ok || !o.Sent.Authenticate {
			t.Errorf("%s, %v: session setup %#x, %v", o.Client, a, o.Setup, err)
		}
	}
	ask(t, p, at("SHARE", salted(user1("D", "PSW1", ntlm.NTLMv2), "")), logonFailure, nothing)
	for _, kind := range []ntlm.Kind{ntlm.LM, ntlm.NTLMv1, ntlm.ESS, ntlm.LMv2} {
		ask(t, p, user1("D", "PSW1", kind), logonFailure, nothing)
	}
	open := smbtest.StartImpacket(t, nil)
	for _, s := range []Server{Probe{Addr: open, Dialect: dialect202}, GoSMB2{Addr: open}} {
		if o := ask(t, s, at("SHARE", user1("D", "any", ntlm.NTLMv2)), ok, ok); o.SessionFlags != SessionGuest || o.Signed {
			t.Errorf("%s: flags %d, signed %v", o.Client, o.SessionFlags, o.Signed)
		}
	}
	if o := ask(t, Probe{Addr: open, Dialect: dialect202}, Attempt{Response: ntlm.None}, ok, ok); o.SessionFlags != SessionNull {
		t.Errorf("%s: flags %d", o.Client, o.SessionFlags)
	}
}

func TestAnEmptyUserIsAnonymousOnlyWithoutAResponse(t *testing.T) {
	srv := liveServer(t, "NOBODY")
	for _, d := range wireDialects {
		p := Probe{Addr: srv.Addr, Dialect: d}
		ask(t, p, Attempt{Domain: "D", Response: ntlm.None}, ok, ok)
		ask(t, p, Attempt{Password: "x", Response: ntlm.NTLMv2}, logonFailure, nothing)
		ask(t, p, Attempt{User: "user1", Response: ntlm.None}, logonFailure, nothing)
		ask(t, p, Attempt{Domain: "Dß", User: "ü€𝄞", Workstation: "Ω", Password: "x", Response: ntlm.NTLMv2}, logonFailure, nothing)
	}
}

func TestWhatGoSMB2CannotExpressItDoesNotSend(t *testing.T) {
	dead := GoSMB2{Addr: "127.0.0.1:1", Timeout: time.Second}
	for _, a := range []Attempt{
		user1("", "PSW1", ntlm.NTLMv2),
		{User: "u@realm.test", Response: ntlm.NTLMv2},
		{Domain: "D", Response: ntlm.NTLMv2},
		{Response: ntlm.None},
		user1("D", "PSW1", ntlm.NTLMv1),
		user1("D", "PSW1", ntlm.ESS),
		user1("D", "PSW1", ntlm.LMv2),
		salted(user1("D", "PSW1", ntlm.NTLMv2), "E"),
		at(`a\b`, user1("D", "PSW1", ntlm.NTLMv2)),
	} {
		var cannot *CannotExpress
		if _, err := dead.Try(t.Context(), a); !errors.As(err, &cannot) {
			t.Errorf("%v: %v", a, err)
		}
	}
}
