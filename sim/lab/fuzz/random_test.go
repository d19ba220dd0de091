package fuzz

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/logon"
)

// Whatever the dice throw is a scenario that is read back as it is, of which every server is built; the same dice throw
// it again; and no attempt is another one under another name.
func TestWhatTheDiceThrowCanBeAsked(t *testing.T) {
	for seed := range uint64(3) {
		for _, r := range Rounds(seed, 3000) {
			r.Attempts = min(r.Attempts, 100)
			file := r.File()
			text := scenarios.Write(file)
			if again := scenarios.Write(r.File()); string(again) != string(text) {
				t.Fatalf("%s: it is not the same again", file.Path)
			}
			if _, err := scenarios.Load(file.Path, text, scenarios.Lenient); err != nil {
				t.Fatal(err)
			}
			if len(file.Attempts) != r.Attempts {
				t.Errorf("%s: %d attempts", file.Path, len(file.Attempts))
			}
			plan, cannot := lab.Build(file.Topology, file.Attempts)
			for _, c := range cannot {
				if c.NotBuilt {
					t.Errorf("%s: %s", file.Path, c)
				}
			}
			seen := map[string]string{}
			for _, a := range file.Attempts {
				to, key := a.Run.Server, typedAs(a.Attempt)
				if a.Send != nil {
					s := *a.Send
					s.Workstation, s.Salt = "", nil
					to, key = s.To, fmt.Sprintf("%+v %q %s", s, s.Password, saltOf(*a.Send))
				}
				if _, ok := plan.Server(to); !ok {
					t.Errorf("%s: there is no %s", file.Path, to)
				}
				limited := a.Send != nil && slices.Contains([]string{"WS1", "ws2", "WS3"}, a.Send.Workstation)
				if !limited && seen[key] != "" {
					t.Errorf("%s: %s is %s", file.Path, a.Name, seen[key])
				}
				seen[key] = a.Name
			}
		}
	}
}

func TestARunHasAsManyAttemptsAsItIsTold(t *testing.T) {
	for _, want := range []int{0, 1, 1500, 1501, 10000} {
		got, shapes := 0, map[Shape]bool{}
		for i, r := range Rounds(1, want) {
			if r.Number != i || r.Attempts < 1 {
				t.Errorf("%+v", r)
			}
			got += r.Attempts
			shapes[r.Shape] = true
		}
		if got != want || want == 10000 && len(shapes) != len(roundSize) {
			t.Errorf("%d attempts of %d, of %d shapes", got, want, len(shapes))
		}
	}
}

// What is left is what shows the difference, and nothing else; what is asked about can always be asked.
func TestAFileIsMadeAsSmallAsShowsTheSame(t *testing.T) {
	file := Random(8, 1, Mixed, 200)
	i := slices.IndexFunc(file.Attempts, func(a scenarios.Attempt) bool {
		if a.Send == nil {
			return false
		}
		m := machineOf(file, a.Send.To)
		return m.Role == logon.Member && len(m.Shares) > 1 && len(m.Settings) > 0 && a.Send.Domain != "" && a.Send.Share != ""
	})
	if i < 0 {
		t.Fatal("no attempt at a member is one to make smaller")
	}
	file.Attempts = file.Attempts[i : i+1]
	user := file.Attempts[0].Send.User
	before := string(scenarios.Write(file))
	asked := 0
	small := Shrink(file, func(f *scenarios.File) bool {
		asked++
		if _, err := scenarios.Load(f.Path, scenarios.Write(f), scenarios.Lenient); err != nil {
			t.Errorf("asked about what is none: %v", err)
		}
		return machineOf(f, f.Attempts[0].Send.To).Role == logon.Member && strings.EqualFold(f.Attempts[0].Send.User, user)
	})
	if text := string(scenarios.Write(file)); text != before {
		t.Errorf("the file itself was changed:\n%s", text)
	}
	send, m := small.Attempts[0].Send, machineOf(small, small.Attempts[0].Send.To)
	left := len(m.Shares) + len(m.Settings) + len(m.Accounts) + len(small.Topology.Domains[0].Accounts)
	if len(small.Topology.Machines) != 1 || len(small.Topology.Domains) != 1 || left > 0 || send.Share != "" || send.Domain != "" || send.Salt != nil {
		t.Errorf("after %d questions:\n%s", asked, scenarios.Write(small))
	}
}

func machineOf(f *scenarios.File, name string) logon.Machine {
	for _, m := range f.Topology.Machines {
		if m.Name == name {
			return m
		}
	}
	return logon.Machine{}
}
