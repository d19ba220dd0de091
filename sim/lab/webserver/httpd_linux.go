package webserver

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ntlmsim/sim/web"
)

// A site is a web site that is served.
type site struct {
	port   int // of http
	secure int // of https
	keytab string
	ahead  time.Duration // the clock of its machine
}

// startSites writes the keytab of each site, and starts one httpd for each clock.
func (l *Lab) startSites(ctx context.Context) error {
	for _, step := range []func() error{l.writeAccounts, l.writeCertificate, l.writePage} {
		if err := step(); err != nil {
			return err
		}
	}
	clocks := map[time.Duration]string{}
	for _, p := range l.plan.Attempts {
		s := p.Outcome.Site()
		if l.sites[s.Name] != nil {
			continue
		}
		made, err := l.site(ctx, p.Outcome)
		if err != nil {
			return err
		}
		l.sites[s.Name] = made
		clocks[made.ahead] += l.siteConf(s, made)
	}
	for ahead, sites := range clocks {
		if err := l.startHTTPD(ctx, ahead, sites); err != nil {
			return err
		}
	}
	return nil
}

// writePage writes the page that every site has.
func (l *Lab) writePage() error {
	if err := os.Mkdir(l.path("www"), 0o755); err != nil {
		return err
	}
	return os.WriteFile(l.path("www/index.html"), []byte("the page\n"), 0o644)
}

// site gives a site a port, and a keytab with the keys that it has: under every name that is asked for, since MIT's
// acceptor looks for a key by its name.
func (l *Lab) site(ctx context.Context, o web.Outcome) (*site, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	secure, err := freePort()
	if err != nil {
		return nil, err
	}
	made := &site{port: port, secure: secure, keytab: l.path(fmt.Sprintf("%d.keytab", port)), ahead: o.Request().ServerAhead}
	if d := l.plan.Directory; d != nil {
		data, err := d.keytab(l.asked(o.Site().Name), o.Request().Keys)
		if err != nil {
			return nil, err
		}
		return made, l.write(filepath.Base(made.keytab), string(data))
	}
	typed := ""
	for _, name := range l.asked(o.Site().Name) {
		for _, k := range o.Request().Keys {
			first := k.Version
			if k.Older {
				first = 1
			}
			for v := first; v <= k.Version; v++ {
				typed += fmt.Sprintf("addent -password -p %s -k %d -e aes256-cts-hmac-sha1-96\n%s\n", name, v, l.password(k.Of, v))
			}
		}
	}
	return made, l.run(ctx, typed+"wkt "+made.keytab+"\nquit\n", "ktutil")
}

// host is where the sites listen.
func (l *Lab) host() string {
	if l.plan.Directory != nil {
		return l.plan.Directory.Address
	}
	return "127.0.0.1"
}

// asked are the principals for which tickets of a site are asked.
func (l *Lab) asked(site string) (list []string) {
	for _, p := range l.plan.Attempts {
		r := p.Outcome.Request()
		name := "HTTP/" + strings.ToLower(r.Name.Host) + "@" + l.realmOf(r.Server)
		if p.Outcome.Site().Name == site && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// writeAccounts writes the accounts that gss-ntlmssp knows: those that nothing but their password stands against.
func (l *Lab) writeAccounts() error {
	text := ""
	for _, d := range l.plan.World.Topology().Domains {
		for _, a := range d.Accounts {
			if state(a) == "" && a.Hours == "" {
				text += d.Name + ":" + a.Name + ":" + a.Password + "\n"
			}
		}
	}
	return l.write("accounts", text)
}

const httpdConf = `ServerRoot %[1]s
PidFile %[1]s/httpd-%[2]d.pid
Mutex file:%[1]s
DefaultRuntimeDir %[1]s
ServerName localhost
ErrorLog %[1]s/error-%[2]d.log
LogLevel info
DocumentRoot %[1]s/www
SSLSessionCache none
ThreadsPerChild 8
MaxRequestWorkers 8
`

// startHTTPD starts a server whose clock is ahead.
func (l *Lab) startHTTPD(ctx context.Context, ahead time.Duration, sites string) error {
	text := fmt.Sprintf(httpdConf, l.dir, int(ahead.Seconds()))
	for _, m := range strings.Fields("mpm_event authn_core authz_core authz_user headers env dir ssl auth_gssapi") {
		text += fmt.Sprintf("LoadModule %s_module %smod_%s.so\n", m, modules, m)
	}
	name := fmt.Sprintf("httpd-%d.conf", int(ahead.Seconds()))
	if err := l.write(name, text+sites); err != nil {
		return err
	}
	env := append(clock(ahead), "NTLM_USER_FILE="+l.path("accounts"), "NETBIOS_COMPUTER_NAME=WEB1", "KRB5RCACHENAME=file2:"+l.path(fmt.Sprintf("replays-%d", int(ahead.Seconds()))))
	// -X: one process, in the foreground
	return l.serve(l.inNetwork(l.command(ctx, env, "apache2", "-X", "-f", l.path(name))), l.path(fmt.Sprintf("httpd-%d.pid", int(ahead.Seconds()))))
}

// clock is the environment of a process whose clock is ahead.
func clock(ahead time.Duration) []string {
	if ahead == 0 {
		return nil
	}
	return []string{"LD_PRELOAD=" + program(faketime), fmt.Sprintf("FAKETIME=%+ds", int(ahead.Seconds())), "FAKETIME_DONT_FAKE_MONOTONIC=1"}
}

// siteConf is the virtual hosts of a site, of http and of https. The headers say what the server knows.
func (l *Lab) siteConf(s web.Site, made *site) (text string) {
	access := l.gssapi(s, made)
	switch {
	case s.Anonymous:
		access = "Require all granted\n"
	case len(s.Providers) == 0:
		access = "Require all denied\n"
	}
	for port, tls := range map[int]string{made.port: "", made.secure: "SSLEngine on\nSSLCertificateFile " + l.path("tls.pem") + "\n"} {
		at := fmt.Sprintf("%s:%d", l.host(), port)
		text += fmt.Sprintf("Listen %s\n<VirtualHost %s>\nServerName localhost\n%s<Location />\n%s</Location>\n</VirtualHost>\n", at, at, tls, access)
	}
	return text
}

// gssapi has a site ask for its providers. An NTLM logon belongs to a connection; without GssapiConnectionBound the
// module offers none.
func (l *Lab) gssapi(s web.Site, made *site) string {
	text := "AuthType GSSAPI\nAuthName site\nGssapiPublishErrors On\nGssapiPublishMech On\nRequire valid-user\nGssapiCredStore keytab:" + made.keytab + "\n"
	if slices.ContainsFunc(s.Providers, func(p web.Provider) bool { return p != web.NTLM }) {
		text += "GssapiAllowedMech krb5\n"
	}
	if takesNTLM(s) {
		text += "GssapiAllowedMech ntlmssp\nGssapiConnectionBound On\nGssapiAcceptorName HTTP@localhost\n"
	}
	for header, variable := range map[string]string{"X-User": "GSS_NAME", "X-Mech": "GSS_MECH", "X-Error": "MAG_ERROR_TEXT"} {
		text += fmt.Sprintf("Header always set %s \"%%{%s}e\" \"expr=-n reqenv('%s')\"\n", header, variable, variable)
	}
	return text
}
