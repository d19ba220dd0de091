package webserver

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/ewsproxy"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

// FromFile prepares the attempts of a file of the model web or ews-proxy, for the probe.
func FromFile(f *scenarios.File) (Plan, error) {
	if t, attempts, ok := scenarios.WebOf(f); ok {
		for i, a := range attempts {
			attempts[i].Open = rootOf(a.Open)
		}
		return Prepare(Probe, t, attempts)
	}
	if t, attempts, ok := scenarios.EWSOf(f); ok {
		return fromEWS(t, attempts)
	}
	return Plan{}, fmt.Errorf("%s has model: %s, and no laboratory is built from such files", f.Path, f.Model().Name)
}

// rootOf is the page that every server here has: the path decides nothing.
func rootOf(u web.URL) web.URL {
	if before, _, ok := strings.Cut(strings.TrimPrefix(u.Text, u.Scheme+"://"), "/"); ok {
		u.Text = u.Scheme + "://" + before + "/"
	}
	return u
}

// fromEWS has client access servers open each other's sites with their computer accounts. They take no NTLM.
func fromEWS(t ewsproxy.Topology, attempts []ewsproxy.Attempt) (Plan, error) {
	w, err := ewsproxy.New(t)
	if err != nil {
		return Plan{}, err
	}
	here := w.Web().Topology()
	here.Domains, here.Sites = slices.Clone(here.Domains), slices.Clone(here.Sites)
	for i, s := range t.Servers {
		here.Sites[i].Providers = providersOf(s)
		if s.Protected {
			here.Sites[i].Protected = web.Required
		}
		addComputer(here, s.Machine)
	}
	var list []web.Attempt
	for _, a := range attempts {
		one := w.AsWeb(a)
		one.Open = rootOf(one.Open)
		list = append(list, one)
	}
	p, err := Prepare(Probe, here, list)
	for i, a := range attempts {
		if err == nil && p.Attempts[i].Cannot == "" {
			p.Attempts[i].Cannot = unproxied(w.Predict(a))
		}
	}
	return p, err
}

// unproxied is why nothing can be seen of a request that these servers do not send.
func unproxied(o ewsproxy.Outcome) string {
	switch o.Because {
	case "not-proxied":
		return "both servers are in one site, so that nothing is sent"
	case "failed.ntlm-only":
		return "the target takes NTLM alone, which the source does not send"
	}
	return ""
}

func providersOf(s ewsproxy.Server) []web.Provider {
	switch {
	case s.NoWindows:
		return nil
	case s.NTLMOnly:
		return []web.Provider{web.NTLM}
	}
	return []web.Provider{web.KerberosAlone}
}

// addComputer gives the account of a computer a password that the laboratory knows.
func addComputer(t web.Topology, machine string) {
	for _, m := range t.Machines {
		for i, d := range t.Domains {
			if strings.EqualFold(m.Name, machine) && strings.EqualFold(d.Name, m.Domain) {
				t.Domains[i].Accounts = append(slices.Clone(d.Accounts), logon.Account{Name: m.Name + "$", Password: rand.Text(), Trust: logon.Workstation})
			}
		}
	}
}
