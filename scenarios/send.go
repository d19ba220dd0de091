package scenarios

import (
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
	"ntlmsim/sim/ntlm"

	"go.yaml.in/yaml/v4"
)

var sendObject = object[logon.Send]{
	what: "send",
	hint: "write the server: {to: NET}",
	fields: []field[logon.Send]{
		text("to", func(s *logon.Send) *string { return &s.To }),
		key("share", func(r *reader, s *logon.Send, n *yaml.Node) { s.Share = netuse.ShareName(r.text(n)) }, openText),
		text("domain", func(s *logon.Send) *string { return &s.Domain }),
		text("user", func(s *logon.Send) *string { return &s.User }).holding(openUser),
		hidden("password", func(s *logon.Send) *string { return &s.Password }),
		key("response", func(r *reader, s *logon.Send, n *yaml.Node) {
			s.Response, _ = ntlm.ParseKind(oneOf(r, n, "response", responses()))
		}, openText),
		key("salt", func(r *reader, s *logon.Send, n *yaml.Node) {
			salt := r.text(n)
			s.Salt = &salt
		}, openText),
		text("workstation", func(s *logon.Send) *string { return &s.Workstation }),
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
func readSend(r *reader, n *yaml.Node, needsTo bool) *logon.Send {
	s := &logon.Send{Response: ntlm.NTLMv2}
	object := sendObject
	if needsTo {
		object.required = []string{"to"}
	}
	object.read(r, n, n, s)
	return s
}

// ParseSend reads a session setup from the command line, written as behind send: in a file:
//
//	{domain: "?", user: USER1, password: PSW1, response: ntlmv2}
//
// It may leave out to, which the caller knows. Its error is Errors, with positions within text.
func ParseSend(text string) (logon.Send, error) {
	r, root, err := open(sendFormat, "--send", []byte(text))
	if err != nil {
		return logon.Send{}, err
	}
	s := readSend(r, root, false)
	if err := r.err(); err != nil {
		return logon.Send{}, err
	}
	return *s, nil
}

var sendFormat = format{
	name:      "scenario",
	empty:     "nothing is sent",
	emptyHint: `{domain: D, user: USER1, password: PSW1}`,
	quoting:   scenarioFormat.quoting,
	root:      sendObject.place(),
}
