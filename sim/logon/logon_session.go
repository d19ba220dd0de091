package logon

// A LogonSession is a session at a client: the account, and how it signed on. Drives and connections are those of a
// session. Two that are equal are the same session; their names are folded. The zero LogonSession is none.
type LogonSession struct {
	As       Name
	Kind     SignOnKind
	NetOnly  Name   // runas /netonly: the account that other machines are shown
	Password string // with which the session was opened
	Typed    bool   // Password was given; false: it is the account's
}

// SessionOf is the session of an account that is signed on in some way.
func SessionOf(as Name, s SignOn) LogonSession {
	session := LogonSession{As: as.folded(), Kind: s.Kind}
	if service, ok := services[session.As.User]; ok && session.As.Domain == ntAuthority {
		session.As.User = fold(string(service))
	}
	if s.NetOnly != nil {
		session.NetOnly = s.NetOnly.folded()
	}
	if s.Password != nil {
		session.Password, session.Typed = *s.Password, true
	}
	return session
}

// LogonSession is the session in which the command of an attempt is typed.
func (a Attempt) LogonSession() LogonSession { return SessionOf(a.As, a.SignOn) }

// sessionOf is a session with the NetBIOS names of domains: CORP\ANNA and corp.example\ANNA are one.
func (w *World) sessionOf(s LogonSession) LogonSession {
	for _, n := range []*Name{&s.As, &s.NetOnly} {
		if d := w.domains[n.Domain]; d != nil {
			n.Domain = d.key
		}
	}
	return s
}

// SignOn is how the account of a session is signed on.
func (s LogonSession) SignOn() SignOn {
	how := SignOn{Kind: s.Kind}
	if s.NetOnly != (Name{}) {
		how.NetOnly = &s.NetOnly
	}
	if s.Typed {
		how.Password = &s.Password
	}
	return how
}

func (n Name) folded() Name { return Name{fold(n.Domain), fold(n.User)} }
