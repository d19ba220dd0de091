package winevent

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// What people paste is the text of Event Viewer: a sentence, then labels with values, some of them in sections. The
// labels are those of the message tables of Windows; the German ones were seen in public threads and in Microsoft's
// pages.

// titles are the first sentences of events, in English and German.
var titles = map[string]int{
	"An account was successfully logged on":                                      4624,
	"Ein Konto wurde erfolgreich angemeldet":                                     4624,
	"An account failed to log on":                                                4625,
	"Fehler beim Anmelden eines Kontos":                                          4625,
	"An account was logged off":                                                  4634,
	"Ein Konto wurde abgemeldet":                                                 4634,
	"A logon was attempted using explicit credentials":                           4648,
	"Anmeldeversuch mit expliziten Anmeldeinformationen":                         4648,
	"A user account was locked out":                                              4740,
	"Ein Benutzerkonto wurde gesperrt":                                           4740,
	"A Kerberos authentication ticket (TGT) was requested":                       4768,
	"A Kerberos service ticket was requested":                                    4769,
	"Kerberos pre-authentication failed":                                         4771,
	"The computer attempted to validate the credentials for an account":          4776,
	"The domain controller attempted to validate the credentials for an account": 4776,
	"Es wurde versucht, die Anmeldeinformationen für ein Konto zu überprüfen":    4776,

	"NTLM client blocked: Outgoing NTLM authentication traffic to remote servers that is blocked": ofSeveral, // 4001, 4015
	"NTLM server blocked: Incoming NTLM traffic to servers that is blocked":                       4002,
	"NTLM server blocked in the domain: NTLM authentication in this domain that is blocked":       4003,
	"Domain Controller Blocked: NTLM authentication to this domain controller is blocked":         ofSeveral, // 4004 to 4006
	"NTLM client blocked audit: Audit outgoing NTLM authentication traffic that would be blocked": 8001,
	"NTLM server blocked audit: Audit Incoming NTLM Traffic that would be blocked":                8002,
	"NTLM server blocked in the domain audit: Audit NTLM authentication in this domain":           8003,
	"Domain Controller Blocked Audit: Audit NTLM authentication to this domain controller":        ofSeveral, // 8004 to 8006
}

// ofSeveral stands for the number of a sentence that several events begin with: only the lines above it have it.
const ofSeveral = -1

// sections are headings above labels, and what their account is called in the fields.
var sections = map[string]string{
	"Subject": "Subject", "Antragsteller": "Subject",
	"New Logon": "Target", "Neue Anmeldung": "Target",
	"Account For Which Logon Failed": "Target", "Konto, für das die Anmeldung fehlgeschlagen ist": "Target",
	"Account That Was Locked Out": "Target", "Gesperrtes Konto": "Target",
	"Account Whose Credentials Were Used": "Target", "Account Information": "Target",
}

// ofSection are labels whose field begins with the name of their section.
var ofSection = map[string]string{
	"Security ID": "UserSid", "Sicherheits-ID": "UserSid",
	"Account Name": "UserName", "Kontoname": "UserName",
	"Account Domain": "DomainName", "Kontodomäne": "DomainName",
	"Logon ID": "LogonId", "Anmelde-ID": "LogonId",
}

// labels are those of fields that stand once in an event.
var labels = map[string]string{
	"Logon Type": "LogonType", "Anmeldetyp": "LogonType",
	"Failure Reason": "FailureReason", "Fehlerursache": "FailureReason",
	"Status": "Status", "Sub Status": "SubStatus", "Unterstatus": "SubStatus",
	"Caller Process ID": "ProcessId", "Process ID": "ProcessId", "Aufrufprozess-ID": "ProcessId", "Prozess-ID": "ProcessId",
	"Caller Process Name": "ProcessName", "Process Name": "ProcessName", "Aufrufprozessname": "ProcessName", "Prozessname": "ProcessName",
	"Workstation Name": "WorkstationName", "Arbeitsstationsname": "WorkstationName",
	"Source Network Address": "IpAddress", "Quellnetzwerkadresse": "IpAddress", "Client Address": "IpAddress",
	"Source Port": "IpPort", "Quellport": "IpPort",
	"Logon Process": "LogonProcessName", "Anmeldeprozess": "LogonProcessName",
	"Authentication Package": "AuthenticationPackageName", "Authentifizierungspaket": "AuthenticationPackageName",
	"Transited Services": "TransmittedServices", "Übertragene Dienste": "TransmittedServices",
	"Package Name (NTLM only)": "LmPackageName", "Paketname (nur NTLM)": "LmPackageName",
	"Key Length": "KeyLength", "Schlüssellänge": "KeyLength",
	"Logon Account": "TargetUserName", "Anmeldekonto": "TargetUserName",
	"Source Workstation": "Workstation", "Quellarbeitsstation": "Workstation",
	"Error Code": "Status", "Fehlercode": "Status", "Result Code": "Status", "Failure Code": "Status",
	"Caller Computer Name": "TargetDomainName", "Aufrufercomputername": "TargetDomainName",
	"Target Server Name": "TargetServerName", "Service Name": "ServiceName",
	"Logon GUID": "LogonGuid", "Impersonation Level": "ImpersonationLevel", "Restricted Admin Mode": "RestrictedAdminMode",
	"Remote Credential Guard": "RemoteCredentialGuard", "Virtual Account": "VirtualAccount", "Elevated Token": "ElevatedToken",
	"Linked Logon ID": "TargetLinkedLogonId", "Network Account Name": "TargetOutboundUserName", "Network Account Domain": "TargetOutboundDomainName",
	"Supplied Realm Name": "TargetDomainName", "User ID": "TargetSid", "Service ID": "ServiceSid", "Ticket Options": "TicketOptions",
	"Ticket Encryption Type": "TicketEncryptionType", "Pre-Authentication Type": "PreAuthType", "Client Port": "IpPort",
	"Certificate Issuer Name": "CertIssuerName", "Certificate Serial Number": "CertSerialNumber", "Certificate Thumbprint": "CertThumbprint",
	"Additional Information": "TargetInfo", "Network Address": "IpAddress", "Port": "IpPort",
}

