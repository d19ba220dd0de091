package ntlm

import (
	//lint:ignore SA1019 NTLM is defined on MD4
	"golang.org/x/crypto/md4" //nolint:staticcheck,gosec // NTLM is defined on MD4
)

// md4Sum is MD4(M) of MS-NLMP section 6.
func md4Sum(b []byte) Hash {
	h := md4.New()
	h.Write(b)
	var sum Hash
	h.Sum(sum[:0])
	return sum
}
