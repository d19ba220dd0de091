package webserver

import (
	"slices"
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/web"
	"ntlmsim/sim/webprobe"
)

// A difference is something that these parts do otherwise than Windows. It changes either the question, which is then
// decided again, or what is expected to be seen.
type difference struct {
	of     string // the part that differs
	name   string
	reason string
	asks   func(*web.Topology)
	where  func(web.Browser, web.Attempt) bool // the attempts that it is about; nil: all
	when   func(web.Outcome) bool
	shows  func(*Seen, web.Outcome)
}

// The parts.
const (
	curl         = "curl"
	chromium     = "chromium"
	mitClient    = "mit-client"
	mitKDC       = "mit-kdc"
	apacheGSSAPI = "apache-gssapi"
)

func (d difference) String() string { return d.of + "/" + d.name }

// differencesOf are those of some parts that a browser meets in an attempt.
func differencesOf(parts []string, b web.Browser, a web.Attempt) []difference {
	return slices.DeleteFunc(slices.Clone(differences), func(d difference) bool {
		return !slices.Contains(parts, d.of) || d.where != nil && !d.where(b, a)
	})
}

// differences are all that are known.
var differences = []difference{
	{of: curl, name: "curl-takes-the-name-as-it-is", reason: "curl asks a ticket for the host of the URL: it follows no alias (dns_canonicalize_hostname = false), adds no port, and asks for an address, too",
		asks: eachBrowser(func(b *web.Browser) { b.Canonical, b.Port, b.TryIP = false, false, true })},
	{of: chromium, name: "chromium-asks-for-an-address", reason: "Chromium asks a ticket for an address, too",
		asks: eachBrowser(func(b *web.Browser) { b.TryIP = true })},
	{of: chromium, name: "chromium-needs-the-list", reason: "Chromium on Linux answers Negotiate only to the hosts of its list, and takes no typed account for it",
		asks: eachBrowser(func(b *web.Browser) { b.Integrated = false }), where: func(b web.Browser, a web.Attempt) bool { return !b.LogsOn(a.Open.Host) }},
	{of: chromium, name: "chromium-says-no-version", reason: "Chromium's first message of NTLM has no version, so that gss-ntlmssp refuses it; go-ntlmssp then asks with NTLM where Chromium began to",
		when: func(o web.Outcome) bool { return o.NTLM != nil && !noStates(o) }, shows: func(s *Seen, _ web.Outcome) { s.Again = true }},
	{of: chromium, name: "chromium-goes-on-with-ntlm", reason: "Chromium on Linux asks for an account and goes on with NTLM after every refusal of Kerberos, the server's, too; a browser of Windows is taken to ask, but to stay with Negotiate",
		when: func(o web.Outcome) bool {
			return webprobe.Negotiates(o) && o.Status == 401 && o.NTLM == nil && takesNTLM(o.Site())
		}, shows: goesOnWithNTLM},
	{of: mitClient, name: "mit-does-not-ask-again", reason: "MIT's client gives up where the KDC refuses its clock; Windows asks again with the KDC's time (KB 956627)",
		asks: eachBrowser(func(b *web.Browser) { b.AsksAgain = false })},
	{of: mitKDC, name: "one-owner", reason: "a name is one principal in MIT's database, so that two accounts cannot have it; the first has it here",
		asks: firstOwner},
	{of: curl, name: "curl-does-not-go-on-with-ntlm", reason: "curl takes Negotiate and sends no token where it gets no ticket; go-ntlmssp then asks with NTLM where the model says that a browser does, which these parts cannot show",
		when: func(o web.Outcome) bool { return o.NTLM != nil && webprobe.Negotiates(o) && !noStates(o) }, shows: func(s *Seen, _ web.Outcome) { s.Again = true }},
	{of: curl, name: "curl-gives-up", reason: "curl stops where it gets no ticket; that a browser does not go on with NTLM after this error is the model's word alone, so that the status is not compared",
		when: givesUp, shows: func(s *Seen, _ web.Outcome) { s.Status = 0 }},
	{of: apacheGSSAPI, name: "gss-ntlmssp-knows-no-states", reason: "the accounts of gss-ntlmssp are lines with a password, which cannot be disabled, locked or expired; what NTLM says is not asked",
		when: noStates, shows: func(s *Seen, _ web.Outcome) { s.Status = 0 }},
	{of: mitKDC, name: "expired-account-is-1", reason: "MIT's KDC has an error of its own for an account that has expired, KDC_ERR_NAME_EXP; Windows says 18",
		when: func(o web.Outcome) bool { return o.Code == kerberos.ClientRevoked && o.Request().Account.Expired }, shows: func(s *Seen, _ web.Outcome) { s.Code = 1 }},
	{of: mitKDC, name: "expired-before-the-proof", reason: "MIT's KDC says that a password has expired before it looks at the proof of it and its time; Windows is taken to say 24 or 37 first",
		when: func(o web.Outcome) bool {
			return passwordOver(o) && FirstRefused(o) && (o.Code == kerberos.PasswordWrong || o.Code == kerberos.ClocksDiffer)
		}, shows: func(s *Seen, _ web.Outcome) { s.Code = kerberos.PasswordExpired }},
	{of: apacheGSSAPI, name: "wrong-key-is-31", reason: "MIT's acceptor says KRB_AP_ERR_BAD_INTEGRITY where no key that it has of the ticket's version opens it; Windows says 41",
		when: func(o web.Outcome) bool { return notOpened(o) && sameVersion(o) }, shows: func(s *Seen, _ web.Outcome) { s.Code = 31 }},
	{of: apacheGSSAPI, name: "old-key-is-44", reason: "MIT's acceptor says KRB_AP_ERR_BADKEYVER where it has keys of other versions only, whosever they are; Windows says 41",
		when: func(o web.Outcome) bool { return notOpened(o) && !sameVersion(o) }, shows: func(s *Seen, _ web.Outcome) { s.Code = 44 }},
	{of: chromium, name: "chromium-shows-no-error", reason: "Chromium asks for no proof of the server, so that no token comes back with the server's error",
		when: refusedByServer, shows: func(s *Seen, _ web.Outcome) { s.Code = 0 }},
	{of: mitKDC, name: "refused-rc4-is-60", reason: "MIT's KDC says KRB_ERR_GENERIC (FINDING_SERVER_KEY) where it may not use the only key of a service; Windows says 14",
		when: ended("refused.encryption"), shows: func(s *Seen, _ web.Outcome) { s.Code = 60 }},
	{of: mitClient, name: "name-without-a-controller", reason: "MIT's client has made the name before it finds out that no KDC answers",
		when: ended("ntlm.no-controller"), shows: func(s *Seen, o web.Outcome) { s.SPN = o.Request().Name.String() }},
	{of: apacheGSSAPI, name: "apache-offers-both", reason: "mod_auth_gssapi offers Negotiate always, and NTLM wherever a logon may belong to a connection, whatever it then takes",
		when: func(o web.Outcome) bool { return offered(o) != "" && takesNTLM(o.Site()) }, shows: func(s *Seen, _ web.Outcome) { s.Offers = "Negotiate, NTLM" }},
	{of: apacheGSSAPI, name: "nothing-is-403", reason: "Apache says 403 to everybody where no way to log on is configured; IIS says 401.2",
		when: func(o web.Outcome) bool { return o.End == "denied.no-provider" }, shows: func(s *Seen, _ web.Outcome) { s.Status = 403 }},
}

