package web

import (
	"fmt"
	"strconv"
	"strings"

	"ntlmsim/sim/kerberos"
)

// Verdict is what comes of it, in one line.
func (o Outcome) Verdict() string {
	text := o.first()
	if s := o.Second; s != nil && s.Acts {
		text += ", and opens " + s.URL.Text + " as that person"
	} else if s != nil {
		text += ", and cannot open " + s.URL.Text + " as that person"
	}
	return text
}

func (o Outcome) first() string {
	server := o.Facts.server.Name
	switch {
	case o.Protocol == Anonymous:
		return "200: " + server + " shows the page to everybody and asks nobody who he is"
	case o.Protocol == ByKerberos:
		return fmt.Sprintf("200: %s knows %s by Kerberos%s", server, o.User, o.prompted())
	case o.Protocol == ByNTLM && o.End == "guest":
		return fmt.Sprintf("200: %s takes %s for a guest, by NTLM%s", server, o.Facts.with.as, o.prompted())
	case o.Protocol == ByNTLM:
		return fmt.Sprintf("200: %s knows %s by NTLM%s", server, o.User, o.prompted())
	case o.Prompts > 0:
		return fmt.Sprintf("401.%d: the browser asks for a password three times, and the page is refused", o.SubStatus)
	}
	return fmt.Sprintf("401.%d: the page is refused, and the browser asks for no password", o.SubStatus)
}

func (o Outcome) prompted() string {
	if o.Prompts == 1 {
		return ", after a password was typed"
	}
	return ""
}

// SPN is the name that a ticket is asked for; "" where none is.
func (o Outcome) SPN() string {
	if o.Name.Class == "" {
		return ""
	}
	return o.Name.String()
}

// String is an event in one line.
func (e Event) String() string {
	text := fmt.Sprintf("%s logs %d", e.Machine, e.ID)
	if e.Code != "" {
		text += " with " + e.Code
	}
	if status, err := strconv.ParseUint(e.Code, 0, 32); e.ID == 681 && err == nil {
		text += fmt.Sprintf(", written as %d", status)
	}
	return text
}

