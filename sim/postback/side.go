package postback

// A Side is an application at a node: what it computes with. The key is told by where it comes from.
type Side struct {
	Node, IIS, Framework string
	Application          string
	Mode                 Mode
	Validation, Key      string
	Fresh                bool   // each start of the worker process makes a new key
	Wrong                string // why its web.config cannot be used; "": it can
}

func (h *Holder) side() Side {
	return Side{Node: h.node.Name, IIS: h.node.IIS.String(), Framework: h.node.Framework.String(), Application: h.app.Name,
		Mode: h.mode(), Validation: h.validation(), Key: h.origin(), Fresh: h.fresh() && !h.secret(h.config.Key.ValidationKey).explicit, Wrong: h.wrong()}
}

// Deployed is every application at each of its nodes.
func (w *World) Deployed() (list []Side) {
	for _, a := range w.topology.Applications {
		for _, n := range a.Nodes {
			h := w.topology.holder(n, a.Name, 0)
			list = append(list, h.side())
		}
	}
	return list
}

// Sides are who made the field, and who got it.
func (o Outcome) Sides() (made, got Side) { return o.facts.made.side(), o.facts.got.side() }

// Posted reports whether there was a page to post.
func (o Outcome) Posted() bool { return o.End != "failed.not-made" }
