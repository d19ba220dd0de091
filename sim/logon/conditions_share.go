package logon

import (
	"strings"
)

// administrative reports whether a share is one of the default administrative shares: ADMIN$, C$.
func administrative(share string) bool {
	return share == "ADMIN$" || len(share) == 2 && share[1] == '$' && share[0] >= 'A' && share[0] <= 'Z'
}

// Conditions on a share that come before its permissions.
var (
	tokenFiltered = ask("an administrator of the machine's own accounts comes over the network, and LocalAccountTokenFilterPolicy is 0",
		func(f *Facts) bool {
			return f.local() && f.administrator() && fold(f.answered.account.Name) != administratorName
		}, foundShare).Only(func(f *Facts) bool { return f.administrative && !f.target.settings.LocalAccountTokenFilterPolicy })

	notAdministrator = ask("the share is for administrators",
		func(f *Facts) bool { return !f.administrator() }, foundShare).Only(func(f *Facts) bool { return f.administrative })

	administratorAt = given("the share is for administrators, and the session is one's",
		func(f *Facts) bool { return f.administrative }, foundShare)

	ofTheDomain = given("the share is one that every controller has", func(f *Facts) bool { return f.domainShare }, foundShare)

	ipcRefused = ask("restrict anonymous is 2",
		func(f *Facts) bool { return f.session != User }, foundTarget).
		Only(func(f *Facts) bool { return f.ipc && f.target.settings.RestrictAnonymous == 2 })

	shareFullFirst = given("the share is at its connection limit, which is checked before its permissions",
		func(f *Facts) bool { return f.share != nil && f.share.full && f.target.settings.FullIsOutOfResources }, foundShare)

	shareFull = given("the share is at its connection limit",
		func(f *Facts) bool { return f.share != nil && f.share.full }, foundShare)
)

// administrator reports whether the account of the session is an administrator of the server.
func (f *Facts) administrator() bool {
	return f.session == User && f.answered != nil && f.administers(f.answered)
}

// localAccount reports whether the account is a local account of the server.
func (f *Facts) local() bool { return f.answered == &f.server && !f.server.db.domain }

// Conditions after setup, before the server grants the session.
var targetDiffers = ask("the server checks the name that it was called by, and it is not one of its own",
	func(f *Facts) bool {
		s := f.target.settings
		if f.session != User {
			return false
		}
		if !f.saysTarget() {
			return s.SmbServerNameHardeningLevel == 2
		}
		return f.alias && !f.typed(s.SrvAllowedServerNames)
	}, foundCalled).Only(func(f *Facts) bool { return f.target.settings.SmbServerNameHardeningLevel != 0 })

// hardened is the client's condition on a session that it was granted.
var hardened = ask("the client requires mutual authentication for the path, which NTLM does not have",
	func(f *Facts) bool { return !f.byTicket() }, func(f *Facts) string {
		return "HardenedPaths of " + f.client.Name + " has " + f.question.hardenedBy()
	}).Only(func(f *Facts) bool { return f.hardened })

// hardenedBy is the entry of HardenedPaths for the path that is typed, or for the one to which DFS leads; "" if there
// is none.
func (q *Question) hardenedBy() string {
	list := q.client.typing.HardenedPaths
	if path := hardenedPath(list, q.called, q.share); path != "" || q.referral == nil {
		return path
	}
	return hardenedPath(list, fold(q.referral.typed.Server), fold(q.referral.typed.Share))
}

// hardenedPath is the entry of a list of UNC paths that matches a server's name and a share, or "". All are folded.
func hardenedPath(list []string, server, share string) string {
	for _, path := range list {
		on, of, only := strings.Cut(strings.TrimPrefix(path, `\\`), `\`)
		if listed(on, server) && (!only || listed(of, share)) {
			return path
		}
	}
	return ""
}

// saysTarget reports whether what is sent contains the target name, as a ticket does, and an NTLMv2 response can
// (MsvAvTargetName). An explicit send: has none.
func (f *Facts) saysTarget() bool {
	return f.byTicket() || f.client != nil && f.client.typing.SendsTarget && f.sent.Response.Salted()
}