// Reason is why, in a sentence or two.
func (o Outcome) Reason() string {
	var list []string
	for _, s := range []string{o.whyTicket(), o.whyNTLM(), o.whySecond()} {
		if s != "" {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		list = []string{o.whyNothing()}
	}
	return strings.Join(list, " ")
}

// whyTicket is what became of the ticket.
func (o Outcome) whyTicket() string {
	f := o.Facts
	switch {
	case o.Ticket != nil:
	case o.NTLM != nil && !f.browser.Integrated:
		return "The browser does not answer Negotiate, so no ticket is asked for."
	case o.NTLM != nil:
		return "The site offers NTLM alone, so no ticket is asked for."
	default:
		return ""
	}
	name := f.request.Name.String()
	switch state := f.ticket.Final(); state {
	case "session":
		return fmt.Sprintf("The ticket is for %s, a name of %s, and the site opens it with that account's key.", name, f.request.Owners[0].Full())
	case "refused.other-key":
		return fmt.Sprintf("%s is a name of %s, so the ticket is sealed with the key of that account; but the site opens tickets with the key of %s (KRB_AP_ERR_MODIFIED). The browser does not go on with NTLM.",
			name, f.request.Owners[0].Full(), f.holds())
	case "ntlm.no-owner":
		return fmt.Sprintf("No account has the name %s, so there is no ticket.", name)
	case "ntlm.two-owners":
		var owners []string
		for _, a := range f.request.Owners {
			owners = append(owners, a.Full())
		}
		return fmt.Sprintf("%s have one name, %s, so the KDC gives no ticket.", strings.Join(owners, " and "), name)
	}
	return strings.ToUpper(o.Ticket.Short[:1]) + o.Ticket.Short[1:] + "."
}

// holds is whose keys the site has.
func (f *Facts) holds() string {
	var list []string
	for _, k := range f.request.Keys {
		list = append(list, k.Of.Full())
	}
	if len(list) == 0 {
		return "no account of a domain"
	}
	return strings.Join(list, " and ")
}

// whyNTLM is what became of NTLM.
func (o Outcome) whyNTLM() string {
	f := o.Facts
	switch o.End {
	case "denied.kerberos-alone":
		return "The site takes Kerberos alone (Negotiate:Kerberos)."
	case "response", "guest":
		return "NTLM gets through."
	case "denied.unbound":
		return "The site demands a channel binding (extended protection), and the NTLM response has none."
	case "denied.ntlm", "denied.at-client":
		return fmt.Sprintf("NTLM is refused: %s.", foundNTLM(f))
	}
	return ""
}

// whyNothing is why neither was tried.
func (o Outcome) whyNothing() string {
	switch o.End {
	case "open":
		return "Anonymous access is on."
	case "denied.no-provider":
		return "Neither anonymous access nor Windows authentication is on."
	}
	return "The browser does not answer Negotiate, and the site offers nothing else."
}

// Caveat is what a reader must know beside the reason.
func (o Outcome) Caveat() string {
	var list []string
	f := o.Facts
	asks := len(f.site.Providers) > 0 && !f.site.Anonymous
	if asks && !f.browser.Zoned && !f.with.typed {
		list = append(list, fmt.Sprintf("The file does not say to which hosts the browser of %s logs on of itself (browsers: intranet); %s is taken for one. Otherwise it asks for a password first.", f.client.Name, f.attempt.Open.Host))
	}
	if s := o.Second; s != nil && f.world.site(s.URL.Host, "") == nil {
		list = append(list, "The file has no site for the host "+s.URL.Host+", so that nothing there opens a ticket: add it to sites, with its machine.")
	}
	list = append(list, f.unmodelled()...)
	if text := f.others(o); o.ofFarm && text != "" {
		list = append(list, text)
	}
	if f.attempt.Typed != nil && !f.with.typed {
		list = append(list, "Nothing is typed: the browser does not ask.")
	}
	if a := f.request.Account; f.ticket.Through() && f.request.Proof == kerberos.SignedOn && a != nil && (a.Disabled || a.Locked || a.Expired || a.OutsideHours) {
		list = append(list, a.Full()+" has the first ticket from before: the KDC looks at the account again once that is older than 20 minutes (MS-KILE 3.3.5.7.1), and then refuses.")
	}
	return strings.Join(list, " ")
}

// others are the machines of a farm that answer otherwise.
func (f *Facts) others(o Outcome) string {
	var list []string
	a := f.attempt
	for _, s := range f.farm() {
		if a.AnsweredBy = s.Machine; s.Machine == f.site.Machine {
			continue
		}
		if other := f.world.predict(a); other.rank() != o.rank() {
			list = append(list, other.first())
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "It depends on which machine of the farm answers. " + f.server.Name + " is the worst for the person; otherwise: " + strings.Join(list, "; ") + "."
}

// unmodelled is what a site's settings do that no row decides.
func (f *Facts) unmodelled() (list []string) {
	if f.offers(KerberosAlone) && !f.site.UserMode {
		list = append(list, "The site has kernel mode on, with which IIS cannot use Negotiate:Kerberos (IIS, Advanced Settings of Windows authentication): turn it off. What IIS does as it is, is not known here.")
	}
	if f.ticket.Final() == "ntlm.not-joined" && f.byDNS && f.with.typed && f.world.active(f.with.as.Domain) {
		list = append(list, "The account is typed with the DNS name of its domain. Where "+f.client.Name+" finds a controller of that domain by DNS, it may get a ticket from there and be known by Kerberos; that is not modelled.")
	}
	if f.site.Protected == Required && f.attempt.Open.Scheme == "http" && len(f.site.Providers) > 0 {
		list = append(list, "Extended protection is required, and over http there is no channel to bind to: IIS then checks the name that the ticket or the response is for (IIS, extendedProtection, spn), which is not modelled.")
	}
	return list
}
