package lint

import (
	"ntlmsim/sim/logon"
)

// Logon lists what of machines and domains is probably a mistake: names in lists that are likely to be misspelled.
func Logon(t logon.Topology) (list []Finding) {
	for _, p := range logon.Strangers(t) {
		if p.Hint != "" {
			list = append(list, Finding{nameOfNobody, p.Path, p.What + ".", p.Hint, nil})
		}
	}
	return list
}
