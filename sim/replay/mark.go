package replay

import (
	"fmt"

	"ntlmsim/sim/logon"
)

// Mark is the n-th workstation name, such as NTLMSIM00001F. It identifies one attempt in a server's records, since
// several attempts share a connection and its addresses. It fits into a NetBIOS name of 15 characters.
func Mark(n uint32) string { return fmt.Sprintf("NTLMSIM%06X", n) }

// Marked is the attempt with its own workstation name, and true. It is the unchanged attempt, and false, if the attempt
// has a workstation already (NET USE always does, that of its client machine), or if an account of the topology is
// restricted to workstations.
//
// The attempt is changed before anything is predicted or sent, so the prediction is for what is sent.
func Marked(t logon.Topology, a logon.Attempt, mark string) (logon.Attempt, bool) {
	if a.Send == nil || a.Send.Workstation != "" || restrictsWorkstations(t) {
		return a, false
	}
	send := *a.Send
	send.Workstation = mark
	a.Send = &send
	return a, true
}

// restrictsWorkstations reports whether an account of the topology is restricted to workstations.
func restrictsWorkstations(t logon.Topology) bool {
	restricts := func(accounts []logon.Account) bool {
		for _, a := range accounts {
			if len(a.Workstations) > 0 {
				return true
			}
		}
		return false
	}
	for _, d := range t.Domains {
		if restricts(d.Accounts) {
			return true
		}
	}
	for _, m := range t.Machines {
		if restricts(m.Accounts) {
			return true
		}
	}
	return false
}
