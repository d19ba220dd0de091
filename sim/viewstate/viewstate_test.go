package viewstate_test

import (
	"fmt"
	"strings"
	"testing"

	"ntlmsim/sim/viewstate"
)

// What is no field is refused with what it is a sign of, and without the field.
func TestWhatIsNoField(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "empty",
		" \n":                              "empty",
		"%2FwEPDwUJ":                       "as a browser posts it",
		"_wEPDwUJ":                         "base64 for URLs",
		"/wEP-wUJ":                         "base64 for URLs",
		`<input name="__VIEWSTATE">`:       "that is HTML",
		"/wEPDwUJ&__EVENTVALIDATION=":      "take only what stands between",
		"/wEPDwUJODE":                      "is it cut?",
		"/wEP=wUJ":                         "is it cut?",
		"/wEPé":                            "character 5 is 'é'",
		strings.Repeat("A", 16<<20) + "AA": "more than 16 MiB",
	} {
		_, err := viewstate.Parse(text)
		if err == nil || !strings.Contains(err.Error(), want) || len(err.Error()) > 200 {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
	if f := parsed(t, " /wEP\r\nDwUJ\t"); f.Len() != 6 || !f.Plain() {
		t.Errorf("%d bytes", f.Len())
	}
}

// What ASP.NET would not start with is refused.
func TestWhatASPNETRefuses(t *testing.T) {
	for _, x := range []struct {
		mode       viewstate.Mode
		validation viewstate.Algorithm
		decryption viewstate.Cipher
		v, d       int
		want       string
	}{
		{viewstate.Legacy, "HMACSHA385", "AES", 64, 24, `no validation "HMACSHA385"`},
		{viewstate.Legacy, "sha1", "AES", 64, 24, `no validation "sha1": there are MD5, SHA1, HMACSHA256, HMACSHA384, HMACSHA512, 3DES, AES (capitals count)`},
		{viewstate.Legacy, viewstate.SHA1, "AES", 0, 24, "is empty"},
		{viewstate.Legacy, viewstate.SHA1, "AES", 19, 24, "at least 20"},
		{viewstate.Framework45, viewstate.SHA1, "AES", 19, 24, ""},
		{viewstate.Legacy, viewstate.SHA1, "AES", 65, 24, "at most 64"},
		{viewstate.Legacy, viewstate.HMACSHA384, "AES", 65, 24, ""},
		{viewstate.Legacy, viewstate.HMACSHA512, "AES", 129, 24, "at most 128"},
		{viewstate.Framework45, viewstate.HMACSHA512, "AES", 129, 24, ""},
		{viewstate.Framework45, viewstate.MD5, "AES", 64, 24, "Framework45 has no validation MD5"},
		{viewstate.Framework45, viewstate.AES, "AES", 64, 24, "Framework45 has no validation AES"},
		{viewstate.Legacy, viewstate.SHA1, "AES", 64, 8, "no length for AES"},
		{viewstate.Legacy, viewstate.SHA1, "Auto", 64, 8, ""},
		{viewstate.Framework45, viewstate.SHA1, "Auto", 64, 8, "no length for AES"},
		{viewstate.Legacy, viewstate.SHA1, "DES", 64, 24, ""},
		{viewstate.Framework45, viewstate.SHA1, "DES", 64, 24, "no length for DES"},
		{viewstate.Legacy, viewstate.SHA1, "3DES", 64, 16, ""},
		{viewstate.Legacy, viewstate.SHA1, "RC4", 64, 16, `no decryption "RC4"`},
		{viewstate.Legacy, viewstate.TripleDES, "AES", 64, 32, "no length for 3DES"},
		{viewstate.Legacy, viewstate.TripleDES, "AES", 64, 24, ""},
		{viewstate.Legacy, viewstate.TripleDES, "Auto", 64, 8, ""},
		{viewstate.Legacy, viewstate.AES, "DES", 64, 8, "no length for AES"},
		{viewstate.Legacy, viewstate.SHA1, "aes", 64, 16, `there is no decryption "aes": there are Auto, AES, 3DES, DES (capitals count)`},
		{"Framework46", viewstate.SHA1, "AES", 64, 16, `no mode "Framework46"`},
	} {
		c := viewstate.Config{Mode: x.mode, Validation: x.validation, Decryption: x.decryption, Keys: viewstate.Keys{Validation: make([]byte, x.v), Decryption: make([]byte, x.d)}}
		err := c.Check()
		if x.want == "" && err != nil || x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)) {
			t.Errorf("%+v: %v", x, err)
		}
	}
}

