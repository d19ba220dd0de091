package logon_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

func TestACodeIsReadInEveryFormInWhichPeopleMeetIt(t *testing.T) {
	for _, test := range []struct {
		text   string
		kind   logon.CodeKind
		number string
	}{
		{"1326", logon.Win32Code, "1326"},
		{"0x52e", logon.Win32Code, "1326"},
		{"ERROR_LOGON_FAILURE", logon.Win32Code, "1326"},
		{"error_logon_failure", logon.Win32Code, "1326"},
		{"0xc000006d", logon.StatusCode, "0xc000006d"},
		{"0xC000006D", logon.StatusCode, "0xc000006d"},
		{"C000006D", logon.StatusCode, "0xc000006d"},
		{"3221225581", logon.StatusCode, "0xc000006d"},
		{"-1073741715", logon.StatusCode, "0xc000006d"},
		{"STATUS_LOGON_FAILURE", logon.StatusCode, "0xc000006d"},
		{"NT_STATUS_LOGON_FAILURE", logon.StatusCode, "0xc000006d"},
		{"LOGON_FAILURE", logon.StatusCode, "0xc000006d"},
		{"SEC_E_LOGON_DENIED", logon.StatusCode, "0x8009030c"},
		{"80090302", logon.StatusCode, "0x80090302"},
		{"2148073478", logon.Win32Code, "2148073478"},
		{"0x80090006", logon.Win32Code, "2148073478"},
		{"3227320323", logon.StatusCode, "0xc05d0003"},
		{"0x80070035", logon.Win32Code, "53"},
		{"0xc0070180", logon.Win32Code, "384"},
		{"ERROR_SMB1_NOT_AVAILABLE", logon.Win32Code, "384"},
		{"0", logon.Win32Code, "0"},
		{"0x0", logon.StatusCode, "0x00000000"},
		{"STATUS_SUCCESS", logon.StatusCode, "0x00000000"},
		{"529", logon.EventCode, "529"},
		{"4625", logon.EventCode, "4625"},
		{" 4625  0xc000006d/0xc0000064 ", logon.EventCode, "4625 0xc000006d/0xc0000064"},
		{"4625 0xC000015B/0x0", logon.EventCode, "4625 0xc000015b/0x00000000"},
		{"4625 C000006E/C0000072", logon.EventCode, "4625 0xc000006e/0xc0000072"},
		{"4625 0xc000006d", logon.EventCode, "4625 0xc000006d"},
		{"4625 STATUS_LOGON_FAILURE/STATUS_NO_SUCH_USER", logon.EventCode, "4625 0xc000006d/0xc0000064"},
		{"4625 0xdeadbeef/0", logon.EventCode, "4625 0xdeadbeef/0x00000000"},
		{"681 3221225572", logon.EventCode, "681 0xc0000064"},
		{"680 0", logon.EventCode, "680 0x00000000"},
		{"NERR_PasswordExpired", logon.Win32Code, "2242"},
		{"RPC_S_SERVER_UNAVAILABLE", logon.Win32Code, "1722"},
		{"4771 0x18", logon.EventCode, "4771 0x18"},
		{"4771 24", logon.EventCode, "4771 0x18"},
		{"4768 kdc_err_client_revoked", logon.EventCode, "4768 0x12"},
		{"locked", logon.Win32Code, "1909"},
		{"own.found.locked", logon.Win32Code, "1909"},
		{"Password-Differs", logon.Win32Code, "1326"},
		{"The network path was not found.", logon.Win32Code, "53"},
	} {
		c, err := logon.ParseCode(test.text)
		if err != nil || c.Kind != test.kind || c.Number() != test.number {
			t.Errorf("%q: got %s %s (%v), want %s %s", test.text, c.Kind, c.Number(), err, test.kind, test.number)
		}
	}
}

