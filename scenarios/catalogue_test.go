package scenarios_test

import (
	"slices"
	"testing"

	"ntlmsim/scenarios"
)

func TestEveryScenarioOfTheCatalogueLoads(t *testing.T) {
	files := scenarios.CatalogueFiles()
	if len(files) == 0 || !slices.IsSorted(files) {
		t.Fatalf("the catalogue is %v", files)
	}
	for _, path := range files {
		t.Run(path, func(t *testing.T) {
			data, err := scenarios.ReadFile(scenarios.Catalogue(), path)
			if err != nil {
				t.Fatal(err)
			}
			file, err := scenarios.Load(path, data)
			if err != nil {
				t.Fatal(err)
			}
			if file.Comment == "" || len(file.Attempts) == 0 {
				t.Error("a scenario opens with a comment that says what it shows, and has attempts")
			}
			if len(file.Misspelled) > 0 {
				t.Errorf("it looks misspelled: %q", file.Misspelled)
			}
		})
	}
}
