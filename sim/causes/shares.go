package causes

import (
	"strings"

	"ntlmsim/sim/logon"
)

var (
	treeFails  = documented("Windows troubleshooting: Negotiate, Session Setup and Tree Connect fail")
	guestShare = documented("Windows, guest access in SMB2 and SMB3")
)

// loopback is a machine that calls itself.
var loopback = Cause{"the server is this computer itself, called by an alias (loopback check)", "from other computers it works",
	"add the alias, then restart: reg add replaces the whole list, so name what it has (LISTED), too", `reg add HKLM\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0 /v BackConnectionHostNames /t REG_MULTI_SZ /d LISTED\0ALIAS`,
	"policies.loopback", documented("KB 926642")}

// shares are errors after the password was right, and of guests.
var shares = []List{
	{
		Of: []logon.Status{logon.StatusAccessDenied},
		Order: ordered("Windows troubleshooting: Negotiate, Session Setup and Tree Connect fail",
			"permissions before encryption; the others in the order of the public case log: administrative shares 1, no credentials 2, loopback 1"),
		Causes: []Cause{
			{"the permissions of the share, or of its folder, do not include the user", "the server has a 4624 of the user at the same moment: the logon succeeded",
				"allow a group that the user is in", `Grant-SmbShareAccess -Name share -AccountName 'DOMAIN\Group' -AccessRight Change`, "tree.denied", treeFails},
			{"the server or the share demands encryption, and the client has none (Windows 7 and older, some NAS and scripts)",
				"EncryptData and RejectUnencryptedAccess are True", "use a client with SMB 3", "Get-SmbServerConfiguration | select EncryptData, RejectUnencryptedAccess",
				"policies.not-encrypted anonymous.not-encrypted .guest-not-encrypted", treeFails},
			{"no credentials were sent: a service, or the second hop of WinRM, arrives as ANONYMOUS LOGON",
				"the server's 4624 or 4625 has ANONYMOUS LOGON", "name user and password", nameThem, "anonymous.refused anonymous.not-allowed tree.ipc-refused tree.null-session-refused",
				observed("public cases: WinRM to a second server; a null session")},
			{"the share is C$ or ADMIN$: the user is no administrator, or a local one other than the built-in one (RID 500), to whom UAC gives no such rights over the network",
				"other shares work", "use an account of the domain; or, knowing the risk, set LocalAccountTokenFilterPolicy on the server",
				`reg add HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System /v LocalAccountTokenFilterPolicy /t REG_DWORD /d 1`,
				"tree.token-filtered tree.not-administrator", documented("KB 951016")},
			loopback,
			{"the server demands the name by which it was called (SmbServerNameHardeningLevel), and the client sent another, or none",
				"551 has SPNValidationPolicy 1 or 2; event 5168 of the server", "call it by its own name, or add the alias to SrvAllowedServerNames",
				`reg query HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters /v SmbServerNameHardeningLevel`, "session.target-name-refused",
				documented("Windows policy: Microsoft network server: Server SPN target name validation level")},
		},
		Signs: []Sign{
			{6, "SPNValidationPolicy is 2, and the client sent no name (SPN is empty)", func(r logon.Recorded) bool {
				return r.Event == 551 && r.Entry.Says("SPNValidationPolicy") == "2" && r.Entry.Says("SPN") == ""
			}},
			{3, "it has no user", func(r logon.Recorded) bool { return r.Event == 551 && r.Account == "" }},
		},
		Against: []Sign{
			{3, against + "it has a user", func(r logon.Recorded) bool {
				return r.Event == 551 && r.Account != "" && !strings.EqualFold(r.Account, "ANONYMOUS LOGON")
			}},
			{6, against + "its SPNValidationPolicy is 0", func(r logon.Recorded) bool { return r.Event == 551 && r.Entry.Says("SPNValidationPolicy") == "0" }},
		},
	},
	{
		Of:    []logon.Status{logon.StatusBadNetworkName},
		Order: ordered("Windows troubleshooting: Negotiate, Session Setup and Tree Connect fail", "the share, and its spelling; the missing folder has 4 cases in the public case log"),
		Causes: []Cause{
			{"the server has no share of that name; user and password were right", "net view does not list it", "look at its shares", `net view \\SERVER /all`,
				"tree.no-share", treeFails},
			{"the share is listed, but its folder is gone or not mounted (Samba)", "the server's log says that the path cannot be entered", "correct path = of the share",
				"testparm -s", "", observed("NethServer/dev #5090; dperson/samba #42, #282; home-assistant/addons #2588")},
			{"the name has the address of another server", "its shares are those of another machine", "correct the name, DNS or the hosts file", "nslookup SERVER", "", inferred("MS-SMB2 3.3.5.7")},
		},
	},
	{
		Of: []logon.Status{logon.StatusRequestNotAccepted, logon.StatusInsufficientResources},
		Causes: []Cause{
			{"the share has as many users as it allows; a Windows that is no server allows 20 in all", "it works once others have disconnected",
				"see who is connected, and raise the limit", "Get-SmbSession", "tree.full tree.out-of-resources", documented("MS-SMB2 3.3.5.7")},
		},
	},
	{
		Of: []logon.Status{logon.StatusNetworkAccessDenied},
		Causes: []Cause{
			{"SYSVOL or NETLOGON of a controller over NTLM: the client demands mutual authentication there (hardened UNC paths, since Windows 10)",
				"other shares of the controller work", `call it by its name as a member of the domain`, `dir \\DOMAIN\SYSVOL`, "session.hardened-path",
				observed("a public case: runas /netonly from a computer that is in no domain")},
		},
	},
	{
		Of: []logon.Status{logon.StatusGuestLogonBlocked, logon.StatusGuestLogonBlockedSigning}, Events: []int{31017},
		Order: ranked("a server that makes guests of unknown names has 2 cases; shares that are for guests one"),
		Causes: []Cause{
			{"the server did not know the user and made a guest of it (Samba: map to guest = bad user)", "with an account of the server it works",
				"name an account that the server has", `net use \\SERVER\share /user:SERVER\USER *`, "session.guest-refused session.guest-not-signed",
				observed("public cases of TrueNAS and Samba: map to guest = bad user")},
			{"the share is for guests only", "the NAS has no users", "make a user there, and give the share to it", "smbpasswd -a USER", "session.guest-refused session.guest-not-signed", guestShare},
			{"the share is meant for guests, and the risk is accepted", "nothing on that share is secret", "let the client accept guests, who are neither signed nor encrypted (and add -RequireSecuritySignature $false if it demands signing)",
				"Set-SmbClientConfiguration -EnableInsecureGuestLogons $true", "session.guest-refused session.guest-not-signed", guestShare},
		},
	},
	{
		Of:    []logon.Status{logon.StatusInvalidSignature},
		Order: ordered("Windows, SMB signing", "the page names the server that does not allow signing, and no other cause"),
		Causes: []Cause{
			{"the client demands signing (Windows 11 24H2 and Server 2025 by default), and the server cannot sign", "an old NAS; newer servers are reached",
				"turn signing on at the server (Samba: server signing = auto), or update it", "Get-SmbClientConfiguration | select RequireSecuritySignature",
				"negotiate.not-signed", documented("Windows, SMB signing")},
			{"something between the two changes the packets (a WAN accelerator)", "from the server's own network it works", "exempt the server from it", "", "",
				inferred("Windows, SMB signing")},
		},
	},
}
