package ntlm_test

import (
	"io"
	"log"
	"testing"

	azure "github.com/Azure/go-ntlmssp"
	vadimi "github.com/vadimi/go-ntlm/ntlm"

	"ntlmsim/sim/ntlm"
)

// silenceLog keeps the standard log of the other implementation out of the test's output.
func silenceLog(t *testing.T) {
	before := log.Writer()
	log.SetOutput(io.Discard)
	t.Cleanup(func() { log.SetOutput(before) })
}

// accepts asks the server of github.com/vadimi/go-ntlm whether the message proves the password.
func accepts(t *testing.T, version vadimi.Version, b []byte, password string) error {
	t.Helper()
	m, err := vadimi.ParseAuthenticateMessage(b, int(version))
	if err != nil {
		t.Fatal(err)
	}
	s, err := vadimi.CreateServerSession(version, vadimi.ConnectionOrientedMode)
	if err != nil {
		t.Fatal(err)
	}
	s.SetUserInfo("", password, "")
	s.SetServerChallenge(serverChallenge[:])
	return s.ProcessAuthenticateMessage(m)
}

func TestAnotherServerAcceptsTheClient(t *testing.T) {
	silenceLog(t)
	modern, old := modernChallenge(), exampleChallenge(0xe28a8235, exampleInfo())
	tests := []struct {
		name      string
		kind      ntlm.Kind
		version   vadimi.Version
		challenge ntlm.ChallengeMessage
	}{
		{"NTLMv2 with MIC", ntlm.NTLMv2, vadimi.Version2, modern},
		{"NTLMv2 with LMv2", ntlm.NTLMv2, vadimi.Version2, old},
		{"ESS", ntlm.ESS, vadimi.Version1, modern},
		{"NTLMv1", ntlm.NTLMv1, vadimi.Version1, old},
	}
	for _, tt := range tests {
		for _, domain := range []string{"", "LOCAL1", "?", "SCRATCH-DOMAIN"} {
			t.Run(tt.name+" from "+domain, func(t *testing.T) {
				c := ntlm.Client{
					User: "User1", Domain: domain, Workstation: workstation, Password: "PSW1", Kind: tt.kind,
					ClientChallenge: clientChallenge, ExportedKey: randomKey, TargetName: "cifs/Server",
				}
				b, _, err := c.Authenticate(c.Negotiate(), tt.challenge.Marshal())
				if err != nil {
					t.Fatal(err)
				}
				if err := accepts(t, tt.version, b, "PSW1"); err != nil {
					t.Errorf("refused with the right password: %v", err)
				}
				if accepts(t, tt.version, b, "PSW2") == nil {
					t.Error("accepted with another password")
				}
				salt := domain + "X"
				c.Salt = &salt
				b, _, err = c.Authenticate(c.Negotiate(), tt.challenge.Marshal())
				if err != nil {
					t.Fatal(err)
				}
				if got, want := accepts(t, tt.version, b, "PSW1") == nil, !tt.kind.Salted(); got != want {
					t.Errorf("hashed with another domain: accepted %v, want %v", got, want)
				}
			})
		}
	}
}

func TestAnotherClientIsAccepted(t *testing.T) {
	withoutKeyExchange := ntlm.Flags(0xe28a8235) &^ ntlm.NegotiateKeyExch
	challenges := map[string]ntlm.ChallengeMessage{
		"with the time":       exampleChallenge(withoutKeyExchange, exampleInfo().WithTimestamp(serverTime)),
		"without the time":    exampleChallenge(withoutKeyExchange, exampleInfo()),
		"without target info": exampleChallenge(withoutKeyExchange&^ntlm.NegotiateTargetInfo, nil),
	}
	accounts := []struct{ name, user, domain string }{
		{"User1", "User1", ""}, // this client leaves the domain empty
		{`LOCAL1\User1`, "User1", "LOCAL1"},
		{`?\User1`, "User1", "?"},
		{`Scratch-Domain\User1`, "User1", "Scratch-Domain"},
		{"user1@scratch.example", "user1@scratch.example", ""},
	}
	nt := ntlm.NTOWFv1("PSW1")
	for name, challenge := range challenges {
		for _, a := range accounts {
			t.Run(a.name+" "+name, func(t *testing.T) {
				b, err := azure.NewAuthenticateMessage(challenge.Marshal(), a.name, "PSW1", nil)
				if err != nil {
					t.Fatal(err)
				}
				m := parse(t, b)
				equal(t, "user and domain", []string{m.User, m.Domain}, []string{a.user, a.domain})
				equal(t, "kind", m.Kind(), ntlm.NTLMv2)
				equal(t, "accepted", ntlm.Verify(nt, serverChallenge, m, m.Domain), true)
				equal(t, "accepted with another password", ntlm.Verify(ntlm.NTOWFv1("PSW2"), serverChallenge, m, m.Domain), false)
				equal(t, "accepted with another domain", ntlm.Verify(nt, serverChallenge, m, m.Domain+"X"), false)
			})
		}
	}
}

func TestAnotherClientsFirstMessageIsRead(t *testing.T) {
	b, err := azure.NewNegotiateMessage("Domain", "Computer")
	if err != nil {
		t.Fatal(err)
	}
	m, err := ntlm.ParseNegotiate(b)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "names", []string{m.Domain, m.Workstation}, []string{"DOMAIN", "COMPUTER"})
}
