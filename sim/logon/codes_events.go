package logon

import "ntlmsim/sim"

// An EventKind describes one event ID: which machine logs it, and when.
type EventKind struct {
	ID            int
	Log           string
	Machine       string
	When          string
	CarriesStatus bool
	Cite          sim.Cite
}

const (
	onClient    = "the client"
	onServer    = "the server named in the UNC"
	onAuthority = "the machine that has the account, or would have it: a controller of its domain, or the server itself"
	security    = "Security"
)

var (
	legacyLogon = documented("KB 174074", "528 to 540")
	ntlmLog     = sim.Cite{Source: "detection-wiki; purpleshift.io", Note: "a catalogue of the events of NTLM/Operational", Mark: sim.Folklore}
	ntlmSince24 = documented("KB 5064479", "of July 2025, for Windows 11 24H2 and Server 2025")
	ntlmv1SSO   = documented("KB 5066470", "of August 2025; where Credential Guard runs neither is written; from October 2026 on the default is to deny")
	auditedNTLM = folklore("Nobrac/NTLM-Analyzer; detection-wiki", "which of the two; AuditReceivingNTLMTraffic has them written")
	onceEach    = observed("the manifest of LsaSrv", "once per boot, and so of no attempt, and not predicted")
	in24H2      = func(says string) sim.Cite { return observed("the manifest of Microsoft-Windows-NTLM", says) }
	sealed      = documented("KB 4557222", "the secure channel, and CVE-2020-1472")
	sealing     = folklore("administrators' lists; KB 5021130", "the secure channel, and CVE-2022-38023; the article was not read for which number says what")
	ofTickets   = documented("KB 326985; Windows, events 4768 and 4771", "the events of tickets, and their result codes")
	secureLog   = documented("KB 162797; Windows, Netlogon events", "the secure channel")
)

// policyLog is the log of authentication policies.
const policyLog = "Authentication/AuthenticationPolicyFailures-DomainController"

