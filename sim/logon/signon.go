package logon

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
)

// A SignOn is how the account is signed on at the client: what its session can prove to another machine. The zero
// SignOn has the account's password.
type SignOn struct {
	Kind     SignOnKind
	Password *string // with which the session was opened; nil: the account's
	NetOnly  *Name   // runas /netonly: the account that other machines are shown, with Password
}

// A SignOnKind is the way in which a session was opened.
type SignOnKind string

const (
	ByPassword SignOnKind = ""           // at the keyboard, by Remote Desktop or CredSSP, or as a service or task whose password is stored
	ByWinRM    SignOnKind = "winrm"      // PowerShell remoting without CredSSP
	BySSHKey   SignOnKind = "ssh-key"    // Windows' SSH server, with a public key
	ByS4U      SignOnKind = "s4u"        // a scheduled task for which no password is stored
	SecondHop  SignOnKind = "second-hop" // a service that acts for a user of the network: IIS, SQL Server

	// Without typing the password, and with a credential for NTLM all the same (signon_passwordless.go).
	BySmartCard  SignOnKind = "smart-card"
	ByHello      SignOnKind = "hello"        // Windows Hello for Business, key trust or certificate trust
	ByCloudTrust SignOnKind = "cloud-trust"  // Windows Hello for Business or a security key, with a ticket of Entra ID
	ByPIN        SignOnKind = "pin"          // a PIN or Windows Hello that opens the stored password
	Passwordless SignOnKind = "passwordless" // an account of Microsoft or Entra ID whose password the machine never had

	// How Windows itself signs on its services.
	localSystem    SignOnKind = "LocalSystem"
	networkService SignOnKind = "NetworkService"
	localService   SignOnKind = "LocalService"
)

// SignOnKinds lists the kinds that a person can have.
func SignOnKinds() []SignOnKind {
	return []SignOnKind{ByWinRM, BySSHKey, ByS4U, SecondHop, BySmartCard, ByHello, ByCloudTrust, ByPIN, Passwordless}
}

// ntAuthority is the domain of the accounts under which Windows runs its services.
const ntAuthority = "NT AUTHORITY"

// services are the accounts of NT AUTHORITY, by the names that whoami and the service manager have for them.
var services = map[string]SignOnKind{
	"SYSTEM": localSystem, "LOCALSYSTEM": localSystem, "NETWORK SERVICE": networkService, "NETWORKSERVICE": networkService,
	"LOCAL SERVICE": localService, "LOCALSERVICE": localService,
}

var serviceNames = map[SignOnKind]string{localSystem: "SYSTEM", networkService: "NETWORK SERVICE", localService: "LOCAL SERVICE"}

