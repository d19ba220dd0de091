package logon

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ntlmsim/sim"
)

// A CodeKind is the kind of a code.
type CodeKind string

const (
	Win32Code  CodeKind = "win32"    // what NET prints: 1326
	StatusCode CodeKind = "ntstatus" // what the wire and the logs say: 0xc000006d
	EventCode  CodeKind = "event"    // the number of an event, with the codes in it
)

// A Code is what a refused user can look up: the error number that NET printed, a status from a capture or a log, or an
// event ID with its status codes.
type Code struct {
	Kind   CodeKind
	Win32  uint32
	Event  int
	Status *Status // of an event: nil if not given
	Sub    *Status // SubStatus of an event: nil if not given

	Kerberos *KerberosCode // of an event of Kerberos: nil if not given
}

// An UnknownCode is the error for text that is not a code, or a code that neither the model nor its documents know.
type UnknownCode struct{ Text, Problem, Nearest string }

func (u *UnknownCode) Error() string { return fmt.Sprintf("%q %s", u.Text, u.Problem) }

// ParseCode reads a code in any of its usual forms: 1326, 0xc000006d, 3221225581 or -1073741715 (the
// same in decimal), STATUS_LOGON_FAILURE, NT_STATUS_LOGON_FAILURE, ERROR_LOGON_FAILURE, 529,
// "4625 0xc000006d/0xc0000064", "681 3221225572", "4771 0x18", "System error 1326 has occurred.", locked. An ambiguous
// number is read as a Win32 code first.
func ParseCode(text string) (Code, error) {
	words := strings.Fields(Pasted(text))
	switch len(words) {
	case 1:
		return parseWord(words[0])
	case 2:
		return parseEvent(words[0], words[1])
	}
	return Code{}, &UnknownCode{text, "is not one code, nor an event and its codes", ""}
}

// Pasted is the number in a line like "System error 1326 has occurred.", as NET prints it, or in "1326.", or of the
// text that belongs to an error; any other text is unchanged.
func Pasted(text string) string {
	if number := messageNumber(text); number != "" {
		return number
	}
	words := strings.Fields(text)
	number, says := "", len(words) == 1
	for _, word := range words {
		word = strings.ToLower(strings.Trim(word, ".,:;!()"))
		says = says || slices.ContainsFunc([]string{"error", "fehler", "erreur"}, func(s string) bool { return strings.HasSuffix(word, s) })
		if _, ok := codeNumber(word); !ok {
			continue
		}
		if number != "" {
			return text // of several, which one is meant?
		}
		number = word
	}
	if says && number != "" {
		return number
	}
	return text
}

// LooksLikeCode reports whether a word is meant as a code rather than as the name of a file: a number, words in
// capitals, or a final state.
func LooksLikeCode(word string) bool {
	if _, ok := codeNumber(word); ok || eightHex(word) || len(CodesNamed(word)) > 0 {
		return true
	}
	if prefix, _, ok := strings.Cut(strings.ToUpper(word), "_"); ok && slices.Contains(namePrefixes, prefix) {
		return true
	}
	return word != "" && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == "" && strings.Contains(word, "_")
}

var namePrefixes = []string{"STATUS", "NT", "ERROR", "SEC", "NTE", "RPC", "NERR", "KDC", "KRB"}

func parseWord(word string) (Code, error) {
	if n, ok := codeNumber(word); ok {
		if c, ok := numbered(n, word); ok {
			return c, nil
		}
		if s := Status(hexOf(word)); eightHex(word) && known(s) {
			return statusCode(s), nil
		}
		return Code{}, &UnknownCode{word, "is not a code that the model or its documents know", ""}
	}
	if s := Status(hexOf(word)); eightHex(word) && known(s) {
		return statusCode(s), nil
	}
	return parseName(word)
}

// numbered is the code with a number: a Win32 code, a status or an event ID.
func numbered(n uint32, word string) (Code, bool) {
	switch low := n & 0xFFFF; {
	case n == 0 && len(word) > 1:
		return statusCode(StatusSuccess), true
	case n>>16 == 0x8007 || n>>16 == 0xC007:
		return Code{Kind: Win32Code, Win32: low}, knownWin32(low)
	case known(Status(n)) && n != 0:
		return statusCode(Status(n)), true
	case knownWin32(n):
		return Code{Kind: Win32Code, Win32: n}, true
	case n < 1<<16:
		_, ok := EventOf(int(n))
		return Code{Kind: EventCode, Event: int(n)}, ok
	}
	return Code{}, false
}

// parseName reads STATUS_X, NT_STATUS_X, X, or ERROR_X.
func parseName(word string) (Code, error) {
	name := strings.TrimPrefix(strings.ToUpper(word), "NT_")
	for _, s := range slices.Sorted(maps.Keys(statuses)) {
		switch e := statuses[s]; {
		case strings.EqualFold(name, e.error) && name != "" && e.error != e.name:
			return Code{Kind: Win32Code, Win32: e.win32}, nil
		case strings.EqualFold(name, e.name), "STATUS_"+name == e.name:
			return statusCode(s), nil
		}
	}
	if len(CodesNamed(word)) > 0 {
		return parseState(word)
	}
	return Code{}, &UnknownCode{word, "is not a code that the model or its documents know", sim.Nearest(name, CodeNames())}
}

