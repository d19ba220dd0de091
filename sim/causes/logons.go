package causes

import (
	"strings"

	"ntlmsim/sim/logon"
)

const (
	nameThem  = `net use \\SERVER\share /user:DOMAIN\USER *`
	listCreds = "cmdkey /list"
	ntlmv2    = `reg add HKLM\SYSTEM\CurrentControlSet\Control\Lsa /v LmCompatibilityLevel /t REG_DWORD /d 3 /f`
)

var (
	codes4625  = documented("Windows, event 4625")
	noDomain   = observed("home-assistant/supervisor #5104, #4363; marcone/teslausb #367; owncloud/core #13407; csi-driver-smb #162")
	ntlmv1Case = observed("dperson/samba #41, #81, #403; home-assistant/addons #416")
)

// oldResponse is a client that sends what is no longer accepted.
var oldResponse = Cause{"the client sends NTLMv1 or LM, and the server or its controller accepts only NTLMv2, as Samba does since 4.5",
	"the client is old or a scanner, or the server was hardened; the same password works from a newer client",
	"let the client send NTLMv2", ntlmv2, ".response-refused .no-lm-hash", ntlmv1Case}

// microsoftAccount is a person whose account is one of Microsoft's.
var microsoftAccount = Cause{"the person signs on with a Microsoft account that the server does not have, or with Windows Hello alone, which leaves no password to prove",
	`TargetDomainName of the server's 4625 is MicrosoftAccount; whoami /all shows MicrosoftAccount\...`,
	"use an account of the server", `net use \\SERVER\share /user:SERVER\USER *`, "", observed("a public case of Windows 10 after KB 3140768; ahaenggli/AzureAD-LDAP-wrapper #19; ASCII.jp 4108359")}

