package logon

import (
	"slices"

	"ntlmsim/sim"
)

// A NextStep is what to look at once a code is known.
type NextStep struct {
	Text string
	Cite sim.Cite
}

// A look is a next step, for some codes or some events.
type look struct {
	of     []Status
	events []int
	text   string
	cite   sim.Cite
}

var looks = []look{
	{[]Status{StatusLogonFailure, StatusLogonDenied, StatusNoSuchUser, StatusWrongPassword}, []int{529, 4625},
		"find the 4776 of the same moment (680, or 681 on Windows 2000) on the machine that has the account: 0xc0000064 there is no such user, 0xc000006a a wrong password",
		plainly("Windows, event 4776")},
	{[]Status{StatusLogonFailure, StatusLogonDenied, StatusNoSuchUser}, []int{529, 4625},
		"look which domain the client sent (TargetDomainName of the event): a domain that the server does not trust is looked for in its own database",
		kbEN("If the domain that's specified in the SMB is unknown by the server")},
	{[]Status{StatusLogonFailure, StatusLogonDenied, StatusWrongPassword}, nil,
		"compare LmCompatibilityLevel of the client with that of the machine that has the account: what level 5 refuses looks like a wrong password",
		plainly("MS-NLMP, LmCompatibilityLevel; Windows, event 4776")},
	{[]Status{StatusNoSuchUser}, []int{4776, 680, 681},
		"the event has the workstation that asked, and not the server: the server's own 4625 (529) of the same moment says which it was",
		plainly("Windows, event 4776")},
	{[]Status{StatusAccountLockedOut}, []int{539},
		"find event 4740 (644): its caller computer is where the wrong passwords come from; a locked account is refused whatever the password",
		plainly("Windows, event 4740")},
	{[]Status{StatusAccountLockedOut}, []int{539},
		"see how long it lasts: net accounts (/domain) names the lockout threshold, duration and observation window; a duration of 0 is until an administrator unlocks the account",
		plainly("Windows policy: Account lockout duration")},
	{[]Status{StatusAccountLockedOut}, []int{539},
		"a fine-grained policy may count for the user in place of the domain's: Get-ADUserResultantPasswordPolicy NAME prints it, or nothing",
		plainly("Windows PowerShell, Get-ADUserResultantPasswordPolicy")},
	{[]Status{StatusAccountLockedOut}, []int{539},
		"unlock it where it is: Unlock-ADAccount, or Account in Active Directory Users and Computers; a local one in Local Users and Groups; at Samba samba-tool user unlock, or pdbedit -c \"[]\"; and find first who sends the wrong passwords, or it is locked again",
		plainly("Windows PowerShell, Unlock-ADAccount; samba-tool(8); pdbedit(8)")},
	{nil, []int{5168},
		"call the server by a name that the event lists (ServerNames, ConfiguredNames, IpAddresses), or add its alias to SrvAllowedServerNames; where SpnName is N/A, have the client send NTLMv2 (LmCompatibilityLevel 3 or more)",
		plainly("Windows, event 5168")},
	{nil, []int{4634},
		"find the 4624 with the same TargetLogonId: it says who came, and from where",
		plainly("Windows, event 4634")},
	{nil, []int{4648},
		"TargetServerName is the server that the credentials were for, and SubjectUserName who named them: look for that server's 4624 or 4625 of the same moment",
		plainly("Windows, event 4648")},
	{nil, []int{4740, 644},
		"look for wrong passwords (4776 with 0xc000006a; 680, 681) before it, from the computer that the event names",
		plainly("Windows, event 4740")},
	{[]Status{StatusAccountDisabled, StatusAccountExpired, StatusPasswordExpired, StatusPasswordMustChange, StatusInvalidLogonHours, StatusInvalidWorkstation}, []int{530, 531, 532, 533, 535},
		"the password was right: it is looked at before the state of the account. Look at the account where it is, and not at the server", observed("Windows event log, 2016",
			"disabled: a wrong password 0xc000006a, the right one 0xc0000072")},
	{[]Status{StatusInvalidWorkstation}, []int{533},
		"compare userWorkstations of the account with the workstation name that the client sent (Workstation in the event), and not with its address",
		plainly("MS-APDS 3.1.5")},
	{[]Status{StatusAccountRestriction}, []int{537},
		"see whether the password is blank (LimitBlankPasswordUse), and whether the account is in Protected Users; of a 4625, SubStatus says more",
		plainly("Windows policy: Limit local account use of blank passwords to console logon only")},
	{[]Status{StatusSmartCardRequired}, nil,
		"see whether \"Smart card is required for interactive logon\" is set of the account (Get-ADUser NAME -Properties SmartcardLogonRequired), and call the server by a name that Kerberos knows",
		plainly("Windows PowerShell, Set-ADUser; MS-APDS 3.1.5")},
	{[]Status{StatusNoSecrets}, nil,
		"see whether the controller is read-only, and which passwords it may keep (Get-ADDomainControllerPasswordReplicationPolicy); the 4776 of a writable one has the answer",
		inferred("Windows, event 4776; MS-NRPC 3.5.4.5.1.2", "a read-only controller passes on what it cannot verify")},
	{[]Status{StatusLogonTypeNotGranted}, []int{534},
		`look at "Access this computer from the network" and "Deny access to this computer from the network" on the server; the latter holds Guest by default`,
		plainly("Windows policy: Deny access to this computer from the network")},
	{[]Status{StatusNoLogonServers, StatusNoAuthenticatingAuthority}, []int{5719},
		"look for Netlogon's 5719 on the server, and whether it reaches a controller of its domain; a client's own network is not in question",
		observed("Windows event logs", "4625 with 0xc000005e on the server")},
	{[]Status{StatusTrustedRelationshipFailure, StatusNoTrustSamAccount, StatusNoTrustLSASecret}, []int{3210, 5721, 5722},
		"look for 3210, 5721 and 5722 in the System logs of the server and its controller: the server's own computer account is in question, not the user's",
		plainly("KB 162797")},
	{[]Status{StatusTrustedDomainFailure, StatusTrustFailure}, nil,
		"verify the trust between the server's domain and the account's, from both sides",
		inferred("MS-ERREF", "the trust itself is what the text is about")},
	{[]Status{StatusNetlogonNotStarted}, []int{536}, "see whether the Netlogon service runs on the server", plainly("KB 174074")},
	{[]Status{StatusAuthenticationFirewall}, nil,
		`grant the account "Allowed to authenticate" on the computer object of the server, or see which authentication policy says no`,
		plainly("MS-APDS; MS-LSAD, TRUST_ATTRIBUTE_CROSS_ORGANIZATION")},
	{[]Status{StatusNetworkCredentialConflict}, nil,
		"net use lists the connections: delete the other one, or use another name or the address of the server",
		plainly("KB 938120; KB 173199")},
	{[]Status{StatusBadNetworkPath, StatusRemoteNotListening, StatusIOTimeout, StatusClientNoPath, StatusClientUnreachable}, nil,
		"no user or password has been looked at: resolve the server's name, and try its port 445", cannotReach},
	{[]Status{StatusClientSMB1Gone}, nil, "let the server speak SMB2 or later", plainly("winerror.h, ERROR_SMB1_NOT_AVAILABLE")},
	{[]Status{StatusInvalidSignature}, nil,
		"compare RequireSecuritySignature of client and server (LanmanWorkstation and LanmanServer, Parameters)",
		plainly("Windows, SMB signing")},
	{[]Status{StatusNotSupported, StatusNTLMBlocked, StatusUnsupportedFunction}, []int{4001, 4002, 4003, 4004, 4005, 4006, 4015},
		"look in NTLM/Operational: 4001 is the client's policy, 4015 a program's own, as the SMB client's, 4002 and 4003 are the server's, 4004 to 4006 the controller's",
		inferred("detection-wiki; MS-NLMP", "which machine logs which")},
	{nil, []int{8001, 8002, 8003, 8004, 8005, 8006},
		"nothing was denied: RestrictSendingNTLMTraffic 1 has 8001 written, AuditReceivingNTLMTraffic 8002 and 8003, AuditNTLMInDomain of the controllers 8004 to 8006; see what it would be that is denied before denying it",
		plainly("Windows policies: Restrict NTLM")},
	{nil, []int{4020, 4021},
		"see NtlmUsageId for why it was not Kerberos: 7 is an address in place of a name, 6 a name that Kerberos does not know, 2 an account of the server itself, 1 a program that called NTLM itself",
		plainly("KB 5064479")},
	{nil, []int{4021, 4023, 4031, 4033},
		"see what is missing: NtlmVersion is not NTLMv2, as in an anonymous session, or Mic Status says that there is no message integrity code, or ServiceBinding that the client does not say whom it calls",
		plainly("KB 5064479; parsers of event 4020 to 4023")},
	{nil, []int{4022, 4023, 4030, 4031, 4032, 4033},
		"it is written of every logon, whether it succeeded or not: find the 4624 or 4625 of the same moment on the server for what became of it",
		plainly("KB 5064479")},
	{nil, []int{4020, 4021, 4022, 4023, 4030, 4031, 4032, 4033},
		"too many of them: LogEnhancedAuditEvents 0 of a machine, and EnableEnhancedDomainNtlmLogs 0 of a controller, leave them out (policies NTLM Enhanced Logging, Log Enhanced Domain-wide NTLM Logs)",
		inferred("KB 5064479; Netlogon.admx; administrators' scripts", "that both are on by default is documented, the name of the first value is that of the scripts")},
	{nil, []int{4024, 4025},
		"it is not of NET USE: a client that has this event sends NTLMv2 only",
		inferred("KB 5066470", "NTLMv1 is removed from Windows 11 24H2 and Server 2025; what is left of it is MS-CHAPv2 and the like")},
	{nil, []int{4013, 4014, 4024, 4025},
		"find the program that the event names: it wants MS-CHAPv2 or NTLMv1 with the password of the one signed on. Let it use a certificate, or ask for the password",
		plainly("KB 5066470; Windows, Credential Guard: considerations and known issues")},
	{nil, []int{3023, 31022, 31997},
		"the server did not know the user, or the user is Guest: find out why before forbidding guests. 3023 is the server's, 31997 the client's, both of AuditInsecureGuestLogon; 31022 needs no setting",
		inferred("the manifests of Microsoft-Windows-SMBServer and SMBClient", "their texts; that 31022 needs no setting is our conclusion")},
	{[]Status{StatusGuestLogonBlocked, StatusGuestLogonBlockedSigning}, []int{31017},
		"the server made a guest of the user: the name that the client sent is not the one that the server knows. Find out why before allowing guests",
		plainly("Windows, guest access in SMB2 and SMB3")},
	{[]Status{StatusBadNetworkName}, nil,
		"user and password were taken: list the shares of the server, and compare the names",
		plainly("MS-SMB2 3.3.5.7")},
	{[]Status{StatusAccessDenied}, nil,
		"find the stage first: a 4624 of the same moment on the server says that the session was granted, and that the share refused",
		inferred("MS-SMB2 3.3.5.7", "session setup comes before the tree connect")},
	{[]Status{StatusAccessDenied}, nil,
		"see whether the client sent a user at all: over SMB 2 and 3 a Windows 8 or Server 2012, or later, that is no controller refuses an anonymous session. Log on with an account",
		observed("NetExec and smbclient at Windows Server 2016, 2019 and 2022; AgNO3/jcifs-ng #186", "STATUS_ACCESS_DENIED to the session setup; the mechanism is MS-SMB2 3.3.5.2.9")},
	{[]Status{StatusRequestNotAccepted}, nil, "look at how many users the share allows, and who is connected", plainly("MS-SMB2 3.3.5.7")},
	{nil, []int{4624, 540, 528},
		"see whose session it became: a guest's or an anonymous one is a success, too",
		inferred("MS-SMB2 3.3.5.5.3", "a session of a member of Guests is flagged as a guest's")},
}

