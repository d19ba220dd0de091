package replay

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb"
	"ntlmsim/sim/smb/smbtest"
	"ntlmsim/testdata"
)

var record = flag.Bool("record", false, "write what the real servers answer to "+recordingFile)

const recordingFile = "../../testdata/recordings/samba-4.17.json"

func sambaVersion(t testing.TB) string {
	out, err := exec.Command(smbtest.Tool("smbd"), "--version").Output()
	smbtest.Must(t, err)
	return strings.TrimSpace(strings.Replace(string(out), "Version", "Samba", 1))
}

// TestTheRecordedAnswersAreThePredictedOnes compares the catalogue with what real servers answered when they were last
// recorded: the part of the live test that needs no server.
func TestTheRecordedAnswersAreThePredictedOnes(t *testing.T) {
	data, err := os.ReadFile(recordingFile)
	smbtest.Must(t, err)
	recording, err := ParseRecording(data)
	smbtest.Must(t, err)
	counts := map[Verdict]int{}
	for _, file := range catalogue(t) {
		lab := &fleet{t: t, topology: file.Topology}
		for _, name := range lab.standaloneServers(file) {
			file.Topology = TopologyAsSamba(file.Topology, name)
		}
		for _, r := range run(t, Replay{Clients: recording.Clients(file.Path), MaxBad: 1 << 20}, file) {
			counts[r.Verdict]++
			if r.Verdict == Differs || r.Verdict == CouldNot {
				t.Errorf("%s: %s: %s: %s (%s)", r.File, r.Attempt, r.Verdict, r.Why, r.Outcome.Because)
			}
			if r.Verdict == NotAsked && lab.machine(r.Machine).Role == logon.Standalone && r.Outcome.Status != nil && !r.Outcome.Reuses() && !unspeakable(lab.machine(r.Machine)) &&
				!tooLate(file, r.Attempt) {
				t.Errorf("%s: %s: %s: record it with go test ./sim/replay -run Catalogue -record", r.File, r.Attempt, r.Why)
			}
		}
	}
	t.Logf("%s: %s", recording.Server, tally(counts))
}

// tooLate reports whether so much time has passed in a scenario when an attempt is made that no replay waits for it.
func tooLate(file *scenarios.File, attempt string) bool {
	passed := time.Duration(0)
	for _, a := range file.Attempts {
		if passed += a.After; a.Name == attempt {
			break
		}
	}
	return file.Topology.DependsOnTime() && passed > patience
}

// catalogue loads every embedded scenario.
func catalogue(t testing.TB) []*scenarios.File {
	var files []*scenarios.File
	for _, name := range scenarios.CatalogueFiles() {
		data, err := fs.ReadFile(scenarios.Catalogue(), name)
		smbtest.Must(t, err)
		f, err := scenarios.Load(name, data)
		smbtest.Must(t, err)
		files = append(files, f)
	}
	return files
}

func ledger(t testing.TB) *Ledger {
	l, err := ParseLedger(testdata.KnownDifferences)
	smbtest.Must(t, err)
	return l
}

