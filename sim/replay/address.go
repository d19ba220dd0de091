package replay

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Address completes an address to HOST:PORT with the usual port.
func Address(text, usual string) (string, error) {
	if _, err := netip.ParseAddr(text); err == nil || !strings.Contains(text, ":") {
		text = net.JoinHostPort(strings.Trim(text, "[]"), usual)
	}
	host, port, err := net.SplitHostPort(text)
	n, portErr := strconv.ParseUint(port, 10, 16)
	if err != nil || portErr != nil || n == 0 || host == "" || strings.ContainsAny(host, `/\ `) {
		return "", fmt.Errorf("this is no address")
	}
	return text, nil
}
