package graph_test

import (
	"os"

	"ntlmsim/sim/graph"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
)

func ExampleScene_Text() {
	s := graph.Of("two.yaml", logon.Topology{
		Domains: []logon.Domain{
			{Name: "EAST", Kind: logon.ActiveDirectory, Trusts: []logon.Trust{{Domain: "WEST", Type: logon.External, Direction: logon.Outgoing}}},
			{Name: "WEST", Kind: logon.NT4, Accounts: []logon.Account{{Name: "USER1", Locked: true}}},
		},
		Machines: []logon.Machine{{Name: "FILES", Role: logon.Member, Domain: "EAST", Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}}}},
	})
	s.Text(page.New(os.Stdout, 80, false))
	// Output:
	// two.yaml
	//
	// EAST: Active Directory domain
	// ├─ ──▶ trusts WEST (external)
	// ├─ FILES: member, windows-2022
	// │    shares    share
	// └─ a controller: not in the file
	//
	// WEST: NT 4.0 domain
	// │  accounts  USER1: locked out
	// └─ a controller: not in the file
	//
	// ──▶  A trusts B: accounts of B can be used at A's servers.
}
