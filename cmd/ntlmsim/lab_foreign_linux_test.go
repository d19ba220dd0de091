package main

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
	"ntlmsim/sim/replay/foreign"
)

// upLab builds a lab that the test ends.
func upLab(t *testing.T, path string) (state string) {
	t.Helper()
	state = t.TempDir()
	up, stdout, stderr := labProgram(t, state, "lab", "up", path)
	if err := up.Run(); err != nil {
		t.Fatalf("lab up: %v\n%s%s", err, stdout, stderr)
	}
	t.Cleanup(func() {
		down, _, stderr := labProgram(t, state, "lab", "down")
		if err := down.Run(); err != nil {
			t.Errorf("lab down: %v\n%s", err, stderr)
		}
	})
	return state
}

// onMachine is a machine of a lab as a place where clients run. Its /tmp is its own.
func onMachine(t *testing.T, state, machine string) foreign.Place {
	return foreign.Place{Dir: "/tmp", Command: func(ctx context.Context, argv ...string) *exec.Cmd {
		program, _, _ := labProgram(t, state, append([]string{"lab", "exec", machine, "--"}, argv...)...)
		cmd := exec.CommandContext(ctx, program.Path, program.Args[1:]...)
		cmd.Env = program.Env
		return cmd
	}}
}

// asBuilt is the lab of a file, of which nothing is left after the test, and the world of its servers.
func asBuilt(t *testing.T, file *scenarios.File) (lab.Plan, *logon.World) {
	t.Helper()
	plan, _ := lab.Build(file.Topology, file.Attempts)
	world, err := logon.NewWorld(lab.AsBuilt(file.Topology, file.Attempts))
	if err != nil {
		t.Fatal(err)
	}
	before := traces(t)
	t.Cleanup(func() { same(t, before) })
	return plan, world
}

// The article's example, on real domains, asked by clients that nobody here wrote: from inside of the lab, since
// nothing outside of it has a way to its servers.
func TestForeignClientsAreAnsweredInTheLabAsPredicted(t *testing.T) {
	needLab(t)
	const name = "kb103390/example.yaml"
	data, err := fs.ReadFile(scenarios.Catalogue(), name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := scenarios.Load(name, data)
	if err != nil {
		t.Fatal(err)
	}
	plan, world := asBuilt(t, file)
	state := upLab(t, name)
	for _, client := range foreign.Clients(onMachine(t, state, plan.Servers[0].Name)) {
		if missing := client.Missing(); missing != "" {
			t.Fatalf("NTLMSIM_LIVE=1 demands %s: install %s", client.Name(), missing)
		}
		defer client.Close()
		asked := 0
		for a := range file.Play(world) {
			for _, o := range a.Setups {
				if why := client.Cannot(o.Sent); why != "" {
					t.Errorf("%s: %s cannot express it: %s", a.Name, client.Name(), why)
					continue
				}
				asked++
				if diff := foreignDiffers(client, plan, o); diff != "" {
					t.Errorf("%s: %s: %s (%s)", a.Name, client.Name(), diff, o.Because)
				}
			}
		}
		t.Logf("%s made %d session setups", client.Name(), asked)
	}
}

// foreignDiffers is how a client's answer is not the predicted one.
func foreignDiffers(c foreign.Client, plan lab.Plan, o logon.Outcome) string {
	server, _ := plan.Server(o.Sent.To)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	answer, err := c.Try(ctx, server.Address, "445", o.Sent)
	if err != nil {
		return err.Error()
	}
	want := replay.Predicted(o)
	return answer.Differs(want.Setup, want.Session, want.Tree)
}

// A service of Windows sends the account of its computer, and on a second hop nothing is sent. Samba's member stands
// for the computer: its own client, with the password that it got when it was joined.
func TestAComputerIsAnsweredInTheLabAsPredicted(t *testing.T) {
	needLab(t)
	path := filepath.Join(t.TempDir(), "computer.yaml")
	if err := os.WriteFile(path, []byte(computers), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := scenarios.Load(path, []byte(computers))
	if err != nil {
		t.Fatal(err)
	}
	plan, world := asBuilt(t, file)
	smbclient := foreign.NewSmbclient(onMachine(t, upLab(t, path), "FIRST"))
	computer := 0
	for a := range file.Play(world) {
		o := a.Setups[0]
		server, _ := plan.Server(o.Sent.To)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var answer foreign.Answer
		if o.Sent.Computer() {
			computer++
			answer, err = smbclient.TryAsComputer(ctx, server.Address, o.Sent.Share)
		} else {
			answer, err = smbclient.Try(ctx, server.Address, "445", o.Sent)
		}
		if err != nil {
			t.Fatal(err)
		}
		want := replay.Predicted(o)
		if diff := answer.Differs(want.Setup, want.Session, want.Tree); diff != "" {
			t.Errorf("%s: %s (%s)", a.Name, diff, o.Because)
		}
	}
	if computer != 4 {
		t.Errorf("the computer's account was sent %d times", computer)
	}
}

const computers = `
domains:
  CORP: {accounts: {ANNA: {password: PSW1}}}
machines:
  DC: {role: controller, domain: CORP, profile: samba-ad-dc, shares: {theirs: {allow: ['CORP\FIRST$']}}}
  FIRST: {role: member, domain: CORP, profile: windows-2022, shares: {share: {}}}
  SECOND: {role: member, domain: CORP, profile: samba-member, shares: {share: {}, theirs: {allow: ['CORP\FIRST$']}, hers: {allow: ['CORP\ANNA']}}}
  ALONE: {role: standalone, profile: samba-standalone, shares: {share: {}}}
attempts:
  - {name: first is built, send: {to: FIRST, share: share, domain: CORP, user: ANNA, password: PSW1}, want: {error: 0}}
  - {name: a service, from: FIRST, as: 'NT AUTHORITY\SYSTEM', run: 'net use \\SECOND\theirs', protocol: ntlm, want: {error: 0}}
  - {name: a service at a share that is not for it, from: FIRST, as: 'NT AUTHORITY\NETWORK SERVICE', run: 'net use \\SECOND\hers', protocol: ntlm, want: {error: 5}}
  - {name: a service at the controller, from: FIRST, as: 'NT AUTHORITY\SYSTEM', run: 'net use \\DC\theirs', protocol: ntlm, want: {error: 0}}
  - {name: a service where nobody knows the domain, from: FIRST, as: 'NT AUTHORITY\SYSTEM', run: 'net use \\ALONE\share', protocol: ntlm, want: {error: 1326}}
  - {name: a second hop, from: FIRST, as: {account: 'CORP\ANNA', logon: second-hop}, run: 'net use \\SECOND\share', protocol: ntlm, want: {error: 0, session: anonymous}}
  - {name: a second hop at a share of somebody, from: FIRST, as: {account: 'CORP\ANNA', logon: second-hop}, run: 'net use \\SECOND\theirs', protocol: ntlm, want: {error: 5}}
`
