package main

import (
	"context"
	"io/fs"
	"os/exec"
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
	plan, _ := lab.Build(file.Topology, file.Attempts)
	world, err := logon.NewWorld(lab.AsBuilt(file.Topology, file.Attempts))
	if err != nil {
		t.Fatal(err)
	}
	before := traces(t)
	t.Cleanup(func() { same(t, before) })
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
