package replay

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb"
	"ntlmsim/sim/smb/smbtest"
)

func stateIn(t testing.TB) *StateFile {
	return &StateFile{Path: filepath.Join(t.TempDir(), "ntlmsim", "replay.json")}
}

func stateWith(t testing.TB, content string) *StateFile {
	f := stateIn(t)
	smbtest.Must(t, os.MkdirAll(filepath.Dir(f.Path), 0o700))
	smbtest.Must(t, os.WriteFile(f.Path, []byte(content), 0o600))
	return f
}

// counting refuses, and counts.
type counting struct {
	mu sync.Mutex
	n  int
}

func (c *counting) Try(_ context.Context, a smb.Attempt) (smb.Observation, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return answering(a, logon.StatusLogonFailure, 0), nil
}

func somewhere(addresses ...string) func(string) []string {
	return func(string) []string { return addresses }
}

// What is sent is noted before it is sent, in a file that only its owner can read, and without a password.
func TestWhatIsSentIsNotedBefore(t *testing.T) {
	state, f := stateIn(t), small(t, wrongs)
	looking := fake(func(a smb.Attempt) (smb.Observation, error) {
		list, err := state.read()
		smbtest.Must(t, err)
		if len(list) == 0 || list[len(list)-1].Account != "USER1" || list[len(list)-1].At[0] != "10.0.0.5:445" {
			t.Errorf("noted before it is sent: %+v", list)
		}
		return answering(a, logon.StatusLogonFailure, 0), nil
	})
	run(t, Replay{Clients: only(looking), MaxBad: 2, State: state, At: somewhere("10.0.0.5:445")}, f)
	data, err := os.ReadFile(state.Path)
	smbtest.Must(t, err)
	if text := string(data); strings.Contains(text, "PSW1") || strings.Contains(text, "wrong") || strings.Count(text, `"USER1"`) != 2 {
		t.Errorf("noted: %s", text)
	}
	info, err := os.Stat(state.Path)
	smbtest.Must(t, err)
	if info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %s", info.Mode())
	}
}

// sendAt makes a run at an address that a server refuses, and returns how many session setups it saw.
func sendAt(t testing.TB, f *scenarios.File, state *StateFile, most int, at ...string) int {
	var c counting
	run(t, Replay{Clients: only(&c), MaxBad: most, State: state, At: somewhere(at...)}, f)
	return c.n
}

// Another run counts together with this one where an address or a domain is the same, directly or by way of others.
func TestALaterRunKnowsTheFirst(t *testing.T) {
	alone, member := small(t, wrongs), small(t, wrongs)
	member.Topology.Domains = []logon.Domain{{Name: "Corp", Kind: logon.ActiveDirectory, DNS: "corp.example"}}
	state := stateIn(t)
	for i, c := range []struct {
		file *scenarios.File
		most int
		at   string
		want int
	}{
		{alone, 2, "10.0.0.5:445", 2},
		{alone, 2, "10.0.0.5:445", 0},
		{alone, 3, "10.0.0.5:445", 1}, // one more is allowed
		{alone, 2, "10.0.0.6:445", 2}, // somebody else's USER1
		{member, 2, "10.0.0.7:445", 2},
		{member, 2, "10.0.0.8:445", 0}, // by the domain
		{member, 6, "10.0.0.5:445", 1}, // three by the address, two by the domain
		{alone, 6, "10.0.0.7:445", 0},  // by the address of one that was at 10.0.0.5, too
	} {
		if n := sendAt(t, c.file, state, c.most, c.at); n != c.want {
			t.Errorf("run %d: %d were sent, want %d", i+1, n, c.want)
		}
	}
}

