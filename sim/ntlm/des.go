package ntlm

import "crypto/des" //nolint:gosec // LM and NTLMv1 are defined on DES

// desEncrypt is DES(K, D) of MS-NLMP section 6: one block, 8 bytes, of data under a key of 7 bytes.
func desEncrypt(out, key7, data []byte) {
	key := spreadKey(key7)
	block, err := des.NewCipher(key[:]) //nolint:gosec // see above
	if err != nil {
		return // not reached: the key has 8 bytes
	}
	block.Encrypt(out, data)
}

// spreadKey puts 56 key bits into the upper seven bits of 8 bytes; DES ignores the lowest, the parity.
func spreadKey(key7 []byte) [8]byte {
	var bits uint64
	for _, b := range key7 {
		bits = bits<<8 | uint64(b)
	}
	var key [8]byte
	for i := range key {
		key[i] = byte(bits>>(49-7*i)) << 1
	}
	return key
}

// desl is DESL(K, D) of MS-NLMP section 6: the data under the first seven bytes of the key, under the next seven,
// and under the last two with five zeros.
func desl(key Hash, data Challenge) [24]byte {
	var padded [21]byte
	copy(padded[:], key[:])
	var out [24]byte
	for i := range 3 {
		desEncrypt(out[8*i:8*i+8], padded[7*i:7*i+7], data[:])
	}
	return out
}
