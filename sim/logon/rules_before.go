package logon

import (
	"slices"

	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
)

// sessionServes is why a client sends no second session setup. For who names nobody, ReactOS's redirector does the
// same.
var sessionServes = inferred("MS-SMB2 3.2.4.2; MS-SMB2 3.2.1.2", "an existing session of the same credentials is used, and only the share is connected; that whoever names nobody gets the one there is, is our conclusion")

// client: what the client's connections decide by themselves, and where the names in the session setup come from.
func client() []rule {
	return slices.Concat(commanded(), sessions(), []rule{
		row("client.names", last("these are the names", foundNames), "connect",
			kbEN(`In Windows, the "Session Setup" SMB includes the user account, a hash function of the encrypted password and logon domain.`)),
	})
}

// commanded: the names that the command or the scenario gives, and those of an existing connection.
func commanded() []rule {
	return []rule{
		row("client", nothingToEnd, "client.nothing-to-end",
			documented("WNetCancelConnection2; Windows, NERR_UseNotFound", "a device ends what it stands for; the name of a share ends its connections without a device, and no other")),
		row("client", deletes, "client.ended",
			documented("WNetCancelConnection2; MS-WKST 3.2.4.9", "the connection ends; * is all of them")),
		row("client", deviceInUse, "client.device-in-use",
			inferred("WNetAddConnection2", "ERROR_ALREADY_ASSIGNED: the local device is already connected to a network resource. That this comes before the credentials is our conclusion")),
		row("client", otherCredentials, "client.other-credentials",
			documented("KB 183366; KB 98724; KB 938120; KB 173199", "1219: connections to one server name have one set of credentials; another password is another set, and the server's address or an alias is another name")),
		row("client", connectedAsGuest, "client.connected.guest", sessionServes),
		row("client", connectedAnonymously, "client.connected.anonymous", sessionServes),
		row("client", connectedAsUser, "client.connected.user", sessionServes),
		row("client", came("the scenario says what is sent", asGiven), "client.names",
			documented(scenario, "no Windows client: the session setup carries what send: says")),
		row("client", came("/USER: names a domain", byName), "client.names",
			kb("/USER: command line parameter that lets you specify the domain, account and password that should be specified in the").
				With("without a password we send the one of the account signed on")),
		row("client", came("/USER: names no domain, or one that is none", byNoDomain), "client.names",
			inferred("ntlmsim", "that NET sends an empty domain, . or ? as it is typed is in none of our sources")),
		row("client", came("/USER: is a user principal name", byUPN), "client.names",
			inferred("Samba's torture tests", "the whole name is sent as the user, with an empty domain")),
		row("client", came("/USER: names no domain", byBare), "client.names",
			inferred("ntlmsim", "no source says which domain goes with it; we send the one of the account signed on")),
		row("client", came(`/USER:"" names nobody`, byEmptyUser), "client.names",
			observed("ruby_smb #183; impacket #1048", "an empty user name and no response ask for an anonymous session; Windows 10 sends them")),
	}
}

