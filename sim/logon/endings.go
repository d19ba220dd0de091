package logon

import (
	"strings"

	"ntlmsim/sim"
)

// A Stage is how far an attempt got. The same number means different things at different stages: name the stage first.
type Stage string

const (
	AtClient    Stage = "client"    // the client does not even try
	AtConnect   Stage = "connect"   // the server is not reachable, or no dialect in common
	AtNegotiate Stage = "negotiate" // signing, what is left of older dialects
	AtSetup     Stage = "setup"     // the article's branches, account states, rights
	AtSession   Stage = "session"   // the client refuses the session it was granted
	AtTree      Stage = "tree"      // the share
)

// A Session is what a session setup grants. The zero Session grants nothing.
type Session uint8

const (
	NoSession Session = iota
	User
	Guest
	Anonymous
)

var sessionNames = [...]string{"none", "user", "guest", "anonymous"}

func (s Session) String() string { return sessionNames[s] }

// ParseSession is the inverse of String.
func ParseSession(name string) (Session, bool) {
	for s, n := range sessionNames {
		if n == name {
			return Session(s), true
		}
	}
	return NoSession, false
}

// An ending is the meaning of a final state: how far the attempt got, what the server answers, which session it grants,
// and what the machines log. state is a final state or the last part of one: the longest match wins.
type ending struct {
	state   string
	stage   Stage
	status  Status  // on the wire
	session Session // granted by setup; later stages do not change it
	client  Status  // the client's own status, if different from the one on the wire
	audit   audited
	cite    sim.Cite // the source of the meaning
}

// audited is the Status and SubStatus of the server's failure event, and the code in the 4776 of the machine that has
// the account.
type audited struct{ status, sub, authority Status }

var (
	event4625     = documented("Windows, event 4625", "Status and SubStatus of a failed logon")
	observed4625  = observed("Windows event logs", "Status and SubStatus of real 4625 events")
	deniedRight   = observed("Win32-OpenSSH #1638; thc-hydra #427", "0xC000015B in the session setup; a denial outranks the right")
	inferred4625  = inferred("LsaLogonUser, SubStatus", "no real event was found")
	observedSamba = observed("Samba 4.17", "the answer, and auth_json_audit")
	successes     = documented("Windows, event 4624", "an account was successfully logged on")
)

