package winevent

import (
	"slices"
	"strings"

	"ntlmsim/sim"
)

// The providers whose events have templates.
const (
	Security  = "Microsoft-Windows-Security-Auditing"
	Classic   = "Security" // before Windows Vista
	NTLM      = "Microsoft-Windows-NTLM"
	Netlogon  = "Microsoft-Windows-Security-Netlogon"
	SMBClient = "Microsoft-Windows-SMBClient"
	SMBServer = "Microsoft-Windows-SMBServer"
)

// A Template is the names of an event's fields in their order, by its provider, number and version.
type Template struct {
	Provider string
	ID       int
	Version  int
	Fields   []string
	Cite     sim.Cite
}

// TemplateOf finds the template of an event that has so many fields. Provider may be "", where an export does not say.
// An event before Windows Vista has no version: the number of its strings tells Server 2003's from those before it.
func TemplateOf(provider string, id, version, fields int) (Template, bool) {
	var best Template
	for _, t := range templates {
		if t.ID != id || provider != "" && provider != t.Provider || len(t.Fields) != fields || !t.Ordered() {
			continue
		}
		if t.Version == version || t.Provider == Classic {
			return t, true
		}
		best = t
	}
	return best, best.ID != 0
}

// Templates are all of them. The caller must not change them.
func Templates() []Template { return templates }

var (
	pages    = func(page string) sim.Cite { return documented("Windows, "+page, "Event XML") }
	manifest = func(provider string) sim.Cite {
		return observed("the manifest of "+provider, "as Windows 10 registers it")
	}
	in24H2 = func(provider string) sim.Cite {
		return observed("the manifest of "+provider, "as Windows 11 24H2 registers it")
	}
	nt4Text = documented("KB 174074", "the inserts %1, %2, … of its text")
	auditH  = documented("msaudite.h", "the inserts %1, %2, … of the message of Server 2003")
)

func documented(source, note string) sim.Cite {
	return sim.Cite{Source: source, Note: note, Mark: sim.Documented}
}

func observed(source, note string) sim.Cite {
	return sim.Cite{Source: source, Note: note, Mark: sim.Observed}
}

func inferred(source, note string) sim.Cite {
	return sim.Cite{Source: source, Note: note, Mark: sim.Inferred}
}

const (
	subject = "SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId "
	logon   = subject + "TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType LogonProcessName AuthenticationPackageName " +
		"WorkstationName LogonGuid TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort"
	refusal = subject + "TargetUserSid TargetUserName TargetDomainName Status FailureReason SubStatus LogonType LogonProcessName " +
		"AuthenticationPackageName WorkstationName TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort"
	outbound    = " TargetOutboundUserName TargetOutboundDomainName VirtualAccount TargetLinkedLogonId ElevatedToken"
	ofClient    = "TargetName UserName DomainName CallerPID ProcessName ClientLUID ClientUserName ClientDomainName MechanismOID"
	ofServer    = "CallerPID ProcessName ClientLUID ClientUserName ClientDomainName MechanismOID"
	inDomain    = "UserName DomainName Workstation CallerPID ProcessName LogonType InProc MechanismOID"
	ofChannel   = "SChannelName UserName DomainName WorkstationName SChannelType"
	minimum     = "CallerPID ProcessName NegotiatedSecurity RequiredSecurity"
	sessionAuth = "SessionGUID ConnectionGUID Status TranslatedStatus ClientAddressLength ClientAddress SessionId UserNameLength UserName ClientNameLength ClientName"
)

// Of events before Windows Vista the fields are named as their text names them.
const (
	oldLogon   = "User Name|Domain|Logon ID|Logon Type|Logon Process|Authentication Package|Workstation Name"
	newLogon   = oldLogon + "|Logon GUID|" + caller
	oldRefusal = "User Name|Domain|Logon Type|Logon Process|Authentication Package|Workstation Name"
	newRefusal = oldRefusal + "|" + caller
	caller     = "Caller User Name|Caller Domain|Caller Logon ID|Caller Process ID|Transited Services|Source Network Address|Source Port"
	check      = "Logon attempt by|Logon account|Source Workstation"
)