// rightThere is the next step of a check of credentials that found them right.
var rightThere = look{text: "nothing of this event explains an error: user and password were right. Find the server's own 4624 of the same moment (540 up to Server 2003): where it has one, the share is in question; where it has a 4625 instead, that one says why",
	cite: inferred("Windows, event 4776; MS-SMB2 3.3.5.7", "the event is of the machine that has the account; the server's policies and the tree connect come after it")}

// byStage is the next step for any code that appears at a stage.
var byStage = map[Stage]look{
	AtClient:    {text: "client: the server was not asked, or its answer was not taken; look at the client's settings and logs", cite: plainly("MS-SMB2 3.2.4.2")},
	AtConnect:   {text: "connect: the two did not get as far as a session setup; names, routes and dialects are in question", cite: cannotReach},
	AtNegotiate: {text: "negotiate: one side demands what the other does not do; compare what both say of signing and encryption", cite: plainly("MS-SMB2 3.2.5.2")},
	AtSetup:     {text: "setup: the name or the share after \\\\SERVER does not matter yet; the server's 4625 has Status and SubStatus (529 to 539 up to Server 2003)", cite: plainly("Windows, event 4625; MS-SMB2 3.3.5.5")},
	AtSession:   {text: "session: the server let the user in, and the client does not take the session that it got", cite: plainly("MS-SMB2 3.2.5.3")},
	AtTree:      {text: "tree: the password was right, or a guest was let in; the share and its permissions are in question", cite: bySMB2},
}

// Next lists what to look at: steps for the code itself before those for its stages.
func (c Code) Next() (list []NextStep) {
	if c.FoundRight() {
		return []NextStep{{rightThere.text, rightThere.cite}}
	}
	of := c.Statuses()
	for _, l := range looks {
		if slices.ContainsFunc(l.of, func(is Status) bool { return slices.Contains(of, is) }) ||
			c.Kind == EventCode && slices.Contains(l.events, c.Event) {
			list = append(list, NextStep{l.text, l.cite})
		}
	}
	if c.Kind == EventCode {
		return list
	}
	for _, s := range c.Stages() {
		list = append(list, NextStep{byStage[s].text, byStage[s].cite})
	}
	return list
}

// FoundRight reports whether a code is that of an event which says that credentials were checked, and were right.
func (c Code) FoundRight() bool {
	return c.Kind == EventCode && (c.Event == 4776 || c.Event == 680) && c.Status != nil && *c.Status == StatusSuccess
}
