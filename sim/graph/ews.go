package graph

import (
	"ntlmsim/sim/ewsproxy"
	"ntlmsim/sim/web"
)

// EWS makes a Scene of client access servers: Web, with what their virtual directories say.
func EWS(title string, t ewsproxy.Topology, w *ewsproxy.World) *Scene {
	s := Of(title, t.Topology)
	for _, r := range t.SPNs {
		for _, n := range r.Names {
			s.ofAccount(r.Account, anSPN, n.String(), false)
		}
	}
	for _, server := range t.Servers {
		s.addServer(w, server)
	}
	return s
}

// EWSAttempt is EWS with one attempt, as WebAttempt is Web with one.
func EWSAttempt(file, title, question string, t ewsproxy.Topology, w *ewsproxy.World, o ewsproxy.Outcome) *Scene {
	s := Of(file, t.Topology)
	s.addOwners(w.Web(), o.Request().Name)
	for _, server := range o.Servers() {
		s.addServer(w, server)
	}
	mood := letIn
	if o.Cause != ewsproxy.NoCause {
		mood = refused
	}
	s.asking = &asking{title: title, question: question, mood: mood, verdict: o.Verdict(), because: string(o.Because), reason: o.Reason}
	s.sends(o.Wire())
	return s
}

// addServer adds a virtual directory to its machine.
func (s *Scene) addServer(w *ewsproxy.World, server ewsproxy.Server) {
	text := "InternalUrl " + server.InternalURL.Text
	if server.Site != "" {
		text += ", in " + server.Site
	}
	list := []fact{{aSite, text, false}}
	for _, f := range []struct {
		holds bool
		text  string
	}{
		{server.NoWindows, "no Windows authentication"}, {server.NTLMOnly, "NTLM alone"}, {server.Protected, "extended protection"},
		{server.TLSEndsAt != "", "TLS ends at " + server.TLSEndsAt}, {server.TryIP, "TryIPSPN"},
	} {
		if f.holds {
			list = append(list, fact{aSite, f.text, true})
		}
	}
	key := keyFact(w.Web().Keys(web.Site{Machine: server.Machine, OtherKeys: server.OtherKeys}), false)
	s.onCard(server.Machine, append(list, key)...)
}
