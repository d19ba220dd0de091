package logon

import (
	"strings"

	"ntlmsim/sim"
)

// Target is the name of the server, even if the UNC path has an alias or an address.
func (o Outcome) Target() string { return o.Facts.target.Name }

// Client is the name of the client machine; "" for an explicit send:.
func (o Outcome) Client() string {
	if o.Facts.client == nil {
		return ""
	}
	return o.Facts.client.Name
}

// ClientDependence is the property of the scenario's client that the server's answer depends on, besides the content of
// the session setup, or "". Another client that sends the same may get another answer.
func (o Outcome) ClientDependence() string {
	f := &o.Facts
	checked := o.End == "session.target-name-refused" || f.session == User && f.target.settings.SmbServerNameHardeningLevel == 2
	switch {
	case checked && f.saysTarget():
		return "it says by which name it called the server"
	case f.client != nil && o.Because == "anonymous.admitted" && f.onlyOverSMB1():
		return "it speaks SMB1"
	case f.client == nil || o.Stage != AtSetup:
		return ""
	case o.Because == "policies.not-encrypted":
		return "it cannot encrypt"
	case o.Because == "policies.same-machine-sid":
		return "its machine SID is that of the server"
	case o.Because == "policies.loopback":
		return "it is the server itself"
	case o.Because == "policies.weak-session" && f.weakKeys():
		return "its keys have 56 bits at most"
	case strings.HasSuffix(string(o.Because), ".clock-differs"):
		return "its clock is off"
	}
	return ""
}

// otherNumber is the source for MayPrint.
var otherNumber = observed("NET USE, several transcripts", "some clients of Windows 8 and later do, where a user and a password stand in the command; the rule is not documented")

// MayPrint is the error that NET prints on some clients instead of the predicted one, and its source; 0 if none is
// known.
func (o Outcome) MayPrint() (uint32, sim.Cite) {
	f := &o.Facts
	number, _ := StatusWrongPassword.Win32()
	if o.Status == nil || *o.Status != StatusLogonFailure || !f.commanded || f.client.typing.OldTexts || o.Error == number {
		return 0, sim.Cite{}
	}
	return number, otherNumber
}
