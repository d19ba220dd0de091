package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/unknown"
)

// A Difference is one thing that was expected and predicted otherwise.
type Difference struct {
	Field string `json:"field"`
	Want  string `json:"want"`
	Got   string `json:"got"`
}

// Differences compares what an attempt expects with what is predicted. What it does not mention is not compared.
func Differences(a Attempt, o logon.Outcome) []Difference {
	var list []Difference
	compare := func(field string, want, got any) {
		if w, g := fmt.Sprint(want), fmt.Sprint(got); w != g {
			list = append(list, Difference{field, w, g})
		}
	}
	if w := a.Want; w != nil {
		compare("error", errorList(w.ErrorsWanted()), o.Error)
		if w.Status != nil {
			compare("status", logon.StatusText(w.Status), logon.StatusText(o.Status))
		}
		if w.Stage != nil {
			compare("stage", *w.Stage, o.Stage)
		}
		if w.Session != nil {
			compare("session", *w.Session, o.Session)
		}
		if w.Prompted != nil {
			compare("prompted", *w.Prompted, o.Prompted)
		}
		if w.Kerberos != nil {
			compare("kerberos", *w.Kerberos, o.Protocol == logon.Kerberos)
		}
		if w.Events != nil {
			list = append(list, eventDifferences(w.Events, o)...)
		}
	}
	if a.Because != "" {
		compare("because", a.Because, o.Because)
	}
	return list
}

// DifferencesOf is Differences where several answers are possible: the errors that are expected must be those of the
// answers, and what else is expected must be so in each of them.
func DifferencesOf(a Attempt, answers unknown.Answers) (list []Difference) {
	if a.Want != nil {
		if want, got := errorList(a.Want.ErrorsWanted()), errorList(answers.Errors()); want != got {
			list = append(list, Difference{"error", want, got})
		}
	}
	for _, answer := range answers.List {
		for _, d := range Differences(a, answer.Outcome()) {
			if d.Field != "error" && !slices.Contains(list, d) {
				list = append(list, d)
			}
		}
	}
	return list
}

// errorList is errors in words: "0", "0 or 1326".
func errorList(list []uint32) string {
	var words []string
	for _, e := range list {
		words = append(words, fmt.Sprint(e))
	}
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// eventDifferences pairs each expected event with a predicted one; what is left on either side is a difference, but for
// events of other logs than Security, or than Samba's: they need not be expected.
func eventDifferences(want []WantEvent, o logon.Outcome) []Difference {
	var list []Difference
	got := o.Logged()
	used := make([]bool, len(got))
	var missing []WantEvent
	for _, w := range want {
		found := false
		for i, g := range got {
			if !found && !used[i] && fits(w, g) {
				used[i], found = true, true
			}
		}
		if !found {
			missing = append(missing, w)
		}
	}
	var extra []logon.Event
	for i, g := range o.Events {
		if !used[i] {
			extra = append(extra, g)
		}
	}
	for i := range max(len(missing), len(extra)) {
		d := Difference{"event", "none", "none"}
		if i < len(missing) {
			d.Want = wantedEvent(missing[i])
		}
		if i < len(extra) {
			d.Got = eventText(extra[i])
		}
		list = append(list, d)
	}
	return list
}

func fits(w WantEvent, g logon.Event) bool {
	return strings.EqualFold(w.Machine, g.Machine) && w.ID == g.ID &&
		(w.Status == nil || *w.Status == g.Status) && (w.SubStatus == nil || *w.SubStatus == g.SubStatus)
}

func wantedEvent(w WantEvent) string {
	text := fmt.Sprintf("%s logs %d", w.Machine, w.ID)
	if w.Status != nil {
		text += ", status " + w.Status.String()
	}
	if w.SubStatus != nil {
		text += ", substatus " + w.SubStatus.String()
	}
	return text
}

func eventText(g logon.Event) string {
	w := WantEvent{Machine: g.Machine, ID: g.ID}
	if g.CarriesStatus() {
		w.Status = &g.Status
	}
	if g.ID == 4625 {
		w.SubStatus = &g.SubStatus
	}
	return wantedEvent(w)
}
