package causes

import "ntlmsim/sim/logon"

var lockoutPaper = documented("Windows, Account lockout best practices: common causes")

// What refuses NTLM for an account or a server in Active Directory.
var (
	protectedUser = Cause{"the account is in Protected Users, which may not use NTLM, and the server was called by its address or an alias, or is in no domain",
		"the controller logs event 100, and 4822", "call the server by its name, so that Kerberos is used", `net use \\SERVER.DOMAIN\share`,
		".protected-user", observed("a public case: a service that checks names over NTLM")}
	boundToDevices = Cause{"an authentication policy allows the account only from certain devices, which NTLM cannot prove", "the controller logs event 101, and 4823",
		"call the server by its name, from such a device", "Get-ADAuthenticationPolicy -Filter *", ".place-restricted", documented("MS-APDS 3.1.5.2")}
	serverPolicy = Cause{"an authentication policy of the server does not allow the user", "the user's domain is the server's; the controller logs event 101",
		"look at the policy", "Get-ADAuthenticationPolicy -Filter *", ".server-restricted", documented("MS-APDS 3.1.5")}
)

// states are errors of what an account may do. Nearly all of them have one cause, which their text names.
var states = []List{
	{
		Of: []logon.Status{logon.StatusAccountLockedOut}, Events: []int{539, 4740, 644},
		Order: ordered("Windows, Account lockout best practices: common causes", "in the order of the page; causes that are no logons over the network are left out"),
		Causes: []Cause{
			{"a program or service still has an old password", "4740 names its computer (TargetDomainName), and it comes at regular times",
				"give it the new one, then unlock the account (Unlock-ADAccount USER), or wait until it unlocks (net accounts /domain)", `Get-CimInstance Win32_Service | where StartName -like '*USER*'`, ".locked .password-differs", lockoutPaper},
			{"an old password is stored on a computer", "4740 names that computer", "delete it there (cmdkey /delete:TARGET)", listCreds, ".locked .password-differs", lockoutPaper},
			{"a scheduled task has an old password", "4740 names its computer, at the time of the task", "give it the new one",
				"schtasks /query /v /fo list", ".locked .password-differs", lockoutPaper},
			{"a drive is connected again with an old password at every logon", "4740 names the person's computer, when it starts",
				"delete the connection there", "net use X: /delete", ".locked .password-differs", lockoutPaper},
			{"somebody guesses passwords", "many accounts, or names that do not exist, from one address (4625, 4776)",
				"find the address (IpAddress of the servers' 4625)", `Get-WinEvent -FilterHashtable @{LogName='Security';Id=4740}`, ".locked .password-differs",
				documented("Windows, event 4740")},
		},
	},
	{
		Of: []logon.Status{logon.StatusAccountRestriction}, Events: []int{537},
		Order: ordered("winerror.h, ERROR_ACCOUNT_RESTRICTION", "its text has blank passwords before policies; Protected Users are a policy"),
		Causes: []Cause{
			{"a local account without a password may log on at the console only", "the account has no password",
				"give it one, on the server", "net user USER *", ".blank-password",
				documented("Windows policy: Limit local account use of blank passwords to console logon only")},
			protectedUser, boundToDevices,
		},
		Against: []Sign{{1, against + "its TargetDomainName is not this computer", elsewhere}, ofDomain(2), ofDomain(3)},
	},
	{
		Of: []logon.Status{logon.StatusAccountDisabled}, Events: []int{531},
		Order: ordered("Windows, event 4625; KB 263936", "the event is about the account of the user; the article about that of the server, most often of one that was moved to another domain"),
		Causes: []Cause{
			{"the account is disabled, and the password was right", "4776 has 0xc0000072", "enable it where it is", "Enable-ADAccount USER", ".disabled", codes4625},
			{"the server's own computer account is disabled, as after it was moved to another domain",
				"every user of the domain gets it at this server", "delete or enable the computer account", "Get-ADComputer SERVER -Properties Enabled",
				".own-account-disabled", documented("KB 263936")},
		},
	},
	{
		Of: []logon.Status{logon.StatusAccountExpired}, Events: []int{532},
		Causes: []Cause{{"the account has expired, and the password was right", "4776 has 0xc0000193", "set a later date",
			"Set-ADAccountExpiration USER -DateTime DATE", ".expired", codes4625}},
	},
	{
		Of: []logon.Status{logon.StatusTimeDifferenceAtDC},
		Causes: []Cause{{"the clock of the server is more than 5 minutes off that of the controllers", "w32tm /stripchart /computer:DC at the server shows by how much",
			"set the server's clock", "w32tm /resync", "kerberos.clocks-differ", documented("KB 956627")}},
	},
	{
		Of: []logon.Status{logon.StatusKDCUnknownEType},
		Causes: []Cause{{"the server's account has keys of RC4 only, and the controllers give out no tickets with RC4", "event 27 or 4769 with 0xe of the controller",
			"let the account have keys of AES, and set its password again", "Set-ADComputer SERVER -KerberosEncryptionType AES128, AES256", "kerberos.no-common-encryption", documented("KB 5021131")}},
	},
	{
		Of: []logon.Status{logon.StatusPasswordMustChange},
		Causes: []Cause{{"the password must be changed before the first logon, because somebody else set it", "4776 has 0xc0000224; pwdLastSet of the account is 0",
			"sign on at a computer of the domain and change it (Ctrl+Alt+Del)", "Get-ADUser USER -Properties pwdLastSet", ".must-change", codes4625}},
	},
	{
		Of: []logon.Status{logon.StatusPasswordExpired, logon.StatusClientPasswordExpired}, Events: []int{535},
		Causes: []Cause{{"the password has expired; 2242 is how a NAS, or a server without NTSTATUS, says so", "the password was right: a wrong one gives another error",
			"change it where the account is (Ctrl+Alt+Del in a domain; the web pages of a NAS)", "net user USER /domain", ".password-expired", codes4625}},
	},
	{
		Of: []logon.Status{logon.StatusInvalidLogonHours}, Events: []int{530},
		Causes: []Cause{{"it is outside the hours of the account", "4776 has 0xc000006f", "look at its logon hours (and at the controller's clock)",
			"net user USER /domain", ".outside-hours", codes4625}},
	},
	{
		Of: []logon.Status{logon.StatusInvalidWorkstation}, Events: []int{533},
		Causes: []Cause{{"the account may log on from certain computers only (Log On To), and the client sent another name, or none, as some programs do",
			"Workstation of the 4776 is not in the list", "add the name that the client sends", "Get-ADUser USER -Properties userWorkstations", ".workstation-not-allowed",
			observed("a public case: a client that leaves the workstation empty")}},
	},
	{
		Of: []logon.Status{logon.StatusSmartCardRequired},
		Causes: []Cause{{"the account may log on with a smart card only, and a password was sent", "SmartcardLogonRequired of the account is True",
			"sign on with the smart card, and call the server by its name, so that Kerberos is used", "Get-ADUser USER -Properties SmartcardLogonRequired",
			".smart-card-required", documented("MS-APDS 3.1.5")}},
	},
	{
		Of: []logon.Status{logon.StatusWorkstationTrustAccount, logon.StatusServerTrustAccount, logon.StatusInterdomainTrustAccount},
		Causes: []Cause{{"the user is a computer or a trust, and not a person: the name ends in $", "TargetUserName of the 4625 ends in $", "use an account of a person or a service",
			nameThem, ".workstation-account .server-account .interdomain-account", documented("MS-APDS 3.1.5")}},
	},
}
