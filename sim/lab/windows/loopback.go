package windows

import (
	"strings"

	"ntlmsim/sim/logon"
)

// overLoopback keeps a session setup that a machine can ask itself, as on a hosted runner, which is one machine: that
// of a standalone server, sent as that machine itself sends. No account signs on there: name and password are always
// given, those that the scenario's client would have sent.
func (l *layout) overLoopback(c candidate) {
	m, ok := c.built(c.outcome.Sent.To)
	if !ok || m.Role != logon.Standalone || c.retest || l.notOverLoopback(c, m) != "" {
		return
	}
	sent := c.outcome.Sent
	p := setup{Attempt: c.attempt.Name, Machine: sent.To, From: strings.ToUpper(m.Name), Client: addConnection, Server: sent.To, Share: orIPC(sent.Share),
		HasUser: true, Domain: sent.Domain, Name: sent.User}
	if strings.EqualFold(p.Domain, m.Name) {
		p.Domain = strings.ToUpper(m.Name)
	}
	p.Secret = c.secretOf("the password by itself", sent.Password)
	l.loopback = append(l.loopback, p)
}

// notOverLoopback says why a machine cannot put a session setup to itself.
func (l *layout) notOverLoopback(c candidate, m machine) string {
	sent, f := c.outcome.Sent, c.outcome
	runner := resolved(insteadOf, m.Settings)
	client := runner
	if c.attempt.From != "" {
		for _, other := range l.file.Topology.Machines {
			if strings.EqualFold(other.Name, c.attempt.From) {
				client = resolved(other.Profile, other.Settings)
			}
		}
	}
	switch {
	case unsendable(sent) != "" || sent.Anonymous() || sent.Domain == "?" || sent.Domain == "":
		return "it cannot be sent"
	case sent.Response != runner.Sends():
		return "client and server have one LmCompatibilityLevel"
	case f.Session == logon.Guest && client.AllowInsecureGuestAuth != runner.AllowInsecureGuestAuth:
		return "client and server have one AllowInsecureGuestAuth"
	case f.Session == logon.Guest && client.RequireSecuritySignature != runner.RequireSecuritySignature:
		return "client and server have one RequireSecuritySignature"
	}
	for _, a := range m.Accounts {
		if strings.EqualFold(a.Name, sent.User) && (len(a.Workstations) > 0 || a.PasswordExpired) {
			return "the runner has another name, and no day to wait"
		}
	}
	return ""
}
