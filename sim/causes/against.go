package causes

import (
	"strings"

	"ntlmsim/sim/logon"
)

// Against are what the fields of an exported event show against a cause: it comes last then, and the text says why.

// notMicrosoft speaks against cause n, a Microsoft account: another domain was sent.
func notMicrosoft(n int) Sign {
	return Sign{n, against + "its TargetDomainName is not MicrosoftAccount", func(r logon.Recorded) bool { return r.Event == 4625 && r.Domain != "" && !microsoft(r) }}
}

// notOld rules out cause n, where a server refuses LM or NTLMv1: the event says that the client sent NTLMv2.
func notOld(n int) Sign {
	return Sign{n, against + "its LmPackageName is NTLM V2", func(r logon.Recorded) bool { return r.Entry.Says("LmPackageName") == "NTLM V2" }}
}

// notLoopback speaks against cause n, a machine that calls itself: the event has another workstation.
func notLoopback(n int) Sign {
	return Sign{n, against + "its WorkstationName is another computer's", func(r logon.Recorded) bool {
		return r.Event == 4625 && r.Station != "" && r.Machine != "" && !isMachine(r, r.Station)
	}}
}

// ofDomain speaks against cause n, an account of a domain: the event has the server's own name.
func ofDomain(n int) Sign {
	return Sign{n, against + "its TargetDomainName is this computer: a local account", func(r logon.Recorded) bool { return r.Event == 4625 && isMachine(r, r.Domain) }}
}

const against = "against it: "

// isMachine reports whether a name is that of the computer that logged an event. NetBIOS names have 15 characters at
// most.
func isMachine(r logon.Recorded, name string) bool {
	own := r.Machine
	return own != "" && (strings.EqualFold(name, own) || strings.EqualFold(name, own[:min(len(own), 15)]))
}

// elsewhere reports whether a 4625 has the name of a domain, or of another computer.
func elsewhere(r logon.Recorded) bool {
	return r.Event == 4625 && r.Machine != "" && r.Domain != "" && r.Domain != "." && !isMachine(r, r.Domain)
}
