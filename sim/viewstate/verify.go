package viewstate

// A Verdict is what verifying a field came to. Its zero value is no acceptance.
type Verdict string

// The verdicts. ASP.NET takes a field that is Verified, and reports every other one as a failed MAC, except Unreadable.
const (
	Refused         Verdict = ""                    // ASP.NET would not start with this configuration: Result.Err
	Verified        Verdict = "verified"            // the MAC is right, and what it binds
	MACDiffers      Verdict = "mac differs"         // another key, algorithm, mode or page, or bytes were changed
	ModifierDiffers Verdict = "modifier differs"    // the MAC and the key are right: another page or user key
	CannotDecrypt   Verdict = "cannot be decrypted" // the MAC is right: another decryptionKey or decryption
	Unreadable      Verdict = "unreadable"          // the MAC is right, and what it protects is no view state
	TooShort        Verdict = "too short"           // the field is not longer than a MAC
	PageUnknown     Verdict = "page unknown"        // Framework45 derives its keys for a page, which is not named
)

// A Part is what a field is bound to besides its keys.
type Part string

// The parts.
const (
	OtherPage     Part = "page"
	UserKey       Part = "user key"
	PageOrUserKey Part = "page or user key"
)

// A Result is what verifying a field came to.
type Result struct {
	Verdict Verdict
	Form    Form   // in which form the field was taken
	Differs Part   // what of the modifier, where ModifierDiffers
	Unbound []Part // what the MAC does not bind, where Verified: a field of another page is taken, too, and one of another user key of the same length
	Err     error  // why the configuration is refused, where Refused
}

func refused(err error) Result { return Result{Verdict: Refused, Err: err} }

// Verify is what a node with this configuration says of a field that is posted to this page. Without Page.Form both
// forms of the legacy mode are tried, and the better answer counts.
func Verify(f Field, c Config, p Page) Result {
	if err := c.checkValidation(); err != nil {
		return refused(err)
	}
	switch {
	case c.Mode == Framework45:
		return c.framework45(f, p)
	case p.Form != Unsaid:
		return c.legacy(f, p, p.Form)
	}
	first := c.legacy(f, p, Signed)
	if first.Verdict == Verified || f.Plain() {
		return first
	}
	if second := c.legacy(f, p, Encrypted); second.further(first) {
		return second
	}
	return first
}

// further reports whether a result came as far as another one, or further: where neither MAC is right, the second form
// counts, since the field does not begin as one that is only signed.
func (r Result) further(than Result) bool {
	return than.Verdict == MACDiffers || than.Verdict == TooShort || r.Verdict == Verified || r.Verdict == ModifierDiffers
}

// bound adds what the MAC leaves out: of MD5 that is all of a modifier that is not longer than the key.
func (r Result) bound(c Config, p Page) Result {
	if r.Verdict != Verified || c.Validation != MD5 || r.Form != Signed {
		return r
	}
	r.Unbound = []Part{OtherPage}
	if p.UserKey == "" || len(p.modifier()) <= len(c.Keys.Validation) {
		r.Unbound = append(r.Unbound, UserKey)
	}
	return r
}