// TestTheCatalogueIsWhatARealSambaAnswers puts every attempt of the catalogue whose server is standalone to a smbd
// that is built from its scenario. What the Samba profile predicts must agree, without exception; what the scenario's
// own profile predicts may differ where the ledger says why; every entry of the ledger must be exercised. Where the
// server is a member or a controller the attempt is not asked, and counted.
func TestTheCatalogueIsWhatARealSambaAnswers(t *testing.T) {
	smbtest.NeedSamba(t)
	known := ledger(t)
	exercised := map[string]bool{}
	samba, own, attempts, audited := map[Verdict]int{}, map[Verdict]int{}, 0, 0
	reasons := map[string]int{}
	recording := &Recording{Server: sambaVersion(t)}
	for _, file := range catalogue(t) {
		lab := &fleet{t: t, topology: file.Topology, servers: map[string]*smbtest.Server{}}
		attempts += len(file.Attempts)
		ownResults, sambaResults := lab.both(file, known)
		for _, r := range sambaResults {
			samba[r.Verdict]++
			if r.Verdict == NotAsked {
				reasons[r.Why]++
				if lab.machine(r.Machine).Role == logon.Standalone && r.Outcome.Status != nil && r.Why != onlySMB1 && !tooLate(file, r.Attempt) {
					t.Errorf("%s: %s: not asked: %s", r.File, r.Attempt, r.Why)
				}
				continue
			}
			if r.Verdict != Agrees && r.Verdict != NotObservable {
				t.Errorf("%s: %s: as Samba: %s: %s (%s)", r.File, r.Attempt, r.Verdict, r.Why, r.Outcome.Because)
			}
			audited += lab.auditAgrees(r)
		}
		for i, r := range ownResults {
			if r.Verdict == NotAsked && len(sambaResults) == len(ownResults) {
				recording.Add(sambaResults[i]) // the scenario's client gives up before, and one of Samba's would not
			} else {
				recording.Add(r)
			}
			own[r.Verdict]++
			for _, e := range r.Stale {
				t.Errorf("%s: %s: agrees, though the ledger has %s", r.File, r.Attempt, e.ID)
			}
			for _, f := range r.Findings {
				if f.Entry != nil {
					exercised[f.Entry.ID] = true
				}
			}
			if r.Verdict == Differs || r.Verdict == CouldNot {
				t.Errorf("%s: %s: as %s: %s: %s (%s)", r.File, r.Attempt, r.Outcome.Profile, r.Verdict, r.Why, r.Outcome.Because)
			}
		}
	}
	for _, e := range known.Entries {
		if !exercised[e.ID] {
			t.Errorf("nothing exercises the known difference %s", e.ID)
		}
	}
	t.Logf("%d attempts of the catalogue, a second session setup where a password is typed at the prompt", attempts)
	t.Logf("as the Samba that was built: %s", tally(samba))
	for why, n := range reasons {
		t.Logf("  not asked: %d: %s", n, why)
	}
	t.Logf("%d audit records as predicted", audited)
	if *record {
		data, err := recording.Marshal()
		smbtest.Must(t, err)
		smbtest.Must(t, os.WriteFile(recordingFile, data, 0o644))
	}
	t.Logf("as the scenarios' own profiles: %s", tally(own))
}

func tally(counts map[Verdict]int) string {
	var parts []string
	for _, v := range Verdicts() {
		parts = append(parts, fmt.Sprintf("%d %s", counts[v], v))
	}
	return strings.Join(parts, ", ")
}

// unspeakable reports whether a server speaks nothing that our clients do.
func unspeakable(m logon.Machine) bool {
	return slices.ContainsFunc(m.Settings, func(s logon.Setting) bool { return s.Name == "server max protocol" && s.Values[0] == "NT1" })
}

const onlySMB1 = "it speaks SMB1 only, which neither client does"

// A fleet is the real servers of one topology, started when first asked.
type fleet struct {
	t        testing.TB
	topology logon.Topology
	servers  map[string]*smbtest.Server
}

func (f *fleet) machine(name string) logon.Machine {
	i := slices.IndexFunc(f.topology.Machines, func(m logon.Machine) bool { return strings.EqualFold(m.Name, name) })
	return f.topology.Machines[i]
}

// clients are both clients at the server that stands for a machine.
func (f *fleet) clients(setup SessionSetup) ([]Client, string) {
	m := f.machine(setup.Machine)
	if m.Role != logon.Standalone {
		return nil, "needs a " + string(m.Role)
	}
	built, _ := AsSamba(m)
	if unspeakable(built) {
		return nil, onlySMB1
	}
	s := f.servers[m.Name]
	if s == nil {
		s = startMachine(f.t, built)
		f.servers[m.Name] = s
	}
	return []Client{{Name: "go-smb2", Server: smb.GoSMB2{Addr: s.Addr}}, {Name: "probe", Server: smb.Probe{Addr: s.Addr}}}, ""
}

