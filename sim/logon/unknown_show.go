package logon

import (
	"fmt"
	"slices"
	"strings"
)

// Shown is how to look up a value: a command that shows it on the machine named, or what else there is.
func (u Unknown) Shown(t Topology) string {
	switch {
	case u.Key == KeyPassword:
		return "no command shows a password: ask its owner, or set a new one"
	case u.Key == KeyOffline:
		return "Test-NetConnection " + u.Of + " -Port 445"
	case u.User != "":
		return u.shownAccount(t)
	case u.Key == KeyThreshold:
		return u.shownThreshold(t)
	}
	samba := u.ofSamba(t)
	switch {
	case u.Share != "" && samba:
		return "testparm -s --section-name=" + u.Share + " (on " + u.Of + ")"
	case u.Share != "":
		return "Get-SmbShareAccess " + u.Share + " (PowerShell, on " + u.Of + ")"
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
	"must-change": "pwdLastSet", "password-expired": "PasswordExpired", "hours": "logonHours"}

func (u Unknown) shownAccount(t Topology) string {
	switch {
	case u.ofSamba(t):
		return "pdbedit -v " + quoted(u.User) + " (on Samba's " + u.Of + ")"
	case u.ofDomain(t) && !u.ofNT4(t):
		return "Get-ADUser " + quoted(u.User) + " -Properties " + adProperties[u.Key] + " (PowerShell, domain " + u.Of + ")"
	case u.ofDomain(t):
		return "net user " + quoted(u.User) + " /domain (on a machine of " + u.Of + ")"
	}
	return "net user " + quoted(u.User) + " (on " + u.Of + ")"
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

// Where Windows keeps its settings.
const (
	lsa         = `HKLM\SYSTEM\CurrentControlSet\Control\Lsa`
	msv         = lsa + `\MSV1_0`
	netlogon    = `HKLM\SYSTEM\CurrentControlSet\Services\Netlogon\Parameters`
	server      = `HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters`
	workstation = `HKLM\SYSTEM\CurrentControlSet\Services\LanmanWorkstation\Parameters`
	systemKey   = `HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System`
)

// registryKeys are the keys of the settings that are registry values.
var registryKeys = map[string]string{
	"LmCompatibilityLevel": lsa, "LsaLookupRestrictIsolatedNameLevel": lsa, "OldPasswordAllowedPeriod": lsa, "LimitBlankPasswordUse": lsa,
	"NoLMHash": lsa, "DisableLoopbackCheck": lsa, "ForceGuest": lsa, "RestrictAnonymous": lsa,
	"NtlmMinClientSec": msv, "NtlmMinServerSec": msv, "RestrictSendingNTLMTraffic": msv, "RestrictReceivingNTLMTraffic": msv,
	"AuditReceivingNTLMTraffic": msv, "ClientAllowedNTLMServers": msv, "BackConnectionHostNames": msv,
	"NeverPing": netlogon, "RestrictNTLMInDomain": netlogon, "AuditNTLMInDomain": netlogon, "DCAllowedNTLMServers": netlogon,
	"RestrictNullSessAccess": server, "DisableStrictNameChecking": server, "SmbServerNameHardeningLevel": server,
	"SrvAllowedServerNames": server, "EncryptData": server,
	"AllowInsecureGuestAuth": workstation, "RequireSecuritySignature": workstation,
	"LocalAccountTokenFilterPolicy": systemKey,
}

// showCommands show the settings that are no registry values.
var showCommands = map[string]string{
	"SeDenyNetworkLogonRight": "secedit /export /areas USER_RIGHTS /cfg rights.inf", "SeNetworkLogonRight": "secedit /export /areas USER_RIGHTS /cfg rights.inf",
	"BlockNTLM": "Get-SmbClientConfiguration", "BlockNTLMServerExceptionList": "Get-SmbClientConfiguration",
	"AuditInsecureGuestLogon": "Get-SmbClientConfiguration, or Get-SmbServerConfiguration", "LogEnhancedAuditEvents": "gpresult /h policies.html",
	"EnableEnhancedDomainNtlmLogs": "gpresult /h policies.html", "AllowAdministratorLockout": "secedit /export /areas SECURITYPOLICY /cfg policy.inf",
}

func (u Unknown) shownSetting() string {
	d, _ := definitionOf(u.Key)
	on := " (on " + u.Of + ")"
	switch key, command := registryKeys[d.Name], showCommands[d.Name]; {
	case key != "":
		return fmt.Sprintf(`reg query %s /v %s%s`, key, d.Name, on)
	case command != "":
		return command + on
	case strings.HasPrefix(d.Doc, "smb.conf:"):
		return fmt.Sprintf(`testparm -s --parameter-name=%s%s`, quoted(d.Name), on)
	}
	return "no command shows it: it follows from the product of " + u.Of
}

// quoted puts a name with blanks in double quotes.
func quoted(name string) string {
	if strings.Contains(name, " ") {
		return `"` + name + `"`
	}
	return name
}
