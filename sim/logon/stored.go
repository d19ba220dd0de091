package logon

import (
	"fmt"
	"strings"
)

// A StoredCredential is an entry of the Credential Manager of whoever signs on at a client (cmdkey /add:Target): the
// user and the password that go to a server.
type StoredCredential struct {
	Target   string // the server as the UNC path names it, *.dns.suffix, DOMAIN\*, or * for any
	As       Name
	Password string
}

// storedFor is the most specific entry for a server, by the name in the UNC path; nil: there is none.
func (m *machine) storedFor(called string, server *machine) *StoredCredential {
	var best *StoredCredential
	most := 0
	for i := range m.Stored {
		if n := m.Stored[i].matches(called, server); n > most {
			best, most = &m.Stored[i], n
		}
	}
	return best
}

// How specific an entry is: the name of the server, the end of its DNS name (the longer the better), its domain, any.
const (
	anyServer = 1 + iota
	serversOfDomain
	endOfName
	nameOfServer = 1 << 16
)

// matches is how specifically an entry is for a server; 0: it is not for that one.
func (s *StoredCredential) matches(called string, server *machine) int {
	target := fold(s.Target)
	domain, ofDomain := strings.CutSuffix(target, `\*`)
	suffix, ofSuffix := strings.CutPrefix(target, "*.")
	switch {
	case target == called:
		return nameOfServer
	case ofSuffix && strings.HasSuffix(called, "."+suffix):
		return endOfName + len(suffix)
	case ofDomain && server.domain != nil && server.domain.is(domain):
		return serversOfDomain
	case target == "*":
		return anyServer
	}
	return 0
}

// stores reports whether a session has the entries of its user: one that was opened over the network has none.
func (c credential) stores() bool { return c.how == bySignOn || c.how == byNetOnly }

// with is what goes to a server where the command names nobody: the account that is signed on, if there is a password
// for it in the command; else an entry for the server, if the session has one.
func (c credential) with(run NetUse, q *Question) credential {
	if run.Password != nil || run.Ask {
		return c.typed()
	}
	if !c.stores() {
		return c
	}
	s := q.client.storedFor(q.called, q.target)
	if s == nil {
		return c
	}
	return credential{how: byStored, domain: s.As.Domain, user: s.As.User, password: s.Password, target: s.Target}
}

// StoredTarget is the target of the entry in the Credential Manager that was sent, with its password or, after a
// prompt, with the one typed there; "" if none was.
func (o Outcome) StoredTarget() string {
	if o.Facts.how != byStored && o.Facts.how != byPassword {
		return ""
	}
	return o.Facts.signOn.target
}

func foundStored(f *Facts) string {
	return fmt.Sprintf("at %s %s is for %s", f.client.Name, f.signOn.target, Name{f.sent.Domain, f.sent.User})
}

// stored checks the entries of a client.
func (c *checker) stored(path []string, m Machine) {
	seen := map[string]bool{}
	for i, s := range m.Stored {
		at := append(path, "stored", fmt.Sprint(i), "target")
		name := strings.TrimSuffix(strings.TrimPrefix(s.Target, "*."), `\*`)
		switch {
		case seen[fold(s.Target)]:
			c.add(at, "one target has one user", "%q is here already", s.Target)
		case strings.HasPrefix(s.Target, `\\`):
			c.add(at, "FILES, *.corp.example, CORP\\* or *", "a target is the name of a server, without backslashes")
		case s.Target != "*":
			c.name(at, name)
		}
		seen[fold(s.Target)] = true
	}
}
