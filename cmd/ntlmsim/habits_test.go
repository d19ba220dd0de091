package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
	"ntlmsim/sim/page"
)

func TestEveryCommandIsDescribedWithExamples(t *testing.T) {
	for _, c := range everyCommand() {
		if !c.Hidden && (c.Short == "" || c.Long == "" || len(c.Examples) == 0) {
			t.Errorf("%s is not described", c.Name)
		}
	}
}

// Every example of every command is typed at a shell as it stands.
func TestEveryExampleWorks(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("the examples are for a shell: install sh")
	}
	dir := t.TempDir()
	lab := "machines: {SRV: {role: standalone, profile: windows-2022}}\nattempts:\n" +
		"  - {name: nobody, send: {to: SRV, domain: SRV, user: NOBODY, password: PSW1}, want: {error: 1326}}\n"
	if err := os.Mkdir(filepath.Join(dir, "lab"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "lab", "lab.yaml"), []byte(lab), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "event.xml"), []byte(exampleEvent), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, from := range map[string]string{"spns.txt": "setspn-q.txt", "corp.ldf": "directory.ldf", "applicationHost.config": "applicationHost.config"} {
		copyFile(t, filepath.Join(dir, name), filepath.Join("../../sim/imports/testdata", from))
	}
	for _, name := range []string{"web1.config", "web2.config", "web3.config"} {
		copyFile(t, filepath.Join(dir, name), "../../sim/webconfig/testdata/web1.config")
	}
	copyFile(t, filepath.Join(dir, "page.html"), "../../sim/webconfig/testdata/page.html")
	copyFile(t, filepath.Join(dir, "post.txt"), "../../sim/webconfig/testdata/page.html")
	for _, c := range everyCommand() {
		for _, x := range c.Examples {
			t.Run(x.Line, func(t *testing.T) {
				if c.Name == "completion" {
					t.Skip("it writes to the home directory; the script completion.txtar has it")
				}
				if asksServers(c.Name) && !strings.Contains(x.Line, "--dry-run") {
					t.Skip("it needs a server")
				}
				if strings.Contains(x.Line, "| dot") {
					_, err := exec.LookPath("dot")
					switch {
					case err == nil:
					case os.Getenv("NTLMSIM_LIVE") == "1":
						t.Fatal("NTLMSIM_LIVE=1 demands every example: install graphviz")
					default:
						t.Skip("install graphviz")
					}
				}
				cmd := exec.Command("sh", "-c", x.Line)
				cmd.Dir = dir
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%v: %s", err, out)
				}
			})
		}
	}
}

func copyFile(t *testing.T, to, from string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, to, string(data))
}

// asksServers reports whether a command asks real servers, or builds or ends them.
func asksServers(name string) bool {
	return name == "replay" || strings.HasPrefix(name, "lab ") && name != "lab export"
}

// closed is a pipe whose reader has gone.
type closed struct{}

func (closed) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "stdout", Err: syscall.EPIPE}
}

