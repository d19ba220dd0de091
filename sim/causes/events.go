package causes

import (
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

var (
	codes4776   = documented("Windows, event 4776")
	ticketPage  = documented("Windows, events 4768, 4769 and 4771")
	cve20201472 = documented("KB 4557222")
)

// withCode is a cause of an event by a code in it, whose causes are explained by themselves. endings are those of the
// rules.
func withCode(what, tell, code string, cite sim.Cite, endings ...string) Cause {
	return Cause{what, tell, "see the causes of that code", "ntlmsim explain " + code, strings.Join(endings, " "), cite}
}

// events are those without a status of the network logon.
var events = []List{
	{
		Events: []int{4625},
		Order:  ordered("Windows, event 4625", "its table of the most common codes"),
		Causes: []Cause{
			withCode("the name does not exist where it was looked for", "SubStatus 0xc0000064", "4625 0xc000006d/0xc0000064", codes4625, ".guest-disabled"),
			withCode("the password is wrong", "SubStatus 0xc000006a", "4625 0xc000006d/0xc000006a", codes4625, ".password-differs"),
			withCode("the account is disabled or has expired, or may not log on now or from there", "Status 0xc000006e, and SubStatus says which", "0xc0000072", codes4625),
			withCode("no controller was reached", "Status 0xc000005e", "0xc000005e", codes4625, ".unreachable"),
			withCode("the account is locked", "Status 0xc0000234", "locked", codes4625, ".locked"),
		},
	},
	{
		Events: []int{4776, 680, 681},
		Order:  ordered("Windows, event 4776", "in the order of its table"),
		Causes: []Cause{
			withCode("the name does not exist", "its code is 0xc0000064", "4776 0xc0000064", codes4776),
			withCode("the password is wrong", "its code is 0xc000006a", "4776 0xc000006a", codes4776),
			withCode("the account may not log on now, or not from there", "its code is 0xc000006f or 0xc0000070", "4776 0xc0000070", codes4776),
			withCode("the account is disabled, or it or its password has expired", "its code is 0xc0000072, 0xc0000193, 0xc0000071 or 0xc0000224", "4776 0xc0000072", codes4776),
			withCode("the account is locked", "its code is 0xc0000234", "4776 0xc0000234", codes4776),
		},
	},
	{
		Events: []int{4771, 675},
		Causes: []Cause{
			withCode("the password is wrong", "its code is 0x18", "4771 0x18", ticketPage),
			withCode("the account is disabled, locked or expired", "its code is 0x12", "4771 0x12", ticketPage),
			withCode("the password has expired", "its code is 0x17", "4771 0x17", ticketPage),
		},
	},
	{
		Events: []int{4768, 672, 676},
		Causes: []Cause{
			withCode("there is no such account", "its code is 0x6", "4768 0x6", ticketPage),
			withCode("the account is disabled, locked or expired", "its code is 0x12", "4768 0x12", ticketPage),
			withCode("the password has expired", "its code is 0x17", "4768 0x17", ticketPage),
		},
	},
	{
		Events: []int{4769},
		Causes: []Cause{
			withCode("no account has the SPN of the service, as for an alias or an address", "its code is 0x7", "4769 0x7", ticketPage),
			withCode("the clocks differ too much", "its code is 0x25", "4769 0x25", ticketPage),
		},
	},
	{Events: []int{100, 4822}, Causes: []Cause{protectedUser}},
	{Events: []int{101, 4823}, Causes: []Cause{boundToDevices, serverPolicy}},
	{
		Kerberos: []logon.KerberosCode{0x18},
		Order:    ordered("Windows, Account lockout best practices: common causes", "in the order of the page"),
		Causes: []Cause{
			{"the password was mistyped, or a program still has an old one", "IpAddress is that of the computer; a program does it at regular times", "look at what is stored there", listCreds, "", ticketPage},
			{"the password was changed while somebody stayed signed on", "it ends when that person signs on again", "lock and unlock that session, or sign on again", "klist purge", "", ticketPage},
		},
	},
	{
		Kerberos: []logon.KerberosCode{0x12},
		Causes:   []Cause{{"the account is disabled, locked out, or has expired", "Get-ADUser says which", "look at the account", "Get-ADUser USER -Properties Enabled, LockedOut, AccountExpirationDate", "", ticketPage}},
	},
	{
		Kerberos: []logon.KerberosCode{0x6},
		Causes:   []Cause{{"there is no account of that name in the domain: misspelled, deleted, or of another domain", "TargetUserName is the name that was sent", "look for the account", "Get-ADUser -Filter \"SamAccountName -eq 'USER'\"", "", ticketPage}},
	},
	{
		Kerberos: []logon.KerberosCode{0x7},
		Causes: []Cause{{"no account has the SPN of the service: the server is called by an alias or its address, and NTLM is used instead", "ServiceName, or the server in the path, is an alias or an address", "add the alias to the server's account",
			"netdom computername SERVER /add:ALIAS.DOMAIN", "", ticketPage}},
	},
	{
		Kerberos: []logon.KerberosCode{0x17},
		Causes:   []Cause{{"the password has expired", "the person is asked to change it at the next logon", "change it (Ctrl+Alt+Del)", "net user USER /domain", "", ticketPage}},
	},
	{
		Kerberos: []logon.KerberosCode{0x25},
		Causes:   []Cause{{"the clocks of the computer and the controller differ too much", "w32tm shows by how much", "set the clock", "w32tm /resync", "", ticketPage}},
	},
	{
		Kerberos: []logon.KerberosCode{0xC},
		Causes:   []Cause{{"a restriction of the account: its workstations, its hours, or a smart card", "Get-ADUser says which", "look at the account", "Get-ADUser USER -Properties userWorkstations, logonHours, SmartcardLogonRequired", "", ticketPage}},
	},
	{
		Kerberos: []logon.KerberosCode{0xE},
		Causes:   []Cause{{"account, service and controller have no kind of encryption in common, as after RC4 was turned off", "the password was set before the domain had AES", "set the account's password again, or allow AES for it", "Get-ADUser USER -Properties msDS-SupportedEncryptionTypes", "", ticketPage}},
	},
	{
		Events: []int{5827, 5828},
		Causes: []Cause{{"the computer or trust named in it does not use secure RPC: an old or a third party's system (CVE-2020-1472)", "the event names the machine and its operating system",
			"update that system; until then the policy can make an exception for it", "wevtutil qe System /q:\"*[System[EventID=5827]]\" /f:text", "", cve20201472}},
	},
	{
		Events: []int{5829, 5830, 5831},
		Causes: []Cause{{"a system without secure RPC was let through, by the policy (5830, 5831) or before enforcement (5829)", "the event names the machine",
			"update that system, then take it out of the policy", "wevtutil qe System /q:\"*[System[EventID=5829]]\" /f:text", "", cve20201472}},
	},
	{
		Events: []int{5838, 5839, 5840, 5841, 5842},
		Causes: []Cause{{"a member or a trust whose secure channel is not sealed, or uses RC4: Samba, a NAS or a filer of before 2022 (CVE-2022-38023)", "the event names the machine",
			"update it; where the channel is denied, its users get 1789 or 64", "smbd --version", "", folklore("administrators' lists; KB 5021130")}},
	},
	{
		Events: []int{5168},
		Order:  ordered("Windows, event 5168", "it is logged because of the name that the client sent"),
		Causes: []Cause{
			{"the server was called by an alias or address that it does not take for its own", "the host in SpnName is not among ServerNames, ConfiguredNames and IpAddresses",
				"call it by one of these, or add the alias: reg add replaces the whole list, so name what it has (LISTED), too", `reg add HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters /v SrvAllowedServerNames /t REG_MULTI_SZ /d LISTED\0ALIAS`,
				"session.target-name-refused", documented("Windows, event 5168")},
			{"the client sent no name, as with NTLMv1", "SpnName is empty or N/A", "let it send NTLMv2", ntlmv2, "session.target-name-refused", documented("Windows, event 5168")},
			{"the name is one of the server's, and was refused all the same: no source says why", "the host in SpnName is among ServerNames, ConfiguredNames or IpAddresses",
				"compare the rest of SpnName, the service before / and the realm behind @, with those of clients that get in", "", "", inferred("Windows, event 5168")},
		},
		Signs: []Sign{
			{1, "the server's names and addresses do not have the host in SpnName", func(r logon.Recorded) bool { host, in := r.CalledBy(); return host != "" && in == "" }},
			{2, "SpnName has no name", func(r logon.Recorded) bool { host, _ := r.CalledBy(); return host == "" }},
			{3, "the host in SpnName is one of the server's", func(r logon.Recorded) bool { _, in := r.CalledBy(); return in != "" }},
		},
	},
	{
		Events: []int{6167}, Causes: []Cause{clones("")},
	},
}
