package lab

import (
	"fmt"
	"strings"

	"ntlmsim/sim/logon"
)

// classicConf is that of a controller in the style of NT 4.0. winbindd has no account at the controller of a trusted
// domain but that of the trust, and must be able to ask it for the way without one.
func (p Plan) classicConf(s Server) string {
	return fmt.Sprintf(`workgroup = %s
server role = classic primary domain controller
domain logons = yes
passdb backend = tdbsam
guest account = nobody
`, s.Domain) + netbiosConf + p.idmapConf(s.Domain)
}

// netbiosConf is what finds controllers by their NetBIOS names: there is no broadcast, and who was not found is looked
// for again at once.
const netbiosConf = `name resolve order = lmhosts
client ipc signing = if_required
winbind reconnect delay = 1
winbind rpc only = yes
`

// idmapConf gives the accounts of every domain but one their numbers.
func (p Plan) idmapConf(but string) string {
	text := "idmap config * : backend = tdb\nidmap config * : range = 100000-199999\n"
	for i, d := range p.Domains {
		if d.Name != but {
			text += fmt.Sprintf("idmap config %s : backend = rid\nidmap config %[1]s : range = %d-%d\n", d.Name, p.idmapBase(i), p.idmapBase(i+1)-1)
		}
	}
	return text
}

// old reports whether a domain is in the style of NT 4.0, or has a trust with one that is: it must be found by NetBIOS
// names.
func (p Plan) old(domain string) bool {
	if p.Domain(domain).Kind == logon.NT4 {
		return true
	}
	for _, t := range p.Trusts {
		if p.written(t) && (t.Truster == domain || t.Trusted == domain) {
			return true
		}
	}
	return false
}

// lmhosts is where a server finds the controllers of domains by NetBIOS names: 1b is the name of the primary one, 1c of
// all.
func (p Plan) lmhosts(Server) string {
	var b strings.Builder
	for _, d := range p.Domains {
		c, ok := p.Server(d.Controller)
		if ok && p.old(d.Name) {
			fmt.Fprintf(&b, "%[1]s %[2]s\n%[1]s %[3]s#1b\n%[1]s %[3]s#1c\n", c.Address, c.Name, d.Name)
		}
	}
	return b.String()
}
