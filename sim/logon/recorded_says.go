package logon

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ntlmsim/sim"
)

// Says is the event as one sentence.
func (r Recorded) Says() string {
	who, where := r.who(), r.where()
	switch {
	case r.Kind.Cite == ofTickets:
		return fmt.Sprintf("%s%s: %s", r.Kind.When, where, who)
	case r.Session != NoSession:
		return who + " logged on" + where + r.over() + map[Session]string{Guest: ", as a guest", Anonymous: ", an anonymous session"}[r.Session]
	case r.Event == 4625, r.Event >= 529 && r.Event <= 539 && r.Event != 538:
		return who + " could not log on" + where + r.over() + ": " + r.why()
	case r.Event == 4776, r.Event == 680, r.Event == 681:
		return "the credentials of " + who + " were checked" + where + ": " + r.why()
	case r.Event == 551:
		return "the session setup of " + who + " was refused" + where + ": " + r.why()
	case r.Event == 4740, r.Event == 644:
		return who + " was locked out" + where
	}
	text := r.Kind.When + where
	if r.Account != "" {
		text += ": " + who
	}
	return text
}

// GroupKey is equal for events with the same meaning: it has the event ID, the status, the session, the package and the
// logon type.
func (r Recorded) GroupKey() string {
	parts := []string{fmt.Sprint(r.Event)}
	if r.Status != nil {
		parts = append(parts, r.inner().Name())
	}
	if r.Session != NoSession {
		parts = append(parts, r.Session.String())
	}
	for _, name := range []string{"AuthenticationPackageName", "LmPackageName"} {
		if value := r.Entry.Says(name); value != "" && value != "NTLM" {
			parts = append(parts, value)
		}
	}
	if kind := r.Entry.Says(typeFields...); kind != "" && kind != "3" {
		parts = append(parts, "type "+kind)
	}
	return strings.Join(parts, " ")
}

func (r Recorded) who() string {
	switch {
	case r.Account == "" && r.Domain == "":
		return "nobody that is named"
	case r.Station == "" || r.Session == Anonymous && r.Station == "":
		return Name{r.Domain, r.Account}.String()
	}
	return Name{r.Domain, r.Account}.String() + " from " + r.Station
}

func (r Recorded) where() string {
	if r.Entry.Computer == "" {
		return ""
	}
	return " at " + r.Entry.Computer
}

func (r Recorded) over() string {
	if r.Entry.Says(typeFields...) == "3" {
		return " over the network"
	}
	return ""
}

// inner is the more specific status: SubStatus, or else Status.
func (r Recorded) inner() Status {
	if r.Sub != nil && *r.Sub != StatusSuccess || r.Status == nil {
		return *orSuccess(r.Sub)
	}
	return *r.Status
}

func orSuccess(s *Status) *Status {
	if s == nil {
		return new(StatusSuccess)
	}
	return s
}

