package foreign

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

func TestWhatAClientCannotExpressIsSaid(t *testing.T) {
	salt := ""
	plain := logon.Send{Domain: "D", User: "u", Password: "p", Response: ntlm.NTLMv2}
	with := func(change func(*logon.Send)) logon.Send {
		s := plain
		change(&s)
		return s
	}
	for _, row := range []struct {
		name                string
		send                logon.Send
		smbclient, impacket string // part of the reason; "" if it can
	}{
		{"plain", plain, "", ""},
		{"NULL domain", with(func(s *logon.Send) { s.Domain = "" }), "", ""},
		{"lower-case domain", with(func(s *logon.Send) { s.Domain = "d" }), "upper case", ""},
		{"another salt", with(func(s *logon.Send) { s.Salt = &salt }), "hashes with", "hashes with"},
		{"the domain as salt", with(func(s *logon.Send) { s.Salt = &s.Domain }), "", ""},
		{"ESS", with(func(s *logon.Send) { s.Response = ntlm.ESS }), "", "NTLMv2 only"},
		{"NTLMv1", with(func(s *logon.Send) { s.Response = ntlm.NTLMv1 }), "NTLMv2 or ESS", "NTLMv2 only"},
		{"anonymous", logon.Send{Response: ntlm.None}, "", ""},
		{"anonymous with a domain", logon.Send{Domain: "D", Response: ntlm.None}, "no domain", ""},
		{"no user and a response", logon.Send{Response: ntlm.NTLMv2}, "anonymous", "anonymous"},
		{"no user and a password", logon.Send{Password: "p", Response: ntlm.NTLMv2}, "anonymous", ""},
		{"a user and no response", logon.Send{User: "u", Response: ntlm.None}, "anonymous", "NTLMv2 only"},
		{"a UPN", with(func(s *logon.Send) { s.User = "u@d.test" }), "-U", ""},
		{"a share with separators", with(func(s *logon.Send) { s.Share = `a\b` }), "", "separators"},
	} {
		for client, want := range map[Client]string{NewSmbclient(Place{}): row.smbclient, NewImpacket(Place{}): row.impacket} {
			if got := client.Cannot(row.send); (got == "") != (want == "") || !strings.Contains(got, want) {
				t.Errorf("%s: %s: got %q, want %q", row.name, client.Name(), got, want)
			}
		}
	}
}

func TestAnAnswerThatIsNotThePredictedOneDiffers(t *testing.T) {
	denied, granted := logon.StatusAccessDenied, logon.StatusSuccess
	yes, no := true, false
	for _, row := range []struct {
		answer  Answer
		setup   logon.Status
		session logon.Session
		tree    *logon.Status
		differs bool
	}{
		{Answer{Setup: "STATUS_SUCCESS", Tree: "STATUS_SUCCESS"}, granted, logon.User, &granted, false},
		{Answer{Setup: "STATUS_SUCCESS", Tree: "STATUS_SUCCESS"}, granted, logon.Guest, &granted, false}, // it does not say
		{Answer{Setup: "STATUS_SUCCESS", Tree: "STATUS_SUCCESS", Guest: &no}, granted, logon.Guest, &granted, true},
		{Answer{Setup: "STATUS_SUCCESS", Tree: "STATUS_SUCCESS", Guest: &yes}, granted, logon.Guest, &granted, false},
		{Answer{Setup: "STATUS_SUCCESS", Tree: "STATUS_SUCCESS", Guest: &yes}, granted, logon.User, &granted, true},
		{Answer{Setup: "STATUS_SUCCESS", Tree: "STATUS_SUCCESS"}, granted, logon.User, &denied, true},
		{Answer{Setup: "STATUS_SUCCESS", Tree: "STATUS_ACCESS_DENIED"}, granted, logon.User, &denied, false},
		{Answer{Setup: "STATUS_SUCCESS", Tree: "STATUS_ACCESS_DENIED"}, granted, logon.Guest, nil, false}, // a client of Windows goes no further
		{Answer{Setup: "STATUS_ACCESS_DENIED"}, granted, logon.User, &granted, true},
		{Answer{Setup: "STATUS_ACCESS_DENIED"}, denied, logon.NoSession, nil, false},
	} {
		if got := row.answer.Differs(row.setup, row.session, row.tree); (got != "") != row.differs {
			t.Errorf("%s: got %q", row.answer, got)
		}
	}
}

// fake runs a shell in the place of every client.
func fake(script string) Place {
	return Place{Command: func(ctx context.Context, _ ...string) *exec.Cmd {
		return exec.CommandContext(ctx, "/bin/sh", "-c", script)
	}}
}

func TestAClientThatDoesNotAnswerIsAnError(t *testing.T) {
	for name, script := range map[string]string{
		"it ends":         "exit 1",
		"it complains":    "echo no such module >&2; exit 1",
		"it says nothing": "exec sleep 60",
		"nonsense":        "echo nonsense; cat >/dev/null; exit 1",
		"an error":        `echo '{"error": "Exception: No answer!"}'; cat >/dev/null; exit 1`,
	} {
		for _, c := range Clients(fake(script)) {
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			a, err := c.Try(ctx, "127.0.0.1", "1", logon.Send{User: "u", Response: ntlm.NTLMv2, Password: "hunter2"})
			if err == nil || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s: %s: %s, %v", name, c.Name(), a, err)
			}
			if name == "it says nothing" && c.Name() == "impacket" && !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %s: %v", name, c.Name(), err)
			}
			cancel()
			c.Close()
		}
	}
}

func TestImpacketsWordsAreRead(t *testing.T) {
	c := NewImpacket(fake(`while read line; do echo '{"setup": 3221225581}'; done`))
	for range 2 {
		if a, err := c.Try(t.Context(), "127.0.0.1", "445", logon.Send{}); err != nil || a.Setup != "STATUS_LOGON_FAILURE" || a.Guest != nil || a.Tree != "" {
			t.Errorf("%+v, %v", a, err)
		}
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if a, err := read([]byte(`{"setup": 0, "guest": true, "tree": 3221225506}`)); err != nil || a.String() != "STATUS_SUCCESS, session of a guest, tree STATUS_ACCESS_DENIED" {
		t.Errorf("%s, %v", a, err)
	}
}
