package lab

import (
	_ "embed"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

//go:embed script/provision.py
var provisionScript string

// rootless says that this process is root only in a user namespace that has one user: there no daemon can become
// anybody else, and no file can be anybody else's. uid_wrapper pretends that they can.
var rootless = sync.OnceValue(func() bool {
	data, err := os.ReadFile("/proc/self/uid_map")
	if err != nil {
		return false
	}
	fields := strings.Fields(string(data))
	return len(fields) == 3 && fields[2] == "1"
})

// uidWrapper is the library of uidPackage.
const (
	uidWrapper = "/usr/lib/*/libuid_wrapper.so"
	uidPackage = "libuid-wrapper"
)

// pretending is a command with what it needs where it is rootless.
func pretending(argv []string) []string {
	if !rootless() {
		return argv
	}
	found, _ := filepath.Glob(uidWrapper)
	return append([]string{"env", "LD_PRELOAD=" + strings.Join(found, ":"), "UID_WRAPPER=1", "UID_WRAPPER_ROOT=1"}, argv...)
}

// sambaTool is samba-tool, which where it is rootless leaves out the permissions of the system volume: they are other
// users', and security attributes, which only root can write. No logon looks at them.
func sambaTool() []string {
	if rootless() {
		return []string{"/usr/bin/python3", "-c", provisionScript}
	}
	return []string{"samba-tool"}
}

// withoutAttributes is a controller's smb.conf where it is rootless: no file gets Windows permissions.
func withoutAttributes(conf string) string {
	if !rootless() {
		return conf
	}
	return strings.Replace(conf, "[global]\n", "[global]\nvfs objects =\n", 1)
}
