package lab

import (
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// A Cannot is something that Samba cannot be told to do. NotBuilt: the machine has no server, and is not asked. Else
// the server is built without it, and an attempt that needs it shows Samba's own behaviour.
type Cannot struct {
	Machine  string
	Attempt  string // "" where it is true of every attempt
	Why      string
	NotBuilt bool
}

func (c Cannot) String() string {
	text := c.Machine
	if c.Attempt != "" {
		text += ": " + c.Attempt
	}
	if c.NotBuilt {
		text += ": cannot be built"
	}
	return text + ": " + c.Why
}

// unbuildable says why a domain cannot have a controller here.
func (b *builder) unbuildable(d logon.Domain) string {
	for _, t := range d.Trusts {
		if b.unbreakable(d.Name, t.Channel) || b.unbreakable(t.Domain, t.Channel) {
			return unbreakableWhy
		}
	}
	switch {
	case d.Forest != "" && !strings.EqualFold(d.Forest, d.Name):
		return "Samba makes no domain below another one: each is a forest by itself"
	case len(d.Name) > MaxName:
		return "the domain's name is longer than the 15 characters of a NetBIOS name"
	case HostLabel(d.Name) == "":
		return "the domain's name makes no DNS name"
	}
	return b.unwritable(d)
}

func (b *builder) refuse(machine, why string) {
	b.cannot = append(b.cannot, Cannot{Machine: machine, Why: why, NotBuilt: true})
}

// unbreakable reports whether a secure channel is to be broken in the one way that the lab knows for Active Directory
// only: another password, or no account, at one end.
func (b *builder) unbreakable(domain string, c logon.Channel) bool {
	return domainNamed(b.topology, domain).Kind == logon.NT4 && (c == logon.WrongPassword || c == logon.AccountDeleted)
}

const unbreakableWhy = "secure channels of domains in the style of NT 4.0 are not broken by another password or a deleted account"

// refuseDomain says of every asked machine of a domain that it is not built.
func (b *builder) refuseDomain(d logon.Domain, why string) {
	for _, m := range b.topology.Machines {
		if strings.EqualFold(m.Domain, d.Name) && b.asked[fold(m.Name)] {
			b.refuse(m.Name, why)
		}
	}
}

func (b *builder) say(machine, attempt, why string) {
	c := Cannot{Machine: machine, Attempt: attempt, Why: why}
	for _, known := range b.cannot {
		if known == c {
			return
		}
	}
	b.cannot = append(b.cannot, c)
}

// limits says what Samba cannot do of each server that is built, and of each attempt at it.
func (b *builder) limits(attempts []scenarios.Attempt) {
	for _, s := range b.plan.Servers {
		m, ok := b.machine(s.Machine)
		if !ok {
			continue
		}
		if m.Role == logon.Controller {
			b.controllerLimits(m)
		}
		if b.plan.joins(s) && b.plan.Domain(s.Domain).Policy.LockoutThreshold > 0 {
			b.say(m.Name, "", "each of Samba's controllers counts bad passwords for itself: only that an account is locked out is replicated")
		}
	}
	for _, t := range b.plan.Trusts {
		b.trustLimits(t)
	}
	for _, p := range sent(b.topology, attempts) {
		b.attemptLimits(p)
	}
}

func (b *builder) machine(name string) (logon.Machine, bool) {
	for _, m := range b.topology.Machines {
		if name != "" && strings.EqualFold(m.Name, name) {
			return m, true
		}
	}
	return logon.Machine{}, false
}

func (b *builder) controllerLimits(m logon.Machine) {
	if len(domainNamed(b.topology, m.Domain).PasswordSettings) > 0 {
		b.say(m.Name, "", "the lab makes no fine-grained policies: that of the domain counts for everybody")
	}
	for _, a := range b.plan.Domain(m.Domain).Accounts {
		if a.Local {
			b.say(m.Name, "", "Samba has no local accounts of a domain: "+a.Name+" is a global one")
		}
	}
}

func (b *builder) trustLimits(t Trust) {
	controller := b.plan.Domain(t.Truster).Controller
	for _, d := range b.topology.Domains {
		for _, written := range d.Trusts {
			if strings.EqualFold(d.Name, t.Truster) && strings.EqualFold(written.Domain, t.Trusted) && written.Selective {
				b.say(controller, "", "Samba has no selective authentication: the trust of "+t.Trusted+" lets every account in")
			}
		}
	}
	old := b.plan.written(t)
	switch {
	case t.Type == logon.NT4Trust && !old:
		b.say(controller, "", "between domains of Active Directory the trust of "+t.Trusted+" is an external one")
	case t.Type == logon.Forest && old:
		b.say(controller, "", "with an NT4-style domain the trust of "+t.Trusted+" is one of NT 4.0, and not of forests")
	}
}

// lacks is what Samba does not have, by the states that decide because of it: any words, and the end of the name.
// Everything else that Windows has and Samba has not decides nothing of what is asked here.
var lacks = []struct{ end, why string }{
	{".network-logon-denied", "Samba has no SeDenyNetworkLogonRight"},
	{".guest-denied", "Samba has no SeDenyNetworkLogonRight"},
	{".blank-password", "Samba has no LimitBlankPasswordUse"},
	{".salt-differs", "Samba hashes with the domain in the message, not with its own"},
	{".guest-password-differs", "Samba's guest has no password"},
	{".guest-has-password", "Samba's guest has no password"},
	{".network-logon-not-granted", "Samba has no SeNetworkLogonRight"},
	{".place-restricted", "Samba 4.17 has no authentication policies"},
	{".server-restricted", "Samba 4.17 has no authentication policies"},
	{".smart-card-required", "Samba wants a smart card for interactive logons only"},
	{".not-cached", "the lab builds no read-only controllers"},
	{".clock-differs", "every machine of the lab has the same clock, and Samba does not look at the time in a response"},
	{".ntlm-denied", "Samba has no RestrictReceivingNTLMTraffic"},
	{".domain-ntlm-denied", "Samba has no RestrictReceivingNTLMTraffic"},
	{".server-domain-denies", "Samba has no RestrictNTLMInDomain"},
	{".account-domain-denies", "Samba has no RestrictNTLMInDomain"},
	{".weak-session", "Samba has no NtlmMinServerSec"},
	{".loopback", "Samba has no loopback check"},
	{"anonymous.not-allowed", "Samba admits an anonymous session over every dialect"},
	{"anonymous.refused", "Samba refuses an anonymous session in another way (restrict anonymous)"},
}

// attemptLimits compares what decides an attempt with what Samba never does.
func (b *builder) attemptLimits(p put) {
	s, ok := b.plan.Server(p.To)
	if !ok {
		return
	}
	because := string(p.Outcome.Because)
	if r := p.Outcome.Referral(); r != nil {
		b.say(s.Machine, p.Attempt, "the lab has no client that follows DFS: "+s.Machine+" is asked itself, and not "+r.Path)
	}
	for _, l := range lacks {
		if strings.HasSuffix(because, l.end) {
			b.say(s.Machine, p.Attempt, l.why)
		}
	}
	if p.Outcome.BySuffix() {
		b.say(s.Machine, p.Attempt, "the lab's domains have no other suffixes of user principal names")
	}
	if p.Outcome.ByMail() {
		b.say(s.Machine, p.Attempt, "Samba finds nobody by the address of a Microsoft account")
	}
	if strings.HasPrefix(because, "forced.") {
		b.say(s.Machine, p.Attempt, "Samba has no ForceGuest")
	}
	if strings.HasPrefix(because, "trusted.local.") || strings.HasPrefix(because, "none.local.") {
		b.say(s.Machine, p.Attempt, "Samba has no local accounts of a domain")
	}
	switch {
	case s.Kind == StandaloneServer:
	case s.Kind == ADController && p.Outcome.Session == logon.Guest:
		b.say(s.Machine, p.Attempt, "an AD controller of Samba never makes anyone a guest")
	case strings.HasPrefix(because, "none.asked") && !strings.Contains(p.User, "@"):
		b.say(s.Machine, p.Attempt, "Samba does not ask trusted domains for a name without a domain")
	case strings.HasSuffix(because, ".workstation-not-allowed"), b.restricted(p):
		if s.Kind == MemberServer || strings.HasPrefix(because, "trusted.") {
			b.say(s.Machine, p.Attempt, `Samba's winbindd passes the workstation on as \\NAME, which is in no list of workstations`)
		}
	}
}

// restricted reports whether the account that an attempt names may log on from some workstations only.
func (b *builder) restricted(p put) bool {
	for _, d := range b.plan.Domains {
		for _, a := range d.Accounts {
			if strings.EqualFold(a.Name, p.User) && len(a.Workstations) > 0 {
				return true
			}
		}
	}
	return false
}
