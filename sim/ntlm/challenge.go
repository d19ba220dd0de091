package ntlm

// A ChallengeMessage is the server's answer, CHALLENGE_MESSAGE, MS-NLMP 2.2.1.2.
type ChallengeMessage struct {
	Flags           Flags
	ServerChallenge Challenge
	TargetName      string  // the server's domain or the server; Flags tell which
	TargetInfo      AVPairs // nil: the server sent none
	Version         Version
}

const (
	challengeName = "CHALLENGE_MESSAGE"
	// the fixed part: up to the challenge in the oldest version, with the target info, and with the version
	challengeShort, challengeInfo, challengeFixed = 32, 48, 56
)

// Marshal writes the message. A target info that is not nil sets the flag that announces it; without the flag its
// field is all zeros, as in the example of MS-NLMP 4.2.2.3.
func (m ChallengeMessage) Marshal() []byte {
	if m.TargetInfo != nil {
		m.Flags |= NegotiateTargetInfo
	}
	w := newBuilder(typeChallenge, challengeFixed)
	w.field(encodeText(m.TargetName, m.Flags))
	w.flags(m.Flags)
	w.b = append(w.b, m.ServerChallenge[:]...)
	w.b = append(w.b, make([]byte, 8)...) // Reserved
	switch {
	case m.TargetInfo != nil:
		w.field(m.TargetInfo.Marshal())
	case m.Flags.Has(NegotiateTargetInfo):
		w.field(nil)
	default:
		w.fieldAt(0, 0)
	}
	w.version(m.Version)
	return w.bytes()
}

// ParseChallenge reads the message. The target info counts only with its flag; it and the version may be missing.
// The target name counts without NTLMSSP_REQUEST_TARGET too, because the examples of MS-NLMP 4.2 have it so.
func ParseChallenge(b []byte) (ChallengeMessage, error) {
	p := newParser(challengeName, typeChallenge, challengeShort, b)
	if p.err != nil {
		return ChallengeMessage{}, p.err
	}
	m := ChallengeMessage{Flags: Flags(p.uint32(20)), ServerChallenge: Challenge(b[24:32])}
	m.TargetName = p.text("TargetNameFields", 12, p.field("TargetNameFields", 12), m.Flags)
	if m.Flags.Has(NegotiateTargetInfo) && p.reaches(challengeInfo) {
		m.TargetInfo = p.pairs("TargetInfoFields", 40)
	}
	if p.reaches(challengeFixed) {
		m.Version = parseVersion(b[challengeInfo:])
	}
	if p.err != nil {
		return ChallengeMessage{}, p.err
	}
	return m, nil
}

// pairs reads the list of AV pairs that the field at this offset points to, nil when there is none.
func (p *parser) pairs(name string, at int) AVPairs {
	b := p.field(name, at)
	if p.err != nil || b == nil {
		return nil
	}
	var pairs AVPairs
	pairs, p.err = parseAVPairs(p.message, int(p.uint32(at+4)), b)
	return pairs
}
