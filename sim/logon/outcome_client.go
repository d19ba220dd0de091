package logon

import "strings"

// OfItsClient says what about the client of a scenario a refusal by the server comes of, besides what its session setup
// carries; "" where it comes of that alone. Who sends the same from another client is not refused for it.
func (o Outcome) OfItsClient() string {
	f := &o.Facts
	switch {
	case f.client == nil || o.Stage != AtSetup:
		return ""
	case o.Because == "policies.not-encrypted":
		return "it cannot encrypt"
	case o.Because == "policies.loopback":
		return "it is the server itself"
	case o.Because == "policies.weak-session" && f.sent.Response.SessionSecurity():
		return "its keys have 56 bits at most"
	case strings.HasSuffix(string(o.Because), ".clock-differs"):
		return "its clock is off"
	case o.End == "session.target-name-refused" && f.saysTarget():
		return "it says by which name it called the server"
	}
	return ""
}
