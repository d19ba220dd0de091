package viewstate_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"ntlmsim/sim/viewstate"
)

// A vector is a field, what it was made with, and where.
type vector struct {
	Mode                                    viewstate.Mode
	Validation                              viewstate.Algorithm
	Decryption                              viewstate.Cipher
	Form                                    viewstate.Form
	UserKey, Directory, Type                string
	ValidationKey, DecryptionKey, Generator string
	Field                                   string
}

func (v vector) config(t testing.TB) viewstate.Config {
	return viewstate.Config{Mode: v.Mode, Validation: v.Validation, Decryption: v.Decryption,
		Keys: viewstate.Keys{Validation: bytesOf(t, v.ValidationKey), Decryption: bytesOf(t, v.DecryptionKey)}}
}

func (v vector) page(t testing.TB) viewstate.Page {
	generator, err := viewstate.ParseGenerator(v.Generator)
	if err != nil {
		t.Fatal(err)
	}
	return viewstate.Page{Generator: generator, Directory: v.Directory, Type: v.Type, UserKey: v.UserKey, Form: v.Form}
}

func (v vector) field(t testing.TB) viewstate.Field { return parsed(t, v.Field) }

func (v vector) name() string {
	return string(v.Mode) + " " + string(v.Validation) + " " + string(v.Decryption) + " " + string(v.Form) + " " + v.UserKey
}

