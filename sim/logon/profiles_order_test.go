package logon

import "testing"

func TestNoTwoProfilesHaveTheSamePlaceInTheirOrder(t *testing.T) {
	files, err := profilesOfFiles()
	if err != nil {
		t.Fatal(err)
	}
	at := map[int]string{}
	for name, f := range files {
		if other, ok := at[f.Order]; ok {
			t.Errorf("profiles/%s.yaml and profiles/%s.yaml both have order: %d", name, other, f.Order)
		}
		at[f.Order] = name
	}
}

// Two profiles that are equal in order are sorted by name, so that a mistake in a file is the same mistake at every
// start.
func TestProfilesOfOneOrderAreSortedByName(t *testing.T) {
	files := map[string]profileFile{}
	for _, name := range []string{"e", "b", "d", "a", "c"} {
		files[name] = profileFile{Order: 1}
	}
	list, err := buildProfiles(files)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, p := range list {
		got += p.Name
	}
	if got != "abcde" {
		t.Errorf("got %s, want abcde", got)
	}
}