// why is the reason of a refusal in words; for an event before Windows Vista, the meaning of its event ID.
func (r Recorded) why() string {
	if r.Status == nil {
		_, reason, _ := strings.Cut(r.Kind.When, ": ")
		reason, _, _ = strings.Cut(reason, ". ")
		return orElse(reason, r.Kind.When)
	}
	s := r.inner()
	if s == StatusSuccess {
		return "they were right"
	}
	text := strings.TrimSuffix(s.Text(false), ".")
	return strings.TrimSpace(text + " (" + s.Name() + ")")
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// A Annotation explains one field of an event.
type Annotation struct {
	Name, Value string
	Says        string // "" if the value explains itself
	Cite        sim.Cite
}

// Annotations explains the relevant fields, in the order of the event.
func (r Recorded) Annotations() (list []Annotation) {
	for _, f := range r.Entry.Fields {
		t, ok := annotations[f.Name]
		t.Name, t.Value = f.Name, strings.TrimSpace(f.Value)
		r.annotate(&t)
		if nothing := t.Value == "" || t.Value == "-"; ok && !(nothing && t.Says == "") {
			list = append(list, t)
		}
	}
	return list
}

var (
	pageOf4624 = documented("Windows, event 4624", "Network Information and Detailed Authentication Information")
	pageOf5168 = documented("Windows, event 5168", "SPN and Server Information")
	inManifest = inferred("the manifest of Microsoft-Windows-SMBServer", "the fields of event 551, version 2; that their values are those of the policy is our conclusion")
	pageOf4740 = documented("Windows, event 4740", "TargetDomainName holds the caller computer name")
)

// annotations are the relevant fields, by name.
var annotations = map[string]Annotation{
	"TargetUserName": {}, "User Name": {}, "Logon account": {}, "UserName": {}, "AccountName": {}, "Target Account Name": {},
	"TargetDomainName": {}, "Domain": {}, "DomainName": {},
	"Status": {}, "SubStatus": {}, "Error Code": {}, "Status code": {}, "Substatus code": {}, "FailureReason": {},
	"LogonType": {}, "Logon Type": {}, "AuthenticationPackageName": {}, "Authentication Package": {}, "LogonProcessName": {},
	"LmPackageName": {}, "KeyLength": {},
	"WorkstationName": {Says: "as the client calls itself: nothing proves it", Cite: pageOf4624},
	"Workstation":     {Says: "as the client calls itself: nothing proves it", Cite: pageOf4624},
	"Workstation Name": {Says: "as the client calls itself: nothing proves it",
		Cite: inferred("Windows, event 4624", "as of its successor")},
	"Source Workstation": {Says: "as the client calls itself: nothing proves it", Cite: inferred("Windows, event 4776", "as of its successor")},
	"IpAddress":          {}, "Source Network Address": {}, "ServerName": {}, "ClientName": {}, "DeviceName": {}, "Caller Machine Name": {},
	"TargetName": {}, "ProcessName": {}, "SChannelName": {}, "RegName": {}, "RegValue": {}, "SPN": {}, "PolicyName": {}, "SiloName": {},
	"TranslatedStatus": {}, "SubjectUserName": {}, "SubjectDomainName": {},
	"SpnName":         {Says: "the name by which the client says that it called; N/A: it said none, as with NTLMv1", Cite: pageOf5168},
	"ErrorCode":       {},
	"ServerNames":     {Says: "names by which the server may be called", Cite: pageOf5168},
	"ConfiguredNames": {Says: "further ones: SrvAllowedServerNames", Cite: pageOf5168},
	"IpAddresses":     {Says: "addresses by which the server may be called", Cite: pageOf5168},
	"Username":        {}, "Hostname": {}, "TargetMachine": {}, "TargetService": {}, "TargetIP": {}, "RemoteClientMachine": {Says: "as the client calls itself: nothing proves it",
		Cite: inferred("Windows, event 4624", "as of WorkstationName")}, "ClientIP": {}, "NtlmVersion": {}, "NtlmUsageId": {}, "NtlmUsageReason": {},
	"NegotiatedSecurity": {}, "RequiredSecurity": {}, "SPNValidationPolicy": {Cite: inManifest}, "TargetServerName": {},
	"SessionKeyStatus": {}, "ChannelBindingStatus": {}, "ServiceBinding": {}, "Mic Status": {},
}

// annotate adds the meaning of a value, if known.
func (r Recorded) annotate(t *Annotation) {
	switch t.Name {
	case "TargetDomainName", "Domain":
		r.tellDomain(t)
	case "Status", "SubStatus", "Error Code", "Status code", "Substatus code", "TranslatedStatus", "ErrorCode":
		if s := statusOf(r.Entry, t.Name); s != nil {
			t.Says = s.Name()
		}
	case "FailureReason":
		for _, text := range failureTexts {
			if text.number == t.Value {
				t.Says, t.Cite = text.text, text.cite
			}
		}
	case "LogonType", "Logon Type":
		if t.Says = "over the network"; t.Value != "3" {
			t.Says = strings.Trim(typeName(t.Value), " ()")
		}
		t.Cite = documented("Windows, event 4624", "Logon types")
	case "LmPackageName":
		r.tellPackage(t)
	case "SpnName":
		r.tellSPN(t)
	case "NegotiatedSecurity", "RequiredSecurity":
		r.tellSecurity(t)
	case "SPN", "UserName", "SPNValidationPolicy":
		if r.Event == 551 {
			tellSetup(t)
		}
	case "NtlmUsageId":
		if n, err := strconv.Atoi(t.Value); err == nil && n >= 0 && n < len(usages) {
			t.Says, t.Cite = usages[n], documented("KB 5064479", "Usage ID and Reason, of July 2025; a real event had 10 with the text of 7")
		}
	case "KeyLength":
		if t.Says, t.Cite = "no session key", pageOf4624; t.Value != "0" {
			t.Says = "bits of the session key"
		}
	}
}

func (r Recorded) tellDomain(t *Annotation) {
	switch {
	case r.Event == 4740:
		t.Says, t.Cite = "the computer that the attempts came from, and no domain", pageOf4740
	case r.Session != NoSession:
		t.Says, t.Cite = "whose account it is", documented("Windows, event 4624", "Account Domain: the subject's domain or computer name")
	case r.itself():
		t.Says, t.Cite = "the name of the server itself", kb("If the name is the server's own name, the following algorithm is run:")
	case r.Domain == "":
		t.Says, t.Cite = "none was sent", kb("The server will treat this as a local network logon.")
	case r.Domain == ".":
		t.Says, t.Cite = "as it was sent", observed("Windows event logs", "a dot stands in 4625 as it is sent")
	case r.arms() != nil:
		t.Says, t.Cite = "as it was sent", inferred("Windows event logs", "a dot and names of no domain stand in 4625 as they are sent")
	}
}

// tellSetup explains the fields of event 551 that decide: who came, and whether the name that was called is looked at.
func tellSetup(t *Annotation) {
	nothing := t.Value == "" || t.Value == "-"
	switch {
	case t.Name == "UserName" && nothing:
		t.Says, t.Cite = "no user was named: an anonymous session, or it was refused before", inManifest
	case t.Name == "SPN" && nothing:
		t.Says, t.Cite = "the client did not say what it called", inManifest
	case t.Name == "SPNValidationPolicy":
		words := map[string]string{"0": "SmbServerNameHardeningLevel: off", "1": "SmbServerNameHardeningLevel: a name that is said must be the server's",
			"2": "SmbServerNameHardeningLevel: the name must be said, and be the server's"}
		t.Says, t.Cite = words[t.Value], inManifest
	}
}

// CalledBy is the host that the client of event 5168 says that it called, and the field of the server's names and
// addresses that has it; host is "" where the client said none, in is "" where none has it.
func (r Recorded) CalledBy() (host, in string) {
	spn := r.Entry.Says("SpnName")
	if strings.EqualFold(spn, "N/A") {
		return "", ""
	}
	_, host, _ = strings.Cut(spn, "/")
	host, _, _ = strings.Cut(host, "@")
	for _, field := range []string{"ServerNames", "ConfiguredNames", "IpAddresses"} {
		names := strings.FieldsFunc(r.Entry.Says(field), func(c rune) bool { return strings.ContainsRune(";, ", c) })
		if host != "" && slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, host) }) {
			return host, field
		}
	}
	return host, ""
}