// sessions: what the session at the client can prove, where the command names nobody.
func sessions() []rule {
	return []rule{
		row("client", came("a password is given, and no user: it is for the account of the session", byPassword), "client.names",
			documented("WNetAddConnection2, lpUserName", "without a user name it is the default one: that of the session in which the command is typed")),
		row("client", opened("the session was opened over WinRM", byNothing, ByWinRM), "client.names",
			observed("PowerShell documentation: Making the second hop in PowerShell Remoting; diyan/pywinrm #303", "the credentials are not passed on, access is denied, and the server logs ANONYMOUS LOGON")),
		row("client", opened("the session was opened with a key over SSH", byNothing, BySSHKey), "client.names",
			inferred("Win32-OpenSSH #518, #1049", "NET USE prompts for another user; with a password instead of a key it works. That an anonymous session is asked for is our conclusion")),
		row("client", opened("the session is of a task whose password is not stored", byNothing, ByS4U), "client.names",
			inferred("Task Scheduler, logonType: S4U", "no password is stored, and there is no access to the network; that an anonymous session is asked for is our conclusion")),
		row("client", opened("the session is of a service that acts for a user of the network", byNothing, SecondHop), "client.names",
			inferred("KB 183545", "NTLM does not support a double hop, and access is denied; that an anonymous session is asked for is our conclusion")),
		row("client", opened("LocalService shows nobody", byNothing, localService), "client.names",
			documented("Windows documentation: LocalService Account", "it presents anonymous credentials on the network")),
		row("client", opened("NetworkService shows the computer, which has no account", byNothing, networkService), "client.names",
			inferred("Windows documentation: NetworkService Account", "it presents the computer's credentials; a computer in no domain has none, so that it is anonymous is our conclusion")),
		row("client", opened("UseMachineId is 0, and LocalSystem shows nobody over NTLM", byNothing, localSystem), "client.names",
			documented("Windows policy: Network security: Allow Local System to use computer identity for NTLM", "not enabled: services running as Local System authenticate anonymously where Negotiate falls back to NTLM")),
		row("client", opened("NetworkService shows the computer", byComputer, networkService), "client.names",
			documented("Windows documentation: NetworkService Account", "it presents the computer's credentials to remote servers")),
		row("client", opened("LocalSystem shows the computer", byComputer, localSystem), "client.names",
			documented("Windows documentation: LocalSystem Account; Windows policy: Network security: Allow Local System to use computer identity for NTLM", "it presents the computer's credentials to remote servers, over NTLM with UseMachineId")),
		row("client", came("runas /netonly gave an account for other machines", byNetOnly), "client.names",
			documented("Windows documentation: CreateProcessWithLogonW, LOGON_NETCREDENTIALS_ONLY", "the credentials are for the network only, and not validated; the help of runas /netonly says the same")),
		row("client", given("the Credential Manager has a user for this server", func(f *Facts) bool { return f.how == byStored }, foundStored), "client.names",
			inferred("Windows documentation: CREDENTIAL, CredReadDomainCredentials", "NTLM uses a password credential by itself when it connects to the named target, the most specific one; that it comes before the session's own is our conclusion")),
		row("client", opened("a smart card opened the session, and the controller gave what NTLM needs", bySignOn, BySmartCard), "client.names",
			documented("MS-PAC 2.6, 2.6.4", "where the logon was with a public key, the PAC carries the hash of the password for NTLM")),
		row("client", opened("Windows Hello for Business opened the session, and the controller gave what NTLM needs", bySignOn, ByHello), "client.names",
			documented("Windows Hello for Business: how authentication works; MS-PAC 2.6, 2.6.4", "key trust and certificate trust log on with a public key (PKINIT), and then the PAC carries the hash of the password for NTLM")),
		row("client", opened("Entra ID opened the session, and a controller gave what NTLM needs for its ticket", bySignOn, ByCloudTrust), "client.names",
			documented("MS-KILE 2.2.11, 3.3.5.7.8; Microsoft Entra: passwordless security key sign-in to on-premises resources",
				"the client trades its partial ticket at a controller of the domain, and asks it for the keys that legacy protocols need")),
		row("client", opened("a PIN opened the password that is stored at the client", bySignOn, ByPIN), "client.names",
			inferred("Windows policy: Turn on convenience PIN sign-in", "the password of a domain's account is kept in the system vault; that a local account's is, too, and that NTLM has it then, is our conclusion")),
		row("client", opened("the session has no password, and what goes out proves none", bySignOn, Passwordless), "client.names",
			inferred("ASCII.jp 4108359", "other machines refuse a Microsoft account without a password again and again; that its name goes out with a response that no password matches is our conclusion")),
		row("client", outdated, "client.names",
			documented("Microsoft training: Troubleshoot locked accounts in Windows clients", "a change of the password does not reach the other computers at which somebody is signed on: they go on with the old one")),
		row("client", shownAs("the account signed on is a Microsoft account, whose address is sent", microsoft), "client.names",
			observed("ahaenggli/AzureAD-LDAP-wrapper #19; home-assistant/addons #2299", "Samba's log: the domain MicrosoftAccount, the e-mail address as the user, NTLMv2; NO_SUCH_USER")),
		row("client", shownAs("the account signed on is one of Entra ID", azureAD), "client.names",
			observed("ahaenggli/AzureAD-LDAP-wrapper #7", "the domain AzureAD, and the name of the profile as the user")),
		row("client", last("the account signed on is sent", nil), "client.names",
			kbEN(`The Windows client computer sends a "Session Setup" SMB that contains its login domain, user account, and password.`)),
	}
}

