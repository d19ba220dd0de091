package ewsproxy

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

// An Advice is a change after which the model predicts that the request is passed on.
type Advice struct{ Change, Run, Caveat string }

// A change is one that may help.
type change struct {
	Advice
	edit func(*Topology)
}

// advise lists the changes that help, the smallest first. Each is predicted before it is said.
func (w *World) advise(a Attempt, f *Facts) (list []Advice) {
	for _, c := range slices.Concat(w.credential(f), w.virtualDirectory(f), w.names(f)) {
		t := w.topology
		t.SPNs, t.Servers = slices.Clone(t.SPNs), slices.Clone(t.Servers)
		c.edit(&t)
		if after, err := New(t); err == nil && len(after.CheckAttempt(a)) == 0 && after.decide(a).Proxied {
			list = append(list, c.Advice)
		}
	}
	return list
}

// set is the command that changes the target's EWS virtual directory.
func set(f *Facts, what string) string {
	return fmt.Sprintf(`in the Exchange Management Shell: Set-WebServicesVirtualDirectory "%s\EWS (Default Web Site)" %s`, f.to.Machine, what)
}

func editServer(f *Facts, edit func(*Server)) func(*Topology) {
	machine := f.to.Machine
	return func(t *Topology) {
		for i := range t.Servers {
			if t.Servers[i].Machine == machine {
				edit(&t.Servers[i])
			}
		}
	}
}

// virtualDirectory is what can be changed at the target's virtual directory.
func (w *World) virtualDirectory(f *Facts) (list []change) {
	add := func(says, run, caveat string, edit func(*Server)) {
		list = append(list, change{Advice{says, run, caveat}, editServer(f, edit)})
	}
	if f.to.NoWindows {
		add("turn on Windows authentication", set(f, "-WindowsAuthentication $true"), "", func(s *Server) { s.NoWindows = false })
	}
	if f.to.NTLMOnly {
		add("offer Negotiate before NTLM", "at "+f.to.Machine+`: %windir%\system32\inetsrv\appcmd set config "Default Web Site/EWS" -section:system.webServer/security/authentication/windowsAuthentication "/+providers.[@start,value='Negotiate']" /commit:apphost`,
			"", func(s *Server) { s.NTLMOnly = false })
	}
	if f.to.Protected && f.to.TLSEndsAt != "" {
		add("have "+f.to.TLSEndsAt+" pass TLS through to the server", "", "", func(s *Server) { s.TLSEndsAt = "" })
	}
	if own := w.ownURL(f); own.Host != "" && !strings.EqualFold(own.Host, f.to.InternalURL.Host) {
		add("write the target's own name into InternalUrl", set(f, "-InternalUrl "+own.Text), "", func(s *Server) { s.InternalURL = own })
	}
	return list
}

// ownURL is the InternalUrl with the target's own name.
func (w *World) ownURL(f *Facts) web.URL {
	for _, m := range w.topology.Machines {
		for _, d := range w.topology.Domains {
			if equal(m.Name, f.to.Machine) && equal(d.Name, m.Domain) && d.DNS != "" {
				u := f.to.InternalURL
				own, err := web.ParseURL(strings.Replace(u.Text, u.Host, strings.ToLower(m.Name+"."+d.DNS), 1))
				if err == nil {
					return own
				}
			}
		}
	}
	return web.URL{}
}

// credential gives the target the password of the alternate service account that has the name.
func (w *World) credential(f *Facts) []change {
	if len(f.request.Owners) != 1 || f.ticket.Final() != "refused.other-key" {
		return nil
	}
	owner := f.request.Owners[0]
	for _, m := range w.topology.Machines {
		if equal(m.Name+"$", owner.Name) {
			return nil // a computer's password is its own
		}
	}
	return []change{{Advice{"give " + f.to.Machine + " the password of the alternate service account " + owner.Full(),
		"in the Exchange Management Shell: RollAlternateServiceAccountPassword.ps1 -ToSpecificServers " + f.to.Machine + " -GenerateNewPasswordFor " + owner.Full(),
		"the password is then a new one: name every server that shares the name"}, editServer(f, func(s *Server) { s.OtherKeys = append(slices.Clone(s.OtherKeys), owner.Full()) })}}
}

// names gives the name to an account whose key the target has.
func (w *World) names(f *Facts) (list []change) {
	if len(f.request.Keys) == 0 || f.request.Address {
		return nil // registering an address helps nobody whose TryIPSPN is off
	}
	keys := slices.Clone(f.request.Keys)
	slices.Reverse(keys) // the alternate service account, which every server can hold, before the computer
	for _, k := range keys {
		owner, name := k.Of, f.request.Name
		run := ""
		for _, other := range f.request.Owners {
			if other != owner {
				run += fmt.Sprintf("setspn -D %s %s\n", name, other.Full())
			}
		}
		run += fmt.Sprintf("setspn -S %s %s", name, owner.Full())
		list = append(list, change{Advice{"register " + name.String() + " for " + owner.Full() + " alone, whose key the target has", "as an administrator of " + owner.Realm + ": " + run, w.shared(f, owner)},
			func(t *Topology) { t.SPNs = moved(t.SPNs, name, owner.Full()) }})
	}
	return list
}

// shared is the caveat of a name that is taken from an account which other servers have the password of.
func (w *World) shared(f *Facts, to *kerberos.Account) string {
	for _, other := range f.request.Owners {
		if other != to && strings.EqualFold(to.Name, f.to.Machine+"$") {
			return "servers that share the name cannot open its tickets then"
		}
	}
	return ""
}

// moved is names with one of them registered for one account alone.
func moved(names []logon.Registered, name kerberos.Name, to string) (list []logon.Registered) {
	for _, r := range names {
		r.Names = slices.DeleteFunc(slices.Clone(r.Names), func(n kerberos.Name) bool { return strings.EqualFold(n.String(), name.String()) })
		list = append(list, r)
	}
	return append(list, logon.Registered{Account: to, Names: []kerberos.Name{name}})
}
