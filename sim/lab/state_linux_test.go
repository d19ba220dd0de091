package lab

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// FuzzReadState reads a lab.json that anything may have been written to. What is not a state names no process, so that
// it is stale; what is one is written and read again to the same effect.
func FuzzReadState(f *testing.F) {
	for _, text := range []string{
		`{"path": "a.yaml", "since": "2026-11-24T12:00:00Z", "init": {"pid": 4711, "start": "99"}, "domains": "nt4", "topology": "f",
			"servers": [{"server": {"Name": "net", "Machine": "NET"}, "init": {"pid": 4712, "start": "100"}}]}`,
		`{"path": "a.yaml", "init": {"pid": 1, "start": "0"}, "building": "yes"}`,
		`{"path": "a.yaml", "init": {"pid": -1, "start": ""}, "servers": [null]}`,
		`{"path": "a.yaml", "init": {"pid": 4711, "sta`,
		"null", "[]", "", "\x00",
	} {
		f.Add([]byte(text))
	}
	f.Setenv("XDG_RUNTIME_DIR", f.TempDir())
	file := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "ntlmsim", "lab.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		f.Fatal(err)
	}
	read := func(t *testing.T, data []byte) *State {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := ReadState()
		if err != nil || s == nil {
			t.Fatalf("%v, %v", s, err)
		}
		return s
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := read(t, data)
		if s.Init.Alive() && (s.Init.Pid <= 0 || s.Init.Start == "") {
			t.Errorf("%+v is taken for alive", s.Init)
		}
		if json.Unmarshal(data, &State{}) != nil && s.Init != (Process{}) {
			t.Errorf("no state, and of process %+v", s.Init)
		}
		for _, r := range s.Servers {
			if !r.Init.Alive() && r.Doing() != "gone" {
				t.Errorf("%+v is %s", r, r.Doing())
			}
		}
		written, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, read(t, written), cmpopts.EquateEmpty(), cmp.AllowUnexported(State{})); diff != "" {
			t.Errorf("(-first +again)\n%s", diff)
		}
	})
}
