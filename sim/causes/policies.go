package causes

import "ntlmsim/sim/logon"

// callByName is what comes before any policy of NTLM is loosened.
var callByName = Cause{"the server is called by its address or an alias, so that NTLM is all there is",
	`the path is \\10.x.x.x\... or a CNAME; by the server's name it works`, "call it by its name: Kerberos does the rest", `net use \\SERVER.DOMAIN\share`, "",
	documented("KB 5064479; Windows, Kerberos and IP addresses")}

// policies are errors of what is forbidden.
var policies = []List{
	{
		Of: []logon.Status{logon.StatusNTLMBlocked, logon.StatusNotSupported, logon.StatusUnsupportedFunction}, Events: []int{4001, 4002, 4003, 4004, 4005, 4006, 4015},
		Order: ordered("Windows, NTLM blocking of the SMB client", "Kerberos first, then an exception, the policy last"),
		Causes: []Cause{
			callByName,
			{"the client's address should work: TryIPSPN, and an SPN of the address, let Kerberos use it", "nothing but the address can be used",
				"register the address, and let the client try it", "setspn -S host/ADDRESS SERVER", "", observed("Windows 11 25H2 and Server 2025, measured")},
			{"the server takes NTLM only, as a NAS or one in no domain: the client's policy forbids it", "NTLM/Operational of the client has 4001, or 4015 where it is the SMB client's own",
				"make an exception for this server, beside those that the list has: reg add replaces it", `reg add HKLM\SOFTWARE\Policies\Microsoft\Windows\LanmanWorkstation /v BlockNTLMServerExceptionList /t REG_MULTI_SZ /d LISTED\0SERVER`, "", observed("a public case: a hardening script, and the NAS of a personal PC")},
			{"the server's policy denies NTLM", "4002 or 4003 of the server; SubStatus of its 4625 is 0xc0000418", "use Kerberos; or change RestrictReceivingNTLMTraffic there",
				`reg query HKLM\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0 /v RestrictReceivingNTLMTraffic`, "policies.ntlm-denied", documented("Windows policies: Restrict NTLM")},
			{"the controllers deny it in the domain", "4004 to 4006 of a controller", "add the server to the exceptions of the domain (DCAllowedNTLMServers)",
				`reg query HKLM\SYSTEM\CurrentControlSet\Services\Netlogon\Parameters /v RestrictNTLMInDomain`, "policies.account-domain-denies", documented("Windows policies: Restrict NTLM")},
		},
	},
	{
		Of: []logon.Status{logon.StatusLogonTypeNotGranted, logon.StatusLogonNotGranted}, Events: []int{534},
		Order: ordered("KB 249918; Windows policy: Deny access to this computer from the network", "the right that is not granted comes before the right that denies"),
		Causes: []Cause{
			{"nobody gave the user the right to access this computer from the network", "the password was right; others get in", "give it to a group, on the server",
				"secpol.msc", ".network-logon-not-granted", documented("KB 249918")},
			{"the user, or a group of it, is denied: Guest is by default, local accounts often", "it is a guest or a local account", "use an account of the domain, or take it from the list, on the server",
				"secpol.msc", ".network-logon-denied", documented("Windows policy: Deny access to this computer from the network")},
		},
	},
	{
		Of: []logon.Status{logon.StatusAuthenticationFirewall},
		Causes: []Cause{
			{"a trust with selective authentication, and the user may not authenticate at this server", "the user's domain is another one",
				`give the user's group "Allowed to authenticate" on the server's computer object`, "dsa.msc", ".not-selected", documented("MS-APDS; MS-LSAD, TRUST_ATTRIBUTE_CROSS_ORGANIZATION")},
			{"an authentication policy of the server refuses the user", "the user's domain is the server's; the controller logs event 101", "look at the policy", "Get-ADAuthenticationPolicy -Filter *",
				".server-restricted", documented("MS-APDS 3.1.5")},
		},
	},
	{
		Of: []logon.Status{logon.StatusDowngradeDetected},
		Causes: []Cause{
			{"the client finds no controller for Kerberos: it is away from its network, or DNS is wrong", "klist get cifs/SERVER fails, too", "connect the VPN, or mend DNS",
				"nltest /dsgetdc:DOMAIN", "", documented("MS-SMB2; wincred.h")},
		},
	},
}
