package scenarios_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/strict"
	"ntlmsim/sim/logon"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func load(t *testing.T, path string, options ...scenarios.Option) (*scenarios.File, error) {
	t.Helper()
	data, err := scenarios.ReadFile(nil, path)
	if err != nil {
		t.Fatal(err)
	}
	return scenarios.Load(filepath.ToSlash(path), data, options...)
}

func paths(t *testing.T, pattern string) []string {
	t.Helper()
	list, err := filepath.Glob(pattern)
	if err != nil || len(list) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	return list
}

func TestTheExampleOfTheDesignIsReadAsItIsWritten(t *testing.T) {
	got, err := load(t, "testdata/good/design.yaml")
	if err != nil {
		t.Fatal(err)
	}
	user1 := []logon.Account{{Name: "USER1", Password: "PSW1"}}
	share := []logon.Share{{Name: "share"}}
	password := "PSW1"
	user := logon.User
	want := &scenarios.File{
		Path: "testdata/good/design.yaml",
		Comment: "The worked example of KB 103390: the same user, logged on to a workstation instead of a domain,\n" +
			"is let in by one server and not by the other.",
		Topology: logon.Topology{
			Domains: []logon.Domain{
				{Name: "NET-DOMAIN", Kind: "ad", Trusts: []logon.Trust{{Domain: "SCRATCH-DOMAIN", Type: "external", Direction: "outgoing"}}},
				{Name: "SCRATCH-DOMAIN", Kind: "ad", Accounts: user1},
			},
			Machines: []logon.Machine{
				{Name: "NET", Role: "controller", Domain: "NET-DOMAIN", Profile: "windows-2003", Shares: share},
				{Name: "SCRATCH", Role: "controller", Domain: "SCRATCH-DOMAIN", Profile: "windows-2003", Shares: share},
				{Name: "LOCAL1", Role: "standalone", Profile: "windows-2008r2", Accounts: user1},
			},
		},
		Attempts: []scenarios.Attempt{{
			Attempt: logon.Attempt{Name: "NET does not know LOCAL1 and has no such account", From: "LOCAL1",
				As: logon.Name{Domain: "LOCAL1", User: "USER1"}, Run: logon.NetUse{Device: "X:", Server: "NET", Share: "share"}},
			Command: `net use x: \\NET\share`, Want: &scenarios.Want{Error: 1326}, Because: "unknown.missing.guest-disabled", Line: 12,
		}, {
			Attempt: logon.Attempt{Name: "the workaround names the domain that holds the account", From: "LOCAL1",
				As: logon.Name{Domain: "LOCAL1", User: "USER1"}, Run: logon.NetUse{Device: "X:", Server: "NET", Share: "share", Password: &password,
					User: &logon.UserName{Form: logon.Qualified, Domain: "SCRATCH-DOMAIN", Name: "USER1"}}},
			Command: `net use x: \\NET\share /user:SCRATCH-DOMAIN\USER1 PSW1`,
			Want:    &scenarios.Want{Error: 0, Session: &user}, Because: "trusted.found.password-matches", Line: 18,
		}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(scenarios.File{})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestEveryMistakeIsReportedWithItsPlace(t *testing.T) {
	for _, path := range paths(t, "testdata/errors/*.yaml") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".yaml"), func(t *testing.T) {
			_, err := load(t, path)
			if err == nil {
				t.Fatal("the file is accepted")
			}
			golden(t, strings.TrimSuffix(path, ".yaml")+".txt", err.Error()+"\n")
			data, _ := os.ReadFile(path)
			checkPlaces(t, data, err)
		})
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test ./scenarios -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// checkPlaces sees to it that errors are Errors, sorted, each within the text and with its line.
func checkPlaces(t *testing.T, data []byte, err error) {
	t.Helper()
	var list strict.Errors
	if !errors.As(err, &list) || len(list) == 0 {
		t.Fatalf("%T is not Errors", err)
	}
	lines := strings.Split(strings.TrimPrefix(string(data), "\uFEFF"), "\n")
	for i, e := range list {
		if e.Line < 1 || e.Line > len(lines) {
			t.Fatalf("line %d of %d: %v", e.Line, len(lines), e)
		}
		text := strings.TrimSuffix(lines[e.Line-1], "\r")
		if e.Column < 1 || e.Column > utf8.RuneCountInString(text)+1 {
			t.Fatalf("column %d of %q: %v", e.Column, text, e)
		}
		if i > 0 && (e.Line < list[i-1].Line || e.Line == list[i-1].Line && e.Column < list[i-1].Column) {
			t.Fatalf("not sorted: %v", list)
		}
		if e.Message == "" || !strings.HasPrefix(e.Error(), e.File+":") {
			t.Fatalf("%#v", e)
		}
	}
}
