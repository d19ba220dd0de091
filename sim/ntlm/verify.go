package ntlm

import "crypto/subtle"

// VerifyNTLMv1 reports whether the response is the one that NTLMv1Response makes. All comparisons in this file take
// constant time.
func VerifyNTLMv1(nt Hash, server Challenge, response []byte) bool {
	want := desl(nt, server)
	return equal(want[:], response)
}

// VerifyLMv1 reports whether the response is the one that LMv1Response makes.
func VerifyLMv1(lm Hash, server Challenge, response []byte) bool {
	want := desl(lm, server)
	return equal(want[:], response)
}

// VerifyESS reports whether the two responses are what ESSResponse makes with the client's challenge that the LM
// response carries. The LM response alone proves nothing: it is only that challenge.
func VerifyESS(nt Hash, server Challenge, ntResponse, lmResponse []byte) bool {
	if len(lmResponse) != 24 {
		return false
	}
	want := desl(nt, md5Challenge(server, Challenge(lmResponse[:8])))
	return equal(want[:], ntResponse)
}

// VerifyLMv2 reports whether the response is what LMv2Response makes with the client's challenge at its end.
func VerifyLMv2(v2 Hash, server Challenge, response []byte) bool {
	if len(response) != 24 {
		return false
	}
	want := hmacMD5(v2, server[:], response[16:])
	return equal(want[:], response[:16])
}

// VerifyNTLMv2 reports whether the first 16 bytes of the response, NTProofStr, are right for the rest of it. They also
// protect the time and the AV pairs, which are not checked here.
func VerifyNTLMv2(v2 Hash, server Challenge, response []byte) bool {
	if len(response) <= 24 {
		return false
	}
	want := hmacMD5(v2, server[:], response[16:])
	return equal(want[:], response[:16])
}

func equal(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }

// Verify reports whether the message proves the password with this NT hash. For the salted kinds it tries each domain
// in turn and no other, not even the one in the message; a server tries the domain as sent and then none
// (MS-NLMP 3.2.5.1.2). If the NTLMv2 response is wrong, the LMv2 response is tried, as there. A response in
// the LM field alone is taken for LMv2; to prove LM takes the LM hash, see VerifyLMv1. An anonymous message proves
// nothing.
func Verify(nt Hash, server Challenge, m AuthenticateMessage, domains ...string) bool {
	switch m.Kind() {
	case NTLMv1:
		return VerifyNTLMv1(nt, server, m.NT)
	case ESS:
		return VerifyESS(nt, server, m.NT, m.LM)
	case LM, LMv2, NTLMv2:
		return verifySalted(nt, server, m, domains)
	default:
		return false
	}
}

func verifySalted(nt Hash, server Challenge, m AuthenticateMessage, domains []string) bool {
	for _, d := range domains {
		v2 := NTOWFv2(nt, m.User, d)
		if VerifyNTLMv2(v2, server, m.NT) || VerifyLMv2(v2, server, m.LM) {
			return true
		}
	}
	return false
}
