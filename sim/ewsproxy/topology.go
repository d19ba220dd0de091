package ewsproxy

import (
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

// A Topology is machines and domains, and the client access servers among them.
type Topology struct {
	logon.Topology

	Servers []Server
}

// A Server is the EWS virtual directory of a client access server.
type Server struct {
	Machine     string
	Site        string   // of Active Directory; "": not known, and taken for another one
	InternalURL web.URL  // to which others pass requests on
	NoWindows   bool     // WindowsAuthentication is off
	NTLMOnly    bool     // its providers have no Negotiate
	OtherKeys   []string // the alternate service account
	Protected   bool     // extended protection is required
	TLSEndsAt   string   // what ends TLS before it, as a load balancer; "": nothing
	TryIP       bool     // TryIPSPN, as a client of others
}

// An Attempt is a request for a mailbox in another site.
type Attempt struct {
	Name     string
	From, To string // client access servers
}

// A World is a Topology prepared for questions.
type World struct {
	topology Topology
	web      *web.World
}

// Check lists what is wrong with a topology. The paths begin at the file.
func Check(t Topology) []logon.Problem {
	var list []logon.Problem
	for _, p := range web.Check(t.asWeb()) {
		switch {
		case p.Path[0] == "browsers": // the machine is missed as a server, too
			continue
		case p.Path[0] == "sites" && len(p.Path) > 2:
			p = ofServer(p)
		}
		list = append(list, p)
	}
	return list
}

// ofServer is a problem of a site as one of the server that it stands for.
func ofServer(p logon.Problem) logon.Problem {
	path := []string{"servers", p.Path[1]}
	switch p.Path[2] {
	case "hosts":
		path, p.Hint = append(path, "internal-url"), "write a name that leads to this server, as in https://cas2.corp.example/ews/exchange.asmx"
	case "other-keys":
		path = append(append(path, "alternate-service-account"), p.Path[3:]...)
	}
	p.Path = path
	return p
}

// New prepares a topology that Check finds nothing wrong with.
func New(t Topology) (*World, error) {
	w, err := web.New(t.asWeb())
	if err != nil {
		return nil, err
	}
	return &World{t, w}, nil
}

// Topology is what the world is made of.
func (w *World) Topology() Topology { return w.topology }

// asWeb is the topology as web servers: the computer's own key opens tickets, and those that it is given.
func (t Topology) asWeb() web.Topology {
	w := web.Topology{Topology: t.Topology}
	for _, s := range t.Servers {
		site := web.Site{Name: s.Machine, Machine: s.Machine, Providers: []web.Provider{web.Negotiate, web.NTLM}, OtherKeys: s.OtherKeys}
		if s.InternalURL.Host != "" {
			site.Hosts = []string{s.InternalURL.Host}
		}
		w.Sites = append(w.Sites, site)
		browser := web.Usual(s.Machine)
		browser.TryIP = s.TryIP
		browser.Canonical = false
		w.Browsers = append(w.Browsers, browser)
	}
	return w
}

// server finds a client access server by its machine; nil if there is none.
func (w *World) server(machine string) *Server {
	for i := range w.topology.Servers {
		if equal(w.topology.Servers[i].Machine, machine) {
			return &w.topology.Servers[i]
		}
	}
	return nil
}

// Facts are what the table asks.
type Facts struct {
	from, to *Server
	request  kerberos.Request
	ticket   kerberos.Decision
	asks     web.Ticketing
}
