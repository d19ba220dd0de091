package logon

import (
	"fmt"

	"ntlmsim/sim"
)

// A Status is an NTSTATUS.
type Status uint32

// The statuses that a logon can end in (MS-ERREF 2.3.1).
const (
	StatusSuccess                    Status = 0
	StatusInvalidParameter           Status = 0xC000000D
	StatusAccessDenied               Status = 0xC0000022
	StatusNoLogonServers             Status = 0xC000005E
	StatusNoSuchLogonSession         Status = 0xC000005F
	StatusInvalidAccountName         Status = 0xC0000062
	StatusNoSuchUser                 Status = 0xC0000064
	StatusWrongPassword              Status = 0xC000006A
	StatusIllFormedPassword          Status = 0xC000006B
	StatusPasswordRestriction        Status = 0xC000006C
	StatusLogonFailure               Status = 0xC000006D
	StatusAccountRestriction         Status = 0xC000006E
	StatusInvalidLogonHours          Status = 0xC000006F
	StatusInvalidWorkstation         Status = 0xC0000070
	StatusPasswordExpired            Status = 0xC0000071
	StatusAccountDisabled            Status = 0xC0000072
	StatusInsufficientResources      Status = 0xC000009A
	StatusIOTimeout                  Status = 0xC00000B5
	StatusNotSupported               Status = 0xC00000BB
	StatusRemoteNotListening         Status = 0xC00000BC
	StatusDuplicateName              Status = 0xC00000BD
	StatusBadNetworkPath             Status = 0xC00000BE
	StatusNetworkBusy                Status = 0xC00000BF
	StatusInvalidNetworkResponse     Status = 0xC00000C3
	StatusUnexpectedNetworkError     Status = 0xC00000C4
	StatusNetworkNameDeleted         Status = 0xC00000C9
	StatusNetworkAccessDenied        Status = 0xC00000CA
	StatusBadDeviceType              Status = 0xC00000CB
	StatusBadNetworkName             Status = 0xC00000CC
	StatusRequestNotAccepted         Status = 0xC00000D0
	StatusInvalidServerState         Status = 0xC00000DC
	StatusNoSuchDomain               Status = 0xC00000DF
	StatusTimeDifferenceAtDC         Status = 0xC0000133
	StatusWrongPasswordCore          Status = 0xC0000149
	StatusLogonNotGranted            Status = 0xC0000155
	StatusLogonTypeNotGranted        Status = 0xC000015B
	StatusNoTrustLSASecret           Status = 0xC000018A
	StatusNoTrustSamAccount          Status = 0xC000018B
	StatusTrustedDomainFailure       Status = 0xC000018C
	StatusTrustedRelationshipFailure Status = 0xC000018D
	StatusTrustFailure               Status = 0xC0000190
	StatusNetlogonNotStarted         Status = 0xC0000192
	StatusAccountExpired             Status = 0xC0000193
	StatusNetworkCredentialConflict  Status = 0xC0000195
	StatusInterdomainTrustAccount    Status = 0xC0000198
	StatusWorkstationTrustAccount    Status = 0xC0000199
	StatusServerTrustAccount         Status = 0xC000019A
	StatusDomainTrustInconsistent    Status = 0xC000019B
	StatusUserSessionDeleted         Status = 0xC0000203
	StatusConnectionDisconnected     Status = 0xC000020C
	StatusConnectionReset            Status = 0xC000020D
	StatusPasswordMustChange         Status = 0xC0000224
	StatusNotFound                   Status = 0xC0000225
	StatusDomainControllerNotFound   Status = 0xC0000233
	StatusAccountLockedOut           Status = 0xC0000234
	StatusUnfinishedContextDeleted   Status = 0xC00002EE
	StatusSmartCardRequired          Status = 0xC00002FA
	StatusNoSecrets                  Status = 0xC0000371
	StatusDowngradeDetected          Status = 0xC0000388
	StatusAuthenticationFirewall     Status = 0xC0000413
	StatusNTLMBlocked                Status = 0xC0000418
	StatusServerUnavailable          Status = 0xC0000466
	StatusInvalidSignature           Status = 0xC000A000
	StatusIncorrectAccountType       Status = 0xC000A089
	StatusRPCServerUnavailable       Status = 0xC0020017
	StatusRPCCallFailedDNE           Status = 0xC002001C
	StatusGuestLogonBlocked          Status = 0xC05D0002
	StatusGuestLogonBlockedSigning   Status = 0xC05D0003

	// Codes of the security packages (SEC_E), used in place of an NTSTATUS.
	StatusUnsupportedFunction       Status = 0x80090302
	StatusLogonDenied               Status = 0x8009030C
	StatusNoCredentials             Status = 0x8009030E
	StatusNoAuthenticatingAuthority Status = 0x80090311
	StatusWrongPrincipal            Status = 0x80090322
	StatusKDCUnknownEType           Status = 0x80090342

	// The client's own Win32 codes, mapped to NTSTATUS with FACILITY_NTWIN32 (MS-ERREF 2.3).
	StatusClientAssigned         Status = 0xC0070055
	StatusClientSMB1Gone         Status = 0xC0070180
	StatusClientNoPath           Status = 0xC00704B3
	StatusClientExtended         Status = 0xC00704B8
	StatusClientUnreachable      Status = 0xC00704CF
	StatusClientPlaintext        Status = 0xC00704D8
	StatusClientNotAuthenticated Status = 0xC00704DC
	StatusClientPasswordExpired  Status = 0xC00708C2
	StatusClientNotConnected     Status = 0xC00708CA
	StatusClientMessage3775      Status = 0xC0070EBF
)

