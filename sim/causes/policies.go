package causes

import "ntlmsim/sim/logon"

// callByName is what comes before any policy of NTLM is loosened.
var callByName = Cause{"the server is called by its address or an alias, so that only NTLM is possible",
	`the path is \\10.x.x.x\... or a CNAME; by the server's name it works`, "call it by its name, so that Kerberos is used", `net use \\SERVER.DOMAIN\share`, "",
	documented("KB 5064479; Windows, Kerberos and IP addresses")}

// What denies NTLM, one cause for each policy. At a client, Kerberos with an SPN of the address is left.
var (
	addressSPN = Cause{"only the server's address can be used, for which the client does not try Kerberos", "the name cannot be used, as where a program has the address built in",
		"register an SPN for the address, and set TryIPSPN at the client", "setspn -S host/ADDRESS SERVER", "", observed("Windows 11 25H2 and Server 2025, measured")}
	clientDenies = Cause{"the client's policy denies NTLM to remote servers (RestrictSendingNTLMTraffic is 2), and the server accepts only NTLM, as a NAS may",
		"NTLM/Operational of the client has 4001", "add the server to the exceptions, by the name in the path: reg add replaces the whole list, so name what it has (LISTED), too",
		`reg add HKLM\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0 /v ClientAllowedNTLMServers /t REG_MULTI_SZ /d LISTED\0SERVER`,
		"client.response.sending-denied", documented("Windows policies: Restrict NTLM")}
	smbClientBlocks = Cause{"the SMB client blocks NTLM (BlockNTLM), and the server accepts only NTLM, as a NAS may", "NTLM/Operational of the client has 4015",
		"add the server to the exceptions, by the name in the path: reg add replaces the whole list, so name what it has (LISTED), too",
		`reg add HKLM\SOFTWARE\Policies\Microsoft\Windows\LanmanWorkstation /v BlockNTLMServerExceptionList /t REG_MULTI_SZ /d LISTED\0SERVER`,
		"client.response.ntlm-blocked", observed("a public case: a hardening script, and the NAS of a personal PC")}
	serverDenies = Cause{"the server's policy denies NTLM (RestrictReceivingNTLMTraffic is 2, or 1 for accounts of a domain; at Samba ntlm auth = disabled)", "NTLM/Operational of the server has 4002; SubStatus of its 4625 is 0xc0000418",
		"use Kerberos, or change RestrictReceivingNTLMTraffic there", `reg query HKLM\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0 /v RestrictReceivingNTLMTraffic`,
		"policies.ntlm-denied policies.domain-ntlm-denied .ntlm-disabled", documented("Windows policies: Restrict NTLM")}
	serverDomainDenies  = domainDenies("the server's domain", "4004, or 4005 where the server is a controller itself", "policies.server-domain-denies")
	accountDomainDenies = domainDenies("the domain of the account", "4006", "policies.account-domain-denies")
)

// domainDenies is the policy of a domain, which its controllers follow. event is what they log.
func domainDenies(domain, event, ending string) Cause {
	return Cause{"the controllers of " + domain + " deny NTLM (RestrictNTLMInDomain)", "NTLM/Operational of its controller has " + event,
		"add the server to the exceptions of that domain, by its own name (DCAllowedNTLMServers)",
		`reg query HKLM\SYSTEM\CurrentControlSet\Services\Netlogon\Parameters /v DCAllowedNTLMServers`, ending, documented("Windows policies: Restrict NTLM")}
}

var kerberosFirst = ordered("Windows, NTLM blocking of the SMB client", "Kerberos first, then an exception, the policy last")

// policies are errors of what is forbidden.
var policies = []List{
	{
		Of: []logon.Status{logon.StatusNTLMBlocked, logon.StatusNotSupported}, Order: kerberosFirst,
		Causes: []Cause{callByName, addressSPN, clientDenies, smbClientBlocks, serverDenies, serverDomainDenies, accountDomainDenies},
	},
	{Events: []int{4001}, Order: kerberosFirst, Causes: []Cause{callByName, addressSPN, clientDenies}},
	{Events: []int{4015}, Order: kerberosFirst, Causes: []Cause{callByName, addressSPN, smbClientBlocks}},
	{
		Of: []logon.Status{logon.StatusUnsupportedFunction}, Events: []int{4002}, Order: kerberosFirst,
		Causes: []Cause{callByName, serverDenies},
	},
	{Events: []int{4003}, Order: kerberosFirst, Causes: []Cause{callByName, serverDomainDenies, accountDomainDenies}},
	{Events: []int{4004, 4005}, Order: kerberosFirst, Causes: []Cause{callByName, serverDomainDenies}},
	{Events: []int{4006}, Order: kerberosFirst, Causes: []Cause{callByName, accountDomainDenies}},
	{
		Events: []int{4010},
		Causes: []Cause{{"NtlmMinClientSec of the client demands more session security than the two have in common: NTLMv2 session security, or 128 bits",
			"the server is old, or LmCompatibilityLevel of the client is 0", "update the older one, or lower NtlmMinClientSec of the client",
			`reg query HKLM\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0 /v NtlmMinClientSec`, "client.response.weak-session", documented("KB 239869")}},
	},
	{
		Events: []int{4011},
		Causes: []Cause{{"NtlmMinServerSec of the server demands more session security than the client has: NTLMv2 session security, or 128 bits",
			"the client is old, or its LmCompatibilityLevel is 0", "update the client, or lower NtlmMinServerSec of the server",
			`reg query HKLM\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0 /v NtlmMinServerSec`, "policies.weak-session", documented("KB 239869")}},
	},
	{
		Of: []logon.Status{logon.StatusLogonTypeNotGranted, logon.StatusLogonNotGranted}, Events: []int{534},
		Order: ordered("KB 249918; Windows policy: Deny access to this computer from the network", "the right that is not granted comes before the right that denies"),
		Causes: []Cause{
			{"nobody gave the user the right to access this computer from the network", "the password was right; others get in", "give it to a group, on the server",
				"secpol.msc", ".network-logon-not-granted", documented("KB 249918")},
			{"the user, or a group of the user, is denied that access: Guest is by default, local accounts often are", "it is a guest or a local account", "use an account of the domain, or remove the user from that policy, on the server",
				"secpol.msc", ".network-logon-denied .guest-denied", documented("Windows policy: Deny access to this computer from the network")},
		},
	},
	{
		Of: []logon.Status{logon.StatusAuthenticationFirewall},
		Causes: []Cause{
			{"the trust has selective authentication, and the user may not authenticate at this server", "the user's domain is another one",
				`give the user's group "Allowed to authenticate" on the server's computer object`, "dsa.msc", ".not-selected", documented("MS-APDS; MS-LSAD, TRUST_ATTRIBUTE_CROSS_ORGANIZATION")},
			serverPolicy,
		},
	},
	{
		Of: []logon.Status{logon.StatusDowngradeDetected},
		Causes: []Cause{
			{"the client finds no controller for Kerberos: it is away from its network, or DNS is wrong", "klist get cifs/SERVER fails, too", "connect the VPN, or correct DNS",
				"nltest /dsgetdc:DOMAIN", "", documented("MS-SMB2; wincred.h")},
			{"the person signs on with Windows Hello, or an account of Entra ID, and the server is in no domain", "whoami shows AzureAD\\...; other people there give a user and a password",
				"name an account that the server has", `net use \\SERVER\share /user:SERVER\USER *`, "", observed("ahaenggli/AzureAD-LDAP-wrapper #92")},
		},
	},
}
