package logon

import (
	"fmt"

	"ntlmsim/sim"
)

// Conditions on the server's policies, before any database is asked.
var (
	notEncrypted = given("the server demands encryption, which the client cannot do",
		func(f *Facts) bool {
			return f.client != nil && f.target.settings.EncryptData && f.best() != SMB3
		}, func(f *Facts) string {
			return fmt.Sprintf("EncryptData of %s is 1, and %s", f.target.Name, foundDialects(f))
		})

	incomingDenied = given("RestrictReceivingNTLMTraffic is 2",
		func(f *Facts) bool { return f.target.settings.RestrictReceivingNTLMTraffic == 2 }, foundTarget)

	weakSession = given("NtlmMinServerSec demands more session security than the client has",
		func(f *Facts) bool { return f.weakClient() != "" }, (*Facts).weakClient)

	loopback = given("the server is the client itself, called by a name that is not its own",
		func(f *Facts) bool {
			return f.alias && f.client == f.target && !f.target.settings.DisableLoopbackCheck && !f.typed(f.target.settings.BackConnectionHostNames)
		}, foundCalled)

	anonymousRefused = given("RestrictAnonymous is 2",
		func(f *Facts) bool {
			return f.target.settings.RestrictAnonymous == 2 && f.target.settings.MapToGuest == NoMapToGuest
		}, foundTarget)

	anonymousNotAllowed = given("over SMB 2 and 3 the server allows no anonymous session",
		func(f *Facts) bool {
			return f.onlyNullSessions() && !f.overSMB1()
		}, func(f *Facts) string {
			return "nothing is listed for null sessions at " + f.target.describe()
		})

	incomingDomainDenied = ask("RestrictReceivingNTLMTraffic is 1, and a domain answers for the account",
		(*Facts).answeredByDomain, foundTarget).
		Only(func(f *Facts) bool { return f.target.settings.RestrictReceivingNTLMTraffic == 1 })

	serverDomainDenies  = deniedBy.Is("RestrictNTLMInDomain of the server's own domain denies it", deniedByServers, foundDenies)
	accountDomainDenies = deniedBy.Is("RestrictNTLMInDomain of the account's domain denies it", deniedByAccounts, foundDenies)

	forcedGuest = given("ForceGuest is 1, in a workgroup",
		func(f *Facts) bool { return f.target.settings.ForceGuest && f.target.Role == Standalone }, foundTarget)
)

// nullSessions reports whether there is anything on the machine that an anonymous session may reach, besides IPC$
// itself.
func (m *machine) nullSessions() bool {
	s := m.settings
	pipes := len(s.NullSessionPipes) > 0 || s.NullSessionPipes == nil && m.Role == Controller
	return !s.RestrictNullSessAccess || pipes || len(s.NullSessionShares) > 0
}

// deniedBy is the domain whose controllers refuse NTLM here.
var deniedBy sim.Choice[Facts] = func(f *Facts) uint8 {
	switch d := f.deniesInDomain(); d {
	case nil:
		return deniedByNone
	case f.target.domain:
		return deniedByServers
	}
	return deniedByAccounts
}

const (
	deniedByNone uint8 = iota
	deniedByServers
	deniedByAccounts
)

func foundTarget(f *Facts) string { return f.target.Name }

func foundDenies(f *Facts) string {
	d := f.deniesInDomain()
	return fmt.Sprintf("RestrictNTLMInDomain of %s is %d", d.controller(), d.place(f).settings.RestrictNTLMInDomain)
}

// answeredByDomain reports whether the account, if it exists, is a domain account.
func (f *Facts) answeredByDomain() bool {
	return f.target.Role == Controller || f.naming == namedTrusted || f.controller.account != nil || f.authority.account != nil
}

// deniesInDomain is the domain whose controllers refuse NTLM here (MS-APDS 3.1.5): first the server's domain, if its
// controllers are asked, then the account's domain.
func (f *Facts) deniesInDomain() *domain {
	d := f.target.domain
	if d == nil || f.sent.Anonymous() || f.channel != Sound {
		return nil
	}
	accounts := d
	if f.trust != nil {
		accounts = f.trust.domain
	}
	if f.target.Role == Controller || !f.kept() {
		if d.denies(f, true, accounts == d && (f.naming != namedUnknown || f.target.Role == Controller)) {
			return d
		}
	}
	if f.trust != nil && accounts != d && !f.trustBroken() && accounts.denies(f, false, true) {
		return accounts
	}
	return nil
}

// denies reads RestrictNTLMInDomain for a logon at a server of the domain, of an account of the domain, or both.
func (d *domain) denies(f *Facts, server, account bool) bool {
	s := d.answers(f.target)
	return covers(s.RestrictNTLMInDomain, server, account) && !f.target.excepted(s)
}

// excepted reports whether a controller's exception list has the machine: by its own name, since the controller knows
// the computer of the secure channel and not the path that the client used.
func (m *machine) excepted(controller *Settings) bool {
	return inList(controller.DCAllowedNTLMServers, m.key)
}

// covers reports whether a value of RestrictNTLMInDomain or AuditNTLMInDomain covers a logon at the domain's servers or
// of its accounts.
func covers(value int, server, account bool) bool {
	switch value {
	case 1:
		return server && account
	case 3:
		return account
	case 5:
		return server
	case 7:
		return server || account
	}
	return false
}

// onlyNullSessions reports whether the server allows an anonymous session for what is listed for null sessions only,
// and nothing is.
func (f *Facts) onlyNullSessions() bool {
	return f.target.settings.AnonymousByNullSessions && !f.target.nullSessions()
}

// onlyOverSMB1 reports whether an anonymous session is admitted because it is made over SMB1.
func (f *Facts) onlyOverSMB1() bool { return f.onlyNullSessions() && f.overSMB1() }
