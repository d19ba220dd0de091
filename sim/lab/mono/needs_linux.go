package mono

import (
	"path/filepath"
)

// needs are the files of the Debian packages that are needed.
var needs = []struct{ file, debian string }{
	{"/usr/bin/mono", "mono-runtime"}, {"/usr/bin/mcs", "mono-mcs"}, {"/usr/lib/mono/4.5/System.Web.dll", "libmono-system-web4.0-cil"},
}

// Missing are the Debian packages without which Mono cannot be asked.
func Missing() (packages []string) {
	for _, n := range needs {
		if found, _ := filepath.Glob(n.file); len(found) == 0 {
			packages = append(packages, n.debian)
		}
	}
	return packages
}