// parseEvent reads an event ID and its codes: STATUS, or STATUS/SUBSTATUS.
func parseEvent(id, carried string) (Code, error) {
	n, err := strconv.Atoi(id)
	if err != nil {
		return Code{}, &UnknownCode{id, "is not the number of an event", ""}
	}
	kind, ok := EventOf(n)
	switch {
	case !ok:
		return Code{}, &UnknownCode{id, "is not the number of an event that the model or its documents know", ""}
	case kind.ofKerberos():
		k, err := parseKerberos(carried)
		return Code{Kind: EventCode, Event: n, Kerberos: k}, err
	case !kind.CarriesStatus:
		return Code{}, &UnknownCode{carried, fmt.Sprintf("is too much: event %d carries no status", n), ""}
	}
	c := Code{Kind: EventCode, Event: n}
	status, sub, two := strings.Cut(carried, "/")
	if c.Status, err = parseStatus(status); err != nil {
		return Code{}, err
	}
	if !two {
		return c, nil
	}
	if n != 4625 {
		return Code{}, &UnknownCode{carried, fmt.Sprintf("is too much: event %d has one status, and no SubStatus", n), ""}
	}
	c.Sub, err = parseStatus(sub)
	return c, err
}

// parseStatus reads a status of an event: any number, known or not, or a known name.
func parseStatus(word string) (*Status, error) {
	if word == "" {
		return nil, &UnknownCode{"/", "stands between two statuses: STATUS/SUBSTATUS", ""}
	}
	if n, ok := codeNumber(word); ok {
		if eightHex(word) && n < 1<<31 {
			n = hexOf(word)
		}
		s := Status(n)
		return &s, nil
	}
	if eightHex(word) {
		s := Status(hexOf(word))
		return &s, nil
	}
	c, err := parseName(word)
	switch {
	case err != nil:
		return nil, err
	case c.Kind != StatusCode:
		return nil, &UnknownCode{word, "is a Win32 code: events carry the NTSTATUS", ""}
	}
	return c.Status, nil
}

// codeNumber reads 0x and hexadecimal digits, or decimal ones, as an unsigned or a signed number of 32 bits.
func codeNumber(word string) (uint32, bool) {
	if digits, ok := strings.CutPrefix(strings.ToLower(word), "0x"); ok {
		n, err := strconv.ParseUint(digits, 16, 32)
		return uint32(n), err == nil
	}
	n, err := strconv.ParseInt(word, 10, 64)
	return uint32(n), err == nil && n >= -1<<31 && n < 1<<32 && !strings.HasPrefix(word, "+")
}

// eightHex reports whether a word is a status written without 0x: C000006D.
func eightHex(word string) bool {
	return len(word) == 8 && strings.ContainsAny(word[:1], "8cC") && strings.Trim(word, "0123456789abcdefABCDEF") == ""
}

func hexOf(word string) uint32 {
	n, _ := strconv.ParseUint(word, 16, 32)
	return uint32(n)
}

func statusCode(s Status) Code {
	if !s.Server() {
		return Code{Kind: Win32Code, Win32: statuses[s].win32}
	}
	return Code{Kind: StatusCode, Status: &s}
}

// KnownCodes lists the Win32 codes that the model or its documents know, sorted.
func KnownCodes() (list []Code) {
	seen := map[uint32]bool{}
	for _, e := range statuses {
		seen[e.win32] = true
	}
	for _, n := range slices.Sorted(maps.Keys(seen)) {
		list = append(list, Code{Kind: Win32Code, Win32: n})
	}
	return list
}

// Server reports whether a status comes from a server or a component of Windows, rather than being the client's own
// Win32 code.
func (s Status) Server() bool { return s>>16 != 0xC007 }

func known(s Status) bool {
	_, ok := statuses[s]
	return ok
}

func knownWin32(code uint32) bool { return len(statusesOf(code)) > 0 }

// statusesOf lists the statuses that a client translates to a Win32 code, NTSTATUS values before those of the security
// packages.
func statusesOf(code uint32) (list []Status) {
	for s, e := range statuses {
		if e.win32 == code {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b Status) int {
		return cmp.Or(cmp.Compare(b>>30, a>>30), cmp.Compare(a, b)) // 0xC before 0x8
	})
	return list
}

// CodeNames lists the names of all NTSTATUS and Win32 codes, sorted.
func CodeNames() []string {
	names := map[string]bool{}
	for _, e := range statuses {
		names[e.name], names[e.error] = true, true
	}
	delete(names, "")
	return slices.Sorted(maps.Keys(names))
}

// Statuses lists what a code stands for: for a Win32 code every status that a client translates to it, for an event the
// codes in it.
func (c Code) Statuses() []Status {
	switch c.Kind {
	case Win32Code:
		return statusesOf(c.Win32)
	case StatusCode:
		return []Status{*c.Status}
	}
	var list []Status
	for _, s := range []*Status{c.Status, c.Sub} {
		if s != nil && *s != StatusSuccess {
			list = append(list, *s)
		}
	}
	return list
}

// Number is the code as text: 1326, 0xc000006d, 4625 0xc000006d/0xc0000064.
func (c Code) Number() string {
	switch {
	case c.Kind == Win32Code:
		return fmt.Sprint(c.Win32)
	case c.Kind == StatusCode:
		return c.Status.String()
	case c.Kerberos != nil:
		return fmt.Sprintf("%d %s", c.Event, *c.Kerberos)
	case c.Status == nil:
		return fmt.Sprint(c.Event)
	case c.Sub == nil:
		return fmt.Sprintf("%d %s", c.Event, *c.Status)
	}
	return fmt.Sprintf("%d %s/%s", c.Event, *c.Status, *c.Sub)
}
