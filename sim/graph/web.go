package graph

import (
	"cmp"
	"slices"
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/web"
)

const (
	anSPN     factKind = "SPNs"
	aSite     factKind = "sites"
	aKey      factKind = "keys"
	aBrowser  factKind = "browser"
	aDelegate factKind = "delegation"
)

// Web makes a Scene of web servers: the machines and domains, the accounts that have service principal names, the sites
// with the keys that they open tickets with, and the browsers.
func Web(title string, w *web.World) *Scene {
	t := w.Topology()
	s := Of(title, t.Topology)
	for _, r := range t.SPNs {
		for _, n := range r.Names {
			s.ofAccount(r.Account, anSPN, n.String(), false)
		}
	}
	for _, site := range t.Sites {
		s.addSite(w, site)
	}
	for _, b := range t.Browsers {
		s.onCard(b.Machine, browserFacts(b)...)
	}
	s.addAccounts(t)
	return s
}

// WebAttempt is Web with one attempt: of all names and sites only those that it meets, the accounts whose keys seal its
// tickets, and the messages. What is not sent is not drawn as sent.
func WebAttempt(file, title, question string, w *web.World, o web.Outcome) *Scene {
	t := w.Topology()
	s := Of(file, t.Topology)
	for _, n := range []kerberos.Name{o.Name, o.NameBehind()} {
		s.addOwners(w, n)
	}
	for _, site := range o.Sites() {
		s.addSite(w, site)
	}
	s.onCard(o.Browser().Machine, browserFacts(o.Browser())...)
	s.addAccounts(t)
	s.asking = &asking{title: title, question: question, mood: webMood(o), verdict: o.Verdict(), because: string(o.Because), reason: o.Reason()}
	s.sends(o.Wire())
	return s
}

// sends adds the messages of an attempt.
func (s *Scene) sends(messages []web.Message) {
	for _, m := range messages {
		h := hop{from: s.party(m.From), to: s.party(m.To), answer: m.String(), failed: !m.Sent, whole: true}
		s.asking.hops = append(s.asking.hops, h)
	}
}

func webMood(o web.Outcome) mood {
	switch {
	case o.Status != 200:
		return refused
	case o.End == "guest" || o.Second != nil && !o.Second.Acts:
		return guestly
	}
	return letIn
}

// addOwners adds the accounts that have a name.
func (s *Scene) addOwners(w *web.World, n kerberos.Name) {
	for _, owner := range w.Directory().Owners(n) {
		s.ofAccount(owner.Full(), anSPN, n.String()+byHost(owner, n), false)
	}
}

// byHost is " (as HOST/web1)" where an account has a name because HOST stands for its service class; else "".
func byHost(a *kerberos.Account, n kerberos.Name) string {
	if slices.ContainsFunc(a.Names, func(own kerberos.Name) bool { return strings.EqualFold(own.String(), n.String()) }) {
		return ""
	}
	return " (as HOST/" + n.Host + ")"
}

// addSite adds a site to its machine.
func (s *Scene) addSite(w *web.World, site web.Site) {
	s.onCard(site.Machine, append(siteFacts(site), keyFact(w.Keys(site), site.StaleKey))...)
}

// keyFact is the accounts whose keys open tickets.
func keyFact(keys []kerberos.Key, stale bool) fact {
	var list []string
	for _, k := range keys {
		list = append(list, k.Of.Full())
	}
	text := "opens tickets with: " + cmp.Or(strings.Join(list, ", "), "no key")
	if stale {
		text += ", an old one"
	}
	return fact{aKey, text, stale}
}

// siteFacts are a site, and what of its settings is unusual.
func siteFacts(site web.Site) []fact {
	var providers []string
	for _, p := range site.Providers {
		providers = append(providers, string(p))
	}
	text := site.Name + ": " + cmp.Or(strings.Join(providers, ", "), "no Windows authentication")
	if len(site.Hosts) > 0 {
		text += "; for " + strings.Join(site.Hosts, ", ")
	}
	list := []fact{{aSite, text, false}}
	for _, f := range []struct {
		holds bool
		text  string
	}{
		{site.Anonymous, "anonymous access"}, {site.Protected == web.Required, "extended protection: require"},
		{site.Pool != "", "the pool runs as " + site.Pool}, {site.PoolKey, "useAppPoolCredentials"}, {site.UserMode, "kernel mode is off"},
	} {
		if f.holds {
			list = append(list, fact{aSite, f.text, true})
		}
	}
	return list
}

// browserFacts are what a browser does otherwise than one as it is set up.
func browserFacts(b web.Browser) (list []fact) {
	for _, f := range []struct {
		holds bool
		text  string
	}{
		{!b.Integrated, "does not answer Negotiate"}, {!b.Canonical, "asks the ticket for an alias as it is"}, {b.Port, "adds the port to the name"},
		{b.TryIP, "TryIPSPN"}, {b.NoKDC, "reaches no controller"}, {!b.Binds, "sends no channel binding"}, {!b.AsksAgain, "gives up where its clock is wrong"},
	} {
		if f.holds {
			list = append(list, fact{aBrowser, f.text, true})
		}
	}
	return list
}

// addAccounts adds what a KDC knows of accounts and domains beside their names.
func (s *Scene) addAccounts(t web.Topology) {
	for _, d := range t.Delegation {
		for _, text := range delegated(d) {
			s.ofAccount(d.Account, aDelegate, text, true)
		}
	}
	for _, name := range t.NotDelegated {
		s.ofAccount(name, aDelegate, "may not be delegated", true)
	}
	for _, name := range t.RC4Only {
		s.ofAccount(name, aKey, "of RC4 only", true)
	}
	for i := range s.domains {
		if slices.ContainsFunc(t.NoRC4, func(name string) bool { return strings.EqualFold(name, s.domains[i].name) }) {
			s.domains[i].facts = append(s.domains[i].facts, fact{aKey, "no tickets with RC4", true})
		}
	}
}

// delegated is what lets an account act for others, or others at it.
func delegated(d web.Delegate) (list []string) {
	if d.Unconstrained {
		list = append(list, "acts for others anywhere")
	}
	for _, n := range d.To {
		text := "acts for others at " + n.String()
		if d.AnyProtocol {
			text += ", also after NTLM"
		}
		list = append(list, text)
	}
	for _, from := range d.From {
		list = append(list, from+" acts for others here")
	}
	return list
}

// ofAccount adds a fact about an account: to the card of a computer, or else to its domain.
func (s *Scene) ofAccount(account string, kind factKind, text string, odd bool) {
	domain, name, ok := strings.Cut(account, `\`)
	if !ok {
		s.onCard(account, fact{kind, text, odd})
		return
	}
	for i := range s.domains {
		if d := &s.domains[i]; strings.EqualFold(d.name, domain) {
			computer := slices.IndexFunc(d.cards, func(c *card) bool { return !c.absent && strings.EqualFold(c.name+"$", name) })
			if computer >= 0 {
				d.cards[computer].facts = append(d.cards[computer].facts, fact{kind, text, odd})
			} else {
				d.facts = append(d.facts, fact{kind, name + ": " + text, odd})
			}
		}
	}
}

// onCard adds facts to a machine.
func (s *Scene) onCard(machine string, facts ...fact) {
	cards := slices.Clone(s.alone)
	for _, d := range s.domains {
		cards = append(cards, d.cards...)
	}
	for _, c := range cards {
		if !c.absent && strings.EqualFold(c.name, strings.TrimSuffix(machine, "$")) {
			c.facts = append(c.facts, facts...)
		}
	}
}
