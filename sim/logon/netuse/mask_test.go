package netuse_test

import (
	"strings"
	"testing"

	"ntlmsim/sim/logon/netuse"
)

func TestACommandIsMaskedAndOtherwiseLeftAlone(t *testing.T) {
	for _, test := range []struct{ command, want string }{
		{`net use x: \\NET\share`, `net use x: \\NET\share`},
		{`net  use x:  \\NET\share   PSW1  /user:D\U`, `net  use x:  \\NET\share   ********  /user:D\U`},
		{`net use \\NET\share /user:D\PSW1 PSW1`, `net use \\NET\share /user:D\PSW1 ********`},
		{`net use \\PSW1\PSW1 "PSW1"`, `net use \\PSW1\PSW1 ********`},
		{`net use x: "\\NET\my share" "PSW 1" /user:U`, `net use x: "\\NET\my share" ******** /user:U`},
		{`net use x: \\NET\share "a\"b" /user:U`, `net use x: \\NET\share ******** /user:U`},
		{`net use x: \\NET\share * /user:U`, `net use x: \\NET\share * /user:U`},
	} {
		use, err := netuse.Parse(test.command)
		if err != nil {
			t.Errorf("%s: %v", test.command, err)
		}
		if got := netuse.Masked(test.command, use); got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.command, got, test.want)
		}
	}
}

// A command that is written anew says the same, but for its password.
func TestACommandIsWrittenAnewWithoutItsPassword(t *testing.T) {
	for _, password := range []string{"PSW1", "p w", `a"b\`, "a&b", "*x"} {
		for _, rest := range []string{"", " /blockntlm", ` /user:"D\first last" /p:no`, ` /user:""`, " /user:u@x.test /blockntlm"} {
			command := `net use * \\SRV\share ` + netuse.Quoted(password) + rest
			run, err := netuse.Parse(command)
			if err != nil || *run.Password != password {
				t.Fatalf("%s: %v, %v", command, run.Password, err)
			}
			text := netuse.WriteMasked(command, run)
			again, err := netuse.Parse(text)
			if err != nil || *again.Password != netuse.Stars || strings.Contains(text, password) || strings.Contains(netuse.Masked(command, run), password) {
				t.Fatalf("%s is written as %s: %v", command, text, err)
			}
			again.Password = run.Password
			if wanted, got := netuse.Write(command, run), netuse.Write(command, again); wanted != got {
				t.Errorf("%s is written as %s: %s, want %s", command, text, got, wanted)
			}
		}
	}
}

// A command to type has no stars: NET would send them as the password.
func TestACommandToTypeAsksForItsPassword(t *testing.T) {
	for _, test := range []struct {
		command, want string
		asks          bool
	}{
		{`net use x: \\NET\share PSW1 /user:D\U /p:no`, `net use x: \\NET\share /p:no /user:D\U *`, true},
		{`net use x: \\NET\share PSW1 /user:D\U`, `net use x: \\NET\share /user:D\U PASSWORD`, false},
		{`net use x: \\NET\share "" /user:D\U`, `net use x: \\NET\share /user:D\U ""`, true},
		{`net use x: \\NET\share /user:D\U`, `net use x: \\NET\share /user:D\U`, true},
	} {
		run, err := netuse.Parse(test.command)
		if err != nil {
			t.Fatal(err)
		}
		if got := netuse.WriteToType(test.command, run, test.asks); got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.command, got, test.want)
		}
	}
}
