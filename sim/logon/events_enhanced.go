package logon

import (
	"strconv"
	"strings"
)

// The events of every use of NTLM, of Windows 11 24H2 and Server 2025. Each has two numbers: the even one is an
// information, the odd one a warning. A warning is NTLMv1, no message integrity code, and extended protection that is
// not supported or insecure. 4024 and 4025 are none of them: they are of NTLMv1-derived credentials of single sign-on,
// as MS-CHAPv2 wants them (BlockNtlmv1SSO), and a client that has these events answers NET USE with NTLMv2 only.
var (
	everyUse = inferred("KB 5064479", "an information, or a warning of NTLMv1, no message integrity code, no extended protection; what each of them is over SMB is our conclusion")
	inDomain = folklore("Nobrac/NTLM-Analyzer; detection-wiki", "4032 and 4033 where the server's domain is the account's, 4030 and 4031 where it is not; their texts speak of a forwarded request, and of a network authentication that involves an account from elsewhere; of the account's own controllers nothing is said")
)

var enhancedEvents = []audit{
	{4020, named(setups), outgoing(false), everyUse},
	{4021, setups, outgoing(true), everyUse},
	{4022, named(taken), incoming(false), everyUse},
	{4023, taken, incoming(true), everyUse},
	{4030, answered, forwarded(true, false), inDomain},
	{4031, answered, forwarded(true, true), inDomain},
	{4032, answered, forwarded(false, false), inDomain},
	{4033, answered, forwarded(false, true), inDomain},
}

// taken: what no policy denies. Of what one does no source says whether it is a use of NTLM.
func taken(e *ending) bool {
	return undenied(e) && e.state != "policies.weak-session" && e.state != "policies.loopback"
}

// named: somebody's session setup. Nobody's has no response, and with it less security than NTLM has: it is always a
// warning.
func named(of func(*ending) bool) func(*ending) bool {
	return func(e *ending) bool { return of(e) && !strings.HasPrefix(e.state, "anonymous.") }
}

// answered: a controller said something.
func answered(e *ending) bool {
	return taken(e) && e.session != Anonymous && !e.status.fromNoDatabase()
}

func outgoing(warning bool) func(f *Facts, end *ending) string {
	return func(f *Facts, _ *ending) string {
		if f.client != nil && f.client.typing.EnhancedNTLM && f.downgraded() == warning {
			return f.client.Name
		}
		return ""
	}
}

func incoming(warning bool) func(f *Facts, end *ending) string {
	return func(f *Facts, _ *ending) string {
		if f.target.settings.EnhancedNTLM && f.downgraded() == warning {
			return f.target.Name
		}
		return ""
	}
}

// forwarded is the controller that a member asks.
func forwarded(across, warning bool) func(f *Facts, end *ending) string {
	return func(f *Facts, _ *ending) string {
		if !f.passesOn() || f.sent.Response.Salted() == warning {
			return ""
		}
		d := f.target.domain
		if other := f.trust != nil && f.trust.domain != d; other == across && d.answers(f.target).EnhancedInDomain {
			return d.controller()
		}
		return ""
	}
}

// downgraded reports whether an attempt uses NTLM with less security than it has. A response has a message integrity
// code where the server's challenge had the time (MS-NLMP 3.1.5.1.2), and says which name the server was called by, or
// not: that is what there is of extended protection over SMB, which has no channel to bind to. Of what a scenario sends
// we know the response only.
func (f *Facts) downgraded() bool {
	switch {
	case !f.sent.Response.Salted():
		return true
	case f.client == nil:
		return false
	}
	integrity := f.client.typing.SuppliesTimestamp && f.target.settings.SuppliesTimestamp
	return !integrity || !f.client.typing.SendsTarget
}

// A usage is why NTLM was used, and not Kerberos.
type usage int

// usages are the reasons of KB 5064479, by number.
var usages = [...]string{"unknown", "the application called NTLM itself", "a local account", "reserved", "a cloud account", "the target has no name",
	"Kerberos, or another protocol, does not know the target's name", "the target's name is an address", "two accounts in Active Directory have the target's name",
	"no controller could be reached", "NTLM was called over loopback", "nobody's session"}

// usageReason is the text of the one reason of which real events were read.
const usageOfAddress, usageReason = 7, "The target name contains an IP address."

// usage is the reason that the model knows: where two hold, no source says which is said. A real event had 10 with the
// text of 7: the numbers may not be the same in every build.
func (f *Facts) usage() (usage, bool) {
	var of []usage
	for id, holds := range map[usage]bool{
		11:             f.sent.Anonymous(),
		10:             f.client == f.target,
		usageOfAddress: f.target.addressed(f.called),
		2:              f.naming == own && f.target.Role != Controller,
	} {
		if holds {
			of = append(of, id)
		}
	}
	if len(of) != 1 {
		return 0, false
	}
	return of[0], true
}

func (u usage) String() string { return strconv.Itoa(int(u)) }

// outgoingValues and incomingValues are what the model decides of a use of NTLM.
func (o Outcome) outgoingValues(e Event) map[string]string {
	f := &o.Facts
	v := map[string]string{"Username": e.Account, "DomainName": e.Domain, "Hostname": e.Machine, "TargetMachine": f.target.Name,
		"TargetService": "cifs/" + f.called, "NtlmVersion": o.version()}
	if u, ok := f.usage(); ok {
		if v["NtlmUsageId"] = u.String(); u == usageOfAddress {
			v["NtlmUsageReason"] = usageReason
		}
	}
	return v
}

func (o Outcome) incomingValues(e Event) map[string]string {
	return map[string]string{"Username": e.Account, "DomainName": e.Domain, "RemoteClientMachine": e.Workstation, "NtlmVersion": o.version(),
		"TargetMachine": e.Machine, "Status": e.Status.short()}
}

func (o Outcome) version() string {
	if o.Sent.Response.Salted() {
		return "NTLMv2"
	}
	return "NTLMv1"
}
