package viewstate

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/binary"
)

// purpose is the primary purpose of __VIEWSTATE (Security/Cryptography/Purpose.cs,
// WebForms_HiddenFieldPageStatePersister_ClientState).
const purpose = "WebForms.HiddenFieldPageStatePersister.ClientState"

// derive makes a key for a purpose, as long as the key it is made of: the KDF in counter mode of NIST SP 800-108
// (October 2009), 5.1, with HMAC-SHA-512 and a counter of 32 bits (Security/Cryptography/SP800_108.cs, DeriveKeyImpl).
func derive(key []byte, primary string, specific []string) []byte {
	label, context := []byte(primary), contextOf(specific)
	var out []byte
	for i := uint32(1); len(out) < len(key); i++ {
		h := hmac.New(sha512.New, key)
		_ = binary.Write(h, binary.BigEndian, i)
		h.Write(label)
		h.Write([]byte{0})
		h.Write(context)
		_ = binary.Write(h, binary.BigEndian, uint32(len(key)*8))
		out = h.Sum(out)
	}
	return out[:len(key)]
}

// contextOf are the specific purposes, each with its length before it, as BinaryWriter.Write writes a string
// (Security/Cryptography/Purpose.cs, GetKeyDerivationParameters).
func contextOf(specific []string) (out []byte) {
	for _, s := range specific {
		out = binary.AppendUvarint(out, uint64(len(s)))
		out = append(out, s...)
	}
	return out
}

// An Isolation is what ",IsolateApps" and ",IsolateByAppId" behind a key of the legacy mode put into it: .NET's hashes,
// without regard to case, of the application's virtual path and of its id. They are numbers of .NET's sorting tables,
// which nothing here computes. nil: not asked for.
type Isolation struct{ Apps, ByAppID *uint32 }

// Apply is the key with its first bytes overwritten (MachineKeySection.RuntimeDataInitialize).
func (i Isolation) Apply(key []byte) []byte {
	out := append([]byte(nil), key...)
	if i.Apps != nil && len(out) >= 4 {
		binary.LittleEndian.PutUint32(out, *i.Apps)
	}
	if i.ByAppID != nil && len(out) >= 8 {
		binary.LittleEndian.PutUint32(out[4:], *i.ByAppID)
	}
	return out
}

// GeneratedLegacy are the keys of "AutoGenerate" in the legacy mode: the first bytes of what the node generated, and
// those behind them (MachineKeySection.RuntimeDataInitialize). False where it is too short.
func GeneratedLegacy(generated []byte, a Algorithm, c Cipher) (Keys, bool) {
	n, m := a.block(), 24
	if c == CipherDES && !a.encrypts() {
		m = 8
	}
	if len(generated) < n+m {
		return Keys{}, false
	}
	return Keys{Validation: generated[:n:n], Decryption: generated[n : n+m : n+m]}, true
}

// Generated45 are the keys of "AutoGenerate" in Framework45: each 256 bits of what the node generated, derived for the
// application's virtual path ("" without IsolateApps) and its id ("" without IsolateByAppId)
// (Security/Cryptography/MachineKeyMasterKeyProvider.cs, GenerateCryptographicKey). False where it is too short.
func Generated45(generated []byte, path, id string) (Keys, bool) {
	if len(generated) < 64 {
		return Keys{}, false
	}
	var specific []string
	if path != "" {
		specific = append(specific, "IsolateApps: "+path)
	}
	if id != "" {
		specific = append(specific, "IsolateByAppId: "+id)
	}
	const primary = "MachineKeyDerivation"
	return Keys{
		Decryption: derive(generated[:32], primary, specific),
		Validation: derive(generated[32:64], primary, specific),
	}, true
}
