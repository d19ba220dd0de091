package winevent

import (
	"fmt"
	"strings"
)

// The texts of NTLM/Operational have labels that differ by event, in the order of the fields of its template. Those of
// 4013, 4014 and 8004 are on Microsoft's pages, those of 8002 and 8003 in message tables that were published; events
// with the same template have the same labels. 8001 is taken to have labels like those of 4013: no published table that
// was read has them. No source that was read shows the text of 4020 to 4033 line by line.
const (
	labelsOfClient = "Target server|Supplied user|Supplied domain|PID of client process|Name of client process|LUID of client process|" +
		"User identity of client process|Domain name of user identity of client process|Mechanism OID"
	labelsOfServer  = "Calling process PID|Calling process name|Calling process LUID|Calling process user identity|Calling process domain identity|Mechanism OID"
	labelsInDomain  = "User|Domain|Workstation|PID|Process|Logon type|InProc|Mechanism"
	labelsOfChannel = "Secure Channel name|User name|Domain name|Workstation name|Secure Channel type"
)

// ofTemplate are the labels of the fields of a template, by its fields.
var ofTemplate = map[string]string{ofClient: labelsOfClient, ofServer: labelsOfServer, inDomain: labelsInDomain, ofChannel: labelsOfChannel,
	"ImageName SvcHostTag": "Calling Process Name|Service Host Tag"}

// labelsOf are the labels of an event of NTLM/Operational, with their fields; nil for any other event.
func labelsOf(id int) map[string]string {
	for _, t := range templates {
		if text := ofTemplate[strings.Join(t.Fields, " ")]; t.ID == id && text != "" {
			found := map[string]string{}
			for i, label := range strings.Split(text, "|") {
				found[label] = t.Fields[i]
			}
			return found
		}
	}
	return nil
}

// aside are labels of what Event Viewer and PowerShell say about an event beside its fields.
var aside = strings.Split("Date|Datum|Task Category|Aufgabenkategorie|Level|Ebene|Keywords|Schlüsselwörter|Stichwörter|User|Benutzer|OpCode|Opcode|"+
	"Description|Beschreibung|TimeCreated|Message|Version|Qualifiers|Task|ProviderId|ProcessId|ThreadId|UserId|RecordId|ActivityId|RelatedActivityId|"+
	"ContainerLog|MatchedQueryIds|Bookmark|LevelDisplayName|OpcodeDisplayName|TaskDisplayName|KeywordsDisplayNames|Properties", "|")

// Of a line that is no sentence, the label is at most so long: the longest one that is known has nine words.
const mostLabelWords = 9

// isSentence reports whether a line with a colon is part of the explanation below the fields, or says nothing.
func isSentence(label, value string) bool {
	return value == "" || strings.HasPrefix(value, "//") || len(strings.Fields(label)) > mostLabelWords || strings.ContainsAny(label, ".,;") || strings.Contains(strings.ToLower(label), " blocked")
}

// notUnderstood is what is said of an event with such labels.
func notUnderstood(n int, labels []string) Loss {
	return Loss{Where: fmt.Sprintf("event %d", n), hint: "Event Viewer: Copy as XML has every field by its name",
		Problem: fmt.Sprintf("lines with a label that is not known were left out: %s", strings.Join(labels, ", "))}
}
