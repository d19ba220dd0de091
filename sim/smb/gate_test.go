package smb

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/hirochachacha/go-smb2"

	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb/smbtest"
)

// The examples are those of "Encryption in SMB 3.0: A protocol perspective" and "SMB 3.1.1 Encryption in Windows
// 10", Microsoft Open Specifications: the answer to a WRITE.
func TestUnsealingIsThatOfMicrosoftsExamples(t *testing.T) {
	for _, row := range []struct {
		name, key, sealed, plain string
		cipher                   uint16
	}{
		{"3.0, AES-128-CCM", "8FE2B57EC34D2DB5B1A9727F526BBDB5", `
			FD534D42A6015530A18F6D9AFFE22AFAE8E66484860000000000000011000014
			00E4080050000000000001001100001400E40800DBF46435C5F14169293CE079
			E344479BF670227E49873F458672C3098DAC467DD5809F369D67409166515787
			1483E01F7BECD02064EAC3E235F913668BBC2F097980D4B378F1993EFF6E60D1
			77309E5B`, `
			FE534D4240000100000000000900210009000000000000000400000000000000
			FFFE0000010000001100001400E4080000000000000000000000000000000000
			11000000170000000000000000000000`, cipherAES128CCM},
		{"3.1.1, AES-128-GCM", "748C50868C90F302962A5C35F5F9A8BF", `
			FD534D42ACBE1CB7ED343ADF1725EF144D90D4B0E06831DD2E8EB7B400000000
			0000000050000000000001002500000000100000
			26BBBF949983A6C1C796559D0F2C510CB651D1F7B6AC8DED32A2A0B8F2D793A8
			15C6F6B848D69767A215841A42D400AE6DDB5F0B44173A014973321FDD7950DA
			6179159B82E03C9E18A050FF0EA1C967`, `
			FE534D4240000100000000000900010001000000000000000500000000000000
			FFFE000001000000250000000010000000000000000000000000000000000000
			11000000170000000000000000000000`, cipherAES128GCM},
	} {
		key, sealed := unhex(t, row.key), unhex(t, row.sealed)
		got, err := unseal(key, row.cipher, sealed)
		if err != nil || !bytes.Equal(got, unhex(t, row.plain)) {
			t.Errorf("%s: got %X, %v", row.name, got, err)
		}
		for _, at := range []int{4, 20, 36, 44, 52, len(sealed) - 1} {
			if _, err := unseal(key, row.cipher, flipped(sealed, at, 1)); err == nil {
				t.Errorf("%s: opens with byte %d changed", row.name, at)
			}
		}
	}
}

func TestTheGateReadsWhatIsEncrypted(t *testing.T) {
	g := gatedConn{observedConn: new(observedConn)}
	s := &g.observer.seen
	s.Dialect, s.SessionFlags, s.answered[cmdSessionSetup] = dialect311, SessionEncrypt, true
	s.sealing.cipher = cipherAES128GCM
	client := ntlm.Client{User: "user1", Domain: "D", Password: "PSW1", Kind: ntlm.NTLMv2}
	challenge := ntlm.ChallengeMessage{Flags: 0xe28a8215, ServerChallenge: ntlm.Challenge{1}, TargetInfo: ntlm.AVPairs{}}
	message, _, err := client.Authenticate(client.Negotiate(), challenge.Marshal())
	smbtest.Must(t, err)
	s.sealing.challenge = challenge.ServerChallenge
	s.authenticate(message)
	if s.sealing.derive("PSW1"); s.sealing.key == nil {
		t.Fatal("no key")
	}
	key := s.sealing.serverOut(dialect311)
	granted := header{Command: cmdTreeConnect, Flags: flagServerToRedir}.message(append([]byte{16, 0}, make([]byte, 14)...))
	if err := g.safe(sealGCM(t, key, granted)); err != nil {
		t.Errorf("a good answer: %v", err)
	}
	for name, plain := range map[string][]byte{
		"nothing":         {},
		"half a header":   granted[:20],
		"NextCommand 8":   flipped(granted, 20, 8),
		"NextCommand far": flipped(granted, 23, 0x40),
		"encrypted twice": sealGCM(t, key, granted),
		"a request":       flipped(granted, 16, 1),
		"SMB1":            flipped(granted, 0, 1),
	} {
		if g.safe(sealGCM(t, key, plain)) == nil {
			t.Errorf("lets pass: %s", name)
		}
	}
	if sealed := sealGCM(t, key, granted); g.safe(flipped(sealed, 60, 1)) == nil || g.safe(sealed[:30]) == nil {
		t.Error("lets pass what cannot be read")
	}
	s.sealing.derive("other")
	if g.safe(sealGCM(t, key, granted)) == nil {
		t.Error("lets pass what another password sealed")
	}
	s.SessionFlags = 0
	if g.safe(sealGCM(t, key, granted)) == nil {
		t.Error("lets pass an encrypted message in a session that is not")
	}
}

