package causes

import "ntlmsim/sim/logon"

// network are errors before a user is asked about.
var network = []List{
	{
		Of: []logon.Status{logon.StatusBadNetworkPath, logon.StatusRemoteNotListening, logon.StatusIOTimeout, logon.StatusClientNoPath},
		Causes: []Cause{
			{"the server's name has no address, or that of another machine",
				"nslookup does not print the server's address; by the address it works", "correct the name, DNS or the hosts file", "nslookup SERVER",
				"connect.unreachable", documented("Windows troubleshooting: Negotiate, Session Setup and Tree Connect fail")},
			{"the server's port 445 cannot be reached: the server is off, or a firewall, a VPN or a provider blocks the port",
				"TcpTestSucceeded is False", "open the port on the server and on the way", "Test-NetConnection SERVER -Port 445",
				"connect.unreachable", documented("Windows troubleshooting: Negotiate, Session Setup and Tree Connect fail")},
			{"the client cannot use SMB: its Workstation service is stopped, or Client for Microsoft Networks is not bound to the network card",
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
		Order: ranked("dialects have 4 cases; no source orders the other two"),
		Causes: []Cause{
			{"client and server have no SMB dialect in common",
				"it fails at once, whatever the user", "compare what both allow, and update the older one",
				"Get-SmbServerConfiguration | select EnableSMB1Protocol, EnableSMB2Protocol", "connect.no-dialect",
				observed("TalAloni/SMBLibrary #253; AgNO3/jcifs-ng #156")},
			{"the connection was lost meanwhile: the server was restarted, or something between them cut it",
				"it worked before, and works after a new NET USE", "delete the connection, and connect again",
				`net use \\SERVER\share /delete`, "", documented("MS-ERREF, STATUS_NETWORK_NAME_DELETED")},
			{"the server is a cloud service, whose rules do not allow the client's address or account",
				"other clients get in", "look at the rules of the file system at the provider", "", "",
				observed("a cloud provider's table of NET errors")},
		},
	},
	{
		Of: []logon.Status{logon.StatusServerUnavailable},
		Causes: []Cause{
			{"a NetApp filer finds no controller that it can use, as an old ONTAP after controllers began to demand sealed secure channels (CVE-2022-38023)",
				"local accounts of the filer get in; the command lists no controller", "update ONTAP (SU530), or correct its DNS or route to a controller",
				"vserver cifs domain discovered-servers show", "", observed("hierynomus/smbj #830")},
		},
	},
	{
		Of: []logon.Status{logon.StatusDuplicateName},
		Causes: []Cause{
			{"the server is called by an alias, which Windows up to Server 2003 refuses (strict name checking)",
				"by its own name it works", "call it by its own name, or let it accept the alias",
				`reg add HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters /v DisableStrictNameChecking /t REG_DWORD /d 1`,
				"connect.duplicate-name", inferred("KB 281308")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientSMB1Gone},
		Causes: []Cause{
			{"the server speaks SMB1 only, and the client (Windows 10 1709 or later) no longer has it",
				"an old NAS, scanner or router; newer servers are reached", "let the server speak SMB2 (at Samba server max protocol = SMB3), or update it",
				"", "connect.smb1-only", documented("winerror.h, ERROR_SMB1_NOT_AVAILABLE")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientPlaintext},
		Causes: []Cause{
			{"the server accepts only passwords in plain text, which the client does not send",
				"Samba with encrypt passwords = no, or a very old server", "let the server encrypt passwords",
				"", "negotiate.plaintext-only", documented("KB 166730")},
		},
	},
	{
		Of:    []logon.Status{logon.StatusNetworkCredentialConflict},
		Order: ordered("KB 938120", "the other connection is its cause; deleting comes before its two workarounds, which keep both"),
		Causes: []Cause{
			{"this session is connected to the same server name as another user already: to another share, or by Explorer",
				"net use lists it", "delete that connection (by its drive letter, if it has one), then connect again", "net use X: /delete",
				"client.other-credentials", documented("KB 938120")},
			{"both users are needed at once", "the first connection must stay",
				"use the server's address, or another name of it, for the second", `net use \\ADDRESS\share /user:DOMAIN\USER *`,
				"", documented("KB 938120")},
			{"it is the same user, with another password", "the user is that of the connection", "leave out user and password: the connection that is there is used",
				`net use * \\SERVER\share`, "client.other-credentials", documented("KB 98724")},
			{"an earlier attempt was refused at its share, and its session is still there", "net use lists nothing of that server, or its IPC$",
				"wait some minutes, or end all connections", "net use * /delete", "client.other-credentials",
				observed("poweradminllc/PAExec #6").Concluding("there a connection to IPC$ is left; that a session without a share counts as well is our conclusion")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientAssigned},
		Causes: []Cause{
			{"another connection has the drive letter", "net use lists it", "delete it, or use another letter (or *)", "net use X: /delete",
				"client.device-in-use", documented("Windows, system error codes, ERROR_ALREADY_ASSIGNED")},
			{"a disk or SUBST has the drive letter", "net use does not list it", "use another letter", `net use * \\SERVER\share`,
				"", inferred("Windows, WNetAddConnection2")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientNotConnected},
		Causes: []Cause{
			{"the connection has a drive letter, and was to be ended by its name: a name ends only connections without a letter", "net use lists it with a letter", "delete the letter",
				"net use X: /delete", "client.nothing-to-end", documented("WNetCancelConnection2")},
			{"there is no such connection: it has another letter or another spelling of the server, or belongs to another session",
				"net use, in the same window, does not list it", "list them, and delete what is listed", "net use",
				"", documented("Windows, system error codes, ERROR_NOT_CONNECTED")},
		},
	},
	{
		Of: []logon.Status{logon.StatusClientExtended},
		Causes: []Cause{
			{"a network provider failed with an error of its own, which is not shown; it may be the provider of WebDAV, of NFS or of a NAS's software",
				"the list has more providers than LanmanWorkstation", "look which providers there are, and try without the others",
				`reg query HKLM\SYSTEM\CurrentControlSet\Control\NetworkProvider\Order`, "", documented("Windows, WNetGetLastError")},
		},
	},
	{
		Of:    []logon.Status{logon.StatusClientNotAuthenticated},
		Order: ordered("IIS, Using the WebDAV Redirector", "in the order of the page"),
		Causes: []Cause{
			{"the path leads to a WebDAV server (http://, or @SSL), and the web site has no authentication enabled",
				`\\SERVER\share without http and @SSL is SMB, and has other errors`, "enable an authentication method at the web site", "", "",
				documented("IIS, Using the WebDAV Redirector")},
			{"the WebDAV client sends no password (Basic) without TLS",
				"the address begins with http://", "use https, or look at BasicAuthLevel",
				`reg query HKLM\SYSTEM\CurrentControlSet\Services\WebClient\Parameters /v BasicAuthLevel`, "",
				documented("IIS, Using the WebDAV Redirector; KB 941050")},
			{"the folder of the web site is on another server, and the site logs on there in the wrong way", "sites whose folder is on the web server work",
				"change Physical Path Credentials Logon Type of the site from Clear Text to Network", "", "", documented("IIS, Using the WebDAV Redirector")},
		},
	},
	{
		Of:    []logon.Status{logon.StatusRPCServerUnavailable},
		Order: ordered("KB 2102154", "name and route come before ports and services; the article is about domain controllers"),
		Causes: []Cause{
			{"the name has the wrong address, or none", "nslookup does not print the machine's address", "correct the name, DNS or the hosts file", "nslookup SERVER", "",
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
			{"the other machine is too busy to answer", "it depends on the load", "look at its load at that time", "", "",
				documented("KB 4019721")},
		},
	},
}
