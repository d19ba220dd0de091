package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/lab/webserver"
)

// besideIn is set for this program where it is to ask web servers beside a lab, in the network of one of its machines.
const besideIn = "NTLMSIM_BESIDE"

func init() {
	if os.Getenv(besideIn) != "" {
		if err := askBeside(os.Getenv(besideIn)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// askBeside puts the attempts of a file to sites beside the directory that it reads, with both clients, and writes the
// results.
func askBeside(path string) error {
	var directory webserver.Directory
	if err := json.NewDecoder(os.Stdin).Decode(&directory); err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	file, err := scenarios.Load(path, data)
	if err != nil {
		return err
	}
	topology, attempts, _ := scenarios.WebOf(file)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out := json.NewEncoder(os.Stdout)
	for _, c := range []webserver.Client{webserver.Probe, webserver.Curl} {
		p, err := webserver.PrepareBeside(&directory, c, topology, attempts)
		if err != nil {
			return err
		}
		if err := webserver.Run(ctx, p, func(r webserver.Result) { err = out.Encode(r) }); err != nil {
			return err
		}
	}
	return nil
}

// webBeside asks web servers at a member of a lab from another machine of it. The controller is the KDC: HOST stands
// for HTTP there, and a name has one owner.
func webBeside(t *testing.T, plan lab.Plan, state string) {
	if missing := webserver.Missing(webserver.Probe); len(missing) > 0 {
		t.Fatalf("NTLMSIM_LIVE=1 demands real web servers: install %s", strings.Join(missing, " "))
	}
	setSPNs(t, state, "HTTP/www.corp.example FS1$", "HTTP/files.corp.example FS1$", "HTTP/pool.corp.example SVC", "HTTP/kernel.corp.example SVC")
	controller := onMachine(t, state, "DC")
	export := "umask 77; samba-tool domain exportkeytab /tmp/all.keytab >&2 && klist -k -K -e /tmp/all.keytab; rm -f /tmp/all.keytab"
	said, err := controller.Command(t.Context(), "sh", "-c", export).Output()
	if err != nil {
		t.Fatal(err)
	}
	dc, _ := plan.Server("DC")
	member, _ := plan.Server("FS1")
	directory, err := json.Marshal(webserver.Directory{KDC: dc.Address + ":88", Keys: webserver.ReadKeys(string(said)), Address: member.Address, Network: inNetworkOf(t, state, "FS1")})
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	from := append(inNetworkOf(t, state, "PC"), self)
	cmd := exec.CommandContext(t.Context(), from[0], from[1:]...)
	cmd.Env = append(os.Environ(), besideIn+"=../../sim/lab/webserver/testdata/directory.yaml")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(directory), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	webResults(t, out)
	onlySambaSays(t, state)
}

// webResults reports each result that is not as predicted.
func webResults(t *testing.T, out []byte) {
	by, known := map[webserver.Verdict]int{}, map[string]int{}
	for line := range bytes.Lines(out) {
		var r webserver.Result
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		by[r.Verdict]++
		for _, name := range r.Known {
			known[name]++
		}
		if r.Verdict != webserver.Agrees && r.Verdict != webserver.Known {
			t.Errorf("#%d %s: %s: %s", r.Number, r.Attempt, r.Verdict, r.Why)
		}
	}
	if by[webserver.Agrees]+by[webserver.Known] < 30 {
		t.Errorf("only %v", by)
	}
	t.Logf("web attempts beside a controller of Active Directory: %v; %v", by, known)
}

// onlySambaSays asks the controller for what no file of the model can say: that a name is not registered twice, and
// that there is no ticket for a computer account that no machine has joined with.
func onlySambaSays(t *testing.T, state string) {
	for _, step := range []struct{ machine, script, says string }{
		{"DC", "samba-tool spn add HTTP/pool.corp.example FS1$", "already affected to another user"},
		{"DC", "samba-tool computer create EMPTY && samba-tool spn add HTTP/empty.corp.example EMPTY$", "added successfully"},
		{"PC", "echo PSW1 | kinit -c FILE:/tmp/cc ANNA && kvno -c FILE:/tmp/cc HTTP/empty.corp.example; rm -f /tmp/cc", "KDC has no support for encryption type"},
	} {
		out, _ := onMachine(t, state, step.machine).Command(t.Context(), "sh", "-c", step.script).CombinedOutput()
		if !strings.Contains(string(out), step.says) {
			t.Errorf("%s: nothing says %q: %s", step.script, step.says, out)
		}
	}
}

// inNetworkOf is what runs a program in the network of a machine of a lab, and nowhere else.
func inNetworkOf(t *testing.T, state, machine string) []string {
	t.Helper()
	t.Setenv("XDG_RUNTIME_DIR", state)
	up, err := lab.ReadState()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range up.Servers {
		if s.Server.Name == machine {
			return []string{"nsenter", "-t", strconv.Itoa(s.Init.Pid), "-n", "--"}
		}
	}
	t.Fatalf("the lab has no %s", machine)
	return nil
}

// setSPNs registers names, each with its account.
func setSPNs(t *testing.T, state string, list ...string) {
	t.Helper()
	for i, one := range list {
		list[i] = "spn add " + one
	}
	sambaTool(t, state, list...)
}

// sambaTool runs samba-tool on the controller, once for each line of arguments.
func sambaTool(t *testing.T, state string, lines ...string) {
	t.Helper()
	var in bytes.Buffer
	for _, line := range lines {
		if err := json.NewEncoder(&in).Encode(strings.Fields(line)); err != nil {
			t.Fatal(err)
		}
	}
	cmd := onMachine(t, state, "DC").Command(t.Context(), "/usr/bin/python3", "-c", lab.ToolsScript)
	cmd.Stdin = &in
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