// Service is the account of a service of Windows that a name without a domain means, as NT AUTHORITY\SYSTEM for
// LocalSystem; "" if it means none.
func Service(name string) string {
	kind, ok := services[fold(name)]
	if !ok {
		return ""
	}
	return ntAuthority + `\` + serviceNames[kind]
}

// serviceHint says how a service of Windows is written, of a name that means one; "" of any other.
func serviceHint(name string) string {
	if service := Service(name); service != "" {
		return "a service of Windows is " + service
	}
	return ""
}

// Meant is the account that a text means whose domain is missing, or whose backslash a shell took, and what is wrong
// with the text. accounts are those that there are.
func Meant(text string, accounts []string) (meant, wrong string) {
	meant, wrong = `DOMAIN\USER`, `this is not DOMAIN\USER, nor MACHINE\USER`
	if service := Service(text); service != "" {
		meant, wrong = service, `this is not DOMAIN\USER: a service of Windows has the domain `+ntAuthority
	}
	for _, account := range slices.Backward(accounts) {
		_, user, _ := strings.Cut(account, `\`)
		switch {
		case strings.EqualFold(account, text):
			meant = account
		case strings.EqualFold(strings.Replace(account, `\`, "", 1), text):
			meant, wrong = account, "the shell took the backslash"
		case strings.EqualFold(user, text):
			meant, wrong = account, `this is not DOMAIN\USER: the domain or the machine is missing whose account it is`
		}
	}
	return meant, wrong
}

// A credential is what the session at the client sends where the command names nobody.
type credential struct {
	how          how
	kind         SignOnKind
	domain, user string
	password     string
	old          bool   // the account has another password now
	target       string // of the entry in the Credential Manager

	db      *database // of account
	account *account  // that is signed on; nil if it is in no database
	sends   bool      // its password is sent
}

// session finds what the session at the client can prove.
func (w *World) session(client *machine, a Attempt) (credential, *Problem) {
	switch fold(a.As.Domain) {
	case ntAuthority:
		return client.service(a)
	case entra:
		return client.entra(a)
	}
	database, account, problem := w.signedOn(client, a)
	if problem != nil {
		return credential{}, problem
	}
	c := credential{how: bySignOn, domain: database.name, user: account.Name, password: account.Password, db: database, account: account, sends: true}
	switch {
	case account.MicrosoftAccount != "":
		c.domain, c.user = microsoft, account.MicrosoftAccount
	case a.As.User != "":
		c.user = a.As.User
	}
	switch s := a.SignOn; {
	case s.Kind != ByPassword && (s.NetOnly != nil || s.Password != nil):
		return c, &Problem{[]string{"as", "logon"}, "a session by " + string(s.Kind) + " has no password", "leave out password and netonly, or logon"}
	case s.Kind != ByPassword && !slices.Contains(SignOnKinds(), s.Kind):
		return c, &Problem{[]string{"as", "logon"}, fmt.Sprintf("there is no logon %q", s.Kind), "one of: " + joined(SignOnKinds())}
	case s.Kind.Shows():
		return c.shown(s.Kind)
	case s.Kind != ByPassword:
		c.how, c.kind, c.sends = byNothing, s.Kind, false
	case s.NetOnly != nil && s.Password == nil:
		return c, &Problem{[]string{"as", "netonly"}, "runas /netonly asks for a password, and checks nothing", "add password: the one that was typed"}
	case s.NetOnly != nil:
		return credential{how: byNetOnly, domain: s.NetOnly.Domain, user: s.NetOnly.User, password: *s.Password}, nil
	case s.Password != nil:
		c.sends = false
		c.password, c.old = *s.Password, *s.Password != account.Password
	}
	return c, nil
}

// service is what a service of Windows can prove: that it runs on this computer, or nothing.
func (m *machine) service(a Attempt) (credential, *Problem) {
	kind, ok := services[fold(a.As.User)]
	switch {
	case !ok:
		return credential{}, &Problem{[]string{"as"}, "no service runs as " + nameOnly(a.As.User), `NT AUTHORITY\SYSTEM, NETWORK SERVICE or LOCAL SERVICE`}
	case a.SignOn != SignOn{}:
		return credential{}, &Problem{[]string{"as"}, "a service of Windows has no password of a person", `write as: 'NT AUTHORITY\SYSTEM' alone`}
	case kind == localService || kind == localSystem && !m.typing.UseMachineId || kind == networkService && m.domain == nil:
		return credential{how: byNothing, kind: kind}, nil
	}
	c := credential{how: byComputer, kind: kind, domain: workgroup, user: m.Name + "$", password: m.secret()}
	if m.domain != nil {
		c.domain = m.domain.Name
		if own := m.domain.accounts[fold(c.user)]; own != nil && m.Channel != WrongPassword {
			c.password, c.db, c.account, c.sends = own.Password, &m.domain.database, own, true
		}
	}
	return c, nil
}

// workgroup is the domain name that a machine in no domain has.
const workgroup = "WORKGROUP"

// computerSecret begins the password of a computer. Nobody knows it, and nobody can type it.
const computerSecret = "\x00"

// secret stands for the password of a computer.
func (m *machine) secret() string { return computerSecret + m.key }

// newComputer is the account that a machine's domain has for it; nil if it has none.
func (m *machine) newComputer() *account {
	if m.domain == nil || m.Channel == AccountDeleted {
		return nil
	}
	a := Account{Name: m.Name + "$", Password: m.secret(), Disabled: m.Channel == ComputerOff, Trust: Workstation}
	if m.Role == Controller {
		a.Trust = ServerTrust
	}
	if m.Channel == WrongPassword {
		a.Password += computerSecret // the account was reset
	}
	return m.domain.prepare(a)
}

// computer is the account of a computer that the topology has as a machine only.
func (w *World) computer(db *database, key string) *account {
	if !db.domain || len(key) < 2 || key[len(key)-1] != '$' {
		return nil
	}
	i, ok := w.names.machines[key[:len(key)-1]]
	if !ok {
		return nil
	}
	if m := w.at(i); m.domain != nil && m.domain.key == db.key {
		return m.computer
	}
	return nil
}

// attended reports whether there is somebody who can answer NET's prompt.
func (c credential) attended() bool {
	return c.kind == ByPassword || c.kind == BySSHKey || c.kind.Shows()
}

// typed is the account of a session with a password that was typed for it.
func (c credential) typed() credential {
	c.how = byPassword
	return c
}

// goesWith is the problem of a command with a user and no password, or a password and no user, where the session does
// not have the other.
func (c credential) goesWith(run NetUse) *Problem {
	password := run.Password != nil || run.Ask
	switch {
	case c.how != byNothing && c.how != byComputer && c.kind != Passwordless || run.User != nil && run.User.Name == "":
		return nil
	case run.User != nil && !password:
		return &Problem{[]string{"run"}, "this session has no password that could go with /user:" + run.User.Name, "write the password behind the server's name"}
	case run.User == nil && password && c.user == "":
		return &Problem{[]string{"run"}, "a service of Windows has no name that a password could go with", `write /user:DOMAIN\USER as well`}
	}
	return nil
}

// String says how somebody is signed on at a machine, behind its name: "over WinRM"; "" with the account's password.
func (s SignOn) String() string {
	switch {
	case s.NetOnly != nil:
		return "with runas /netonly as " + s.NetOnly.String()
	case s.Password != nil:
		return "with the password of that session"
	}
	return map[SignOnKind]string{ByWinRM: "over WinRM", BySSHKey: "with a key over SSH", ByS4U: "for a task without a stored password",
		SecondHop: "over the network, by a service", BySmartCard: "with a smart card", ByHello: "with Windows Hello for Business",
		ByCloudTrust: "by cloud Kerberos trust", ByPIN: "with a PIN", Passwordless: "without a password"}[s.Kind]
}

// Who says who types the command of an attempt where: "CORP\ANNA, signed on at HOP over WinRM".
func (a Attempt) Who() string {
	if fold(a.As.Domain) == ntAuthority {
		return "a service of " + a.From + " that runs as " + a.As.String()
	}
	text := a.As.String() + ", signed on at " + a.From
	if how := a.SignOn.String(); how != "" {
		text += " " + how
	}
	return text
}

// BySession reports whether a step says that the session at the client can prove something else than the password of
// its account, and the attempt was refused.
func (o Outcome) BySession(s sim.Step) bool {
	f := &o.Facts
	return s.State == start && o.Error != 0 && (f.how == byNothing || f.how == byComputer || f.how == byStored || f.how == bySignOn && (f.signOn.old || f.signOn.kind == Passwordless))
}

// AtKeyboard reports whether the account of an attempt is signed on with its password, as a person does it.
func (a Attempt) AtKeyboard() bool { return a.SignOn == SignOn{} && fold(a.As.Domain) != ntAuthority }
