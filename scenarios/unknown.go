package scenarios

import (
	"slices"
	"strings"

	"ntlmsim/scenarios/strict"
	"ntlmsim/sim/logon"
)

// unknownWord stands for an unknown value. It is written without quotes.
const unknownWord = "unknown"

// accountOr is a field of an account whose value can be unknown.
func accountOr(f strict.Field[logon.Account], key string) strict.Field[logon.Account] {
	return f.Or(unknownWord, func(a *logon.Account) { a.Unknown = with(a.Unknown, key) })
}

// machineOr is a field of a machine whose value can be unknown.
func machineOr(f strict.Field[logon.Machine], key string) strict.Field[logon.Machine] {
	return f.Or(unknownWord, func(m *logon.Machine) { m.Unknown = with(m.Unknown, key) })
}

// known is a field with a value that cannot be unknown.
func known[T any](f strict.Field[T], what string) strict.Field[T] {
	return f.Not(unknownWord, "write the value; ntlmsim help unknown says what can be unknown", what+" cannot be unknown")
}

const passwordHint = "write the password; the word itself is one in quotes: '" + unknownWord + "'"

// knownPassword is a field with passwords that cannot be unknown.
func knownPassword[T any](f strict.Field[T], what string) strict.Field[T] {
	return f.Not(unknownWord, passwordHint, what+" cannot be unknown")
}

// accountNamed is an account before its keys are read: nobody knows its password. Guest has none, as Windows makes it.
func accountNamed(name string) logon.Account {
	a := logon.Account{Name: name}
	if !isGuest(name) {
		a.Unknown = []string{logon.KeyPassword}
	}
	return a
}

// readPassword reads the password of an account.
func readPassword(r *strict.Reader, a *logon.Account, n *strict.Node) {
	a.Password = r.Text(n)
	if a.Unknown = without(a.Unknown, logon.KeyPassword); len(a.Unknown) == 0 {
		a.Unknown = nil
	}
}

// nothingBehind is the hint for an account with nothing behind its name.
func nothingBehind(name string) string {
	if isGuest(name) {
		return "write " + name + ": {} for a guest account that is enabled"
	}
	return "write " + name + ": {password: …}, or " + name + ": {} if nobody knows the password"
}

func isGuest(name string) bool { return strings.EqualFold(name, "Guest") }

// with is a sorted list with one more key.
func with(list []string, key string) []string {
	if slices.Contains(list, key) {
		return list
	}
	list = append(list, key)
	slices.Sort(list)
	return list
}

func without(list []string, key string) []string {
	return slices.DeleteFunc(list, func(other string) bool { return other == key })
}
