package webserver

import (
	"os"
	"strings"
	"testing"
)

// Need skips a test where a part is missing, or fails it where NTLMSIM_LIVE=1 demands real servers.
func Need(t *testing.T) { t.Helper(); NeedFor(t, Curl) }

// NeedFor is Need for a test with a client.
func NeedFor(t *testing.T, c Client) {
	t.Helper()
	missing := strings.Join(Missing(c), " ")
	switch {
	case missing == "":
	case os.Getenv("NTLMSIM_LIVE") == "1":
		t.Fatalf("NTLMSIM_LIVE=1 demands real servers: install %s", missing)
	default:
		t.Skipf("no real KDC and web server to ask: install %s", missing)
	}
}
