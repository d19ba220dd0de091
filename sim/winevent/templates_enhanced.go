package winevent

import "ntlmsim/sim"

// The enhanced events of Windows 11 24H2 and Server 2025 (KB 5064479, KB 5066470). The manifests that are public are
// older, and the articles show the text of the events, not their fields. Parsers of their XML have the field names of
// four of them; no source has those of the others.
var (
	namesOnly = inferred("parsers of event 4020 to 4023", "their XML names the fields; the order is that of a parser's test, and no template's")
	unnamed   = inferred("detection-wiki", "no source that was read names its fields, but for DCName of 4030 to 4033")
)

// ofOutgoing and ofIncoming have a name with a blank, and are not spelled alike.
var (
	ofOutgoing = []string{"ProcessName", "ProcessPID", "Username", "DomainName", "Hostname", "SingleSignOn", "TargetMachine", "TargetDomain", "TargetService",
		"TargetIP", "TargetNetworkName", "NtlmUsageId", "NtlmUsageReason", "NegotiatedFlags", "NtlmVersion", "SessionKeyStatus", "ChannelBindingStatus",
		"ServiceBinding", "Mic Status", "AvlFlags", "AvlFlagsStr"}
	ofIncoming = []string{"ProcessName", "ProcessPID", "Username", "DomainName", "RemoteClientMachine", "ClientIP", "ClientNetworkName", "NegotiatedFlags",
		"NtlmVersion", "SessionKeyStatus", "ChannelBindingStatus", "ServiceBinding", "TargetMachine", "TargetDomain", "Mic Status", "AvFlags", "AvFlagsStr",
		"Status", "StatusMsg"}
)

// enhanced are the templates of these events: of an information and a warning alike.
func enhanced() (list []Template) {
	add := func(provider string, fields []string, cite sim.Cite, ids ...int) {
		for _, id := range ids {
			list = append(list, Template{provider, id, 0, fields, cite})
		}
	}
	add(NTLM, ofOutgoing, namesOnly, 4020, 4021)
	add(NTLM, ofIncoming, namesOnly, 4022, 4023)
	add(NTLM, nil, unnamed, 4024, 4025)
	add(Netlogon, nil, unnamed, 4030, 4031, 4032, 4033)
	return list
}

// Ordered reports whether the order of the fields is known, by which values without names get them.
func (t Template) Ordered() bool { return t.Cite != namesOnly && t.Cite != unnamed }

// Unordered reports whether values without names cannot be named, however many there are: the order of this event's
// fields is not known.
func Unordered(provider string, id int) bool {
	for _, t := range templates {
		if t.ID == id && (provider == "" || provider == t.Provider) {
			return !t.Ordered()
		}
	}
	return false
}
