package ntlm

import "encoding/binary"

// NTLMv1Response is the NT response of NTLMv1: DESL of the server's challenge under the NT hash (MS-NLMP 3.3.1).
func NTLMv1Response(nt Hash, server Challenge) [24]byte { return desl(nt, server) }

// LMv1Response is the LM response: DESL of the server's challenge under the LM hash (MS-NLMP 3.3.1).
func LMv1Response(lm Hash, server Challenge) [24]byte { return desl(lm, server) }

// ESSResponse is NTLMv1 with extended session security: the NT response answers both challenges, the LM response
// carries the client's, followed by zeros (MS-NLMP 3.3.1).
func ESSResponse(nt Hash, server, client Challenge) (ntResponse, lmResponse [24]byte) {
	copy(lmResponse[:], client[:])
	return desl(nt, md5Challenge(server, client)), lmResponse
}

// LMv2Response is HMAC-MD5 of both challenges under the NTOWFv2 hash, and the client's challenge (MS-NLMP 3.3.2).
func LMv2Response(v2 Hash, server, client Challenge) [24]byte {
	proof := hmacMD5(v2, server[:], client[:])
	var response [24]byte
	copy(response[:], proof[:])
	copy(response[16:], client[:])
	return response
}

// NTLMv2Response is NTProofStr followed by temp, and the session base key that goes with it (MS-NLMP 3.3.2).
// filetime counts 100 ns since 1601, UTC; targetInfo is the list of AV pairs with its MsvAvEOL, as it is sent.
func NTLMv2Response(v2 Hash, server, client Challenge, filetime uint64, targetInfo []byte) (response []byte, sessionBaseKey Hash) {
	response = make([]byte, 16, 16+28+len(targetInfo)+4)
	response = append(response, 1, 1, 0, 0, 0, 0, 0, 0) // RespType, HiRespType, Reserved1, Reserved2
	response = binary.LittleEndian.AppendUint64(response, filetime)
	response = append(response, client[:]...)
	response = append(response, 0, 0, 0, 0) // Reserved3
	response = append(response, targetInfo...)
	response = append(response, 0, 0, 0, 0) // Z(4), after the list
	proof := hmacMD5(v2, server[:], response[16:])
	copy(response, proof[:])
	return response, SessionBaseKeyV2(v2, proof)
}

// ntlmv2Fixed is the length of an NTLMv2 response without its AV pairs: NTProofStr and the fixed part of
// NTLMv2_CLIENT_CHALLENGE, MS-NLMP 2.2.2.7.
const ntlmv2Fixed = 16 + 28

// An NTLMv2Proof is a parsed NTLMv2 response: NTLMv2_RESPONSE, MS-NLMP 2.2.2.8.
type NTLMv2Proof struct {
	Proof  Hash      // NTProofStr
	Time   uint64    // FILETIME, 100 ns since 1601, UTC
	Client Challenge // ChallengeFromClient
	Target AVPairs   // the server's list and what the client added to it
}

// ParseNTLMv2Response reads an NTLMv2 response. It does not verify it: VerifyNTLMv2 does.
func ParseNTLMv2Response(b []byte) (NTLMv2Proof, error) {
	const name = "NTLMv2_RESPONSE"
	if len(b) < ntlmv2Fixed {
		return NTLMv2Proof{}, tooShort(name, len(b), ntlmv2Fixed)
	}
	if b[16] != 1 || b[17] != 1 {
		return NTLMv2Proof{}, unexpected(name, "RespType", 16, hexOf(b[16:18]), "0101")
	}
	pairs, err := parseAVPairs(name, ntlmv2Fixed, b[ntlmv2Fixed:])
	return NTLMv2Proof{
		Proof:  Hash(b[:16]),
		Time:   binary.LittleEndian.Uint64(b[24:]),
		Client: Challenge(b[32:40]),
		Target: pairs,
	}, err
}