// A configuration that is refused accepts nothing.
func TestARefusedConfigurationVerifiesNothing(t *testing.T) {
	v := own(t)[0]
	c := v.config(t)
	c.Keys.Validation = nil
	if r := viewstate.Verify(v.field(t), c, v.page(t)); r.Verdict != viewstate.Refused || r.Err == nil {
		t.Errorf("%+v", r)
	}
	if r := (viewstate.Result{}); r.Verdict == viewstate.Verified {
		t.Error("the zero value accepts")
	}
}

// Framework45 without the page is no answer.
func TestFramework45NeedsThePage(t *testing.T) {
	for _, v := range own(t) {
		if p := v.page(t); v.Mode == viewstate.Framework45 {
			p.Type = ""
			v.wants(t, "without the class", v.config(t), p, viewstate.PageUnknown)
		}
	}
}

// With the right keys, the one thing that is set otherwise is found.
func TestDiagnose(t *testing.T) {
	for _, v := range own(t) {
		c, p := v.config(t), v.page(t)
		if trial, ok := viewstate.Diagnose(v.field(t), c, p); ok {
			t.Errorf("%s verifies, and is diagnosed: %+v", v.name(), trial)
		}
		p.UserKey += "other"
		if _, ok := viewstate.Diagnose(v.field(t), c, p); ok != (v.UserKey == "") {
			t.Errorf("%s: made without a user key: %v", v.name(), ok)
		}
	}
	for _, x := range []struct {
		name   string
		change func(*viewstate.Config, *viewstate.Page)
		want   viewstate.Change
	}{
		{"legacy SHA1 AES signed ", func(c *viewstate.Config, _ *viewstate.Page) { c.Validation = viewstate.HMACSHA256 }, viewstate.OtherAlgorithm},
		{"legacy HMACSHA256 AES signed ", func(c *viewstate.Config, _ *viewstate.Page) { c.Mode = viewstate.Framework45 }, viewstate.OtherMode},
		{"legacy HMACSHA256 AES signed ", func(_ *viewstate.Config, p *viewstate.Page) { p.UserKey = "anna" }, viewstate.NoUserKey},
		{"legacy HMACSHA256 AES signed ", func(_ *viewstate.Config, p *viewstate.Page) { p.Form = viewstate.Encrypted }, viewstate.OtherForm},
		{"Framework45 HMACSHA256 AES encrypted ", func(c *viewstate.Config, _ *viewstate.Page) { c.Mode = viewstate.Legacy }, viewstate.OtherMode},
	} {
		v := named(t, x.name)
		c, p := v.config(t), v.page(t)
		x.change(&c, &p)
		trial, ok := viewstate.Diagnose(v.field(t), c, p)
		if !ok || trial.Change != x.want {
			t.Errorf("%s: %v %+v, want %s", x.name, ok, trial, x.want)
		}
	}
}

func named(t *testing.T, name string) vector {
	for _, v := range own(t) {
		if v.name() == name {
			return v
		}
	}
	t.Fatalf("there is no vector %q", name)
	return vector{}
}

// Which part of the modifier is another one shows as far as the field tells.
func TestWhatDiffers(t *testing.T) {
	with, without := named(t, "legacy HMACSHA256 AES encrypted anna"), named(t, "legacy HMACSHA256 AES encrypted ")
	for _, x := range []struct {
		v         vector
		userKey   string
		generator uint32
		want      viewstate.Part
	}{
		{with, "anna", 1, viewstate.OtherPage},
		{with, "berta", 0xCA0B0334, viewstate.UserKey},
		{with, "", 0xCA0B0334, viewstate.PageOrUserKey},
		{without, "anna", 0xCA0B0334, viewstate.UserKey},
		{without, "", 1, viewstate.PageOrUserKey},
	} {
		r := viewstate.Verify(x.v.field(t), x.v.config(t), viewstate.Page{Generator: x.generator, UserKey: x.userKey})
		if r.Verdict != viewstate.ModifierDiffers || r.Differs != x.want {
			t.Errorf("%s with %q and %08X: %+v, want %s", x.v.name(), x.userKey, x.generator, r, x.want)
		}
	}
}

