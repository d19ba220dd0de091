package whatif

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// sessions: a session that cannot prove a password to another machine gets one, or the command has it.
func (s *search) sessions() []change {
	if s.client == nil || s.attempt.AtKeyboard() || s.attempt.Run.User != nil {
		return nil
	}
	as, how := s.attempt.As, s.attempt.SignOn
	account, ok := s.world.Account(as.Domain, as.User)
	switch {
	case strings.EqualFold(as.Domain, "NT AUTHORITY"):
		return s.services()
	case how.Kind == logon.Passwordless:
		return s.withoutPassword()
	case how.Kind.Shows():
		return nil // what it shows is as good as the password
	case how.NetOnly != nil || !ok || !byPassword(account):
		return nil
	case how.Password != nil:
		return []change{{text: fmt.Sprintf("sign off and on again at %s with the new password of %s", s.client.Name, as), ask: signOnAgain}}
	}
	return []change{
		{text: "give the user and the password in the command: " + as.String(), caveat: inScript, ask: func(a *logon.Attempt) {
			a.Run.User, a.Run.Password = &logon.UserName{Form: logon.Qualified, Domain: as.Domain, Name: as.User}, &account.Password
		}},
		s.withPassword(how.Kind, as),
	}
}

const holds = "the machine then holds the password"

// asService is the disadvantage of an account of a person for a service.
const asService = holds + ", and the account needs the right to log on as a service; a managed service account has a password that nobody types"

// withoutPassword: a Microsoft account signs on with its password, which the machine then has.
func (s *search) withoutPassword() []change {
	as, here := s.attempt.As, s.client.Name
	return []change{{text: fmt.Sprintf("sign on at %s with the password of %s: let it sign in otherwise than with Windows Hello (Settings, Accounts, Sign-in options)", here, as),
		caveat: "a Microsoft account that has no password at all needs one first", ask: signOnAgain}}
}

// passwordless reports whether the session has no password, and the command names nobody.
func (s *search) passwordless() bool {
	return s.attempt.SignOn.Kind == logon.Passwordless && s.attempt.Run.User == nil
}

// oldSession reports whether the session has a password that its account had before, and sends it.
func (s *search) oldSession() bool {
	return s.attempt.SignOn.Password != nil && s.attempt.Run.User == nil && s.attempt.Run.Password == nil
}

func signOnAgain(a *logon.Attempt) { a.SignOn = logon.SignOn{} }

// withPassword is how a session of a kind gets the account's password.
func (s *search) withPassword(kind logon.SignOnKind, as logon.Name) change {
	here := s.client.Name
	c := change{caveat: holds, ask: signOnAgain}
	switch kind {
	case logon.ByWinRM:
		c.text = fmt.Sprintf("open the session with CredSSP, which is off until Enable-WSManCredSSP -Role Server was run on %s, and -Role Client where the session is opened", here)
		c.run = fmt.Sprintf("where the session to %s is opened: Enable-WSManCredSSP -Role Client -DelegateComputer %s\nEnter-PSSession %s -Authentication CredSSP -Credential %s", here, here, here, ifNeeded(logon.InPowerShell, as.String()))
		c.caveat = "the password is sent to " + here + ", which then holds it"
	case logon.BySSHKey:
		c.text = "sign on at " + here + " by SSH with the password instead of the key"
		c.run = fmt.Sprintf(`where the session to %s is opened: ssh -o PreferredAuthentications=password -l "%s" %s`, here, as, here)
	case logon.ByS4U:
		c.text, c.run = "store the password with the task", fmt.Sprintf("on %s: schtasks /change /tn TASK /ru %s /rp *", here, ifNeeded(logon.InCmd, as.String()))
	default:
		c.text, c.run = fmt.Sprintf("let the service at %s run as %s, with its password, and act for itself", here, as), s.runsAs(as)
	}
	return c
}

// runsAs is the command that gives a service an account.
func (s *search) runsAs(as logon.Name) string {
	return fmt.Sprintf("on %s: sc.exe config SERVICE obj= %s password= PASSWORD", s.client.Name, ifNeeded(logon.InCmd, as.String()))
}

