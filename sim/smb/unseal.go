package smb

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"encoding/binary"
	"errors"

	"ntlmsim/sim/ntlm"
)

// sealingSecrets is what an observer needs, with the password, to read what the server encrypts: the challenge, the
// answer to it, and in 3.1.1 the preauthentication hash.
type sealingSecrets struct {
	cipher       uint16 // 0: the session has none
	connection   preauthHash
	session      preauthHash
	challenge    ntlm.Challenge
	authenticate ntlm.AuthenticateMessage
	key          *ntlm.Hash // the session key; nil: not known
}

// derive computes the session key, if the message proves the password.
//
// go-smb2 exchanges a key whenever both sides can (internal/ntlm/client.go), and not only for signing or sealing
// (MS-NLMP 3.1.5.1.2). It uses the key that it sent.
func (s *sealingSecrets) derive(password string) {
	a := s.authenticate
	if a.Flags.Has(ntlm.NegotiateKeyExch) && len(a.SessionKey) == 16 {
		a.Flags |= ntlm.NegotiateSign
	}
	if key, ok := ntlm.SessionKey(ntlm.NTOWFv1(password), s.challenge, a, a.Domain); ok {
		s.key = &key
	}
}

// serverOut is the key with which the server encrypts (MS-SMB2 3.2.5.3.1, the client's DecryptionKey); nil if the
// session key is not known.
func (s sealingSecrets) serverOut(dialect uint16) []byte {
	switch {
	case s.key == nil:
		return nil
	case dialect == dialect311:
		return smb3KDF(s.key[:], "SMBS2CCipherKey\x00", s.session[:])
	}
	return smb3KDF(s.key[:], "SMB2AESCCM\x00", []byte("ServerOut\x00"))
}

var errSealed = errors.New("the server sent an encrypted message that cannot be read")

// unseal decrypts a message behind an SMB2 TRANSFORM_HEADER (2.2.41 and 3.1.5.2).
func unseal(key []byte, cipherID uint16, m []byte) ([]byte, error) {
	if len(m) < transformSize {
		return nil, errSealed
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	tag, nonce, header, sealed := m[4:20], m[20:36], m[20:52], m[52:]
	var plain []byte
	switch cipherID {
	case cipherAES128GCM:
		gcm, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		both := append(append([]byte(nil), sealed...), tag...)
		if plain, err = gcm.Open(nil, nonce[:12], both, header); err != nil {
			return nil, errSealed
		}
		return plain, nil
	case cipherAES128CCM:
		if plain, ok := openCCM(block, nonce[:11], header, sealed, tag); ok {
			return plain, nil
		}
	}
	return nil, errSealed
}

// openCCM is the decryption of CCM (RFC 3610 2.2 to 2.5) with a nonce of 11 bytes, hence lengths of 4, and a tag
// of 16.
func openCCM(block cipher.Block, nonce, header, sealed, tag []byte) ([]byte, bool) {
	counter := make([]byte, 16)
	counter[0] = 4 - 1
	copy(counter[1:], nonce)
	stream := cipher.NewCTR(block, counter)
	want := make([]byte, 16)
	stream.XORKeyStream(want, tag)
	plain := make([]byte, len(sealed))
	stream.XORKeyStream(plain, sealed)

	first := append([]byte{0x40 | (16-2)/2<<3 | (4 - 1)}, nonce...)
	first = binary.BigEndian.AppendUint32(first, uint32(len(plain)))
	mac := make([]byte, 16)
	chain(block, mac, first)
	chain(block, mac, append(binary.BigEndian.AppendUint16(nil, uint16(len(header))), header...))
	chain(block, mac, plain)
	return plain, hmac.Equal(mac, want)
}

// chain continues a CBC-MAC over b, padded with zeros to whole blocks.
func chain(block cipher.Block, mac, b []byte) {
	for len(b) > 0 {
		n := min(16, len(b))
		xor(mac, b[:n])
		block.Encrypt(mac, mac)
		b = b[n:]
	}
}
