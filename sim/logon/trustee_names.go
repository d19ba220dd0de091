package logon

import "strings"

// Names of groups in another language, and SIDs.

// otherwise are other forms of well-known names: those of German Windows, and SIDs (Windows, well-known SIDs).
var otherwise = map[string]string{
	"JEDER": everyone, `NT-AUTORITÄT\NETZWERK`: network, `NT-AUTORITÄT\AUTHENTIFIZIERTE BENUTZER`: authenticated,
	`NT-AUTORITÄT\ANONYMOUS-ANMELDUNG`: nobody, `NT-AUTORITÄT\NTLM-AUTHENTIFIZIERUNG`: byNTLM,
	`NT-AUTORITÄT\DIESE ORGANISATION`: thisOrganization, `NT-AUTORITÄT\ANDERE ORGANISATION`: otherOrganization,
	`VORDEFINIERT\BENUTZER`: users, `VORDEFINIERT\GÄSTE`: guests, `VORDEFINIERT\ADMINISTRATOREN`: administrators,
	"S-1-1-0": everyone, "S-1-5-2": network, "S-1-5-7": nobody, "S-1-5-11": authenticated, "S-1-5-64-10": byNTLM, "S-1-5-32-544": administrators,
	"S-1-5-32-545": users, "S-1-5-32-546": guests, "S-1-5-113": localAccount, "S-1-5-114": localAdministrator,
	"S-1-5-15": thisOrganization, "S-1-5-1000": otherOrganization,
}

// inGerman are the groups of a German domain that have another name than in an English one.
var inGerman = map[string]string{
	"DOMÄNEN-ADMINS": domainAdmins, "DOMÄNEN-BENUTZER": domainUsers, "DOMÄNEN-GÄSTE": domainGuests, "DOMÄNENCOMPUTER": domainComputers,
	"DOMÄNENCONTROLLER": domainControllers,
}

// English is a name in a list as an English Windows has it: Jeder and S-1-1-0 are Everyone, CORP\Domänen-Admins are
// CORP\Domain Admins. Every other name stays what it is.
func English(name string) string {
	if english, ok := otherwise[fold(name)]; ok {
		return shown(english)
	}
	i := strings.LastIndex(name, `\`) + 1
	if english, ok := inGerman[fold(name[i:])]; ok {
		return name[:i] + shown(english)
	}
	return name
}

// WellKnownSIDs are the SIDs that lists may have, with the names of English Windows.
func WellKnownSIDs() map[string]string {
	sids := map[string]string{}
	for name, english := range otherwise {
		if strings.HasPrefix(name, sidPrefix) {
			sids[name] = shown(english)
		}
	}
	return sids
}

// sidPrefix is how every SID begins.
const sidPrefix = "S-1-"

// shown is a folded well-known name as Windows writes it.
func shown(folded string) string {
	for _, name := range wellKnownNames {
		if fold(name) == folded {
			return name
		}
	}
	return folded
}

// InList is a name in a list of a machine as the model compares it: folded, in English, with the NetBIOS name of its
// domain, and without what Windows puts before the names that every machine has.
func InList(t Topology, m Machine, name string) string {
	own := m.Name
	if m.Role == Controller {
		own = m.Domain
	}
	return inDatabase(trustee(name), fold(m.Name), fold(own), func(called string) string {
		for _, d := range t.Domains {
			if fold(d.Name) == called || d.DNS != "" && fold(d.DNS) == called {
				return fold(d.Name)
			}
		}
		return ""
	})
}
