package logon

import (
	"strconv"
	"strings"
)

// The enhanced NTLM events of Windows 11 24H2 and Server 2025: every use of NTLM is logged. Each has two event IDs: the
// even one is informational, the odd one a warning, for NTLMv1, a missing message integrity code, or extended
// protection that is not supported or insecure. 4024 and 4025 are not among them: they are about NTLMv1-derived
// credentials for single sign-on, as MS-CHAPv2 needs them (BlockNtlmv1SSO), and a client that has these events sends
// only NTLMv2 for NET USE.
var (
	everyUse = inferred("KB 5064479", "an information, or a warning of NTLMv1, no message integrity code, no extended protection; what each of them is over SMB is our conclusion")
	inDomain = folklore("Nobrac/NTLM-Analyzer; detection-wiki", "4032 and 4033 where the server's domain is the account's, 4030 and 4031 where it is not; their texts speak of a forwarded request, and of a network authentication that involves an account from elsewhere; of the account's own controllers nothing is said")
)

var enhancedEvents = []audit{
	{4020, notAnonymous(setups), outgoing(false), everyUse},
	{4021, setups, outgoing(true), everyUse},
	{4022, notAnonymous(notBlocked), incoming(false), everyUse},
	{4023, notBlocked, incoming(true), everyUse},
	{4030, answered, forwarded(true, false), inDomain},
	{4031, answered, forwarded(true, true), inDomain},
	{4032, answered, forwarded(false, false), inDomain},
	{4033, answered, forwarded(false, true), inDomain},
}

// notBlocked reports whether no policy blocked the attempt. Whether the use of NTLM is logged for a blocked one is
// undocumented.
func notBlocked(e *ending) bool {
	switch e.state {
	case "policies.weak-session", "policies.loopback", "anonymous.not-allowed":
		return false
	}
	return notDenied(e)
}

// notAnonymous excludes anonymous sessions: they have no response, so they are always logged as a warning.
func notAnonymous(of func(*ending) bool) func(*ending) bool {
	return func(e *ending) bool { return of(e) && !strings.HasPrefix(e.state, "anonymous.") }
}

// answered reports whether a controller answered.
func answered(e *ending) bool {
	return notBlocked(e) && e.session != Anonymous && !e.status.fromNoDatabase()
}

func outgoing(warning bool) func(f *Facts, end *ending) string {
	return func(f *Facts, _ *ending) string {
		if f.client != nil && f.client.typing.LogEnhancedAuditEvents && f.downgraded() == warning {
			return f.client.Name
		}
		return ""
	}
}

func incoming(warning bool) func(f *Facts, end *ending) string {
	return func(f *Facts, _ *ending) string {
		if f.target.settings.LogEnhancedAuditEvents && f.downgraded() == warning {
			return f.target.Name
		}
		return ""
	}
}

// forwarded is the controller that a member asks, if it logs enhanced events; across: for an account of another domain.
func forwarded(across, warning bool) func(f *Facts, end *ending) string {
	return func(f *Facts, _ *ending) string {
		if !f.passesOn() || f.sent.Response.Salted() == warning {
			return ""
		}
		d := f.target.domain
		if other := f.trust != nil && f.trust.domain != d; other == across && d.answers(f.target).EnableEnhancedDomainNtlmLogs {
			return d.controller()
		}
		return ""
	}
}

// downgraded reports whether an attempt uses less than full NTLM security. A response has a message integrity code if
// the server's challenge had a timestamp (MS-NLMP 3.1.5.1.2). Extended protection over SMB is only the target name in
// the response: there is no channel to bind to. Of an explicit send: only the kind of response is known.
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

// A usage is an NtlmUsageId: the reason why Kerberos was not used.
type usage int

// usages are the reasons of KB 5064479, by ID.
var usages = [...]string{"unknown", "the application called NTLM itself", "a local account", "reserved", "a cloud account", "the target has no name",
	"Kerberos, or another protocol, does not know the target's name", "the target's name is an address", "two accounts in Active Directory have the target's name",
	"no controller could be reached", "NTLM was called over loopback", "an anonymous session"}

// usageReason is the text of the only reason that was seen in real events.
const usageOfAddress, usageReason = 7, "The target name contains an IP address."

// usage is the reason, if exactly one that the model knows holds: for two, no source says which is logged. A real event
// had 10 with the text of 7: the IDs may differ between builds.
func (f *Facts) usage() (usage, bool) {
	var of []usage
	for id, holds := range map[usage]bool{
		11:             f.sent.Anonymous(),
		10:             f.client == f.target,
		usageOfAddress: f.target.addressed(f.called),
		2:              f.naming == namedOwn && f.target.Role != Controller,
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

// outgoingValues and incomingValues are the fields of the client's and of the server's event that the model decides.
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
