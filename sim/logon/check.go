package logon

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"ntlmsim/sim"
)

// A Problem is one thing wrong with a topology or an attempt. Path leads to it through the keys of a scenario
// ("machines", "NET", "domain"; an element of a list by its number, from 0).
type Problem struct {
	Path []string
	What string
	Hint string // what to do, or ""
}

func (p Problem) Error() string {
	text := strings.Join(p.Path, ".") + ": " + p.What
	if p.Hint != "" {
		text += " (" + p.Hint + ")"
	}
	return text
}

// Check returns every problem of a topology, in the order in which the topology is written.
func Check(t Topology) []Problem { return check(t).problems }

func check(t Topology) checker {
	c := checker{topology: t, domains: map[string]string{}, machines: map[string]int{}}
	for i, m := range t.Machines {
		c.machines[fold(m.Name)] = i
	}
	for _, d := range t.Domains {
		c.domains[fold(d.Name)] = d.Name
	}
	for _, d := range t.Domains {
		c.dns(d)
	}
	c.unique("domains", len(t.Domains), func(i int) string { return t.Domains[i].Name })
	for _, d := range t.Domains {
		c.forest(d)
		c.suffixes([]string{"domains", d.Name}, d)
	}
	c.called()
	for _, d := range t.Domains {
		c.domain(d)
		c.domainAccounts(d, d.Accounts)
	}
	c.unique("machines", len(t.Machines), func(i int) string { return t.Machines[i].Name })
	for _, m := range t.Machines {
		c.machine(m)
		c.accounts([]string{"machines", m.Name}, m.Accounts)
	}
	if len(c.problems) == 0 {
		c.names()
	}
	return c
}

type checker struct {
	topology Topology
	machines map[string]int    // by name, folded: the position
	domains  map[string]string // by NetBIOS and DNS name, folded: the NetBIOS name
	problems []Problem
}

func (c *checker) add(path []string, hint, what string, args ...any) {
	c.problems = append(c.problems, Problem{slices.Clone(path), fmt.Sprintf(what, args...), hint})
}

func (c *checker) unique(key string, n int, name func(int) string, path ...string) {
	seen := map[string]string{}
	for i := range n {
		at := append(slices.Clone(path), key, name(i))
		if first, ok := seen[fold(name(i))]; ok {
			c.add(at, "names ignore case", "%q is here already as %q", name(i), first)
		}
		seen[fold(name(i))] = name(i)
		c.name(at, name(i))
	}
}

// name rejects text that cannot be the name of a domain, a machine, an account or a share.
func (c *checker) name(path []string, name string) {
	if name == "" {
		c.add(path, "", "a name is missing")
	} else if strings.TrimSpace(name) != name || strings.ContainsFunc(name, unicode.IsControl) {
		c.add(path, "", "%q begins or ends with a blank, or has a control character", name)
	} else if i := strings.IndexAny(name, "\\/\"[]:;|=,+*?<>\x00"); i >= 0 {
		c.add(path, "", "a name cannot contain %q", name[i])
	}
}

func (c *checker) domain(d Domain) {
	path := []string{"domains", d.Name}
	if !slices.Contains([]DomainKind{ActiveDirectory, NT4}, d.Kind) {
		c.add(append(path, "kind"), "ad or nt4", "%q is no kind of domain", d.Kind)
	}
	c.policy(path, d.Policy)
	c.passwordSettings(d)
	c.namespaces(d)
	seen := map[string]bool{}
	for i, t := range d.Trusts {
		c.trust(append(path, "trusts", fmt.Sprint(i)), d, t)
		if seen[fold(t.Domain)] {
			c.add(append(path, "trusts", fmt.Sprint(i)), "", "the trust of %s is here already", t.Domain)
		}
		seen[fold(t.Domain)] = true
	}
}

