package logon

import (
	"slices"

	"ntlmsim/sim"
)

// A Situation is a documented cause of a code, whether or not a rule of the table ends in it.
type Situation struct {
	Of    []Status
	Stage Stage // "" if the code is only logged, or does not concern an attempt
	What  string
	Cite  sim.Cite
}

var (
	cannotReach = documented("Windows troubleshooting: Negotiate, Session Setup and Tree Connect fail", "53; 51, 121, 1203, 1231 and 64 as well")
	bySMB2      = plainly("MS-SMB2 3.3.5.7")
)

// situations are ordered by the stage at which they stop an attempt.
var situations = []Situation{
	{[]Status{StatusDowngradeDetected}, AtClient,
		"Kerberos was possible, and no controller could be reached for it; the client asks for a password",
		plainly("MS-SMB2; wincred.h")},
	{[]Status{StatusNoSuchLogonSession, StatusNoCredentials}, AtClient,
		"client and server are clones with the same machine SID, and have the updates of August 2025 or later: Kerberos and NTLM both fail (System, LsaSrv 6167)",
		plainly("KB 5068222")},

	{[]Status{StatusClientAssigned}, AtClient,
		"the drive letter is taken: by another connection, a disk, or SUBST; no server was asked",
		documented("Windows, system error codes", "its text; a drive letter, and a connection, are the client's")},
	{[]Status{StatusClientExtended}, AtClient,
		"a network provider failed, and has a text of its own that the program does not show; the provider need not be that of SMB",
		plainly("Windows, WNetGetLastError")},
	{[]Status{StatusClientNotConnected}, AtClient,
		"NET USE was to delete a connection that this session does not have; no server was asked",
		documented("Windows, system error codes", "its text; a drive letter, and a connection, are the client's")},

	{[]Status{StatusRemoteNotListening, StatusIOTimeout, StatusClientNoPath, StatusClientUnreachable, StatusNetworkNameDeleted, StatusConnectionReset, StatusConnectionDisconnected}, AtConnect,
		"the server's name or its port 445 cannot be reached", cannotReach},

	{[]Status{StatusClientNoPath}, AtSetup,
		"the server is the client itself, addressed by an alias (DisableLoopbackCheck, BackConnectionHostNames)",
		plainly("KB 926642")},
	{[]Status{StatusLogonFailure}, AtSetup,
		"a controller without a secure channel to the trusted domain takes the user for unknown",
		documented("MS-NRPC 3.5.4.5.1", "STATUS_NO_SUCH_USER")},
	{[]Status{StatusWrongPassword, StatusWrongPasswordCore}, AtSetup,
		"NET USE with the credentials on its command line prints 86 on some modern clients where others print 1326; the rule is not documented",
		observed("NET USE, several transcripts", "no Windows server puts STATUS_WRONG_PASSWORD on the wire")},
	{[]Status{StatusWrongPasswordCore}, AtSetup, "a LAN Manager 2.x server says so of a wrong password", plainly("MS-ERREF")},
	{[]Status{StatusWrongPassword, StatusWrongPasswordCore}, AtSetup,
		"client and server are clones with the same machine SID, and have the updates of August 2025 or later",
		inferred("KB 5068222", "the article speaks of the failure; that NET prints 86 was seen in a lab")},
	{[]Status{StatusNoLogonServers, StatusNoAuthenticatingAuthority}, AtSetup,
		"the server cannot pass on as many logons at once as it is asked to (MaxConcurrentApi)",
		observed("Windows event logs", sim.InOurWords)},
	{[]Status{StatusTrustedRelationshipFailure}, AtSetup,
		"the server's computer account has another password than the server (3210, 5721, 5722 in the System logs)",
		plainly("KB 162797")},
	{[]Status{StatusNoTrustSamAccount, StatusTrustedRelationshipFailure}, AtSetup,
		"the server's computer account is gone from its domain; a Windows member says 1789 of it",
		inferred("Samba's errormap.c", sim.InOurWords)},
	{[]Status{StatusNoTrustLSASecret}, AtSetup,
		"the server has lost the secret of its trust to the domain",
		documented("MS-ERREF", "its text; no source says when NET USE shows it")},
	{[]Status{StatusTrustFailure}, AtSetup,
		"pass-through authentication failed for no reason that has a code of its own",
		documented("MS-ERREF", "its text; no source says when NET USE shows it")},
	{[]Status{StatusInvalidServerState}, AtSetup,
		"the server's SAM or LSA is in the wrong state for the question; on Windows 2003 event 536 belongs to it",
		plainly("KB 174074")},
	{[]Status{StatusNetlogonNotStarted}, AtSetup, "the Netlogon service does not run (event 536 on Windows 2003)", plainly("KB 174074")},
	{[]Status{StatusLogonFailure}, AtSetup,
		"the SID of the user's domain is not the one that the trust has (SID filtering)",
		inferred("Samba's errormap.c", sim.InOurWords)},
	{[]Status{StatusServerUnavailable}, AtSetup,
		"a NetApp filer cannot use a controller to check the logon, as after controllers began to demand sealed secure channels (CVE-2022-38023)",
		observed("hierynomus/smbj #830", "the status, and the update that ended it")},
	{[]Status{StatusClientPasswordExpired}, AtSetup,
		"the password has expired, or must be changed, and the server says so in an old error code, as SMB1 servers without NTSTATUS do",
		documented("MS-CIFS 2.2.2.4", "STATUS_PASSWORD_EXPIRED and STATUS_PASSWORD_MUST_CHANGE are 0x8C2 there; that NET prints it is seen of NAS")},
	{[]Status{StatusClientNotAuthenticated}, "",
		"the path is one of WebDAV (http, https, or @SSL in the name): that server or client refuses the ways to log on, and SMB is not in question",
		documented("IIS, Using the WebDAV Redirector", "1244 where the server offers no authentication, or the client sends no Basic")},
	{[]Status{StatusRPCServerUnavailable}, "",
		"a program asked a service over RPC, and nothing answered; NET USE itself asks none",
		documented("KB 2102154", "1722").Concluding("that NET USE asks no RPC is our conclusion")},
	{[]Status{StatusRPCCallFailedDNE}, "",
		"a program asked a service over RPC, and the connection broke before the call was made; NET USE itself asks none",
		documented("KB 4019721", "1727").Concluding("that NET USE asks no RPC is our conclusion")},
	{[]Status{StatusIncorrectAccountType}, "",
		"the account is one of Microsoft's or Entra's: its password cannot be set here, as NET USER tries to",
		observed("public reports of NET USER", "8646 at accounts that sign on with a Microsoft account")},
	{[]Status{StatusClientMessage3775}, "", "no source was found that says what it is", netmsg},
	{[]Status{StatusDomainTrustInconsistent}, "",
		"the SID of the user's domain is not the one that the trust has (SID filtering); on the wire it is STATUS_LOGON_FAILURE",
		inferred("Samba's errormap.c", sim.InOurWords)},
	{[]Status{StatusNoSuchDomain}, AtSetup,
		"a server may say so of a session setup; what looks for a controller says so more often",
		documented("MS-SMB2 3.3.5.5.3", "STATUS_NO_SUCH_DOMAIN is among its answers")},
	{[]Status{StatusDomainControllerNotFound}, "",
		"what looks for a controller says so, and no session setup",
		documented("MS-ERREF", "its text; reference of Netlogon and DsGetDcName")},
	{[]Status{StatusTimeDifferenceAtDC}, AtSetup,
		"the clocks of the machines differ; in Kerberos by more than 5 minutes (KRB_AP_ERR_SKEW, 0x25)",
		plainly("MS-ERREF; KB 326985")},
	{[]Status{StatusWrongPrincipal}, AtSetup,
		"Kerberos, not NTLM: the ticket is for another account than the server's, as with an alias without an SPN",
		plainly("KB 3181029")},
	{[]Status{StatusUnsupportedFunction}, "",
		"a 4625 event has it as Status, with SubStatus 0xc0000418, where the server refuses NTLM; on the wire that is STATUS_NOT_SUPPORTED",
		loggedNotNamed},
	{[]Status{StatusNTLMBlocked}, AtSetup,
		"a controller says so of NTLM that the domain refuses; a Windows server makes STATUS_NOT_SUPPORTED of it",
		documented("MS-NLMP 3.2.5.1", "STATUS_NOT_SUPPORTED")},
	{[]Status{StatusLogonDenied, StatusNoAuthenticatingAuthority, StatusNoCredentials}, "",
		"a program that logs on through SSPI gets it where the status on the wire becomes the same Win32 code",
		errorCodes},
	{[]Status{StatusPasswordRestriction, StatusIllFormedPassword}, "",
		"of changing a password, and not of a logon; that KB 326985 calls 0xc000006c an incorrect password is a mistake: that is 0xc000006a",
		documented("MS-ERREF", "STATUS_PASSWORD_RESTRICTION")},

	{[]Status{StatusNoSecrets}, "",
		"a 4776 event has it where the controller does not have the account's password, as a read-only one that has not cached it",
		documented("Windows, event 4776", "0xC0000371: the local account store does not contain secret material for the specified account")},
	{[]Status{StatusUnfinishedContextDeleted}, "",
		"a 4625 event has it where a logon was given up before it was finished: the client went away, or began another one",
		inferred("Windows, event 4625; MS-ERREF", "its text: a security context was deleted before the context was completed, which is considered a logon failure")},
	{[]Status{StatusSmartCardRequired}, "",
		"a password was sent where the account needs a smart card: in an interactive logon, or in Kerberos without a certificate",
		inferred("Samba source4/auth/ntlm/auth_sam.c; MS-ERREF", "of interactive logons; whether NTLM over the network is refused as well is open")},

	{[]Status{StatusGuestLogonBlockedSigning}, AtSession,
		"the server made a guest of the user, and the client requires signing, which no guest session has",
		documented("Windows, SMB signing", "on by default in Windows 11 24H2")},

	{[]Status{StatusAccessDenied}, AtTree,
		"an administrative share (C$, ADMIN$) and a local administrator other than RID 500, whose token is filtered (LocalAccountTokenFilterPolicy)",
		plainly("KB 951016")},
	{[]Status{StatusAccessDenied}, AtTree, "the share requires encryption, and the client has none", bySMB2},
	{[]Status{StatusRequestNotAccepted}, AtTree, "as many users are connected to the share as it allows", bySMB2},
	{[]Status{StatusInvalidParameter}, AtTree, "the path of the share is malformed", bySMB2},
	{[]Status{StatusBadDeviceType}, AtTree,
		"the share is of another type: a printer where a disk is asked for, or the other way round",
		plainly("MS-CIFS")},
	{[]Status{StatusNetworkNameDeleted}, AtTree,
		"SMB 3.1.1, a user's session, and a tree connect neither signed nor encrypted: the server disconnects",
		inferred("MS-SMB2 3.3.5.7", "that NET prints 64 of it is our conclusion")},
	{[]Status{StatusUserSessionDeleted, StatusNetworkNameDeleted, StatusUnexpectedNetworkError}, AtTree,
		"the session or the connection was lost meanwhile",
		plainly("MS-ERREF")},
	{[]Status{StatusNetworkBusy, StatusInvalidNetworkResponse, StatusInvalidAccountName, StatusLogonNotGranted}, "",
		"no source says when NET USE shows it: only its name and text are known",
		errorCodes},
}