// An entry describes one status: its name, the Win32 code that a client translates it to and the name of that code, its
// messages, and their source.
type entry struct {
	name  string
	win32 uint32
	error string // the name of the Win32 code in winerror.h; "" if it has none
	text  string // since Windows 8
	old   string // up to Windows 7, if different
	cite  sim.Cite
}

// Sources of names, codes and messages.
var (
	errorCodes     = documented("MS-ERREF; Windows, system error codes", "the name, the Win32 code and the text")
	clientsOwn     = documented("Windows, system error codes", "the client's own: no NTSTATUS stands behind it")
	guestNumber    = observed("NET USE, several transcripts; Windows, SMB signing", "NET prints the NTSTATUS itself as the error: 3227320323. Some builds have no text for it")
	smb1Gone       = observed("NET USE, three transcripts; winerror.h", "the client's own: no NTSTATUS stands behind it")
	lmerr          = documented("lmerr.h; MS-CIFS 2.2.2.4", "2242 is 0x8C2, what a server without NTSTATUS says of an expired password")
	netmsg         = folklore("a note of somebody with a NAS", "the number alone. NET HELPMSG 3775 prints the text on that computer; no source was found that has it")
	loggedNotNamed = observed("MicrosoftDocs/windows-itpro-docs #11384", "seen only as the Status of a 4625 event, where incoming NTLM is refused")
)

