package web

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// A URL is what a model needs of one.
type URL struct {
	Text   string
	Scheme string // http or https
	Host   string // without the port, and an IPv6 address without brackets
	Port   int    // 0: the scheme's own
}

// ParseURL reads a URL as people open it.
func ParseURL(text string) (URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return URL{}, fmt.Errorf("%q is no URL", text)
	case u.Scheme != "http" && u.Scheme != "https":
		return URL{}, fmt.Errorf("%q is no URL of http or https", text)
	case u.Hostname() == "":
		return URL{}, fmt.Errorf("%q names no host", text)
	case u.User != nil:
		return URL{}, fmt.Errorf("a URL with an account in it is not modelled")
	}
	port, err := portOf(u)
	return URL{Text: text, Scheme: u.Scheme, Host: u.Hostname(), Port: port}, err
}

// portOf is the port that a URL names, 0 for the scheme's own.
func portOf(u *url.URL) (int, error) {
	if u.Port() == "" {
		return 0, nil
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil || port < 1 || port > 65535 {
		return 0, fmt.Errorf("%q is no port", u.Port())
	}
	if u.Scheme == "http" && port == 80 || u.Scheme == "https" && port == 443 {
		return 0, nil
	}
	return port, nil
}

// Origin is the part of a URL that says whom it asks: https://www.corp.example:8443.
func (u URL) Origin() string {
	host := u.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if u.Port != 0 {
		host += ":" + strconv.Itoa(u.Port)
	}
	return u.Scheme + "://" + host
}

// IsAddress reports whether the host is an address.
func (u URL) IsAddress() bool {
	_, err := netip.ParseAddr(u.Host)
	return err == nil
}

// trusted reports whether a host is on a list of hosts, where *.corp.example stands for all below corp.example.
func trusted(list []string, host string) bool {
	for _, pattern := range list {
		below, any := strings.CutPrefix(pattern, "*")
		if strings.EqualFold(pattern, host) || any && strings.HasSuffix(strings.ToLower(host), strings.ToLower(below)) {
			return true
		}
	}
	return false
}

// hostPort is a host with a port that is not the scheme's, as a name has them.
func hostPort(host string, port int) string { return host + ":" + strconv.Itoa(port) }
