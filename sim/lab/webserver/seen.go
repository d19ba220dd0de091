package webserver

import (
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/web"
	"ntlmsim/sim/webprobe"
)

// Seen is what comes of an attempt, as far as real parts show it.
type Seen = webprobe.Seen

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// predicted is what the model expects to be seen of Windows.
func predicted(o web.Outcome) Seen {
	s := Seen{Offers: offered(o), SPN: o.SPN(), Status: o.Status, Protocol: o.Protocol, Code: o.Code}
	if o.Status == 200 && o.Protocol != web.Anonymous {
		s.User = strings.ToUpper(o.User.String())
	}
	if FirstRefused(o) {
		s.SPN = "" // it never comes to a ticket for the service
	}
	return s
}

// offered is what a site offers: Negotiate:Kerberos is called Negotiate, too.
func offered(o web.Outcome) string {
	if o.Site().Anonymous {
		return ""
	}
	var list []string
	for _, p := range o.Site().Providers {
		scheme, _, _ := strings.Cut(string(p), ":")
		list = append(list, scheme)
	}
	return strings.Join(list, ", ")
}

// FirstRefused reports whether the KDC refuses the first ticket.
func FirstRefused(o web.Outcome) bool {
	switch o.Code {
	case kerberos.ClientUnknown, kerberos.ClientRevoked, kerberos.PasswordExpired, kerberos.PasswordWrong:
		return true
	}
	return endOf(o) == "refused.clock" && o.Request().Proof == kerberos.RightPassword
}
