package report

import (
	"ntlmsim/sim/logon"
	"ntlmsim/sim/unknown"
)

// A SeveralJSON is what predict --json prints where several answers are possible.
type SeveralJSON struct {
	Version int            `json:"version"`
	Verdict string         `json:"verdict"`
	Errors  []uint32       `json:"errors"`
	Answers []possibleJSON `json:"answers"`
	Decides *decidesJSON   `json:"decides"`
	LookUp  []lookUpJSON   `json:"lookUp"`
	Early   bool           `json:"early,omitempty"`
	Remarks []string       `json:"remarks,omitempty"`
	RestsOn []groundJSON   `json:"restsOn,omitempty"`
}

type possibleJSON struct {
	If string `json:"if"`
	predictionJSON
	Advice   []adviceJSON `json:"advice"`
	NoAdvice string       `json:"noAdvice,omitempty"`
}

type decidesJSON struct {
	Unknown string     `json:"unknown"`
	Cases   []caseJSON `json:"cases"`
}

type caseJSON struct {
	If     []string     `json:"if"`
	Answer *int         `json:"answer,omitempty"`
	Then   *decidesJSON `json:"then,omitempty"`
}

type lookUpJSON struct {
	Unknown string `json:"unknown"`
	Shown   string `json:"shown"`
}

// SeveralOf is the possible answers for programs.
func SeveralOf(a Attempt, t logon.Topology, remarks []string) SeveralJSON {
	j := SeveralJSON{Version: Version, Verdict: a.Decision.Verdict, Errors: a.Answers.Errors(), Answers: []possibleJSON{}, Decides: decidesOf(a.Answers.Tree),
		LookUp: []lookUpJSON{}, Early: a.Answers.Early, Remarks: remarks, RestsOn: groundsOf(a.Doubts)}
	for i, answer := range a.Answers.List {
		one := possibleOf(a, i)
		j.Answers = append(j.Answers, possibleJSON{answer.If, predictionOf(one.Outcome), advicesOf(one.Attempt, one.Advice), noAdvice(one.Outcome, one.Advice)})
	}
	for _, l := range lookUps(*a.Answers, t) {
		j.LookUp = append(j.LookUp, lookUpJSON{l.of.String(), l.shown})
	}
	return j
}

func decidesOf(n *unknown.Node) *decidesJSON {
	if n == nil {
		return nil
	}
	j := &decidesJSON{Unknown: n.Of.String()}
	for _, c := range n.Cases {
		k := caseJSON{If: c.Says, Then: decidesOf(c.Then)}
		if c.Then == nil {
			k.Answer = new(c.Answer + 1)
		}
		j.Cases = append(j.Cases, k)
	}
	return j
}
