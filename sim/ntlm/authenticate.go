package ntlm

// An AuthenticateMessage is the client's last message, AUTHENTICATE_MESSAGE, MS-NLMP 2.2.1.3.
type AuthenticateMessage struct {
	LM, NT      []byte // the responses; nil when empty
	Domain      string // of the user, as sent, whatever the hash was made with
	User        string
	Workstation string
	SessionKey  []byte // EncryptedRandomSessionKey; nil when empty
	Flags       Flags
	Version     Version
	MIC         *Hash // nil: the message has no such field; HasMIC reports whether its value counts
}

const (
	authenticateName = "AUTHENTICATE_MESSAGE"
	// the fixed part: up to the workstation in the oldest version, with session key and flags, and with the version
	authenticateShort, authenticateFlags, authenticateFixed = 52, 64, micOffset
)

// Marshal writes the message, the payload in the order of the examples of MS-NLMP 4.2.
func (m AuthenticateMessage) Marshal() []byte {
	fixed := authenticateFixed
	if m.MIC != nil {
		fixed = micEnd
	}
	domain, user, workstation := encodeText(m.Domain, m.Flags), encodeText(m.User, m.Flags), encodeText(m.Workstation, m.Flags)
	names := &builder{fixed: fixed}
	names.field(domain)
	names.field(user)
	names.field(workstation)

	w := newBuilder(typeAuthenticate, fixed)
	w.payload = names.payload
	w.field(m.LM)
	w.field(m.NT)
	w.b = append(w.b, names.b...)
	w.field(m.SessionKey)
	w.flags(m.Flags)
	w.version(m.Version)
	if m.MIC != nil {
		w.b = append(w.b, m.MIC[:]...)
	}
	return w.bytes()
}

// ParseAuthenticate reads the message. MIC, version, and session key with flags may be missing, in this order; a
// message without flags is read as having none, so its names are in the OEM character set.
func ParseAuthenticate(b []byte) (AuthenticateMessage, error) {
	p := newParser(authenticateName, typeAuthenticate, authenticateShort, b)
	if p.err != nil {
		return AuthenticateMessage{}, p.err
	}
	m := AuthenticateMessage{LM: p.field("LmChallengeResponseFields", 12), NT: p.field("NtChallengeResponseFields", 20)}
	domain, user := p.field("DomainNameFields", 28), p.field("UserNameFields", 36)
	workstation := p.field("WorkstationFields", 44)
	p.tail(&m)
	m.Domain = p.text("DomainNameFields", 28, domain, m.Flags)
	m.User = p.text("UserNameFields", 36, user, m.Flags)
	m.Workstation = p.text("WorkstationFields", 44, workstation, m.Flags)
	if p.err != nil {
		return AuthenticateMessage{}, p.err
	}
	return m, nil
}

// tail reads what later versions of NTLM have added to the fixed part.
func (p *parser) tail(m *AuthenticateMessage) {
	if p.reaches(authenticateFlags) {
		m.SessionKey = p.field("EncryptedRandomSessionKeyFields", authenticateShort)
		m.Flags = Flags(p.uint32(60))
	}
	if p.reaches(authenticateFixed) {
		m.Version = parseVersion(p.b[authenticateFlags:])
	}
	if p.reaches(micEnd) {
		mic := Hash(p.b[micOffset:micEnd])
		m.MIC = &mic
	}
}

// Kind is what the message carries to prove the password, as far as its shape tells:
//
//   - an NT response of more than 24 bytes is NTLMv2 (MS-NLMP 3.2.5.1.2);
//   - one of 24 bytes is ESS when the LM response is 8 bytes and 16 zeros, otherwise NTLMv1;
//   - without an NT response, an LM response of 24 bytes is LM or LMv2. Nothing in it tells which. A client that
//     uses LM authentication does not negotiate extended session security (MS-NLMP 3.1.5.1.1), so that flag means
//     LMv2; a caller who does not trust it asks LMOnly and takes either;
//   - anything else is None. A response of another length cannot prove a password.
func (m AuthenticateMessage) Kind() Kind {
	switch {
	case len(m.NT) > 24:
		return NTLMv2
	case len(m.NT) == 24 && m.carriesClientChallenge():
		return ESS
	case len(m.NT) == 24:
		return NTLMv1
	case !m.LMOnly():
		return None
	case m.Flags.Has(NegotiateExtendedSessionSecurity):
		return LMv2
	default:
		return LM
	}
}

// LMOnly reports whether only the LM field can prove the password: LM or LMv2.
func (m AuthenticateMessage) LMOnly() bool { return len(m.NT) < 24 && len(m.LM) == 24 }

func (m AuthenticateMessage) carriesClientChallenge() bool {
	return len(m.LM) == 24 && [16]byte(m.LM[8:]) == [16]byte{}
}

// Anonymous reports whether the client asks for an anonymous session: no user and no response, or one zero byte in the
// LM field (MS-NLMP 3.2.5.1.2).
func (m AuthenticateMessage) Anonymous() bool {
	return m.User == "" && len(m.NT) == 0 && (len(m.LM) == 0 || string(m.LM) == "\x00")
}

// HasMIC reports whether the client provides a MIC: it set that bit of MsvAvFlags in an NTLMv2 response, which protects
// the bit (MS-NLMP 3.2.5.1.2). A client that did not may still have sent the field, with zeros.
func (m AuthenticateMessage) HasMIC() bool {
	if len(m.NT) <= 24 {
		return false
	}
	r, err := ParseNTLMv2Response(m.NT)
	return err == nil && r.Target.Flags()&AvFlagMIC != 0
}