var templates = slices.Concat([]Template{
	{Security, 4624, 0, strings.Fields(logon), pages("event 4624")},
	{Security, 4624, 1, strings.Fields(logon + " ImpersonationLevel"), pages("event 4624")},
	{Security, 4624, 2, strings.Fields(logon + " ImpersonationLevel RestrictedAdminMode" + outbound), pages("event 4624")},
	{Security, 4624, 3, strings.Fields(logon + " ImpersonationLevel RestrictedAdminMode RemoteCredentialGuard" + outbound),
		inferred("Windows 11, event 4624", "its text has Remote Credential Guard after Restricted Admin Mode")},
	{Security, 4625, 0, strings.Fields(refusal), pages("event 4625")},
	{Security, 4740, 0, strings.Fields("TargetUserName TargetDomainName TargetSid " + subject), pages("event 4740")},
	{Security, 4768, 0, strings.Fields("TargetUserName TargetDomainName TargetSid ServiceName ServiceSid TicketOptions Status TicketEncryptionType " +
		"PreAuthType IpAddress IpPort CertIssuerName CertSerialNumber CertThumbprint"), pages("event 4768")},
	{Security, 4771, 0, strings.Fields("TargetUserName TargetSid ServiceName TicketOptions Status PreAuthType IpAddress IpPort CertIssuerName " +
		"CertSerialNumber CertThumbprint"), pages("event 4771")},
	{Security, 5168, 0, strings.Fields(subject + "SpnName ErrorCode ServerNames ConfiguredNames IpAddresses"), pages("event 5168")},
	{Security, 4776, 0, strings.Fields("PackageName TargetUserName Workstation Status"), pages("event 4776")},
	{Security, 4822, 0, strings.Fields("AccountName DeviceName Status"),
		inferred("the manifest of Microsoft-Windows-NTLM", "as of event 100, which has the same words; no 4822 was seen")},
	{Security, 4823, 0, strings.Fields("AccountName DeviceName Status SiloName PolicyName"),
		inferred("the manifest of Microsoft-Windows-NTLM", "as of event 101, which has the same words; no 4823 was seen")},

	{NTLM, 100, 0, strings.Fields("AccountName DeviceName Status"), manifest(NTLM)},
	{NTLM, 101, 0, strings.Fields("AccountName DeviceName Status SiloName PolicyName"), manifest(NTLM)},
	{NTLM, 301, 0, strings.Fields("AccountName DeviceName Status SiloName PolicyName"),
		inferred("the manifest of Microsoft-Windows-NTLM", "as of event 101; no 301 was seen")},
	{NTLM, 4001, 0, strings.Fields(ofClient), manifest(NTLM)},
	{NTLM, 4002, 0, strings.Fields(ofServer), manifest(NTLM)},
	{NTLM, 4003, 0, strings.Fields(inDomain), manifest(NTLM)},
	{NTLM, 4010, 0, strings.Fields(minimum), manifest(NTLM)},
	{NTLM, 4011, 0, strings.Fields(minimum), manifest(NTLM)},
	{NTLM, 4012, 0, strings.Fields("AccountName DeviceName"), manifest(NTLM)},
	{NTLM, 4013, 0, strings.Fields(ofClient), manifest(NTLM)},
	{NTLM, 4014, 0, strings.Fields("ImageName SvcHostTag"), in24H2(NTLM)},
	{NTLM, 4015, 0, strings.Fields(ofClient), in24H2(NTLM)},
	{NTLM, 8001, 0, strings.Fields(ofClient), manifest(NTLM)},
	{NTLM, 8002, 0, strings.Fields(ofServer), manifest(NTLM)},
	{NTLM, 8003, 0, strings.Fields(inDomain), manifest(NTLM)},
	{Netlogon, 4004, 0, strings.Fields(ofChannel), manifest(Netlogon)},
	{Netlogon, 4005, 0, strings.Fields(ofChannel), manifest(Netlogon)},
	{Netlogon, 4006, 0, strings.Fields(ofChannel), manifest(Netlogon)},
	{Netlogon, 8004, 0, strings.Fields(ofChannel), manifest(Netlogon)},
	{Netlogon, 8005, 0, strings.Fields(ofChannel), manifest(Netlogon)},
	{Netlogon, 8006, 0, strings.Fields(ofChannel), manifest(Netlogon)},

	{SMBClient, 31017, 0, strings.Fields("UserNameLength UserName ServerNameLength ServerName"), manifest(SMBClient)},
	{SMBClient, 31018, 0, strings.Fields("RegName RegValue"), manifest(SMBClient)},
	{SMBClient, 31022, 0, strings.Fields("UserNameLength UserName ServerNameLength ServerName"), in24H2(SMBClient)},
	{SMBClient, 31023, 0, strings.Fields("ServerNameLength ServerName"), in24H2(SMBClient)},
	{SMBClient, 31997, 0, strings.Fields("ServerNameLength ServerName"), in24H2(SMBClient)},
	{SMBServer, 3023, 0, strings.Fields("ClientNameLength ClientName"), in24H2(SMBServer)},
	{SMBServer, 551, 0, strings.Fields("SessionGUID ConnectionGUID Status"), manifest(SMBServer)},
	{SMBServer, 551, 1, strings.Fields(sessionAuth), manifest(SMBServer)},
	{SMBServer, 551, 2, strings.Fields(sessionAuth + " SPN SPNValidationPolicy"), manifest(SMBServer)},
}, enhanced(), classic())

// classic are the events before Windows Vista, whose fields are strings by their place.
func classic() (list []Template) {
	add := func(id int, fields string, cite sim.Cite) {
		list = append(list, Template{Classic, id, 0, strings.Split(fields, "|"), cite})
	}
	add(528, oldLogon, nt4Text)
	add(528, newLogon, auditH)
	add(540, oldLogon, inferred("KB 174074", "as 528, of which 540 was made in Windows 2000"))
	add(540, newLogon, auditH)
	for id := 529; id <= 539; id++ {
		switch id {
		case 537:
			add(id, oldRefusal, nt4Text)
			add(id, oldRefusal+"|Status code|Substatus code", inferred("msaudite.h", "the codes without the caller, which came with Server 2003"))
			add(id, oldRefusal+"|Status code|Substatus code|"+caller, auditH)
		case 538:
			add(id, "User Name|Domain|Logon ID|Logon Type", nt4Text)
		default:
			add(id, oldRefusal, nt4Text)
			add(id, newRefusal, auditH)
		}
	}
	add(644, "Target Account Name|Caller Machine Name|Target Account ID|Caller User Name|Caller Domain|Caller Logon ID", auditH)
	add(680, check, inferred("KB 273499", "on Windows 2000 it has no code: it is a success"))
	add(680, check+"|Error Code", auditH)
	add(681, check+"|Error Code", auditH)
	return list
}
