package lab

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// etcCopied is what a machine's own /etc has of the real one: what the loader, Python and the resolver look at.
var etcCopied = []string{"ld.so.cache", "ld.so.conf", "ld.so.conf.d", "services", "protocols", "localtime", "gai.conf",
	"alternatives", "python3", "gss", "ssl/openssl.cnf", "gnutls"}

// firstUID is the first Unix account of a Samba account.
const firstUID = 20000

// Etc is the files of a machine's own /etc. The whole directory is private, not single files bound over the real
// ones: such a mount vanishes without a word when the real file is renamed away.
func (p Plan) Etc(s Server) map[string]string {
	dns, realm := "lab.test", "LAB.TEST"
	if d := p.Domain(s.Domain); d.Name != "" {
		dns, realm = d.DNS, strings.ToUpper(d.DNS)
	}
	host := strings.ToLower(s.Name)
	passwd := "root:x:0:0::/:/bin/false\nnobody:x:65534:65534::/:/bin/false\n"
	if s.Kind == NT4Controller {
		passwd += labAdmin + ":x:0:0::/:/bin/false\n" // who joins members must be root to smbd
	}
	group := "root:x:0:\nadm:x:4:\nusers:x:100:\nnogroup:x:65534:\nnobody:x:65533:\n"
	for i, name := range p.unixNames(s) {
		passwd += fmt.Sprintf("%s:x:%d:%[2]d::/:/bin/false\n", name, firstUID+i)
		group += fmt.Sprintf("%s:x:%d:\n", name, firstUID+i)
	}
	return map[string]string{
		"passwd":        passwd,
		"group":         group,
		"hostname":      host + "\n",
		"nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n",
		"hosts":         fmt.Sprintf("127.0.0.1 localhost\n%s %s.%s %[2]s\n", s.Address, host, dns),
		"resolv.conf":   fmt.Sprintf("nameserver %s\nsearch %s\noptions timeout:2 attempts:2\n", address(labHost), dns),
		"krb5.conf": fmt.Sprintf("[libdefaults]\n default_realm = %s\n dns_lookup_realm = false\n dns_lookup_kdc = true\n"+
			" rdns = false\n dns_canonicalize_hostname = false\n", realm),
		"samba/lmhosts":  p.lmhosts(s),
		"samba/smb.conf": p.Conf(s),
	}
}

// unixNames are the Unix accounts of a server's passdb.
func (p Plan) unixNames(s Server) (names []string) {
	for _, a := range s.Accounts {
		names = append(names, strings.ToLower(a.Name))
	}
	if s.Kind == NT4Controller {
		for _, other := range p.tied(s.Domain) {
			names = append(names, other.Account)
		}
	}
	return names
}

// idmapSize is how many Unix accounts a domain has on a member: its RIDs from 0 come to the numbers from idmapBase on.
const idmapSize = 100000

func (p Plan) idmapBase(domain int) int { return 200000 + domain*idmapSize }

// domainPasswd is the Unix accounts that a server needs for the accounts of every domain but its own; rids has their
// numbers. smbd refuses an account that Unix does not know by the name and the number that winbindd gives. With them in
// a file, no machine needs winbind's NSS module.
func (p Plan) domainPasswd(own string, rids map[string]map[string]int) string {
	var b strings.Builder
	for i, d := range p.Domains {
		if d.Name == own {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(rids[d.Name])) {
			uid := p.idmapBase(i) + rids[d.Name][name]
			fmt.Fprintf(&b, "%s\\%s:x:%d:%d::/:/bin/false\n", strings.ToLower(d.Name), strings.ToLower(name), uid, p.idmapBase(i)+domainUsers)
		}
	}
	return b.String()
}

// domainUsers is the RID of the group Domain Users.
const domainUsers = 513
