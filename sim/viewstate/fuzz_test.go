package viewstate_test

import (
	"testing"

	"ntlmsim/sim/viewstate"
)

// Whatever the field, the keys and the page are: verifying ends, and only fields that were made with the keys verify.
func FuzzVerify(f *testing.F) {
	for _, v := range own(f) {
		f.Add(v.Field, string(v.Mode), string(v.Validation), string(v.Decryption), bytesOf(f, v.ValidationKey), bytesOf(f, v.DecryptionKey), v.page(f).Generator, v.Directory, v.UserKey, string(v.Form))
	}
	f.Fuzz(func(t *testing.T, text, mode, validation, decryption string, key, secret []byte, generator uint32, directory, user, form string) {
		field, err := viewstate.Parse(text)
		if err != nil {
			return
		}
		c := viewstate.Config{Mode: viewstate.Mode(mode), Validation: viewstate.Algorithm(validation), Decryption: viewstate.Cipher(decryption),
			Keys: viewstate.Keys{Validation: key, Decryption: secret}}
		p := viewstate.Page{Generator: generator, Directory: directory, Type: directory, UserKey: user, Form: viewstate.Form(form)}
		r := viewstate.Verify(field, c, p)
		if again := viewstate.Verify(field, c, p); again.Verdict != r.Verdict {
			t.Errorf("%s, and then %s", r.Verdict, again.Verdict)
		}
		if trial, ok := viewstate.Diagnose(field, c, p); ok && r.Verdict == viewstate.Verified {
			t.Errorf("it is verified, and diagnosed: %+v", trial)
		}
		if r.Verdict != viewstate.Verified {
			return
		}
		c.Keys.Validation = append([]byte{c.Keys.Validation[0] ^ 1}, c.Keys.Validation[1:]...)
		if r := viewstate.Verify(field, c, p); r.Verdict == viewstate.Verified {
			t.Error("another key verifies it, too")
		}
	})
}

// Whatever is parsed, ends.
func FuzzParse(f *testing.F) {
	f.Add("/wEPDwUJODExMDE5NzY5ZGQ=")
	f.Add("%2FwEP")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		field, err := viewstate.Parse(text)
		if (err == nil) != (field.Len() > 0) {
			t.Errorf("%d bytes, %v", field.Len(), err)
		}
	})
}