// auditAgrees compares what the server recorded of each client's session setup with the predicted event.
func (f *fleet) auditAgrees(r Result) (compared int) {
	for _, finding := range r.Findings {
		if finding.Observed == nil || r.Outcome.Reuses() {
			continue // of a session that is used again nothing is recorded
		}
		record, ok := f.servers[f.machine(r.Machine).Name].Audit(finding.Seen.Local, finding.Seen.Remote)
		if !ok {
			f.t.Errorf("%s: %s: %s: no audit record", r.File, r.Attempt, finding.Client)
			continue
		}
		if diff := auditDiffers(r.Outcome, record); diff != "" {
			f.t.Errorf("%s: %s: %s: audit: %s (%s)", r.File, r.Attempt, finding.Client, diff, r.Outcome.Because)
		}
		compared++
	}
	return compared
}

// both replays a file twice over one observation of each attempt: as it is written, and with each standalone machine
// as the Samba that it is built as.
func (f *fleet) both(file *scenarios.File, known *Ledger) (own, samba []Result) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	memory := newMemory()
	asSamba := *file
	for _, name := range f.standaloneServers(file) {
		asSamba.Topology = TopologyAsSamba(asSamba.Topology, name)
	}
	run := func(file *scenarios.File, software string) []Result {
		r := Replay{Clients: memory.remember(f.clients), MaxBad: 1 << 20, Disposable: true, Ledger: known, Software: software}
		results, err := r.Run(ctx, file)
		smbtest.Must(f.t, err)
		return results
	}
	return run(file, "samba"), run(&asSamba, "samba")
}

func (f *fleet) standaloneServers(file *scenarios.File) (names []string) {
	for _, m := range file.Topology.Machines {
		if m.Role == logon.Standalone && isServer(file, m) {
			names = append(names, m.Name)
		}
	}
	return names
}

// isServer reports whether some attempt asks the machine, by one of its names.
func isServer(file *scenarios.File, m logon.Machine) bool {
	names := slices.Concat([]string{m.Name}, m.Aliases, m.Addresses)
	return slices.ContainsFunc(file.Attempts, func(a scenarios.Attempt) bool {
		to := a.Run.Server
		if a.Send != nil {
			to = a.Send.To
		}
		return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, to) })
	})
}

// A memory asks each question once: the same attempt in another run gets the answer that was observed. What is asked
// twice in one run is two questions: bad passwords count.
type memory struct {
	mu   sync.Mutex
	seen map[string]remembered
}

type remembered struct {
	o   smb.Observation
	err error
}

func newMemory() *memory { return &memory{seen: map[string]remembered{}} }

func (m *memory) remember(clients func(SessionSetup) ([]Client, string)) func(SessionSetup) ([]Client, string) {
	asked := map[string]int{}
	return func(s SessionSetup) ([]Client, string) {
		list, why := clients(s)
		for i, c := range list {
			list[i].Server = rememberer{m, s.Machine + "|" + c.Name, c.Server, asked}
		}
		return list, why
	}
}

type rememberer struct {
	m    *memory
	key  string
	real smb.Server

	asked map[string]int // how often, in this run
}

func (r rememberer) Try(ctx context.Context, a smb.Attempt) (smb.Observation, error) {
	salt := "as sent"
	if a.Salt != nil {
		salt = "=" + *a.Salt
	}
	key := fmt.Sprintf("%s|%q|%q|%q|%q|%q|%s|%q", r.key, a.Share, a.Domain, a.User, a.Password, a.Workstation, a.Response, salt)
	r.m.mu.Lock()
	defer r.m.mu.Unlock()
	r.asked[key]++
	key = fmt.Sprintf("%s|%d", key, r.asked[key])
	got, ok := r.m.seen[key]
	if !ok {
		got.o, got.err = r.real.Try(ctx, a)
		r.m.seen[key] = got
	}
	return got.o, got.err
}
