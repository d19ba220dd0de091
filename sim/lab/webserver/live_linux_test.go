package webserver_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ntlmsim/sim/lab/webserver"
	"ntlmsim/sim/web"
)

var (
	update     = flag.Bool("update", false, "rewrite the golden files")
	everywhere = flag.Bool("chromium", false, "ask Chromium the attempts of every file")
)

// Every attempt is put to real parts. What comes is what is expected of them, and the verdicts are
// golden: an attempt that stops being observable is seen.
func TestRealPartsAnswerAsPredicted(t *testing.T) {
	webserver.Need(t)
	names := webserver.Files()
	if testing.Short() {
		names = []string{"kb326985/article.yaml"}
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			var text strings.Builder
			for _, c := range []webserver.Client{webserver.Probe, webserver.Curl} {
				p := webserver.PlanOf(t, c, name)
				fmt.Fprintf(&text, "%s\n%s", c, verdicts(ctx, t, start(ctx, t, p), p))
			}
			golden(t, strings.TrimSuffix(filepath.Base(name), ".yaml"), text.String())
		})
	}
}

// Chromium is asked the attempts of three files, which show each of its settings; of all files with -chromium. One
// window takes a third of a second.
func TestChromiumIsAnsweredAsPredicted(t *testing.T) {
	webserver.NeedFor(t, webserver.Chromium)
	names := []string{"kb326985/article.yaml", "kb326985/providers.yaml", "kb326985/application-pools.yaml"}
	switch {
	case *everywhere:
		names = webserver.Files()
	case testing.Short():
		names = names[:1]
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
			defer cancel()
			p := webserver.PlanOf(t, webserver.Chromium, name)
			golden(t, "chromium/"+strings.TrimSuffix(filepath.Base(name), ".yaml"), verdicts(ctx, t, start(ctx, t, p), p))
		})
	}
}

func start(ctx context.Context, t *testing.T, p webserver.Plan) *webserver.Lab {
	t.Helper()
	lab, err := webserver.Start(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := lab.Close(); err != nil {
			t.Error(err)
		}
	})
	return lab
}

// Servers that are not those of the file give verdicts that are not as expected.
func TestAnotherLaboratoryIsSeen(t *testing.T) {
	webserver.Need(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	want := webserver.PlanOf(t, webserver.Probe, "kb326985/article.yaml")
	topology := want.World.Topology()
	topology.SPNs = nil
	other, err := webserver.Prepare(webserver.Probe, topology, attemptsOf(want))
	if err != nil {
		t.Fatal(err)
	}
	lab := start(ctx, t, other)
	for i, a := range want.Attempts {
		registered := a.Want.SPN == "HTTP/shop.corp.example" || a.Want.SPN == "HTTP/10.0.0.6"
		if a.Cannot != "" {
			continue
		}
		got, err := lab.Ask(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		if verdict, ok := a.Verdict(got); ok == registered {
			t.Errorf("#%d %s: %s, where no name is registered", i+1, a.Attempt.Name, verdict)
		}
	}
}

func attemptsOf(p webserver.Plan) (list []web.Attempt) {
	for _, a := range p.Attempts {
		list = append(list, a.Attempt)
	}
	return list
}

// verdicts asks every attempt that can be asked, one line each.
func verdicts(ctx context.Context, t *testing.T, lab *webserver.Lab, p webserver.Plan) string {
	t.Helper()
	var text strings.Builder
	for i, a := range p.Attempts {
		var got webserver.Seen
		if a.Cannot == "" {
			var err error
			if got, err = lab.Ask(ctx, a); err != nil {
				t.Errorf("#%d %s: %v", i+1, a.Attempt.Name, err)
			}
		}
		verdict, ok := a.Verdict(got)
		if !ok {
			t.Errorf("#%d %s: %s", i+1, a.Attempt.Name, verdict)
		}
		fmt.Fprintf(&text, "#%d %s\n  %s\n", i+1, a.Attempt.Name, verdict)
	}
	return text.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update && !t.Failed() {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
