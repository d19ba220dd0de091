package scenarios_test

import (
	"fmt"

	"ntlmsim/scenarios"
)

// A file is a topology and attempts at it; each has what it should come to. Every mistake is told at once, with its
// place.
func ExampleLoad() {
	file, err := scenarios.Load("lab.yaml", []byte(`
machines:
  SRV: {role: standalone, profile: windows-2022, accounts: {USER1: {password: PSW1}}, shares: {share: {}}}
  PC:  {role: standalone, profile: windows-11-24h2, accounts: {USER1: {password: PSW1}}}
attempts:
  - {name: the same name and password, from: PC, as: PC\USER1, run: 'net use x: \\SRV\share', want: {error: 0}}
`))
	fmt.Println(file.Attempts[0].Name, err)

	_, err = scenarios.Load("lab.yaml", []byte("machines:\n  SRV: {rolle: standalone, profile: windows-2022}\n"))
	fmt.Println(err)
	// Output:
	// the same name and password <nil>
	// lab.yaml:2:9: a machine has no key "rolle"
	//   SRV: {rolle: ***, profile: windows-2022}
	//         ^
	//   did you mean role?
}
