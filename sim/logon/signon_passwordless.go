package logon

import "slices"

// Shows reports whether a session of this kind shows an account to other machines, though nobody typed its password.
func (k SignOnKind) Shows() bool {
	return slices.Contains([]SignOnKind{BySmartCard, ByHello, ByCloudTrust, ByPIN, Passwordless}, k)
}

// Fits reports whether an account can sign on in this way: one of a domain or a local one, which may stand for a
// Microsoft account.
func (k SignOnKind) Fits(domain, microsoftAccount bool) bool {
	switch k {
	case BySmartCard, ByHello, ByCloudTrust:
		return domain
	case Passwordless:
		return microsoftAccount && !domain
	}
	return true
}

// nobodysSecret stands for what a session has in place of a password that its machine never had. Nobody can type it.
const nobodysSecret = "\x01"

// shown is what a session of one of these kinds can prove. What a controller hands out after a card or Windows Hello is
// as good for NTLM as the password.
func (c credential) shown(kind SignOnKind) (credential, *Problem) {
	at := []string{"as", "logon"}
	switch {
	case !kind.Fits(c.db.domain, c.account.MicrosoftAccount != "") && kind == Passwordless:
		return c, &Problem{at, c.db.name + `\` + c.account.Name + " has a password", "passwordless is an account with microsoft-account:, or one of AzureAD"}
	case !kind.Fits(c.db.domain, c.account.MicrosoftAccount != ""):
		return c, &Problem{at, "this is a way for accounts of Active Directory", "logon: pin, for a local account"}
	case kind == Passwordless:
		c.password, c.db, c.account, c.sends = nobodysSecret, nil, nil, false
	}
	c.kind = kind
	return c, nil
}
