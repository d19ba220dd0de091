package lab

import (
	"fmt"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
)

// Own is what a scenario's own products are predicted to answer, where a lab's servers are Samba.
type Own map[string]logon.Outcome // by setupKey

// setupKey names a session setup of a file: its attempt, and whether it is the one after the prompt.
func setupKey(attempt string, retest bool) string { return fmt.Sprint(attempt, "\x00", retest) }

// OwnOf predicts each session setup of a file, as its topology is written. It fails where an attempt is no question.
func OwnOf(file *scenarios.File) (Own, error) {
	world, err := logon.NewWorld(file.Topology)
	if err != nil {
		return nil, err
	}
	own := Own{}
	for p := range file.Play(world) {
		if len(p.Problems) > 0 {
			return nil, p.Problems[0]
		}
		for i, o := range p.Setups {
			own[setupKey(p.Name, i > 0)] = o
		}
	}
	return own, nil
}

// Beside says what the scenario's own product would answer, where that is not what the lab's server is predicted to;
// else "".
func (own Own) Beside(r replay.Result) string {
	o := own[setupKey(r.Attempt, r.Retest)]
	if o.Status == nil || o.Profile == r.Outcome.Profile {
		return ""
	}
	mine, built := replay.Predicted(o).String(), replay.Predicted(r.Outcome).String()
	if mine == built {
		return ""
	}
	return fmt.Sprintf("%s would answer %s (%s)", o.Profile, mine, o.Because)
}