// headLabels stand above the text of an event that was copied with its details, or that PowerShell listed.
var headLabels = map[string]func(*Event, string){
	"Log Name": inChannel, "Protokollname": inChannel, "LogName": inChannel,
	"Source": ofProvider, "Quelle": ofProvider, "ProviderName": ofProvider,
	"Event ID": numbered, "Ereignis-ID": numbered, "Id": numbered, "EventID": numbered,
	"Computer": atComputer, "MachineName": atComputer,
}

func inChannel(e *Event, value string)  { e.Channel = value }
func atComputer(e *Event, value string) { e.Computer = value }
func numbered(e *Event, value string)   { e.ID, _ = strconv.Atoi(value) }

// ofProvider takes the short name that Event Viewer shows for the full one.
func ofProvider(e *Event, value string) {
	if e.Provider = value; value == "Microsoft Windows security auditing." {
		e.Provider = Security
	}
}

// beginsPasted reports whether a text has a sentence, or an event number, that Event Viewer writes.
func beginsPasted(text string) bool {
	for line := range strings.Lines(text) {
		label, value := labelled(line)
		if titleOf(line) != 0 || titleOf(value) != 0 {
			return true
		}
		if label == "Event ID" || label == "Ereignis-ID" {
			return true
		}
	}
	return false
}

// titleOf is the number of the event that a sentence begins; 0 for any other.
func titleOf(line string) int { return titles[strings.TrimRight(strings.TrimSpace(line), ".")] }

// labelled is a line as label and value, without the blanks between them, and the second colon that some German labels
// have. The value itself may begin with colons: ::1.
func labelled(line string) (label, value string) {
	label, value, ok := strings.Cut(strings.TrimSpace(line), ":")
	if !ok {
		return "", ""
	}
	if second, ok := strings.CutPrefix(value, ":"); ok && !strings.HasPrefix(second, ":") {
		value = second
	}
	return strings.TrimSpace(label), strings.TrimSpace(value)
}

// pasted reads the texts of events.
func (s *scan) pasted(c *cutter) error {
	data, err := io.ReadAll(io.LimitReader(c.r, maxPiece+1))
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case len(data) > maxPiece:
		return &Error{s.place(""), "it is too long for the text of events", exportIt}
	}
	r := pastedReader{scan: s}
	for line := range strings.Lines(string(data)) {
		r.line(line)
	}
	r.end()
	if s.n == 0 {
		return s.noExport(string(data[:min(len(data), headSize)]))
	}
	return nil
}

// A pastedReader reads the text of events, line by line.
type pastedReader struct {
	*scan
	e       Event
	said    bool     // the sentence of the event was read
	section string   // Subject or Target; "" outside of both
	unknown []string // the labels that were not understood
}

func (r *pastedReader) line(line string) {
	label, value := labelled(line)
	head, isHead := headLabels[label]
	switch id := titleOf(line) + titleOf(value); {
	case id != 0:
		r.title(id)
	case isHead && (!r.said || label == "Log Name" || label == "Protokollname"):
		if r.said {
			r.end()
		}
		head(&r.e, value)
	case label != "":
		r.field(label, value)
	}
}

// title begins an event, or its text after its head.
func (r *pastedReader) title(id int) {
	if r.said {
		r.end()
	}
	if r.said = true; r.e.ID == 0 {
		r.e.ID = id
	}
}

func (r *pastedReader) field(label, value string) {
	if section, ok := sections[label]; ok && value == "" {
		r.section = section
		return
	}
	name, known := labels[label]
	if part, ok := ofSection[label]; ok && r.section != "" {
		name, known = r.section+part, true
	}
	if own := labelsOf(r.e.ID); own[label] != "" {
		name, known = own[label], true
	}
	if !known {
		r.missed(label, value)
		return
	}
	if _, twice := r.e.Get(name); !twice && len(r.e.Fields) < maxFields && len(value) < maxText {
		r.e.Fields = append(r.e.Fields, Field{name, value})
	}
}

// missed remembers a label that was not understood.
func (r *pastedReader) missed(label, value string) {
	if !isSentence(label, value) && !slices.Contains(aside, label) && !slices.Contains(r.unknown, label) && len(r.unknown) < maxFields {
		r.unknown = append(r.unknown, label)
	}
}

// end hands over the event that was read.
func (r *pastedReader) end() {
	if r.e.ID > 0 {
		r.event(r.e)
		if len(r.unknown) > 0 {
			r.lose(notUnderstood(r.n, r.unknown))
		}
	}
	r.e, r.said, r.section, r.unknown = Event{}, false, "", nil
}