// ended reports whether the part of Kerberos ended in a state.
func ended(state string) func(web.Outcome) bool {
	return func(o web.Outcome) bool { return o.Ticket != nil && endOf(o) == state }
}

func endOf(o web.Outcome) string {
	r := o.Request()
	return string(kerberos.Decide(&r).Final())
}

// notOpened reports whether no key of the site opens the ticket.
func notOpened(o web.Outcome) bool {
	return ended("refused.other-key")(o) || ended("refused.old-key")(o)
}

// refusedByServer reports whether the server refuses a ticket that the KDC gave.
func refusedByServer(o web.Outcome) bool {
	return o.Ticket != nil && strings.HasPrefix(endOf(o), "refused.") && endOf(o) != "refused.encryption" && !FirstRefused(o)
}

// sameVersion reports whether the site has a key of the ticket's version, of whatever account.
func sameVersion(o web.Outcome) bool {
	r := o.Request()
	return slices.ContainsFunc(r.Keys, func(k kerberos.Key) bool {
		return k.Version == r.Owners[0].Version || k.Older && k.Version > r.Owners[0].Version
	})
}

// passwordOver reports whether the account's password has expired, or has to be changed.
func passwordOver(o web.Outcome) bool {
	a := o.Request().Account
	return a != nil && (a.PasswordExpired || a.MustChange)
}

