package kerberos

import (
	"slices"
	"strings"

	"ntlmsim/sim"
)

// A Code is an error of Kerberos, as the KDC or a service answers (RFC 4120 7.5.9); 0: none.
type Code uint32

// The codes that the table leads to.
const (
	ClientUnknown   Code = 6  // KDC_ERR_C_PRINCIPAL_UNKNOWN
	ServiceUnknown  Code = 7  // KDC_ERR_S_PRINCIPAL_UNKNOWN
	Policy          Code = 12 // KDC_ERR_POLICY
	NoCommonType    Code = 14 // KDC_ERR_ETYPE_NOSUPP
	ClientRevoked   Code = 18 // KDC_ERR_CLIENT_REVOKED
	PasswordExpired Code = 23 // KDC_ERR_KEY_EXPIRED
	PasswordWrong   Code = 24 // KDC_ERR_PREAUTH_FAILED
	TicketExpired   Code = 32 // KRB_AP_ERR_TKT_EXPIRED
	NotYetValid     Code = 33 // KRB_AP_ERR_TKT_NYV
	Repeated        Code = 34 // KRB_AP_ERR_REPEAT
	ClocksDiffer    Code = 37 // KRB_AP_ERR_SKEW
	Modified        Code = 41 // KRB_AP_ERR_MODIFIED
)

// A Place is a machine that logs something.
type Place uint8

const (
	AtKDC Place = iota
	AtClient
	AtServer
)

// An Event is an entry of a log of Windows since Vista; Old is its number on Windows 2000, 0 where there was none.
type Event struct {
	At      Place
	ID, Old int
	System  bool // in the log System, not in Security
	Code    Code // in the event
}

// On2003 is the number on Windows Server 2003, where a ticket that is not given has the number of one that is.
func (e Event) On2003() int {
	switch e.ID {
	case 4768:
		return 672
	case 4769:
		return 673
	}
	return e.Old
}

// An Ending is what a final state means.
type Ending struct {
	state string

	Code   Code    // of the KDC or the service
	ByKDC  bool    // the KDC has answered it, not the service
	Short  string  // what happened, in half a sentence
	Events []Event // beside those of the tickets given on the way
	Cite   sim.Cite
}

// State is the final state, or the last part of one.
func (e *Ending) State() string { return e.state }

var (
	kdcEvents    = sim.Documented.Cite("Windows, events 4768, 4769 and 4771; KB 326985", "the KDC's events, and the code in each")
	noEvents     = sim.Inferred.Cite("Windows, events 4768 to 4771", "no source has an event where no KDC is asked, or where a service refuses a ticket in silence")
	clientEvents = sim.Documented.Cite("Windows, event 4 of Kerberos", "the client logs KRB_AP_ERR_MODIFIED")
)

