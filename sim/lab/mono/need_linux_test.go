package mono

import (
	"os"
	"strings"
	"testing"
)

// Need skips a test where Mono is missing, or fails it where NTLMSIM_LIVE=1 demands real servers.
func Need(t *testing.T) {
	t.Helper()
	missing := strings.Join(Missing(), " ")
	switch {
	case missing == "":
	case os.Getenv("NTLMSIM_LIVE") == "1":
		t.Fatalf("NTLMSIM_LIVE=1 demands real servers: install %s", missing)
	default:
		t.Skipf("no Mono to ask: install %s", missing)
	}
}
