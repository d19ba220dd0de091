package logon

import "fmt"

// A Status is an NTSTATUS, as a server answers it.
type Status uint32

// The statuses that a logon can end in (MS-ERREF 2.3.1).
const (
	StatusSuccess                    Status = 0
	StatusAccessDenied               Status = 0xC0000022
	StatusNoLogonServers             Status = 0xC000005E
	StatusNoSuchUser                 Status = 0xC0000064
	StatusWrongPassword              Status = 0xC000006A
	StatusLogonFailure               Status = 0xC000006D
	StatusAccountRestriction         Status = 0xC000006E
	StatusInvalidLogonHours          Status = 0xC000006F
	StatusInvalidWorkstation         Status = 0xC0000070
	StatusPasswordExpired            Status = 0xC0000071
	StatusAccountDisabled            Status = 0xC0000072
	StatusNotSupported               Status = 0xC00000BB
	StatusBadNetworkName             Status = 0xC00000CC
	StatusLogonTypeNotGranted        Status = 0xC000015B
	StatusNoTrustSamAccount          Status = 0xC000018B
	StatusTrustedDomainFailure       Status = 0xC000018C
	StatusTrustedRelationshipFailure Status = 0xC000018D
	StatusNetlogonNotStarted         Status = 0xC0000192
	StatusAccountExpired             Status = 0xC0000193
	StatusPasswordMustChange         Status = 0xC0000224
	StatusNotFound                   Status = 0xC0000225
	StatusAccountLockedOut           Status = 0xC0000234
	StatusAuthenticationFirewall     Status = 0xC0000413
	StatusNTLMBlocked                Status = 0xC0000418
	StatusGuestLogonBlocked          Status = 0xC05D0002
	StatusGuestLogonSigning          Status = 0xC05D0003
)

// An entry is what is known of one status: its name, the Win32 code it becomes, and what people read.
type entry struct {
	name  string
	win32 int
	text  string // since Windows 8
	old   string // up to Windows 7, where it differs
}

