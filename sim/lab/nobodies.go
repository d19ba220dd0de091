package lab

import (
	"fmt"
	"strings"

	"ntlmsim/sim/logon"
)

// unwritable says why the accounts of a domain cannot be written down: one has the name of an account that the lab makes, or is
// no user's and not as Active Directory has them (Samba 4.17, samldb: the name ends in one dollar sign, and nobody but the
// trust itself changes its password).
func (b *builder) unwritable(d logon.Domain) string {
	for _, a := range d.Accounts {
		switch {
		case b.lab(d, a.Name):
			return fmt.Sprintf("the lab makes an account %q of its own", a.Name)
		case a.Trust == logon.NoTrustAccount || d.Kind == logon.NT4:
		case strings.TrimSuffix(a.Name, "$") != strings.TrimRight(a.Name, "$") || !strings.HasSuffix(a.Name, "$"):
			return fmt.Sprintf("in Active Directory the name of an account that is no user's ends in $, and that of %q does not", a.Name)
		case a.Trust == logon.Interdomain && (a.Password == "" || len(a.Previous) > 0):
			return fmt.Sprintf("in Active Directory the password of the trust's account %q is neither blank nor changed", a.Name)
		}
	}
	return ""
}

// lab says that the lab makes an account of that name in a domain: of a controller, a member, or a domain that is tied to it.
func (b *builder) lab(d logon.Domain, name string) bool {
	if strings.EqualFold(name, labAdmin) {
		return true
	}
	owner, ok := strings.CutSuffix(name, "$")
	if !ok {
		return false
	}
	for _, m := range b.topology.Machines {
		if strings.EqualFold(m.Domain, d.Name) && strings.EqualFold(m.Name, owner) {
			return true
		}
	}
	for _, other := range b.topology.Domains {
		if strings.EqualFold(other.Name, owner) && !strings.EqualFold(other.Name, d.Name) {
			return true
		}
	}
	return strings.EqualFold(b.controllerName(d.Name), owner)
}
