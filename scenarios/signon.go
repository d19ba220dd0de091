package scenarios

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"ntlmsim/scenarios/strict"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
)

// A signedOn is what stands behind as: — an account, and how it is signed on.
type signedOn struct {
	account logon.Name
	signOn  logon.SignOn
}

var signOnObject = strict.Object[signedOn]{
	What:     "who is signed on",
	Required: []string{"account"},
	Hint:     `{account: CORP\ANNA, logon: winrm}`,
	Fields: []strict.Field[signedOn]{
		strict.Key("account", func(r *strict.Reader, s *signedOn, n *strict.Node) { s.account = readAccount(r, n) }, openUser),
		strict.Word("logon", "way to sign on without a password", logon.SignOnKinds(), func(s *signedOn) *logon.SignOnKind { return &s.signOn.Kind }),
		strict.Key("netonly", func(r *strict.Reader, s *signedOn, n *strict.Node) {
			name := readAccount(r, n)
			s.signOn.NetOnly = &name
		}, openUser),
		knownPassword(strict.Key("password", func(r *strict.Reader, s *signedOn, n *strict.Node) {
			password := r.Text(n)
			s.signOn.Password = &password
		}, strict.Secret), "the password of a session"),
	},
}

// signOnPlace is a name, or a mapping. A text that names no domain may be a password: somebody has left out what is
// around it in as: {password: …}.
var signOnPlace = strict.TextIf(qualified).With("account", openUser).With("logon", strict.AnyText).With("netonly", openUser).With("password", strict.Secret)

// readSignOn reads who is signed on, and how: DOMAIN\USER, or {account: DOMAIN\USER, logon: winrm}.
func readSignOn(r *strict.Reader, n *strict.Node) (s signedOn) {
	if strict.Follow(n).Kind == yaml.MappingNode {
		signOnObject.Read(r, n, n, &s)
		return s
	}
	s.account = readAccount(r, n)
	return s
}

// ParseAs reads who is signed on, as it is written behind as: in a file: DOMAIN\USER, MACHINE\USER or
//
//	{account: DOMAIN\USER, logon: winrm}
//
// It reports false for a text that is no account. The error of a mapping is Errors, with positions within text.
func ParseAs(text string) (logon.Name, logon.SignOn, bool, error) {
	if !strings.HasPrefix(text, "{") {
		name, ok := parseAccount(text)
		return name, logon.SignOn{}, ok, nil
	}
	r, root, err := strict.Open(signOnFormat, "--as", []byte(text))
	if err != nil {
		return logon.Name{}, logon.SignOn{}, true, err
	}
	s := readSignOn(r, root)
	return s.account, s.signOn, true, r.Err()
}

var signOnFormat = strict.Format{
	Name:      "scenario",
	Empty:     "nobody is signed on",
	EmptyHint: signOnObject.Hint,
	Quoting:   scenarioFormat.Quoting,
	Root:      signOnPlace,
}

// signOnText is what Write puts behind as:.
func signOnText(account logon.Name, s logon.SignOn) string {
	if s == (logon.SignOn{}) {
		return scalar(account.String())
	}
	netOnly := ""
	if s.NetOnly != nil {
		netOnly = scalar(s.NetOnly.String())
	}
	return mapping(entry{"account", scalar(account.String())}, entry{"logon", given(string(s.Kind))}, entry{"netonly", netOnly}, entry{"password", textOf(s.Password)})
}

// readSession reads whose session at a client it is, as as: has it.
func readSession(r *strict.Reader, n *strict.Node) logon.LogonSession {
	s := readSignOn(r, n)
	return logon.SessionOf(s.account, s.signOn)
}

func sessionText(s logon.LogonSession) string {
	if s == (logon.LogonSession{}) {
		return ""
	}
	return signOnText(s.As, s.SignOn())
}

var storedObject = strict.Object[logon.StoredCredential]{
	What:     "a stored credential",
	Required: []string{"target", "as", "password"},
	Hint:     `{target: NAS, as: 'NAS\ANNA', password: PSW1}`,
	Fields: []strict.Field[logon.StoredCredential]{
		strict.Text("target", func(s *logon.StoredCredential) *string { return &s.Target }),
		strict.Key("as", func(r *strict.Reader, s *logon.StoredCredential, n *strict.Node) { s.As = readAccount(r, n) }, openUser),
		knownPassword(strict.Password("password", func(s *logon.StoredCredential) *string { return &s.Password }), "a stored password"),
	},
}

// readStored reads the entries of a Credential Manager.
func readStored(r *strict.Reader, n *strict.Node) (list []logon.StoredCredential) {
	r.List(n, "stored", func(item *strict.Node) {
		var s logon.StoredCredential
		storedObject.Read(r, item, item, &s)
		list = append(list, s)
	})
	return list
}

func storedText(stored []logon.StoredCredential) string {
	var list []string
	for _, s := range stored {
		list = append(list, mapping(entry{"target", scalar(s.Target)}, entry{"as", scalar(s.As.String())}, entry{"password", scalar(s.Password)}))
	}
	return sequence(list)
}

// qualified reports whether a text is a user name with its domain.
func qualified(text string) bool { return strings.Contains(text, `\`) && netuse.IsUser(text) }
