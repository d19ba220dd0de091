package ntlm

import (
	"fmt"
	"unicode/utf8"
)

// A Client is what a logon needs: the names, the password, and the kind of response. Everything random is an input, so
// that the same Client gives the same messages.
type Client struct {
	User, Domain, Workstation string
	Password                  string
	Kind                      Kind

	// Salt is the domain to hash with; nil is Domain. No real client sends one domain and hashes with another. A
	// probe does, to learn which one the server hashes with.
	Salt *string

	ClientChallenge Challenge
	ExportedKey     Hash    // what becomes the session key when the key exchange is negotiated
	Time            uint64  // FILETIME to send when the server gave no timestamp: 100 ns since 1601, UTC
	TargetName      string  // SPN of the server, cifs/host; empty: not sent, and no channel bindings either
	NoMIC           bool    // send no MIC, although the server gave a timestamp
	Version         Version // zero: 6.1, revision 15
}

// clientFlags is what a modern client asks for.
const clientFlags = NegotiateUnicode | RequestTarget | NegotiateSign | NegotiateSeal | NegotiateNTLM |
	NegotiateAlwaysSign | NegotiateExtendedSessionSecurity | NegotiateTargetInfo | NegotiateVersion |
	Negotiate128 | NegotiateKeyExch | Negotiate56

// Negotiate is the first message. It asks for extended session security unless the kind is LM or NTLMv1: with it,
// the server would take their responses for ESS (MS-NLMP 3.1.5.1.1). It names neither domain nor workstation.
func (c Client) Negotiate() []byte {
	return NegotiateMessage{Flags: c.asks(), Version: c.version()}.Marshal()
}

func (c Client) asks() Flags {
	if c.Kind == LM || c.Kind == NTLMv1 {
		return clientFlags &^ NegotiateExtendedSessionSecurity
	}
	return clientFlags
}

func (c Client) version() Version {
	if c.Version == (Version{}) {
		return Version{Major: 6, Minor: 1, Revision: 15}
	}
	return c.Version
}

func (c Client) salt() string {
	if c.Salt != nil {
		return *c.Salt
	}
	return c.Domain
}

// Authenticate is the answer to the server's challenge, and the session key that both sides then have, the
// ExportedSessionKey of MS-NLMP 3.1.5.1.2: ExportedKey when the key exchange is negotiated, else KXKEY. negotiate
// is the message that Negotiate made; only the MIC needs it.
//
// When the server gave a timestamp, an NTLMv2 client sends it back, sends zeros for the LM response, and a MIC.
// The kind None is anonymous when there is no user; with a user it sends the name and no response. Its key starts
// from zeros. The kind LM takes the key that Samba takes, see KeyExchangeKeyNonNT.
//
// It is more lenient than MS-NLMP: a server without names in its target info is answered. The errors are those of
// ParseChallenge, a server that does not grant what the kind needs, a password without an LM hash for the kind LM,
// and a name too long for the message.
func (c Client) Authenticate(negotiate, challenge []byte) (authenticate []byte, sessionKey Hash, err error) {
	ch, err := ParseChallenge(challenge)
	if err != nil {
		return nil, Hash{}, err
	}
	p, err := c.prove(ch)
	if err != nil {
		return nil, Hash{}, err
	}
	m := c.message(ch.Flags, p)
	if err := m.fits(); err != nil {
		return nil, Hash{}, err
	}
	key := c.exchange(&m, p.key)
	b := m.Marshal()
	if m.MIC != nil {
		mic := MIC(key, negotiate, challenge, b)
		copy(b[micOffset:], mic[:])
	}
	return b, key, nil
}

// message is the last message without its session key; its MIC is zeros.
func (c Client) message(server Flags, p proof) AuthenticateMessage {
	m := AuthenticateMessage{
		LM: p.lm, NT: p.nt, Flags: c.agree(server),
		Domain: c.Domain, User: c.User, Workstation: c.Workstation,
	}
	if m.Anonymous() {
		m.Flags |= NegotiateAnonymous
	}
	if m.Flags.Has(NegotiateVersion) {
		m.Version = c.version()
	}
	if p.mic {
		m.MIC = new(Hash)
	}
	return m
}

// agree is what both sides can do. REQUEST_TARGET stays whatever the server says, as in the examples of MS-NLMP
// 4.2. Without signing or sealing there is no key exchange: the client then sends no key.
func (c Client) agree(server Flags) Flags {
	f := server&c.asks() | RequestTarget
	if !server.Has(NegotiateUnicode) {
		f |= NegotiateOEM
	}
	if !f.exchangesKey() {
		f &^= NegotiateKeyExch
	}
	return f
}

// exchange puts the client's own key into the message when that is negotiated, and returns the key of both sides.
func (c Client) exchange(m *AuthenticateMessage, keyExchangeKey Hash) Hash {
	if !m.Flags.exchangesKey() {
		return keyExchangeKey
	}
	sealed := ExchangeKey(keyExchangeKey, c.ExportedKey)
	m.SessionKey = sealed[:]
	return c.ExportedKey
}

// fits is an error for a field that is too long for a length of 16 bits, counting two bytes for a UTF-16 unit.
func (m AuthenticateMessage) fits() error {
	lengths := []struct {
		name  string
		bytes int
	}{
		{"DomainName", 4 * utf8.RuneCountInString(m.Domain)},
		{"UserName", 4 * utf8.RuneCountInString(m.User)},
		{"Workstation", 4 * utf8.RuneCountInString(m.Workstation)},
		{"NtChallengeResponse", len(m.NT)},
	}
	for _, l := range lengths {
		if l.bytes > maxField {
			return fmt.Errorf("ntlm: %s: %s: found up to %d bytes, expected at most %d", authenticateName, l.name, l.bytes, maxField)
		}
	}
	return nil
}
