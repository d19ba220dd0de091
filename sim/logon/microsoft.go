package logon

import "strings"

// The domains that Windows shows for accounts of its makers, folded where they are compared.
const (
	microsoft = "MicrosoftAccount"
	azureAD   = "AzureAD"
	entra     = "AZUREAD"
)

// entra is what a session of an account of Entra ID can prove. No database here has such an account.
func (m *machine) entra(a Attempt) (credential, *Problem) {
	c := credential{how: bySignOn, domain: azureAD, user: a.As.User}
	switch s := a.SignOn; {
	case m.Role != Standalone:
		return c, &Problem{[]string{"as"}, m.Name + " is in a domain", `at a machine that is in Active Directory and in Entra ID people are CORP\USER`}
	case s.Kind == Passwordless && s.Password == nil && s.NetOnly == nil:
		c.kind, c.password = Passwordless, nobodysSecret
	case s.Kind != ByPassword:
		return c, &Problem{[]string{"as", "logon"}, "an account of Entra ID signs on here with its password, or without one", "password: or logon: passwordless"}
	case s.Password == nil:
		return c, &Problem{[]string{"as"}, "no database here has the password of an account of Entra ID", "add password:, or logon: passwordless"}
	case s.NetOnly != nil:
		return credential{how: byNetOnly, domain: s.NetOnly.Domain, user: s.NetOnly.User, password: *s.Password}, nil
	default:
		c.password = *s.Password
	}
	return c, nil
}

// joinedToEntra is the domain of an account with a ticket of Entra ID, at a machine that is in Entra ID alone.
func (w *World) joinedToEntra(client *machine, name string) *database {
	if d := w.domains[name]; d != nil && client.Role == Standalone && d.Kind != NT4 {
		return &d.database
	}
	return nil
}

// microsoftAccount is the local account that stands for MicrosoftAccount\address; nil if it is none.
func (m *machine) microsoftAccount(n Name) *account {
	key, ok := m.own.mails[fold(n.User)]
	if !ok || m.own.domain || !strings.EqualFold(n.Domain, microsoft) {
		return nil
	}
	return m.own.accounts[key]
}

func withMail(mails map[string]string, a Account) map[string]string {
	if mails == nil {
		mails = map[string]string{}
	}
	mails[fold(a.MicrosoftAccount)] = fold(a.Name)
	return mails
}

// microsoftAccount checks the address of a Microsoft account.
func (c *checker) microsoftAccount(path []string, a Account) {
	user, host, _ := strings.Cut(a.MicrosoftAccount, "@")
	switch {
	case a.MicrosoftAccount == "":
	case path[0] == "domains":
		c.add(path, "write it of an account of a machine", "an account of a domain stands for no Microsoft account")
	case user == "" || host == "" || strings.ContainsAny(host, `@\/ `):
		c.add(path, "anna@outlook.example", "this is no e-mail address")
	}
}

// mails checks that an address is that of one account.
func (c *checker) mails(path []string, accounts []Account) {
	of := map[string]string{}
	for _, a := range accounts {
		key := fold(a.MicrosoftAccount)
		if other, ok := of[key]; ok && key != "" {
			c.add(append(path, "accounts", a.Name, "microsoft-account"), "one address is one account's", "%s has this address, too", other)
		}
		of[key] = a.Name
	}
}
