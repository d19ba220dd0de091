package report

import (
	"fmt"

	"ntlmsim/sim/page"
	"ntlmsim/sim/viewstate"
	"ntlmsim/sim/webconfig"
)

// A ViewStateJSON is what viewstate --json prints.
type ViewStateJSON struct {
	Version   int               `json:"version"`
	Bytes     int               `json:"bytes"`
	Plain     bool              `json:"plain"`
	Generator string            `json:"generator,omitempty"`
	Nodes     []nodeAnswerJSON  `json:"nodes"`
	Summary   nodeAnswerSummary `json:"summary"`
}

type nodeAnswerJSON struct {
	Path       string              `json:"path"`
	Says       webconfig.Says      `json:"says"`
	Why        string              `json:"why"`
	Beside     string              `json:"beside,omitempty"`
	Mode       viewstate.Mode      `json:"mode"`
	Validation viewstate.Algorithm `json:"validation"`
	Verdict    viewstate.Verdict   `json:"verdict,omitempty"`
	Form       viewstate.Form      `json:"form,omitempty"`
}

type nodeAnswerSummary struct {
	Nodes   int `json:"nodes"`
	Take    int `json:"take"`
	Refuse  int `json:"refuse"`
	Unknown int `json:"unknown"`
}

// ViewStateOf is what nodes do with a field, for programs.
func ViewStateOf(q webconfig.Question, answers []webconfig.Answer) ViewStateJSON {
	out := ViewStateJSON{Version: Version, Bytes: q.Field.Len(), Plain: q.Field.Plain(), Nodes: []nodeAnswerJSON{}}
	if q.HasGenerator {
		out.Generator = fmt.Sprintf("%08X", q.Page.Generator)
	}
	for _, a := range answers {
		mode := a.Node.Mode
		if a.Node.ModeUnknown {
			mode = ""
		}
		out.Nodes = append(out.Nodes, nodeAnswerJSON{a.Node.File.Name, a.Says, a.Why, a.Beside, mode, a.Node.Validation, a.Result.Verdict, a.Result.Form})
		out.Summary.Nodes++
		switch a.Says {
		case webconfig.Takes:
			out.Summary.Take++
		case webconfig.Refuses:
			out.Summary.Refuse++
		default:
			out.Summary.Unknown++
		}
	}
	return out
}

// PrintViewState writes what each node does with a field, and why.
func (p *Page) PrintViewState(q webconfig.Question, answers []webconfig.Answer) {
	kind := "encrypted, or made by validation AES or 3DES"
	if q.Field.Plain() {
		kind = "not encrypted"
	}
	p.Line("The field has ", fmt.Sprint(q.Field.Len()), " bytes, and is ", kind, ".")
	for _, a := range answers {
		paint := p.Style.Red
		switch a.Says {
		case webconfig.Takes:
			paint = p.Style.Green
		case webconfig.Unknown:
			paint = p.Style.Yellow
		}
		p.Long(a.Node.File.Name+": "+paint(nodeSays[a.Says])+": ", "    ", nil, a.Why+".")
		if a.Beside != "" {
			p.Long("    ", "    ", nil, a.Beside+".")
		}
	}
	s := ViewStateOf(q, answers).Summary
	p.Line(fmt.Sprintf("%d of %s would take it.", s.Take, page.Plural(s.Nodes, "node")))
	if s.Take > 0 {
		p.Long("", "", nil, "View state has no time in it: it is taken again for as long as the key stays.")
	}
}

var nodeSays = map[webconfig.Says]string{webconfig.Takes: "takes it", webconfig.Refuses: "refuses it", webconfig.Unknown: "not known"}
