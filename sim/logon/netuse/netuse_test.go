package netuse_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"

	"github.com/google/go-cmp/cmp"
)

func word(s string) *string { return &s }

func bare(name string) *logon.UserName { return &logon.UserName{Form: logon.Bare, Name: name} }
func upn(name string) *logon.UserName  { return &logon.UserName{Form: logon.UPN, Name: name} }
func qualified(domain, name string) *logon.UserName {
	return &logon.UserName{Form: logon.Qualified, Domain: domain, Name: name}
}

func TestACommandIsReadAsNETReadsIt(t *testing.T) {
	share := logon.NetUse{Server: "srv", Share: "share"}
	with := func(user *logon.UserName, password *string) logon.NetUse {
		return logon.NetUse{Server: "srv", Share: "share", User: user, Password: password}
	}
	tests := []struct {
		command string
		want    logon.NetUse
	}{
		{`net use x: \\srv\share`, share},
		{`NET USE X: \\srv\share`, share},
		{`  net.exe	use   \\srv\share  `, share},
		{`C:\Windows\System32\net.exe use * \\srv\share`, share},
		{`"C:\Windows\System32\net.exe" use * \\srv\share`, share},
		{`net1 use LPT1: \\srv\share`, share},
		{`net use lpt2 \\srv\share`, share},
		{`n"e"t u"s"e x: "\\srv\share"`, share},
		{`net use x: \\srv\share\sub\dir`, logon.NetUse{Server: "srv", Share: "share", Folder: `sub\dir`}},
		{`net use x: \\srv\share\`, share},
		{`net use \\srv`, logon.NetUse{Server: "srv"}},
		{`net use \\srv\IPC$`, logon.NetUse{Server: "srv"}},
		{`net use \\srv\ipc$ "" /user:""`, logon.NetUse{Server: "srv", User: bare(""), Password: word("")}},
		{`net use x: "\\srv\my share"`, logon.NetUse{Server: "srv", Share: "my share"}},
		{`net use x: \\srv.net.example\C$`, logon.NetUse{Server: "srv.net.example", Share: "C$"}},
		{`net use x: \\10.0.0.1\share`, logon.NetUse{Server: "10.0.0.1", Share: "share"}},
		{`net use x: \\2001-db8--1.ipv6-literal.net\share`, logon.NetUse{Server: "2001-db8--1.ipv6-literal.net", Share: "share"}},

		{`net use x: \\srv\share pass`, with(nil, word("pass"))},
		{`net use x: \\srv\share "pass word"`, with(nil, word("pass word"))},
		{`net use x: \\srv\share pa"ss wo"rd`, with(nil, word("pass word"))},
		{`net use x: \\srv\share ""`, with(nil, word(""))},
		{`net use x: \\srv\share "say ""hi"""`, with(nil, word(`say "hi"`))},
		{`net use x: \\srv\share pa\"ss`, with(nil, word(`pa"ss`))},
		{`net use x: \\srv\share pa\\ss\`, with(nil, word(`pa\\ss\`))},
		{`net use x: \\srv\share "pass\\"`, with(nil, word(`pass\`))},
		{`net use x: \\srv\share "a&b^c|d"`, with(nil, word("a&b^c|d"))},
		{`net use x: \\srv\share "x:"`, with(nil, word("x:"))},
		{`net use x: \\srv\share "\\pass"`, with(nil, word(`\\pass`))},
		{`net use x: \\srv\share pässwörd`, with(nil, word("pässwörd"))},
		{`net use x: \\srv\share 100%`, with(nil, word("100%"))},
		{`net use x: \\srv\share -secret`, with(nil, word("-secret"))},
		{`net use x: \\srv\share *`, logon.NetUse{Server: "srv", Share: "share", Ask: true}},
		{`net use * \\srv\share * /user:u`, logon.NetUse{Server: "srv", Share: "share", Ask: true, User: bare("u")}},

		{`NET USE * \\srv\share pass /user:DOM\u`, with(qualified("DOM", "u"), word("pass"))},
		{`net use * /user:DOM\u \\srv\share pass`, with(qualified("DOM", "u"), word("pass"))},
		{`net use /user:DOM\u * \\srv\share pass`, with(qualified("DOM", "u"), word("pass"))},
		{`net use * \\srv\share /user:DOM\u pass`, with(qualified("DOM", "u"), word("pass"))},
		{`net use x: \\srv\share /u:D\u`, with(qualified("D", "u"), nil)},
		{`net use x: \\srv\share /us:D\u`, with(qualified("D", "u"), nil)},
		{`net use x: \\srv\share /USE:D\u`, with(qualified("D", "u"), nil)},
		{`net use x: \\srv\share /user:"DOM\first last"`, with(qualified("DOM", "first last"), nil)},
		{`net use x: \\srv\share "/user:DOM\first last"`, with(qualified("DOM", "first last"), nil)},
		{`net use x: \\srv\share /user:"DOM"\u`, with(qualified("DOM", "u"), nil)},
		{`net use x: \\srv\share /user:?\USER1`, with(qualified("?", "USER1"), nil)},
		{`net use x: \\srv\share /user:\USER1`, with(qualified("", "USER1"), nil)},
		{`net use x: \\srv\share /user:.\u`, with(qualified(".", "u"), nil)},
		{`net use x: \\srv\share /user:u`, with(bare("u"), nil)},
		{`net use x: \\srv\share /user:u@dns.domain`, with(upn("u@dns.domain"), nil)},
		{`net use x: \\srv\share /user:DOM\u@x`, with(qualified("DOM", "u@x"), nil)},
		{`net use x: \\srv\share /user:@u`, with(bare("@u"), nil)},
		{`net use x: \\srv\share /user:a:b`, with(bare("a:b"), nil)},

		{`net use x: \\srv\share /persistent:no`, share},
		{`net use x: \\srv\share /P:Y`, share},
		{`net use x: \\srv\share /p:yes /global /writethrough /y`, share},
		{`net use x: \\srv\share /n /w /g /skipcertcheck /requestcompression:no`, share},
		{`net use x: \\srv\share /transport:tcp /tcpport:445`, share},
		{`net use x: \\srv\share pass /p:no /u:D\u /y`, with(qualified("D", "u"), word("pass"))},
	}
	for _, test := range tests {
		got, err := netuse.Parse(test.command)
		test.want.Device = deviceIn(test.command)
		if err != nil {
			t.Errorf("%s: %v", test.command, err)
		} else if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.command, diff)
		}
		writtenAgain(t, test.command, test.want)
	}
}

// deviceIn is the device of a command by the syntax that NET HELP USE shows, net use [devicename | *] \\computer\share:
// what stands before the share and is no option. NET shows it in upper case, and a printer without its colon.
func deviceIn(command string) string {
	before, _, _ := strings.Cut(strings.ReplaceAll(command, `"`, ""), `\\`)
	words := slices.DeleteFunc(strings.Fields(before), func(word string) bool { return strings.HasPrefix(word, "/") })
	if len(words) < 3 {
		return ""
	}
	device := strings.ToUpper(words[2])
	if strings.HasPrefix(device, "LPT") {
		device = strings.TrimSuffix(device, ":")
	}
	return device
}

func TestADeviceIsReadAsNETShowsIt(t *testing.T) {
	for command, want := range map[string]logon.NetUse{
		`net use x: \\srv\a`:               {Device: "X:", Server: "srv", Share: "a"},
		`net use * \\srv\a`:                {Device: "*", Server: "srv", Share: "a"},
		`net use lpt1: \\srv\a`:            {Device: "LPT1", Server: "srv", Share: "a"},
		`net use \\srv\a`:                  {Server: "srv", Share: "a"},
		`net use X: /delete`:               {Delete: true, Device: "X:"},
		`net use x: /d /y`:                 {Delete: true, Device: "X:"},
		`NET USE * /DELETE /YES`:           {Delete: true, Device: "*"},
		`net use LPT2 /delete`:             {Delete: true, Device: "LPT2"},
		`net use \\srv\a /delete`:          {Delete: true, Server: "srv", Share: "a"},
		`net use /delete \\srv\a\below`:    {Delete: true, Server: "srv", Share: "a", Folder: "below"},
		`net use "\\srv\a b" /del`:         {Delete: true, Server: "srv", Share: "a b"},
		`net use \\srv\IPC$ /delete`:       {Delete: true, Server: "srv"},
		`net use \\srv /delete /y`:         {Delete: true, Server: "srv"},
		`net use x: /delete /persistent:n`: {Delete: true, Device: "X:"},
	} {
		got, err := netuse.Parse(command)
		if err != nil {
			t.Errorf("%s: %v", command, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", command, diff)
		}
		writtenAgain(t, command, want)
	}
}

func TestAnotherDeviceIsWritten(t *testing.T) {
	run := logon.NetUse{Device: "Y:", Server: "B", Share: "two"}
	for older, want := range map[string]string{
		`net use x: \\A\one`:    `net use Y: \\B\two`,
		`net use y: \\A\one /y`: `net use y: \\B\two /y`,
		``:                      `net use Y: \\B\two`,
	} {
		if got := netuse.Write(older, run); got != want {
			t.Errorf("%s: got %s, want %s", older, got, want)
		}
	}
}

// refused reads testdata/refused.txt.
func refused(t *testing.T) (list []struct{ command, here, what string }) {
	data, err := os.ReadFile("testdata/refused.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "⏎", "\n"), "\t")
		list = append(list, struct{ command, here, what string }{parts[0], parts[1], parts[2]})
	}
	return list
}

func TestACommandThatCannotBePredictedSaysWhy(t *testing.T) {
	for _, test := range refused(t) {
		got, err := netuse.Parse(test.command)
		var wrong *netuse.Error
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %+v, %v", test.command, got, err)
			continue
		}
		runes := []rune(test.command)
		if wrong.Column < 1 || wrong.Column > len(runes)+1 {
			t.Errorf("%s: column %d", test.command, wrong.Column)
			continue
		}
		if rest := string(runes[wrong.Column-1:]); !strings.HasPrefix(rest, test.here) || !strings.Contains(wrong.What, test.what) {
			t.Errorf("%s: at %q: %v; want %q at %q", test.command, rest, wrong, test.what, test.here)
		}
	}
}
