package lab

import (
	"fmt"
	"strings"

	"ntlmsim/sim/logon"
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
	case NT4Controller:
		b.WriteString(p.classicConf(s))
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
func workgroup(s Server) string { return "WG-" + s.Name[:min(len(s.Name), MaxName-len("WG-"))] }

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
`, d.Name, strings.ToUpper(d.DNS)) + p.mixedConf(d.Name)
}

// mixedConf is what a controller of Active Directory needs to find one in the style of NT 4.0.
func (p Plan) mixedConf(domain string) string {
	if !p.old(domain) {
		return ""
	}
	return "name resolve order = lmhosts host\nclient ipc signing = if_required\nwinbind reconnect delay = 1\n"
}

func (p Plan) memberConf(s Server) string {
	d := p.Domain(s.Domain)
	if d.Kind == logon.NT4 {
		return fmt.Sprintf("workgroup = %s\nsecurity = domain\n", d.Name) + memberOfAny + netbiosConf + p.idmapConf("")
	}
	return fmt.Sprintf(`workgroup = %s
realm = %s
security = ads
disable netbios = yes
kerberos method = secrets only
`, d.Name, strings.ToUpper(d.DNS)) + memberOfAny + p.idmapConf("")
}

const memberOfAny = `server role = member server
guest account = nobody
winbind use default domain = no
winbind scan trusted domains = no
template shell = /bin/false
`

// conf is a share's section. Who is a guest gets in where "guest ok" says so, which is a setting.
func (s Share) conf() string {
	text := fmt.Sprintf("[%s]\npath = /var/lib/samba/share\nread only = no\n", s.Name)
	if s.Allow != nil {
		text += "valid users = " + quoted(s.Allow) + "\n"
	}
	if s.Deny != nil {
		text += "invalid users = " + quoted(s.Deny) + "\n"
	}
	if s.Most > 0 {
		text += fmt.Sprintf("max connections = %d\n", s.Most)
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
