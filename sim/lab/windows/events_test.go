package windows

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"ntlmsim/sim/replay"
)

// A sample is an event that a real Windows machine wrote.
type sample struct {
	ID       string         `json:"id"`
	Computer string         `json:"computer"`
	Data     map[string]any `json:"data"`
}

// text is a field that is one; "" where it is not there.
func (s sample) text(field string) string {
	text, _ := s.Data[field].(string)
	return text
}

// What the collector reads is what Windows writes: every field that collect-events.ps1 names is in real events, and
// what it makes of one is an event of a recording.
func TestTheCollectorReadsWhatWindowsWrites(t *testing.T) {
	file := os.Getenv("NTLMSIM_WINDOWS_EVENTS")
	if file == "" {
		t.Skip("NTLMSIM_WINDOWS_EVENTS=FILE says where events of real machines are: a JSON array of {id, computer, data}")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var samples []sample
	if err := json.Unmarshal(data, &samples); err != nil {
		t.Fatal(err)
	}
	script, err := files.ReadFile("files/collect-events.ps1")
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range regexp.MustCompile(`data(?:\['| ')(\w+)'`).FindAllStringSubmatch(string(script), -1) {
		if !slices.ContainsFunc(samples, func(s sample) bool { _, ok := s.Data[field[1]]; return ok }) {
			t.Errorf("no event has a field %s", field[1])
		}
	}
	var events []map[string]any
	for _, s := range samples {
		id, err := strconv.Atoi(s.ID)
		if err != nil {
			t.Fatal(err)
		}
		e := map[string]any{"machine": s.Computer, "time": "2026-11-24T12:00:00.1234567Z", "id": id, "user": s.text("TargetUserName"),
			"domain": s.text("TargetDomainName"), "sid": s.text("TargetUserSid"), "package": s.text("AuthenticationPackageName"),
			"lmPackage": s.text("LmPackageName"), "workstation": s.text("WorkstationName") + s.text("Workstation")}
		for from, to := range map[string]string{"Status": "status", "SubStatus": "subStatus"} {
			if value := s.text(from); value != "" {
				e[to] = value
			}
		}
		events = append(events, e)
	}
	text, err := json.Marshal(map[string]any{"version": 1, "server": "", "entries": []any{}, "events": events})
	if err != nil {
		t.Fatal(err)
	}
	r, err := replay.ParseRecording(text)
	if err != nil || len(r.Events) != len(samples) || len(samples) == 0 {
		t.Fatalf("%d events of %d samples: %v", len(r.Events), len(samples), err)
	}
	t.Log(fmt.Sprint(len(samples), " events of real machines"))
}