// What was sent counts for an hour, or as long as a lockout-window that is longer, and as long as something that
// follows in time. A lockout-window that is believed shorter changes nothing.
func TestWhatWasSentCountsForAWhile(t *testing.T) {
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	state, f := stateIn(t), small(t, wrongs)
	state.clock = func() time.Time { return now }
	for i, c := range []struct {
		after  time.Duration
		most   int
		window string
		want   int
	}{
		{0, 1, "", 1},
		{59 * time.Minute, 1, "5m", 0},
		{0, 2, "", 1},                // so that the first one counts on
		{59 * time.Minute, 2, "", 0}, // 118 minutes after the first one
		{1 * time.Minute, 2, "", 2},  // nothing for an hour
		{2 * time.Hour, 2, "24h", 0},
		{24 * time.Hour, 2, "24h", 2},
		{2 * time.Hour, 2, "", 0}, // what the longer window made count, does
	} {
		now = now.Add(c.after)
		f.Topology.Machines[0].Policy = logon.Policy{}
		if c.window != "" {
			f.Topology.Machines[0].Policy = logon.Policy{LockoutThreshold: 50, LockoutWindow: c.window}
		}
		if n := sendAt(t, f, state, c.most, "10.0.0.5:445"); n != c.want {
			t.Errorf("run %d: %d were sent, want %d", i+1, n, c.want)
		}
	}
}

// Runs at the same time share what may be sent.
func TestRunsAtTheSameTimeShareTheBudget(t *testing.T) {
	state, f := stateIn(t), small(t, wrongs)
	var c counting
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			r := Replay{Clients: only(&c), MaxBad: 3, State: state, At: somewhere("10.0.0.5:445")}
			if _, err := r.Run(t.Context(), f); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if c.n != 3 {
		t.Errorf("%d were sent, want 3", c.n)
	}
}

// A dry run reads what was spent, and leaves no trace.
func TestADryRunNotesNothing(t *testing.T) {
	state, f := stateIn(t), small(t, wrongs)
	plan := Replay{Clients: only(&counting{}), MaxBad: 2, State: state, At: somewhere("10.0.0.5:445"), Plan: true}
	run(t, plan, f)
	if _, err := os.Stat(filepath.Dir(state.Path)); err == nil {
		t.Errorf("%s is there", filepath.Dir(state.Path))
	}
	sendAt(t, f, state, 1, "10.0.0.5:445")
	spent, err := plan.CouldSpend(t.Context(), []*scenarios.File{f})
	smbtest.Must(t, err)
	if len(spent) != 1 || spent[0].Earlier != 1 || spent[0].Spent != 1 || spent[0].Until.IsZero() {
		t.Errorf("announced: %+v", spent)
	}
}

func TestForgetting(t *testing.T) {
	state, f := stateIn(t), small(t, wrongs)
	for _, at := range []string{"10.0.0.5:445", "10.0.0.6:445"} {
		sendAt(t, f, state, 2, at)
	}
	for i, c := range []struct {
		addresses []string
		want      int
	}{{[]string{"10.0.0.7:445"}, 0}, {[]string{"10.0.0.5:445"}, 2}, {nil, 2}, {nil, 0}} {
		dropped, err := state.Forget(t.Context(), c.addresses)
		if err != nil || len(dropped) != c.want {
			t.Errorf("%d: dropped %+v, %v", i+1, dropped, err)
		}
	}
	if n := sendAt(t, f, state, 2, "10.0.0.6:445"); n != 2 {
		t.Errorf("%d were sent after all was forgotten", n)
	}
	for _, content := range []string{"{", `{"version": 2}`, ""} {
		broken := stateWith(t, content)
		if _, err := broken.Forget(t.Context(), []string{"10.0.0.5:445"}); err == nil {
			t.Errorf("%q: what is at an address cannot be known, and was forgotten", content)
		}
		if _, err := broken.Forget(t.Context(), nil); err != nil || broken.Check(t.Context()) != nil {
			t.Errorf("%q is not forgotten: %v", content, err)
		}
	}
}

// Somebody who keeps the lock is waited for, as long as the context lasts.
func TestALockIsWaitedFor(t *testing.T) {
	state := stateIn(t)
	smbtest.Must(t, state.Check(t.Context()))
	unlock, err := lockFile(state.Path + ".lock")
	smbtest.Must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if err := state.Check(ctx); err == nil {
		t.Error("the lock is taken twice")
	}
	time.AfterFunc(30*time.Millisecond, unlock)
	smbtest.Must(t, state.Check(t.Context()))
}
