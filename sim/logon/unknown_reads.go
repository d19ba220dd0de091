package logon

import (
	"slices"
	"strings"

	"ntlmsim/sim/kerberos"
)

// DependsOn reports whether an outcome can depend on a value. It may say so of a value on which nothing depends, and
// never leaves out one on which something does.
func (o *Outcome) DependsOn(u Unknown) bool {
	f := &o.Facts
	switch {
	case f.question.referral.dependsOn(u) || f.ticketDependsOn(u):
		return true
	case u.User != "":
		return o.readsAccount(u)
	case u.Share != "":
		return o.Stage == AtTree && strings.EqualFold(u.Of, f.target.Name) && strings.EqualFold(u.Share, o.Sent.Share)
	case u.Key == KeyThreshold:
		return o.comparesAccount() && slices.ContainsFunc(f.places(), func(p *place) bool { return strings.EqualFold(u.Of, p.db.name) })
	case u.Key == KeyOffline:
		return strings.EqualFold(u.Of, f.target.Name)
	case u.Key == KeyChannel:
		return strings.EqualFold(u.Of, f.target.Name) || f.namesComputer(u.Of)
	}
	return f.readsMachine(u.Of)
}

// ticketDependsOn reports whether a ticket of Kerberos can depend on a value: of the account whose ticket it is, of a
// controller that gives it, or of the client's channel to its domain.
func (f *Facts) ticketDependsOn(u Unknown) bool {
	if !f.ticketed || !f.request.Kerberos || !f.request.Joined {
		return false
	}
	h := f.question.holder
	switch {
	case h.domain == nil:
		return false
	case u.User != "":
		return f.holder.account != nil && h.domain.called(u.Of) && strings.EqualFold(u.User, f.holder.account.Name) && f.ticketReads(u.Key)
	case u.Key == KeyThreshold:
		return f.byTicket() && f.request.Proof == kerberos.RightPassword && h.domain.called(u.Of)
	case u.Key == KeyOffline:
		return h.domain.controlledBy(u.Of) || f.client.domain.controlledBy(u.Of)
	}
	return u.Key == KeyChannel && strings.EqualFold(u.Of, f.client.Name)
}

// ticketReads reports whether the KDC has looked at a value of the account: it stops at the first one that refuses the
// ticket.
func (f *Facts) ticketReads(key string) bool {
	type read struct {
		key   string
		stops bool
	}
	a := &f.person
	chain := []read{{"disabled", a.Disabled}, {"locked", a.Locked}, {"expired", a.Expired}, {"hours", a.OutsideHours}}
	if f.request.Proof != kerberos.SignedOn {
		chain = append(chain, read{KeyPassword, f.request.Proof == kerberos.WrongPassword}, read{"smart-card-required", f.holder.account.SmartCard},
			read{"password-expired", a.PasswordExpired}, read{"must-change", a.MustChange})
	}
	for _, r := range chain {
		if r.key == key || r.stops {
			return r.key == key
		}
	}
	return false
}

func (d *domain) controlledBy(name string) bool {
	return slices.ContainsFunc(d.controllers, func(m *machine) bool { return strings.EqualFold(m.Name, name) })
}

// namesComputer reports whether it is the account of a computer that is sent, or that a service is signed on with: a
// broken channel is one whose account is disabled, deleted or reset.
func (f *Facts) namesComputer(machine string) bool {
	user, _, _ := strings.Cut(f.sent.User, "@")
	return strings.EqualFold(user, machine+"$") || f.how == byComputer && strings.EqualFold(machine, f.client.Name)
}

// places are the places that have an account of the name.
func (f *Facts) places() (list []*place) {
	for _, p := range [...]*place{&f.server, &f.controller, &f.authority} {
		if p.account != nil {
			list = append(list, p)
		}
	}
	return list
}

// comparesAccount reports whether a database has looked at the account of the name.
func (o *Outcome) comparesAccount() bool {
	id, ok := table.ID(o.Because)
	return ok && compares[id]
}

