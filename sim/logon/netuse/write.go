package netuse

import (
	"cmp"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// Write is the inverse of Parse: a command for run. The program and the switches that run does not contain are taken
// from an older command, and so is the device if run has none.
func Write(older string, run logon.NetUse) string {
	before, behind := kept(older, run.Device)
	if run.Server != "" {
		before = append(before, wordOfShare(run))
	}
	text := strings.Join(slices.Concat(before, behind), " ")
	if run.Delete {
		return text + " /delete"
	}
	if run.User != nil {
		text += " /user:" + userWord(*run.User)
	}
	if run.BlockNTLM {
		text += " /blockntlm"
	}
	switch {
	case run.Ask:
		text += " *"
	case run.Password != nil:
		text += " " + passwordWord(*run.Password)
	}
	return text
}

// wordOfShare is \\SERVER\share, with the folder below it, or the server alone if the share is IPC$.
func wordOfShare(run logon.NetUse) string {
	if run.Share == "" {
		return Quoted(`\\` + run.Server)
	}
	text := `\\` + run.Server + `\` + run.Share
	if run.Folder != "" {
		text += `\` + run.Folder
	}
	return Quoted(text)
}

// kept returns the parts of a command that stay: the words before the share, but with the device if there is one, and
// the switches that run does not contain.
func kept(command, device string) (before, switches []string) {
	list, err := words(command)
	if err != nil || isNetUse(list) != nil {
		return []string{"net use", cmp.Or(device, "x:")}, nil
	}
	connected, named := false, device == ""
	for i, word := range list {
		connected = connected || i > 1 && strings.HasPrefix(word.text, `\\`)
		isSwitch := i > 1 && strings.HasPrefix(word.text, "/")
		named = named || i > 1 && !connected && isDevice(word.text)
		switch {
		case isSwitch && !inNetUse(word):
			switches = append(switches, word.raw)
		case i > 1 && !connected && isDevice(word.text) && device != "" && deviceName(word.text) != device:
			before = append(before, device)
		case !isSwitch && !connected:
			before = append(before, word.raw)
		}
	}
	if !named {
		before = append(before, device)
	}
	return before, switches
}

// inNetUse reports whether logon.NetUse contains a switch.
func inNetUse(word term) bool {
	name, _, _ := strings.Cut(word.text[1:], ":")
	o, err := optionNamed(word, strings.ToLower(name))
	return err == nil && (o.name == "user" || o.name == "blockntlm" || o.name == "delete")
}

func userWord(u logon.UserName) string {
	name := u.Name
	if u.Form == logon.Qualified {
		name = u.Domain + `\` + name
	}
	return Quoted(name)
}

// passwordWord quotes a password where it could be taken for something else. A password that begins with a slash, and
// the password *, cannot be typed.
func passwordWord(password string) string {
	if isDevice(password) || strings.HasPrefix(password, `\\`) || strings.ContainsAny(password, typographic) {
		return inQuotes(password)
	}
	return Quoted(password)
}

// Quoted is a word as it is typed: in quotes where it is empty or would be split, or where cmd would take a character
// for itself.
func Quoted(word string) string {
	if word == "" || strings.ContainsAny(word, " \t\"&|<>^") {
		return inQuotes(word)
	}
	return word
}

// inQuotes doubles the backslashes before a quote, as the C runtime wants it.
func inQuotes(word string) string {
	var b strings.Builder
	b.WriteByte('"')
	slashes := 0
	for _, r := range word {
		switch r {
		case '\\':
			slashes++
		case '"':
			b.WriteString(strings.Repeat(`\`, slashes+1))
			slashes = 0
		default:
			slashes = 0
		}
		b.WriteRune(r)
	}
	return b.String() + strings.Repeat(`\`, slashes) + `"`
}

// Joined is a command, whether a shell gave it as one word or as several.
func Joined(args []string) string {
	if len(args) == 1 {
		return args[0]
	}
	var words []string
	for _, word := range args {
		words = append(words, Quoted(word))
	}
	return strings.Join(words, " ")
}
