package viewstate

// A Trial is another configuration or page with which the same keys verify the field.
type Trial struct {
	Change Change
	Config Config
	Page   Page
	Result Result
}

// A Change is what was made different.
type Change string

// The changes.
const (
	OtherAlgorithm Change = "validation"
	OtherMode      Change = "mode"
	OtherForm      Change = "encryption"
	NoUserKey      Change = "user key"
	NoPage         Change = "page" // no modifier at all: Mono makes fields so
)

// Diagnose tries what differs from a configuration in little, with the same keys, and reports the first that verifies a
// field: the keys are right then, and that is what is wrong. It tries nothing where the field is verified as it is.
func Diagnose(f Field, c Config, p Page) (Trial, bool) {
	if Verify(f, c, p).Verdict == Verified {
		return Trial{}, false
	}
	for _, t := range trials(c, p) {
		if t.Result = Verify(f, t.Config, t.Page); t.Result.Verdict == Verified {
			return t, true
		}
	}
	if monoMade(f, c) {
		return Trial{Change: NoPage, Config: c, Page: p}, true
	}
	return Trial{}, false
}

// trials are what is tried, in the order in which causes are looked for: mode, algorithm, user key.
func trials(c Config, p Page) (list []Trial) {
	add := func(change Change, c Config, p Page) { list = append(list, Trial{Change: change, Config: c, Page: p}) }
	without := p
	without.UserKey = ""
	if p.Form != Unsaid {
		either := p
		either.Form = Unsaid
		add(OtherForm, c, either)
	}
	if p.UserKey != "" {
		add(NoUserKey, c, without)
	}
	for _, mode := range []Mode{c.Mode, other(c.Mode)} {
		for _, a := range Algorithms {
			changed := c
			changed.Mode, changed.Validation = mode, a
			change := OtherAlgorithm
			if mode != c.Mode {
				change = OtherMode
			}
			add(change, changed, p)
			if p.UserKey != "" {
				add(change, changed, without)
			}
		}
	}
	return list
}

func other(m Mode) Mode {
	if m == Legacy {
		return Framework45
	}
	return Legacy
}

// monoMade reports whether Mono made the field with this validationKey: it signs with HMAC-SHA256, whatever validation
// says, and binds no page (mono/mono MachineKeySectionUtils.cs, Sign).
func monoMade(f Field, c Config) bool {
	c.Validation = HMACSHA256
	n := len(f.blob) - c.Validation.Size()
	return n > 0 && string(c.mac(f.blob[:n], nil)) == string(f.blob[n:]) && f.Plain()
}