// logons are errors of names and passwords.
var logons = []List{
	{
		Of: []logon.Status{logon.StatusLogonFailure, logon.StatusLogonDenied}, Events: []int{529},
		Order: ordered("Windows, event 4625", "its table of the most common codes has the name before the password; then the public case log: NTLMv1 in 4 cases, a Microsoft account in one"),
		Causes: []Cause{
			{"the server does not find the name: it is misspelled, or it was sent without its domain (or with another), and the server looks among its own accounts",
				"the server's event 4625 has SubStatus 0xc0000064; its TargetDomainName is the domain that was sent",
				"name the domain; for an account of the server, the server", nameThem, ".guest-disabled", noDomain},
			{"the password is wrong, or the stored one is old",
				"the server's event 4625 has SubStatus 0xc000006a",
				"type it again; or look whether an old one is stored for the server, and delete it (cmdkey /delete:TARGET)", listCreds, ".password-differs", codes4625},
			oldResponse, microsoftAccount,
			{"the clocks of client and server are too far apart for NTLMv2",
				"the client's clock is wrong; other clients get in", "set the clock", "w32tm /resync", ".clock-differs", documented("KB 957009; KB 147706")},
			loopback, clones("policies.same-machine-sid"),
		},
		Signs: []Sign{
			{4, "its TargetDomainName is MicrosoftAccount", microsoft},
			{6, "the client is the server itself, and SubStatus is 0", func(r logon.Recorded) bool {
				return r.Event == 4625 && r.Sub != nil && *r.Sub == logon.StatusSuccess && r.Station != "" && isMachine(r, r.Station)
			}},
		},
		Against: []Sign{notOld(3), notMicrosoft(4), notLoopback(6), {5, against + "its LmPackageName is NTLM V1, which has no time in it", func(r logon.Recorded) bool {
			return r.Entry.Says("LmPackageName") == "NTLM V1"
		}}},
	},
	{
		Of: []logon.Status{logon.StatusNoSuchUser},
		Order: ordered("Windows, event 4625",
			"its table says a misspelled or bad account; that the domain comes first is the public case log: 5 cases, a Microsoft account in one"),
		Causes: []Cause{
			{"no domain was sent, or one that the server does not trust (also as the suffix of a UPN), and the server looks among its own accounts",
				"TargetDomainName of the server's 4625 is empty, or the client's own name", "name the domain that has the account", nameThem, ".guest-disabled", noDomain},
			{"the name is misspelled, or the account was renamed or deleted",
				"TargetDomainName is right, but that domain has no such account", "look for it where it should be", "net user USER /domain", ".guest-disabled", codes4625},
			microsoftAccount,
		},
		Signs: []Sign{
			{1, "no domain was sent", func(r logon.Recorded) bool { return r.Event == 4625 && r.Domain == "" && !mail(r) }},
			{1, "a UPN or an e-mail address was sent", func(r logon.Recorded) bool { return mail(r) && !microsoft(r) }},
			{1, "the domain that was sent is the client's own name", func(r logon.Recorded) bool { return r.Domain != "" && strings.EqualFold(r.Domain, r.Station) }},
			{3, "its TargetDomainName is MicrosoftAccount", microsoft},
		},
		Against: []Sign{notMicrosoft(3), {1, against + "its TargetDomainName is this computer: the server's own accounts were meant", func(r logon.Recorded) bool {
			return r.Event == 4625 && isMachine(r, r.Domain)
		}}},
	},
	{
		Of: []logon.Status{logon.StatusWrongPassword, logon.StatusWrongPasswordCore},
		Order: ordered("Windows, event 4625",
			"its table says a misspelled or bad password; then the public case log: NTLMv1 in 4 cases, clones in one"),
		Causes: []Cause{
			{"the password was mistyped, or has been changed", "it happens to one person, and has just begun", "type it again", nameThem, ".password-differs", codes4625},
			{"an old password is still used: it is stored, or a service, a connected drive or a scheduled task has it",
				"it happens again and again, from one computer (Workstation of event 4776)", "look at what is stored there", listCreds, ".password-differs",
				documented("Windows, Account lockout best practices: common causes")},
			oldResponse, clones("policies.same-machine-sid"),
		},
		Against: []Sign{notOld(3)},
	},
	{
		Of: []logon.Status{logon.StatusNoSuchLogonSession, logon.StatusNoCredentials},
		Order: ordered("Azure Files troubleshooting; KB 5068222",
			"the page has the name without its machine as the cause for NET USE; clones are refused since 2025 only"),
		Causes: []Cause{
			{"NET USE runs as SYSTEM or in a service, and the user name has no domain or server in front",
				"the same command works in a person's session", "put the server in front of the name", `net use \\SERVER\share /user:SERVER\USER *`, "",
				documented("Azure Files troubleshooting")},
			clones(""),
			{"the session has no credentials of its own, as over WinRM, or SSH with a key: it can neither send nor store any",
				"klist shows no ticket, and cmdkey /add fails, too", "give the user and the password in the command", nameThem, "",
				observed("a public script for SSH sessions on Windows")},
		},
	},
	{
		Of:    []logon.Status{logon.StatusWrongPrincipal},
		Order: ordered("KB 2183411", "in the order of the article, which is about replication between domain controllers; causes found only there are left out"),
		Causes: []Cause{
			{"the server is called by an alias (CNAME), and no account has the SPN for it (cifs/ALIAS)",
				"by the server's own name it works", "add the alias to the server's account", "netdom computername SERVER /add:ALIAS.DOMAIN", "",
				documented("KB 2183411; KB 3181029")},
			{"the wrong account has the SPN, or two accounts have it", "setspn -X lists it", "remove it from the wrong one (setspn -D)", "setspn -Q cifs/NAME", "kerberos.wrong-target",
				documented("KB 2183411")},
			{"the server's computer account and the server have different passwords",
				"3210 or 5722 in the System logs", "renew the secure channel, on the server", "Test-ComputerSecureChannel -Repair", "kerberos.wrong-target",
				documented("KB 2183411")},
		},
	},
	{
		Of: []logon.Status{logon.StatusIncorrectAccountType},
		Causes: []Cause{
			{"NET USER cannot set the password of a Microsoft account: Microsoft keeps it",
				`whoami /all shows MicrosoftAccount\...`, "make a local account for the share, with a password of its own", "net user SHAREUSER * /add", "",
				observed("public reports of NET USER")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientMessage3775},
		Causes: []Cause{
			{"no source was found that says what it is", "only NET's own list of messages has this number", "print its text on that computer", "net helpmsg 3775", "",
				folklore("a note of somebody with a NAS")},
		},
	},
}

// clones are two machines of one image. ending is that of the rules, where a code has it.
func clones(ending string) Cause {
	return Cause{"client and server were cloned from one image and have the same machine SID: Windows refuses that since the updates of August 2025",
		"LsaSrv 6167 in the System log of either; from a machine that is no clone it works", "run Sysprep on one of them",
		`C:\Windows\System32\Sysprep\sysprep.exe /generalize /oobe`, ending, documented("KB 5068222")}
}

// microsoft reports whether the account of an event is a Microsoft account.
func microsoft(r logon.Recorded) bool { return strings.EqualFold(r.Domain, "MicrosoftAccount") }

// mail reports whether the account of an event is a UPN or an e-mail address.
func mail(r logon.Recorded) bool { return strings.Contains(r.Account, "@") }