// connect: whether the server is reached, accepts the name in the UNC path, and has a dialect in common with the
// client.
func connect() []rule {
	return []rule{
		row("connect", nobodyListens, "connect.unreachable",
			documented("Windows troubleshooting: Negotiate, Session Setup and Tree Connect fail", "53; 51, 121, 1203, 1231 and 64 as well")),
		row("connect", strictNames, "connect.duplicate-name",
			inferred("KB 281308", "its text was not found; other articles refer to it for this")),
		row("connect", smb1Only, "connect.smb1-only",
			observed("NET USE, three transcripts", "since Windows 10 1709 and Server 2019 a client has no SMB1 unless somebody installs it")),
		row("connect", noDialect, "connect.no-dialect",
			folklore("forums", "NET USE on Windows XP or Server 2003 at a server without SMB1: 64, the server hangs up")),
		row("connect", last("client and server speak SMB with each other", foundDialect), "negotiate",
			documented("MS-SMB2 3.3.5.3", "the newest dialect that both have")),
	}
}

// negotiate: whether both sides get the security that they require.
func negotiate() []rule {
	return []rule{
		row("negotiate", plaintextOnly, "negotiate.plaintext-only",
			documented("KB 166730", "1240: since NT 4.0 SP3 a client does not send a password as it is, unless EnablePlainTextPassword says so")),
		row("negotiate", notSigned, "negotiate.not-signed",
			documented("Windows Server documentation: control SMB signing behavior", "a server that does not allow signing: STATUS_INVALID_SIGNATURE; NET prints it as 2148073478, Invalid Signature")),
		row("negotiate", ticketDecides, "kerberos",
			documented("Windows, Microsoft Negotiate", "Kerberos is selected where both systems can use it; the rows of the tickets say what becomes of it")),
		row("negotiate", last("the client goes on to the session setup", nil), "client.response",
			documented("MS-SMB2 3.2.5.2", "SESSION_SETUP follows NEGOTIATE")),
	}
}

// ticket: what becomes of a ticket of Kerberos. What the policies say of NTLM does not touch it.
func ticket() []rule {
	return []rule{
		row("kerberos", ticketEnds("the server cannot open the ticket of the client", kerberos.Modified), "kerberos.wrong-target",
			documented("Windows, event 4 of Kerberos; KB 3181029", "KRB_AP_ERR_MODIFIED: the target account name is incorrect, and the client does not go on with NTLM")),
		row("kerberos", ticketEnds("the server's clock differs too much from the client's", kerberos.ClocksDiffer, kerberos.TicketExpired, kerberos.NotYetValid), "kerberos.clocks-differ",
			inferred("KB 956627; Windows, ERROR_TIME_SKEW", "KRB_AP_ERR_SKEW; that the client does not go on with NTLM is our conclusion")),
		row("kerberos", ticketEnds("the server's account has keys of RC4 only", kerberos.NoCommonType), "kerberos.no-common-encryption",
			inferred("KB 5021131", "KDC_ERR_ETYPE_NOSUPP; that the client does not go on with NTLM is our conclusion")),
		row("kerberos", notEncrypted, "policies.not-encrypted",
			documented("MS-SMB2 3.3.5.5", "EncryptData and RejectUnencryptedAccess, and a connection that cannot: STATUS_ACCESS_DENIED")),
		row("kerberos", cloned, "policies.same-machine-sid",
			inferred("KB 5068222", "Kerberos fails between devices with the same SID as NTLM does, event 6167 of LsaSrv; that the answer is the same with both is our conclusion")),
		row("kerberos", holderNotGranted, "kerberos.network-logon-not-granted", networkRight),
		row("kerberos", holderDenied, "kerberos.network-logon-denied", networkRight),
		row("kerberos", last("the ticket names the user", foundHolder), ticketAccepted,
			documented("RFC 4120 3.2.3", "the server decrypts the ticket and so verifies the client")),
	}
}

