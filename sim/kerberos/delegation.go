package kerberos

import (
	"strings"

	"ntlmsim/sim"
)

// Delegation is what the directory says of an account that acts for others.
type Delegation struct {
	Unconstrained bool   // Trust this computer for delegation to any service: it is given the first ticket of whoever comes
	To            []Name // msDS-AllowedToDelegateTo: the services at which it may act for others
	AnyProtocol   bool   // Use any authentication protocol: also for those who did not come with a ticket
	From          []string
	// From is msDS-AllowedToActOnBehalfOfOtherIdentity: the accounts, CORP\NAME, that may act for others at this one.
}

// A Hop is the second one: a service that goes on to another as the person who came to it.
type Hop struct {
	User      *Account // the person
	Sensitive bool     // the account is sensitive and cannot be delegated, or in Protected Users
	ByTicket  bool     // the person came with a ticket, not by NTLM
	Foreign   bool     // the person is of another forest than the service
	Front     *Account // of the service: whose key has opened the ticket
	Name      Name     // of the service behind it
	Owners    []*Account
	Keys      []Key // of the service behind it
	of        map[*Account]Delegation
}

// NewHop is a hop, with what the directory says of accounts that act for others.
func NewHop(h Hop, of map[*Account]Delegation) *Hop {
	h.of = of
	return &h
}

type (
	hopRule = sim.Rule[Hop]
	hopCond = sim.Cond[Hop]
)

func hopRow(from sim.State, name string, holds func(*Hop) bool, found func(*Hop) string, to sim.State, cite sim.Cite) hopRule {
	return hopRule{From: from, If: hopCond{Name: name, Holds: holds, Found: found}, To: to, Cite: cite}
}

const (
	hopStart sim.State = "hop"
	Acts     sim.State = "acts" // the service behind knows the person
	sfu                = "MS-SFU 3.2.5.2"
)

// Hops is the rules of the second hop, read from top to bottom.
func Hops() *sim.Table[Hop] { return hops }

var hops = func() *sim.Table[Hop] {
	t, err := sim.New([]hopRule{
		hopRow(hopStart, "the person's account may not be delegated", func(h *Hop) bool { return h.Sensitive }, foundUser, "alone.sensitive",
			sim.Documented.Cite("Windows, Account is sensitive and cannot be delegated; Protected Users", "no service is given a ticket with which it could act for such an account")),
		hopRow(hopStart, "the account of the service behind lets this one act for others", (*Hop).allowed, foundFront, "behind",
			sim.Documented.Cite(sfu+".1", "resource-based: a ticket that is not forwardable is enough")),
		hopRow(hopStart, "this service may act for others there", (*Hop).listed, foundFront, "constrained",
			sim.Documented.Cite(sfu, "constrained: the name of the service behind is on the list of this one")),
		hopRow(hopStart, "the service is trusted for delegation to any service, and the person is of another forest", func(h *Hop) bool { return h.forwarded() && h.Foreign }, foundUser, "alone.not-forwarded",
			sim.Documented.Cite("KB 4490425", "since July 2019 no first ticket is forwarded across a trust, unless EnableTGTDelegation is set of it")),
		hopRow(hopStart, "the service is trusted for delegation to any service, and the person came with a ticket", (*Hop).forwarded, foundFront, "behind",
			sim.Documented.Cite("MS-KILE 3.3.1; RFC 4120 2.8", "ok-as-delegate: the client forwards its first ticket")),
		hopRow(hopStart, "nothing lets this service act for the person there", nil, foundFront, "alone.not-allowed",
			sim.Documented.Cite(sfu+".1", "KDC_ERR_BADOPTION: the name is on no list")),
		hopRow("constrained", "the person came with a ticket", func(h *Hop) bool { return h.ByTicket }, nil, "behind",
			sim.Documented.Cite("MS-SFU 1.3.2", "S4U2proxy: the person's ticket is the evidence")),
		hopRow("constrained", "the service may use any authentication protocol", func(h *Hop) bool { return h.of[h.Front].AnyProtocol }, foundFront, "behind",
			sim.Documented.Cite("MS-SFU 1.3.1", "S4U2self: the service asks itself for the ticket of whoever came otherwise, and it is forwardable")),
		hopRow("constrained", "the person did not come with a ticket", nil, nil, "alone.no-ticket",
			sim.Documented.Cite(sfu+".1", "KDC_ERR_BADOPTION: without the right to use any protocol the ticket of S4U2self is not forwardable")),
		hopRow("behind", "no account has the name, or several have it", func(h *Hop) bool { return len(h.Owners) != 1 }, foundBehind, "alone.no-name",
			sim.Documented.Cite("RFC 4120 7.5.9", "7: there is no ticket for the service behind")),
		hopRow("behind", "the service behind has no key of the account of the name", func(h *Hop) bool { return !h.opens() }, foundBehind, "alone.other-key",
			sim.Documented.Cite("Windows, event 4 of Kerberos", "KRB_AP_ERR_MODIFIED, as at a first hop")),
		hopRow("behind", "the service behind opens the ticket of the person", nil, foundUser, Acts,
			sim.Documented.Cite("RFC 4120 3.2.3", "the server decrypts the ticket and so verifies the client")),
	})
	if err != nil {
		panic(err) // the table is part of the program
	}
	return t
}()

// forwarded reports whether clients hand their first ticket to the front.
func (h *Hop) forwarded() bool { return h.of[h.Front].Unconstrained && h.ByTicket }

// allowed reports whether an account of the service behind lets the front act for others.
func (h *Hop) allowed() bool {
	for _, owner := range h.Owners {
		for _, name := range h.of[owner].From {
			if strings.EqualFold(name, h.Front.Full()) {
				return true
			}
		}
	}
	return false
}

// listed reports whether the front may act for others at the service behind.
func (h *Hop) listed() bool {
	for _, n := range h.of[h.Front].To {
		if n.same(h.Name) {
			return true
		}
	}
	return false
}

// opens reports whether the service behind has the key of the one owner of its name.
func (h *Hop) opens() bool {
	r := Request{Owners: h.Owners, Keys: h.Keys}
	k, ok := r.key()
	return ok && r.opens(k)
}

func foundUser(h *Hop) string   { return h.User.Full() }
func foundFront(h *Hop) string  { return h.Front.Full() + " at " + h.Name.String() }
func foundBehind(h *Hop) string { return h.Name.String() }

// hopCodes are the errors of the final states; 13 is KDC_ERR_BADOPTION.
var hopCodes = map[sim.State]Code{"alone.sensitive": BadOption, "alone.not-allowed": BadOption, "alone.not-forwarded": BadOption, "alone.no-ticket": BadOption, "alone.no-name": ServiceUnknown, "alone.other-key": Modified, Acts: 0}

// BadOption is KDC_ERR_BADOPTION.
const BadOption Code = 13

// TraceHop decides a second hop: where it ends, the error, and the rows taken.
func TraceHop(h *Hop) (sim.State, Code, []sim.Step) {
	from, _ := hops.ID(hopStart)
	end, trace := hops.Trace(from, h, nil)
	state := hops.State(end)
	return state, hopCodes[state], hops.Steps(h, trace, 0)
}
