package whatif

import (
	"strings"

	"ntlmsim/sim/logon"
)

// accountCommands are what changes an account, by what has it: a domain of Samba, a Samba server or a domain of NT 4.0
// on Samba, a domain of Windows, and a Windows machine or a domain of NT 4.0. "" where none is known. The domain's are
// for PowerShell. MORE is what the change needs besides the name.
var accountCommands = map[string][4]string{
	"add":          {"samba-tool user add USER", "smbpasswd -a USER", "net user USER * /add /domain", "net user USER * /add"},
	"enable":       {"samba-tool user enable USER", "smbpasswd -e USER", "Enable-ADAccount USER", "net user USER /active:yes"},
	"unlock":       {"samba-tool user unlock USER", `pdbedit -u USER -c "[]"`, "Unlock-ADAccount USER", "net user USER /active:yes"},
	"expiry":       {"samba-tool user setexpiry USER --days=90", "pdbedit -u USER -K never", "Set-ADAccountExpiration USER -TimeSpan 90.00:00:00", "net user USER /expires:never"},
	"password":     {"samba-tool user setpassword USER", "smbpasswd USER", "Set-ADAccountPassword USER -Reset", "net user USER * /logonpasswordchg:no"},
	"no-card":      {"samba-tool user edit USER", "", "Set-ADUser USER -SmartcardLogonRequired $false", ""},
	"hours":        {"samba-tool user edit USER", "pdbedit -u USER -Z", "net user USER /times:all /domain", "net user USER /times:all"},
	"places":       {"samba-tool user edit USER", `net sam set workstations USER "MORE"`, "net user USER /workstations:MORE /domain", "net user USER /workstations:MORE"},
	"unprotect":    {"samba-tool group removemembers 'Protected Users' USER", "", "Remove-ADGroupMember 'Protected Users' USER", ""},
	"ntlm":         {"", "", "Set-ADAuthenticationPolicy (Get-ADUser USER -Properties AuthenticationPolicy).AuthenticationPolicy -UserAllowedNTLMNetworkAuthentication $true", ""},
	"ntlm-service": {"", "", "Set-ADAuthenticationPolicy (Get-ADServiceAccount USER -Properties AuthenticationPolicy).AuthenticationPolicy -ServiceAllowedNTLMNetworkAuthentication $true", ""},
}

// quoters quote a name for the shell of each column.
var quoters = [4]func(string) string{logon.InSh, logon.InSh, logon.InPowerShell, logon.InCmd}

// accountCommand is the command of accountCommands for an account, and where it is typed; "" where none is known.
func (s *search) accountCommand(database, user, verb, more string) string {
	where := "on " + database
	d, isDomain := s.world.Domain(database)
	if isDomain {
		where = "at a controller of " + database
	}
	active, samba := isDomain && d.Kind == logon.ActiveDirectory, s.isSamba(database)
	column := map[[2]bool]int{{true, true}: 0, {false, true}: 1, {true, false}: 2, {false, false}: 3}[[2]bool{active, samba}]
	command := accountCommands[verb][column]
	if command == "" {
		return ""
	}
	if column == 1 && more == "*" {
		more = "" // of net sam, for all workstations
	}
	return where + ": " + strings.NewReplacer("USER", quoters[column](user), "MORE", more).Replace(command)
}
