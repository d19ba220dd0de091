package replay

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// A Said is the result of an attempt by a Windows client: a system error number, without an observation of the wire,
// and the events that the machines logged meanwhile, if they were collected.
type Said struct {
	Error    uint32 // as NET USE names it; 0 is success
	Logged   []Logged
	Loopback bool // client and server were the same machine
}

func (s Said) String() string {
	text := fmt.Sprintf("error %d", s.Error)
	for _, l := range s.Logged {
		text += "; " + l.String()
	}
	return text
}

// judgeSaid compares the result of a Windows client, and what was logged, with what was predicted.
func judgeSaid(client string, o logon.Outcome, s Said) Finding {
	f := Finding{Client: client, Asked: true, Said: &s}
	if why := s.unfaithful(o.Sent); why != "" {
		f.Verdict, f.Why = NotAsked, why
		return f
	}
	if s.Loopback && strings.HasSuffix(string(o.Because), ".blank-password") {
		f.Verdict = NotAsked
		f.Why = fmt.Sprintf("LimitBlankPasswordUse does not apply to a machine's logons to itself, over loopback: observed error %d", s.Error)
		return f
	}
	f.Verdict, f.Why = s.compare(o)
	if f.Verdict == Differs && s.Loopback {
		f.Why += " (over loopback, where a machine may treat its own logons differently)"
	}
	return f
}

func (s Said) compare(o logon.Outcome) (Verdict, string) {
	if why := s.differingEvent(o); why != "" {
		return Differs, why
	}
	const wrongPassword, logonFailure = 86, 1326
	switch {
	case o.Error == logonFailure && s.Error == wrongPassword:
		return NotObservable, "predicted error 1326, observed error 86: newer clients show 86 for the same answer, and no source tells when"
	case o.Error != s.Error:
		return Differs, fmt.Sprintf("predicted error %d, observed error %d", o.Error, s.Error)
	case o.Error == 0 && !s.granted(o.Sent.To):
		return NotObservable, "error 0 agrees; only event 4624 shows whose session it is, and there is none"
	}
	return Agrees, ""
}

// differingEvent is an event that is not as predicted; "" if there is none. Of several in a family one that fits is
// enough: clients try more than once.
func (s Said) differingEvent(o logon.Outcome) string {
	for _, e := range o.Events {
		if family(e.ID) == "" {
			continue
		}
		wrote := withoutKerberos(ofFamily(s.Logged, e))
		fits := len(wrote) == 0
		for _, l := range wrote {
			fits = fits || l.fits(e, o)
		}
		if !fits {
			return fmt.Sprintf("predicted that %s, and %s", asLogged(e, o), wrote[0])
		}
	}
	return ""
}

// asLogged is a predicted event written like a logged one: a 4624 has the account of the session, not the names that
// were sent.
func asLogged(e logon.Event, o logon.Outcome) string {
	if who, _ := o.Became(); e.ID == 4624 && who != (logon.Name{}) {
		e.Account, e.Domain = who.User, who.Domain
	}
	l := Logged{Machine: e.Machine, ID: e.ID, Status: Hex(e.Status), SubStatus: Hex(e.SubStatus), User: e.Account, Domain: e.Domain}
	return strings.Replace(l.String(), " logged ", " logs ", 1)
}

// granted reports whether the server logged a session.
func (s Said) granted(server string) bool {
	return slices.ContainsFunc(withoutKerberos(s.Logged), func(l Logged) bool {
		return l.ID == 4624 && strings.EqualFold(l.Machine, server)
	})
}

// withoutKerberos leaves out the events of Kerberos, which a Windows session causes all the time: it asks a controller
// for policies.
func withoutKerberos(logged []Logged) []Logged {
	return slices.DeleteFunc(slices.Clone(logged), func(l Logged) bool { return strings.EqualFold(l.Package, "Kerberos") })
}

// unfaithful is what was sent differently from the scenario, as the events show; "" if nothing was, or no event shows
// it. An anonymous session is logged as NTLM V1 at any LmCompatibilityLevel of the client: that is not a difference.
func (s Said) unfaithful(sent logon.Send) string {
	logons := ofFamily(s.Logged, logon.Event{Machine: sent.To, ID: 4624})
	proved := withoutKerberos(logons)
	if len(logons) > 0 && len(proved) == 0 {
		return "Windows used Kerberos: no NTLM happened"
	}
	for _, l := range proved {
		switch {
		case l.ID == 4625 && known(l.Domain) != "" && sent.Domain != "" && !strings.EqualFold(l.Domain, sent.Domain):
			return fmt.Sprintf("sent domain %q instead of %q", l.Domain, sent.Domain)
		case l.session() == logon.User && strings.HasPrefix(l.LmPackage, "NTLM V") && l.LmPackage != lmPackage(sent.Response):
			return fmt.Sprintf("sent %s instead of %s", l.LmPackage, sent.Response)
		}
	}
	return ""
}

// lmPackage is the name of a response in Windows events.
func lmPackage(k ntlm.Kind) string {
	if k == ntlm.NTLMv2 || k == ntlm.LMv2 {
		return "NTLM V2"
	}
	return "NTLM V1"
}