// statuses has every code that the model or its documents know. A client's own Win32 code without an NTSTATUS is here
// under the NTSTATUS to which MS-ERREF maps any Win32 code: 0xC007 before it (FACILITY_NTWIN32).
var statuses = map[Status]entry{
	StatusSuccess: {"STATUS_SUCCESS", 0, "ERROR_SUCCESS",
		"The command completed successfully.",
		"", kb("The command completed successfully.")},
	StatusInvalidParameter: {"STATUS_INVALID_PARAMETER", 87, "ERROR_INVALID_PARAMETER",
		"The parameter is incorrect.",
		"", errorCodes},
	StatusAccessDenied: {"STATUS_ACCESS_DENIED", 5, "ERROR_ACCESS_DENIED", "Access is denied.", "", errorCodes},
	StatusNoLogonServers: {"STATUS_NO_LOGON_SERVERS", 1311, "ERROR_NO_LOGON_SERVERS",
		"There are currently no logon servers available to service the logon request.",
		"", errorCodes},
	StatusNoSuchLogonSession: {"STATUS_NO_SUCH_LOGON_SESSION", 1312, "ERROR_NO_SUCH_LOGON_SESSION",
		"A specified logon session does not exist. It may already have been terminated.",
		"", errorCodes},
	StatusInvalidAccountName: {"STATUS_INVALID_ACCOUNT_NAME", 1315, "ERROR_INVALID_ACCOUNT_NAME",
		"The name provided is not a properly formed account name.",
		"", errorCodes},
	StatusNoSuchUser: {"STATUS_NO_SUCH_USER", 1317, "ERROR_NO_SUCH_USER",
		"The specified account does not exist.",
		"", errorCodes},
	StatusWrongPassword: {"STATUS_WRONG_PASSWORD", 86, "ERROR_INVALID_PASSWORD",
		"The specified network password is not correct.",
		"", errorCodes},
	StatusIllFormedPassword: {"STATUS_ILL_FORMED_PASSWORD", 1324, "ERROR_ILL_FORMED_PASSWORD",
		"Unable to update the password. The value provided for the new password contains values that are not allowed in passwords.",
		"", errorCodes},
	StatusPasswordRestriction: {"STATUS_PASSWORD_RESTRICTION", 1325, "ERROR_PASSWORD_RESTRICTION",
		"Unable to update the password. The value provided for the new password does not meet the length, complexity, or history requirements of the domain.",
		"", errorCodes},
	StatusLogonFailure: {"STATUS_LOGON_FAILURE", 1326, "ERROR_LOGON_FAILURE",
		"The user name or password is incorrect.",
		"Logon failure: unknown user name or bad password.", errorCodes},
	StatusAccountRestriction: {"STATUS_ACCOUNT_RESTRICTION", 1327, "ERROR_ACCOUNT_RESTRICTION",
		"Account restrictions are preventing this user from signing in. For example: blank passwords aren't allowed, sign-in times are limited, or a policy restriction has been enforced.",
		"Logon failure: user account restriction. Possible reasons are blank passwords not allowed, logon hour restrictions, or a policy restriction has been enforced.", errorCodes},
	StatusInvalidLogonHours: {"STATUS_INVALID_LOGON_HOURS", 1328, "ERROR_INVALID_LOGON_HOURS",
		"Your account has time restrictions that keep you from signing in right now.",
		"Logon failure: account logon time restriction violation.", errorCodes},
	StatusInvalidWorkstation: {"STATUS_INVALID_WORKSTATION", 1329, "ERROR_INVALID_WORKSTATION",
		"This user isn't allowed to sign in to this computer.",
		"Logon failure: user not allowed to log on to this computer.", errorCodes},
	StatusPasswordExpired: {"STATUS_PASSWORD_EXPIRED", 1330, "ERROR_PASSWORD_EXPIRED",
		"The password for this account has expired.",
		"Logon failure: the specified account password has expired.", errorCodes},
	StatusAccountDisabled: {"STATUS_ACCOUNT_DISABLED", 1331, "ERROR_ACCOUNT_DISABLED",
		"This user can't sign in because this account is currently disabled.",
		"Logon failure: account currently disabled.", errorCodes},
	StatusIOTimeout: {"STATUS_IO_TIMEOUT", 121, "ERROR_SEM_TIMEOUT",
		"The semaphore timeout period has expired.",
		"", errorCodes},
	StatusNotSupported: {"STATUS_NOT_SUPPORTED", 50, "ERROR_NOT_SUPPORTED",
		"The request is not supported.",
		"", errorCodes},
	StatusRemoteNotListening: {"STATUS_REMOTE_NOT_LISTENING", 51, "ERROR_REM_NOT_LIST",
		"Windows cannot find the network path. Verify that the network path is correct and the destination computer is not busy or turned off. If Windows still cannot find the network path, contact your network administrator.",
		"", errorCodes},
	StatusDuplicateName: {"STATUS_DUPLICATE_NAME", 52, "ERROR_DUP_NAME",
		"You were not connected because a duplicate name exists on the network. If joining a domain, go to System in Control Panel to change the computer name and try again. If joining a workgroup, choose another workgroup name.",
		"", errorCodes},
	StatusBadNetworkPath: {"STATUS_BAD_NETWORK_PATH", 53, "ERROR_BAD_NETPATH",
		"The network path was not found.",
		"", errorCodes},
	StatusNetworkBusy: {"STATUS_NETWORK_BUSY", 54, "ERROR_NETWORK_BUSY", "The network is busy.", "", errorCodes},
	StatusInvalidNetworkResponse: {"STATUS_INVALID_NETWORK_RESPONSE", 58, "ERROR_BAD_NET_RESP",
		"The specified server cannot perform the requested operation.",
		"", errorCodes},
	StatusUnexpectedNetworkError: {"STATUS_UNEXPECTED_NETWORK_ERROR", 59, "ERROR_UNEXP_NET_ERR",
		"An unexpected network error occurred.",
		"", errorCodes},
	StatusNetworkNameDeleted: {"STATUS_NETWORK_NAME_DELETED", 64, "ERROR_NETNAME_DELETED",
		"The specified network name is no longer available.",
		"", errorCodes},
	StatusNetworkAccessDenied: {"STATUS_NETWORK_ACCESS_DENIED", 65, "ERROR_NETWORK_ACCESS_DENIED",
		"Network access is denied.",
		"", errorCodes},
	StatusInsufficientResources: {"STATUS_INSUFFICIENT_RESOURCES", 1450, "ERROR_NO_SYSTEM_RESOURCES",
		"Insufficient system resources exist to complete the requested service.",
		"", errorCodes},
	StatusBadDeviceType: {"STATUS_BAD_DEVICE_TYPE", 66, "ERROR_BAD_DEV_TYPE",
		"The network resource type is not correct.",
		"", errorCodes},
	StatusBadNetworkName: {"STATUS_BAD_NETWORK_NAME", 67, "ERROR_BAD_NET_NAME",
		"The network name cannot be found.",
		"", errorCodes},
	StatusRequestNotAccepted: {"STATUS_REQUEST_NOT_ACCEPTED", 71, "ERROR_REQ_NOT_ACCEP",
		"No more connections can be made to this remote computer at this time because there are already as many connections as the computer can accept.",
		"", errorCodes},
	StatusInvalidServerState: {"STATUS_INVALID_SERVER_STATE", 1352, "ERROR_INVALID_SERVER_STATE",
		"The security account manager (SAM) or local security authority (LSA) server was in the wrong state to perform the security operation.",
		"", errorCodes},
	StatusNoSuchDomain: {"STATUS_NO_SUCH_DOMAIN", 1355, "ERROR_NO_SUCH_DOMAIN",
		"The specified domain either does not exist or could not be contacted.",
		"", errorCodes},
	StatusTimeDifferenceAtDC: {"STATUS_TIME_DIFFERENCE_AT_DC", 1398, "ERROR_TIME_SKEW",
		"There is a time and/or date difference between the client and server.",
		"", errorCodes},
	StatusWrongPasswordCore: {"STATUS_WRONG_PASSWORD_CORE", 86, "ERROR_INVALID_PASSWORD",
		"The specified network password is not correct.",
		"", errorCodes},
	StatusLogonNotGranted: {"STATUS_LOGON_NOT_GRANTED", 1380, "ERROR_LOGON_NOT_GRANTED",
		"Logon failure: the user has not been granted the requested logon type at this computer.",
		"", errorCodes},
	StatusLogonTypeNotGranted: {"STATUS_LOGON_TYPE_NOT_GRANTED", 1385, "ERROR_LOGON_TYPE_NOT_GRANTED",
		"Logon failure: the user has not been granted the requested logon type at this computer.",
		"", errorCodes},
	StatusNoTrustLSASecret: {"STATUS_NO_TRUST_LSA_SECRET", 1786, "ERROR_NO_TRUST_LSA_SECRET",
		"The workstation does not have a trust secret.",
		"", errorCodes},
	StatusNoTrustSamAccount: {"STATUS_NO_TRUST_SAM_ACCOUNT", 1787, "ERROR_NO_TRUST_SAM_ACCOUNT",
		"The security database on the server does not have a computer account for this workstation trust relationship.",
		"", errorCodes},
	StatusTrustedDomainFailure: {"STATUS_TRUSTED_DOMAIN_FAILURE", 1788, "ERROR_TRUSTED_DOMAIN_FAILURE",
		"The trust relationship between the primary domain and the trusted domain failed.",
		"", errorCodes},
	StatusTrustedRelationshipFailure: {"STATUS_TRUSTED_RELATIONSHIP_FAILURE", 1789, "ERROR_TRUSTED_RELATIONSHIP_FAILURE",
		"The trust relationship between this workstation and the primary domain failed.",
		"", errorCodes},
	StatusTrustFailure: {"STATUS_TRUST_FAILURE", 1790, "ERROR_TRUST_FAILURE",
		"The network logon failed.",
		"", errorCodes},
	StatusNetlogonNotStarted: {"STATUS_NETLOGON_NOT_STARTED", 1792, "ERROR_NETLOGON_NOT_STARTED",
		"An attempt was made to logon, but the network logon service was not started.",
		"", errorCodes},
	StatusAccountExpired: {"STATUS_ACCOUNT_EXPIRED", 1793, "ERROR_ACCOUNT_EXPIRED",
		"The user's account has expired.",
		"", errorCodes},
	StatusNetworkCredentialConflict: {"STATUS_NETWORK_CREDENTIAL_CONFLICT", 1219, "ERROR_SESSION_CREDENTIAL_CONFLICT",
		"Multiple connections to a server or shared resource by the same user, using more than one user name, are not allowed. Disconnect all previous connections to the server or shared resource and try again.",
		"", errorCodes},
	StatusInterdomainTrustAccount: {"STATUS_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT", 1807, "ERROR_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT",
		"The account used is an interdomain trust account. Use your global user account or local user account to access this server.",
		"", errorCodes},
	StatusWorkstationTrustAccount: {"STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT", 1808, "ERROR_NOLOGON_WORKSTATION_TRUST_ACCOUNT",
		"The account used is a computer account. Use your global user account or local user account to access this server.",
		"", errorCodes},
	StatusServerTrustAccount: {"STATUS_NOLOGON_SERVER_TRUST_ACCOUNT", 1809, "ERROR_NOLOGON_SERVER_TRUST_ACCOUNT",
		"The account used is a server trust account. Use your global user account or local user account to access this server.",
		"", errorCodes},
	StatusDomainTrustInconsistent: {"STATUS_DOMAIN_TRUST_INCONSISTENT", 1810, "ERROR_DOMAIN_TRUST_INCONSISTENT",
		"The name or security ID (SID) of the domain specified is inconsistent with the trust information for that domain.",
		"", errorCodes},
	StatusUserSessionDeleted: {"STATUS_USER_SESSION_DELETED", 59, "ERROR_UNEXP_NET_ERR",
		"An unexpected network error occurred.",
		"", errorCodes},
	StatusConnectionDisconnected: {"STATUS_CONNECTION_DISCONNECTED", 64, "ERROR_NETNAME_DELETED",
		"The specified network name is no longer available.",
		"", errorCodes},
	StatusConnectionReset: {"STATUS_CONNECTION_RESET", 64, "ERROR_NETNAME_DELETED",
		"The specified network name is no longer available.",
		"", errorCodes},
	StatusPasswordMustChange: {"STATUS_PASSWORD_MUST_CHANGE", 1907, "ERROR_PASSWORD_MUST_CHANGE",
		"The user's password must be changed before signing in.",
		"The user's password must be changed before logging on the first time.", errorCodes},
	StatusNotFound: {"STATUS_NOT_FOUND", 1168, "ERROR_NOT_FOUND", "Element not found.", "", errorCodes},
	StatusDomainControllerNotFound: {"STATUS_DOMAIN_CONTROLLER_NOT_FOUND", 1908, "ERROR_DOMAIN_CONTROLLER_NOT_FOUND",
		"Could not find the domain controller for this domain.",
		"", errorCodes},
	StatusAccountLockedOut: {"STATUS_ACCOUNT_LOCKED_OUT", 1909, "ERROR_ACCOUNT_LOCKED_OUT",
		"The referenced account is currently locked out and may not be logged on to.",
		"", errorCodes},
	StatusUnfinishedContextDeleted: {"STATUS_UNFINISHED_CONTEXT_DELETED", 0x80090333, "SEC_E_UNFINISHED_CONTEXT_DELETED",
		"A security context was deleted before the context was completed. This is considered a logon failure.",
		"", errorCodes},
	StatusSmartCardRequired: {"STATUS_SMARTCARD_LOGON_REQUIRED", 0x8009033E, "SEC_E_SMARTCARD_LOGON_REQUIRED",
		"Smartcard logon is required and was not used.",
		"", errorCodes},
	StatusNoSecrets: {"STATUS_NO_SECRETS", 8620, "ERROR_NO_SECRETS",
		"The local account store does not contain secret material for the specified account.",
		"", errorCodes},
	StatusDowngradeDetected: {"STATUS_DOWNGRADE_DETECTED", 1265, "ERROR_DOWNGRADE_DETECTED",
		"The system cannot contact a domain controller to service the authentication request. Please try again later.",
		"", errorCodes},
	StatusAuthenticationFirewall: {"STATUS_AUTHENTICATION_FIREWALL_FAILED", 1935, "ERROR_AUTHENTICATION_FIREWALL_FAILED",
		"The computer you are signing into is protected by an authentication firewall. The specified account is not allowed to authenticate to the computer.",
		"", errorCodes},
	StatusNTLMBlocked: {"STATUS_NTLM_BLOCKED", 1937, "ERROR_NTLM_BLOCKED",
		"Authentication failed because NTLM authentication has been disabled.",
		"", errorCodes},
	StatusInvalidSignature: {"STATUS_INVALID_SIGNATURE", 0x80090006, "NTE_BAD_SIGNATURE",
		"Invalid Signature.",
		"", errorCodes},
	StatusGuestLogonBlocked: {"STATUS_SMB_GUEST_LOGON_BLOCKED", 1272, "ERROR_SMB_GUEST_LOGON_BLOCKED",
		"You can't access this shared folder because your organization's security policies block unauthenticated guest access. These policies help protect your PC from unsafe or malicious devices on the network.",
		"", errorCodes},
	StatusGuestLogonBlockedSigning: {"STATUS_SMB_GUEST_LOGON_BLOCKED_SIGNING_REQUIRED", 0xC05D0003, "",
		"",
		"", guestNumber},
	StatusUnsupportedFunction: {"SEC_E_UNSUPPORTED_FUNCTION", 1, "ERROR_INVALID_FUNCTION",
		"Incorrect function.",
		"", loggedNotNamed},
	StatusLogonDenied: {"SEC_E_LOGON_DENIED", 1326, "ERROR_LOGON_FAILURE",
		"The user name or password is incorrect.",
		"Logon failure: unknown user name or bad password.", errorCodes},
	StatusNoCredentials: {"SEC_E_NO_CREDENTIALS", 1312, "ERROR_NO_SUCH_LOGON_SESSION",
		"A specified logon session does not exist. It may already have been terminated.",
		"", errorCodes},
	StatusNoAuthenticatingAuthority: {"SEC_E_NO_AUTHENTICATING_AUTHORITY", 1311, "ERROR_NO_LOGON_SERVERS",
		"There are currently no logon servers available to service the logon request.",
		"", errorCodes},
	StatusWrongPrincipal: {"SEC_E_WRONG_PRINCIPAL", 1396, "ERROR_WRONG_TARGET_NAME",
		"The target account name is incorrect.",
		"", errorCodes},
	StatusKDCUnknownEType: {"SEC_E_KDC_UNKNOWN_ETYPE", 0x80090342, "SEC_E_KDC_UNKNOWN_ETYPE",
		"The encryption type requested is not supported by the KDC.",
		"", errorCodes},
	StatusServerUnavailable: {"STATUS_SERVER_UNAVAILABLE", 64, "ERROR_NETNAME_DELETED",
		"The specified network name is no longer available.",
		"", errorCodes},
	StatusIncorrectAccountType: {"STATUS_INCORRECT_ACCOUNT_TYPE", 8646, "ERROR_INCORRECT_ACCOUNT_TYPE",
		"The system is not authoritative for the specified account and therefore cannot complete the operation. Please retry the operation using the provider associated with this account. If this is an online provider please use the provider's online site.",
		"", errorCodes},
	StatusRPCServerUnavailable: {"RPC_NT_SERVER_UNAVAILABLE", 1722, "RPC_S_SERVER_UNAVAILABLE",
		"The RPC server is unavailable.",
		"", errorCodes},
	StatusRPCCallFailedDNE: {"RPC_NT_CALL_FAILED_DNE", 1727, "RPC_S_CALL_FAILED_DNE",
		"The remote procedure call failed and did not execute.",
		"", errorCodes},
	StatusClientAssigned: {"ERROR_ALREADY_ASSIGNED", 85, "ERROR_ALREADY_ASSIGNED",
		"The local device name is already in use.",
		"", clientsOwn},
	StatusClientExtended: {"ERROR_EXTENDED_ERROR", 1208, "ERROR_EXTENDED_ERROR",
		"An extended error has occurred.",
		"", clientsOwn},
	StatusClientNotAuthenticated: {"ERROR_NOT_AUTHENTICATED", 1244, "ERROR_NOT_AUTHENTICATED",
		"The operation being requested was not performed because the user has not been authenticated.",
		"", clientsOwn},
	StatusClientPasswordExpired: {"NERR_PasswordExpired", 2242, "NERR_PasswordExpired",
		"The password of this user has expired.",
		"", lmerr},
	StatusClientNotConnected: {"ERROR_NOT_CONNECTED", 2250, "ERROR_NOT_CONNECTED",
		"The network connection could not be found.",
		"", observed("NET USE, several transcripts; lmerr.h, NERR_UseNotFound", "the text of NET's own messages; that of the system for ERROR_NOT_CONNECTED is another")},
	StatusClientMessage3775: {"3775", 3775, "", "", "", netmsg},
	StatusClientSMB1Gone: {"ERROR_SMB1_NOT_AVAILABLE", 384, "ERROR_SMB1_NOT_AVAILABLE",
		"You can't connect to the file share because it's not secure. This share requires the obsolete SMB1 protocol, which is unsafe and could expose your system to attack. Your system requires SMB2 or higher.",
		"", smb1Gone},
	StatusClientNoPath: {"ERROR_NO_NET_OR_BAD_PATH", 1203, "ERROR_NO_NET_OR_BAD_PATH",
		"The network path was either typed incorrectly, does not exist, or the network provider is not currently available. Please try retyping the path or contact your network administrator.",
		"", clientsOwn},
	StatusClientUnreachable: {"ERROR_NETWORK_UNREACHABLE", 1231, "ERROR_NETWORK_UNREACHABLE",
		"The network location cannot be reached. For information about network troubleshooting, see Windows Help.",
		"", clientsOwn},
	StatusClientPlaintext: {"ERROR_LOGIN_WKSTA_RESTRICTION", 1240, "ERROR_LOGIN_WKSTA_RESTRICTION",
		"The account is not authorized to log in from this station.",
		"", clientsOwn},
}

