package lab

import (
	"strings"

	"ntlmsim/sim/logon"
)

// justLeft is how many uses more than it may have a share has room for where it is not used as often as it may be:
// those who have just left it still count for a moment.
const justLeft = 16

// mostUses is how many uses of a share the lab holds at most. smbd could hold more; no scenario needs them.
const mostUses = 1000

// used says how often a share may be used, and how often the lab uses it. What is beyond the limit cannot be held.
func used(s logon.Share) (most, held int) {
	switch {
	case s.MaxUses == 0 || s.Uses == 0:
		return s.MaxUses, 0
	case s.Uses >= s.MaxUses:
		return s.MaxUses, s.MaxUses
	}
	return s.MaxUses + justLeft, s.Uses
}

// overused is a share of the machine that is used more often than the lab can use it; "" if there is none.
func overused(m logon.Machine) string {
	for _, s := range m.Shares {
		if _, held := used(s); held > mostUses {
			return s.Name
		}
	}
	return ""
}

// unusable says why the lab cannot use the shares that a scenario says are in use: the lab's client is refused.
func unusable(m, built logon.Machine) string {
	switch {
	case !holds(m):
		return ""
	case setting(built, "ntlm auth") == "disabled":
		return "its shares are used, and it takes no NTLM of those who would use them"
	case setting(built, "encrypt passwords") == "no":
		return "its shares are used, and it takes plain text passwords only of those who would use them"
	case setting(built, "server max protocol") == "NT1":
		return "its shares are used, and it speaks SMB1 only, which those who would use them do not"
	case setting(built, "server smb encrypt") == "required":
		return "its shares are used, and those who would use them cannot encrypt"
	}
	return ""
}

// holds reports whether the lab uses some share of a machine.
func holds(m logon.Machine) bool {
	for _, s := range m.Shares {
		if _, held := used(s); held > 0 {
			return true
		}
	}
	return false
}

// user is the account by which the lab uses a machine's shares, as smb.conf names it: a member's and a standalone
// server's own, since a member may be cut off from its domain.
func user(m logon.Machine) string {
	switch m.Role {
	case logon.Standalone:
		return labAdmin
	case logon.Member:
		return m.Name + `\` + labAdmin
	}
	return fold(m.Domain) + `\` + labAdmin
}

// taken reports whether a machine has an account of the lab's name.
func taken(m logon.Machine) bool {
	for _, a := range m.Accounts {
		if strings.EqualFold(a.Name, labAdmin) {
			return true
		}
	}
	return false
}