var statuses = map[Status]entry{
	StatusSuccess:        {"STATUS_SUCCESS", 0, "The command completed successfully.", ""},
	StatusAccessDenied:   {"STATUS_ACCESS_DENIED", 5, "Access is denied.", ""},
	StatusNoLogonServers: {"STATUS_NO_LOGON_SERVERS", 1311, "There are currently no logon servers available to service the logon request.", ""},
	StatusNoSuchUser:     {"STATUS_NO_SUCH_USER", 1317, "The specified account does not exist.", ""},
	StatusWrongPassword:  {"STATUS_WRONG_PASSWORD", 86, "The specified network password is not correct.", ""},
	StatusLogonFailure: {"STATUS_LOGON_FAILURE", 1326, "The user name or password is incorrect.",
		"Logon failure: unknown user name or bad password."},
	StatusAccountRestriction: {"STATUS_ACCOUNT_RESTRICTION", 1327,
		"Account restrictions are preventing this user from signing in. For example: blank passwords aren't allowed, sign-in times are limited, or a policy restriction has been enforced.",
		"Logon failure: user account restriction. Possible reasons are blank passwords not allowed, logon hour restrictions, or a policy restriction has been enforced."},
	StatusInvalidLogonHours: {"STATUS_INVALID_LOGON_HOURS", 1328, "Your account has time restrictions that keep you from signing in right now.",
		"Logon failure: account logon time restriction violation."},
	StatusInvalidWorkstation: {"STATUS_INVALID_WORKSTATION", 1329, "This user isn't allowed to sign in to this computer.",
		"Logon failure: user not allowed to log on to this computer."},
	StatusPasswordExpired: {"STATUS_PASSWORD_EXPIRED", 1330, "The password for this account has expired.",
		"Logon failure: the specified account password has expired."},
	StatusAccountDisabled: {"STATUS_ACCOUNT_DISABLED", 1331, "This user can't sign in because this account is currently disabled.",
		"Logon failure: account currently disabled."},
	StatusNotSupported:   {"STATUS_NOT_SUPPORTED", 50, "The request is not supported.", ""},
	StatusBadNetworkName: {"STATUS_BAD_NETWORK_NAME", 67, "The network name cannot be found.", ""},
	StatusLogonTypeNotGranted: {"STATUS_LOGON_TYPE_NOT_GRANTED", 1385,
		"Logon failure: the user has not been granted the requested logon type at this computer.", ""},
	StatusNoTrustSamAccount: {"STATUS_NO_TRUST_SAM_ACCOUNT", 1787,
		"The security database on the server does not have a computer account for this workstation trust relationship.", ""},
	StatusTrustedDomainFailure: {"STATUS_TRUSTED_DOMAIN_FAILURE", 1788,
		"The trust relationship between the primary domain and the trusted domain failed.", ""},
	StatusTrustedRelationshipFailure: {"STATUS_TRUSTED_RELATIONSHIP_FAILURE", 1789,
		"The trust relationship between this workstation and the primary domain failed.", ""},
	StatusNetlogonNotStarted: {"STATUS_NETLOGON_NOT_STARTED", 1792,
		"An attempt was made to logon, but the network logon service was not started.", ""},
	StatusAccountExpired: {"STATUS_ACCOUNT_EXPIRED", 1793, "The user's account has expired.", ""},
	StatusPasswordMustChange: {"STATUS_PASSWORD_MUST_CHANGE", 1907, "The user's password must be changed before signing in.",
		"The user's password must be changed before logging on the first time."},
	StatusNotFound:         {"STATUS_NOT_FOUND", 1168, "Element not found.", ""},
	StatusAccountLockedOut: {"STATUS_ACCOUNT_LOCKED_OUT", 1909, "The referenced account is currently locked out and may not be logged on to.", ""},
	StatusAuthenticationFirewall: {"STATUS_AUTHENTICATION_FIREWALL_FAILED", 1935,
		"The computer you are signing into is protected by an authentication firewall. The specified account is not allowed to authenticate to the computer.", ""},
	StatusNTLMBlocked: {"STATUS_NTLM_BLOCKED", 1937, "Authentication failed because NTLM authentication has been disabled.", ""},
	StatusGuestLogonBlocked: {"STATUS_SMB_GUEST_LOGON_BLOCKED", 1272,
		"You can't access this shared folder because your organization's security policies block unauthenticated guest access. These policies help protect your PC from unsafe or malicious devices on the network.", ""},
	// It has no Win32 code of its own: NET prints the number, and some builds have no text for it.
	StatusGuestLogonSigning: {"STATUS_SMB_GUEST_LOGON_BLOCKED_SIGNING_REQUIRED", 0xC05D0003, "", ""},
}

// String is the status as a capture shows it: 0xc000006d.
func (s Status) String() string { return fmt.Sprintf("0x%08x", uint32(s)) }

// Name is the status as MS-ERREF names it, or its number.
func (s Status) Name() string {
	if e, ok := statuses[s]; ok {
		return e.name
	}
	return s.String()
}

// Win32 is the error code that a Windows client makes of a status; false if it is not known here.
func (s Status) Win32() (int, bool) {
	e, ok := statuses[s]
	return e.win32, ok
}

// Text is what NET says, in the words up to Windows 7 (old) or those since Windows 8.
func (s Status) Text(old bool) string {
	e := statuses[s]
	if old && e.old != "" {
		return e.old
	}
	return e.text
}

// asks says after which answers a client asks for a password: wincred.h, CREDUIP_IS_USER_PASSWORD_ERROR. That NET's
// own prompt follows the same list is inferred.
func (s Status) asks() bool {
	switch s {
	case StatusLogonFailure, StatusAccessDenied, StatusWrongPassword, StatusNoSuchUser, StatusNTLMBlocked,
		StatusGuestLogonBlocked, StatusGuestLogonSigning, StatusPasswordExpired, StatusPasswordMustChange:
		return true
	}
	return false
}