func TestNobodyIsToldThatAPipeWasClosed(t *testing.T) {
	var stderr bytes.Buffer
	if code := run(t.Context(), []string{"rules"}, nil, closed{}, &stderr, nil); code != exitExpected || stderr.Len() > 0 {
		t.Errorf("exit code %d, %q", code, stderr.String())
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestAFullDiskIsNoSuccess(t *testing.T) {
	var stderr bytes.Buffer
	if code := run(t.Context(), []string{"rules"}, nil, full{}, &stderr, nil); code != exitUsage || !strings.Contains(stderr.String(), "no space") {
		t.Errorf("exit code %d, %q", code, stderr.String())
	}
}

func TestCtrlCEndsARun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code := run(ctx, []string{"run"}, nil, io.Discard, io.Discard, nil); code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
}

func TestCtrlCEndsWaitingForInput(t *testing.T) {
	for _, command := range []string{"run -", "check -", "import setspn -", "explain --event -"} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		waiting, typing := io.Pipe()
		defer typing.Close()
		done := make(chan int)
		go func() { done <- run(ctx, strings.Fields(command), waiting, io.Discard, io.Discard, nil) }()
		cancel()
		select {
		case code := <-done:
			if code != exitInterrupted {
				t.Errorf("%s: exit code %d, want %d", command, code, exitInterrupted)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s still waits", command)
		}
	}
}

func TestColourIsForTerminals(t *testing.T) {
	for _, test := range []struct {
		flag, noColor, term string
		tty, want           bool
	}{
		{"auto", "", "xterm", true, true},
		{"auto", "", "xterm", false, false},
		{"auto", "1", "xterm", true, false},
		{"auto", "", "dumb", true, false},
		{"always", "1", "dumb", false, true},
		{"never", "", "xterm", true, false},
	} {
		e := newEnv(nil, io.Discard, io.Discard, []string{"NO_COLOR=" + test.noColor, "TERM=" + test.term})
		e.tty, e.color = test.tty, test.flag
		if err := e.paint(); err != nil || e.out.Style.On != test.want {
			t.Errorf("%+v: painted %t, %v", test, e.out.Style.On, err)
		}
	}
}

// Mermaid reads a line of these kinds, and nothing in a name can end a label.
func TestMermaidIsWhatMermaidReads(t *testing.T) {
	stdout, _, _ := tryRun(t, "", "rules", "--format", "mermaid", "--path", "kb103390/example.yaml#3")
	const label = `"[^"<>\\]+"`
	line := regexp.MustCompile(`^(flowchart TD|  s\d+(\[` + label + `\]|\(\[` + label + `\]\))|  s\d+ -->\|` + label + `\| s\d+` +
		`|  linkStyle \d+(,\d+)* stroke:#d04000,stroke-width:4px|  classDef taken .*|  class s\d+ taken)$`)
	lines := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
	for _, l := range lines {
		if !line.MatchString(l) {
			t.Errorf("%q", l)
		}
	}
	if edges := strings.Count(stdout, "-->"); edges != len(logon.Rules().Rules()) || edges > 500 || len(stdout) > 50_000 {
		t.Errorf("%d edges in %d bytes: Mermaid draws at most 500 in 50000", edges, len(stdout))
	}
}

func TestTextIsPaddedByWhatATerminalShows(t *testing.T) {
	for text, want := range map[string]int{"abc": 3, "äöü": 3, "日本": 4, "e\u0301": 1, "\x1b[31mred\x1b[0m": 3} {
		if got := page.Width(text); got != want {
			t.Errorf("%q is %d columns wide, want %d", text, got, want)
		}
	}
}

// A command that explain suggests, and that can be typed as it stands, ends in error 0 with predict. Those with a
// masked password or *, of sessions without a password and after other attempts are confirmed in sim/report.
func TestAdviceIsConfirmedByTheModel(t *testing.T) {
	if testing.Short() {
		t.Skip("asks the whole catalogue in one goroutine: run it without -short")
	}
	confirmed := 0
	for _, name := range scenarios.CatalogueFiles() {
		if file := loadCatalogue(t, name); file.Kept {
			continue // what predict asks has none of the connections of attempts before it
		}
		var x wireExplanation
		decode(t, &x, "explain", "--json", name)
		for _, a := range x.Attempts {
			if *a.Prediction.Error == 0 && len(a.Advice) > 0 {
				t.Errorf("%s#%d works, and is given advice", name, *a.Number)
			}
			if a.Logon != "" {
				continue // predict --as would sign on with the password
			}
			for _, advice := range a.Advice { // whether Kerberos works is not decided
				if advice.Command == "" || advice.And != "" || strings.HasSuffix(advice.Command, " "+netuse.Placeholder) || strings.HasSuffix(advice.Command, " *") || *advice.Session == "undecided" {
					continue
				}
				var p wirePredicted
				decode(t, &p, "predict", "--json", "--topology", name, "--from", a.From, "--as", a.As, advice.Command)
				if *p.Error != 0 || *p.Session != *advice.Session {
					t.Errorf("%s#%d: %s ends in error %d, session %s", name, *a.Number, advice.Command, *p.Error, *p.Session)
				}
				confirmed++
			}
		}
	}
	if confirmed == 0 {
		t.Error("no advice names a command")
	}
	t.Logf("%d commands confirmed", confirmed)
}

func BenchmarkRunTheCatalogue(b *testing.B) {
	for b.Loop() {
		if code := run(b.Context(), []string{"run"}, nil, io.Discard, io.Discard, nil); code != exitExpected {
			b.Fatal(code)
		}
	}
}
