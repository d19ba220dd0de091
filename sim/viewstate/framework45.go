package viewstate

import "crypto/hmac"

// framework45 verifies a field of Framework45, which is always encrypted
// (Security/Cryptography/NetFXCryptoService.cs, Unprotect).
func (c Config) framework45(f Field, p Page) Result {
	if p.Directory == "" || p.Type == "" {
		return Result{Verdict: PageUnknown, Form: Encrypted}
	}
	derived := c.derived(p)
	d, err := derived.pageCipher()
	if err != nil {
		return refused(err)
	}
	n := len(f.blob) - c.Validation.Size()
	iv := d.BlockSize()
	if n <= iv {
		return Result{Verdict: TooShort, Form: Encrypted}
	}
	if !hmac.Equal(derived.mac(f.blob[:n], nil), f.blob[n:]) {
		return Result{Verdict: MACDiffers, Form: Encrypted}
	}
	if text, ok := d.decrypt(f.blob[:iv], f.blob[iv:n]); !ok || !plain(text) {
		return Result{Verdict: CannotDecrypt, Form: Encrypted}
	}
	return Result{Verdict: Verified, Form: Encrypted}
}

// derived is the configuration with the keys for a page (Security/Cryptography/Purpose.cs, GetDerivedEncryptionKey and
// GetDerivedValidationKey).
func (c Config) derived(p Page) Config {
	specific := p.purposes()
	c.Keys = Keys{
		Validation: derive(c.Keys.Validation, purpose, specific),
		Decryption: derive(c.Keys.Decryption, purpose, specific),
	}
	return c
}