// String is the status as in a capture: 0xc000006d.
func (s Status) String() string { return fmt.Sprintf("0x%08x", uint32(s)) }

// short is the status as in an event: 0xc000006d, and 0x0 for success.
func (s Status) short() string { return fmt.Sprintf("0x%x", uint32(s)) }

// decimal is the status as in event 681.
func (s Status) decimal() string { return fmt.Sprint(uint32(s)) }

// Name is the name of the status in MS-ERREF, or its number.
func (s Status) Name() string {
	if e, ok := statuses[s]; ok {
		return e.name
	}
	return s.String()
}

// Win32 is the error code that a Windows client translates a status to; false if the status is unknown.
func (s Status) Win32() (uint32, bool) {
	e, ok := statuses[s]
	return e.win32, ok
}

// Text is the message of NET, in the wording up to Windows 7 (old) or since Windows 8.
func (s Status) Text(old bool) string {
	e := statuses[s]
	if old && e.old != "" {
		return e.old
	}
	return e.text
}

// ErrorName is the name in winerror.h of the Win32 code that a client translates a status to; "" if it has none.
func (s Status) ErrorName() string { return statuses[s].error }

// Cite is the source for a status; the zero Cite if it is unknown.
func (s Status) Cite() sim.Cite { return statuses[s].cite }

// asks reports whether a client asks for a password after a status: wincred.h, CREDUIP_IS_USER_PASSWORD_ERROR. That
// NET's own prompt follows the same list is inferred. The list has the refused guest sessions (1272) as well, but a
// client of Windows Server 2019 was seen to fail without a question at a FreeNAS that makes strangers guests.
func (s Status) asks() bool {
	switch s {
	case StatusLogonFailure, StatusAccessDenied, StatusWrongPassword, StatusNoSuchUser, StatusNTLMBlocked,
		StatusPasswordExpired, StatusPasswordMustChange:
		return true
	}
	return false
}

// StatusText is a status as number and name; "none" for nil, if nothing reached the server.
func StatusText(s *Status) string {
	if s == nil {
		return "none"
	}
	return s.String() + " " + s.Name()
}
