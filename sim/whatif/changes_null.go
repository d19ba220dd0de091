package whatif

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// nullSessions: list for anonymous sessions what the attempt asks for: the share, or a pipe of IPC$.
func (s *search) nullSessions() []change {
	if s.outcome.Because != "anonymous.not-allowed" && s.outcome.End != "tree.null-session-refused" {
		return nil
	}
	caveat := "nobody needs a password for it then"
	if s.outcome.Stage == logon.AtSetup {
		caveat += "; that the server allows the session then is our conclusion"
	}
	text, setting, entries := s.listed(s.outcome.Sent.Share)
	shown := entries
	if setting == "NullSessionPipes" {
		shown = []string{"PIPE"}
	}
	caveat += "; " + replacing(setting)
	return []change{{text: text, caveat: caveat, loosens: true, run: onMachine(s.target, setting, shown...), edits: edit(set(s.target.Name, setting, entries...))}}
}

// listed is what makes a share reachable for anonymous sessions: the setting, and its entries. A server that refuses
// them at setup has no pipe in its list.
func (s *search) listed(share string) (text, setting string, entries []string) {
	if share == "" || strings.EqualFold(share, "IPC$") {
		return "add the pipe that is needed to NullSessionPipes of " + s.target.Name, "NullSessionPipes", []string{"netlogon"}
	}
	shares := append(slices.Clone(valuesOf(s.target, "NullSessionShares")), share)
	return "add " + share + " to NullSessionShares of " + s.target.Name, "NullSessionShares", shares
}
