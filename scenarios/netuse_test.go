package scenarios_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
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
		{`net use x: \\srv\share\sub\dir`, share},
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
		got, err := scenarios.ParseNetUse(test.command)
		if err != nil {
			t.Errorf("%s: %v", test.command, err)
		} else if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.command, diff)
		}
		writtenAgain(t, test.command, test.want)
	}
}

// What cannot be predicted, and what is said of it. The error points at what begins with here.
var unpredictable = []struct{ command, here, what string }{
	{``, ``, "the command is empty"},
	{`   `, `   `, "the command is empty"},
	{`dir x:`, `dir`, "not NET USE"},
	{`\\srv\share`, `\\srv`, "not NET USE"},
	{`net`, `net`, "not NET USE"},
	{`net view \\srv`, `view`, "not NET USE"},
	{`net use`, `use`, "connects nothing"},
	{`net use /persistent:yes`, `use`, "connects nothing"},
	{`net use x:`, `x:`, "is missing"},
	{`net use *`, `*`, "is missing"},
	{`net use x: /user:D\u`, `x:`, "is missing"},
	{`net use /user:D\u`, `/user`, "is missing"},
	{`net use x \\srv\share`, `x`, "not a device"},
	{`net use xx: \\srv\share`, `xx:`, `here belongs`},
	{`net use x:\ \\srv\share`, `x:\`, "a letter and a colon"},
	{`net use com1: \\srv\share`, `com1:`, "not a device"},
	{`net use x: y: \\srv\share`, `y:`, "a letter and a colon"},
	{`net use pass \\srv\share`, `pass`, "a password stands behind it"},
	{`net use \\srv\share x:`, `x:`, "a device stands before"},
	{`net use x: \\srv\share \\two\share`, `\\two`, "a second"},
	{`net use x: \\srv\share one two`, `two`, "a second password"},
	{`net use x: \\srv\share * two`, `two`, "a second password"},
	{`net use x: \srv\share`, `\srv`, "two backslashes"},
	{`net use x: \\\srv\share`, `\\\srv`, "the name of the server is missing"},
	{`net use x: \\`, `\\`, "the name of the server is missing"},
	{`net use x: \\srv\`, `\\srv`, "the name of the share is missing"},
	{`net use x: \\srv\\share`, `\\srv`, "the name of the share is missing"},
	{`net use x: \\?\UNC\srv\share`, `\\?`, "no server"},
	{`net use x: \\srv/share`, `\\srv`, "backslashes"},
	{`net use x: //srv/share`, `//srv`, "no such switch"},
	{`net use x: \\srv@SSL\share`, `\\srv`, "web server"},
	{`net use x: https://srv/share`, `https`, "web server"},
	{`net use x: \\[2001:db8::1]\share`, `\\[`, "cannot be the name of a server"},
	{`net use x: \\s*v\share`, `\\s*v`, "cannot be the name of a server"},
	{`net use x: \\srv\sh?re`, `\\srv`, "cannot be the name of a share"},
	{`net use x: \\srv\share /user`, `/user`, "has no value"},
	{`net use x: \\srv\share /user DOM\u`, `/user`, "has no value"},
	{`net use x: \\srv\share /user:`, `/user`, "names nobody"},
	{`net use x: \\srv\share /user:DOM\`, `/user`, "name of the user is missing"},
	{`net use x: \\srv\share /user:A\B\C`, `/user`, "more than one backslash"},
	{`net use x: \\srv\share /user:\\DOM\u`, `/user`, "more than one backslash"},
	{`net use x: \\srv\share /user:DOM/u`, `/user`, "no slash"},
	{`net use x: \\srv\share /user:a /u:b`, `/u:b`, "a second /user"},
	{`net use x: \\srv\share -user:a`, `-user`, "hyphen"},
	{`net use x: \\srv\share /usr`, `/usr`, "no switch /usr"},
	{`net use x: \\srv\share /usr:a`, `/usr`, "no switch /usr"},
	{`net use x: \\srv\share /s`, `/s`, "more than one switch"},
	{`net use x: \\srv\share /r`, `/r`, "more than one switch"},
	{`net use x: \\srv\share /`, `/`, "no such switch"},
	{`net use x: \\srv\share "/pass word"`, `"/pass`, "no such switch"},
	{`net use /?`, `/?`, "asks for help"},
	{`net use /help`, `/help`, "asks for help"},
	{`net use x: \\srv\share /p`, `/p`, "not a value"},
	{`net use x: \\srv\share /persistent:maybe`, `/persistent`, "not a value"},
	{`net use x: \\srv\share /y:es`, `/y`, "takes no value"},
	{`net use x: \\srv\share /smartcard`, `/smartcard`, "no logon can be predicted"},
	{`net use x: \\srv\share /savecred`, `/savecred`, "no logon can be predicted"},
	{`net use x: \\srv\share /home`, `/home`, "no logon can be predicted"},
	{`net use x: /d`, `/d`, "no logon can be predicted"},
	{`net use x: \\srv\share /delete`, `/delete`, "no logon can be predicted"},
	{`net use x: \\srv\share /requireprivacy`, `/requireprivacy`, "no logon can be predicted"},
	{`net use x: \\srv\share /requireint`, `/requireint`, "no logon can be predicted"},
	{`net use x: \\srv\share /transport:quic`, `/transport`, "no logon can be predicted"},
	{`net use x: \\srv\share /transport:udp`, `/transport`, "not a value"},
	{`net use x: \\srv\share /tcpport:8445`, `/tcpport`, "no logon can be predicted"},
	{`net use x: \\srv\share /tcpport`, `/tcpport`, "has no value"},
	{`net use x: \\srv\share pa&ss`, `&ss`, "cmd takes & | <"},
	{`net use x: \\srv\share “pass”`, `“pass`, "a typographic quote or dash"},
	{`net use x: \\srv\share pa^ss`, `^ss`, "cmd takes & | <"},
	{`net use x: \\srv\share > log`, `> log`, "cmd takes & | <"},
	{`net use x: "\\srv\my share`, `"\\srv`, "not closed"},
	{`net use x: "\\srv\my share\" pass`, `"\\srv`, `\" is a quote`},
	{"net use x:\n\\\\srv\\share", "\n", "one line"},
	{`net use ü: \\srv\share /usr`, `ü:`, "here belongs"},
	{`net use x: \\srv\ü /usr`, `/usr`, "no switch"},
}

func TestACommandThatCannotBePredictedSaysWhy(t *testing.T) {
	for _, test := range unpredictable {
		got, err := scenarios.ParseNetUse(test.command)
		var wrong *scenarios.CommandError
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
