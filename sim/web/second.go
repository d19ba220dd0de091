package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// A Delegate is an account that acts for others, or lets others act at it.
type Delegate struct {
	Account string // CORP\SVCWEB; of a computer also its name alone
	kerberos.Delegation
}

// A Second is a second hop: what the site becomes where it opens another one as the person.
type Second struct {
	URL     URL
	Acts    bool // the site behind knows the person
	Code    kerberos.Code
	Because sim.State
	Name    kerberos.Name
}

// second decides the second hop of an attempt whose page was shown to a person.
func (o *Outcome) second() {
	f := o.Facts
	u := f.attempt.Then
	if u == nil || o.Status != 200 || o.Protocol == Anonymous || o.End == "guest" {
		return
	}
	state, code, steps := kerberos.TraceHop(f.hop(o))
	o.Second = &Second{*u, state == kerberos.Acts, code, state, f.behind()}
	for _, s := range steps {
		s.Round = 1
		if o.NTLM != nil {
			s.Round = 2
		}
		o.Trace = append(o.Trace, s)
	}
	if !o.Second.Acts {
		o.Because = state
	}
	o.addHop()
}

// addHop adds the events of a second hop: of the front's tickets, and of the logon at the site behind. For a person who
// came by NTLM the front asks a ticket for itself before (S4U2self).
func (o *Outcome) addHop() {
	f, s := o.Facts, o.Second
	kdc, ticket := o.controller(f.server.Domain), kerberos.Event{ID: 4769, Old: 673}
	if s.Acts && o.Protocol == ByNTLM {
		o.Events = append(o.Events, o.logged(kdc, ticket))
	}
	switch s.Because {
	case "alone.no-name":
		o.Events = append(o.Events, o.logged(kdc, kerberos.Event{ID: 4769, Old: 677, Code: kerberos.ServiceUnknown}))
	case "alone.other-key":
		o.Events = append(o.Events, o.logged(kdc, ticket), o.logged(f.server.Name, kerberos.Event{ID: 4, Old: 4, System: true, Code: kerberos.Modified}))
	case kerberos.Acts:
		o.Events = append(o.Events, o.logged(kdc, ticket))
		if behind := f.world.site(s.URL.Host, ""); behind != nil {
			o.Events = append(o.Events, o.logged(f.world.own(behind.Machine).Name, kerberos.Event{ID: 4624, Old: 540}))
		}
	}
}

// behind is the name that the site asks a ticket for: programs on a server take no alias for another name.
func (f *Facts) behind() kerberos.Name {
	return kerberos.Name{Class: "HTTP", Host: f.attempt.Then.Host}
}

func (f *Facts) hop(o *Outcome) *kerberos.Hop {
	w, name := f.world, f.behind()
	h := kerberos.Hop{Keys: f.keysBehind(), User: w.directory.Find(o.User.Domain, o.User.User), Sensitive: w.sensitive(o.User), ByTicket: o.Protocol == ByKerberos, Foreign: w.foreign(o.User.Domain, f.server.Domain), Front: f.front(), Name: name, Owners: w.directory.Owners(name)}
	if h.User == nil { // a local account, of which no KDC knows
		h.User, h.Sensitive = &kerberos.Account{Realm: o.User.Domain, Name: o.User.User}, false
	}
	return kerberos.NewHop(h, w.delegation())
}

// foreign reports whether two domains are of different forests.
func (w *World) foreign(a, b string) bool {
	one, _ := w.logon.Domain(a)
	other, _ := w.logon.Domain(b)
	return !strings.EqualFold(cmp.Or(one.Forest, one.Name), cmp.Or(other.Forest, other.Name))
}

// keysBehind are those of the site behind; none where the file has no such site.
func (f *Facts) keysBehind() []kerberos.Key {
	site := f.world.site(f.attempt.Then.Host, "")
	if site == nil {
		return nil
	}
	return f.world.Keys(*site)
}

// front is the account that acts: whose key has opened the ticket, or would have.
func (f *Facts) front() *kerberos.Account {
	if f.ticket.Through() {
		return f.request.Owners[0]
	}
	if len(f.request.Keys) > 0 {
		return f.request.Keys[0].Of
	}
	return &kerberos.Account{Realm: f.server.Name, Name: f.server.Name + "$"}
}

// delegation is what the directory says of accounts that act for others.
func (w *World) delegation() map[*kerberos.Account]kerberos.Delegation {
	of := map[*kerberos.Account]kerberos.Delegation{}
	for _, d := range w.topology.Delegation {
		a := w.topology.FindAccount(w.directory, d.Account)
		if a == nil {
			continue
		}
		one := d.Delegation
		one.From = nil
		for _, name := range d.From {
			if from := w.topology.FindAccount(w.directory, name); from != nil {
				one.From = append(one.From, from.Full())
			}
		}
		of[a] = one
	}
	return of
}

