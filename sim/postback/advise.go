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
	for _, c := range slices.Concat(byPerson(f), byPool(f), byConfig(f), byBalancer(f)) {
		t := w.topology
		t.Nodes, t.Pools, t.Applications = slices.Clone(t.Nodes), slices.Clone(t.Pools), slices.Clone(t.Applications)
		after := a
		c.edit(&t, &after)
		if p := New(t).balanced(after); p.View == Restored {
			list = append(list, c.Advice)
		}
	}
	return list
}

// byPerson: the same person again (solution 4a), and the page that the field belongs to.
func byPerson(f *Facts) (list []change) {
	if f.otherUserKey() {
		list = append(list, change{Advice{"open the page again after signing on, or sign on as " + f.attempt.User + " again", "",
			"if nobody has signed on in between, the page sets ViewStateUserKey to something that changes: set it to the name of the user"},
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
	name, provision := h.node.Name, Provision{h.pool.Name, h.pool.Framework, h.pool.Bits}
	edit := func(t *Topology, _ *Attempt) {
		n := t.node(name)
		n.Provisioned = append(slices.Clone(n.Provisioned), provision)
	}
	list = append(list, change{Advice{"give the pool's keys a place in HKLM, with aspnet_regiis -ga", fmt.Sprintf(`at %s, as an administrator: %%windir%%\Microsoft.NET\%s\%s\aspnet_regiis -ga "%s"`, name, folder(h.pool.Bits), directory(h.pool.Framework), h.identity()),
		"the key then outlives a start of the worker process; in a farm each node still has its own"}, edit})
	if h.pool.Identity != PoolIdentity {
		pool := h.pool.Name
		list = append(list,
			change{Advice{"load the profile of the pool's identity", fmt.Sprintf(`at %s: %%windir%%\system32\inetsrv\appcmd set apppool "%s" /processModel.loadUserProfile:true`, name, pool), "the worker process may need more disk and memory"},
				func(t *Topology, _ *Attempt) { yes := true; t.pool(pool).LoadProfile = &yes }},
			change{Advice{"or make that place with the script of the article's appendix B", fmt.Sprintf("at %s, as an administrator: Provision-AutoGenKeys -frameworkVersion %s -architecture %d -upn %s", name, h.pool.Framework, h.pool.Bits, upn(h.identity())), "-upn is the user principal name of the account: its suffix is that of the domain in DNS"}, edit})
	}
	return list
}

// upn is an account as the script takes it, whose parameter is a user principal name.
func upn(account string) string {
	domain, user, qualified := strings.Cut(account, `\`)
	if !qualified {
		return account
	}
	return user + "@" + domain
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

// byConfig: one machineKey element for all (solutions 1a, 2b, 3b).
func byConfig(f *Facts) []change {
	name := f.got.app.Name
	made := f.made.app.Name
	framework := f.got.framework()
	validation := "HMACSHA256"
	if min(framework, f.made.framework()) < V(4, 0) {
		validation = "SHA1"
	}
	key := strings.Repeat("A", 64)
	edit := func(t *Topology, _ *Attempt) {
		for _, app := range []string{name, made} {
			a := t.application(app)
			one := a.Config
			one.Key = MachineKey{Validation: validation, Decryption: "AES", ValidationKey: &key, DecryptionKey: &key}
			one.Target = f.got.config.Target
			own := maps.Clone(a.Own)
			for node, c := range own {
				c.Key, c.Target = one.Key, one.Target
				own[node] = c
			}
			a.Config, a.Own = one, own
		}
	}
	nodes := strings.Join(f.got.app.Nodes, " and ")
	says := "write one <machineKey> element into web.config of " + name + " at " + nodes
	if made != name {
		says += ", and into that of " + made
	}
	return []change{{Advice{says, fmt.Sprintf("anywhere: ntlmsim machinekey --framework %s --validation %s", framework, validation), "it is a secret: whoever has it can make a field that the servers take"}, edit}}
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
