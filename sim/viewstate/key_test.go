package viewstate_test

import (
	"fmt"
	"strings"
	"testing"

	"ntlmsim/sim/viewstate"
)

// What stands in a key means one thing in the legacy mode, and may mean another in Framework45.
func TestReadKey(t *testing.T) {
	const long = "00112233445566778899AABBCCDDEEFF00112233"
	for _, x := range []struct {
		text            string
		legacy, in45    string // what is wrong; "": nothing
		auto, apps, ids bool
	}{
		{long, "", "", false, false, false},
		{" " + long + "\n", "", "", false, false, false},
		{strings.ToLower(long), "", "", false, false, false},
		{long + ",IsolateApps", "", "nothing behind it", false, true, false},
		{long + ",IsolateByAppId", "", "nothing behind it", false, false, true},
		{long + ",IsolateApps,IsolateByAppId", "", "nothing behind it", false, true, true},
		{"AutoGenerate", "", "", true, false, false},
		{"AutoGenerate,IsolateApps", "", "", true, true, false},
		{"AutoGenerate,IsolateApps,IsolateByAppId", "", "", true, true, true},
		{"AutoGenerate,IsolateByAppId,IsolateApps", "odd number", "", true, true, true},
		{"IsolateApps", "odd number", "not AutoGenerate", false, false, false},
		{"AutoGenerate,Isolate", "no hexadecimal digit", "behind AutoGenerate", false, false, false},
		{"autogenerate", "no hexadecimal digit", "neither hexadecimal", false, false, false},
		{"", "empty", "empty", false, false, false},
		{long + "1", "odd number", "odd number", false, false, false},
		{"ABZZ" + long, "", "neither hexadecimal", false, false, false},
	} {
		for mode, want := range map[viewstate.Mode]string{viewstate.Legacy: x.legacy, viewstate.Framework45: x.in45} {
			k, err := viewstate.ReadKey(x.text, mode)
			switch {
			case want != "":
				if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "0011") {
					t.Errorf("%s in %s: %v, want %s", x.text, mode, err, want)
				}
			case err != nil || k.AutoGenerate != x.auto || k.IsolateApps != x.apps || k.IsolateByID != x.ids || (len(k.Bytes) > 0) == x.auto:
				t.Errorf("%s in %s: %v, %v %v %v, %d bytes", x.text, mode, err, k.AutoGenerate, k.IsolateApps, k.IsolateByID, len(k.Bytes))
			}
		}
	}
	if k, err := viewstate.ReadKey("ABZZ"+long, viewstate.Legacy); err != nil || k.Bytes[0] != 0xab || k.Bytes[1] != 0 {
		t.Errorf("what is no digit does not count 0: %v", err)
	}
	if k, _ := viewstate.ReadKey(long, viewstate.Legacy); fmt.Sprintf("%v%#v%x", k, k, k) != "(key)(key)(key)" {
		t.Errorf("the key is printed: %v", k)
	}
}

func TestModeOf(t *testing.T) {
	for _, x := range []struct {
		compatibility, target string
		want                  viewstate.Mode
	}{
		{"", "", viewstate.Legacy}, {"", "4.0", viewstate.Legacy}, {"", "4.5", viewstate.Framework45}, {"", "4.5.1", viewstate.Framework45}, {"", "4.8", viewstate.Framework45}, {"", "4", viewstate.Legacy},
		{"Framework20SP1", "4.8", viewstate.Legacy}, {"Framework20SP2", "", viewstate.Legacy}, {"Framework45", "", viewstate.Framework45}, {"Framework45", "4.0", viewstate.Framework45},
		{"framework45", "", ""}, {"", "v4.5", ""}, {"", "4.5x", ""}, {"", "-4.5", ""},
	} {
		got, err := viewstate.ModeOf(x.compatibility, x.target)
		if got != x.want || (err == nil) == (x.want == "") {
			t.Errorf("%+v: %q, %v", x, got, err)
		}
	}
}