// sensitive reports whether an account may not be delegated.
func (w *World) sensitive(n logon.Name) bool {
	a, _ := w.logon.Account(n.Domain, n.User)
	return slices.ContainsFunc(w.topology.NotDelegated, func(s string) bool { return strings.EqualFold(s, n.String()) }) ||
		slices.ContainsFunc(a.Groups, func(g string) bool { return strings.EqualFold(g, "Protected Users") })
}

// whySecond is what became of the second hop.
func (o Outcome) whySecond() string {
	s := o.Second
	if s == nil {
		return ""
	}
	front, there := o.Facts.front().Full(), s.Name.String()
	switch s.Because {
	case kerberos.Acts:
		return front + " opens " + s.URL.Text + " as the person."
	case "alone.sensitive":
		return o.User.String() + " may not be delegated, so " + front + " cannot act for it at " + there + "."
	case "alone.not-forwarded":
		return o.User.String() + " is of another forest, and no first ticket is forwarded across the trust (EnableTGTDelegation), so " + front + " cannot act for it at " + there + "."
	case "alone.no-ticket":
		return front + " may act for others at " + there + ", but only for those who come with a ticket, and this person came by NTLM."
	case "alone.no-name":
		return "No account, or more than one, has the name " + there + " of the site behind."
	case "alone.other-key":
		return there + " is a name of an account whose key the site behind does not have."
	}
	return "Nothing lets " + front + " act for others at " + there + "."
}

// delegate lets the front act for others at the site behind: there first, which its owner can do alone.
func (f *Facts) delegate(o Outcome) []change {
	if !o.alone() {
		return nil
	}
	front, name, owners := f.front(), o.Second.Name, f.world.directory.Owners(o.Second.Name)
	if keys := f.keysBehind(); len(keys) > 0 && (o.Second.Because == "alone.no-name" || o.Second.Because == "alone.other-key") {
		return f.world.registering(name, owners, keys[0].Of)
	}
	var list []change
	if len(owners) == 1 {
		list = append(list, change{says: fmt.Sprintf("let %s act for others at %s (resource-based)", front.Full(), owners[0].Full()),
			run: fmt.Sprintf("as an administrator of %s, in PowerShell: Set-%s '%s' -PrincipalsAllowedToDelegateToAccount %s", owners[0].Realm, f.world.kindOf(owners[0]), owners[0].Name, f.principals(owners[0], front)),
			edit: func(t *Topology) {
				t.Delegation = append(t.Delegation, merged(*t, owners[0].Full(), func(d *Delegate) { d.From = append(slices.Clone(d.From), front.Full()) }))
			}})
	}
	return append(list, change{says: fmt.Sprintf("let %s act for others at %s (constrained)", front.Full(), name),
		run: fmt.Sprintf("as an administrator of %s, in PowerShell: Set-%s '%s' -Add @{'msDS-AllowedToDelegateTo'='%s'}%s", front.Realm, f.world.kindOf(front), front.Name, name, o.transition(front)),
		edit: func(t *Topology) {
			t.Delegation = append(t.Delegation, merged(*t, front.Full(), func(d *Delegate) {
				d.To, d.AnyProtocol = append(slices.Clone(d.To), name), d.AnyProtocol || o.Protocol == ByNTLM
			}))
		}})
}

// principals are the accounts that may act at one, with one more, as PowerShell takes them: the list is written anew.
func (f *Facts) principals(at, more *kerberos.Account) string {
	list := []string{fmt.Sprintf("(Get-%s '%s')", f.world.kindOf(more), more.Name)}
	for _, name := range f.world.delegation()[at].From {
		if a := f.world.topology.FindAccount(f.world.directory, name); a != nil && a != more {
			list = append(list, fmt.Sprintf("(Get-%s '%s')", f.world.kindOf(a), a.Name))
		}
	}
	return strings.Join(list, ",")
}

// transition is the command that lets an account act for those who came by NTLM.
func (o Outcome) transition(front *kerberos.Account) string {
	if o.Protocol != ByNTLM {
		return ""
	}
	return "\nSet-ADAccountControl '" + front.Name + "' -TrustedToAuthForDelegation $true"
}

// kindOf is what PowerShell calls the kind of an account.
func (w *World) kindOf(a *kerberos.Account) string {
	known, _ := w.logon.Account(a.Realm, a.Name)
	switch {
	case known.Trust == logon.ManagedService:
		return "ADServiceAccount"
	case strings.HasSuffix(a.Name, "$"):
		return "ADComputer"
	}
	return "ADUser"
}

// merged is what a file says of an account that acts for others, with a change. It counts where it stands last.
func merged(t Topology, account string, edit func(*Delegate)) Delegate {
	of := Delegate{Account: account}
	computer := strings.TrimSuffix(account[strings.IndexByte(account, '\\')+1:], "$")
	for _, d := range t.Delegation {
		if strings.EqualFold(d.Account, account) || strings.EqualFold(d.Account, computer) {
			of.Delegation = d.Delegation
		}
	}
	edit(&of)
	return of
}