func parsed(t testing.TB, text string) viewstate.Field {
	t.Helper()
	f, err := viewstate.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func bytesOf(t testing.TB, digits string) []byte {
	t.Helper()
	b, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// own are the vectors of testdata/vectors.py.
func own(t testing.TB) (list []vector) {
	var file struct{ Fields []vector }
	readJSON(t, "testdata/vectors.json", &file)
	if len(file.Fields) < 100 {
		t.Fatalf("%d vectors", len(file.Fields))
	}
	return file.Fields
}

// real are fields of a real IIS.
func real(t testing.TB) (list []vector) {
	folder := os.Getenv("NTLMSIM_VIEWSTATE_VECTORS")
	if folder == "" {
		t.Skip("NTLMSIM_VIEWSTATE_VECTORS=FOLDER says where fields of a real server are: vectors.json")
	}
	var file struct {
		ValidationKey, DecryptionKey, Generator string
		Fields                                  []struct {
			Decryption *viewstate.Cipher
			Validation viewstate.Algorithm
			ViewState  string
		}
	}
	readJSON(t, folder+"/vectors.json", &file)
	for _, f := range file.Fields {
		v := vector{Mode: viewstate.Legacy, Validation: f.Validation, Form: viewstate.Signed, Generator: file.Generator,
			ValidationKey: file.ValidationKey, DecryptionKey: file.DecryptionKey, Field: f.ViewState}
		if f.Decryption != nil {
			v.Form, v.Decryption = viewstate.Encrypted, *f.Decryption
		}
		list = append(list, v)
	}
	if len(list) != 20 {
		t.Errorf("%d fields, want 20", len(list))
	}
	return list
}

func readJSON(t testing.TB, path string, to any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestFieldsOfARealServer(t *testing.T) { judged(t, real(t)) }

func TestFieldsOfAnotherImplementation(t *testing.T) { judged(t, own(t)) }

// judged sees to it that each field verifies, and that nothing does with one thing changed.
func judged(t *testing.T, list []vector) {
	for _, v := range list {
		t.Run(v.name(), func(t *testing.T) {
			c, p, f := v.config(t), v.page(t), v.field(t)
			r := viewstate.Verify(f, c, p)
			if r.Verdict != viewstate.Verified || r.Form != v.Form {
				t.Fatalf("%+v", r)
			}
			p.Form = viewstate.Unsaid
			if r := viewstate.Verify(f, c, p); r.Verdict != viewstate.Verified || r.Form != v.Form {
				t.Errorf("without its form: %+v", r)
			}
			otherKey(t, v)
			otherAlgorithm(t, v)
			otherMode(t, v)
			otherPage(t, v)
			otherUserKey(t, v)
			otherBytes(t, v)
		})
	}
}

// wants verifies with one thing changed.
func (v vector) wants(t *testing.T, what string, c viewstate.Config, p viewstate.Page, want ...viewstate.Verdict) {
	t.Helper()
	if r := viewstate.Verify(v.field(t), c, p); !slices.Contains(want, r.Verdict) {
		t.Errorf("%s: %+v, want %s", what, r, want)
	}
}

func otherKey(t *testing.T, v vector) {
	for i := range v.config(t).Keys.Validation {
		c := v.config(t)
		c.Keys.Validation[i] ^= 1
		v.wants(t, "another key", c, v.page(t), viewstate.MACDiffers)
	}
	c := v.config(t)
	c.Keys.Decryption[0] ^= 2 // the lowest bit of a byte counts nothing in DES
	switch {
	case v.Form == viewstate.Signed && v.Validation != viewstate.AES && v.Validation != viewstate.TripleDES:
		v.wants(t, "another decryptionKey", c, v.page(t), viewstate.Verified)
	default:
		v.wants(t, "another decryptionKey", c, v.page(t), viewstate.CannotDecrypt)
	}
}

func otherAlgorithm(t *testing.T, v vector) {
	for _, a := range viewstate.Algorithms {
		c := v.config(t)
		sha1 := []viewstate.Algorithm{viewstate.SHA1, viewstate.AES, viewstate.TripleDES}
		alike := slices.Contains(sha1, a) && slices.Contains(sha1, v.Validation) && v.Form == viewstate.Encrypted && v.Mode == viewstate.Legacy
		if c.Validation = a; a == v.Validation || alike {
			continue
		}
		if r := viewstate.Verify(v.field(t), c, v.page(t)); r.Verdict == viewstate.Verified {
			t.Errorf("with %s: %+v", a, r)
		}
	}
}

func otherMode(t *testing.T, v vector) {
	c, p := v.config(t), v.page(t)
	p.Directory, p.Type = "/shop", "default_aspx"
	if c.Mode = viewstate.Framework45; v.Mode == viewstate.Framework45 {
		c.Mode = viewstate.Legacy
	}
	if r := viewstate.Verify(v.field(t), c, p); r.Verdict == viewstate.Verified {
		t.Errorf("in the other mode: %+v", r)
	}
}

func otherPage(t *testing.T, v vector) {
	p := v.page(t)
	p.Generator ^= 1 << 31
	switch {
	case v.Mode == viewstate.Framework45:
		v.wants(t, "another generator", v.config(t), p, viewstate.Verified)
		p.Type = "other_aspx"
		v.wants(t, "another class", v.config(t), p, viewstate.MACDiffers)
		p = v.page(t)
		p.Directory += "x"
		v.wants(t, "another directory", v.config(t), p, viewstate.MACDiffers)
	case v.Form == viewstate.Encrypted || v.Validation == viewstate.AES || v.Validation == viewstate.TripleDES:
		v.wants(t, "another generator", v.config(t), p, viewstate.ModifierDiffers)
	case v.Validation == viewstate.MD5:
		v.wants(t, "another generator", v.config(t), p, viewstate.Verified)
		if r := viewstate.Verify(v.field(t), v.config(t), p); !slices.Contains(r.Unbound, viewstate.OtherPage) {
			t.Errorf("MD5 is said to bind the page: %+v", r)
		}
	default:
		v.wants(t, "another generator", v.config(t), p, viewstate.MACDiffers)
	}
}

func otherUserKey(t *testing.T, v vector) {
	p, want := v.page(t), viewstate.MACDiffers
	if v.Mode == viewstate.Legacy && (v.Form == viewstate.Encrypted || v.Validation == viewstate.AES || v.Validation == viewstate.TripleDES) {
		want = viewstate.ModifierDiffers
	}
	p.UserKey += "2"
	v.wants(t, "a longer user key", v.config(t), p, want)
	if v.UserKey == "" {
		return
	}
	p.UserKey = ""
	v.wants(t, "no user key", v.config(t), p, want)
	p.UserKey = "B" + v.UserKey[1:]
	if v.UserKey == "Ünï 🔑" {
		p.UserKey = "Üni 🔑"
	}
	if v.Validation == viewstate.MD5 && v.Form == viewstate.Signed {
		want = viewstate.Verified // another beginning of the same length
	}
	v.wants(t, "a user key of the same length", v.config(t), p, want)
	if n := len(v.UserKey) - 1; n > 20 {
		p.UserKey = v.UserKey[:n] + "Z"
		v.wants(t, "the end of a long user key", v.config(t), p, viewstate.MACDiffers)
	}
}

// otherBytes changes each bit, and cuts the field at each byte.
func otherBytes(t *testing.T, v vector) {
	blob, err := base64.StdEncoding.DecodeString(v.Field)
	if err != nil {
		t.Fatal(err)
	}
	c, p := v.config(t), v.page(t)
	for i := range 8 * len(blob) {
		blob[i/8] ^= 1 << (i % 8)
		if r := viewstate.Verify(parsed(t, base64.StdEncoding.EncodeToString(blob)), c, p); r.Verdict != viewstate.MACDiffers {
			t.Errorf("bit %d changed: %+v", i, r)
		}
		blob[i/8] ^= 1 << (i % 8)
	}
	for n := 1; n < len(blob); n++ {
		if r := viewstate.Verify(parsed(t, base64.StdEncoding.EncodeToString(blob[:n])), c, p); r.Verdict != viewstate.MACDiffers && r.Verdict != viewstate.TooShort {
			t.Errorf("cut to %d bytes: %+v", n, r)
		}
	}
}

// What a node derives of its generated keys in Framework45 is what another implementation derives.
func TestGeneratedKeys(t *testing.T) {
	var file struct {
		Derived []struct{ Generated, Path, ID, DecryptionKey, ValidationKey string }
	}
	readJSON(t, "testdata/vectors.json", &file)
	for _, d := range file.Derived {
		keys, ok := viewstate.Generated45(bytesOf(t, d.Generated), d.Path, d.ID)
		if !ok || hex.EncodeToString(keys.Validation) != d.ValidationKey || hex.EncodeToString(keys.Decryption) != d.DecryptionKey {
			t.Errorf("%q %q: another key", d.Path, d.ID)
		}
	}
	if len(file.Derived) != 4 {
		t.Errorf("%d derivations", len(file.Derived))
	}
}