func TestALineThatWasPastedIsItsCode(t *testing.T) {
	for text, want := range map[string]string{
		"System error 1326 has occurred.": "1326", "error 5": "5", "Systemfehler 53 aufgetreten.": "53", "1326.": "1326", "Error: 0xC000006D": "0xc000006d",
		"Logon failure: unknown user name or bad password.": "1326", "the user name or\npassword is incorrect": "1326",
		"1326": "1326", "errors 1326": "errors 1326", "error 1326 or 5": "error 1326 or 5", "4625 0xc000006d": "4625 0xc000006d", "an error": "an error", "": "",
	} {
		if got := logon.Pasted(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestWhatIsNoCodeIsSaidInOneSentence(t *testing.T) {
	for _, test := range []struct{ text, want, nearest string }{
		{"", "is not one code", ""},
		{"1327 1326", "is not the number of an event", ""},
		{"4625 1 2", "is not one code", ""},
		{"99999", "is not a code that", ""},
		{"0xc0001234", "is not a code that", ""},
		{"0x123456789", "is not a code that", ""},
		{"-1", "is not a code that", ""},
		{"4294967296", "is not a code that", ""},
		{"STATUS_LOGON_FAILUR", "is not a code that", "STATUS_LOGON_FAILURE"},
		{"NT_STATUS_WRONG_PASWORD", "is not a code that", "STATUS_WRONG_PASSWORD"},
		{"NT_", "is not a code that", ""},
		{"ERROR_", "is not a code that", ""},
		{"kb103390/example.yaml", "is not a code that", ""},
		{"529 0xc000006d", "event 529 carries no status", ""},
		{"4776 0xc000006d/0xc0000064", "has one status, and no SubStatus", ""},
		{"4625 0xc000006d/", "stands between two", ""},
		{"4625 /0xc000006d", "stands between two", ""},
		{"4625 ERROR_LOGON_FAILURE", "is a Win32 code", ""},
		{"681 0xc000006d/0xc0000064", "has one status", ""},
		{"x 0xc000006d", "is not the number of an event", ""},
		{"unreachable", "is a state with more than one error: 53, 1311", ""},
		{"tree.connected", "is not a code that", ""},
		{"4771 locked", "is no result code of Kerberos", ""},
		{"4625 STATUS_NO_SUCH_USR", "is not a code that", "STATUS_NO_SUCH_USER"},
	} {
		c, err := logon.ParseCode(test.text)
		unknown, ok := err.(*logon.UnknownCode)
		if !ok || !strings.Contains(err.Error(), test.want) || unknown.Nearest != test.nearest {
			t.Errorf("%q: got %+v, %v, nearest %+v; want %q, %q", test.text, c, err, unknown, test.want, test.nearest)
		}
	}
}

func TestEveryStatusIsFoundByItsNumberAndByItsNames(t *testing.T) {
	for _, s := range logon.Statuses() {
		code, _ := s.Win32()
		for _, text := range []string{s.String(), fmt.Sprint(uint32(s)), s.Name(), "NT_" + s.Name(), strings.ToLower(s.Name())} {
			if strings.HasPrefix(text, "NT_") && !strings.HasPrefix(s.Name(), "STATUS_") {
				continue
			}
			c, err := logon.ParseCode(text)
			want := c.Kind == logon.StatusCode && *c.Status == s || c.Kind == logon.Win32Code && c.Win32 == code && (!s.Server() || uint32(s) == 0)
			if err != nil || !want {
				t.Errorf("%s: %q is read as %s %s (%v)", s.Name(), text, c.Kind, c.Number(), err)
			}
		}
		if s.ErrorName() == "" || s.ErrorName() == s.Name() {
			continue
		}
		if c, err := logon.ParseCode(s.ErrorName()); err != nil || c.Kind != logon.Win32Code || c.Win32 != code {
			t.Errorf("%s: read as %s %s (%v)", s.ErrorName(), c.Kind, c.Number(), err)
		}
	}
}

// A Win32 code is one code, whatever it was made of.
func TestStatusesOfOneWin32CodeHaveItsNameAndTexts(t *testing.T) {
	first := map[uint32]logon.Status{}
	for _, s := range logon.Statuses() {
		code, _ := s.Win32()
		f, ok := first[code]
		if !ok {
			first[code] = s
			continue
		}
		if s.ErrorName() != f.ErrorName() || s.Text(false) != f.Text(false) || s.Text(true) != f.Text(true) {
			t.Errorf("%s and %s are both %d, and differ: %s %q, %s %q", f.Name(), s.Name(), code, f.ErrorName(), f.Text(false), s.ErrorName(), s.Text(false))
		}
	}
}

// What is in the table of statuses can be explained: a rule ends in it, or a document knows what it is of.
func TestEveryCodeHasARuleOrADocument(t *testing.T) {
	alone := 0
	for _, s := range logon.Statuses() {
		c, err := logon.ParseCode(s.String())
		if err != nil {
			t.Error(err)
			continue
		}
		if len(c.Ways()) == 0 && len(c.Situations()) == 0 {
			t.Errorf("%s %s: no rule ends in it, and no document says what it is of", s, s.Name())
		}
		if len(c.Ways()) == 0 {
			alone++
		}
	}
	t.Logf("%d statuses, %d of them known from documents alone; %d events", len(logon.Statuses()), alone, len(logon.EventKinds()))
}

// What an ending says is in the table of statuses, and is found by its code.
func TestEveryFinalStateIsAWayToItsCodes(t *testing.T) {
	for _, e := range logon.EndingCodes() {
		for where, s := range e.Codes {
			c, err := logon.ParseCode(s.String())
			if err != nil {
				t.Errorf("%s: %s: %v", e.State, where, err)
				continue
			}
			found := false
			for _, w := range c.Ways() {
				for _, shown := range w.Shown {
					found = found || w.Ending == e.State && shown == where && len(w.States) > 0 && len(w.Conditions) > 0
				}
			}
			if !found {
				t.Errorf("%s has %s at %s, and is no way to it: %+v", e.State, s.Name(), where, c.Ways())
			}
		}
	}
}

// Every final state with an error is found by the last part of its name, with the error that an attempt shows there.
func TestEveryErrorIsFoundByTheNamesOfItsStates(t *testing.T) {
	asked := 0
	for _, e := range logon.EndingCodes() {
		s := cmp.Or(e.Codes[logon.ByClient], e.Codes[logon.OnWire])
		if s == logon.StatusSuccess {
			continue
		}
		asked++
		code, _ := s.Win32()
		list := logon.CodesNamed(e.State[strings.LastIndex(e.State, ".")+1:])
		if !slices.ContainsFunc(list, func(c logon.Code) bool { return c.Win32 == code }) {
			t.Errorf("%s ends in %d, and its name is that of %v", e.State, code, list)
		}
	}
	if asked < 40 {
		t.Errorf("only %d states were asked for", asked)
	}
}

// What the pages of the events name is in the table, with its number.
func TestResultCodesOfKerberosHaveTheNumbersOfTheirDocuments(t *testing.T) {
	want := map[logon.KerberosCode]string{6: "KDC_ERR_C_PRINCIPAL_UNKNOWN", 7: "KDC_ERR_S_PRINCIPAL_UNKNOWN", 12: "KDC_ERR_POLICY",
		18: "KDC_ERR_CLIENT_REVOKED", 23: "KDC_ERR_KEY_EXPIRED", 24: "KDC_ERR_PREAUTH_FAILED", 37: "KRB_AP_ERR_SKEW", 41: "KRB_AP_ERR_MODIFIED"}
	for k, name := range want {
		if k.Name() != name || k.Meaning() == "" {
			t.Errorf("%s is %s, %q; want %s", k, k.Name(), k.Meaning(), name)
		}
	}
	if k := logon.KerberosCode(0x99); k.Name() != "0x99" || k.Meaning() != "" {
		t.Errorf("%s is %q", k.Name(), k.Meaning())
	}
}

func TestSquashedCodesSayWhereTheDifferenceSurvives(t *testing.T) {
	for _, text := range []string{"1326", "STATUS_NO_SUCH_USER", "STATUS_WRONG_PASSWORD", "4625 0xc000006d/0xc0000064", "4776 0xc0000064"} {
		c, err := logon.ParseCode(text)
		if err != nil {
			t.Fatal(err)
		}
		q := c.Collapses()
		if len(q) != 1 || q[0].Wire != logon.StatusLogonFailure || !strings.Contains(q[0].Where, "SubStatus") || !strings.Contains(q[0].Where, "4776") {
			t.Errorf("%s: %+v", text, q)
		}
	}
}

func TestEventsAreInOrderAndNoWin32CodeHidesOne(t *testing.T) {
	last := 0
	for _, k := range logon.EventKinds() {
		c, err := logon.ParseCode(fmt.Sprint(k.ID))
		if err != nil || c.Kind != logon.EventCode || c.Event != k.ID {
			t.Errorf("%d is read as %s %s (%v)", k.ID, c.Kind, c.Number(), err)
		}
		if k.ID <= last {
			t.Errorf("%d comes after %d", k.ID, last)
		}
		last = k.ID
	}
}

func FuzzParseCode(f *testing.F) {
	for _, text := range []string{"1326", "0xc000006a", "3221225578", "-1073741715", "STATUS_LOGON_FAILURE", "NT_STATUS_X", "C000006D",
		"4625 0xc000006d/0xc0000064", "681 3221225572", "529", "0x", "", " ", "4625 /", "80090302", "4776 C0000064"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := logon.ParseCode(text)
		if err != nil {
			if _, ok := err.(*logon.UnknownCode); !ok {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := logon.ParseCode(c.Number())
		if err != nil || again.Number() != c.Number() || again.Kind != c.Kind {
			t.Fatalf("%q is %s, which is read as %s (%v)", text, c.Number(), again.Number(), err)
		}
		if c.Kind != logon.EventCode && len(c.Statuses()) == 0 {
			t.Fatalf("%q stands for nothing", text)
		}
		for _, w := range c.Ways() {
			if len(w.States) == 0 || w.Cite == (sim.Cite{}) {
				t.Fatalf("%q: %+v", text, w)
			}
		}
	})
}
