package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/lab/fuzz"
	"ntlmsim/sim/logon"
)

// labResults is what lab run --json prints, as far as it is counted here.
type labResults struct {
	Results []labResult
	Stale   []string // known differences that are none any more
}

type labResult struct{ Attempt, Machine, Verdict, Why string }

// A labTally counts verdicts by the role of the machine that was asked.
type labTally struct {
	mu    sync.Mutex
	roles map[string]map[string]int
	why   map[string]int // of what was not asked
	labs  int

	provisioned string // where the labs keep domains for each other
}

func (l *labTally) String() string {
	var parts []string
	for _, role := range slices.Sorted(maps.Keys(l.roles)) {
		var counts []string
		for _, verdict := range slices.Sorted(maps.Keys(l.roles[role])) {
			counts = append(counts, fmt.Sprintf("%d %s", l.roles[role][verdict], verdict))
		}
		parts = append(parts, role+": "+strings.Join(counts, ", "))
	}
	return fmt.Sprintf("%d labs: %s", l.labs, strings.Join(parts, "; "))
}

// Every scenario that has a domain is built, as it is and, but for those of Windows, with its domains in the style of
// NT 4.0, and every session setup is answered and recorded as it is predicted of Samba, or is a known difference with
// its cause.
func TestTheCataloguesDomainsAnswerInTheLabAsPredicted(t *testing.T) {
	needLab(t)
	t.Parallel()
	tally := &labTally{roles: map[string]map[string]int{}, why: map[string]int{}, provisioned: t.TempDir()}
	type job struct{ file, style string }
	jobs := make(chan job)
	var all sync.WaitGroup
	for range 2 { // one waits while the other builds
		all.Go(func() {
			for j := range jobs {
				playInLab(t, tally, j.file, j.style)
			}
		})
	}
	for _, name := range scenarios.CatalogueFiles() {
		if name == "windows/kerberos.yaml" {
			continue // over NTLM it is as all the others; TestTicketsAreAnsweredInTheLabAsPredicted is about Kerberos
		}
		if file := loadCatalogue(t, name); len(file.Topology.Domains) > 0 {
			jobs <- job{name, ""}
			// Those of Windows are about members and about what NT 4.0 had not.
			if !strings.HasPrefix(name, "windows/") {
				jobs <- job{name, "nt4"}
			}
		}
	}
	close(jobs)
	all.Wait()
	t.Log(tally)
	for _, why := range slices.Sorted(maps.Keys(tally.why)) {
		t.Logf("  not asked: %d: %s", tally.why[why], why)
	}
	for _, role := range []string{"member", "controller"} {
		if tally.roles[role]["agrees"] < 100 {
			t.Errorf("%d session setups at a %s agree", tally.roles[role]["agrees"], role)
		}
	}
}

// laterThan is how much later an attempt is than a replay waits for.
var laterThan = regexp.MustCompile(`it is \S+ later`)

// clientGivesUp is why a client gives up: the error and the state.
var clientGivesUp = regexp.MustCompile(`the client gives up before a session setup is sent \((\d+), ([a-z0-9.-]+)\)`)

// givesUp reports whether an attempt was not asked because the client gives up before, and that its scenario expects
// just that.
func givesUp(file *scenarios.File, r labResult) bool {
	found := clientGivesUp.FindStringSubmatch(r.Why)
	i := slices.IndexFunc(file.Attempts, func(a scenarios.Attempt) bool { return a.Name == r.Attempt })
	if found == nil || i < 0 {
		return false
	}
	want := file.Attempts[i]
	return found[1] == fmt.Sprint(want.Want.Error) && found[2] == string(want.Because)
}

// That a client gives up is an answer only where its scenario expects it, for that reason and with that error.
func TestAClientThatGivesUpIsExpectedTo(t *testing.T) {
	file := loadCatalogue(t, "windows/before-setup.yaml")
	i := slices.IndexFunc(file.Attempts, func(a scenarios.Attempt) bool { return strings.HasPrefix(string(a.Because), "client.") })
	if i < 0 {
		t.Fatal("nothing there is refused by the client")
	}
	a := file.Attempts[i]
	why := fmt.Sprintf("probe: the client gives up before a session setup is sent (%d, %s)", a.Want.Error, a.Because)
	if !givesUp(file, labResult{Attempt: a.Name, Why: why}) {
		t.Errorf("%s is expected: %s", a.Name, why)
	}
	for _, other := range []labResult{
		{Attempt: a.Name, Why: "the client gives up before a session setup is sent (1, client.other-credentials)"},
		{Attempt: a.Name, Why: fmt.Sprintf("the client gives up before a session setup is sent (%d, connect.unreachable)", a.Want.Error)},
		{Attempt: "nobody's", Why: why},
		{Attempt: a.Name, Why: "the lab has no SRV"},
	} {
		if givesUp(file, other) {
			t.Errorf("%+v is not expected", other)
		}
	}
}

