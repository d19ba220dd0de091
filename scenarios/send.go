package scenarios

import (
	"ntlmsim/scenarios/strict"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
	"ntlmsim/sim/ntlm"
)

var sendObject = strict.Object[logon.Send]{
	What: "send",
	Hint: "write the server: {to: NET}",
	Fields: []strict.Field[logon.Send]{
		strict.Text("to", func(s *logon.Send) *string { return &s.To }),
		strict.Key("share", func(r *strict.Reader, s *logon.Send, n *strict.Node) { s.Share = netuse.ShareName(r.Text(n)) }, strict.AnyText),
		strict.Text("domain", func(s *logon.Send) *string { return &s.Domain }),
		strict.Text("user", func(s *logon.Send) *string { return &s.User }).Showing(openUser),
		knownPassword(strict.Password("password", func(s *logon.Send) *string { return &s.Password }), "a password that is sent"),
		strict.Key("response", func(r *strict.Reader, s *logon.Send, n *strict.Node) {
			s.Response, _ = ntlm.ParseKind(strict.OneOf(r, n, "response", responses()))
		}, strict.AnyText),
		strict.Key("salt", func(r *strict.Reader, s *logon.Send, n *strict.Node) {
			salt := r.Text(n)
			s.Salt = &salt
		}, strict.AnyText),
		strict.Text("workstation", func(s *logon.Send) *string { return &s.Workstation }),
	},
}

// responses are the kinds of response by name, strongest first.
func responses() []string {
	var list []string
	for _, k := range ntlm.Kinds() {
		list = append([]string{k.String()}, list...)
	}
	return list
}

// readSend reads a session setup to the letter. Without response it is NTLMv2.
func readSend(r *strict.Reader, n *strict.Node, needsTo bool) *logon.Send {
	s := &logon.Send{Response: ntlm.NTLMv2}
	object := sendObject
	if needsTo {
		object.Required = []string{"to"}
	}
	object.Read(r, n, n, s)
	return s
}

// ParseSend reads a session setup from the command line, written as behind send: in a file:
//
//	{domain: "?", user: USER1, password: PSW1, response: ntlmv2}
//
// It may leave out to, which the caller knows. Its error is Errors, with positions within text.
func ParseSend(text string) (logon.Send, error) {
	r, root, err := strict.Open(sendFormat, "--send", []byte(text))
	if err != nil {
		return logon.Send{}, err
	}
	s := readSend(r, root, false)
	if err := r.Err(); err != nil {
		return logon.Send{}, err
	}
	return *s, nil
}

var sendFormat = strict.Format{
	Name:      "scenario",
	Empty:     "nothing is sent",
	EmptyHint: `{domain: D, user: USER1, password: PSW1}`,
	Quoting:   scenarioFormat.Quoting,
	Root:      sendObject.Place(),
}
