package logon

import "ntlmsim/sim"

// An EventKind is one number of an event log: which machine writes it, and when.
type EventKind struct {
	ID            int
	Log           string
	Machine       string
	When          string
	CarriesStatus bool
	Cite          sim.Cite
}

const (
	onServer    = "the server named in the UNC"
	onAuthority = "the machine that has the account, or would have it: a controller of its domain, or the server itself"
	security    = "Security"
)

var (
	legacyLogon = documented("KB 174074", "528 to 540")
	ntlmLog     = sim.Cite{Source: "detection-wiki; purpleshift.io", Note: "a catalogue of the events of NTLM/Operational", Mark: sim.Folklore}
	ntlmSince24 = documented("KB 5064479", "of July 2025, for Windows 11 24H2 and Server 2025")
	kerberos    = documented("KB 326985; Windows, events 4768 and 4771", "Kerberos only: the model is of NTLM")
	secureLog   = documented("KB 162797; Windows, Netlogon events", "the secure channel")
)

// eventKinds, by number.
var eventKinds = []EventKind{
	{100, "Authentication/ProtectedUserFailures-DomainController", "a controller of the account's domain", "a member of Protected Users tried NTLM", false,
		documented("Windows, Protected Users", "event 100")},
	{101, "Authentication/AuthenticationPolicyFailures-DomainController", "a controller of the account's domain", "an authentication policy refused NTLM", false,
		documented("Windows, authentication policies", "event 101")},
	{528, security, onServer, "a logon succeeded (up to NT 4.0 also over the network; then 540)", false, legacyLogon},
	{529, security, onServer, "a logon failed: unknown user name or bad password. Which of both, only the account's machine logs (680, 681)", false,
		legacyLogon},
	{530, security, onServer, "a logon failed: outside the hours of the account", false, legacyLogon},
	{531, security, onServer, "a logon failed: the account is disabled", false, legacyLogon},
	{532, security, onServer, "a logon failed: the account has expired", false, legacyLogon},
	{533, security, onServer, "a logon failed: the user may not log on at this computer", false, legacyLogon},
	{534, security, onServer, "a logon failed: the type of logon is not granted", false, legacyLogon},
	{535, security, onServer, "a logon failed: the password has expired, or must be changed", false, legacyLogon},
	{536, security, onServer, "a logon failed: Netlogon does not run", false, legacyLogon},
	{537, security, onServer, "a logon failed for a reason without a number of its own", false, legacyLogon},
	{538, security, onServer, "somebody logged off", false, legacyLogon},
	{539, security, onServer, "a logon failed: the account is locked out", false, legacyLogon},
	{540, security, onServer, "a logon over the network succeeded (Windows 2000 to Server 2003)", false, legacyLogon},
	{551, "SMBServer/Security", onServer, "a session setup failed; it has the status of the wire", true,
		observed("AgNO3/jcifs-ng #368", "event 551 with 0xc00000bb")},
	{644, security, onAuthority, "an account was locked out (Windows 2000 and 2003; since Vista 4740)", false,
		sim.Cite{Source: "forums", Note: "644", Mark: sim.Folklore}},
	{672, security, "a controller (KDC)", "a ticket of Kerberos was granted", false, kerberos},
	{675, security, "a controller (KDC)", "Kerberos pre-authentication failed; a wrong password has 0x18", false, kerberos},
	{676, security, "a controller (KDC)", "a ticket of Kerberos was refused", false, kerberos},
	{680, security, onAuthority, "credentials were checked (Windows XP and Server 2003; on Windows 2000 only where they were right)", true,
		documented("KB 273499; Windows, event 680", "the source workstation is in it, the target is not")},
	{681, security, onAuthority, "credentials were checked, and refused (Windows 2000); the code is a decimal NTSTATUS", true,
		documented("KB 273499; KB 326985", "3221225572 is 0xc0000064, 3221225578 is 0xc000006a")},
	{3023, "SMBServer/Security", onServer, "somebody was let in as a guest", false, plainly("Windows, guest access in SMB2 and SMB3")},
	{3210, "System (Netlogon)", "a member", "its computer account and it have different passwords", false, secureLog},
	{4001, "NTLM/Operational", "the client", "outgoing NTLM was blocked", false,
		observed("eneerge/CIS-Windows-Server #22", "seen beside STATUS_NOT_SUPPORTED")},
	{4002, "NTLM/Operational", onServer, "incoming NTLM was blocked", false, observed("AgNO3/jcifs-ng #368", "seen beside STATUS_NOT_SUPPORTED")},
	{4003, "NTLM/Operational", onServer, "NTLM of a domain account was blocked", false, ntlmLog},
	{4004, "NTLM/Operational", "a controller", "NTLM was blocked in the domain", false, ntlmLog},
	{4005, "NTLM/Operational", "a controller", "NTLM was blocked in the domain", false, ntlmLog},
	{4006, "NTLM/Operational", "a controller", "NTLM was blocked in the domain", false, ntlmLog},
	{4010, "NTLM/Operational", "client or server", "the minimum of session security was not met", false, ntlmLog},
	{4011, "NTLM/Operational", "client or server", "the minimum of session security was not met", false, ntlmLog},
	{4013, "NTLM/Operational", "the client", "NTLMv1 failed", false, ntlmLog},
	{4020, "NTLM/Operational", "the client", "NTLM was used", false, ntlmSince24},
	{4021, "NTLM/Operational", "the client", "NTLM was used", false, ntlmSince24},
	{4022, "NTLM/Operational", onServer, "NTLM was used", false, ntlmSince24},
	{4023, "NTLM/Operational", onServer, "NTLM was used", false, ntlmSince24},
	{4024, "NTLM/Operational", "the client", "single sign-on with NTLMv1 was audited or blocked (BlockNtlmv1SSO)", false, ntlmSince24},
	{4025, "NTLM/Operational", "the client", "single sign-on with NTLMv1 was audited or blocked (BlockNtlmv1SSO)", false, ntlmSince24},
	{4030, "NTLM/Operational", "a controller", "NTLM was used in the domain", false, ntlmSince24},
	{4031, "NTLM/Operational", "a controller", "NTLM was used in the domain", false, ntlmSince24},
	{4032, "NTLM/Operational", "a controller", "NTLM was used in the domain", false, ntlmSince24},
	{4033, "NTLM/Operational", "a controller", "NTLM was used in the domain", false, ntlmSince24},
	{4624, security, onServer, "a logon succeeded", false, documented("Windows, event 4624", "an account was successfully logged on")},
	{4625, security, onServer, "a logon failed; Status is the reason, and SubStatus the reason within it", true, event4625},
	{4740, security, "the machine that has the account: a controller of its domain, or the server itself", "an account was locked out. TargetDomainName is the caller's computer, and no domain", false,
		documented("Windows, event 4740", "TargetDomainName holds the caller computer name")},
	{4768, security, "a controller (KDC)", "a ticket of Kerberos was asked for: 0x6 unknown user, 0x12 revoked, 0x17 password expired", false, kerberos},
	{4771, security, "a controller (KDC)", "Kerberos pre-authentication failed: 0x18 wrong password, 0x25 clocks differ", false, kerberos},
	{4776, security, onAuthority, "credentials were checked; the source workstation is in it, the target is not", true,
		documented("Windows, event 4776", "logged where the account is, or would be")},
	{5719, "System (Netlogon)", "a member or a controller", "no controller of a domain could be reached", false, secureLog},
	{5721, "System (Netlogon)", "a member", "the controller does not accept the member's secure channel", false, secureLog},
	{5722, "System (Netlogon)", "a controller", "a computer's secure channel was refused", false, secureLog},
	{6167, "System (LsaSrv)", "client or server", "a machine with the same SID, a clone, was refused", false, plainly("KB 5068222")},
	{8001, "NTLM/Operational", "the client", "outgoing NTLM would have been blocked (audit)", false, ntlmLog},
	{8002, "NTLM/Operational", onServer, "incoming NTLM would have been blocked (audit)", false, ntlmLog},
	{8003, "NTLM/Operational", onServer, "a domain account's NTLM would have been blocked (audit)", false, ntlmLog},
	{8004, "NTLM/Operational", "a controller", "the domain's NTLM would have been blocked (audit)", false, ntlmLog},
	{8005, "NTLM/Operational", "a controller", "the domain's NTLM would have been blocked (audit)", false, ntlmLog},
	{8006, "NTLM/Operational", "a controller", "the domain's NTLM would have been blocked (audit)", false, ntlmLog},
	{31017, "SMBClient/Security", "the client", "a guest session was refused (1272)", false, plainly("Windows, guest access in SMB2 and SMB3")},
	{31018, "SMBClient/Security", "the client", "AllowInsecureGuestAuth lets guest sessions pass", false,
		plainly("Windows, guest access in SMB2 and SMB3")},
	{31022, "SMBClient/Security", "the client", "a guest session was taken", false, plainly("Windows, guest access in SMB2 and SMB3")},
}