// Situations lists the documented causes of a code, in the order of the stages.
func (c Code) Situations() (list []Situation) {
	of := c.Statuses()
	for _, s := range situations {
		if slices.ContainsFunc(s.Of, func(is Status) bool { return slices.Contains(of, is) }) {
			list = append(list, s)
		}
	}
	return list
}

// A Collapse is a set of internal statuses that are reported as one on the wire.
type Collapse struct {
	Inside []Status // what is found and logged
	Wire   Status   // what the client is told
	When   string   // the condition, or "" if always
	Where  string   // where the internal status can still be seen
	Cite   sim.Cite
}

var collapses = []Collapse{
	{[]Status{StatusNoSuchUser, StatusWrongPassword, StatusDomainTrustInconsistent}, StatusLogonFailure, "",
		"in SubStatus of event 4625 on the server, and in event 4776 (680, 681) of the machine that has the account, or would have it",
		inferred("Samba's nt_status_squash; measured against Windows 2000", "KB 103390 has the effect: nobody can tell from the answer whether the account exists")},
	{[]Status{StatusAccessDenied, StatusNoTrustSamAccount}, StatusTrustedRelationshipFailure, "where a controller says so to a member that sets up its secure channel",
		"in the System logs of the server and its controller (3210, 5721, 5722)",
		inferred("Samba's errormap.c", sim.InOurWords)},
	{[]Status{StatusNTLMBlocked}, StatusNotSupported, "where the server is Windows",
		"in SubStatus of event 4625 on the server (0xc0000418), and in NTLM/Operational of the server and the controller",
		documented("MS-NLMP 3.2.5.1", "STATUS_NOT_SUPPORTED")},
}

// Collapses lists those that a code takes part in, as internal status or as the one on the wire.
func (c Code) Collapses() (list []Collapse) {
	of := c.Statuses()
	for _, q := range collapses {
		if slices.ContainsFunc(of, func(s Status) bool { return q.Wire == s || slices.Contains(q.Inside, s) }) {
			list = append(list, q)
		}
	}
	return list
}
