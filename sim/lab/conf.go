package lab

import (
	"fmt"
	"strings"
)

// auditFile is where Samba writes its audit records, one JSON object a line.
const auditFile = "/var/log/samba/audit.json"

// common is what every server has: private, without NetBIOS and printers, with audit records of everything.
const common = `interfaces = lo eth0
bind interfaces only = yes
log file = /var/log/samba/log.%m
log level = 1 auth_json_audit:5@` + auditFile + `
max log size = 0
load printers = no
printing = bsd
printcap name = /dev/null
disable spoolss = yes
`

// Conf is a server's smb.conf, whole: a controller's provisioning is told the same with options.
func (p Plan) Conf(s Server) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[global]\nnetbios name = %s\n", s.Name)
	switch s.Kind {
	case ADController:
		b.WriteString(p.controllerConf(s))
	case MemberServer:
		b.WriteString(p.memberConf(s))
	default:
		fmt.Fprintf(&b, "workgroup = %s\nserver role = standalone server\npassdb backend = tdbsam\n", workgroup(s))
		b.WriteString("disable netbios = yes\nguest account = nobody\nrpc start on demand helpers = no\n")
	}
	b.WriteString(common)
	for _, set := range s.Settings {
		if len(set.Values) == 1 && set.Values[0] != "default" {
			fmt.Fprintf(&b, "%s = %s\n", set.Name, set.Values[0])
		}
	}
	if s.Kind == ADController {
		fmt.Fprintf(&b, "[sysvol]\npath = /var/lib/samba/sysvol\nread only = no\n[netlogon]\npath = /var/lib/samba/sysvol/%s/scripts\nread only = no\n",
			p.Domain(s.Domain).DNS)
	}
	for _, share := range s.Shares {
		b.WriteString(share.conf())
	}
	return b.String()
}

// workgroup is a name that is no domain's.
func workgroup(s Server) string { return "WG-" + s.Name[:min(len(s.Name), maxName-len("WG-"))] }

// controllerConf keeps the services that logons need: with all of them a start takes five seconds longer.
func (p Plan) controllerConf(s Server) string {
	d := p.Domain(s.Domain)
	return fmt.Sprintf(`workgroup = %s
realm = %s
server role = active directory domain controller
server services = s3fs, rpc, ldap, cldap, kdc, winbindd, dns
prefork children = 1
allow dns updates = disabled
ldb:nosync = true
`, d.Name, strings.ToUpper(d.DNS))
}

func (p Plan) memberConf(s Server) string {
	d := p.Domain(s.Domain)
	text := fmt.Sprintf(`workgroup = %s
realm = %s
security = ads
server role = member server
disable netbios = yes
guest account = nobody
winbind use default domain = no
winbind scan trusted domains = no
template shell = /bin/false
kerberos method = secrets only
idmap config * : backend = tdb
idmap config * : range = 100000-199999
`, d.Name, strings.ToUpper(d.DNS))
	for i, d := range p.Domains {
		text += fmt.Sprintf("idmap config %s : backend = rid\nidmap config %[1]s : range = %d-%d\n", d.Name, p.idmapBase(i), p.idmapBase(i+1)-1)
	}
	return text
}

// conf is a share's section. Who is a guest gets in where "guest ok" says so, which is a setting.
func (s Share) conf() string {
	text := fmt.Sprintf("[%s]\npath = /var/lib/samba/share\nread only = no\n", s.Name)
	if s.Allow != nil {
		text += "valid users = " + quoted(s.Allow) + "\n"
	}
	if s.Deny != nil {
		text += "invalid users = " + quoted(s.Deny) + "\n"
	}
	return text
}

func quoted(names []string) string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = `"` + n + `"`
	}
	return strings.Join(list, " ")
}
