package krb5

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1"
	"encoding/binary"
	"errors"
)

// aes256 is the number of aes256-cts-hmac-sha1-96, and hmacSHA1 that of its checksum (RFC 3962 7).
const (
	aes256   = 18
	hmacSHA1 = 16
	keySize  = 32
	macSize  = 12
)

// A usage says what a key is used for (RFC 4120 7.5.1).
type usage uint32

const (
	forTimestamp       usage = 1
	forFirstReply      usage = 3
	forRequestChecksum usage = 6
	forRequest         usage = 7
	forReply           usage = 8
	forService         usage = 11
)

// keyOf is the key of a password (RFC 3962 4).
func keyOf(password, salt string, rounds int) ([]byte, error) {
	k, err := pbkdf2.Key(sha1.New, password, []byte(salt), rounds, keySize)
	if err != nil {
		return nil, err
	}
	return derive(k, []byte("kerberos")), nil
}

// derive is DK of RFC 3961 5.1.
func derive(key, constant []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // keys have 32 bytes
	}
	var out []byte
	for last := fold(constant, aes.BlockSize); len(out) < keySize; {
		next := make([]byte, aes.BlockSize)
		block.Encrypt(next, last)
		out, last = append(out, next...), next
	}
	return out[:keySize]
}

// derived is the key for a usage: 0xAA encrypts, 0x55 is the one of its checksum, 0x99 is that of a checksum alone.
func derived(key []byte, u usage, what byte) []byte {
	return derive(key, append(binary.BigEndian.AppendUint32(nil, uint32(u)), what))
}

// fold is n-fold of RFC 3961 5.1: copies of the input, each rotated by 13 bits more, added up with the carry around.
func fold(in []byte, size int) []byte {
	long := lcm(len(in), size)
	out := make([]byte, size)
	carry := 0
	for i := long - 1; i >= 0; i-- {
		carry += int(out[i%size]) + int(rotated(in, i))
		out[i%size] = byte(carry)
		carry >>= 8
	}
	for i := size - 1; carry > 0; i = (i - 1 + size) % size {
		carry += int(out[i])
		out[i] = byte(carry)
		carry >>= 8
	}
	return out
}

// rotated is byte i of the copies.
func rotated(in []byte, i int) byte {
	bits := 8 * len(in)
	from := ((i%len(in))*8 - 13*(i/len(in))%bits + bits) % bits
	high, low := in[from/8], in[(from/8+1)%len(in)]
	return byte((uint16(high)<<8 | uint16(low)) >> (8 - from%8))
}

func lcm(a, b int) int {
	n := a
	for n%b != 0 {
		n += a
	}
	return n
}

// encrypt is the encryption of RFC 3961 5.3: a random block, the text, and a checksum of both.
func encrypt(key []byte, u usage, text []byte) []byte {
	plain := make([]byte, aes.BlockSize, aes.BlockSize+len(text))
	rand.Read(plain)
	plain = append(plain, text...)
	return append(steal(derived(key, u, 0xAA), plain), sum(derived(key, u, 0x55), plain)...)
}

var errNotOurs = errors.New("the key does not open the answer")

func decrypt(key []byte, u usage, sealed []byte) ([]byte, error) {
	at := len(sealed) - macSize
	if at < aes.BlockSize {
		return nil, errNotOurs
	}
	plain := unsteal(derived(key, u, 0xAA), sealed[:at])
	if !hmac.Equal(sum(derived(key, u, 0x55), plain), sealed[at:]) {
		return nil, errNotOurs
	}
	return plain[aes.BlockSize:], nil
}

// sum is the first 96 bits of an HMAC.
func sum(key, text []byte) []byte {
	m := hmac.New(sha1.New, key)
	m.Write(text)
	return m.Sum(nil)[:macSize]
}

// steal is CBC with ciphertext stealing (RFC 3962 5): the last two blocks change places, and the last is cut.
func steal(key, plain []byte) []byte {
	block, _ := aes.NewCipher(key)
	const size = aes.BlockSize
	blocks := (len(plain) + size - 1) / size
	out := make([]byte, blocks*size)
	copy(out, plain)
	cipher.NewCBCEncrypter(block, make([]byte, size)).CryptBlocks(out, out)
	if blocks == 1 {
		return out
	}
	last := out[(blocks-2)*size:]
	return append(out[:(blocks-2)*size:(blocks-2)*size], append(append([]byte{}, last[size:]...), last[:size]...)...)[:len(plain)]
}

func unsteal(key, sealed []byte) []byte {
	block, _ := aes.NewCipher(key)
	const size = aes.BlockSize
	blocks := (len(sealed) + size - 1) / size
	if blocks == 1 {
		out := make([]byte, size)
		block.Decrypt(out, sealed)
		return out
	}
	rest := len(sealed) - (blocks-1)*size
	head, last := sealed[:(blocks-2)*size], sealed[(blocks-2)*size:]
	opened := make([]byte, size)
	block.Decrypt(opened, last[:size])
	whole := append(append([]byte{}, head...), last[size:]...)
	whole = append(append(whole, opened[rest:]...), last[:size]...)
	cipher.NewCBCDecrypter(block, make([]byte, size)).CryptBlocks(whole, whole)
	return whole[:len(sealed)]
}
