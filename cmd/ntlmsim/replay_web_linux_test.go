package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab/webserver"
	"ntlmsim/sim/web"
)

// replayed runs replay --json of a file at servers of the web laboratory, and returns the verdicts by the names of
// attempts.
func replayed(t *testing.T, lab *webserver.Lab, plan webserver.Plan, file string, flags ...string) map[string]string {
	t.Helper()
	args := append([]string{"replay", file, "--json"}, flags...)
	at := map[string]bool{}
	for _, p := range plan.Attempts {
		if pair := p.Attempt.Open.Origin() + "=" + lab.Addr(p.Attempt, p.Outcome); !at[pair] {
			args, at[pair] = append(args, "--at", pair), true
		}
	}
	cmd, stdout, stderr := labProgram(t, t.TempDir(), args...)
	cmd.Env = append(cmd.Env, "XDG_STATE_HOME="+t.TempDir())
	_ = cmd.Run() // an exit code is no error
	var out struct {
		Results []struct{ Attempt, Verdict, Why string }
	}
	if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
		t.Fatalf("%v: %s", err, stderr)
	}
	verdicts := map[string]string{}
	for _, r := range out.Results {
		verdicts[r.Attempt] = strings.TrimSuffix(r.Verdict+": "+r.Why, ": ")
	}
	return verdicts
}

// planOf are the attempts of a file of the catalogue, as the web laboratory asks them.
func planOf(t *testing.T, name string) webserver.Plan {
	t.Helper()
	data, err := scenarios.ReadFile(scenarios.Catalogue(), name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := scenarios.Load(name, data)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := webserver.FromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// A real KDC of MIT and Apache answer replay as predicted, where their known differences count. Without a KDC what
// asks for tickets is not asked.
func TestReplayAsksRealWebServers(t *testing.T) {
	needLab(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, name := range []string{"kb326985/article.yaml", "kb326985/application-pools.yaml"} {
		plan := planOf(t, name)
		lab, err := webserver.Start(ctx, plan)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := lab.Close(); err != nil {
				t.Error(err)
			}
		})
		all := []string{"--any-certificate", "--server", "apache-gssapi,mit-kdc", "--kdc", "CORP.EXAMPLE=" + lab.KDC()}
		count := map[string]int{}
		for attempt, verdict := range replayed(t, lab, plan, name, all...) {
			short, _, _ := strings.Cut(verdict, ":")
			count[short]++
			switch short {
			case "agrees", "known difference", "not observable":
			default:
				t.Errorf("%s: %s: %s", name, attempt, verdict)
			}
		}
		t.Logf("%s: %v", name, count)
		if count["agrees"]+count["known difference"] < 8 {
			t.Errorf("%s: %v", name, count)
		}
		for attempt, verdict := range replayed(t, lab, plan, name, all[:3]...) {
			if strings.Contains(verdict, "no --kdc says") != asksKDC(plan, attempt) {
				t.Errorf("%s: %s: %s without a KDC", name, attempt, verdict)
			}
		}
	}
}

// asksKDC reports whether the browser of an attempt asks a KDC.
func asksKDC(plan webserver.Plan, name string) bool {
	for _, p := range plan.Attempts {
		if p.Attempt.Name == name {
			return p.Outcome.SPN() != "" && p.Outcome.Protocol != web.Anonymous
		}
	}
	return false
}
