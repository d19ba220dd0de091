package webreplay

import (
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/lab/webserver"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/web"
	"ntlmsim/sim/webprobe"
)

// unfaithful is why the probe cannot send what the browser of an attempt sends; "" if it can.
func unfaithful(probe *webprobe.Probe, p webserver.Played) string {
	o := p.Outcome
	as, _ := o.Account()
	asks, name, realm := asksTicket(probe, p), probe.Name(p.Attempt, o), probe.Realm(o)
	switch {
	case (asks || o.NTLM != nil) && o.Password() == "":
		return "the file has no password for " + as.String()
	case asks && o.SPN() != "" && o.SPN() != name:
		return fmt.Sprintf("the probe asks a ticket for %s, not for %s", name, o.SPN())
	case asks && realmOfServer(probe.World.Topology(), o) != realm:
		return "the server is in another domain than the account, and the probe follows no referral"
	case o.NTLM != nil:
		return unfaithfulNTLM(p.Attempt, o, as)
	}
	return ""
}

// realmOfServer is the realm of the machine that a site runs on; "" where it is in no domain.
func realmOfServer(t web.Topology, o web.Outcome) string {
	for _, m := range t.Machines {
		for _, d := range t.Domains {
			if strings.EqualFold(m.Name, o.Site().Machine) && strings.EqualFold(m.Domain, d.Name) {
				return strings.ToUpper(d.DNS)
			}
		}
	}
	return ""
}

// unfaithfulNTLM is why the probe cannot send the NTLM that the browser sends.
func unfaithfulNTLM(a web.Attempt, o web.Outcome, as logon.Name) string {
	sent := o.NTLM.Sent
	name := logon.Name{Domain: sent.Domain, User: sent.User}
	switch {
	case o.Site().Protected == web.Required && a.Open.Scheme == "https":
		return "the probe sends no channel binding with NTLM"
	case sent.Response != ntlm.NTLMv2:
		return fmt.Sprintf("the client sends %s, and the probe NTLMv2", sent.Response)
	case !strings.EqualFold(name.String(), as.String()):
		return fmt.Sprintf("the client sends the name %s, and the probe %s", name, as)
	}
	return ""
}

// judge compares what came with what is predicted of these servers.
func judge(p webserver.Played, got webprobe.Seen, err error, r *webserver.Result) {
	var kept *withheld
	var untrusted x509.UnknownAuthorityError
	switch {
	case errors.As(err, &kept):
		r.Verdict, r.Why, r.Known = webserver.NotAsked, kept.why, nil
		return
	case errors.As(err, &untrusted):
		r.Verdict, r.Why, r.Known = webserver.CouldNot, err.Error()+" (--ca names the authority)", nil
		return
	case err != nil:
		r.Verdict, r.Why, r.Known = webserver.CouldNot, err.Error(), nil
		return
	}
	r.Got = &got
	unsaid := forget(p, got, &r.Want)
	switch {
	case got != r.Want:
		r.Verdict, r.Why = webserver.Differs, otherwise(got, r.Want)
		return
	case unsaid.code:
		r.Verdict, r.Why = webserver.NotObservable, "the status agrees; the server does not say with which error it refuses"
	case len(p.Known) > 0:
		r.Verdict = webserver.Known
	default:
		r.Verdict = webserver.Agrees
	}
	if unsaid.user {
		r.Why = "the server does not say whom it takes the person for"
	}
	if p.Attempt.Then != nil {
		r.Why = strings.TrimPrefix(r.Why+"; the second hop is not asked", "; ")
	}
}

// otherwise is what was observed, and is not as predicted.
func otherwise(got, want webprobe.Seen) string {
	var list []string
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"offers", got.Offers, want.Offers}, {"ticket asked for", got.SPN, want.SPN}, {"status", got.Status, want.Status},
		{"protocol", got.Protocol, want.Protocol}, {"user", got.User, want.User}, {"error of Kerberos", got.Code, want.Code},
	} {
		if c.got != c.want {
			list = append(list, fmt.Sprintf("%s: observed %s, predicted %s", c.what, orNone(c.got), orNone(c.want)))
		}
	}
	return strings.Join(list, "; ")
}

func orNone(value any) string {
	if text := fmt.Sprint(value); text != "" && text != "0" {
		return text
	}
	return "none"
}

// An unsaid is what a server did not say.
type unsaid struct{ user, code bool }

// forget takes from a prediction what the server did not say: who the person is, where it lets him in, and the error
// with which it refuses a ticket.
func forget(p webserver.Played, got webprobe.Seen, want *webprobe.Seen) (u unsaid) {
	if got.Status == 200 && got.User == "" && want.User != "" && got.Protocol != web.Anonymous {
		u.user, want.User = true, ""
	}
	if got.Status == 401 && got.SPN != "" && got.Code == 0 && want.Code != 0 && refusedByServer(p.Outcome) {
		u.code, want.Code = true, 0
	}
	return u
}

// refusedByServer reports whether the error is that of the server which is shown the ticket.
func refusedByServer(o web.Outcome) bool {
	request := o.Request()
	_, steps := kerberos.Trace(&request)
	return len(steps) > 0 && steps[len(steps)-1].State == "accept"
}
