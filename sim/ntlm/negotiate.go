package ntlm

// A NegotiateMessage is the client's first message, NEGOTIATE_MESSAGE, MS-NLMP 2.2.1.1. Its names are
// those of the client's machine, not of the user, and always in the OEM character set.
type NegotiateMessage struct {
	Flags       Flags
	Domain      string
	Workstation string
	Version     Version
}

const (
	negotiateName = "NEGOTIATE_MESSAGE"
	// the fixed part: up to the flags in the oldest version, with both names, and with the version
	negotiateShort, negotiateNames, negotiateFixed = 16, 32, 40
)

// Marshal writes the message. A name that is not empty sets the flag that announces it.
func (m NegotiateMessage) Marshal() []byte {
	if m.Domain != "" {
		m.Flags |= NegotiateOEMDomainSupplied
	}
	if m.Workstation != "" {
		m.Flags |= NegotiateOEMWorkstationSupplied
	}
	w := newBuilder(typeNegotiate, negotiateFixed)
	w.flags(m.Flags)
	w.field(encodeOEM(m.Domain))
	w.field(encodeOEM(m.Workstation))
	w.version(m.Version)
	return w.bytes()
}

// ParseNegotiate reads the message. The names count only with their flags; they and the version may be missing.
func ParseNegotiate(b []byte) (NegotiateMessage, error) {
	p := newParser(negotiateName, typeNegotiate, negotiateShort, b)
	if p.err != nil {
		return NegotiateMessage{}, p.err
	}
	m := NegotiateMessage{Flags: Flags(p.uint32(12))}
	if m.Flags.Has(NegotiateOEMDomainSupplied) && len(b) >= negotiateNames {
		m.Domain = decodeOEM(p.field("DomainNameFields", 16))
	}
	if m.Flags.Has(NegotiateOEMWorkstationSupplied) && len(b) >= negotiateNames {
		m.Workstation = decodeOEM(p.field("WorkstationFields", 24))
	}
	if p.reaches(negotiateFixed) {
		m.Version = parseVersion(b[negotiateNames:])
	}
	if p.err != nil {
		return NegotiateMessage{}, p.err
	}
	return m, nil
}
