package smb

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
)

// A signingKey signs the messages of one session (MS-SMB2 3.1.4.1). The zero signingKey signs nothing.
type signingKey struct {
	key []byte
	mac func(key, message []byte) []byte
}

// newSigningKey derives the key from the session key of the NTLM exchange (3.2.5.3.1): the session key itself with
// HMAC-SHA256 in 2.x, a derived key with AES-CMAC from 3.0 on, bound in 3.1.1 to every message that led to the session.
func newSigningKey(dialect uint16, sessionKey []byte, p preauthHash) signingKey {
	switch {
	case dialect < dialect300:
		return signingKey{sessionKey, hmacSHA256}
	case dialect < dialect311:
		return signingKey{smb3KDF(sessionKey, "SMB2AESCMAC\x00", []byte("SmbSign\x00")), aesCMAC}
	default:
		return signingKey{smb3KDF(sessionKey, "SMBSigningKey\x00", p[:]), aesCMAC}
	}
}

func (k signingKey) zero() bool { return k.mac == nil }

// sign sets SMB2_FLAGS_SIGNED and the signature over the message with an empty signature field (3.1.4.1).
func (k signingKey) sign(message []byte) {
	le.PutUint32(message[16:], le.Uint32(message[16:])|flagSigned)
	copy(message[48:64], k.signature(message))
}

// verify reports whether the signature in a message is right (3.1.5.1).
func (k signingKey) verify(message []byte) bool {
	return hmac.Equal(message[48:64], k.signature(message))
}

func (k signingKey) signature(message []byte) []byte {
	m := append([]byte(nil), message...)
	clear(m[48:64])
	return k.mac(k.key, m)[:16]
}

func hmacSHA256(key, message []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(message)
	return h.Sum(nil)
}

// smb3KDF is the counter mode of NIST SP 800-108 with HMAC-SHA256, r = 32 and L = 128 (MS-SMB2 3.1.4.2).
func smb3KDF(key []byte, label string, context []byte) []byte {
	m := append([]byte{0, 0, 0, 1}, label...)
	m = append(m, 0)
	m = append(m, context...)
	m = append(m, 0, 0, 0, 128)
	return hmacSHA256(key, m)[:16]
}

// aesCMAC is AES-CMAC of RFC 4493; key has 16 bytes.
func aesCMAC(key, message []byte) []byte {
	c, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // a key of another length: a server cannot cause it
	}
	k1, k2 := cmacSubkeys(c)
	n := max(0, (len(message)-1)/16*16) // where the last block begins
	x := make([]byte, 16)
	for i := 0; i < n; i += 16 {
		xor(x, message[i:i+16])
		c.Encrypt(x, x)
	}
	last := message[n:]
	xor(x, last)
	if len(last) == 16 {
		xor(x, k1)
	} else {
		x[len(last)] ^= 0x80
		xor(x, k2)
	}
	c.Encrypt(x, x)
	return x
}

// cmacSubkeys is Generate_Subkey of RFC 4493, 2.3.
func cmacSubkeys(c cipher.Block) (k1, k2 []byte) {
	l := make([]byte, 16)
	c.Encrypt(l, l)
	k1 = double(l)
	return k1, double(k1)
}

// double multiplies by x in GF(2^128).
func double(b []byte) []byte {
	d := make([]byte, 16)
	for i := range d {
		d[i] = b[i] << 1
		if i < 15 {
			d[i] |= b[i+1] >> 7
		}
	}
	d[15] ^= b[0] >> 7 * 0x87
	return d
}

func xor(dst, src []byte) {
	for i := range src {
		dst[i] ^= src[i]
	}
}

// A preauthHash is PreauthIntegrityHashValue: SHA-512 over the previous value and the next message, starting with zeros
// (MS-SMB2 3.2.5.2 for the connection, 3.2.5.3 for a session).
type preauthHash [sha512.Size]byte

func (p *preauthHash) add(message []byte) {
	h := sha512.New()
	h.Write(p[:])
	h.Write(message)
	h.Sum(p[:0])
}
