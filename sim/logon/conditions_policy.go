package logon

import (
	"fmt"
	"slices"
	"strings"
)

// The questions that a server's policies ask before it asks any database.
var (
	notEncrypted = ask("the server demands encryption, which the client cannot do",
		func(f *Facts) bool {
			return f.client != nil && f.target.settings.EncryptData && f.best() != SMB3
		}, func(f *Facts) string {
			return fmt.Sprintf("EncryptData of %s is 1, and %s", f.target.Name, foundDialects(f))
		})

	incomingDenied = ask("RestrictReceivingNTLMTraffic is 2",
		func(f *Facts) bool { return f.target.settings.RestrictReceiving == 2 }, foundTarget)

	weakSession = ask("the server demands NTLMv2 session security, which LM and NTLMv1 responses do not have",
		func(f *Facts) bool {
			return f.target.settings.MinServerSec && !f.sent.Anonymous() && !f.sent.Response.SessionSecurity()
		}, func(f *Facts) string { return f.sent.Response.String() })

	loopback = ask("the server is the client itself, called by a name that is not its own",
		func(f *Facts) bool {
			return f.alias && f.client == f.target && f.target.settings.LoopbackCheck && !f.excepted(f.target.settings.BackConnection)
		}, foundCalled)

	anonymousRefused = ask("RestrictAnonymous is 2",
		func(f *Facts) bool {
			return f.target.settings.RestrictAnonymous == 2 && f.target.settings.MapToGuest == NoMapToGuest
		}, foundTarget)

	incomingDomainDenied = ask("RestrictReceivingNTLMTraffic is 1, and a domain answers for the account",
		func(f *Facts) bool { return f.target.settings.RestrictReceiving == 1 && f.answeredByDomain() }, foundTarget)

	serverDomainDenies = ask("RestrictNTLMInDomain of the server's own domain denies it",
		func(f *Facts) bool { d := f.deniesInDomain(); return d != nil && d == f.target.domain }, foundDenies)

	accountDomainDenies = ask("RestrictNTLMInDomain of the account's domain denies it",
		func(f *Facts) bool { return f.deniesInDomain() != nil }, foundDenies)

	forcedGuest = ask("ForceGuest is 1, in a workgroup",
		func(f *Facts) bool { return f.target.settings.ForceGuest && f.target.Role == Standalone }, foundTarget)
)

func foundTarget(f *Facts) string { return f.target.Name }

func foundDenies(f *Facts) string {
	d := f.deniesInDomain()
	return fmt.Sprintf("RestrictNTLMInDomain of %s is %d", d.controller(), d.place(f).settings.RestrictInDomain)
}

// answeredByDomain says that the account, if there is one, is a domain's.
func (f *Facts) answeredByDomain() bool {
	return f.target.Role == Controller || f.naming == trusted || f.controller.account != nil || f.authority.account != nil
}

// deniesInDomain is the domain whose controllers refuse NTLM here (MS-APDS 3.1.5): that of the server, where its controllers
// are asked, then that of the account.
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
		if d.denies(f, true, accounts == d && (f.naming != unknown || f.target.Role == Controller)) {
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
	switch s.RestrictInDomain {
	case 1:
		server = server && account
		account = server
	case 3:
		server = false
	case 5:
		account = false
	case 7:
	default:
		return false
	}
	return (server || account) && !f.excepted(s.DCAllowed)
}

// administrative says that a share is one of those that every Windows machine has for administrators: ADMIN$, C$.
func administrative(share string) bool {
	return share == "ADMIN$" || len(share) == 2 && share[1] == '$' && share[0] >= 'A' && share[0] <= 'Z'
}

// The questions about a share that come before its permissions.
var (
	tokenFiltered = ask("an administrator of the machine's own accounts comes over the network, and LocalAccountTokenFilterPolicy is 0",
		func(f *Facts) bool {
			return f.administrative && f.target.settings.TokenFilter && f.local() && f.administrator() &&
				fold(f.answered.account.Name) != administratorName
		}, foundShare)

	notAdministrator = ask("the share is for administrators",
		func(f *Facts) bool { return f.administrative && !f.administrator() }, foundShare)

	administratorAt = ask("the share is for administrators, and the session is one's",
		func(f *Facts) bool { return f.administrative }, foundShare)

	ipcRefused = ask("restrict anonymous is 2",
		func(f *Facts) bool { return f.ipc && f.session != User && f.target.settings.RestrictAnonymous == 2 }, foundTarget)

	shareFull = ask("the share is used as often as it may be",
		func(f *Facts) bool { return f.share != nil && f.share.full }, foundShare)
)

// administrator says that the session is an administrator's of the server.
func (f *Facts) administrator() bool {
	if f.session != User || f.answered == nil {
		return false
	}
	names := f.answered.account.names
	itself := fold(f.answered.account.Name) == administratorName
	if f.answered == &f.server && (itself || slices.Contains(names, administrators)) {
		return true
	}
	return f.target.domain != nil && f.answered.db == &f.target.domain.database && (itself || slices.Contains(names, domainAdmins))
}

// local says that the account is the server's own, and no domain's.
func (f *Facts) local() bool { return f.answered == &f.server && !f.server.db.domain }

// The questions after setup that a server asks of a session that it is about to grant.
var targetDiffers = ask("the server checks the name that it was called by, and it is not one of its own",
	func(f *Facts) bool {
		s := f.target.settings
		if f.client == nil || f.session != User || s.TargetNames == 0 {
			return false
		}
		if !f.client.typing.SendsTarget {
			return s.TargetNames == 2
		}
		return f.alias && !f.excepted(s.AllowedServerNames)
	}, foundCalled)

// calledBy is the name in a UNC path, folded, and whether it is one that the machine does not have itself.
func (m *machine) calledBy(name string) (called string, alias bool) {
	called = fold(name)
	return called, slices.ContainsFunc(m.Aliases, func(a string) bool { return strings.EqualFold(a, name) })
}
