package scenarios

import (
	"fmt"
	"strings"

	"ntlmsim/sim/logon"
)

// newest gives each machine whose profile: has no version (windows-11) the newest product of that name, and says which.
func newest(t *logon.Topology) (remarks []string) {
	kinds := map[string]logon.DomainKind{}
	for _, d := range t.Domains {
		kinds[strings.ToUpper(d.Name)] = d.Kind
	}
	for i := range t.Machines {
		m := &t.Machines[i]
		if _, ok := logon.ProfileNamed(m.Profile); ok {
			continue
		}
		if p, ok := logon.NewestProfile(m.Profile, m.Role, kinds[strings.ToUpper(m.Domain)]); ok {
			remarks = append(remarks, fmt.Sprintf("%s: profile %s is taken for %s (%s)", m.Name, m.Profile, p.Name, p.Title))
			m.Profile = p.Name
		}
	}
	return remarks
}
