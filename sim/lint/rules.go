package lint

import (
	"ntlmsim/sim"
	"ntlmsim/sim/ewsproxy"
	"ntlmsim/sim/kerberos"
)

// A Rule is a kind of finding.
type Rule struct {
	Name  string
	State sim.State // in which an attempt ends because of it; "" where it is no matter of one table
	Cite  sim.Cite
}

// The rules.
var (
	spnTwice = &Rule{"spn-twice", "ntlm.two-owners",
		sim.Documented.Cite("Windows, event 11 of the KDC", "there are several accounts with the name, and the KDC gives no ticket")}
	spnMissing = &Rule{"spn-missing", "ntlm.no-owner",
		sim.Documented.Quote(kerberos.KB326985, "Active Directory ne connaissant pas ce nom de service, le service TGS ne vous donne pas de ticket pour authentifier l'utilisateur.")}
	spnOtherKey = &Rule{"spn-other-key", "refused.other-key",
		sim.Documented.Cite("Windows, event 4 of Kerberos", "KRB_AP_ERR_MODIFIED: the name is registered for another account than the service uses")}
	kernelMode = &Rule{"kernel-mode", "refused.other-key",
		sim.Documented.Cite("Windows, SPN checklist for IIS 7 (KB 929650)", "in kernel mode tickets are opened with the key of the computer, whatever the account of the pool, unless useAppPoolCredentials is on")}
	address = &Rule{"address", "ntlm.address",
		sim.Documented.Cite("Windows Server, Configuring Kerberos for IP address", "by default no Kerberos is attempted for a host that is an address")}
	delegationToNothing = &Rule{"delegation-to-nothing", "alone.no-name",
		sim.Documented.Cite("RFC 4120 7.5.9", "7: there is no ticket for a service that no account has")}
	internalAddress = &Rule{"internal-url-address", "failed.address",
		sim.Documented.Quote(ewsproxy.Event, "Cela se produit généralement quand l'on utilise l'adresse IP, plutôt que le nom d'hôte")}
	noWindows = &Rule{"ews-without-windows", "failed.no-windows-authentication",
		sim.Documented.Cite("Exchange, Set-WebServicesVirtualDirectory", "WindowsAuthentication: whether integrated Windows authentication is on")}
	ntlmOnly = &Rule{"ews-ntlm-only", "failed.ntlm-only",
		sim.Documented.Quote(ewsproxy.Event, "mais uniquement avec l'authentification NTLM (et non Kerberos)")}
	tlsEnds = &Rule{"ews-tls-ends", "failed.unbound",
		sim.Documented.Cite("Exchange, extended protection", "with Require TLS must not end before the server")}
	nameOfNobody = &Rule{"name-of-nobody", "",
		sim.Documented.Cite("MS-ERREF 2.2", "1332, ERROR_NONE_MAPPED: Windows takes no name into a list that no account has")}
)

// Rules are all of them.
func Rules() []*Rule {
	return []*Rule{spnTwice, spnMissing, spnOtherKey, kernelMode, address, delegationToNothing, internalAddress, noWindows, ntlmOnly, tlsEnds, nameOfNobody}
}

// A Finding is something that loads, and is probably a mistake.
type Finding struct {
	Rule *Rule
	Path []string // from the file to where it stands
	What string   // what is wrong, in a sentence
	Do   string   // what to do
	Run  []string // the commands that do it; nil where there is none
}
