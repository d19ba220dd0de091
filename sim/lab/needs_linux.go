package lab

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ntlmsim/scenarios"
)

// A need is a file of a Debian package that the lab cannot do without.
type need struct {
	file   string // a pattern, or a program
	debian string
}

var needs = map[Kind][]need{
	"":               {{"ip", "iproute2"}, {"nsenter", "util-linux"}, {"smbd", "samba"}, {"/usr/lib/python3/dist-packages/samba", "python3-samba"}},
	StandaloneServer: {{"pdbedit", "samba-common-bin"}, {"/usr/lib/python3/dist-packages/Cryptodome", "python3-pycryptodome"}},
	MemberServer: {{"pdbedit", "samba-common-bin"}, {"/usr/lib/python3/dist-packages/Cryptodome", "python3-pycryptodome"},
		{"net", "samba-common-bin"}, {"winbindd", "winbind"}},
	NT4Controller: {{"pdbedit", "samba-common-bin"}, {"/usr/lib/python3/dist-packages/Cryptodome", "python3-pycryptodome"},
		{"net", "samba-common-bin"}, {"winbindd", "winbind"}},
	ADController: {{"samba", "samba-ad-dc"}, {"samba-tool", "samba-common-bin"}, {"winbindd", "winbind"},
		{"/usr/share/samba/setup/provision.ldif", "samba-ad-provision"},
		{"/usr/lib/*/samba/ldb/samldb.so", "samba-dsdb-modules"}, {"/usr/lib/*/samba/vfs/acl_xattr.so", "samba-vfs-modules"}},
}

// Missing names the packages without which a plan cannot be built here, in a sentence that says what to do; nil if
// none is missing.
func Missing(p Plan) error {
	list := needs[""]
	for _, s := range p.Servers {
		list = append(slices.Clip(list), needs[s.Kind]...)
	}
	if os.Getuid() != 0 {
		list = append(slices.Clip(list), need{uidWrapper, uidPackage})
	}
	var packages []string
	for _, n := range list {
		if !slices.Contains(packages, n.debian) && !n.there() {
			packages = append(packages, n.debian)
		}
	}
	slices.Sort(packages)
	switch {
	case len(packages) == 0:
		return nil
	case slices.Equal(packages, []string{uidPackage}):
		return errors.New("without root its daemons need the package libuid-wrapper, which is missing: apt-get install libuid-wrapper, or run it as root")
	}
	return fmt.Errorf("a lab of real servers needs packages that are missing: apt-get install --no-install-recommends %s",
		strings.Join(packages, " "))
}

// MissingForAll is Missing for a lab of each file. It looks at no more files once it has seen every kind of server.
func MissingForAll(files iter.Seq[*scenarios.File]) error {
	one := map[Kind]Server{}
	for file := range files {
		p, _ := Build(file.Topology, file.Attempts)
		for _, s := range p.Servers {
			one[s.Kind] = s
		}
		if len(one) == len(needs)-1 { // those of "" are of every server
			break
		}
	}
	return Missing(Plan{Servers: slices.Collect(maps.Values(one))})
}

func (n need) there() bool {
	if strings.HasPrefix(n.file, "/") {
		found, _ := filepath.Glob(n.file)
		return len(found) > 0
	}
	for _, dir := range []string{"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"} {
		if _, err := exec.LookPath(dir + n.file); err == nil {
			return true
		}
	}
	return false
}

// SambaVersion is what the server says of itself: "Samba 4.17.12-Debian"; "Samba" if it does not.
func SambaVersion(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "/usr/sbin/smbd", "--version").Output()
	if err != nil {
		return "Samba"
	}
	return "Samba " + strings.TrimPrefix(strings.TrimSpace(string(out)), "Version ")
}
