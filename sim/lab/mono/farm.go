package mono

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/postback"
)

// A worker is the worker process of a pool at a node, as it is to be started.
type worker struct {
	name  string // node0-pool1
	home  string // whose directory is its profile; "": it has none
	sites []site
}

// A site is an application in a worker.
type site struct {
	name, path, dir string
	config          string
}

// application is one of the file's, with its number.
func (p Plan) application(name string) postback.Application {
	t := p.World.Topology()
	return t.Applications[p.number(name)]
}

func (p Plan) number(application string) int {
	return slices.IndexFunc(p.World.Topology().Applications, func(a postback.Application) bool { return strings.EqualFold(a.Name, application) })
}

// workers are those of all pools, by their names.
func (p Plan) workers() map[string]*worker {
	all := map[string]*worker{}
	for i, a := range p.World.Topology().Applications {
		for _, node := range a.Nodes {
			c, own := configAt(a, node)
			s := site{name: siteName(i), path: a.Path, dir: siteName(i), config: webConfig(c, a.Pages)}
			if own {
				s.dir += fmt.Sprintf("-node%d", p.nodeNumber(node))
			}
			name := p.workerName(node, c.Pool)
			if all[name] == nil {
				all[name] = &worker{name: name, home: p.homeOf(name, node, a.Name)}
			}
			all[name].sites = append(all[name].sites, s)
		}
	}
	return all
}

func siteName(application int) string { return fmt.Sprintf("app%d", application) }

func (p Plan) nodeNumber(name string) int {
	return slices.IndexFunc(p.World.Topology().Nodes, func(n postback.Node) bool { return strings.EqualFold(n.Name, name) })
}

// workerName is what a worker process is called in what it says: names of files may have any signs.
func (p Plan) workerName(node, pool string) string {
	at := slices.IndexFunc(p.World.Topology().Pools, func(x postback.Pool) bool { return strings.EqualFold(x.Name, pool) })
	return fmt.Sprintf("node%d-pool%d", p.nodeNumber(node), at)
}

// workerOf is the worker process of an application at a node.
func (p Plan) workerOf(node, application string) string {
	return p.workerName(node, p.configOf(node, application).Pool)
}

func (p Plan) configOf(node, application string) postback.Config {
	c, _ := configAt(p.application(application), node)
	return c
}

// configAt is the web.config of an application at a node; own reports whether it is that node's alone.
func configAt(a postback.Application, node string) (c postback.Config, own bool) {
	for name, c := range a.Own {
		if strings.EqualFold(name, node) {
			return c, true
		}
	}
	return a.Config, false
}

// homeOf is the HOME of a worker: Mono keeps generated keys there. The model says which workers share one.
func (p Plan) homeOf(worker, node, application string) string {
	switch store := p.World.Store(node, application); store {
	case "key.pool-identity", "key.no-profile":
		return ""
	case "key.platform":
		platform := p.World.Topology().Nodes[p.nodeNumber(node)].Platform
		first := slices.IndexFunc(p.World.Topology().Nodes, func(n postback.Node) bool { return n.Platform == platform })
		return fmt.Sprintf("platform%d-%s", first, worker[strings.Index(worker, "-")+1:])
	case "key.profile", "key.provisioned", "key.kept":
		return worker
	default:
		panic("unknown place of keys: " + store)
	}
}

// pageOf is a page with its settings.
func (p Plan) pageOf(at postback.Place) postback.Page {
	for _, page := range p.application(at.Application).Pages {
		if strings.EqualFold(page.Name, at.Page) {
			return page
		}
	}
	return postback.Page{Name: at.Page}
}
