package scenarios

import (
	"go.yaml.in/yaml/v4"

	"ntlmsim/scenarios/strict"
	"ntlmsim/sim/logon"
)

// linksPlace is where the links of a namespace stand, with the shares to which each leads.
var linksPlace = strict.NamesOf(strict.AnyTexts)

var namespaceObject = strict.Object[logon.Namespace]{
	What:     "a namespace",
	Required: []string{"targets"},
	Hint:     `{targets: ['\\FS1\public'], links: {reports: ['\\FS2\reports']}}`,
	Fields: []strict.Field[logon.Namespace]{
		strict.Key("targets", func(r *strict.Reader, into *logon.Namespace, n *strict.Node) { into.Targets = readTargets(r, n) }, strict.AnyTexts),
		strict.Key("links", func(r *strict.Reader, into *logon.Namespace, n *strict.Node) { into.Links = readLinks(r, n) }, linksPlace),
	},
}

// readNamespaces reads the namespaces of a domain: each the shares to which it leads, or a mapping.
func readNamespaces(r *strict.Reader, n *strict.Node) (list []logon.Namespace) {
	r.Each(n, "namespaces", `namespaces: {public: ['\\FS1\public']}`, func(name string, key, value *strict.Node) {
		namespace := logon.Namespace{Name: name}
		if strict.Follow(value).Kind == yaml.SequenceNode {
			namespace.Targets = readTargets(r, value)
		} else {
			namespaceObject.Read(r, key, value, &namespace)
		}
		list = append(list, namespace)
	})
	return list
}

func readLinks(r *strict.Reader, n *strict.Node) (list []logon.Link) {
	r.Each(n, "links", `links: {reports: ['\\FS1\reports']}`, func(path string, _, value *strict.Node) {
		list = append(list, logon.Link{Path: path, Targets: readTargets(r, value)})
	})
	return list
}

// readTargets reads the shares to which a namespace or a link leads, of which there is at least one.
func readTargets(r *strict.Reader, n *strict.Node) (list []string) {
	if target := strict.Follow(n); target.Kind == yaml.SequenceNode && len(target.Content) == 0 {
		r.Fail(n, `['\\FS1\public']`, "it leads to no share")
	}
	r.List(n, "targets", func(item *strict.Node) { list = append(list, r.Text(item)) })
	return list
}

func namespacesText(list []logon.Namespace) string {
	var entries []entry
	for _, n := range list {
		text := nameList(n.Targets)
		if len(n.Links) > 0 {
			text = mapping(entry{"targets", text}, entry{"links", linksText(n.Links)})
		}
		entries = append(entries, entry{n.Name, text})
	}
	return entriesText(entries)
}

func linksText(links []logon.Link) string {
	var entries []entry
	for _, l := range links {
		entries = append(entries, entry{l.Path, nameList(l.Targets)})
	}
	return entriesText(entries)
}