// EventOf finds what is known of an event by its number.
func EventOf(id int) (EventKind, bool) {
	for _, k := range eventKinds {
		if k.ID == id {
			return k, true
		}
	}
	return EventKind{}, false
}

// EventKinds are the events of which something is known, by number. The caller must not change them.
func EventKinds() []EventKind { return eventKinds }

// A FailureReason is the text that event 4625 has besides its codes: a number of a message, and what the viewer makes
// of it.
type FailureReason struct {
	Status, Sub Status
	Number      string
	Text        string
	Cite        sim.Cite
}

var failureReasons = []FailureReason{
	{StatusLogonFailure, StatusWrongPassword, "%%2313", "Unknown user name or bad password.", observed4625},
	{StatusLogonFailure, StatusNoSuchUser, "%%2313", "Unknown user name or bad password.", observed4625},
	{StatusAccountLockedOut, StatusSuccess, "%%2307", "Account locked out.", event4625},
	{StatusAccountRestriction, StatusAccountDisabled, "%%2310", "Account currently disabled.", observed4625},
}

// FailureReason is what a 4625 of these two codes has as FailureReason: as a source says, or as we conclude.
func (c Code) FailureReason() (FailureReason, bool) {
	if c.Kind != EventCode || c.Event != 4625 || c.Status == nil || c.Sub == nil {
		return FailureReason{}, false
	}
	for _, r := range failureReasons {
		if r.Status == *c.Status && r.Sub == *c.Sub {
			return r, true
		}
	}
	number := failureReason(*c.Status, *c.Sub)
	for _, text := range failureTexts {
		if text.number == number && known(*c.Status) && known(*c.Sub) {
			return FailureReason{*c.Status, *c.Sub, number, text.text, inferred("msobjs.dll", "the text of the event that said so before Windows Vista")}, true
		}
	}
	return FailureReason{}, false
}
