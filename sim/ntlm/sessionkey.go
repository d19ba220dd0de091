package ntlm

import "crypto/rc4" //nolint:gosec // the key exchange is defined on RC4

// SessionBaseKeyV1 is MD4 of the NT hash, for NTLMv1 with and without extended session security (MS-NLMP 3.3.1).
func SessionBaseKeyV1(nt Hash) Hash { return md4Sum(nt[:]) }

// SessionBaseKeyV2 is HMAC-MD5 of NTProofStr under the NTOWFv2 hash (MS-NLMP 3.3.2). For a message with only an
// LMv2 response its first 16 bytes take the place of NTProofStr; MS-NLMP does not specify this; Samba does it.
func SessionBaseKeyV2(v2, proof Hash) Hash { return hmacMD5(v2, proof[:]) }

// KeyExchangeKeyESS is KXKEY for NTLMv1 with extended session security: HMAC-MD5 of both challenges under the
// session base key (MS-NLMP 3.4.5.1). For NTLMv1 without it, and for NTLMv2, KXKEY is the session base key.
func KeyExchangeKeyESS(sessionBaseKey Hash, server, client Challenge) Hash {
	return hmacMD5(sessionBaseKey, server[:], client[:])
}

// KeyExchangeKeyNonNT is KXKEY with NTLMSSP_REQUEST_NON_NT_SESSION_KEY: the first half of the LM hash and zeros
// (MS-NLMP 3.4.5.1). Samba takes the same key, without the flag, when the LM response alone proved the password,
// and so does Client.
func KeyExchangeKeyNonNT(lm Hash) Hash {
	var key Hash
	copy(key[:8], lm[:8])
	return key
}

// KeyExchangeKeyLM is KXKEY with NTLMSSP_NEGOTIATE_LM_KEY (MS-NLMP 3.4.5.1). Client never asks for it.
func KeyExchangeKeyLM(lm Hash, lmResponse [24]byte) Hash {
	second := [7]byte{lm[7], 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd}
	var key Hash
	desEncrypt(key[:8], lm[:7], lmResponse[:8])
	desEncrypt(key[8:], second[:], lmResponse[:8])
	return key
}

// ExchangeKey is RC4K of MS-NLMP 3.1.5.1, which is its own inverse: from the exported session key to
// EncryptedRandomSessionKey, and back.
func ExchangeKey(keyExchangeKey, key Hash) Hash {
	c, err := rc4.NewCipher(keyExchangeKey[:]) //nolint:gosec // see above
	if err != nil {
		return Hash{} // not reached: the key has 16 bytes
	}
	var out Hash
	c.XORKeyStream(out[:], key[:])
	return out
}

// SessionKey is the exported session key on the server's side, given the NT hash and the domain with which Verify
// accepted the message. An anonymous session has a key of zeros to start from (MS-NLMP 3.2.5.1.2). The result is false
// for an LM field alone that is not LMv2 with this hash and domain, since the key of LM comes from the LM hash, and
// when the key exchange was negotiated and the message has no key of 16 bytes. It does not verify the other kinds
// again.
func SessionKey(nt Hash, server Challenge, m AuthenticateMessage, domain string) (Hash, bool) {
	key, ok := keyExchangeKey(nt, server, m, domain)
	if !ok || !m.Flags.exchangesKey() {
		return key, ok
	}
	if len(m.SessionKey) != 16 {
		return Hash{}, false
	}
	return ExchangeKey(key, Hash(m.SessionKey)), true
}

// keyExchangeKey is KXKEY of the message, MS-NLMP 3.4.5.1.
func keyExchangeKey(nt Hash, server Challenge, m AuthenticateMessage, domain string) (Hash, bool) {
	switch m.Kind() {
	case None:
		return Hash{}, true
	case NTLMv1:
		return SessionBaseKeyV1(nt), true
	case ESS:
		return KeyExchangeKeyESS(SessionBaseKeyV1(nt), server, Challenge(m.LM[:8])), true
	case NTLMv2:
		return SessionBaseKeyV2(NTOWFv2(nt, m.User, domain), Hash(m.NT[:16])), true
	default: // LM or LMv2: the hash tells which
		v2 := NTOWFv2(nt, m.User, domain)
		if !VerifyLMv2(v2, server, m.LM) {
			return Hash{}, false
		}
		return SessionBaseKeyV2(v2, Hash(m.LM[:16])), true
	}
}
