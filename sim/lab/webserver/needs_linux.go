package webserver

import (
	"os/exec"
	"path/filepath"
	"slices"
)

// needs are the files of the Debian packages that a laboratory is made of.
var needs = []struct{ file, debian string }{
	{"krb5kdc", "krb5-kdc"}, {"kdb5_util", "krb5-kdc"}, {"kadmin.local", "krb5-admin-server"}, {"kinit", "krb5-user"}, {"ktutil", "krb5-user"},
	{"apache2", "apache2-bin"}, {modules + "mod_auth_gssapi.so", "libapache2-mod-auth-gssapi"}, {"/usr/lib/*/gssntlmssp/gssntlmssp.so", "gss-ntlmssp"},
	{"curl", "curl"}, {faketime, "faketime"},
}

// needsOfChromium are what the browser needs beside them.
var needsOfChromium = []struct{ file, debian string }{{chromiumProgram, "chromium"}, {nssWrapper, "libnss-wrapper"}}

const (
	modules  = "/usr/lib/apache2/modules/"
	faketime = "/usr/lib/*/faketime/libfaketimeMT.so.1"

	chromiumProgram = "/usr/lib/chromium/chromium" // what the script of this name starts, with the system's flags
	nssWrapper      = "/usr/lib/*/libnss_wrapper.so"
)

// Missing are the Debian packages without which there is no laboratory here for a client.
func Missing(c Client) (packages []string) {
	list := needs
	if c == Chromium {
		list = slices.Concat(needs, needsOfChromium)
	}
	for _, n := range list {
		if program(n.file) == "" && !slices.Contains(packages, n.debian) {
			packages = append(packages, n.debian)
		}
	}
	return packages
}

// program is where a program or a library is, on the path or not; "" if nowhere.
func program(name string) string {
	for _, dir := range []string{"", "/usr/sbin/", "/usr/bin/"} {
		if found, _ := filepath.Glob(dir + name); filepath.IsAbs(dir+name) && len(found) > 0 {
			return found[0]
		}
	}
	path, _ := exec.LookPath(name)
	return path
}
