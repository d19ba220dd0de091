package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// exampleEvent is the article's puzzle as NET's log would have it.
const exampleEvent = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/>
<EventID>4625</EventID><Version>0</Version><TimeCreated SystemTime='2026-11-24T12:00:00.1234567Z'/><Channel>Security</Channel><Computer>net.net-domain.example</Computer></System>
<EventData><Data Name='TargetUserName'>USER1</Data><Data Name='TargetDomainName'>LOCAL1</Data><Data Name='Status'>0xc000006d</Data>
<Data Name='FailureReason'>%%2313</Data><Data Name='SubStatus'>0xc0000064</Data><Data Name='LogonType'>3</Data><Data Name='LogonProcessName'>NtLmSsp </Data>
<Data Name='AuthenticationPackageName'>NTLM</Data><Data Name='WorkstationName'>LOCAL1</Data><Data Name='LmPackageName'>-</Data></EventData></Event>
`

func TestAnExportHasTheDocumentedShape(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events.xml")
	other := strings.ReplaceAll(strings.Replace(exampleEvent, "4625", "4672", 1), "12:00", "13:00")
	if err := os.WriteFile(file, []byte(exampleEvent+other+strings.ReplaceAll(exampleEvent, "12:00", "11:00")), 0o600); err != nil {
		t.Fatal(err)
	}
	var x wireExport
	decode(t, &x, "explain", "--json", "--event", file)
	if *x.Count != 3 || len(x.Groups) != 1 || len(x.Others) != 1 || *x.Others[0].ID != 4672 || x.Unread != "" {
		t.Fatalf("%+v", x)
	}
	g := x.Groups[0]
	if *g.Says != "4625 STATUS_NO_SUCH_USER" || *g.Count != 2 || g.First != "2026-11-24T11:00:00.1234567Z" || g.Last != "2026-11-24T12:00:00.1234567Z" ||
		len(g.Numbers) != 2 || g.Numbers[1] != 3 || g.Outside != "" || len(g.Fields) != 10 || len(g.Must) < 3 || *g.Explanation.Code != "4625 0xc000006d/0xc0000064" {
		t.Errorf("%+v", g)
	}
	for _, r := range g.Explanation.Rules {
		for _, s := range r.States {
			if strings.HasPrefix(s, "none.") || !strings.Contains(s, ".guest-") {
				t.Errorf("a domain was sent, and the account was not found: %s", s)
			}
		}
	}
}

// Ctrl-C ends the wait for events that do not come, and the reading of a file.
func TestCtrlCEndsTheReadingOfEvents(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events.xml")
	if err := os.WriteFile(file, []byte(exampleEvent), 0o600); err != nil {
		t.Fatal(err)
	}
	never, w := io.Pipe()
	defer w.Close()
	for _, name := range []string{"-", file} {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Millisecond, cancel)
		if name == file {
			cancel()
		}
		if _, err := readExport(ctx, never, name); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Nothing in an event steers the terminal that it is shown on.
func TestAnEventDoesNotSteerTheTerminal(t *testing.T) {
	stdout, stderr, _ := tryRun(t, strings.Replace(exampleEvent, ">USER1<", ">USER1&#x85;\u202e&#x9b;31m<", 1), "explain", "--event", "-")
	if !strings.Contains(stdout, "USER1") || strings.ContainsAny(stdout+stderr, "\u0085\u009b\u202e") {
		t.Errorf("%q%q", stdout, stderr)
	}
}

func TestLogsHaveTheDocumentedShape(t *testing.T) {
	var x wireLogs
	decode(t, &x, "explain", "--logs", "json", "kb103390/trusted-domain.yaml#1")
	if len(x.Attempts) != 1 || len(x.Attempts[0].Entries) != 2 {
		t.Fatalf("%+v", x)
	}
	logon := x.Attempts[0].Entries[1]
	if *logon.Machine != "NET" || *logon.Channel != "Security" || *logon.ID != 4624 || *logon.EventVersion != 0 || len(logon.Fields) != 20 || *logon.Source == "" {
		t.Errorf("%+v", logon)
	}
	for _, f := range logon.Fields {
		switch *f.Name {
		case "TargetUserSid", "IpAddress", "IpPort", "TargetLogonId", "KeyLength":
			if *f.Decided {
				t.Errorf("%s is decided: %s", *f.Name, *f.Value)
			}
		default:
			if !*f.Decided {
				t.Errorf("%s is not decided", *f.Name)
			}
		}
	}
}

// What --logs xml writes of any scenario --event reads, all of it, and finds each attempt among those that show it.
func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	for _, file := range []string{"kb103390/example.yaml", "windows/restrict-ntlm.yaml", "windows/generations.yaml"} {
		written, stderr, code := tryRun(t, "", "explain", file, "--logs", "xml")
		if code != exitExpected || stderr != "" {
			t.Fatal(code, stderr)
		}
		read, stderr, code := tryRun(t, written, "explain", "--json", "--event", "-")
		if code != exitExpected || stderr != "" {
			t.Fatal(code, stderr)
		}
		var x wireExport
		if err := json.Unmarshal([]byte(read), &x); err != nil {
			t.Fatal(err)
		}
		if *x.Count != strings.Count(written, "<Event ") || *x.Count == 0 || len(x.Others) > 0 {
			t.Errorf("%s: %d events are written, and %d read, %d of which are unknown", file, strings.Count(written, "<Event "), *x.Count, len(x.Others))
		}
		for _, g := range x.Groups {
			if len(g.Explanation.Rules) == 0 || !slices.ContainsFunc(g.Explanation.Scenarios, func(s struct {
				Number              *int
				File, Name, Because *string
				Shown               []string
			}) bool {
				return *s.File == file
			}) {
				t.Errorf("%s: %s has %d rules, and no attempt of the file shows it", file, *g.Says, len(g.Explanation.Rules))
			}
		}
	}
}