// A MAC that is right over what is no state is no success.
func TestWhatIsNoStateIsUnreadable(t *testing.T) {
	v := named(t, "legacy HMACSHA256 AES signed ")
	r := viewstate.Verify(sign(v.config(t), v.page(t), []byte("no state")), v.config(t), v.page(t))
	if r.Verdict != viewstate.Unreadable {
		t.Errorf("%+v", r)
	}
}

// The key of the application is put into the first bytes, and into those behind them.
func TestIsolation(t *testing.T) {
	apps, id := uint32(0x04030201), uint32(0x08070605)
	key := make([]byte, 20)
	for want, i := range map[string]viewstate.Isolation{
		"0000000000000000": {},
		"0102030400000000": {Apps: &apps},
		"0000000005060708": {ByAppID: &id},
		"0102030405060708": {Apps: &apps, ByAppID: &id},
	} {
		if got := fmt.Sprintf("%x", i.Apply(key)[:8]); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if i := (viewstate.Isolation{Apps: &apps, ByAppID: &id}); len(i.Apply(nil)) != 0 {
		t.Error("a short key grows")
	}
}

// The two keys of the legacy mode lie behind each other in what is generated.
func TestGeneratedKeysOfTheLegacyMode(t *testing.T) {
	generated := make([]byte, 1024)
	for i := range generated {
		generated[i] = byte(i / 8)
	}
	for _, x := range []struct {
		a       viewstate.Algorithm
		c       viewstate.Cipher
		v, d    int
		atFirst byte
	}{{viewstate.SHA1, "Auto", 64, 24, 8}, {viewstate.HMACSHA384, "AES", 128, 24, 16}, {viewstate.SHA1, "DES", 64, 8, 8}, {viewstate.AES, "DES", 64, 24, 8}} {
		k, ok := viewstate.GeneratedLegacy(generated, x.a, x.c)
		if !ok || len(k.Validation) != x.v || len(k.Decryption) != x.d || k.Decryption[0] != x.atFirst {
			t.Errorf("%+v: %d and %d bytes", x, len(k.Validation), len(k.Decryption))
		}
	}
	if _, ok := viewstate.GeneratedLegacy(generated[:80], viewstate.SHA1, "AES"); ok {
		t.Error("too few bytes are enough")
	}
	if _, ok := viewstate.Generated45(generated[:63], "", ""); ok {
		t.Error("too few bytes are enough")
	}
}

func TestPageAt(t *testing.T) {
	for _, x := range []struct{ path, app, directory, class string }{
		{"/default.aspx", "", "/", "default_aspx"},
		{"default.aspx", "/", "/", "default_aspx"},
		{"/shop/default.aspx", "/shop", "/shop", "default_aspx"},
		{"/Shop/orders/my-list.aspx", "shop/", "/Shop/orders", "orders_my_list_aspx"},
		{"/shop/2024.aspx", "/shop", "/shop", "_2024_aspx"},
		{"/shop/default.aspx", "", "/shop", "shop_default_aspx"},
	} {
		p, err := viewstate.PageAt(x.path, x.app)
		if err != nil || p.Directory != x.directory || p.Type != x.class {
			t.Errorf("%+v: %+v %v", x, p, err)
		}
	}
	for _, path := range []string{"/shop/a.aspx?id=/1.2", "/shop/a.aspx#top"} {
		if p, err := viewstate.PageAt(path, "/shop"); err != nil || p.Directory != "/shop" || p.Type != "a_aspx" {
			t.Errorf("%s: %+v %v", path, p, err)
		}
	}
	for path, app := range map[string]string{"/shop/": "/shop", "/shop": "", "/shopping/a.aspx": "/shop", "/a.aspx": "/shop/longer/than/it", "http://web1/shop/a.aspx": "/shop"} {
		if _, err := viewstate.PageAt(path, app); err == nil {
			t.Errorf("%s is a page of %s", path, app)
		}
	}
	for _, text := range []string{"", "G", "123456789", "-1"} {
		if _, err := viewstate.ParseGenerator(text); err == nil {
			t.Errorf("%q is a generator", text)
		}
	}
}

// Keys are not printed, whatever they are printed with.
func TestKeysAreNotPrinted(t *testing.T) {
	v := own(t)[0]
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d"} {
		text := strings.ToUpper(fmt.Sprintf(format, v.config(t)))
		if strings.Contains(text, v.ValidationKey[:8]) || strings.Contains(text, fmt.Sprint(v.config(t).Keys.Validation[:2])[1:]) {
			t.Errorf("%s prints the key", format)
		}
	}
}
