package report

import (
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/winevent"
)

// An ExportJSON is what explain --json --event prints.
type ExportJSON struct {
	Version int           `json:"version"`
	File    string        `json:"file"`
	Count   int           `json:"count"`
	Unread  string        `json:"unread,omitempty"`
	Lost    *lostJSON     `json:"lost,omitempty"`
	Groups  []groupJSON   `json:"groups"`
	Others  []OtherEvents `json:"others"`
}

type lostJSON struct {
	Count  int             `json:"count"`
	Events int             `json:"events"`
	Bytes  int64           `json:"bytes"`
	Places []winevent.Loss `json:"places"`
}

type groupJSON struct {
	Says        string      `json:"says"`
	Count       int         `json:"count"`
	First       string      `json:"first,omitempty"`
	Last        string      `json:"last,omitempty"`
	Machines    []string    `json:"machines"`
	Accounts    []string    `json:"accounts"`
	Numbers     []int       `json:"numbers"`
	Sentence    string      `json:"sentence"`
	Outside     string      `json:"outside,omitempty"`
	Fields      []fieldJSON `json:"fields"`
	Must        []mustJSON  `json:"must"`
	Explanation CodeJSON    `json:"explanation"`
}

type mustJSON struct {
	Branch     string   `json:"branch"`
	Conditions []string `json:"conditions"`
}

type fieldJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Says  string `json:"says,omitempty"`
	citeJSON
}

// JSON is the export for programs, after Explain.
func (x *Export) JSON() ExportJSON {
	j := ExportJSON{Version: Version, File: x.Path, Count: x.Count, Groups: []groupJSON{}, Others: append([]OtherEvents{}, x.Others...)}
	if l := x.Lost; l.Count > 0 {
		j.Unread = l.Places[0].String()
		j.Lost = &lostJSON{l.Count, l.Events, l.Bytes, l.Places}
	}
	for _, g := range x.Groups {
		j.Groups = append(j.Groups, g.json())
	}
	return j
}

func (g Group) json() groupJSON {
	m := g.meaning
	j := groupJSON{Says: g.says, Count: g.count, First: jsonTime(g.times[0]), Last: jsonTime(g.times[1]), Machines: append([]string{}, g.where...),
		Accounts: append([]string{}, g.who...), Numbers: g.numbers, Sentence: m.headline(), Outside: g.first.Outside(), Fields: fieldsOfEvent(g.first),
		Must: []mustJSON{}, Explanation: m.JSON()}
	for _, must := range m.must {
		one := mustJSON{Branch: must.Branch}
		for _, c := range must.Conditions {
			one.Conditions = append(one.Conditions, c.String())
		}
		j.Must = append(j.Must, one)
	}
	return j
}

// fieldsOfEvent lists all fields of an event; those that matter have their meaning.
func fieldsOfEvent(r logon.Recorded) []fieldJSON {
	says := map[string]logon.Annotation{}
	for _, t := range r.Annotations() {
		says[t.Name] = t
	}
	list := []fieldJSON{}
	for _, f := range r.Entry.Fields {
		t := says[f.Name]
		list = append(list, fieldJSON{f.Name, f.Value, t.Says, citeOf(t.Cite)})
	}
	return list
}

func jsonTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}
