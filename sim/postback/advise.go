package postback

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// An Advice is a change after which the model predicts that the state is restored.
type Advice struct{ Change, Run, Caveat string }

// A change is one that may help.
type change struct {
	Advice
	edit func(*Topology, *Attempt)
}

// advise lists the changes that help, the smallest first: the article's solutions, and those for what it does not
// have. Each is predicted before it is said.
func (w *World) advise(a Attempt, o Outcome) (list []Advice) {
	f := o.facts
	for _, c := range slices.Concat(byPerson(f), byPool(f), byPage(f), byTarget(f), byConfig(w.topology, f), byBalancer(f)) {
		t := w.topology
		t.Nodes, t.Pools, t.Applications = slices.Clone(t.Nodes), slices.Clone(t.Pools), slices.Clone(t.Applications)
		after := a
		c.edit(&t, &after)
		if p := New(t).balanced(after); p.View == Restored && (p.End != "open.unchecked" || o.End == "failed.unreadable") {
			list = append(list, c.Advice)
		}
	}
	return list
}

// byPerson: the same person again (solution 4a), and the page that the field belongs to.
func byPerson(f *Facts) (list []change) {
	if f.otherUserKey() {
		says := "open the page again: it is then made for who is signed on now"
		if f.onto.UserKey == ByUser && f.attempt.User != "" {
			says += ", or sign on as " + f.attempt.User + " again and post it"
		}
		list = append(list, change{Advice{says, "", "where nobody has signed on in between, the page sets ViewStateUserKey to something that changes: set it to the name of the user"},
			func(_ *Topology, a *Attempt) { a.Later, a.NewSession = "", false }})
	}
	if f.attempt.Field == Changed || f.attempt.Field == Cut {
		list = append(list, change{Advice{"find what changes the field on its way: a proxy, a filter, a script of the page, or an attacker", "", ""},
			func(_ *Topology, a *Attempt) { a.Field = Whole }})
	}
	if !f.samePage() {
		list = append(list, change{Advice{"have the form post to its own page, " + f.attempt.Page.String(), "", ""}, func(_ *Topology, a *Attempt) { a.For = nil }})
	}
	return list
}

// byPool: a place for the generated key (solutions 2a, 3a, 3c), or the profile (3d).
func byPool(f *Facts) (list []change) {
	h := &f.got
	if !h.fresh() {
		return nil
	}
	name, provision := h.node.Name, Provision{h.pool.Name, h.pool.runtime(), h.pool.Bits}
	edit := func(t *Topology, _ *Attempt) {
		n := t.node(name)
		n.Provisioned = append(slices.Clone(n.Provisioned), provision)
	}
	list = append(list, change{Advice{"give the pool's keys a place in HKLM, with aspnet_regiis -ga", fmt.Sprintf(`at %s, as an administrator: %%windir%%\Microsoft.NET\%s\%s\aspnet_regiis -ga "%s"`, name, folder(h.pool.Bits), directory(h.pool.runtime()), h.identity()),
		"in a farm each node still has a key of its own"}, edit})
	if h.pool.Identity != PoolIdentity {
		pool := h.pool.Name
		list = append(list,
			change{Advice{"load the profile of the pool's identity", fmt.Sprintf(`at %s: %%windir%%\system32\inetsrv\appcmd set apppool "%s" /processModel.loadUserProfile:true`, name, pool), "the worker process may need more disk and memory"},
				func(t *Topology, _ *Attempt) { yes := true; t.pool(pool).LoadProfile = &yes }})
		if who := upn(string(h.pool.Identity)); who != "" {
			list = append(list, change{Advice{"make that place with the script of the article's appendix B", fmt.Sprintf(`at %s, as an administrator: Provision-AutoGenKeys -frameworkVersion %s -architecture %d -upn "%s"`, name, h.pool.runtime(), h.pool.Bits, who), ""}, edit})
		}
	}
	return list
}

