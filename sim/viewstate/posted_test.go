package viewstate_test

import (
	"testing"

	"ntlmsim/sim/viewstate"
)

// The field is found in a page, in a post, and alone.
func TestFind(t *testing.T) {
	for text, want := range map[string]viewstate.Posted{
		"/wEP+A==\n":       {Text: "/wEP+A=="},
		"%2FwEP%2BA%3D%3D": {Text: "/wEP+A=="},
		`<form><input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEP&#43;A==" />
<INPUT VALUE='CA0B0334' NAME='__VIEWSTATEGENERATOR'>
<input name="__VIEWSTATEENCRYPTED" value="">`: {Text: "/wEP+A==", Generator: "CA0B0334", Encrypted: true, Whole: true},
		"a=b&__VIEWSTATE=%2FwEP%2BA%3D%3D&__VIEWSTATEGENERATOR=CA0B0334":                {Text: "/wEP+A==", Generator: "CA0B0334", Whole: true},
		"__VIEWSTATEFIELDCOUNT=3&__VIEWSTATE=%2FwEP&__VIEWSTATE1=%2BA&__VIEWSTATE2=%3D": {Text: "/wEP+A=", Whole: true},
		"__VIEWSTATE=": {Whole: true},
		"":             {},
	} {
		if got := viewstate.Find(text); got != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// Whatever is looked through, ends.
func FuzzFind(f *testing.F) {
	f.Add(`<input name="__VIEWSTATE" value="/wEP&#43;">`)
	f.Add("__VIEWSTATEFIELDCOUNT=99999999&__VIEWSTATE=%2")
	f.Fuzz(func(t *testing.T, text string) {
		if p := viewstate.Find(text); !p.Whole && (p.Generator != "" || p.Encrypted) {
			t.Errorf("%+v", p)
		}
	})
}
