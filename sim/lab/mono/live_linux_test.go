package mono

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab/judged"
	"ntlmsim/sim/postback"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Every attempt is put to Mono. What comes is what is expected of it, and the verdicts are golden: an attempt that
// stops being observable is seen.
func TestMonoAnswersAsPredicted(t *testing.T) {
	Need(t)
	for _, f := range files(t) {
		t.Run(strings.TrimSuffix(filepath.Base(f.Path), ".yaml"), func(t *testing.T) {
			t.Parallel() // each has processes of its own
			ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
			defer cancel()
			var text strings.Builder
			err := Run(ctx, planOf(t, f), func(r Result) {
				if r.Verdict == judged.Differs || r.Verdict == judged.CouldNot {
					t.Errorf("#%d %s: %s: %s", r.Number, r.Attempt, r.Verdict, r.Why)
				}
				fmt.Fprintf(&text, "#%d %s\n  %s\n", r.Number, r.Attempt, inOneLine(r))
			})
			if err != nil {
				t.Fatal(err)
			}
			golden(t, f, text.String())
		})
	}
}

// Fields that Mono has made are computed here, byte for byte: its MAC is HMAC-SHA256 of the data with the key of
// web.config, whatever validation says there, and nothing of the page or the user.
func TestFieldsOfMonoAreComputedHere(t *testing.T) {
	Need(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	key := strings.Repeat("0123456789ABCDEF", 4)
	p := Prepare(farmOf(key, "SHA1", "MD5", "HMACSHA256", "HMACSHA512", "AES"), nil)
	l, err := Start(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, a := range p.World.Topology().Applications {
		for _, page := range []string{"cart.aspx", "secret.aspx", "open.aspx"} {
			made, err := l.request(ctx, "WEB1", postback.Place{Application: a.Name, Page: page}, "anna", nil)
			if err != nil {
				t.Fatal(err)
			}
			form, err := made.form()
			if err != nil {
				t.Fatalf("%s/%s: %v: %+v", a.Name, page, err, made.seen(""))
			}
			field, err := base64.StdEncoding.DecodeString(form.Get("__VIEWSTATE"))
			if err != nil {
				t.Fatal(err)
			}
			if got := macIs(key, field); got != (page != "open.aspx") {
				t.Errorf("%s/%s: a MAC of the key is there: %t", a.Name, page, got)
			}
		}
	}
}

// macIs reports whether a field ends with the HMAC-SHA256 of the rest.
func macIs(key string, field []byte) bool {
	raw, err := hex.DecodeString(key)
	if err != nil || len(field) <= sha256.Size {
		return false
	}
	h := hmac.New(sha256.New, raw)
	h.Write(field[:len(field)-sha256.Size])
	return hmac.Equal(h.Sum(nil), field[len(field)-sha256.Size:])
}

// farmOf is a node with an application for each algorithm.
func farmOf(key string, algorithms ...string) postback.Topology {
	t := postback.Topology{Nodes: []postback.Node{{Name: "WEB1", IIS: postback.V(10, 0), Framework: postback.V(4, 8)}}, Pools: []postback.Pool{{Name: "shop", Identity: postback.PoolIdentity}}}
	for _, name := range algorithms {
		t.Applications = append(t.Applications, postback.Application{Name: name, Path: "/" + name, Nodes: []string{"WEB1"},
			Config: postback.Config{Pool: "shop", Key: postback.MachineKey{Validation: name, ValidationKey: &key}},
			Pages:  []postback.Page{{Name: "secret.aspx", Encrypted: true}, {Name: "open.aspx", NoMAC: true}}})
	}
	return t
}

// A process that is asked in place of another one is seen before anything is scored, and so is a farm that is not the
// one of the plan.
func TestAnotherFarmIsSeen(t *testing.T) {
	Need(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	p := farm(t)
	topology := copied(p.World.Topology())
	for i := range topology.Nodes {
		topology.Nodes[i].Platform = "azure"
	}
	l, err := Start(ctx, Prepare(topology, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	a := p.Attempts[slices.IndexFunc(p.Attempts, func(a Played) bool { return a.Attempt.Name == "another node gets the post" })]
	got, err := l.Ask(ctx, a)
	if r := a.Judge(1, got, err); r.Verdict != judged.Differs {
		t.Errorf("where all nodes have one key: got %+v, want %s", r, judged.Differs)
	}
	made, other := l.plan.workerOf(a.Attempt.By, a.Attempt.Page.Application), l.plan.workerOf(a.To, a.Attempt.Page.Application)
	l.running[made], l.running[other] = l.running[other], l.running[made]
	if _, err := l.Ask(ctx, a); err == nil || !strings.HasPrefix(err.Error(), "not scored: ") {
		t.Errorf("where another process answers: got %v", err)
	}
}

// inOneLine is a result as it stands in a golden file: which one of several errors came is left to chance.
func inOneLine(r Result) string {
	text, why := string(r.Verdict), r.Why
	if r.Verdict == judged.Known {
		why = strings.Join(r.Known, ", ")
	}
	if why != "" {
		text += " (" + why + ")"
	}
	if r.Got != nil {
		text += ": " + r.Want.String()
	}
	return text
}

func golden(t *testing.T, f *scenarios.File, got string) {
	t.Helper()
	file := filepath.Join("testdata", strings.TrimSuffix(filepath.Base(f.Path), ".yaml")+".txt")
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
