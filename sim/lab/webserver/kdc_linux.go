package webserver

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// A principal is a name in the KDC's database: here of a service.
type principal struct {
	name  string // HTTP/web1@CORP.EXAMPLE
	owner *kerberos.Account
}

// realm is that of a domain; "" if it is not one of Active Directory.
func (l *Lab) realm(domain string) string {
	for _, d := range l.plan.World.Topology().Domains {
		if strings.EqualFold(d.Name, domain) {
			return strings.ToUpper(d.DNS)
		}
	}
	return ""
}

// realms are all of them.
func (l *Lab) realms() (list []string) {
	for _, d := range l.plan.World.Topology().Domains {
		if d.DNS != "" {
			list = append(list, strings.ToUpper(d.DNS))
		}
	}
	return list
}

// principals are the services' names for HTTP: those that accounts have, and where none has one, those that HOST
// stands for in Active Directory (sPNMappings), of which MIT's KDC knows nothing.
func (l *Lab) principals() (list []principal) {
	taken := map[string]bool{}
	for _, class := range []string{"HTTP", "HOST"} {
		for _, a := range l.plan.World.Directory().Accounts {
			for _, n := range a.Names {
				name := "HTTP/" + strings.ToLower(n.Host) + "@" + l.realm(a.Realm)
				if strings.EqualFold(n.Class, class) && !taken[name] {
					taken[name] = true
					list = append(list, principal{name, a})
				}
			}
		}
	}
	return list
}

// startKDC makes the databases of all realms, and starts the KDC.
func (l *Lab) startKDC(ctx context.Context) error {
	if err := l.configure(); err != nil {
		return err
	}
	if l.plan.Directory != nil {
		return nil // it runs
	}
	args := []string{"krb5kdc", "-n", "-P", l.path("kdc.pid")}
	for _, realm := range l.realms() {
		master := rand.Text()
		l.secrets = append(l.secrets, master)
		if err := l.run(ctx, master+"\n"+master+"\n", "kdb5_util", "create", "-s", "-r", realm); err != nil {
			return err
		}
		if err := l.run(ctx, l.entries(realm), "kadmin.local", "-r", realm, "-p", "admin@"+realm); err != nil {
			return err
		}
		args = append(args, "-r", realm)
	}
	if err := l.serve(l.command(ctx, []string{"KRB5_CONFIG=" + l.path("kdc-krb5.conf")}, args...), l.path("kdc.pid")); err != nil {
		return err
	}
	return l.lockOut(ctx)
}

// configure writes the files of the KDC and of its clients.
func (l *Lab) configure() error {
	weak := ""
	if len(l.plan.World.Topology().NoRC4) > 0 {
		weak = "  permitted_enctypes = aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96\n"
	}
	for name, text := range map[string]string{
		"kdc.conf":      l.kdcConf(),
		"krb5.conf":     l.krb5Conf(l.KDC(), ""),
		"kdc-krb5.conf": l.krb5Conf(l.KDC(), weak),
		"alone.conf":    l.krb5Conf("127.0.0.1:1", ""), // nobody listens there
		"outside.conf":  "[libdefaults]\n  dns_lookup_kdc = false\n  dns_lookup_realm = false\n",
	} {
		if err := l.write(name, text); err != nil {
			return err
		}
	}
	return nil
}

func (l *Lab) kdcConf() string {
	text := fmt.Sprintf("[kdcdefaults]\n  kdc_listen = 127.0.0.1:%d\n  kdc_tcp_listen = 127.0.0.1:%d\n[logging]\n  kdc = FILE:%s\n  default = FILE:%s\n[realms]\n",
		l.kdc, l.kdc, l.path("kdc.log"), l.path("kadmin.log"))
	for _, realm := range l.realms() {
		text += fmt.Sprintf("  %s = {\n    database_name = %s\n    key_stash_file = %s\n    acl_file = %s\n    max_life = 10h\n"+
			"    supported_enctypes = aes256-cts-hmac-sha1-96:normal\n    default_principal_flags = +preauth\n  }\n",
			realm, l.path("db-"+realm), l.path("stash-"+realm), l.path("acl"))
	}
	return text
}

// krb5Conf is the configuration of a client or a server. Names are used as they are written, and the client's clock as
// it is.
func (l *Lab) krb5Conf(kdc, more string) string {
	text := "[libdefaults]\n  dns_lookup_realm = false\n  dns_lookup_kdc = false\n  dns_canonicalize_hostname = false\n  rdns = false\n" +
		"  qualify_shortname = \"\"\n  udp_preference_limit = 1\n  ignore_acceptor_hostname = true\n  kdc_timesync = 0\n  default_realm = " + l.realms()[0] + "\n" + more + "[realms]\n"
	for _, realm := range l.realms() {
		text += fmt.Sprintf("  %s = {\n    kdc = %s\n  }\n", realm, kdc)
	}
	text += "[domain_realm]\n"
	for _, p := range l.plan.Attempts {
		if m := p.Outcome.Request().Server; l.realmOf(m) != "" {
			text += fmt.Sprintf("  %s = %s\n", strings.ToLower(p.Attempt.Open.Host), l.realmOf(m))
		}
	}
	return text
}

// realmOf is the realm of a machine.
func (l *Lab) realmOf(machine string) string {
	for _, m := range l.plan.World.Topology().Machines {
		if strings.EqualFold(m.Name, machine) {
			return l.realm(m.Domain)
		}
	}
	return ""
}

// entries are the commands that fill a realm's database. The password of each version is set in turn.
func (l *Lab) entries(realm string) string {
	text := "addpol -maxfailure 1 -failurecountinterval 0 -lockoutduration 0 locks\n"
	for _, d := range l.plan.World.Topology().Domains {
		if strings.ToUpper(d.DNS) != realm {
			continue
		}
		for _, a := range d.Accounts {
			l.secrets = append(l.secrets, a.Password)
			text += fmt.Sprintf("addprinc -pw \"%s\" %s %s@%s\n", strings.ReplaceAll(a.Password, `"`, `""`), state(a), a.Name, realm)
		}
	}
	for _, p := range l.principals() {
		if !strings.HasSuffix(p.name, "@"+realm) {
			continue
		}
		types := ""
		if p.owner.RC4Only {
			types = "-e arcfour-hmac:normal "
		}
		text += fmt.Sprintf("addprinc %s-pw %s %s\n", types, l.password(p.owner, 1), p.name)
		for v := 2; v <= p.owner.Version; v++ {
			text += fmt.Sprintf("cpw %s-pw %s %s\n", types, l.password(p.owner, v), p.name)
		}
	}
	return text
}

// state is how MIT's KDC has the state of an account.
func state(a logon.Account) string {
	var list []string
	for flag, set := range map[string]bool{"-allow_tix": a.Disabled, `-expire "2020-01-01 00:00:00"`: a.Expired, `-pwexpire "2020-01-01 00:00:00"`: a.PasswordExpired,
		"+needchange": a.MustChange, "-policy locks": a.Locked} {
		if set {
			list = append(list, flag)
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// lockOut types a wrong password for each account that is locked out.
func (l *Lab) lockOut(ctx context.Context) error {
	for _, d := range l.plan.World.Topology().Domains {
		for _, a := range d.Accounts {
			if !a.Locked {
				continue
			}
			if got, err := l.kinit(ctx, client{realm: l.realm(d.Name), user: a.Name, password: "wrong-" + rand.Text()}); err != nil || got.code != kerberos.PasswordWrong {
				return fmt.Errorf("locking %s out: code %d, %w", a.Name, got.code, err)
			}
		}
	}
	return nil
}