// services: a service of Windows runs as an account that the server can know, or the computer's own account is mended.
func (s *search) services() (list []change) {
	here := s.client.Name
	mend := func(text string) {
		list = append(list, change{text: text, run: s.channelCommand(*s.client), edits: edit(logon.EditMachine(here, func(m *logon.Machine) { m.Channel = logon.Sound }))})
	}
	switch s.client.Channel {
	case logon.WrongPassword:
		mend("reset the secure channel of " + here + " to " + s.client.Domain)
	case logon.AccountDeleted:
		mend("join " + here + " to " + s.client.Domain + " again: its account is gone")
	case logon.ComputerOff:
		mend("enable the computer account of " + here + " in " + s.client.Domain)
	}
	list = append(list, change{text: "set UseMachineId of " + here + " to 1, so that LocalSystem is the computer over NTLM",
		run: onMachine(*s.client, "UseMachineId", "1"), edits: edit(set(here, "UseMachineId", "1"))})
	if s.client.Domain != "" {
		list = append(list, change{text: "let the service run as NetworkService, which is the computer to other machines",
			run: fmt.Sprintf(`on %s: sc.exe config SERVICE obj= "NT AUTHORITY\NetworkService"`, here), ask: func(a *logon.Attempt) { a.As.User = "NETWORK SERVICE" }})
	}
	return list
}

// mostServiceAccounts limits the accounts that are tried for a service.
const mostServiceAccounts = 20

// serviceAccounts: a service runs as an account of its machine or its domain. The first one that works is the example.
func (s *search) serviceAccounts() (list []change) {
	if s.client == nil || !s.service() || s.client.Channel != logon.Sound || s.attempt.Run.User != nil {
		return nil
	}
	for _, db := range s.world.Databases(s.client.Name) {
		for _, a := range s.world.Accounts(db) {
			if !usable(a) || administrator(a) || len(list) == mostServiceAccounts {
				continue
			}
			as := logon.Name{Domain: db, User: a.Name}
			list = append(list, change{text: "let the service run as an account that the server knows with the same password, for instance " + as.String(),
				once: true, run: s.runsAs(as), caveat: asService, ask: func(a *logon.Attempt) { a.As = as }})
		}
	}
	return list
}

// storedCredentials: an entry of the Credential Manager is sent: renew it, or delete it.
func (s *search) storedCredentials() (list []change) {
	if s.client == nil || s.attempt.Run.User != nil {
		return nil
	}
	target := s.outcome.StoredTarget()
	if target == "" {
		return nil
	}
	without := slices.DeleteFunc(slices.Clone(s.client.Stored), func(e logon.StoredCredential) bool { return e.Target == target })
	for _, db := range s.holders {
		a, _ := s.world.Account(db, s.user)
		if !byPassword(a) {
			continue
		}
		renewed := append(slices.Clone(without), logon.StoredCredential{Target: target, As: logon.Name{Domain: db, User: s.user}, Password: a.Password})
		list = append(list, change{text: fmt.Sprintf("store the password that %s has now", s.name(db)),
			run:   fmt.Sprintf("on %s: cmdkey /add:%s /user:%s /pass", s.client.Name, ifNeeded(logon.InCmd, target), ifNeeded(logon.InCmd, s.name(db))),
			edits: edit(logon.EditMachine(s.client.Name, func(m *logon.Machine) { m.Stored = renewed }))})
	}
	return append(list, change{text: "delete the stored user, so that the one signed on is sent", run: fmt.Sprintf("on %s: cmdkey /delete:%s", s.client.Name, ifNeeded(logon.InCmd, target)),
		edits: edit(logon.EditMachine(s.client.Name, func(m *logon.Machine) { m.Stored = without }))})
}

// clones: a machine that was copied gets a SID of its own.
func (s *search) clones() []change {
	if s.outcome.Because != "policies.same-machine-sid" {
		return nil
	}
	copied := s.client.Name
	if s.client.CloneOf == "" {
		copied = s.target.Name
	}
	return []change{{text: "give " + copied + " a SID of its own", run: "on " + copied + `: %windir%\System32\Sysprep\sysprep.exe /generalize /oobe /reboot`, caveat: "it is then set up anew",
		edits: edit(logon.EditMachine(copied, func(m *logon.Machine) { m.CloneOf = "" }))}}
}