// endings is the second table: what each final state of the rules means.
var endings = []ending{
	{"client.nothing-to-end", AtClient, 0, NoSession, StatusClientNotConnected, audited{}, documented("Windows, NERR_UseNotFound", "2250")},
	{"client.ended", AtClient, 0, NoSession, 0, audited{}, documented("WNetCancelConnection2", "the connection ends")},
	{"client.device-in-use", AtClient, 0, NoSession, StatusClientAssigned, audited{}, documented("WNetAddConnection2", "ERROR_ALREADY_ASSIGNED: 85")},
	{"client.connected.user", AtSetup, StatusSuccess, User, 0, audited{}, sessionServes},
	{"client.connected.guest", AtSetup, StatusSuccess, Guest, 0, audited{}, sessionServes},
	{"client.connected.anonymous", AtSetup, StatusSuccess, Anonymous, 0, audited{}, sessionServes},
	{"client.other-credentials", AtClient, 0, NoSession, StatusNetworkCredentialConflict, audited{}, documented("KB 938120", "1219")},
	{"connect.unreachable", AtConnect, 0, NoSession, StatusBadNetworkPath, audited{},
		documented("Windows troubleshooting: Negotiate, Session Setup and Tree Connect fail", "53; 51, 121, 1203, 1231 and 64 as well")},
	{"connect.duplicate-name", AtConnect, 0, NoSession, StatusDuplicateName, audited{}, inferred("KB 281308", "52; its text was not found")},
	{"connect.smb1-only", AtConnect, 0, NoSession, StatusClientSMB1Gone, audited{}, smb1Gone},
	{"connect.no-dialect", AtConnect, 0, NoSession, StatusNetworkNameDeleted, audited{}, folklore("forums", "64")},
	{"negotiate.plaintext-only", AtNegotiate, 0, NoSession, StatusClientPlaintext, audited{}, documented("KB 166730", "1240")},
	{"negotiate.not-signed", AtNegotiate, 0, NoSession, StatusInvalidSignature, audited{}, documented("Windows Server documentation: control SMB signing behavior", "STATUS_INVALID_SIGNATURE, 2148073478")},
	{"client.response.sending-denied", AtClient, 0, NoSession, StatusNotSupported, audited{}, inferred("MS-NLMP 3.1.4", "STATUS_NOT_SUPPORTED; that NET prints 50 is our conclusion")},
	{"client.response.ntlm-blocked", AtClient, 0, NoSession, StatusNTLMBlocked, audited{},
		inferred("wincred.h; transcripts of NET USE", "1937: no source gives the number for a blocked client")},
	{"client.response.weak-session", AtClient, 0, NoSession, StatusNotSupported, audited{},
		inferred("MS-NLMP 3.1.5.1.2", "SEC_E_UNSUPPORTED_FUNCTION; that NET prints 50 is our conclusion, from outgoing NTLM that is denied")},

	{"kerberos.wrong-target", AtSetup, StatusLogonFailure, NoSession, StatusWrongPrincipal, audited{},
		documented("Windows, event 4 of Kerberos; KB 3181029", "1396: the target account name is incorrect")},
	{"kerberos.clocks-differ", AtSetup, StatusLogonFailure, NoSession, StatusTimeDifferenceAtDC, audited{},
		inferred("Windows, ERROR_TIME_SKEW", "1398: there is a time and/or date difference; that NET prints it is our conclusion")},
	{"kerberos.no-common-encryption", AtClient, 0, NoSession, StatusKDCUnknownEType, audited{},
		inferred("winerror.h, SEC_E_KDC_UNKNOWN_ETYPE", "the encryption type requested is not supported by the KDC; which number NET prints is our conclusion")},
	{ticketAccepted, AtSetup, StatusSuccess, User, 0, audited{}, successes},

	{"policies.not-encrypted", AtSetup, StatusAccessDenied, NoSession, 0, audited{}, documented("MS-SMB2 3.3.5.5", "STATUS_ACCESS_DENIED")},
	{"policies.ntlm-denied", AtSetup, StatusNotSupported, NoSession, 0, blockedHere,
		observed("MicrosoftDocs/windows-itpro-docs #11384; jcifs-ng #368", "STATUS_NOT_SUPPORTED; 4625 with 0x80090302 and 0xC0000418")},
	{"policies.same-machine-sid", AtSetup, StatusLogonFailure, NoSession, StatusWrongPassword, audited{},
		inferred("NET USE, one transcript", "86, though the password is right; what is on the wire is our conclusion")},
	{"policies.domain-ntlm-denied", AtSetup, StatusNotSupported, NoSession, 0, blockedHere,
		documented("MS-NLMP 3.2.5.1", "STATUS_NTLM_BLOCKED of whoever denies it becomes STATUS_NOT_SUPPORTED on the wire")},
	{"policies.server-domain-denies", AtSetup, StatusNotSupported, NoSession, 0, audited{StatusNTLMBlocked, 0, StatusNTLMBlocked},
		documented("MS-NLMP 3.2.5.1", "STATUS_NTLM_BLOCKED of whoever denies it becomes STATUS_NOT_SUPPORTED on the wire")},
	{"policies.account-domain-denies", AtSetup, StatusNotSupported, NoSession, 0, audited{StatusNTLMBlocked, 0, StatusNTLMBlocked},
		documented("MS-NLMP 3.2.5.1", "STATUS_NTLM_BLOCKED of whoever denies it becomes STATUS_NOT_SUPPORTED on the wire")},
	{"policies.weak-session", AtSetup, StatusNotSupported, NoSession, 0, audited{},
		inferred("MS-NLMP 3.2.5.1.1", "SEC_E_UNSUPPORTED_FUNCTION, which is STATUS_NOT_SUPPORTED on the wire, as where NTLM is blocked: that it is here, too, is our conclusion")},
	{"policies.loopback", AtSetup, StatusAccessDenied, NoSession, 0, audited{StatusLogonFailure, 0, 0},
		documented("KB 926642", "access is denied")},
	{"anonymous.not-allowed", AtSetup, StatusAccessDenied, NoSession, 0, audited{},
		observed("NetExec and smbclient at Windows Server 2016, 2019 and 2022; AgNO3/jcifs-ng #186", "STATUS_ACCESS_DENIED")},
	{"anonymous.refused", AtSetup, StatusAccessDenied, NoSession, 0, audited{}, folklore("Windows 2000, RestrictAnonymous", "5")},
	{"forced.guest-disabled", AtSetup, StatusAccountDisabled, NoSession, 0, audited{StatusAccountRestriction, StatusAccountDisabled, StatusAccountDisabled},
		inferred("ntlmsim", "the state of the one account that is tried")},

	{".password-matches", AtSetup, StatusSuccess, User, 0, audited{}, successes},
	{".old-password-matches", AtSetup, StatusSuccess, User, 0, audited{}, successes},
	{".guest-account", AtSetup, StatusSuccess, Guest, 0, audited{}, successes},
	{".guest-enabled", AtSetup, StatusSuccess, Guest, 0, audited{0, 0, StatusNoSuchUser},
		documented("KB 103390", "guest permissions are given")},
	{"anonymous.admitted", AtSetup, StatusSuccess, Anonymous, 0, audited{}, successes},
	{"anonymous.not-encrypted", AtSetup, StatusAccessDenied, NoSession, 0, audited{}, sambaEncrypts},

	{".password-differs", AtSetup, StatusLogonFailure, NoSession, 0, audited{StatusLogonFailure, StatusWrongPassword, StatusWrongPassword}, observed4625},
	{".salt-differs", AtSetup, StatusLogonFailure, NoSession, 0, audited{StatusLogonFailure, StatusWrongPassword, StatusWrongPassword},
		observed("TheManticoreProject/Manticore #576", "hashed with one spelling of the domain, sent with another; KB 103390 says the same of its own case")},
	{".principal-unproven", AtSetup, StatusNotFound, NoSession, 0, audited{StatusNotFound, 0, StatusNotFound}, observed("Samba 4.17", "NOT_FOUND")},
	{".response-refused", AtSetup, StatusLogonFailure, NoSession, 0, audited{StatusLogonFailure, StatusWrongPassword, StatusLogonFailure},
		observed("MicrosoftDocs/windows-itpro-docs #4955; GreyCorbel/SIDCloner #4", "at LmCompatibilityLevel 5 an unknown user name or a bad password")},
	{".no-lm-hash", AtSetup, StatusLogonFailure, NoSession, 0, audited{StatusLogonFailure, StatusWrongPassword, StatusWrongPassword},
		observed("samlogon.c of Samba's torture tests", "WRONG_PASSWORD of a Windows database (cb691c51ee2)")},
	{".guest-disabled", AtSetup, StatusLogonFailure, NoSession, 0, noUser, observed4625},
	{"none.local.guest-disabled", AtSetup, StatusAccessDenied, NoSession, 0, audited{},
		kb(`Regardless of what password is entered, the user will receive "Error 5: Access has been denied."`)},
	{".guest-has-password", AtSetup, StatusLogonFailure, NoSession, 0, noUser,
		documented("MS-NLMP 3.2.5.1.2", "STATUS_LOGON_FAILURE")},
	{".guest-password-differs", AtSetup, StatusLogonFailure, NoSession, 0, noUser,
		kb("System error 1326 has occurred. Logon failure: unknown user name or bad password.")},
	{".guest-denied", AtSetup, StatusLogonTypeNotGranted, NoSession, 0, audited{StatusLogonTypeNotGranted, 0, StatusNoSuchUser}, deniedRight},
	{".guest-not-encrypted", AtSetup, StatusAccessDenied, NoSession, 0, noUser, sambaEncrypts},

	{".locked", AtSetup, StatusAccountLockedOut, NoSession, 0, audited{StatusAccountLockedOut, 0, StatusAccountLockedOut},
		documented("MS-APDS 3.1.5", "STATUS_ACCOUNT_LOCKED_OUT")},
	{".disabled", AtSetup, StatusAccountDisabled, NoSession, 0, audited{StatusAccountRestriction, StatusAccountDisabled, StatusAccountDisabled}, observed4625},
	{".expired", AtSetup, StatusAccountExpired, NoSession, 0, audited{StatusAccountExpired, 0, StatusAccountExpired},
		documented("MS-APDS 3.1.5", "STATUS_ACCOUNT_EXPIRED")},
	{".must-change", AtSetup, StatusPasswordMustChange, NoSession, 0, audited{StatusPasswordMustChange, 0, StatusPasswordMustChange},
		documented("MS-APDS 3.1.5", "STATUS_PASSWORD_MUST_CHANGE")},
	{".smart-card-required", AtSetup, StatusSmartCardRequired, NoSession, 0, audited{StatusSmartCardRequired, 0, StatusSmartCardRequired},
		documented("MS-APDS 3.1.5", "STATUS_SMARTCARD_LOGON_REQUIRED")},
	{".password-expired", AtSetup, StatusPasswordExpired, NoSession, 0, audited{StatusAccountRestriction, StatusPasswordExpired, StatusPasswordExpired},
		documented("MS-APDS 3.1.5", "STATUS_PASSWORD_EXPIRED")},
	{".workstation-not-allowed", AtSetup, StatusInvalidWorkstation, NoSession, 0, audited{StatusAccountRestriction, StatusInvalidWorkstation, StatusInvalidWorkstation},
		documented("MS-APDS 3.1.5", "STATUS_INVALID_WORKSTATION")},
	{".outside-hours", AtSetup, StatusInvalidLogonHours, NoSession, 0, audited{StatusAccountRestriction, StatusInvalidLogonHours, StatusInvalidLogonHours},
		documented("MS-APDS 3.1.5", "STATUS_INVALID_LOGON_HOURS")},
	{".not-selected", AtSetup, StatusAuthenticationFirewall, NoSession, 0, audited{StatusAuthenticationFirewall, 0, 0},
		documented("MS-APDS", "STATUS_AUTHENTICATION_FIREWALL_FAILED")},
	{".clock-differs", AtSetup, StatusLogonFailure, NoSession, 0, audited{StatusLogonFailure, StatusWrongPassword, StatusWrongPassword},
		documented("KB 957009; KB 147706", "1326 where the time is further off than it may be")},
	{".not-cached", AtSetup, StatusNoLogonServers, NoSession, 0, audited{StatusNoLogonServers, 0, StatusNoSecrets},
		documented("MS-NRPC 3, common rule C", "STATUS_NO_LOGON_SERVERS where no controller can be located; Microsoft's table of Netlogon errors names the read-only controller")},
	{".interdomain-account", AtSetup, StatusInterdomainTrustAccount, NoSession, 0, audited{StatusInterdomainTrustAccount, 0, StatusInterdomainTrustAccount},
		documented("MS-APDS 3.1.5", "STATUS_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT")},
	{".workstation-account", AtSetup, StatusWorkstationTrustAccount, NoSession, 0, audited{StatusWorkstationTrustAccount, 0, StatusWorkstationTrustAccount},
		documented("MS-APDS 3.1.5", "STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT")},
	{".server-account", AtSetup, StatusServerTrustAccount, NoSession, 0, audited{StatusServerTrustAccount, 0, StatusServerTrustAccount},
		documented("MS-APDS 3.1.5", "STATUS_NOLOGON_SERVER_TRUST_ACCOUNT")},
	{".protected-user", AtSetup, StatusAccountRestriction, NoSession, 0, audited{StatusAccountRestriction, 0, StatusAccountRestriction},
		observed("Windows troubleshooting: domain-based DFS namespace", "its trace: STATUS_ACCOUNT_RESTRICTION")},
	{".place-restricted", AtSetup, StatusAccountRestriction, NoSession, 0, audited{StatusAccountRestriction, 0, StatusAccountRestriction},
		documented("MS-APDS 3.1.5.2", "STATUS_ACCOUNT_RESTRICTION")},
	{".server-restricted", AtSetup, StatusAuthenticationFirewall, NoSession, 0, audited{StatusAuthenticationFirewall, 0, StatusAuthenticationFirewall},
		documented("MS-APDS 3.1.5", "STATUS_AUTHENTICATION_FIREWALL_FAILED")},
	{".network-logon-not-granted", AtSetup, StatusLogonTypeNotGranted, NoSession, 0, audited{StatusLogonTypeNotGranted, 0, 0},
		documented("KB 249918", "NET USE says 1385")},
	{".own-account-disabled", AtSetup, StatusAccountDisabled, NoSession, 0, audited{StatusAccountDisabled, 0, 0},
		documented("KB 263936", "the account that is disabled is the computer's")},
	{".blank-password", AtSetup, StatusAccountRestriction, NoSession, 0, audited{StatusAccountRestriction, 0, 0},
		observed("metasploit-framework #9766, #10128", "STATUS_ACCOUNT_RESTRICTION on the wire")},
	{".network-logon-denied", AtSetup, StatusLogonTypeNotGranted, NoSession, 0, audited{StatusLogonTypeNotGranted, 0, 0}, deniedRight},
	{".ntlm-disabled", AtSetup, StatusNTLMBlocked, NoSession, 0, audited{StatusNTLMBlocked, 0, StatusNTLMBlocked},
		observed("Samba 4.17", "ntlm auth = disabled")},
	{".unreachable", AtSetup, StatusNoLogonServers, NoSession, 0, audited{StatusNoLogonServers, 0, 0}, observed4625},
	{"builtin", AtSetup, StatusNoLogonServers, NoSession, 0, audited{StatusNoLogonServers, 0, 0}, observedSamba},
	{".netlogon-stopped", AtSetup, StatusNetlogonNotStarted, NoSession, 0, audited{StatusNetlogonNotStarted, 0, 0}, event4625},
	{".channel-refused", AtSetup, StatusTrustedRelationshipFailure, NoSession, 0, audited{StatusTrustedRelationshipFailure, 0, 0},
		documented("KB 162797", "NET USE at a member whose account was reset: 1789")},
	{".own-logon-refused", AtSetup, StatusLogonFailure, NoSession, 0, audited{StatusLogonFailure, StatusLogonFailure, 0}, observedSamba},
	{".trust-refused", AtSetup, StatusTrustedDomainFailure, NoSession, 0, audited{StatusTrustedDomainFailure, 0, 0}, event4625},
	{".trust-password-refused.access-denied", AtSetup, StatusAccessDenied, NoSession, 0, audited{StatusAccessDenied, 0, 0}, observedSamba},
	{".trust-password-refused.unreachable", AtSetup, StatusNoLogonServers, NoSession, 0, audited{StatusNoLogonServers, 0, StatusAccessDenied}, observedSamba},
	{".no-trust-account", AtSetup, StatusNoTrustSamAccount, NoSession, 0, audited{StatusNoTrustSamAccount, 0, 0}, observedSamba},

	{"session.target-name-refused", AtSetup, StatusAccessDenied, NoSession, 0, audited{},
		documented("Windows policy: Microsoft network server: Server SPN target name validation level", "STATUS_ACCESS_DENIED")},
	{"session.guest-refused", AtSession, StatusSuccess, NoSession, StatusGuestLogonBlocked, audited{},
		documented("MS-SMB2, Windows, AllowInsecureGuestAuth", "1272, SMBClient event 31017")},
	{"session.guest-not-signed", AtSession, StatusSuccess, NoSession, StatusGuestLogonBlockedSigning, audited{},
		observed("NET USE on Windows 11 24H2", "System error 3227320323, which is STATUS_SMB_GUEST_LOGON_BLOCKED_SIGNING_REQUIRED as a number")},
	{"session.hardened-path", AtSession, StatusSuccess, NoSession, StatusNetworkAccessDenied, audited{},
		observed("mandiant/commando-vm #68", "Network access is denied, which is the text of 65")},
	{"tree.no-share", AtTree, StatusBadNetworkName, NoSession, 0, audited{}, documented("MS-SMB2 3.3.5.7", "STATUS_BAD_NETWORK_NAME")},
	{"tree.ipc-refused", AtTree, StatusAccessDenied, NoSession, 0, audited{}, observedSamba},
	{"tree.null-session-refused", AtTree, StatusAccessDenied, NoSession, 0, audited{}, documented("MS-SMB2 3.3.5.7", "STATUS_ACCESS_DENIED")},
	{"tree.token-filtered", AtTree, StatusAccessDenied, NoSession, 0, audited{}, documented("KB 951016", "5 at C$ and ADMIN$; other shares are not affected")},
	{"tree.full", AtTree, StatusRequestNotAccepted, NoSession, 0, audited{}, documented("MS-SMB2 3.3.5.7", "STATUS_REQUEST_NOT_ACCEPTED")},
	{"tree.out-of-resources", AtTree, StatusInsufficientResources, NoSession, 0, audited{}, observedSamba},
	{"tree.not-administrator", AtTree, StatusAccessDenied, NoSession, 0, audited{}, documented("MS-SMB2 3.3.5.7", "STATUS_ACCESS_DENIED")},
	{"tree.administrator", AtTree, StatusSuccess, NoSession, 0, audited{}, documented("MS-SMB2 3.3.5.7", "STATUS_SUCCESS")},
	{"tree.denied", AtTree, StatusAccessDenied, NoSession, 0, audited{}, documented("MS-SMB2 3.3.5.7", "STATUS_ACCESS_DENIED")},
	{"tree.connected", AtTree, StatusSuccess, NoSession, 0, audited{}, kb("The command completed successfully.")},
}