// takesNTLM reports whether a site takes NTLM: by itself, or within Negotiate.
func takesNTLM(s web.Site) bool {
	return slices.ContainsFunc(s.Providers, func(p web.Provider) bool { return p != web.KerberosAlone })
}

// noStates reports whether NTLM is left out because of the account's state.
func noStates(o web.Outcome) bool {
	a := o.Request().Account
	return o.NTLM != nil && a != nil && (a.Disabled || a.Locked || a.Expired || a.PasswordExpired || a.MustChange)
}

// goesOnWithNTLM is what is seen where NTLM follows a ticket that is refused: the password was right.
func goesOnWithNTLM(s *Seen, o web.Outcome) {
	as, _ := o.Account()
	s.Status, s.Protocol, s.User, s.Again = 200, web.ByNTLM, strings.ToUpper(as.String()), true
}

// givesUp reports whether the KDC gives no ticket, and the browser does not go on with NTLM although it could.
func givesUp(o web.Outcome) bool {
	return webprobe.Negotiates(o) && takesNTLM(o.Site()) && (endOf(o) == "refused.clock" || endOf(o) == "refused.encryption")
}

// takesOther reports whether a browser takes what Apache offers, and the site does not.
func takesOther(o web.Outcome) bool {
	b, list := o.Browser(), o.Site().Providers
	if len(list) == 0 || !takesNTLM(o.Site()) {
		return false
	}
	return b.Integrated && !slices.ContainsFunc(list, func(p web.Provider) bool { return p != web.NTLM }) || !b.Integrated && !slices.Contains(list, web.NTLM)
}

func eachBrowser(change func(*web.Browser)) func(*web.Topology) {
	return func(t *web.Topology) {
		t.Browsers = slices.Clone(t.Browsers)
		for _, m := range t.Machines {
			if !slices.ContainsFunc(t.Browsers, func(b web.Browser) bool { return strings.EqualFold(b.Machine, m.Name) }) {
				t.Browsers = append(t.Browsers, web.Usual(m.Name))
			}
		}
		for i := range t.Browsers {
			change(&t.Browsers[i])
		}
	}
}

// firstOwner leaves each name to the first account that has it: a computer's own name to the computer.
func firstOwner(t *web.Topology) {
	taken := map[string]bool{}
	for _, m := range t.Machines {
		for _, d := range t.Domains {
			if strings.EqualFold(d.Name, m.Domain) {
				taken[strings.ToLower("HOST/"+m.Name)], taken[strings.ToLower("HOST/"+m.Name+"."+d.DNS)] = true, true
			}
		}
	}
	t.SPNs = slices.Clone(t.SPNs)
	for i, r := range t.SPNs {
		t.SPNs[i].Names = nil
		for _, n := range r.Names {
			if key := strings.ToLower(n.String()); !taken[key] {
				taken[key] = true
				t.SPNs[i].Names = append(t.SPNs[i].Names, n)
			}
		}
	}
}

// unobservable is why these parts cannot play an attempt; "" where they can.
func unobservable(parts []string, a web.Attempt, o web.Outcome) string {
	apache, mit, browser := slices.Contains(parts, apacheGSSAPI), slices.Contains(parts, mitKDC), slices.Contains(parts, chromium)
	r := o.Request()
	account := r.Account
	switch {
	case browser && r.Ahead != 0:
		return "Chromium opens no window with another clock (faketime)"
	case browser && a.Replayed:
		return "Chromium sends no copy of a request"
	case browser && takesOther(o):
		return "Apache offers Negotiate and NTLM, and Chromium takes the one that the site does not"
	case account != nil && r.Path && len(r.Owners) == 1 && account.Realm != r.Owners[0].Realm:
		return "no trust between realms is built here"
	case apache && a.Open.Scheme == "https" && o.Site().Protected == web.Required:
		return "nothing here demands a channel binding (mod_auth_gssapi 1.6)"
	case mit && account != nil && account.OutsideHours:
		return "an account of MIT's KDC has no logon hours"
	case apache && o.NTLM != nil && strings.HasSuffix(string(o.NTLM.Because), ".channel-refused"):
		return "gss-ntlmssp asks no controller, so that no secure channel can be broken"
	case apache && o.End == "guest":
		return "gss-ntlmssp has no guests"
	case o.End == "denied.at-client":
		return "no client here has a setting that forbids NTLM"
	}
	return ""
}
