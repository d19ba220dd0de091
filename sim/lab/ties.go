package lab

import (
	"strings"

	"ntlmsim/sim/logon"
)

// trusted is the domains that a domain trusts.
func (p Plan) trusted(domain string) (list []Domain) {
	for _, t := range p.Trusts {
		switch {
		case t.Truster == domain:
			list = append(list, p.Domain(t.Trusted))
		case t.Both && t.Trusted == domain:
			list = append(list, p.Domain(t.Truster))
		}
	}
	return list
}

// trusting is the domains that trust a domain.
func (p Plan) trusting(domain string) (list []Domain) {
	for _, d := range p.Domains {
		for _, t := range p.trusted(d.Name) {
			if t.Name == domain {
				list = append(list, d)
			}
		}
	}
	return list
}

// tied is who has an account at the controller of an NT4-style domain to ask it things: the domains that trust it, and
// its members. winbindd of an AD controller calls itself by the DNS name of its domain, with a dot, whatever the type
// of the trust.
func (p Plan) tied(domain string) (list []secret) {
	for _, d := range p.trusting(domain) {
		account := d.Name + "$"
		if d.Kind == logon.ActiveDirectory {
			account = d.DNS + "."
		}
		list = append(list, secret{Name: d.Name, Account: strings.ToLower(account), Password: labPassword, Domain: true})
	}
	for _, s := range p.Servers {
		if s.Kind == MemberServer && s.Domain == domain {
			list = append(list, secret{Name: s.Name, Account: strings.ToLower(s.Name) + "$", Password: labPassword})
		}
	}
	return list
}

// computers are the accounts of a domain's members, made beforehand: other members need their numbers. Joining changes
// the password.
func (p Plan) computers(domain string) (list []row) {
	for _, s := range p.Servers {
		if s.Kind == MemberServer && s.Domain == domain {
			list = append(list, rowOf(logon.Account{Name: s.Name + "$", Password: labPassword, Trust: logon.Workstation}, false))
		}
	}
	return list
}

// controllerBatch is what a controller is told: its accounts, and its ends of the trusts that are written.
func (p Plan) controllerBatch(s Server) batch {
	d := p.Domain(s.Domain)
	b := batchOf(d.Accounts, d.Policy, false)
	if s.Kind == NT4Controller {
		b = batchOf(s.Accounts, s.Policy, s.LM)
		b.Controller = true
		b.Tied = append(b.Tied, p.tied(d.Name)...)
	}
	if s.Kind == ADController {
		b.Moved = []string{anyAddress, s.Address}
		b.Accounts = append(b.Accounts, p.computers(d.Name)...)
	}
	b.AdminPassword = adminPassword(d)
	for _, other := range p.trusted(d.Name) {
		if p.mixed(d, other) || s.Kind == NT4Controller {
			b.Trusted = append(b.Trusted, secret{Name: other.Name, Password: labPassword, SID: other.SID, Domain: true})
		}
	}
	for _, other := range p.trusting(d.Name) {
		if p.mixed(d, other) && s.Kind == ADController {
			b.Tied = append(b.Tied, secret{Name: other.Name, Password: labPassword, SID: other.SID, Domain: true})
		}
	}
	return b
}

// mixed reports whether one of two domains is in the style of NT 4.0.
func (p Plan) mixed(one, other Domain) bool { return one.Kind != other.Kind }
