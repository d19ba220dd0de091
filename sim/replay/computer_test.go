package replay

import "testing"

// A service of Windows sends the password of its computer account. Nobody knows it: nothing is sent in its place.
func TestNothingIsSentForAComputer(t *testing.T) {
	computers := 0
	for _, file := range catalogue(t) {
		if file.Path != "windows/client-sessions.yaml" {
			continue
		}
		world, err := file.World()
		if err != nil {
			t.Fatal(err)
		}
		for played := range file.Play(world) {
			if o := played.Outcome(); o.Sent.Computer() && o.Status != nil {
				if computers++; unsent(o) == "" {
					t.Errorf("%s: the computer's password is sent", played.Attempt.Name)
				}
			}
		}
	}
	if computers < 5 {
		t.Errorf("only %d attempts of computers", computers)
	}
}
