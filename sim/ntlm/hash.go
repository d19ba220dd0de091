package ntlm

// A Hash is 16 bytes: a one-way function of a password, or a key made from one.
type Hash [16]byte

// A Challenge is 8 bytes that one side chose at random.
type Challenge [8]byte

// NTOWFv1 is the NT hash, MD4 of the password in UTF-16LE (MS-NLMP 3.3.1). Neither the user nor the domain is
// part of it: the same password has the same NT hash everywhere.
func NTOWFv1(password string) Hash {
	var room [128]byte
	return md4Sum(appendUTF16(room[:0], password))
}

// NTOWFv2 is the hash that NTLMv2 and LMv2 answer with: HMAC-MD5 under the NT hash of the user and the domain in
// UTF-16LE (MS-NLMP 3.3.2, where LMOWFv2 is the same function). The user is upper-cased and the domain is not, so
// two spellings of a domain give two hashes.
func NTOWFv2(nt Hash, user, domain string) Hash {
	var room [128]byte
	salt := appendUpperUTF16(room[:0], user)
	return hmacMD5(nt, appendUTF16(salt, domain))
}

// lmConstant is what the LM hash encrypts, MS-NLMP 3.3.1.
const lmConstant = "KGS!@#$%"

// LMOWFv1 is the LM hash: two DES encryptions of a constant, each under seven characters of the upper-cased
// password, which is padded with zeros (MS-NLMP 3.3.1). The result is false when there is no such hash: the
// password has more than 14 characters, or one outside of ASCII, the part that all OEM code pages share.
func LMOWFv1(password string) (Hash, bool) {
	if len(password) > 14 {
		return Hash{}, false
	}
	var upper [14]byte
	for i, c := range []byte(password) {
		if c >= 0x80 {
			return Hash{}, false
		}
		upper[i] = upperASCII(c)
	}
	var h Hash
	desEncrypt(h[:8], upper[:7], []byte(lmConstant))
	desEncrypt(h[8:], upper[7:], []byte(lmConstant))
	return h, true
}

func upperASCII(c byte) byte {
	if 'a' <= c && c <= 'z' {
		c -= 'a' - 'A'
	}
	return c
}
