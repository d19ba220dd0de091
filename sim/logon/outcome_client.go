package logon

import "strings"

// Target is the name of the machine that is asked, by whatever name it was called.
func (o Outcome) Target() string { return o.Facts.target.Name }

// Client is the name of the machine that asks; "" where no Windows client does.
func (o Outcome) Client() string {
	if o.Facts.client == nil {
		return ""
	}
	return o.Facts.client.Name
}

// OfItsClient says what about the client of a scenario the server's answer comes of, besides what its session setup
// carries; "" where it comes of that alone. Who sends the same from another client may be answered otherwise.
func (o Outcome) OfItsClient() string {
	f := &o.Facts
	checked := o.End == "session.target-name-refused" || f.session == User && f.target.settings.TargetNames == 2
	switch {
	case checked && f.saysTarget():
		return "it says by which name it called the server"
	case f.client == nil || o.Stage != AtSetup:
		return ""
	case o.Because == "policies.not-encrypted":
		return "it cannot encrypt"
	case o.Because == "policies.loopback":
		return "it is the server itself"
	case o.Because == "policies.weak-session" && f.weakKeys():
		return "its keys have 56 bits at most"
	case strings.HasSuffix(string(o.Because), ".clock-differs"):
		return "its clock is off"
	}
	return ""
}
