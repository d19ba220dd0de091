package netuse

import (
	"strings"

	"ntlmsim/sim/logon"
)

// Stars replaces a password of any length.
const Stars = "********"

// Masked returns a command with its password replaced by Stars. If the password of run is not found in it, the command
// is written anew.
func Masked(command string, run logon.NetUse) string {
	if run.Password == nil || *run.Password == "" {
		return command
	}
	u, err := parse(command)
	if err != nil || u.password == nil || u.password.text != *run.Password {
		return WriteMasked(command, run)
	}
	runes := []rune(command)
	from := u.password.column - 1
	return string(runes[:from]) + Stars + string(runes[from+len([]rune(u.password.raw)):])
}

// WriteMasked is Write with Stars instead of the password.
func WriteMasked(older string, run logon.NetUse) string {
	if hidden := Stars; run.Password != nil && *run.Password != "" {
		run.Password = &hidden
	}
	return Write(older, run)
}

// Placeholder stands for a password in a command to type where nobody could answer a prompt.
const Placeholder = "PASSWORD"

// WriteToType is Write with what is typed instead of the password: *, which asks for it, or Placeholder in a session
// that cannot ask. Stars would be sent as they stand, as a bad password.
func WriteToType(older string, run logon.NetUse, asks bool) string {
	if run.Password != nil && *run.Password != "" {
		word := Placeholder
		run.Password, run.Ask = &word, asks
	}
	return Write(older, run)
}

// LooksLike reports whether a text is probably a whole NET USE command, and so may contain a password.
func LooksLike(text string) bool {
	program, rest, ok := strings.Cut(strings.TrimLeft(text, " \t"), " ")
	return ok && strings.Contains(strings.ToLower(program), "net") && strings.Contains(rest, `\`)
}
