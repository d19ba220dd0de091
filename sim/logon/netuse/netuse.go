package netuse

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

const netUseHint = `net use x: \\SERVER\share [PASSWORD] [/user:DOMAIN\USER]`

// Parse reads a NET USE command that connects, or ends a connection, as typed at the prompt of cmd. Its error is an
// *Error. A command that the model cannot decide is an error, too: no answer is better than a wrong one.
func Parse(command string) (logon.NetUse, error) {
	u, err := parse(command)
	if err != nil {
		return logon.NetUse{}, err
	}
	return u.NetUse, nil
}

// parse is Parse, and keeps the words.
func parse(command string) (use, error) {
	var u use
	list, err := words(command)
	if err != nil {
		return u, err
	}
	if err := isNetUse(list); err != nil {
		return u, err
	}
	for _, word := range list[2:] {
		if strings.HasPrefix(word.text, "/") {
			err = u.option(word)
		} else {
			err = u.word(word)
		}
		if err != nil {
			return u, err
		}
	}
	if err := u.names(); err != nil {
		return u, err
	}
	return u, u.connects(list[1])
}

// names returns an error if /user: names nobody, but for an anonymous session: net use \\SERVER\IPC$ "" /user:
func (u *use) names() error {
	if u.user == nil || u.User.Name != "" || u.user.quoted || u.Password != nil && *u.Password == "" {
		return nil
	}
	return u.user.fail(`/user:DOMAIN\USER; for an anonymous session, /user:""`, "/user: names nobody")
}

func isNetUse(list []term) error {
	if len(list) == 0 {
		return &Error{1, "the command is empty", netUseHint}
	}
	program := strings.ToLower(list[0].text[1+strings.LastIndexByte(list[0].text, '\\'):])
	if !slices.Contains([]string{"net", "net.exe", "net1", "net1.exe"}, program) {
		return list[0].fail(netUseHint, "this is not NET USE")
	}
	if len(list) == 1 || !strings.EqualFold(list[1].text, "use") {
		return list[len(list[:min(2, len(list))])-1].fail(netUseHint, "this is NET, but not NET USE")
	}
	return nil
}

// A use is a NET USE command while it is read.
type use struct {
	logon.NetUse
	device, unc, password, user *term
}

// typographic are the characters that word processors substitute for quotes and hyphens.
const typographic = "“”„‘’–—"

// word reads an argument that is not a switch: the device, the server and share, the password, in this order.
func (u *use) word(word term) error {
	switch {
	case strings.ContainsAny(word.text, typographic) && !word.quoted:
		return word.fail(`type " and /, or put a name or a password that has such a character in double quotes`, "a typographic quote or dash, which cmd takes for a letter")
	case strings.HasPrefix(strings.ToLower(word.text), "-u") && strings.Contains(word.text, ":"):
		return word.fail("/user:", "NET knows no switches with a hyphen")
	case u.unc == nil && u.device == nil && isDevice(word.text):
		u.device, u.Device = &word, deviceName(word.text)
		return nil
	case u.unc == nil:
		u.unc = &word
		return u.path(word)
	case strings.HasPrefix(word.text, `\\`) && !word.quoted:
		return word.fail("a password that begins so is typed in double quotes", `a second \\SERVER\share`)
	case isDevice(word.text) && word.text != "*" && !word.quoted:
		return word.fail(netUseHint, `a device stands before \\SERVER\share`)
	case u.password != nil:
		return word.fail("a password with a blank in it is typed in double quotes", "a second password")
	}
	u.password = &word
	if word.text == "*" {
		u.Ask = true
	} else {
		u.Password = &word.text
	}
	return nil
}

// isDevice reports whether a word is a device: X:, LPT1: or *.
func isDevice(word string) bool {
	if word == "*" {
		return true
	}
	word = strings.ToLower(word)
	if port, ok := strings.CutPrefix(word, "lpt"); ok {
		port = strings.TrimSuffix(port, ":")
		return len(port) == 1 && port >= "1" && port <= "9"
	}
	return len(word) == 2 && word[0] >= 'a' && word[0] <= 'z' && word[1] == ':'
}

// Device is a drive or a printer as NET shows it, X: or LPT1. It reports false for any other text.
func Device(text string) (string, bool) {
	if text == "*" || !isDevice(text) {
		return "", false
	}
	return deviceName(text), true
}

// deviceName is a device as NET shows it: X:, LPT1, or *.
func deviceName(word string) string {
	word = strings.ToUpper(word)
	if strings.HasPrefix(word, "LPT") {
		return strings.TrimSuffix(word, ":")
	}
	return word
}

