package lab

import (
	_ "embed"
	"fmt"
	"maps"

	"ntlmsim/sim/kerberos"
)

// A Delegating is a service that wants to act for a person at another service, put to a real KDC.
type Delegating struct {
	KDC           string `json:"kdc"`
	Realm         string `json:"realm"`
	User          string `json:"user"`
	Password      string `json:"password"`
	Front         string `json:"front"` // the account of the service that wants to act
	FrontPassword string `json:"frontPassword"`
	ByTicket      bool   `json:"byTicket"` // the person came with a ticket; otherwise the service asks for one itself
	At            string `json:"at"`       // its name
	To            string `json:"to"`       // the name of the service behind
}

// Delegated is the KDC's answer.
type Delegated struct {
	Evidence     kerberos.Code  // the error instead of the ticket with which the person came; 0: there is one
	OKAsDelegate bool           // the person's client may hand over its first ticket
	Forwarded    *kerberos.Code // the error instead of a first ticket to hand over; nil: none was asked for
	Proxy        kerberos.Code  // the error instead of the ticket for the service behind (S4U2proxy); 0: there is one
	Client       string         // whose ticket that is
	Service      string         // for what
}

// DelegationScript asks a KDC, with impacket: it reads a Delegating a line, and writes a Delegated a line. ToolsScript
// runs samba-tool on a controller for each line, a JSON array of arguments.
var (
	//go:embed script/s4u.py
	DelegationScript string
	//go:embed script/tools.py
	ToolsScript string
)

// Acts reports whether the service got what it needs to act for the person: the person's own first ticket, or one for
// the service behind.
func (d Delegated) Acts(q Delegating) bool {
	if d.Forwarded != nil && *d.Forwarded == 0 {
		return true
	}
	return d.Proxy == 0 && d.Client == q.User && d.Service == q.To
}

// A Hop is a second hop of the model.
type Hop struct {
	kerberos.Hop
	Of        map[*kerberos.Account]kerberos.Delegation
	Protected bool // the person is one of the Protected Users
}

func (h Hop) ends() (acts bool, code kerberos.Code) {
	end, code, _ := kerberos.TraceHop(kerberos.NewHop(h.Hop, h.Of))
	return end == kerberos.Acts, code
}

// A hopDifference is what Samba's controller does otherwise than Windows where a service acts for a person. It changes
// the question.
type hopDifference struct {
	name, reason string
	asks         func(*Hop)
}

var hopDifferences = []hopDifference{
	{"samba-ad-dc/protected-user-by-transition", "Samba 4.17 looks at Protected Users where they ask for a first ticket, and not where a service asks for a ticket of theirs (S4U2self)",
		func(h *Hop) { h.Sensitive = h.Sensitive && (h.ByTicket || !h.Protected) }},
	{"samba-ad-dc/not-resource-based", "Samba 4.17's own KDC gives no ticket by msDS-AllowedToActOnBehalfOfOtherIdentity, which samba-tool sets",
		func(h *Hop) {
			h.Of = maps.Clone(h.Of)
			for a, d := range h.Of {
				d.From = nil
				h.Of[a] = d
			}
		}},
}

// Differs says how a KDC's answer is not what the table of second hops says of Samba's controller, "" if it agrees, and
// names the differences from Windows that make it what it is.
func (h Hop) Differs(q Delegating, got Delegated) (differs string, known []string) {
	acts, code := h.ends()
	for _, d := range hopDifferences {
		d.asks(&h)
		before, was := acts, code
		if acts, code = h.ends(); acts != before || code != was {
			known = append(known, d.name)
		}
	}
	switch {
	case got.Evidence != 0:
		return fmt.Sprintf("%d instead of the ticket to begin with", got.Evidence), known
	case got.Acts(q) != acts, !acts && got.Proxy != code:
		return fmt.Sprintf("acts is %t with %d, want %t with %d", got.Acts(q), got.Proxy, acts, code), known
	}
	return "", known
}
