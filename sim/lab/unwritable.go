package lab

import (
	"fmt"
	"strings"

	"ntlmsim/sim/logon"
)

// unwritable says why the accounts of a domain cannot be created: one has the name of an account that the lab makes, or
// is a machine or trust account that Active Directory does not allow (Samba 4.17, samldb: the name ends in one dollar
// sign, and only the trust itself changes its password).
func (b *builder) unwritable(d logon.Domain) string {
	for _, a := range d.Accounts {
		switch {
		case d.Kind == logon.NT4 && unlisted(a.Name):
			return fmt.Sprintf("the account %q cannot be written to /etc/passwd", a.Name)
		case d.Kind != logon.NT4 && strings.Contains(a.Name, "@"):
			return fmt.Sprintf("Samba has no account in Active Directory with an @ in its name, as %q has", a.Name)
		case b.lab(d, a.Name):
			return fmt.Sprintf("the lab makes an account %q of its own", a.Name)
		case a.Trust == logon.NoTrustAccount || d.Kind == logon.NT4:
		case strings.TrimSuffix(a.Name, "$") != strings.TrimRight(a.Name, "$") || !strings.HasSuffix(a.Name, "$"):
			return fmt.Sprintf("in Active Directory the name of a machine or trust account ends in $, and %q does not", a.Name)
		case a.Trust == logon.Interdomain && len(a.Groups) > 0:
			return fmt.Sprintf("the trust account %q cannot be in a group", a.Name)
		case a.Trust == logon.Interdomain && (a.Password == "" || len(a.Previous) > 0):
			return fmt.Sprintf("in Active Directory the password of the trust account %q can be neither blank nor changed", a.Name)
		}
	}
	return ""
}

// unlisted reports whether a line of /etc/passwd with such a name defines no account: # begins a comment, and - removes
// other entries.
func unlisted(name string) bool { return strings.HasPrefix(name, "#") || strings.HasPrefix(name, "-") }

// unnamed says why an account of a standalone server or a member cannot be built, or not be named in a list of
// smb.conf; there are only names, in which % and a letter is something else, @ and & at the beginning a group, and @ a
// realm.
func unnamed(s Server) string {
	for _, a := range s.Accounts {
		if unlisted(a.Name) {
			return fmt.Sprintf("its account %q cannot be written to /etc/passwd", a.Name)
		}
	}
	for _, share := range s.Shares {
		for _, name := range append(append([]string{}, share.Allow...), share.Deny...) {
			database, name, found := strings.Cut(name, `\`)
			if !found {
				database, name = s.Name, database
			}
			if strings.EqualFold(database, s.Name) && (strings.ContainsAny(name, "%@") || strings.HasPrefix(name, "&")) {
				return fmt.Sprintf("smb.conf would read the account %q in the list of its share %q as something else", name, share.Name)
			}
		}
	}
	return ""
}

// lab reports whether the lab makes an account of that name in a domain: its own user, that of a server that is built,
// or one for a trust.
func (b *builder) lab(d logon.Domain, name string) bool {
	if strings.EqualFold(name, labAdmin) {
		return true
	}
	owner, ok := strings.CutSuffix(name, "$")
	if !ok {
		return false
	}
	for _, m := range b.topology.Machines {
		if b.asked[fold(m.Name)] && strings.EqualFold(m.Domain, d.Name) && strings.EqualFold(m.Name, owner) {
			return true
		}
	}
	for _, other := range b.topology.Domains {
		if strings.EqualFold(other.Name, owner) && !strings.EqualFold(other.Name, d.Name) {
			return true
		}
	}
	return strings.EqualFold(ControllerName(b.topology, d.Name), owner)
}
