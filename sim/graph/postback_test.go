package graph

import (
	"bytes"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/postback"
)

// Every file about view state can be drawn, and each attempt: with one arrow where the page was never made, and two
// where it was posted. No picture has a key.
func TestFarmsAreDrawn(t *testing.T) {
	posted := map[bool]int{}
	for _, name := range scenarios.CatalogueOf("postback") {
		topology, attempts, _ := scenarios.PostbackOf(loadWeb(t, name))
		w := postback.New(topology)
		scenes := []*Scene{Postback(name, w)}
		for _, a := range attempts {
			o := w.Predict(a)
			s := PostbackAttempt(name, a.Name, "who makes what", o)
			posted[o.Posted()]++
			if want := map[bool]int{false: 1, true: 2}[o.Posted()]; len(s.asking.hops) != want || s.asking.hops[0].failed == o.Posted() {
				t.Errorf("%s: %d arrows, want %d", a.Name, len(s.asking.hops), want)
			}
			for _, h := range s.asking.hops {
				if h.from == nil || h.to == nil {
					t.Errorf("%s: an arrow from or to nobody", a.Name)
				}
			}
			scenes = append(scenes, s)
		}
		for _, s := range scenes {
			var svg bytes.Buffer
			if err := s.SVG(&svg); err != nil {
				t.Error(err)
			}
			if text := svg.String(); strings.Contains(text, "A1A1") || strings.Contains(text, "B2B2") || !strings.Contains(text, "IIS ") {
				t.Errorf("%s: a picture has a key, or no node: %s", s.title, text)
			}
		}
	}
	if posted[true] < 50 || posted[false] < 5 {
		t.Errorf("%v", posted)
	}
}
