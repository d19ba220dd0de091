package whatif_test

import (
	"fmt"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/whatif"
)

// What would make a refused attempt work is found by asking the model in changed worlds, the likely first.
func ExampleAdvise() {
	world, _ := logon.NewWorld(logon.Topology{Machines: []logon.Machine{{Name: "SRV", Role: logon.Standalone, Profile: "windows-2022",
		Shares: []logon.Share{{Name: "share"}}, Accounts: []logon.Account{{Name: "USER1", Password: "PSW1", Disabled: true}}}}})
	attempt := logon.Attempt{Send: &logon.Send{To: "SRV", Share: "share", Domain: "SRV", User: "USER1", Password: "PSW1", Response: ntlm.NTLMv2}}
	q, _ := world.Question(attempt)
	outcome := q.Predict()
	fmt.Println(outcome.Says())
	for _, a := range whatif.Advise(world, attempt, outcome).List {
		fmt.Println("-", a.Change)
	}
	// Output:
	// System error 1331 has occurred. This user can't sign in because this account is currently disabled.
	// - enable SRV\USER1
}