func (o *Outcome) readsAccount(u Unknown) bool {
	f := &o.Facts
	is := func(db *database, a *account) bool {
		return a != nil && strings.EqualFold(u.User, a.Name) && strings.EqualFold(u.Of, db.name)
	}
	if is(f.server.db, f.server.db.guest) || f.provesSignOn() && u.Key == KeyPassword && is(f.signOn.db, f.signOn.account) {
		return true
	}
	return o.comparesAccount() && slices.ContainsFunc(f.places(), func(p *place) bool { return is(p.db, p.account) && p.reads(u.Key) })
}

// provesSignOn reports whether the password of the account signed on matters: it is sent, or may be an old one.
func (f *Facts) provesSignOn() bool {
	return f.signOn.account != nil && (f.signOn.sends || f.how == bySignOn)
}

// reads reports whether a database has looked at a value of its account: it stops at its first objection. A lockout
// policy looks whether the account is locked out in any case, and a previous password is compared with the present one.
func (p *place) reads(key string) bool {
	if key == KeyPassword {
		return len(p.account.Previous) > 0 || p.reaches(PasswordDiffers)
	}
	for _, s := range stateKeys {
		if s.key == key {
			return p.reaches(s.check) || s.check == LockedOut && p.lockout().threshold > 0
		}
	}
	return true
}

// reaches reports whether a check was made.
func (p *place) reaches(check Refusal) bool {
	if p.refusal == ProtectedUser || p.refusal == PlaceRestricted {
		return false
	}
	for _, c := range p.settings.Checks {
		if c == check {
			return true
		}
		if c == p.refusal || c == PasswordDiffers && p.refusal.aboutProof() || c == MustChange && p.refusal == CardRequired {
			return false
		}
	}
	return true
}

// aboutProof reports whether a refusal is made where the password is checked, or just behind it.
func (r Refusal) aboutProof() bool {
	return slices.Contains([]Refusal{NTLMOff, ResponseRefused, SaltDiffers, PasswordDiffers, PrincipalUnproven, ClockDiffers, ServerRestricted}, r)
}

// readsMachine reports whether the settings of a machine can matter: it is the client, the server, or a controller of a
// domain that is asked or named.
func (f *Facts) readsMachine(name string) bool {
	if strings.EqualFold(name, f.target.Name) || f.client != nil && strings.EqualFold(name, f.client.Name) {
		return true
	}
	return slices.ContainsFunc(f.domains(), func(d *domain) bool {
		return slices.ContainsFunc(d.controllers, func(m *machine) bool { return strings.EqualFold(name, m.Name) })
	})
}

// domains are those of the machines and of the names in an attempt, and those on the way to the authority.
func (f *Facts) domains() (list []*domain) {
	_, realm, _ := strings.Cut(f.sent.User, "@")
	list = []*domain{f.target.domain, f.world.domains[fold(f.sent.Domain)], f.world.domains[fold(realm)]}
	if f.client != nil {
		list = append(list, f.client.domain)
	}
	if f.trust != nil {
		list = append(append(list, f.trust.domain), f.trust.via...)
	}
	return slices.DeleteFunc(list, func(d *domain) bool { return d == nil })
}

// A Stored password is one that a database keeps of an account.
type Stored struct {
	Of       Name
	Password string
	Previous int // 0 is the present one, 1 the one before it
}

// Compared lists the passwords with which the response is compared, or could be: those of the accounts that have the
// name, and of the server's Guest.
func (o *Outcome) Compared() (list []Stored) {
	for _, p := range o.Facts.places() {
		of := Name{p.db.name, p.account.Name}
		list = append(list, Stored{Of: of, Password: p.account.Password})
		for i, password := range p.account.Previous {
			list = append(list, Stored{of, password, i + 1})
		}
	}
	own := o.Facts.server.db
	return append(list, Stored{Of: Name{own.name, own.guest.Name}, Password: own.guest.Password})
}

// Sends reports whether what is sent is the password of an account.
func (o *Outcome) Sends(u Unknown) bool {
	of := o.Facts.signOn
	return u.Key == KeyPassword && of.sends && o.Facts.how != byStored && of.account != nil && strings.EqualFold(u.User, of.account.Name) && strings.EqualFold(u.Of, of.db.name)
}

// Counting lists the accounts of the name whose bad passwords are counted.
func (o *Outcome) Counting() (list []Name) {
	for _, p := range o.Facts.places() {
		if p.lockout().threshold > 0 {
			list = append(list, Name{p.db.name, p.account.Name})
		}
	}
	return list
}
