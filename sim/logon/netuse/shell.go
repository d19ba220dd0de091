package netuse

import (
	"strings"

	"ntlmsim/sim/logon"
)

// WithoutBackslash is the \\SERVER\share that a shell has made \\SERVERshare of, or "".
func WithoutBackslash(t logon.Topology, server string) string {
	for _, m := range t.Machines {
		for _, s := range m.Shares {
			if strings.EqualFold(m.Name+s.Name, server) {
				return `\\` + m.Name + `\` + s.Name
			}
		}
	}
	return ""
}
