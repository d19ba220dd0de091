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
	case how.NetOnly != nil || !ok || !byPassword(account):
		return nil
	case how.Password != nil:
		return []change{{text: fmt.Sprintf("sign off and on again at %s with the new password of %s", s.client.Name, as), ask: signOnAgain}}
	}
	return []change{
		{text: "give the user and the password in the command: " + as.String(), caveat: inScript, ask: func(a *logon.Attempt) {
			a.Run.User, a.Run.Password = &logon.UserName{Form: logon.Qualified, Domain: as.Domain, Name: as.User}, &account.Password
		}},
		{text: s.withPassword(how.Kind, as), caveat: "the machine then holds the password", ask: signOnAgain},
	}
}

func signOnAgain(a *logon.Attempt) { a.SignOn = logon.SignOn{} }

// withPassword is how a session of a kind gets the account's password.
func (s *search) withPassword(kind logon.SignOnKind, as logon.Name) string {
	here := s.client.Name
	switch kind {
	case logon.ByWinRM:
		return fmt.Sprintf("open the session with CredSSP: Enter-PSSession %s -Authentication CredSSP -Credential %s", here, as)
	case logon.BySSHKey:
		return "sign on at " + here + " by SSH with the password instead of the key"
	case logon.ByS4U:
		return "store the password with the task: schtasks /change /tn TASK /ru " + as.String() + " /rp *"
	}
	return fmt.Sprintf("let the service at %s run as %s, with its password, and act for itself", here, as)
}

// services: a service of Windows runs as an account that the server can know, or the computer's own account is mended.
func (s *search) services() (list []change) {
	here := s.client.Name
	mend := func(text string, fix func(*logon.Machine)) {
		list = append(list, change{text: text, edits: edit(logon.EditMachine(here, fix))})
	}
	sound := func(m *logon.Machine) { m.Channel = logon.Sound }
	switch s.client.Channel {
	case logon.WrongPassword:
		mend("reset the secure channel of "+here+" to "+s.client.Domain+": Test-ComputerSecureChannel -Repair", sound)
	case logon.AccountDeleted:
		mend("join "+here+" to "+s.client.Domain+" again: its account is gone", sound)
	case logon.ComputerOff:
		mend("enable the computer account of "+here+" in "+s.client.Domain, sound)
	}
	list = append(list, change{text: "set UseMachineId of " + here + " to 1, so that LocalSystem is the computer over NTLM", edits: edit(set(here, "UseMachineId", "1"))})
	if s.client.Domain != "" {
		list = append(list, change{text: "let the service run as NetworkService, which is the computer to other machines", ask: func(a *logon.Attempt) { a.As.User = "NETWORK SERVICE" }})
	}
	return append(list, s.serviceAccounts()...)
}

// mostServiceAccounts limits the accounts that are tried for a service.
const mostServiceAccounts = 20

// serviceAccounts: a service runs as an account of its machine or its domain. The first one that works is the example.
func (s *search) serviceAccounts() (list []change) {
	for _, db := range s.world.Databases(s.client.Name) {
		for _, a := range s.world.Accounts(db) {
			if !usable(a) || administrator(a) || len(list) == mostServiceAccounts {
				continue
			}
			as := logon.Name{Domain: db, User: a.Name}
			list = append(list, change{text: "let the service run as an account that the server knows with the same password, for instance " + as.String(),
				once: true, ask: func(a *logon.Attempt) { a.As = as }})
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
		list = append(list, change{text: fmt.Sprintf("store the password that %s has now: cmdkey /add:%s /user:%s /pass", s.name(db), target, s.name(db)),
			edits: edit(logon.EditMachine(s.client.Name, func(m *logon.Machine) { m.Stored = renewed }))})
	}
	return append(list, change{text: "delete the stored user, so that the one signed on is sent: cmdkey /delete:" + target,
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
	return []change{{text: "give " + copied + " a SID of its own: sysprep /generalize", caveat: "it is then set up anew",
		edits: edit(logon.EditMachine(copied, func(m *logon.Machine) { m.CloneOf = "" }))}}
}
