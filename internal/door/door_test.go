package door_test

import (
	"os"
	"testing"

	"ntlmsim/internal/door"
	"ntlmsim/scenarios"
)

func TestItsFileTakesEveryRow(t *testing.T) {
	data, err := os.ReadFile("door.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if rows := scenarios.Untaken(door.Model()); len(rows) != 4 {
		t.Errorf("without a file %d rows are not taken", len(rows))
	}
	file, err := scenarios.LoadAs(append(scenarios.Models(), door.Model()), "door.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	if rows := scenarios.Untaken(door.Model(), file); len(rows) > 0 {
		t.Errorf("no attempt takes %v", rows)
	}
}
