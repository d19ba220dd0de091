package logon

import (
	"slices"
	"strings"
)

// Disputed says what other sources say, where they differ about what decided an outcome, or that none says anything; ""
// where they agree, and where the topology says which of them to follow.
func (o Outcome) Disputed() string {
	f := &o.Facts
	p := f.place()
	switch {
	case o.Error != 0 && f.how == bySignOn && f.signOn.kind == Passwordless && o.Status != nil:
		return "No source says what a session without a password sends. That other machines refuse it is reported; the number may be another one, as 1265."
	case p != nil && strings.HasSuffix(string(o.Because), ".smart-card-required") && !f.chosen(p, "smart-card-accounts"):
		return "Sources differ: MS-APDS 3.1.5 has a password refused where the account needs a smart card; Samba's tests and Microsoft's Security Focus " +
			"on this option want the card for interactive logons only, and over the network the password would do (smart-card-accounts: interactive-only)."
	case o.SendsSetup() && o.Stage != AtConnect && o.Stage != AtNegotiate && f.asksForMail() && !f.chosen(&f.server, "microsoft-account-names"):
		return "Sources differ on the address of a Microsoft account as the name of a user: some reports have the server find its local account, others have it " +
			"answer that there is no such user, as after KB 3140768 (microsoft-account-names: not-found). The name of the local account is the sure one."
	}
	return ""
}

// asksForMail reports whether the server is asked for the address of a Microsoft account that it has a local one for.
func (f *Facts) asksForMail() bool {
	_, ok := f.server.db.mails[f.question.user]
	return ok && f.answeredByServer()
}

// ByMail reports whether it was by the address of a Microsoft account that the server found its local account.
func (o Outcome) ByMail() bool { return o.Facts.asksForMail() && o.Facts.server.account != nil }

// answeredByServer reports whether no other database than the server's own has the account.
func (f *Facts) answeredByServer() bool {
	return f.controller.account == nil && f.authority.account == nil
}

// chosen reports whether the topology gives the machine that answers for a place a value of a setting.
func (f *Facts) chosen(p *place, setting string) bool {
	for _, m := range []*machine{f.target, p.db.first} {
		if m != nil && m.settings == p.settings {
			return slices.ContainsFunc(m.Settings, func(s Setting) bool { return s.Name == setting })
		}
	}
	return false
}
