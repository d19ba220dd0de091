package lint

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/ewsproxy"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/web"
)

// EWS lists what of a file of the model ews-proxy is probably a mistake.
func EWS(w *ewsproxy.World) []Finding {
	t := w.Topology()
	names := Names{Directory: w.Web().Directory(), Registered: registered(w.Web())}
	list := Logon(t.Topology)
	for _, s := range t.Servers {
		if !asked(t, s, nil) {
			continue
		}
		at := []string{"servers", s.Machine}
		list = append(list, virtualDirectory(t, s, at)...)
		if !s.InternalURL.IsAddress() {
			names.Asked = append(names.Asked, askedOf(w.Web(), s, append(at, "internal-url")))
		}
	}
	return append(list, names.Check()...)
}

// asked reports whether another server can pass requests on to one: it is in another site. Where how is given it must
// hold of the other.
func asked(t ewsproxy.Topology, s ewsproxy.Server, how func(ewsproxy.Server) bool) bool {
	return slices.ContainsFunc(t.Servers, func(o ewsproxy.Server) bool {
		return o.Machine != s.Machine && (s.Site == "" || !strings.EqualFold(o.Site, s.Site)) && (how == nil || how(o))
	})
}

func askedOf(w *web.World, s ewsproxy.Server, path []string) Asked {
	a := Asked{Name: http(s.InternalURL.Host), Path: path, By: "the EWS virtual directory of " + s.Machine,
		Mend: func(owner *kerberos.Account) (Finding, bool) { return credential(s, owner) }}
	for _, site := range w.Topology().Sites {
		if site.Name == s.Machine {
			for _, k := range w.Keys(site) {
				a.Keys = append([]*kerberos.Account{k.Of}, a.Keys...) // the alternate service account first
			}
		}
	}
	return a
}

// credential gives a server the password of the alternate service account that has the name.
func credential(s ewsproxy.Server, owner *kerberos.Account) (f Finding, ok bool) {
	if len(s.OtherKeys) > 0 || strings.EqualFold(owner.Name, s.Machine+"$") {
		return f, false
	}
	return Finding{spnOtherKey, []string{"servers", s.Machine, "internal-url"},
		fmt.Sprintf("HTTP/%s belongs to %s, whose password %s does not have: it cannot open the tickets.", s.InternalURL.Host, owner.Full(), s.Machine),
		"If that is the alternate service account give it to the server; else write the server's own name.",
		[]string{fmt.Sprintf("RollAlternateServiceAccountPassword.ps1 -ToSpecificServers %s -GenerateNewPasswordFor %s", s.Machine, owner.Full())}}, true
}

// virtualDirectory finds what keeps a virtual directory from taking Kerberos.
func virtualDirectory(t ewsproxy.Topology, s ewsproxy.Server, at []string) (list []Finding) {
	add := func(r *Rule, key, what, do string, run ...string) {
		list = append(list, Finding{r, append(slices.Clone(at), key), what, do, run})
	}
	set := fmt.Sprintf(`Set-WebServicesVirtualDirectory "%s\EWS (Default Web Site)" `, s.Machine)
	if s.NoWindows {
		add(noWindows, "windows-authentication", "Windows authentication of the EWS virtual directory is off, so that no server can pass requests on to "+s.Machine+".",
			"Turn it on.", set+"-WindowsAuthentication $true")
	}
	if s.NTLMOnly {
		add(ntlmOnly, "ntlm-only", "The EWS virtual directory takes NTLM alone, and other servers send Kerberos alone.", "Offer Negotiate before NTLM.",
			`%windir%\system32\inetsrv\appcmd set config "Default Web Site/EWS" -section:system.webServer/security/authentication/windowsAuthentication "/+providers.[@start,value='Negotiate']" /commit:apphost`)
	}
	if s.Protected && s.TLSEndsAt != "" {
		add(tlsEnds, "extended-protection", "Extended protection is required, and TLS ends at "+s.TLSEndsAt+": the binding of the connection is another one.", "Have "+s.TLSEndsAt+" pass TLS through to the server.")
	}
	if s.InternalURL.IsAddress() && asked(t, s, func(o ewsproxy.Server) bool { return !o.TryIP }) {
		add(internalAddress, "internal-url", "InternalUrl has the address "+s.InternalURL.Host+", for which other servers ask no ticket, also where it is registered.",
			"Write the server's name.", set+"-InternalUrl "+byName(t, s))
	}
	return list
}

// byName is the InternalUrl of a server with its own name.
func byName(t ewsproxy.Topology, s ewsproxy.Server) string {
	name := strings.ToLower(s.Machine)
	for _, m := range t.Machines {
		for _, d := range t.Domains {
			if m.Name == s.Machine && strings.EqualFold(d.Name, m.Domain) && d.DNS != "" {
				name += "." + d.DNS
			}
		}
	}
	return strings.Replace(s.InternalURL.Text, s.InternalURL.Host, name, 1)
}