// respond: whether the client may send NTLM, and which response it sends.
func respond() []rule {
	return []rule{
		row("client.response", sendingDenied, "client.response.sending-denied",
			documented("MS-NLMP 3.1.4; Windows policy: Restrict NTLM: Outgoing NTLM traffic to remote servers", "STATUS_NOT_SUPPORTED, and nothing is sent; the exceptions are the names that are used, each format for itself")),
		row("client.response", ntlmBlocked, "client.response.ntlm-blocked",
			documented("Windows Server documentation: block NTLM connections on SMB", "the connection fails where Kerberos cannot be used; not over loopback. Which number NET prints is not said; that an exception counts for the name as it is typed is our conclusion")),
		row("client.response", came("the scenario says which response", asGiven), "send",
			documented(scenario, "no Windows client: the response is the one that send: says")),
		row("client.response", nothingToProve, "send",
			documented("MS-NLMP 3.2.5.1.2", "an empty user name and no response ask for an anonymous session")),
		row("client.response", weakSecurity, "client.response.weak-session",
			documented("MS-NLMP 3.1.5.1.2; KB 239869; TechNet cc960646", "SEC_E_UNSUPPORTED_FUNCTION where 128 bits are demanded and not negotiated; at LmCompatibilityLevel 0 a client never uses NTLMv2 session security")),
		row("client.response", ntlmv1Removed, "send",
			documented("KB 5066470", "NTLMv1 is removed from Windows 11 24H2 and Server 2025: NTLMv2 is what is left")),
		row("client.response", level("LmCompatibilityLevel is 3 or more", 3), "send",
			documented("MS-NLMP, LmCompatibilityLevel", "from level 3 on a client sends NTLMv2 and LMv2 only")),
		row("client.response", level("LmCompatibilityLevel is 1 or 2", 1), "send",
			documented("Windows policy: LAN Manager authentication level; KB 147706", "NTLMv1, with extended session security where it is negotiated; level 2 leaves out LM")),
		row("client.response", last("LmCompatibilityLevel is 0", foundLevel), "send",
			documented("MS-NLMP, LmCompatibilityLevel", "the LM and the NTLM response")),

		row("send", last("the session setup is sent", foundSent), "policies",
			kbEN(`when a client computer performs a NET USE command, an "SMB Session Setup and X" frame is sent out.`)),
	}
}

// policies: the server's checks before it looks at names.
func policies() []rule {
	return []rule{
		row("policies", notEncrypted, "policies.not-encrypted",
			documented("MS-SMB2 3.3.5.5", "EncryptData and RejectUnencryptedAccess, and a connection that cannot: STATUS_ACCESS_DENIED")),
		row("policies", cloned, "policies.same-machine-sid",
			inferred("KB 5068222", "NTLM and Kerberos fail between devices with the same SID, event 6167 of LsaSrv; that the server refuses before it looks at names is our conclusion")),
		row("policies", incomingDenied, "policies.ntlm-denied",
			documented("MS-NLMP 3.2.5.1; Windows policy: Restrict NTLM: Incoming NTLM traffic", "2, deny all accounts: STATUS_NOT_SUPPORTED")),
		row("policies", weakSession, "policies.weak-session",
			documented("MS-NLMP 3.2.5.1.1; KB 239869", "the server returns an error where the client's security is not strong enough, SEC_E_UNSUPPORTED_FUNCTION where it has no 128 bits")),
		row("policies", loopback, "policies.loopback",
			documented("KB 926642", "access is denied: a machine does not let itself in by an alias, unless BackConnectionHostNames has it")),
		row("policies", anonymous, "anonymous",
			sim.Cite{Source: "MS-NLMP 3.2.5.1.2", Quote: "client requested anonymous authentication", Mark: sim.Documented}),
		row("policies", incomingDomainDenied, "policies.domain-ntlm-denied",
			documented("MS-APDS 3.1.5, NTLMServerDomainBlocked; Windows policy: Restrict NTLM: Incoming NTLM traffic", "1, deny all domain accounts: the server asks no controller; STATUS_NTLM_BLOCKED becomes STATUS_NOT_SUPPORTED on the wire (MS-NLMP 3.2.5.1)")),
		row("policies", serverDomainDenies, "policies.server-domain-denies",
			documented("MS-APDS 3.1.5, ResourceDCBlocked", "the controller of the server's domain answers STATUS_NTLM_BLOCKED, unless DCAllowedNTLMServers has the server's name, which the controller knows from the secure channel")),
		row("policies", accountDomainDenies, "policies.account-domain-denies",
			documented("MS-APDS 3.1.5, AccountDCBlocked", "the controller of the account's domain answers STATUS_NTLM_BLOCKED; that DCAllowedNTLMServers counts there, too, the policy's documentation says")),
		row("policies", forcedGuest, "forced",
			documented("Windows policy: Network access: Sharing and security model for local accounts", "Guest only: whoever logs on over the network is a guest")),
		row("policies", last("nothing forbids NTLM here", foundTarget), "setup",
			documented(kb103390, "the article begins with the domain that the SMB names")),
	}
}
