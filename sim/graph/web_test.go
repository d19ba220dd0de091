package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/ewsproxy"
	"ntlmsim/sim/web"
)

// drawnScene is a scene of a web server, and what was sent in it.
type drawnScene struct {
	*Scene
	wire []web.Message
}

// webScenes are the scenes of the catalogue about web servers and Exchange: each file alone, and with each attempt.
func webScenes(t *testing.T) map[string]drawnScene {
	t.Helper()
	list := map[string]drawnScene{}
	for _, name := range scenarios.CatalogueOf("web") {
		topology, attempts, _ := scenarios.WebOf(loadWeb(t, name))
		w, err := web.New(topology)
		if err != nil {
			t.Fatal(err)
		}
		list[name] = drawnScene{Web(name, w), nil}
		for i, a := range attempts {
			o := w.Predict(a)
			list[fmt.Sprintf("%s#%d", name, i+1)] = drawnScene{WebAttempt(name, a.Name, "who opens what", w, o), o.Wire()}
		}
	}
	for _, name := range scenarios.CatalogueOf("ews-proxy") {
		topology, attempts, _ := scenarios.EWSOf(loadWeb(t, name))
		w, err := ewsproxy.New(topology)
		if err != nil {
			t.Fatal(err)
		}
		list[name] = drawnScene{EWS(name, topology, w), nil}
		for i, a := range attempts {
			o := w.Predict(a)
			list[fmt.Sprintf("%s#%d", name, i+1)] = drawnScene{EWSAttempt(name, a.Name, "who asks whom", topology, w, o), o.Wire()}
		}
	}
	return list
}

func loadWeb(t *testing.T, name string) *scenarios.File {
	t.Helper()
	file, err := scenarios.LoadAs(scenarios.Models(), name, text(t, name), scenarios.Lenient)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestEveryPictureOfAWebServerIsTidy(t *testing.T) {
	scenes := webScenes(t)
	for name, s := range scenes {
		for _, fault := range faultsOf(s.Scene) {
			t.Errorf("%s: %s", name, fault)
		}
	}
	if len(scenes) < 70 {
		t.Errorf("only %d pictures", len(scenes))
	}
}

// Each message is an arrow, one that is not sent a broken one; and each arrow is a message.
func TestTheArrowsAreTheMessages(t *testing.T) {
	broken := 0
	for name, s := range webScenes(t) {
		var got, want []string
		if s.asking != nil {
			for _, h := range s.asking.hops {
				got = append(got, fmt.Sprintf("%s to %s: %s, sent %t", h.from.name, h.to.name, h.answer, !h.failed))
			}
		}
		for _, m := range s.wire {
			want = append(want, fmt.Sprintf("%s to %s: %s, sent %t", m.From.Machine, cmp.Or(m.To.Machine, "a controller"), m, m.Sent))
			if !m.Sent {
				broken++
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if broken < 10 {
		t.Errorf("only %d messages are not sent", broken)
	}
}

// What decides an attempt is in its picture: whose name it is, and whose keys open tickets.
func TestAPictureShowsTheNameAndTheKey(t *testing.T) {
	scenes := webScenes(t)
	for name, want := range map[string][]string{
		"kb326985/application-pools.yaml#1": {"SVCWEB: HTTP/kernel.corp.example", `opens tickets with: CORP\WEB1$`, `sealed for CORP\SVCWEB`, "error 41"},
		"kb326985/article.yaml#1":           {"HTTP/web1 (as HOST/web1)", `opens tickets with: CORP\WEB1$`},
		"kb326985/article.yaml#7":           {"not sent: a ticket (no ticket is asked for an address)"},
		"exchange/proxy.yaml#5":             {"ASA$: HTTP/mail.corp.example", `opens tickets with: CORP\CAS6$`, `sealed for CORP\ASA$`},
	} {
		s := scenes[name]
		for format, text := range drawings(t, s.Scene) {
			text = strings.Join(strings.Fields(text), " ")
			for _, part := range want {
				if format == "text" && !strings.Contains(text, part) {
					t.Errorf("%s, %s: no %q in %s", name, format, part, text)
				}
			}
			if strings.Contains(text, "PSW") {
				t.Errorf("%s, %s: a password is shown", name, format)
			}
		}
	}
}
