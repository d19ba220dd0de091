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

// logons are errors of names and passwords.
var logons = []List{
	{
		Of: []logon.Status{logon.StatusLogonFailure, logon.StatusLogonDenied}, Events: []int{529},
		Order: ordered("Windows, event 4625", "its table of the most common codes has the name before the password; then the public case log: NTLMv1 in 4 cases, a Microsoft account in one"),
		Causes: []Cause{
			{"the server does not find the name: it is misspelled, or no domain (or another one) goes with it, and the server looks among its own accounts",
				"SubStatus of the server's 4625 is 0xc0000064, and its TargetDomainName is what was sent",
				"name the domain, or the server whose account it is", nameThem, ".guest-disabled", noDomain},
			{"the password is wrong, or the stored one is old",
				"SubStatus of the server's 4625 is 0xc000006a",
				"look at what is stored for the server, and delete it (cmdkey /delete:TARGET)", listCreds, ".password-differs", codes4625},
			{"the client sends NTLMv1 or LM, and the server or its controller takes NTLMv2 only, as Samba does since 4.5",
				"an old client, scanner or hardening script; the same password works from a newer client",
				"let the client send NTLMv2", ntlmv2, ".response-refused .no-lm-hash", ntlmv1Case},
			{"the person signs on with a Microsoft account, a PIN or Windows Hello, and the server has no such account",
				`whoami /all shows MicrosoftAccount\..., which TargetDomainName of the 4625 has, too`,
				"use an account of the server", `net use \\SERVER\share /user:SERVER\USER *`, "", observed("a public case of Windows 10 after KB 3140768")},
			{"the clocks of client and server are too far apart for NTLMv2",
				"the client's clock is wrong; other clients get in", "set the clock", "w32tm /resync", ".clock-differs", documented("KB 957009; KB 147706")},
			loopback, clones("policies.same-machine-sid"),
		},
	},
	{
		Of: []logon.Status{logon.StatusNoSuchUser},
		Order: ordered("Windows, event 4625",
			"its table says a misspelled or bad account; that the domain comes first is the public case log: 5 cases, a Microsoft account in one"),
		Causes: []Cause{
			{"no domain was sent, or one that the server does not trust, also as the suffix of a UPN: the server looks among its own accounts",
				"TargetDomainName of the server's 4625 is empty, or the client's own name", "name the domain that has the account", nameThem, ".guest-disabled", noDomain},
			{"the name is misspelled, or the account was renamed or deleted",
				"TargetDomainName is right, and the account is not in it", "look for it where it should be", "net user USER /domain", ".guest-disabled", codes4625},
			{"the person signs on with a Microsoft account: the client sends an e-mail address that the server does not know",
				"TargetDomainName of the server's 4625 is MicrosoftAccount", "use an account of the server", `net use \\SERVER\share /user:SERVER\USER *`, "",
				observed("a public case of Windows 10 after KB 3140768")},
		},
		Signs: []Sign{
			{1, "no domain was sent", func(r logon.Recorded) bool { return r.Event == 4625 && r.Domain == "" && !mail(r) }},
			{1, "a UPN or an e-mail address was sent", func(r logon.Recorded) bool { return mail(r) && !microsoft(r) }},
			{1, "the domain that was sent is the client's own name", func(r logon.Recorded) bool { return r.Domain != "" && strings.EqualFold(r.Domain, r.Station) }},
			{3, "its TargetDomainName is MicrosoftAccount", microsoft},
		},
	},
	{
		Of: []logon.Status{logon.StatusWrongPassword, logon.StatusWrongPasswordCore},
		Order: ordered("Windows, event 4625",
			"its table says a misspelled or bad password; then the public case log: NTLMv1 in 4 cases, clones in one"),
		Causes: []Cause{
			{"the password was mistyped, or has been changed", "it is one person, now", "type it again", nameThem, ".password-differs", codes4625},
			{"an old password is stored, or a service, a drive or a task still has it",
				"it comes again and again, from one computer (Workstation of the 4776)", "look at what is stored there", listCreds, ".password-differs",
				documented("Windows, Account lockout best practices: common causes")},
			{"the client sends NTLMv1 or LM, which is refused",
				"old clients only; the password is right elsewhere", "let the client send NTLMv2", ntlmv2, ".response-refused .no-lm-hash", ntlmv1Case},
			clones("policies.same-machine-sid"),
		},
	},
	{
		Of: []logon.Status{logon.StatusNoSuchLogonSession, logon.StatusNoCredentials},
		Order: ordered("Azure Files troubleshooting; KB 5068222",
			"a name without its machine is what Microsoft's page says of NET USE; the clones are of 2025"),
		Causes: []Cause{
			{"NET USE runs as SYSTEM or a service, and the user has no domain or server in front",
				"the same command works in a person's session", "put the server in front of the name", `net use \\SERVER\share /user:SERVER\USER *`, "",
				documented("Azure Files troubleshooting")},
			clones(""),
			{"the session has no credentials of its own, as over SSH with a key, or WinRM: nothing can be stored or sent from it",
				"klist shows no ticket, and cmdkey /add fails, too", "name user and password on the command", nameThem, "",
				observed("a public script for SSH sessions on Windows")},
		},
	},
	{
		Of:    []logon.Status{logon.StatusWrongPrincipal},
		Order: ordered("KB 2183411", "in the order of the article, which is about replication between domain controllers; causes found only there are left out"),
		Causes: []Cause{
			{"no account has the SPN of the name, as cifs/ALIAS: the server is called by an alias (CNAME)",
				"by the server's own name it works", "add the alias to the server's account", "netdom computername SERVER /add:ALIAS.DOMAIN", "",
				documented("KB 2183411; KB 3181029")},
			{"the SPN is on another account, or on two", "setspn -X lists it", "take it away from the wrong one", "setspn -Q cifs/NAME", "",
				documented("KB 2183411")},
			{"the server's computer account and the server have different passwords",
				"3210 or 5722 in the System logs", "renew the secure channel, on the server", "Test-ComputerSecureChannel -Repair", "",
				documented("KB 2183411")},
		},
	},
	{
		Of: []logon.Status{logon.StatusIncorrectAccountType},
		Causes: []Cause{
			{"NET USER was to set the password of a Microsoft account, which is kept at Microsoft",
				`whoami /all shows MicrosoftAccount\...`, "make a local account for the share, with a password of its own", "net user SHAREUSER * /add", "",
				observed("public reports of NET USER")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientMessage3775},
		Causes: []Cause{
			{"no source was found that says what it is", "it is one of the numbers that only NET's own texts have", "let that computer print its text", "net helpmsg 3775", "",
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