// path reads \\SERVER\share and a path below it. The model knows IPC$ as the share "".
func (u *use) path(word term) error {
	rest, ok := strings.CutPrefix(word.text, `\\`)
	if !ok {
		return notUNC(word)
	}
	server, share, below := strings.Cut(rest, `\`)
	share, folder, _ := strings.Cut(share, `\`)
	switch {
	case strings.Contains(word.text, "/"):
		return word.fail(`\\SERVER\share`, "a slash in the name of a server or share: NET wants backslashes")
	case strings.HasPrefix(rest, `\\`):
		return word.fail(`\\SERVER\share: within single quotes a backslash stays one`, "four backslashes")
	case server == "":
		return word.fail(`\\SERVER\share`, "the name of the server is missing")
	case server == "?" || server == "." && below:
		return word.fail(`\\SERVER\share`, `\\%s\ is a device of this machine, no server`, server)
	case strings.Contains(server, "@"):
		return word.fail("WebDAV is not SMB", "no logon of SMB can be predicted for a web server")
	case strings.ContainsAny(server, ":[]"):
		return word.fail(`write an IPv6 address as a name: \\2001-db8--1.ipv6-literal.net\share`, "this cannot be the name of a server")
	case strings.ContainsAny(server, `"*?<>|;,=+ `):
		return word.fail("", "this cannot be the name of a server")
	case below && share == "":
		return word.fail(`\\`+server+` alone is \\`+server+`\IPC$`, "the name of the share is missing")
	case strings.ContainsAny(share, `"*?<>|:`):
		return word.fail("", "this cannot be the name of a share")
	}
	if u.Server, u.Share = server, ShareName(share); u.Share != "" {
		u.Folder = strings.Trim(folder, `\`)
	}
	return nil
}

func notUNC(word term) error {
	lower := strings.ToLower(word.text)
	switch {
	case strings.HasPrefix(word.text, `\`):
		return word.fail(netUseHint, `\\SERVER\share begins with two backslashes`)
	case strings.HasPrefix(lower, "http:") || strings.HasPrefix(lower, "https:"):
		return word.fail("WebDAV is not SMB", "no logon of SMB can be predicted for a web server")
	case len(word.text) == 1 || strings.HasPrefix(lower, "lpt") || strings.HasPrefix(lower, "com"):
		return word.fail("X:, LPT1: or *", "this is not a device")
	case len(word.text) > 1 && word.text[1] == ':':
		return word.fail("X:", "a device is a letter and a colon")
	}
	return word.fail(netUseHint, `here belongs \\SERVER\share; a password stands behind it`)
}

// connects returns an error if the command neither connects to a share nor ends a connection.
func (u *use) connects(command term) error {
	switch {
	case u.Delete:
		return u.ends(command)
	case u.unc != nil:
		return nil
	case u.device != nil:
		return u.device.fail(netUseHint, `this only shows what the device is connected to: \\SERVER\share is missing`)
	case u.user != nil:
		return u.user.fail(netUseHint, `\\SERVER\share is missing`)
	}
	return command.fail(netUseHint, `this connects nothing: \\SERVER\share is missing`)
}

const deleteHint = `net use x: /delete, net use \\SERVER\share /delete, net use * /delete`

// ends returns an error if the command does not say which connection it ends, or says more.
func (u *use) ends(command term) error {
	switch {
	case u.password != nil:
		return u.password.fail(deleteHint, "a password has no place where a connection is ended")
	case u.user != nil:
		return u.user.fail(deleteHint, "/user has no place where a connection is ended")
	case u.device != nil && u.unc != nil:
		return u.unc.fail(deleteHint, "the device alone says which connection is ended")
	case u.device == nil && u.unc == nil:
		return command.fail(deleteHint, "/delete of what?")
	}
	return nil
}

// account reads what stands behind /user: — DOMAIN\USER, user@dns.domain or USER.
func account(word term, value string) (*logon.UserName, error) {
	domain, name, qualified := strings.Cut(value, `\`)
	at := strings.IndexByte(value, '@')
	switch {
	case strings.Contains(value, "/"):
		return nil, word.fail(`/user:DOMAIN\USER`, "the name of a user has no slash: a backslash stands between domain and user")
	case qualified && name == "":
		return nil, word.fail(`/user:DOMAIN\USER`, "the name of the user is missing behind the backslash")
	case strings.Contains(name, `\`):
		return nil, word.fail(`/user:DOMAIN\USER`, "the name of a user has more than one backslash")
	case qualified:
		return &logon.UserName{Form: logon.Qualified, Domain: domain, Name: name}, nil
	case at > 0 && at < len(value)-1:
		return &logon.UserName{Form: logon.UPN, Name: value}, nil
	}
	return &logon.UserName{Form: logon.Bare, Name: value}, nil
}

// ShareName is the name of a share in the model: "" for IPC$.
func ShareName(name string) string {
	if strings.EqualFold(name, "IPC$") {
		return ""
	}
	return name
}
