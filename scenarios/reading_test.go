package scenarios_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/strict"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

func TestEveryKeyIsRead(t *testing.T) {
	got, err := load(t, "testdata/good/everything.yaml")
	if err != nil {
		t.Fatal(err)
	}
	people := []logon.Account{
		{Name: "USER1", Password: "PSW1", Groups: []string{"Staff"}, Workstations: []string{"LOCAL1", "1326"}},
		{Name: "no", Password: "010", Previous: []string{"OLD", "009"}, Changed: 90 * time.Minute, Hours: "none"},
		{Name: "first last", Disabled: true, Locked: true, Expired: true, MustChange: true, PasswordExpired: true, Hours: "all"},
		{Name: "Guest"},
	}
	topology := logon.Topology{
		Domains: []logon.Domain{
			{Name: "HEAD", DNS: "head.example", Kind: "ad", Accounts: people, Trusts: []logon.Trust{
				{Domain: "OLD", Type: "external", Direction: "outgoing"},
				{Domain: "FAR", Type: "forest", Direction: "both", Selective: true, Down: true},
				{Domain: "PAST", Type: "external", Direction: "outgoing", Channel: "wrong-password"},
			}, Policy: logon.Policy{LockoutThreshold: 3, LockoutWindow: "30m", LockoutDuration: "1h"}},
			{Name: "OLD", Kind: "nt4", Accounts: people},
			{Name: "FAR", Kind: "ad"},
			{Name: "PAST", Kind: "nt4", Accounts: []logon.Account{{Name: "LOCAL", Local: true}}},
		},
		Machines: []logon.Machine{
			{Name: "NET", Role: "controller", Domain: "HEAD", Profile: "windows-2003",
				Settings: []logon.Setting{{Name: "LmCompatibilityLevel", Values: []string{"4"}}, {Name: "SeDenyNetworkLogonRight", Values: []string{"Staff", "1"}}},
				Shares:   []logon.Share{{Name: "share", Allow: []string{"Staff"}, Deny: []string{`HEAD\no`}}, {Name: "my share"}}},
			{Name: "MEMBER", Role: "member", Domain: "OLD", Profile: "windows-nt4", Channel: "netlogon-stopped", Accounts: []logon.Account{{Name: "USER1"}}},
			{Name: "LOCAL1", Role: "standalone", Profile: "windows-2022", Settings: []logon.Setting{{Name: "SeDenyNetworkLogonRight", Values: []string{}}}, Accounts: people,
				Connections: []logon.Connection{
					{Server: "NET", As: logon.Name{Domain: "HEAD", User: "no"}, Password: new("010"), Share: "my share", Device: "X:", For: logon.LogonSession{As: logon.Name{Domain: "LOCAL1", User: "USER1"}}},
					{Server: "NET", Session: logon.Anonymous, NoShare: true},
					{Server: "MEMBER", As: logon.Name{User: "no@head.example"}, Session: logon.Guest, Device: "LPT1"},
				}},
		},
	}
	disabled, success, setup, none, no := logon.StatusAccountDisabled, logon.StatusSuccess, logon.AtSetup, logon.NoSession, false
	restricted, nothing := logon.StatusAccountRestriction, ""
	attempts := []scenarios.Attempt{{
		Attempt: logon.Attempt{Name: "a command", From: "LOCAL1", As: logon.Name{Domain: "LOCAL1", User: "first last"}, Typed: &nothing,
			Run: logon.NetUse{Device: "*", Server: "net.head.example", Share: "my share", Ask: true, User: &logon.UserName{Form: logon.Qualified, Domain: "HEAD", Name: "first last"}}},
		Command: `net use * "\\net.head.example\my share" * /user:"HEAD\first last"`, After: 90 * time.Minute, Line: 39,
		Want: &scenarios.Want{Error: 1331, Status: &disabled, Stage: &setup, Session: &none, Prompted: &no, Events: []scenarios.WantEvent{
			{Machine: "NET", ID: 4625, Status: &restricted, SubStatus: &disabled}, {Machine: "a controller of HEAD", ID: 4776}}},
		Because: "own.found.disabled",
	}, {
		Attempt: logon.Attempt{Name: "a session setup", Send: &logon.Send{To: "NET", User: "USER1", Password: "PSW1", Response: ntlm.LMv2, Salt: &nothing, Workstation: "W"}},
		Want:    &scenarios.Want{Status: &success, Events: []scenarios.WantEvent{}}, Line: 55,
	}}
	want := &scenarios.File{Path: "testdata/good/everything.yaml", Comment: "Every key there is.\n\nAnd an alias.", Topology: topology, Attempts: attempts, Kept: true,
		Remarks: []string{"testdata/good/everything.yaml:28:74: SeDenyNetworkLogonRight of NET lists 1, and no account of this file has that name or is in such a group"}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(scenarios.File{})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestAnAttemptMayWantNothingInALenientFile(t *testing.T) {
	data := []byte("machines: {N: {role: standalone, profile: windows-2003}}\nattempts: [{name: one, send: {to: N, response: none}}]\n")
	if _, err := scenarios.Load("x.yaml", data); err == nil || !strings.Contains(err.Error(), "an attempt needs want") {
		t.Errorf("strictly: %v", err)
	}
	file, err := scenarios.Load("x.yaml", data, scenarios.Lenient)
	if err != nil || len(file.Attempts) != 1 || file.Attempts[0].Want != nil {
		t.Errorf("leniently: %+v, %v", file, err)
	}
}

func TestAFileWithoutAttemptsIsATopology(t *testing.T) {
	file, err := scenarios.Load("x.yaml", []byte("machines: {N: {role: standalone, profile: windows-2003}}"))
	if err != nil || len(file.Attempts) != 0 || len(file.Topology.Machines) != 1 {
		t.Errorf("%+v, %v", file, err)
	}
}

func TestAFileIsReadUpToItsLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(path, make([]byte, strict.MaxSize+1000), 0o600); err != nil {
		t.Fatal(err)
	}
	data, err := scenarios.ReadFile(nil, path)
	if err != nil || len(data) != strict.MaxSize+1 {
		t.Fatalf("%d bytes, %v", len(data), err)
	}
	if _, err := scenarios.Load(path, data); err == nil || !strings.Contains(err.Error(), "larger than 4 MiB") {
		t.Error(err)
	}
	if _, err := scenarios.ReadFile(nil, path+".not"); !os.IsNotExist(err) {
		t.Error(err)
	}
}

func TestASessionSetupIsWrittenOnTheCommandLineAsInAFile(t *testing.T) {
	salt := "B"
	for text, want := range map[string]logon.Send{
		`{domain: "?", user: USER1, password: PSW1, response: ntlmv2}`: {Domain: "?", User: "USER1", Password: "PSW1", Response: ntlm.NTLMv2},
		`{user: USER1}`:                  {User: "USER1", Response: ntlm.NTLMv2},
		`{response: none, share: ipc$}`:  {},
		`{to: NET, salt: B, user: '12'}`: {To: "NET", Salt: &salt, User: "12", Response: ntlm.NTLMv2},
		"user: USER1\nresponse: lm\n":    {User: "USER1", Response: ntlm.LM},
	} {
		got, err := scenarios.ParseSend(text)
		if err != nil {
			t.Error(err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", text, diff)
		}
	}
}

func TestMistakesOfTheCommandLineAreShownInIt(t *testing.T) {
	for text, want := range map[string]string{
		`{user: USER1, pasword: x}`: "--send:1:15: send has no key \"pasword\"\n{user: USER1, pasword: ***}\n              ^\n  did you mean password?",
		`{domain: ?, user: 1326}`:   "--send:1:19: a number is not a text\n{domain: ?, user: 1326}\n                  ^\n  put it in single quotes: '…'",
		`{user: USER1, response: v2}`: "--send:1:25: \"v2\" is no response\n{user: USER1, response: v2}\n                        ^\n" +
			"  there are: ntlmv2, lmv2, ess, ntlmv1, lm, none",
		`{user: USER1`: "--send:1:1: this mapping is not closed, or a comma is missing\n{user: USER1\n^\n" +
			"  a quote, a comma or a brace within a value needs single quotes around the value",
		``:      "--send:1:1: nothing is sent\n\n^\n  {domain: D, user: USER1, password: PSW1}",
		`USER1`: "--send:1:1: send is a mapping, not a text\n***\n^\n  its keys are: to, share, domain, user, password, response, salt, workstation",
	} {
		_, err := scenarios.ParseSend(text)
		if err == nil {
			t.Errorf("%s is accepted", text)
		} else if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Errorf("%s: -want +got\n%s", text, diff)
		}
	}
}
