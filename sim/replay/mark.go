package replay

import (
	"fmt"

	"ntlmsim/sim/logon"
)

// Mark is the n-th workstation name that identifies one attempt in a server's records, where attempts share a
// connection and addresses do not: NTLMSIM00001F, never longer than a NetBIOS name may be, 15 characters.
func Mark(n uint32) string { return fmt.Sprintf("NTLMSIM%06X", n) }

// Marked is the attempt with a workstation of its own, and true; or the attempt as it is, and false: where it names a
// workstation already (a NET USE always does, that of its client machine), or where some account of the topology may be
// used from certain workstations only.
//
// It is the attempt that changes, before anything is predicted or sent: what is compared with what is what was asked.
func Marked(t logon.Topology, a logon.Attempt, mark string) (logon.Attempt, bool) {
	if a.Send == nil || a.Send.Workstation != "" || restrictsWorkstations(t) {
		return a, false
	}
	send := *a.Send
	send.Workstation = mark
	a.Send = &send
	return a, true
}

// restrictsWorkstations says that an answer may depend on the workstation.
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
