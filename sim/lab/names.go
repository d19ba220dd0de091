package lab

import (
	"fmt"
	"hash/fnv"
	"strings"

	"ntlmsim/sim/logon"
)

// MaxName is how long a NetBIOS name can be.
const MaxName = 15

// labHost is the last number of the lab's own address: its name server, and whoever asks the servers.
const labHost = 53

func address(n int) string { return fmt.Sprintf("10.66.0.%d", n) }

// anyAddress is what controllers are provisioned with: so another lab can have them at another address.
var anyAddress = address(254)

// mac is fixed by the address: a machine that comes back with another MAC cannot be reached until the neighbours have
// forgotten the old one.
func mac(address string) string {
	var n int
	_, _ = fmt.Sscanf(address, "10.66.0.%d", &n)
	return fmt.Sprintf("02:66:00:00:00:%02x", n)
}

// domainSID is fixed by the domain's name: a domain that another lab has provisioned is the same.
func domainSID(name string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(fold(name)))
	sum := h.Sum64()
	return fmt.Sprintf("S-1-5-21-103390-%d-%d", sum>>32, sum&0xffffffff)
}

func fold(name string) string { return strings.ToUpper(name) }

// DNSName is the DNS name of a domain: its own, or its NetBIOS name under test (RFC 2606).
func DNSName(d logon.Domain) string {
	if strings.Contains(d.DNS, ".") {
		return strings.ToLower(d.DNS)
	}
	return HostLabel(d.Name) + ".test"
}

// HostLabel makes one label of a DNS name.
func HostLabel(name string) string {
	label := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '-'
	}, name)
	return strings.Trim(label, "-")
}

func (s Server) says(name, value string) bool {
	return setting(logon.Machine{Settings: s.Settings}, name) == value
}

func setting(m logon.Machine, name string) string {
	for _, s := range m.Settings {
		if s.Name == name && len(s.Values) == 1 {
			return s.Values[0]
		}
	}
	return ""
}
