package viewstate

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
)

// legacy verifies a field of the legacy mode in one form (UI/ObjectStateFormatter.cs, Deserialize).
func (c Config) legacy(f Field, p Page, form Form) Result {
	if form == Encrypted {
		d, err := c.pageCipher()
		if err != nil {
			return refused(err)
		}
		r, _ := c.unwrap(f.blob, p, d)
		return r.bound(c, p)
	}
	if c.Validation.encrypts() {
		return c.twice(f, p)
	}
	return c.signed(f.blob, p).bound(c, p)
}

// twice verifies what validation="AES" or "3DES" made of a page that asks for no encryption: a MAC inside, and one
// outside (Configuration/MachineKeySection.cs, GetDecodedData).
func (c Config) twice(f Field, p Page) Result {
	d, err := c.validationCipher()
	if err != nil {
		return refused(err)
	}
	r, inside := c.unwrap(f.blob, p, d)
	if r.Verdict == Verified {
		r = c.signed(inside, p)
	}
	r.Form = Signed
	return r
}

// signed verifies data and its MAC (Configuration/MachineKeySection.cs, GetDecodedData).
func (c Config) signed(blob []byte, p Page) Result {
	n := len(blob) - c.Validation.Size()
	switch {
	case n <= 0:
		return Result{Verdict: TooShort, Form: Signed}
	case hmac.Equal(c.mac(blob[:n], p.modifier()), blob[n:]):
		if !plain(blob) {
			return Result{Verdict: Unreadable, Form: Signed}
		}
		return Result{Verdict: Verified, Form: Signed}
	}
	return Result{Verdict: MACDiffers, Form: Signed}
}

// unwrap verifies the MAC of what is encrypted, decrypts it, and compares the modifier at its end
// (Configuration/MachineKeySection.cs, EncryptOrDecryptData with signData). The data are for the MAC inside alone.
func (c Config) unwrap(blob []byte, p Page, d decryptor) (r Result, data []byte) {
	n := len(blob) - c.Validation.Size()
	switch {
	case n <= 0:
		return Result{Verdict: TooShort, Form: Encrypted}, nil
	case !hmac.Equal(c.mac(blob[:n], nil), blob[n:]):
		return Result{Verdict: MACDiffers, Form: Encrypted}, nil
	}
	text, ok := d.decrypt(make([]byte, d.BlockSize()), blob[:n])
	if !ok || len(text) < d.random || !plain(text[d.random:]) {
		return Result{Verdict: CannotDecrypt, Form: Encrypted}, nil
	}
	text = text[d.random:]
	data, ok = bytes.CutSuffix(text, p.modifier())
	if !ok {
		return Result{Verdict: ModifierDiffers, Form: Encrypted, Differs: p.differs(text)}, nil
	}
	return Result{Verdict: Verified, Form: Encrypted}, data
}

// differs is which part of the modifier is another one than at the end of what was decrypted, as far as that shows.
func (p Page) differs(text []byte) Part {
	generator := p.modifier()[:4]
	switch {
	case p.UserKey == "":
		return PageOrUserKey
	case bytes.HasSuffix(text, generator):
		return UserKey // it was made without one
	case bytes.HasSuffix(text, p.userKey()):
		return OtherPage
	}
	return UserKey
}

// mac is the MAC of the legacy mode (Configuration/MachineKeySection.cs, HashData).
func (c Config) mac(data, modifier []byte) []byte {
	if c.Validation == MD5 {
		return c.md5(data, modifier)
	}
	h := hmac.New(c.Validation.newHash(), c.Keys.Validation)
	h.Write(data)
	h.Write(modifier)
	return h.Sum(nil)
}

// md5 copies the key to where the modifier is: what is left of a modifier is what is longer than the key
// (Configuration/MachineKeySection.cs, HashDataUsingNonKeyedAlgorithm).
func (c Config) md5(data, modifier []byte) []byte {
	all := make([]byte, len(data)+len(modifier)+len(c.Keys.Validation))
	copy(all, data)
	copy(all[len(data):], modifier)
	copy(all[len(data):], c.Keys.Validation)
	sum := md5.Sum(all)
	return sum[:]
}