// endings are the final states. The events of a first ticket are 4768 and, for a wrong password, 4771; of a ticket for
// a service 4769.
var endings = []Ending{
	{state: ".no-kerberos", Short: "the client's system has no Kerberos", Cite: noEvents},
	{state: ".not-joined", Short: "the client is in no domain of Active Directory", Cite: noEvents},
	{state: ".nobody", Short: "an anonymous client has no ticket", Cite: noEvents},
	{state: ".local-account", Short: "a local account has no ticket", Cite: noEvents},
	{state: ".no-domain", Short: "the name has no domain whose controller could be asked", Cite: noEvents},
	{state: ".itself", Short: "the server is the client itself", Cite: noEvents},
	{state: ".address", Short: "no ticket is asked for an address", Cite: noEvents},
	{state: ".no-controller", Short: "no controller can be reached to give a ticket", Cite: noEvents},
	{state: ".client-unknown", Code: ClientUnknown, ByKDC: true, Short: "the KDC does not know the account", Events: []Event{{AtKDC, 4768, 676, false, ClientUnknown}}, Cite: kdcEvents},
	{state: ".client-revoked", Code: ClientRevoked, ByKDC: true, Short: "the KDC gives the account no ticket", Events: []Event{{AtKDC, 4768, 676, false, ClientRevoked}}, Cite: kdcEvents},
	{state: ".password-wrong", Code: PasswordWrong, ByKDC: true, Short: "the KDC finds the password wrong", Events: []Event{{AtKDC, 4771, 675, false, PasswordWrong}}, Cite: kdcEvents},
	{state: ".password-expired", Code: PasswordExpired, ByKDC: true, Short: "the KDC finds the password expired", Events: []Event{{AtKDC, 4768, 676, false, PasswordExpired}}, Cite: kdcEvents},
	{state: "refused.clock", Code: ClocksDiffer, ByKDC: true, Short: "the clocks of the client and the controller differ by more than 5 minutes", Cite: noEvents},
	{state: ".revoked-since", Code: ClientRevoked, ByKDC: true, Short: "the KDC gives the account no further ticket", Events: []Event{{AtKDC, 4769, 677, false, ClientRevoked}}, Cite: kdcEvents},
	{state: ".restricted", Code: Policy, ByKDC: true, Short: "a restriction of the account forbids the ticket", Events: []Event{{AtKDC, 4769, 677, false, Policy}}, Cite: kdcEvents},
	{state: ".no-path", Code: ServiceUnknown, ByKDC: true, Short: "no trust leads to the service's domain with a ticket", Events: []Event{{AtKDC, 4769, 677, false, ServiceUnknown}}, Cite: kdcEvents},
	{state: ".no-owner", Code: ServiceUnknown, ByKDC: true, Short: "no account has the service's name (SPN)", Events: []Event{{AtKDC, 4769, 677, false, ServiceUnknown}}, Cite: kdcEvents},
	{state: ".two-owners", Code: ServiceUnknown, ByKDC: true, Short: "several accounts have the service's name (SPN)", Events: []Event{{AtKDC, 4769, 677, false, ServiceUnknown}, {AtKDC, 11, 11, true, 0}}, Cite: kdcEvents},
	{state: ".owner-disabled", Code: ServiceUnknown, ByKDC: true, Short: "the account with the service's name (SPN) is disabled", Events: []Event{{AtKDC, 4769, 677, false, ServiceUnknown}}, Cite: noEvents},
	{state: ".encryption", Code: NoCommonType, ByKDC: true, Short: "the service's account has only keys of RC4, which the KDC refuses", Events: []Event{{AtKDC, 4769, 677, false, NoCommonType}}, Cite: kdcEvents},
	{state: ".other-key", Code: Modified, Short: "the ticket is sealed for another account than the service uses", Events: []Event{{AtClient, 4, 4, true, Modified}}, Cite: clientEvents},
	{state: ".old-key", Code: Modified, Short: "the service has a key of another password than the directory", Events: []Event{{AtClient, 4, 4, true, Modified}}, Cite: clientEvents},
	{state: ".ticket-expired", Code: TicketExpired, Short: "the ticket has expired by the server's clock", Cite: noEvents},
	{state: ".not-yet-valid", Code: NotYetValid, Short: "the ticket is not valid yet by the server's clock", Cite: noEvents},
	{state: ".server-clock", Code: ClocksDiffer, Short: "the server's clock is more than 5 minutes off", Cite: noEvents},
	{state: ".replay", Code: Repeated, Short: "the server has seen the same request before", Cite: noEvents},
	{state: ".unbound", Short: "the request is not bound to the connection, which the service demands", Cite: noEvents},
	{state: "session", Short: "the ticket is accepted", Events: []Event{{AtServer, 4624, 540, false, 0}}, Cite: sim.Documented.Cite("Windows, event 4624; KB 326985", "type 3, logon process and package Kerberos")},
}

var meanings = func() []*Ending {
	list, err := sim.Endings(table, endings, (*Ending).State)
	if err != nil {
		panic(err) // the table is part of the program
	}
	return list
}()

var startID = func() sim.ID {
	id, _ := table.ID(start)
	return id
}()

// A Decision is how a request ends.
type Decision struct {
	End sim.ID
	*Ending
}

// Decide follows the table.
func Decide(r *Request) Decision { return decided(table.Run(startID, r)) }

// Trace is Decide, with the rows taken.
func Trace(r *Request) (Decision, []sim.Step) {
	end, trace := table.Trace(startID, r, nil)
	return decided(end), table.Steps(r, trace, 0)
}

func decided(end sim.ID) Decision { return Decision{end, meanings[end]} }

// Final is the state in which it ended.
func (d Decision) Final() sim.State { return table.State(d.End) }

// Through reports whether the service knows the client by its ticket.
func (d Decision) Through() bool { return d.Final() == Session }

// AsksService reports whether a first ticket was there, and one for the service was asked for.
func (d Decision) AsksService() bool {
	if !d.ByKDC {
		return d.Through() || d.Code != 0 || d.NeedsBinding()
	}
	return slices.ContainsFunc(d.Events, func(e Event) bool { return e.ID == 4769 })
}

// FallsBack reports whether the client goes on with NTLM.
func (d Decision) FallsBack() bool { return strings.HasPrefix(string(d.Final()), string(Falls)+".") }

// NeedsBinding reports whether the service has opened the ticket and refuses the request for its channel binding.
func (d Decision) NeedsBinding() bool { return d.Final() == "refused.unbound" }
