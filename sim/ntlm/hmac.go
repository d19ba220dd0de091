package ntlm

import "crypto/md5" //nolint:gosec // NTLMv2 is defined on HMAC-MD5

// hmacMD5 is HMAC_MD5(K, M) of MS-NLMP section 6, RFC 2104 over MD5; M is the parts one after the other. It is
// written on md5.Sum rather than crypto/hmac because a logon's short messages then need no allocation.
func hmacMD5(key Hash, parts ...[]byte) Hash {
	var room [512]byte // the inner pad and the message; append moves on to the heap when a message is longer
	var outer [md5.BlockSize + md5.Size]byte
	inner := room[:md5.BlockSize]
	for i := range inner {
		inner[i], outer[i] = 0x36, 0x5c
	}
	for i, k := range key {
		inner[i] ^= k
		outer[i] ^= k
	}
	for _, p := range parts {
		inner = append(inner, p...)
	}
	sum := md5.Sum(inner) //nolint:gosec // see above
	copy(outer[md5.BlockSize:], sum[:])
	return md5.Sum(outer[:]) //nolint:gosec // see above
}

// md5Challenge is MD5(ConcatenationOf(server, client))[0..7], the challenge that extended session security answers
// in place of the server's (MS-NLMP 3.3.1).
func md5Challenge(server, client Challenge) Challenge {
	var both [16]byte
	copy(both[:8], server[:])
	copy(both[8:], client[:])
	sum := md5.Sum(both[:]) //nolint:gosec // see above
	return Challenge(sum[:8])
}