func TestTheGateWithholdsSessionsWithoutKeys(t *testing.T) {
	negotiate := func(dialect uint16) []byte {
		m := smbtest.Replies(t, wireClients[2].name)[0]
		le.PutUint16(m[headerSize+4:], dialect)
		return m
	}
	setUp := func(status uint32, flags uint16) []byte {
		m := smbtest.Replies(t, wireClients[2].name)[1]
		le.PutUint32(m[8:], status)
		le.PutUint16(m[headerSize+2:], flags)
		return m
	}
	for _, row := range []struct {
		name string
		m    []byte
		pass bool
	}{
		{"2.1", negotiate(dialect210), true},
		{"3.0.2", negotiate(dialect302), true},
		{"the dialect of a multi-protocol negotiation", negotiate(0x02ff), false},
		{"an unknown dialect", negotiate(0x0999), false},
		{"3.1.1 without contexts", negotiate(dialect311), false},
		{"3.1.1", smbtest.Replies(t, wireClients[3].name)[0], true},
		{"a challenge", setUp(statusMoreProcessing, 0), true},
		{"a challenge to a guest", setUp(statusMoreProcessing, SessionGuest), false},
		{"a challenge with the flag of an anonymous session", setUp(statusMoreProcessing, SessionNull), false},
		{"a guest", setUp(statusSuccess, SessionGuest), true},
		{"encryption without a cipher", setUp(statusSuccess, SessionEncrypt), false},
		{"a refusal without a body", header{Command: cmdSessionSetup, Status: logonFailure, Flags: flagServerToRedir}.message(nil), true},
	} {
		if err := (seen{}).safe(row.m); (err == nil) != row.pass {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func sealGCM(t *testing.T, key, plain []byte) []byte {
	block, err := aes.NewCipher(key)
	smbtest.Must(t, err)
	gcm, err := cipher.NewGCM(block)
	smbtest.Must(t, err)
	m := make([]byte, transformSize)
	copy(m, "\xfdSMB")
	le.PutUint32(m[36:], uint32(len(plain)))
	le.PutUint16(m[42:], 1)
	both := gcm.Seal(nil, m[20:32], plain, m[20:52])
	copy(m[4:20], both[len(plain):])
	return append(m, both[:len(plain)]...)
}

// What the gate withholds ends a process that uses go-smb2 without it. If one of these no longer does, that part of
// the gate has lost its reason.
func TestWithoutTheGateGoSMB2EndsTheProcess(t *testing.T) {
	bad := map[string][]byte{
		"an empty message": {},
		"half a header":    []byte("\xfeSMB\x40\x00"),
		"NextCommand far":  flipped(smbtest.Replies(t, wireClients[2].name)[0], 23, 0x40),
	}
	const which = "NTLMSIM_TEST_UNGATED"
	if m, ok := bad[os.Getenv(which)]; ok {
		conn, _ := pipeServer([][]byte{frame(m)}, brief)(context.Background(), "", "")
		d := smb2.Dialer{Initiator: &smb2.NTLMInitiator{User: "u", Password: "p", Domain: "d"}}
		d.DialContext(t.Context(), conn)
		time.Sleep(time.Second)
		return
	}
	for name := range bad {
		cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		cmd.Env = append(os.Environ(), which+"="+name)
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "runReciever") {
			t.Errorf("%s: go-smb2 survives: %v\n%s", name, err, out)
		}
	}
}
