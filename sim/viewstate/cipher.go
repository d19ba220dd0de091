package viewstate

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"fmt"
	"slices"
)

// A decryptor is a cipher with its key.
type decryptor struct {
	cipher.Block
	random int // bytes before the data in the legacy mode: as long as the key, not as a block
}

// pageCipher is what a page encrypts with that asks for it (MachineKeySection.ConfigureEncryptionObject,
// MachineKeyCryptoAlgorithmFactory.GetEncryptionAlgorithmFactory).
func (c Config) pageCipher() (decryptor, error) {
	if c.Decryption != "" && !slices.Contains(Ciphers, c.Decryption) {
		return decryptor{}, fmt.Errorf("there is no decryption %s: there are %s (capitals count)", shown(string(c.Decryption)), listed(Ciphers))
	}
	return newDecryptor(c.Cipher(), c.Keys.Decryption, c.Mode == Legacy)
}

// Cipher is the cipher of the configuration, with what Auto stands for.
func (c Config) Cipher() Cipher {
	switch {
	case c.Decryption != "" && c.Decryption != Auto:
		return c.Decryption
	case c.Mode == Legacy && len(c.Keys.Decryption) == des.BlockSize:
		return CipherDES
	}
	return CipherAES
}

// validationCipher is what validation="AES" or "3DES" encrypts with (MachineKeySection.ConfigureEncryptionObject).
func (c Config) validationCipher() (decryptor, error) {
	switch {
	case c.Validation == AES:
		return newDecryptor(CipherAES, c.Keys.Decryption, true)
	case len(c.Keys.Decryption) == des.BlockSize:
		return newDecryptor(CipherDES, c.Keys.Decryption, true)
	}
	return newDecryptor(CipherTripleDES, c.Keys.Decryption, true)
}

// newDecryptor gives a cipher its key. In the legacy mode DES takes the first eight bytes of a longer one
// (MachineKeySection.SetKeyOnSymAlgorithm).
func newDecryptor(kind Cipher, key []byte, legacy bool) (decryptor, error) {
	var block cipher.Block
	err := fmt.Errorf("the decryptionKey has %d bytes, which is no length for %s", len(key), kind)
	switch n := len(key); {
	case kind == CipherAES && (n == 16 || n == 24 || n == 32):
		block, err = aes.NewCipher(key)
	case kind == CipherTripleDES && n == 16:
		block, err = des.NewTripleDESCipher(slices.Concat(key, key[:8]))
	case kind == CipherTripleDES && n == 24:
		block, err = des.NewTripleDESCipher(key)
	case kind == CipherDES && (n == 8 || legacy && n > 8):
		key = key[:8]
		block, err = des.NewCipher(key)
	}
	return decryptor{block, len(key)}, err
}

// decrypt decrypts, and takes the padding off; false where there is none, which another key or cipher leaves.
func (d decryptor) decrypt(iv, encrypted []byte) ([]byte, bool) {
	size := d.BlockSize()
	if len(encrypted) == 0 || len(encrypted)%size != 0 {
		return nil, false
	}
	plain := make([]byte, len(encrypted))
	cipher.NewCBCDecrypter(d.Block, iv).CryptBlocks(plain, encrypted)
	n := int(plain[len(plain)-1])
	if n == 0 || n > size {
		return nil, false
	}
	for _, b := range plain[len(plain)-n:] {
		if int(b) != n {
			return nil, false
		}
	}
	return plain[:len(plain)-n], true
}