// upn is the user principal name of an account, as the script wants it; "" of one that has none. The name of a domain
// in DNS is not known here.
func upn(account string) string {
	domain, user, qualified := strings.Cut(account, `\`)
	switch {
	case strings.Contains(account, "@"):
		return account
	case !qualified || domain == "." || domain == "" || user == "":
		return ""
	}
	return user + "@DNS-NAME-OF-" + domain
}

func folder(bits int) string {
	if bits == 32 {
		return "Framework"
	}
	return "Framework64"
}

// directory is where the tools of a runtime are.
func directory(runtime Version) string {
	if runtime < V(4, 0) {
		return "v2.0.50727"
	}
	return "v4.0.30319"
}

// byPage: the check for a page that was made without it.
func byPage(f *Facts) []change {
	if f.signs() {
		return nil
	}
	name, page := f.made.app.Name, f.page.Name
	return []change{{Advice{"remove EnableViewStateMac=false from " + f.attempt.Page.String(), "", "until then whoever can reach the page can have " + f.made.node.Name + " run programs"}, func(t *Topology, _ *Attempt) {
		a := t.application(name)
		a.Pages = slices.Clone(a.Pages)
		for i := range a.Pages {
			if equal(a.Pages[i].Name, page) {
				a.Pages[i].NoMAC = false
			}
		}
	}}}
}

// byTarget: what .NET Framework 4.0 and older cannot read.
func byTarget(f *Facts) (list []change) {
	for _, h := range []*Holder{&f.made, &f.got} {
		if h.framework() >= V(4, 5) || h.config.Target == 0 {
			continue
		}
		name := h.app.Name
		list = append(list, change{Advice{"remove targetFramework from httpRuntime in web.config of " + name + " at " + h.node.Name + ", or install .NET Framework 4.5 there", "", ""}, func(t *Topology, _ *Attempt) {
			a := t.application(name)
			a.Target, a.Own = 0, maps.Clone(a.Own)
			for node, c := range a.Own {
				c.Target = 0
				a.Own[node] = c
			}
		}})
	}
	return list[:min(1, len(list))]
}

// byConfig: one machineKey element for all (solutions 1a, 2b, 3b): that which ntlmsim machinekey prints for the oldest
// of the nodes.
func byConfig(t Topology, f *Facts) []change {
	name, made := f.got.app.Name, f.made.app.Name
	oldest := min(f.got.framework(), f.made.framework())
	for _, node := range f.got.app.Nodes {
		h := t.holder(node, name, 0)
		oldest = min(oldest, h.framework())
	}
	key := strings.Repeat("A", 64)
	element := MachineKey{Validation: "HMACSHA256", Decryption: "AES", ValidationKey: &key, DecryptionKey: &key}
	version := "3.5"
	switch {
	case oldest >= V(4, 5):
		version, element.Mode = "4.5", string(Framework45)
	case oldest >= V(4, 0):
		version = "4.0"
	default:
		element.Validation = "SHA1"
	}
	edit := func(t *Topology, _ *Attempt) {
		for _, app := range []string{name, made} {
			a := t.application(app)
			a.Key, a.Own = element, maps.Clone(a.Own)
			for node, c := range a.Own {
				c.Key = element
				a.Own[node] = c
			}
		}
	}
	says := "write one <machineKey> element into web.config of " + name + " at " + strings.Join(f.got.app.Nodes, " and ")
	if made != name {
		says += ", and into that of " + made
	}
	return []change{{Advice{says, "anywhere: ntlmsim machinekey --framework " + version, "it is a secret: whoever has it can make a field that the servers take"}, edit}}
}

// byBalancer: affinity (solution 1b).
func byBalancer(f *Facts) []change {
	name := f.got.app.Name
	if f.got.app.Affinity || f.sameNode() {
		return nil
	}
	return []change{{Advice{"until then, have the balancer send each client to the node that it had before (affinity)", "", "only until that node is taken out or fails: then the error is back"},
		func(t *Topology, a *Attempt) { t.application(name).Affinity = true; a.To = "" }}}
}