// EndingCite is the source of what a final state means; the zero Cite of a state that is not final.
func EndingCite(s sim.State) sim.Cite {
	id, ok := table.ID(s)
	if !ok || meanings[id] == nil {
		return sim.Cite{}
	}
	return meanings[id].cite
}

func (e *ending) name() string { return e.state }

// blockedHere is what a server logs that blocks incoming NTLM.
var blockedHere = audited{StatusUnsupportedFunction, StatusNTLMBlocked, 0}

var noUser = audited{StatusLogonFailure, StatusNoSuchUser, StatusNoSuchUser}

// onWire is the server's last answer; nil if no session setup was sent.
func (e *ending) onWire() *Status {
	if !e.stage.asks() {
		return nil
	}
	status := e.status
	return &status
}

// asks reports whether a session setup reaches the server.
func (s Stage) asks() bool { return s == AtSetup || s == AtSession || s == AtTree }

// leaves is what remains of the session that was granted.
func (e *ending) leaves(granted Session) Session {
	if e.stage == AtSetup && e.status != StatusSuccess {
		return NoSession
	}
	return granted
}

// asksByArticle reports whether NET prompts after a refusal by KB 103390: where a password does not match, and where
// guest access is not available, except in the two branches (unknown domain, no domain) for which it mentions no
// prompt.
func asksByArticle(s sim.State) bool {
	text := string(s)
	for _, end := range []string{".password-differs", ".guest-password-differs", ".salt-differs", ".no-lm-hash"} {
		if strings.HasSuffix(text, end) {
			return true
		}
	}
	arm, end, _ := strings.Cut(text, ".guest-")
	return (end == "disabled" || end == "has-password") && arm != "unknown.missing" && arm != "none.missing"
}