func (c *checker) domainAccounts(d Domain, accounts []Account) {
	path := []string{"domains", d.Name}
	c.accounts(path, accounts)
	for _, a := range accounts {
		if a.Local && d.Kind != NT4 {
			c.add(append(path, "accounts", a.Name, "local"), "kind: nt4", "only a domain of kind nt4 has local accounts: in Active Directory every account is global")
		}
		if a.SmartCard && d.Kind == NT4 {
			c.add(append(path, "accounts", a.Name, "smart-card-required"), "kind: ad", "a domain of kind nt4 knows no smart cards")
		}
	}
}

func (c *checker) dns(d Domain) {
	if d.DNS == "" {
		return
	}
	if other, ok := c.domains[fold(d.DNS)]; ok && other != d.Name {
		c.add([]string{"domains", d.Name, "dns"}, "", "%q is a name of %s", d.DNS, other)
	}
	c.domains[fold(d.DNS)] = d.Name
}

// isDomain reports whether a domain has this NetBIOS name.
func (c *checker) isDomain(name string) bool {
	return fold(c.domains[fold(name)]) == fold(name) && name != ""
}

func (c *checker) trust(path []string, d Domain, t Trust) {
	if !c.isDomain(t.Domain) {
		c.add(path, sim.Suggestion(t.Domain, c.domainNames()), "there is no domain %q to trust", t.Domain)
	}
	if fold(t.Domain) == fold(d.Name) {
		c.add(path, "", "%s cannot trust itself", d.Name)
	}
	if !slices.Contains([]TrustType{External, Forest, NT4Trust}, t.Type) {
		c.add(append(path, "type"), "external, forest or nt4", "%q is no type of trust", t.Type)
	}
	if !slices.Contains([]Direction{Outgoing, Incoming, Both}, t.Direction) {
		c.add(append(path, "direction"), "outgoing, incoming or both", "%q is no direction", t.Direction)
	}
	switch {
	case !slices.Contains([]Channel{Sound, WrongPassword, AccountDeleted}, t.Channel):
		c.add(append(path, "channel"), "wrong-password or no-account; a trust whose controllers cannot be reached is down: true", "%q is not a state of a trust's secure channel", t.Channel)
	case t.Down && t.Channel != Sound:
		c.add(append(path, "channel"), "leave out one of the two", "controllers that cannot be reached (down) cannot refuse the password")
	}
}

// principal checks a user principal name that is written of an account.
func (c *checker) principal(path []string, a Account) {
	user, suffix, _ := strings.Cut(a.UPN, "@")
	switch {
	case a.UPN == "":
	case path[0] != "domains":
		c.add(path, "write it of an account of a domain", "a local account has no user principal name")
	case user == "" || suffix == "" || strings.ContainsAny(suffix, `@\/ `):
		c.add(path, "anna@firma.example", "this is no user principal name")
	}
}

func (c *checker) accounts(path []string, accounts []Account) {
	c.unique("accounts", len(accounts), func(i int) string { return accounts[i].Name }, path...)
	c.mails(path, accounts)
	for _, a := range accounts {
		if !slices.Contains([]Hours{"", AllHours, NoHours}, a.Hours) {
			c.add(append(path, "accounts", a.Name, "hours"), "all or none", "%q: there is no clock here", a.Hours)
		}
		c.passwords(append(path, "accounts", a.Name), a)
		if !slices.Contains([]TrustAccount{NoTrustAccount, Interdomain, Workstation, ServerTrust, ManagedService}, a.Trust) {
			c.add(append(path, "accounts", a.Name, "trust-account"), "interdomain, workstation, server or managed-service", "%q is no kind of trust account", a.Trust)
		}
		if a.Trust == ManagedService && path[0] != "domains" {
			c.add(append(path, "accounts", a.Name, "trust-account"), "write it of an account of a domain", "managed service accounts are a domain's")
		}
		c.principal(append(path, "accounts", a.Name, "upn"), a)
		c.microsoftAccount(append(path, "accounts", a.Name, "microsoft-account"), a)
		if a.NeverUsed && a.Trust != Workstation {
			c.add(append(path, "accounts", a.Name, "never-used"), "trust-account: workstation", "only the account of a computer is made before it is used")
		}
		if a.PolicyAudits && len(a.AuthenticateFrom) == 0 {
			c.add(append(path, "accounts", a.Name, "policy-audit-only"), "authenticate-from", "there is no authentication policy that could audit")
		}
		if a.SmartCard && a.Trust != NoTrustAccount {
			c.add(append(path, "accounts", a.Name, "smart-card-required"), "leave out one of the two", "a %s account needs no smart card", a.Trust)
		}
		if a.SmartCard && path[0] != "domains" {
			c.add(append(path, "accounts", a.Name, "smart-card-required"), "write it of an account of a domain", "smart cards are a domain's")
		}
		if len(a.AuthenticateFrom) > 0 && path[0] != "domains" {
			c.add(append(path, "accounts", a.Name, "authenticate-from"), "write it of an account of a domain", "authentication policies are a domain's")
		}
	}
}