// The lab's servers are others than the scenario's: still no client gives up before them that is not expected to.
func TestNoClientGivesUpBeforeTheLabThatIsNotExpectedTo(t *testing.T) {
	checked := 0
	for _, name := range scenarios.CatalogueFiles() {
		file := loadCatalogue(t, name)
		if len(file.Topology.Domains) == 0 {
			continue
		}
		built := *file
		built.Topology = lab.AsBuilt(file.Topology, file.Attempts)
		world, err := logon.NewWorld(built.Topology)
		if err != nil {
			t.Fatal(err)
		}
		for p := range built.Play(world) {
			for _, o := range p.Setups {
				if o.Status != nil {
					continue
				}
				checked++
				why := fmt.Sprintf("the client gives up before a session setup is sent (%d, %s)", o.Error, o.Because)
				if !givesUp(file, labResult{Attempt: p.Name, Why: why}) {
					t.Errorf("%s: %s: %s, which the scenario does not expect", name, p.Name, why)
				}
			}
		}
	}
	if checked == 0 {
		t.Error("no client of the catalogue gives up: this proves nothing")
	}
}

// playInLab builds one lab, and counts what came of its attempts.
func playInLab(t *testing.T, tally *labTally, name, style string) {
	args := []string{"lab", "run", "--json", name}
	if style != "" {
		args = append(args, "--domains", style)
	}
	cmd, stdout, stderr := labProgram(t, t.TempDir(), args...)
	cmd.Env = append(cmd.Env, "NTLMSIM_LAB_PROVISIONED="+tally.provisioned)
	start := time.Now()
	err := cmd.Run()
	t.Logf("%s %s: %.1f s, computed %.1f s", name, style, time.Since(start).Seconds(), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
	var found labResults
	code := cmd.ProcessState.ExitCode()
	nobody := style != "" && code == exitServer // where nothing that is asked can be built in this style
	if code != exitExpected && code != exitDifference && !nobody || json.Unmarshal(stdout.Bytes(), &found) != nil {
		t.Errorf("%s %s: %v\n%s%s", name, style, err, stdout, stderr)
		return
	}
	if nobody && slices.ContainsFunc(found.Results, func(r labResult) bool { return r.Verdict != "not asked" }) {
		t.Errorf("%s %s: %v\n%s", name, style, err, stderr)
	}
	roles := map[string]string{}
	for _, m := range loadCatalogue(t, name).Topology.Machines {
		roles[m.Name] = string(m.Role)
	}
	notBuilt := map[string]bool{}
	file := loadCatalogue(t, name)
	_, cannot := lab.Build(lab.InStyle(file.Topology, logon.DomainKind(style)), file.Attempts)
	for _, c := range cannot {
		notBuilt["the lab has no "+c.Machine] = notBuilt["the lab has no "+c.Machine] || c.NotBuilt
	}
	tally.mu.Lock()
	defer tally.mu.Unlock()
	tally.labs++
	for _, stale := range found.Stale {
		t.Errorf("%s %s: %s", name, style, stale)
	}
	for _, r := range found.Results {
		role := roles[r.Machine]
		if tally.roles[role] == nil {
			tally.roles[role] = map[string]int{}
		}
		tally.roles[role][r.Verdict]++
		switch r.Verdict {
		case "not asked":
			tally.why[laterThan.ReplaceAllString(r.Why, "it is later")]++
			late := strings.Contains(r.Why, "a replay does not wait")
			late = late || givesUp(file, r) || strings.Contains(r.Why, "its computer account, which nobody knows") || strings.HasPrefix(r.Why, "it ends connections") || strings.HasPrefix(r.Why, "no source says what")
			if !notBuilt[r.Why] && !late && !strings.Contains(r.Why, "probe: the server demands SMB3 encryption") {
				t.Errorf("%s %s: %s: not asked, though nothing said that it would not be: %s", name, style, r.Attempt, r.Why)
			}
		case "differs", "could not be asked":
			t.Errorf("%s %s: %s: %s: %s", name, style, r.Attempt, r.Verdict, r.Why)
		}
	}
}

// The answers to thousands of random attempts at random topologies, no two of them the same, are as predicted: at
// standalone servers, members, and controllers of both styles.
func TestRandomAttemptsAreAnsweredAndRecordedAsPredicted(t *testing.T) {
	needLab(t)
	t.Parallel()
	out := t.TempDir()
	const attempts = 4000
	cmd, stdout, stderr := labProgram(t, t.TempDir(), "lab", "fuzz", "--json", "--seed", "3390", "--attempts", fmt.Sprint(attempts), "--out", out)
	cmd.Env = append(cmd.Env, "NTLMSIM_LAB_PROVISIONED="+t.TempDir())
	if err := cmd.Run(); err != nil {
		written, _ := filepath.Glob(filepath.Join(out, "*.yaml"))
		for _, name := range written {
			data, _ := os.ReadFile(name)
			t.Logf("%s", data)
		}
		t.Fatalf("%v\n%s%s", err, stdout, stderr)
	}
	var report fuzz.Report
	if err := json.Unmarshal(stdout.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	roles := map[string]int{}
	for state, n := range report.Because {
		profile, _, _ := strings.Cut(state, " ")
		roles[profile] += n
	}
	t.Logf("%d attempts at %d servers in %d rounds, %.0f s: %v; %d audit records", report.Asked, report.Servers, report.Rounds, report.Seconds, roles, report.Records)
	if report.Asked < attempts*99/100 || report.Agree != report.Asked || report.Differ != 0 || report.Records < report.Agree {
		t.Errorf("%+v", report)
	}
	for _, p := range logon.ProfileNames() {
		if strings.HasPrefix(p, "samba-") && roles[p] < 100 {
			t.Errorf("%d attempts at a server that is %s", roles[p], p)
		}
	}
}