// eventKinds are sorted by event ID.
var eventKinds = []EventKind{
	{4, "System (Kerberos)", onClient, "a service could not open the ticket that the client got for it: KRB_AP_ERR_MODIFIED", false,
		documented("Windows, event 4 of Kerberos", "the name of the service and the account whose key was used are in its text")},
	{11, "System (KDC)", "a controller (KDC)", "several accounts have one service principal name", false,
		documented("Windows, event 11 of the KDC", "there are multiple accounts with the name")},
	{100, "Authentication/ProtectedUserFailures-DomainController", "a controller of the account's domain", "a member of Protected Users tried NTLM", false,
		documented("Windows, Protected Users", "event 100")},
	{101, policyLog, "a controller of the account's domain", "an authentication policy refused NTLM", false,
		documented("Windows, authentication policies", "event 101")},
	{105, policyLog, "a controller of the account's domain", "an authentication policy refused a ticket of Kerberos, because of the device", false,
		documented("Windows, authentication policies", "event 105; of Kerberos, and so not predicted")},
	{106, policyLog, "a controller of the account's domain", "an authentication policy of the server refused the user or the device a ticket of Kerberos", false,
		documented("Windows, authentication policies", "event 106; of Kerberos, and so not predicted")},
	{301, policyLog, "a controller of the account's domain", "an authentication policy that is not enforced would have refused NTLM", false,
		inferred("Windows, authentication policies", "as event 101 of one that is enforced; its text was not found")},
	{305, policyLog, "a controller of the account's domain", "an authentication policy that is not enforced would have refused a ticket of Kerberos, because of the device", false,
		documented("Windows, authentication policies", "event 305; of Kerberos, and so not predicted")},
	{306, policyLog, "a controller of the account's domain", "an authentication policy of the server that is not enforced would have refused a ticket of Kerberos", false,
		documented("Windows, authentication policies", "event 306; of Kerberos, and so not predicted")},
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
	{672, security, "a controller (KDC)", "a ticket of Kerberos was granted", false, ofTickets},
	{673, security, "a controller (KDC)", "a ticket of Kerberos for a service was granted", false, ofTickets},
	{675, security, "a controller (KDC)", "Kerberos pre-authentication failed; a wrong password has 0x18", false, ofTickets},
	{676, security, "a controller (KDC)", "a ticket of Kerberos was refused", false, ofTickets},
	{677, security, "a controller (KDC)", "a ticket of Kerberos for a service was refused", false, ofTickets},
	{680, security, onAuthority, "credentials were checked (Windows XP and Server 2003; on Windows 2000 only where they were right)", true,
		documented("KB 273499; Windows, event 680", "the source workstation is in it, the target is not")},
	{681, security, onAuthority, "credentials were checked, and refused (Windows 2000); the code is a decimal NTSTATUS", true,
		documented("KB 273499; KB 326985", "3221225572 is 0xc0000064, 3221225578 is 0xc000006a")},
	{3023, "SMBServer/Operational", onServer, "somebody was let in as a guest (AuditInsecureGuestLogon of the server is 1)", false,
		observed("the manifest of Microsoft-Windows-SMBServer", "as Windows 11 24H2 registers it")},
	{3210, "System (Netlogon)", "a member", "its computer account and it have different passwords", false, secureLog},
	{4001, "NTLM/Operational", onClient, "outgoing NTLM was blocked", false,
		observed("eneerge/CIS-Windows-Server #22", "seen beside STATUS_NOT_SUPPORTED")},
	{4002, "NTLM/Operational", onServer, "incoming NTLM was blocked", false, observed("AgNO3/jcifs-ng #368", "seen beside STATUS_NOT_SUPPORTED")},
	{4003, "NTLM/Operational", onServer, "NTLM of a domain account was blocked", false, ntlmLog},
	{4004, "NTLM/Operational", "a controller", "NTLM in the domain, of a server that asked the controller, was blocked", false, inDomainLog},
	{4005, "NTLM/Operational", "a controller", "NTLM in the domain, to the controller itself, was blocked", false, inDomainLog},
	{4006, "NTLM/Operational", "a controller of the account's domain", "NTLM in the domain, of a request from another domain, was blocked", false, inDomainLog},
	{4010, "NTLM/Operational", onClient, "the session would not have what NtlmMinClientSec demands", false, in24H2("Minimum Client Security Block")},
	{4011, "NTLM/Operational", onServer, "the session would not have what NtlmMinServerSec demands", false, in24H2("Minimum Server Security Block")},
	{4012, "NTLM/Operational", onClient, "the account's NTLM secret from its controller did not serve, and its password did", false,
		in24H2("the DC-generated NTLM secret failed, and fallback to the domain password succeeded")},
	{4013, "NTLM/Operational", onClient, "Credential Guard kept the password of the one signed on from NTLMv1: single sign-on failed", false,
		documented("Windows, Credential Guard: known issues", "NTLMv1BlockedByCredGuard; no client of the model has Credential Guard")},
	{4014, "NTLM/Operational", onClient, "Credential Guard kept a credential from a program, as from MS-CHAPv2 of a VPN or a wireless network", false,
		documented("Windows, Credential Guard: known issues", "4014, an error")},
	{4015, "NTLM/Operational", onClient, "outgoing NTLM was blocked by the program that called it, as the SMB client does (BlockNTLM, /BLOCKNTLM)", false,
		in24H2("the application explicitly blocks NTLM usage")},
	{4020, "NTLM/Operational", onClient, "NTLM was used, with all the security that it has (an information)", false, ntlmSince24},
	{4021, "NTLM/Operational", onClient, "NTLM was used with less security than it has (a warning)", false, ntlmSince24},
	{4022, "NTLM/Operational", onServer, "NTLM was used, with all the security that it has (an information)", true, ntlmSince24},
	{4023, "NTLM/Operational", onServer, "NTLM was used with less security than it has (a warning)", true, ntlmSince24},
	{4024, "NTLM/Operational", onClient, "credentials derived from NTLMv1 were used for single sign-on, as by MS-CHAPv2 (BlockNtlmv1SSO is 0, an audit)", false, ntlmv1SSO},
	{4025, "NTLM/Operational", onClient, "credentials derived from NTLMv1 were denied to single sign-on, as of MS-CHAPv2 (BlockNtlmv1SSO is 1)", false, ntlmv1SSO},
	{4030, "NTLM/Operational", "a controller", "a server of its domain asked about an account of another domain (an information)", false, inDomain},
	{4031, "NTLM/Operational", "a controller", "a server of its domain asked about an account of another domain, which used NTLMv1 (a warning)", false, inDomain},
	{4032, "NTLM/Operational", "a controller", "a server of its domain asked about an account of the same domain (an information)", false, inDomain},
	{4033, "NTLM/Operational", "a controller", "a server of its domain asked about an account of the same domain, which used NTLMv1 (a warning)", false, inDomain},
	{4624, security, onServer, "a logon succeeded", false, documented("Windows, event 4624", "an account was successfully logged on")},
	{4625, security, onServer, "a logon failed; Status is the reason, and SubStatus the reason within it", true, event4625},
	{4634, security, onServer, "a session ended", false,
		documented("Windows, event 4634", "an account was logged off")},
	{4648, security, onClient, "a program named credentials itself, as NET USE with /USER and RUNAS do", false,
		inferred("Windows, event 4648", "the page has RUNAS and scheduled tasks; NET USE with /USER names credentials as they do")},
	{4740, security, "the machine that has the account: a controller of its domain, or the server itself", "an account was locked out. TargetDomainName is the caller's computer, and no domain", false,
		documented("Windows, event 4740", "TargetDomainName holds the caller computer name")},
	{4768, security, "a controller (KDC)", "a ticket of Kerberos was asked for: 0x6 unknown user, 0x12 revoked, 0x17 password expired", false, ofTickets},
	{4769, security, "a controller (KDC)", "a ticket of Kerberos for a service was asked for, as cifs/SERVER: 0x7 no account has the name, 0x25 clocks differ", false, ofTickets},
	{4771, security, "a controller (KDC)", "Kerberos pre-authentication failed: 0x18 wrong password, 0x25 clocks differ", false, ofTickets},
	{4776, security, onAuthority, "credentials were checked; the source workstation is in it, the target is not", true,
		documented("Windows, event 4776", "logged where the account is, or would be")},
	{4822, security, "a controller", "NTLM was refused because the account is in Protected Users", false,
		documented("Windows audit: Credential Validation", "4822, since Server 2012 R2: NTLM authentication failed because the account was a member of the Protected User group")},
	{4823, security, "a controller", "NTLM was refused by an authentication policy: of the account, or of the server", false,
		documented("Windows audit: Credential Validation", "4823, since Server 2012 R2: NTLM authentication failed because access control restrictions are required")},
	{5168, security, onServer, "the server was called by a name that is not its own, or that nobody said (SmbServerNameHardeningLevel)", false,
		documented("Windows, event 5168", "SPN check for SMB/SMB2 failed; of the subcategory File Share, whose failures have to be audited")},
	{5719, "System (Netlogon)", "a member or a controller", "no controller of a domain could be reached", false, secureLog},
	{5721, "System (Netlogon)", "a member", "the controller does not accept the member's secure channel", false, secureLog},
	{5722, "System (Netlogon)", "a controller", "a computer's secure channel was refused", false, secureLog},
	{5805, "System (Netlogon)", "a controller", "a computer that wanted a secure channel could not prove its account", false,
		documented("lmerrlog.h; MS-NRPC", "NELOG_NetlogonServerAuthFailedNoAccount: the session setup from the computer failed to authenticate")},
	{5827, "System (Netlogon)", "a controller", "a computer's secure channel without secure RPC was denied", false, sealed},
	{5828, "System (Netlogon)", "a controller", "a trust's secure channel without secure RPC was denied", false, sealed},
	{5829, "System (Netlogon)", "a controller", "a computer's secure channel without secure RPC was allowed, and would be denied in enforcement mode", false, sealed},
	{5830, "System (Netlogon)", "a controller", "a computer's secure channel without secure RPC was allowed by the policy", false, sealed},
	{5831, "System (Netlogon)", "a controller", "a trust's secure channel without secure RPC was allowed by the policy", false, sealed},
	{5838, "System (Netlogon)", "a controller", "a computer's secure channel was signed, and not sealed", false, sealing},
	{5839, "System (Netlogon)", "a controller", "a trust's secure channel was signed, and not sealed", false, sealing},
	{5840, "System (Netlogon)", "a controller", "a computer's secure channel uses RC4", false, sealing},
	{5841, "System (Netlogon)", "a controller", "a computer's secure channel was denied because it uses RC4 (RejectMd5Clients)", false, sealing},
	{5842, "System (Netlogon)", "a controller", "something about a secure channel; no source that was found says what", false, sealing},
	{6038, "System (LsaSrv)", onServer, "a client uses NTLM with this server, the first since it was started", false, onceEach},
	{6039, "System (LsaSrv)", onServer, "as 6038, whose text it has; no source says which is written when", false, onceEach},
	{6167, "System (LsaSrv)", "client or server", "a machine with the same SID, a clone, was refused", false, plainly("KB 5068222")},
	{8001, "NTLM/Operational", onClient, "outgoing NTLM would have been blocked (audit)", false, ntlmLog},
	{8002, "NTLM/Operational", onServer, "incoming NTLM of the server's own accounts, or of itself, would have been blocked (audit)", false, auditedNTLM},
	{8003, "NTLM/Operational", onServer, "a domain account's NTLM, which the server passes on, would have been blocked (audit)", false, auditedNTLM},
	{8004, "NTLM/Operational", "a controller", "NTLM in the domain, of a server that asks the controller, would have been blocked (audit)", false, inDomainLog},
	{8005, "NTLM/Operational", "a controller", "NTLM in the domain, to the controller itself, would have been blocked (audit)", false, inDomainLog},
	{8006, "NTLM/Operational", "a controller of the account's domain", "NTLM in the domain, of a request from another domain, would have been blocked (audit)", false, inDomainLog},
	{31017, "SMBClient/Security", onClient, "a guest session was refused (1272)", false, plainly("Windows, guest access in SMB2 and SMB3")},
	{31018, "SMBClient/Security", onClient, "AllowInsecureGuestAuth lets guest sessions pass", false,
		plainly("Windows, guest access in SMB2 and SMB3")},
	{31022, "SMBClient/Security", onClient, "a guest session was taken", false, plainly("Windows, guest access in SMB2 and SMB3")},
	{31023, "SMBClient/Security", onClient, "the SMB client blocks NTLM (BlockNTLM, /BLOCKNTLM)", false,
		observed("the manifest of Microsoft-Windows-SMBClient", "NTLMBlocked, as Windows 11 24H2 registers it")},
	{31997, "SMBClient/Audit", onClient, "a guest session was taken (AuditInsecureGuestLogon of the client is 1)", false,
		observed("the manifest of Microsoft-Windows-SMBClient", "InsecureGuestLogon, as Windows 11 24H2 registers it")},
}

// EventOf returns what is known about an event ID.
func EventOf(id int) (EventKind, bool) {
	for _, k := range eventKinds {
		if k.ID == id {
			return k, true
		}
	}
	return EventKind{}, false
}

// EventKinds lists the known events, by event ID. The caller must not change it.
func EventKinds() []EventKind { return eventKinds }

// A FailureReason is the field of that name in event 4625: a message number, and the text that Event Viewer shows for
// it.
type FailureReason struct {
	Status, Sub Status
	Number      string
	Text        string
	Cite        sim.Cite
}

var failureReasons = []FailureReason{
	{StatusLogonFailure, StatusWrongPassword, "%%2313", "Unknown user name or bad password.", observed4625},
	{StatusLogonFailure, StatusNoSuchUser, "%%2313", "Unknown user name or bad password.", observed4625},
	{StatusLogonFailure, StatusSuccess, "%%2304", "An error occurred during logon.", loopbackLogged},
	{StatusAccountLockedOut, StatusSuccess, "%%2307", "Account locked out.", event4625},
	{StatusAccountRestriction, StatusAccountDisabled, "%%2310", "Account currently disabled.", observed4625},
}

// FailureReason is the FailureReason of a 4625 with these two codes, from a source or as our conclusion.
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
