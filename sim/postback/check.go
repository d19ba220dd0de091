package postback

import (
	"fmt"
	"maps"
	"slices"

	"ntlmsim/sim"
)

// A Problem is a mistake in a topology or in an attempt: where, from its beginning, what, and what to do.
type Problem struct {
	Path       []string
	What, Hint string
}

// Check lists what is wrong with a topology: names that lead to nothing, and versions that do not fit.
func Check(t Topology) (list []Problem) {
	list = append(list, twice("nodes", names(t.Nodes, func(n Node) string { return n.Name }))...)
	list = append(list, twice("pools", names(t.Pools, func(p Pool) string { return p.Name }))...)
	list = append(list, twice("applications", names(t.Applications, func(a Application) string { return a.Name }))...)
	for _, n := range t.Nodes {
		for i, p := range n.Provisioned {
			at := []string{"nodes", n.Name, "auto-gen-keys", fmt.Sprint(i)}
			list = append(list, known(append(at, "pool"), "pool", p.Pool, names(t.Pools, func(p Pool) string { return p.Name }))...)
		}
	}
	for _, a := range t.Applications {
		list = append(list, t.checkApplication(a)...)
	}
	return list
}

func (t *Topology) checkApplication(a Application) (list []Problem) {
	at := []string{"applications", a.Name}
	for _, p := range twice("pages", names(a.Pages, func(p Page) string { return p.Name })) {
		p.Path = join(at, p.Path...)
		list = append(list, p)
	}
	for _, p := range twice("at", slices.Sorted(maps.Keys(a.Own))) {
		p.Path = join(at, p.Path...)
		list = append(list, p)
	}
	for i, n := range a.Nodes {
		list = append(list, known(join(at, "nodes", fmt.Sprint(i)), "node", n, names(t.Nodes, func(n Node) string { return n.Name }))...)
	}
	list = append(list, t.checkConfig(at, a, a.Config, a.Nodes)...)
	for _, n := range slices.Sorted(maps.Keys(a.Own)) {
		list = append(list, known(join(at, "at", n), "node of "+a.Name, n, a.Nodes)...)
		list = append(list, t.checkConfig(join(at, "at", n), a, a.Own[n], []string{n})...)
	}
	return list
}

// checkConfig checks the pool, and that its runtime is there.
func (t *Topology) checkConfig(at []string, a Application, c Config, nodes []string) (list []Problem) {
	if c.Pool == "" {
		return []Problem{{join(at, "pool"), a.Name + " has no pool", "write pool: and one of the pools"}}
	}
	if list = known(join(at, "pool"), "pool", c.Pool, names(t.Pools, func(p Pool) string { return p.Name })); len(list) > 0 {
		return list
	}
	for _, name := range nodes {
		n, p := t.node(name), t.pool(c.Pool)
		if n != nil && p.Framework >= V(4, 0) && n.Framework < V(4, 0) {
			list = append(list, Problem{join(at, "pool"), fmt.Sprintf("%s runs ASP.NET %s, and %s has .NET Framework %s", p.Name, p.Framework, n.Name, n.Framework), "write framework: 4.0, or what is installed, at the node"})
		}
	}
	return list
}

// twice is a problem for each name that an earlier one is but for its capitals.
func twice(key string, names []string) (list []Problem) {
	for i, n := range names {
		for _, before := range names[:i] {
			if equal(before, n) {
				list = append(list, Problem{[]string{key, n}, fmt.Sprintf("%s and %s are one name: capitals do not count", before, n), "give it another name"})
			}
		}
	}
	return list
}

func join(at []string, more ...string) []string { return slices.Concat(at, more) }

func names[T any](of []T, name func(T) string) (list []string) {
	for _, x := range of {
		list = append(list, name(x))
	}
	return list
}

// known is a problem where a name is none of a list.
func known(at []string, what, name string, of []string) []Problem {
	if slices.ContainsFunc(of, func(n string) bool { return equal(n, name) }) {
		return nil
	}
	return []Problem{{at, fmt.Sprintf("there is no %s %s", what, name), sim.Suggestion(name, of)}}
}

// CheckAttempt lists why an attempt cannot be asked. The paths begin at the attempt.
func (w *World) CheckAttempt(a Attempt) (list []Problem) {
	t := &w.topology
	list = t.checkPlace("page", a.Page)
	app := t.application(a.Page.Application)
	if app != nil {
		list = append(list, known([]string{"made-by"}, "node of "+app.Name, a.By, app.Nodes)...)
	}
	if a.For != nil {
		list = append(list, t.checkPlace("for", *a.For)...)
		app = t.application(a.For.Application)
	}
	if app != nil && a.To != "" {
		list = append(list, known([]string{"posted-to"}, "node of "+app.Name, a.To, app.Nodes)...)
	}
	if a.To != "" && slices.ContainsFunc(a.Drained, func(n string) bool { return equal(n, a.To) }) {
		list = append(list, Problem{[]string{"posted-to"}, "the balancer has taken out " + a.To + ", which gets the post", "leave posted-to: or drained: out"})
	}
	for key, nodes := range map[string][]string{"recycled": a.Recycled, "drained": a.Drained} {
		for i, n := range nodes {
			list = append(list, known([]string{key, fmt.Sprint(i)}, "node", n, names(t.Nodes, func(n Node) string { return n.Name }))...)
		}
	}
	slices.SortStableFunc(list, func(x, y Problem) int { return slices.Compare(x.Path, y.Path) })
	if len(list) == 0 && len(w.receivers(a)) == 0 {
		list = append(list, Problem{[]string{"drained"}, "no node is left that could get the post", "leave one"})
	}
	return list
}

// checkPlace checks the application of a page. Its pages need not be listed.
func (t *Topology) checkPlace(key string, p Place) []Problem {
	return known([]string{key}, "application", p.Application, names(t.Applications, func(a Application) string { return a.Name }))
}
