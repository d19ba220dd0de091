package ntlm

import "fmt"

// A proof is the two responses of a message and the key that goes with them.
type proof struct {
	lm, nt []byte
	key    Hash // KeyExchangeKey, MS-NLMP 3.4.5.1
	mic    bool // the NT response announces a MIC
}

func (c Client) prove(ch ChallengeMessage) (proof, error) {
	switch c.Kind {
	case None:
		return c.proveNothing(), nil
	case LM:
		return c.proveLM(ch.ServerChallenge)
	case NTLMv1:
		return c.proveNTLMv1(ch.ServerChallenge), nil
	case ESS:
		return c.proveESS(ch)
	case LMv2:
		return c.proveLMv2(ch.ServerChallenge), nil
	case NTLMv2:
		return c.proveNTLMv2(ch)
	default:
		return proof{}, fmt.Errorf("ntlm: client: found %v, expected one of %v", c.Kind, Kinds())
	}
}

// proveNothing is one zero byte for the anonymous user, MS-NLMP 3.3.1, and nothing for any other.
func (c Client) proveNothing() proof {
	if c.User != "" {
		return proof{}
	}
	return proof{lm: []byte{0}}
}

func (c Client) proveLM(server Challenge) (proof, error) {
	lm, ok := LMOWFv1(c.Password)
	if !ok {
		return proof{}, fmt.Errorf("ntlm: client: kind %v: found a password that has no LM hash, expected at most 14 ASCII characters", LM)
	}
	response := LMv1Response(lm, server)
	return proof{lm: response[:], key: KeyExchangeKeyNonNT(lm)}, nil
}

// proveNTLMv1 sends the NT response in both fields when the password has no LM hash, as Windows does with every
// password: NoLMResponseNTLMv1, MS-NLMP 3.3.1.
func (c Client) proveNTLMv1(server Challenge) proof {
	hash := NTOWFv1(c.Password)
	nt := NTLMv1Response(hash, server)
	lm := nt
	if h, ok := LMOWFv1(c.Password); ok {
		lm = LMv1Response(h, server)
	}
	return proof{lm: lm[:], nt: nt[:], key: SessionBaseKeyV1(hash)}
}

func (c Client) proveESS(ch ChallengeMessage) (proof, error) {
	if !ch.Flags.Has(NegotiateExtendedSessionSecurity) {
		return proof{}, unexpected(challengeName, "NegotiateFlags", 20, ch.Flags.String(), "EXTENDED_SESSIONSECURITY among them, for a client of kind "+ESS.String())
	}
	hash := NTOWFv1(c.Password)
	nt, lm := ESSResponse(hash, ch.ServerChallenge, c.ClientChallenge)
	key := KeyExchangeKeyESS(SessionBaseKeyV1(hash), ch.ServerChallenge, c.ClientChallenge)
	return proof{lm: lm[:], nt: nt[:], key: key}, nil
}

func (c Client) proveLMv2(server Challenge) proof {
	v2 := NTOWFv2(NTOWFv1(c.Password), c.User, c.salt())
	lm := LMv2Response(v2, server, c.ClientChallenge)
	return proof{lm: lm[:], key: SessionBaseKeyV2(v2, Hash(lm[:16]))}
}

func (c Client) proveNTLMv2(ch ChallengeMessage) (proof, error) {
	v2 := NTOWFv2(NTOWFv1(c.Password), c.User, c.salt())
	target, time, timed := c.target(ch.TargetInfo)
	if len(target) > maxField-ntlmv2Fixed-4 {
		return proof{}, unexpected(challengeName, "TargetInfoFields", 40, fmt.Sprintf("%d bytes with the client's", len(target)), "fewer than fit into a response")
	}
	nt, key := NTLMv2Response(v2, ch.ServerChallenge, c.ClientChallenge, time, target)
	p := proof{lm: make([]byte, 24), nt: nt, key: key, mic: timed && !c.NoMIC}
	if !timed {
		lm := LMv2Response(v2, ch.ServerChallenge, c.ClientChallenge)
		p.lm = lm[:]
	}
	return p, nil
}

// target is the list that the client sends: the server's, and what the client adds (MS-NLMP 3.1.5.1.2); the time to
// send, and whether it is the server's. Without a target name there are no channel bindings either.
func (c Client) target(server AVPairs) (list []byte, time uint64, timed bool) {
	time, timed = server.Timestamp()
	if !timed {
		time = c.Time
	}
	if timed && !c.NoMIC {
		server = server.withFlags(AvFlagMIC)
	}
	if c.TargetName != "" {
		server = server.With(AvChannelBindings, make([]byte, 16)).WithText(AvTargetName, c.TargetName)
	}
	return server.Marshal(), time, timed
}
