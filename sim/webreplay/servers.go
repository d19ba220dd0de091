package webreplay

import (
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/replay"
	"ntlmsim/sim/web"
)

// Servers are where sites and KDCs are. The keys are folded to capitals.
type Servers struct {
	Sites map[string]string // HOST[:PORT] by the host of a URL, with http:// or https:// or without, by site, or by machine
	KDCs  map[string]string // HOST[:PORT] by realm
}

// A Mistake is something wrong with the servers that are named.
type Mistake struct{ What, Hint string }

func (m *Mistake) Error() string { return m.What }

// Check finds an address that is none, and a name that no file has.
func (s Servers) Check(topologies []web.Topology, attempts []web.Attempt) error {
	var sites, realms []string
	for _, t := range topologies {
		for _, site := range t.Sites {
			sites = append(sites, site.Name, site.Machine)
		}
		for _, d := range t.Domains {
			realms = append(realms, d.DNS)
		}
	}
	for _, a := range attempts {
		sites = append(sites, a.Open.Host, a.Open.Origin())
	}
	if err := check("--at", s.Sites, sites, "site, host or machine with a site"); err != nil {
		return err
	}
	return check("--kdc", s.KDCs, realms, "domain whose dns: is")
}

func check(flag string, given map[string]string, names []string, what string) error {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if _, err := replay.Address(given[name], "80"); err != nil {
			return &Mistake{fmt.Sprintf("%s %s: %v", flag, name, err), "An address is HOST or HOST:PORT, as 10.0.0.5 or [::1]:8080."}
		}
		if !slices.ContainsFunc(names, func(n string) bool { return n != "" && strings.EqualFold(n, name) }) {
			return &Mistake{fmt.Sprintf("no scenario has a %s %s", what, name), sim.Suggestion(strings.ToLower(name), names)}
		}
	}
	return nil
}

// site is where an attempt's site is; "" where nobody says it. The most exact name counts.
func (s Servers) site(a web.Attempt, at web.Site) string {
	for _, name := range []string{a.Open.Origin(), a.Open.Host, at.Name, at.Machine} {
		if text, ok := s.Sites[strings.ToUpper(name)]; ok {
			address, _ := replay.Address(text, port(a.Open))
			return address
		}
	}
	return ""
}

// port is that of a URL.
func port(u web.URL) string {
	switch {
	case u.Port != 0:
		return strconv.Itoa(u.Port)
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

// kdc is where the KDC of a realm is; "" where nobody says it.
func (s Servers) kdc(realm string) string {
	text, ok := s.KDCs[strings.ToUpper(realm)]
	if !ok {
		return ""
	}
	address, _ := replay.Address(text, "88")
	return address
}

// Authorities are those whose certificates stand in a file (PEM).
func Authorities(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, errors.Unwrap(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("there is no certificate in it")
	}
	return pool, nil
}
