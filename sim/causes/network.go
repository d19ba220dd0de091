package causes

import "ntlmsim/sim/logon"

// network are errors before a user is asked about.
var network = []List{
	{
		Of: []logon.Status{logon.StatusBadNetworkPath, logon.StatusRemoteNotListening, logon.StatusIOTimeout, logon.StatusClientNoPath},
		Causes: []Cause{
			{"the server's name leads nowhere, or to another machine",
				"the answer is not the server's address", "resolve the name; by the address it then works", "nslookup SERVER",
				"connect.unreachable", documented("Windows troubleshooting: Negotiate, Session Setup and Tree Connect fail")},
			{"its port 445 cannot be reached: it is off, or a firewall, a VPN or a provider blocks the port",
				"TcpTestSucceeded is False", "open the port on the server and on the way", "Test-NetConnection SERVER -Port 445",
				"connect.unreachable", documented("Windows troubleshooting: Negotiate, Session Setup and Tree Connect fail")},
			{"the client has no SMB: its Workstation service, or the binding of Client for Microsoft Networks, is off",
				"no server can be reached from this client", "start the service, and turn the binding on",
				"Get-Service LanmanWorkstation; Get-NetAdapterBinding -ComponentID ms_msclient", "",
				inferred("Windows, LanmanWorkstation")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientUnreachable},
		Causes: []Cause{
			{"the client has no route to the address: the network, the VPN or the driver of the card is missing",
				"no address of that network can be reached", "look at the route to the server", "Find-NetRoute -RemoteIPAddress ADDRESS",
				"", observed("public reports: Windows PE without a driver of its network card; Find-NetRoute")},
			{"Client for Microsoft Networks is not installed or not bound",
				"ping reaches the server, and NET USE reaches none", "turn the binding on",
				"Enable-NetAdapterBinding -Name * -ComponentID ms_msclient", "", observed("a cloud provider's table of NET errors")},
		},
	},
	{
		Of:    []logon.Status{logon.StatusNetworkNameDeleted, logon.StatusConnectionReset, logon.StatusConnectionDisconnected},
		Order: ranked("dialects in 4 public cases, the lost session in none; the others have one each"),
		Causes: []Cause{
			{"client and server have no SMB dialect in common",
				"it fails at once, whatever the user", "compare what both allow, and raise the older one",
				"Get-SmbServerConfiguration | select EnableSMB1Protocol, EnableSMB2Protocol", "connect.no-dialect",
				observed("TalAloni/SMBLibrary #253; AgNO3/jcifs-ng #156")},
			{"the connection was lost meanwhile: the server was restarted, or something between them cut it",
				"it worked before, and works after a new NET USE", "delete the connection, and connect again",
				`net use \\SERVER\share /delete`, "", documented("MS-ERREF, STATUS_NETWORK_NAME_DELETED")},
			{"the server is a cloud's, and its rules refuse the client's address or account",
				"other clients get in", "look at the rules of the file system there", "", "",
				observed("a cloud provider's table of NET errors")},
		},
	},
	{
		Of: []logon.Status{logon.StatusServerUnavailable},
		Causes: []Cause{
			{"a NetApp filer finds no controller that it can use, as an old ONTAP after controllers began to demand sealed secure channels (CVE-2022-38023)",
				"local accounts of the filer get in; on the filer, vserver cifs domain discovered-servers is empty", "update ONTAP (SU530), or mend its way to a controller",
				"vserver cifs domain discovered-servers show", "", observed("hierynomus/smbj #830")},
		},
	},
	{
		Of: []logon.Status{logon.StatusDuplicateName},
		Causes: []Cause{
			{"the server is called by an alias, and one up to Server 2003 checks the name strictly",
				"by its own name it works", "call it by its own name, or let it take the alias",
				`reg add HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters /v DisableStrictNameChecking /t REG_DWORD /d 1`,
				"connect.duplicate-name", inferred("KB 281308")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientSMB1Gone},
		Causes: []Cause{
			{"the server speaks SMB1 only, and the client (Windows 10 1709 or later) has it no more",
				"an old NAS, scanner or router; newer servers are reached", "let the server speak SMB2 (at Samba server max protocol = SMB3), or update it",
				"", "connect.smb1-only", documented("winerror.h, ERROR_SMB1_NOT_AVAILABLE")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientPlaintext},
		Causes: []Cause{
			{"the server takes passwords in plain text only, which the client does not send",
				"Samba with encrypt passwords = no, or a very old server", "let the server encrypt passwords",
				"", "negotiate.plaintext-only", documented("KB 166730")},
		},
	},
	{
		Of:    []logon.Status{logon.StatusNetworkCredentialConflict},
		Order: ordered("KB 938120", "the other connection is its cause; deleting comes before its two workarounds, which keep both"),
		Causes: []Cause{
			{"this session has a connection to the same server name as another user: to another share, or one that Explorer made",
				"net use lists it", "delete it, by its drive letter if it has one, then connect again", "net use X: /delete",
				"client.other-credentials", documented("KB 938120")},
			{"both users are needed at once", "the first connection must stay",
				"use the server's address, or another name of it, for the second", `net use \\ADDRESS\share /user:DOMAIN\USER *`,
				"", documented("KB 938120")},
			{"it is the same user, with another password", "the name is that of the connection", "give the same password, or none: what is connected serves",
				`net use * \\SERVER\share`, "client.other-credentials", documented("KB 98724")},
			{"an earlier attempt was refused at its share, and its session is still there", "net use lists nothing of that server, or its IPC$",
				"wait some minutes, or end everything", "net use * /delete", "client.other-credentials", observed("poweradminllc/paexec #6")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientAssigned},
		Causes: []Cause{
			{"the drive letter is that of another connection", "net use lists it", "delete it, or use another letter (or *)", "net use X: /delete",
				"client.device-in-use", documented("Windows, system error codes, ERROR_ALREADY_ASSIGNED")},
			{"the letter is that of a disk or of SUBST", "net use does not list it", "use another letter", `net use * \\SERVER\share`,
				"", inferred("Windows, WNetAddConnection2")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientNotConnected},
		Causes: []Cause{
			{"a drive letter stands for the share: its name ends connections without a letter only", "net use lists it with a letter", "delete the letter",
				"net use X: /delete", "client.nothing-to-end", documented("WNetCancelConnection2")},
			{"the connection to delete is not there: another letter, another spelling of the server, or another session has it",
				"net use, in the same window, does not list it", "list them, and delete what is listed", "net use",
				"", documented("Windows, system error codes, ERROR_NOT_CONNECTED")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientExtended},
		Causes: []Cause{
			{"a network provider failed, and its own text is not shown; it may be one of WebDAV, NFS or a NAS's software",
				"NET USE with a letter and the full path says more", "look at which providers there are",
				`reg query HKLM\SYSTEM\CurrentControlSet\Control\NetworkProvider\Order`, "", documented("Windows, WNetGetLastError")},
		},
	},
	{
		Of:    []logon.Status{logon.StatusClientNotAuthenticated},
		Order: ordered("IIS, Using the WebDAV Redirector", "in the order of the page"),
		Causes: []Cause{
			{"the path leads to a WebDAV server (http://, or @SSL), which offers no way to log on",
				`\\SERVER\share without http and @SSL is SMB, and has other errors`, "turn authentication on at the web server", "", "",
				documented("IIS, Using the WebDAV Redirector")},
			{"the WebDAV client does not send the password without TLS",
				"the address begins with http://", "use https, or look at BasicAuthLevel",
				`reg query HKLM\SYSTEM\CurrentControlSet\Services\WebClient\Parameters /v BasicAuthLevel`, "",
				documented("IIS, Using the WebDAV Redirector; KB 941050")},
		},
	},
	{
		Of:    []logon.Status{logon.StatusRPCServerUnavailable},
		Order: ordered("KB 2102154", "name and route come before ports and services; the article is about domain controllers"),
		Causes: []Cause{
			{"the name leads to the wrong address, or to none", "the answer is not the machine's address", "resolve the name", "nslookup SERVER", "",
				documented("KB 2102154")},
			{"a firewall blocks port 135 or the high ports of RPC", "445 can be reached, and 135 cannot", "open them for the service",
				"Test-NetConnection SERVER -Port 135", "", documented("KB 2102154")},
			{"the service that was asked does not run there", "other RPC programs reach the machine", "start it", "sc.exe \\\\SERVER query", "",
				documented("KB 2102154")},
		},
	},
	{
		Of:    []logon.Status{logon.StatusRPCCallFailedDNE},
		Order: ordered("KB 4019721", "in the order of the article, which is about domain controllers"),
		Causes: []Cause{
			{"the network between the two loses or blocks the connection once it is made, as a firewall with inspection does",
				"short requests pass, others do not", "test the ports, and trace both ends at once", "Test-NetConnection SERVER -Port 135", "",
				documented("KB 4019721")},
			{"the other machine is too busy to answer", "it comes and goes with the load", "look at its load at that time", "", "",
				documented("KB 4019721")},
		},
	},
}
