package logon

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Shown is how to look up a value: a command that shows it on the machine named, or what else there is.
func (u Unknown) Shown(t Topology) string {
	switch {
	case u.Key == KeyPassword:
		return "no command shows a password: ask its owner, or set a new one"
	case u.Key == KeyOffline:
		return "Test-NetConnection " + u.Of + " -Port 445 (PowerShell)"
	case u.User != "":
		return u.shownAccount(t)
	case u.Key == KeyThreshold:
		return u.shownThreshold(t)
	}
	samba := u.ofSamba(t)
	switch {
	case u.Share != "" && samba:
		return "testparm -s --section-name=" + InSh(u.Share) + " (on " + u.Of + ")"
	case u.Share != "":
		return "Get-SmbShareAccess " + InPowerShell(u.Share) + " (PowerShell, on " + u.Of + ")"
	case u.Key == KeyChannel && samba:
		return "wbinfo -t (on " + u.Of + ")"
	case u.Key == KeyChannel:
		return "Test-ComputerSecureChannel (PowerShell, on " + u.Of + ")"
	}
	return u.shownSetting()
}

// ofSamba reports whether the machine, or a controller of the domain, is Samba's.
func (u Unknown) ofSamba(t Topology) bool {
	return slices.ContainsFunc(t.Machines, func(m Machine) bool {
		is := strings.EqualFold(m.Name, u.Of) || m.Role == Controller && strings.EqualFold(m.Domain, u.Of)
		p, ok := ProfileNamed(m.Profile)
		return is && ok && p.Has("map to guest")
	})
}

// adProperties are the properties of Get-ADUser that show the states of an account.
var adProperties = map[string]string{"locked": "LockedOut", "disabled": "Enabled", "expired": "AccountExpirationDate",
	"must-change": "pwdLastSet", "password-expired": "PasswordExpired", "hours": "logonHours", "smart-card-required": "SmartcardLogonRequired"}

func (u Unknown) shownAccount(t Topology) string {
	switch inDomain := u.ofDomain(t) && !u.ofNT4(t); {
	case u.Key == "smart-card-required" && !inDomain:
		return "no command shows it: only accounts of Active Directory can need a smart card"
	case u.Key == "smart-card-required" && u.ofSamba(t):
		return "samba-tool user show " + InSh(u.User) + " --attributes=userAccountControl (0x40000: it needs one; on a controller of " + u.Of + ")"
	case u.ofSamba(t):
		return "pdbedit -v -u " + InSh(u.User) + " (on Samba's " + u.Of + ")"
	case inDomain:
		return "Get-ADUser " + InPowerShell(u.User) + " -Properties " + adProperties[u.Key] + " (PowerShell, domain " + u.Of + ")"
	case u.ofDomain(t):
		return "net user " + InCmd(u.User) + " /domain (cmd.exe, on a machine of " + u.Of + ")"
	}
	return "net user " + InCmd(u.User) + " (cmd.exe, on " + u.Of + ")"
}

func (u Unknown) ofNT4(t Topology) bool {
	return slices.ContainsFunc(t.Domains, func(d Domain) bool { return strings.EqualFold(d.Name, u.Of) && d.Kind == NT4 })
}

func (u Unknown) shownThreshold(t Topology) string {
	switch {
	case u.ofSamba(t):
		return `pdbedit -P "bad lockout attempt" (on Samba's ` + u.Of + ")"
	case u.ofDomain(t):
		return "net accounts /domain (on a machine of " + u.Of + ")"
	}
	return "net accounts (on " + u.Of + ")"
}

// showCommands show settings whose registry value is not all there is, or which have none.
var showCommands = map[string]string{
	"SeDenyNetworkLogonRight": "secedit /export /areas USER_RIGHTS /cfg rights.inf", "SeNetworkLogonRight": "secedit /export /areas USER_RIGHTS /cfg rights.inf",
	"BlockNTLM": "Get-SmbClientConfiguration (PowerShell)", "BlockNTLMServerExceptionList": "Get-SmbClientConfiguration (PowerShell)",
	"AuditInsecureGuestLogon": "Get-SmbClientConfiguration, or Get-SmbServerConfiguration (PowerShell)", "LogEnhancedAuditEvents": "gpresult /h policies.html",
	"EnableEnhancedDomainNtlmLogs": "gpresult /h policies.html", "AllowAdministratorLockout": "secedit /export /areas SECURITYPOLICY /cfg policy.inf",
}

func (u Unknown) shownSetting() string {
	d, _ := definitionOf(u.Key)
	on := " (on " + u.Of + ")"
	switch kept, command := Registry(d.Name), showCommands[d.Name]; {
	case command != "":
		return strings.Replace(command+on, ") (", ", ", 1)
	case len(kept) > 0:
		return fmt.Sprintf(`reg query %s /v %s%s`, kept[0].Key, d.Name, on)
	case strings.HasPrefix(d.Doc, "smb.conf:"):
		return fmt.Sprintf(`testparm -s --parameter-name=%s%s`, InSh(d.Name), on)
	}
	return "no command shows it: it follows from the product of " + u.Of
}

// plainName is a name that no shell reads as something else.
var plainName = regexp.MustCompile(`^[A-Za-z0-9_.][A-Za-z0-9_.-]*\$?$`)

// InCmd is a name as cmd.exe takes it: in double quotes, which no account has in its name.
func InCmd(name string) string { return quoted(name, `"`, `""`) }

// InPowerShell is a name in single quotes: within double quotes $ begins a variable.
func InPowerShell(name string) string { return quoted(name, "'", "''") }

// InSh is a name as sh takes it.
func InSh(name string) string { return quoted(name, "'", `'\''`) }

// quoted puts a name in quotes, if it needs them; instead stands for a quote in it.
func quoted(name, quote, instead string) string {
	if plainName.MatchString(name) {
		return name
	}
	return quote + strings.ReplaceAll(name, quote, instead) + quote
}