func (c *checker) machine(m Machine) {
	path := []string{"machines", m.Name}
	c.role(path, m)
	c.channel(path, m)
	c.places(path, m)
	c.policy(path, m.Policy)
	c.unique("shares", len(m.Shares), func(i int) string { return m.Shares[i].Name }, path...)
	if c.isDomain(m.Name) {
		c.add(path, "a NetBIOS name belongs to one of them", "%q is the name of a domain, too", m.Name)
	}
	p, ok := ProfileNamed(m.Profile)
	if !ok {
		c.add(append(path, "profile"), noProfile(m.Profile), "there is no profile %q", m.Profile)
		return
	}
	if !slices.Contains(p.Roles, m.Role) {
		c.add(append(path, "role"), "", "profile %s is not for a %s", p.Name, m.Role)
	}
	for _, s := range m.Settings {
		c.setting(append(path, "settings", s.Name), p, s)
	}
}

func (c *checker) role(path []string, m Machine) {
	switch {
	case !slices.Contains([]Role{Standalone, Member, Controller}, m.Role):
		c.add(append(path, "role"), "standalone, member or controller", "%q is no role", m.Role)
	case m.Role == Standalone && m.Domain != "":
		c.add(append(path, "domain"), "role: member", "a standalone machine has no domain")
	case m.Role != Standalone && m.Domain == "":
		c.add(path, "domain: NAME", "a %s has a domain", m.Role)
	case m.Domain != "" && !c.isDomain(m.Domain):
		c.add(append(path, "domain"), sim.Suggestion(m.Domain, c.domainNames()), "there is no domain %q", m.Domain)
	case m.Role == Controller && m.Policy != (Policy{}):
		c.add(append(path, "policy"), "write it under domains: "+m.Domain, "a controller has no policy but its domain's")
	case m.Role == Controller && len(m.Accounts) > 0:
		c.add(append(path, "accounts"), "write them under domains: "+m.Domain, "a controller has no accounts but its domain's")
	}
}

func (c *checker) channel(path []string, m Machine) {
	switch {
	case slices.Contains(m.Unknown, KeyChannel) && m.Role != Member:
		c.add(append(path, "channel"), "", "only a member has a secure channel to its domain")
	case !slices.Contains([]Channel{Sound, Unreachable, WrongPassword, AccountDeleted, ComputerOff, NetlogonStopped}, m.Channel):
		c.add(append(path, "channel"), "unreachable, wrong-password, no-account, account-disabled or netlogon-stopped", "%q is not a state of a secure channel", m.Channel)
	case m.ReadOnly && m.Channel == Unreachable:
	case m.Channel != Sound && m.Role != Member:
		c.add(append(path, "channel"), "a trust has a channel, too: {domain: NAME, channel: …}", "only a member has a secure channel to its domain")
	}
}

func (c *checker) setting(path []string, p *Profile, s Setting) {
	if !p.Has(s.Name) {
		c.add(path, noSetting(p, s.Name), "profile %s has no setting %q", p.Name, s.Name)
		return
	}
	if s.Unknown {
		c.checkUnknown(path, s)
		return
	}
	var scratch Settings
	if err := scratch.Set(s); err != nil {
		c.add(path, "", "%v", err)
	}
}

func (c *checker) domainNames() []string {
	var names []string
	for _, d := range c.topology.Domains {
		names = append(names, d.Name)
	}
	return names
}