// tellSPN says whether the host in an SPN is among the names and addresses of the event.
func (r Recorded) tellSPN(t *Annotation) {
	switch host, in := r.CalledBy(); {
	case in != "":
		t.Says, t.Cite = "the name by which the client says that it called; it is one of "+in, pageOf5168
	case host != "":
		t.Says, t.Cite = "the name by which the client says that it called; the server's names and addresses do not have it", pageOf5168
	}
}

// tellSecurity names the bits of NtlmMinClientSec and NtlmMinServerSec, and which of them the session would not have.
func (r Recorded) tellSecurity(t *Annotation) {
	has := func(field string) SessionSecurity {
		n, _ := codeNumber(r.Entry.Says(field))
		return SessionSecurity(n)
	}
	if _, ok := codeNumber(t.Value); !ok {
		return
	}
	t.Says, t.Cite = has(t.Name).bits(), documented("KB 239869", "the bits of NtlmMinClientSec and NtlmMinServerSec")
	if lacks := has("RequiredSecurity") &^ has("NegotiatedSecurity"); t.Name == "RequiredSecurity" && lacks != 0 {
		t.Says += "; the session would lack " + lacks.bits()
	}
}

func (r Recorded) tellPackage(t *Annotation) {
	t.Cite = pageOf4624
	switch t.Value {
	case "NTLM V1":
		if t.Says = "an NTLMv1 response: LmCompatibilityLevel of the client is 2 or less"; r.Session == Anonymous {
			t.Says, t.Cite = "nobody proves anything, and Windows says NTLM V1 of it", observed("Windows event logs", "real 4624 events of ANONYMOUS LOGON")
		}
	case "NTLM V2":
		t.Says = "an NTLMv2 response: LmCompatibilityLevel of the client is 3 or more"
	case "LM":
		t.Says = "an LM response, of LmCompatibilityLevel 0 or 1"
	case "-", "":
		t.Says, t.Cite = "not said", observed("Windows event logs", "a real 4625 of NTLM has a hyphen")
	}
}

// failureTexts are the messages behind the numbers of FailureReason.
var failureTexts = []struct {
	number, text string
	cite         sim.Cite
}{
	{"%%2304", "An error occurred during logon.", msobjs},
	{"%%2305", "The specified user account has expired.", msobjs},
	{"%%2306", "The Netlogon component is not active.", msobjs},
	{"%%2307", "Account locked out.", event4625},
	{"%%2308", "The user has not been granted the requested logon type at this machine.", msobjs},
	{"%%2309", "The specified account's password has expired.", msobjs},
	{"%%2310", "Account currently disabled.", observed4625},
	{"%%2311", "Account logon time restriction violation.", msobjs},
	{"%%2312", "User not allowed to log on at this computer.", msobjs},
	{"%%2313", "Unknown user name or bad password.", observed4625},
	{"%%2314", "Domain SID inconsistent.", msobjs},
	{"%%2315", "A smart card is required, and was not used.", msobjs},
}

var msobjs = observed("msobjs.dll", "the messages 2304 to 2315, which say what events 529 to 539 were for")
