package logon

import "ntlmsim/sim"

// loopbackLogged is the source for the event of the loopback check.
var loopbackLogged = observed("Windows event logs; KB 896861", "a 4625 of a public log has 0xC000006D, no SubStatus, %%2304 and an empty logon process; the article has event 537 of Server 2003 with these codes")

// loggedBy are the sources for what is logged for an ending, if different from the source of its meaning.
var loggedBy = []struct {
	cite   sim.Cite
	states []string
}{
	{inferred("MicrosoftDocs/windows-itpro-docs #11384", "as where all NTLM is denied"), []string{"policies.domain-ntlm-denied"}},
	{inferred("MS-NLMP 3.2.5.1", "the controller's status; what 4625 says is our conclusion"), []string{"policies.server-domain-denies", "policies.account-domain-denies"}},
	{loopbackLogged, []string{"policies.loopback"}},
	{inferred("diyan/pywinrm #303", "a second hop without credentials is denied, and the server's log has a logon of ANONYMOUS LOGON; that it is a 4624, and of such a server, is our conclusion"), []string{"anonymous.not-allowed"}},
	{inferred("KB 103390", "no real 4624 of a guest fallback was found"), []string{".guest-enabled"}},
	{inferred("Windows, event 4776", "0xC000006D there is documented: generic, or a LAN Manager Authentication Level mismatch; the SubStatus is our conclusion"),
		[]string{".response-refused"}},
	{event4625, []string{".locked"}},
	{inferred("Windows, event 4776", "0xC0000371 there is documented: no secret material for the account; that a read-only controller which reaches no writable one logs it is our conclusion"),
		[]string{".not-cached"}},
	{inferred("MS-NLMP 3.2.5.1.2", "that it is logged as a wrong password is our conclusion"), []string{".clock-differs"}},
	{inferred4625, []string{".guest-has-password", ".guest-password-differs", ".guest-denied", ".expired", ".must-change", ".password-expired",
		".workstation-not-allowed", ".outside-hours", ".interdomain-account", ".workstation-account", ".server-account", ".protected-user",
		".place-restricted", ".server-restricted", ".smart-card-required", ".network-logon-not-granted", ".network-logon-denied", ".blank-password", ".channel-refused", ".own-account-disabled", ".not-selected"}},
}

// loggedCite is the source for what is logged for an ending.
func (e *ending) loggedCite() sim.Cite {
	for _, l := range loggedBy {
		for _, state := range l.states {
			if state == e.state {
				return l.cite
			}
		}
	}
	return e.cite
}
