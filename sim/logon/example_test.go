package logon_test

import (
	"fmt"

	"ntlmsim/sim/logon"
)

// puzzle is that of KB 103390: the same person types the same name and password at two servers, neither of which knows
// the domain that is sent.
var puzzle = logon.Topology{
	Domains: []logon.Domain{
		{Name: "NET-DOMAIN", Kind: logon.ActiveDirectory, Trusts: []logon.Trust{{Domain: "SCRATCH-DOMAIN", Type: logon.External, Direction: logon.Outgoing}}},
		{Name: "SCRATCH-DOMAIN", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "USER1", Password: "PSW1"}}},
	},
	Machines: []logon.Machine{
		{Name: "NET", Role: logon.Controller, Domain: "NET-DOMAIN", Profile: "windows-2003", Shares: []logon.Share{{Name: "share"}}},
		{Name: "SCRATCH", Role: logon.Controller, Domain: "SCRATCH-DOMAIN", Profile: "windows-2003", Shares: []logon.Share{{Name: "share"}}},
		{Name: "LOCAL1", Role: logon.Standalone, Profile: "windows-2008r2", Accounts: []logon.Account{{Name: "USER1", Password: "PSW1"}}},
	},
}

// at is the command of the puzzle at one of its servers.
func at(server string) logon.Attempt {
	return logon.Attempt{From: "LOCAL1", As: logon.Name{Domain: "LOCAL1", User: "USER1"}, Run: logon.NetUse{Server: server, Share: "share"}}
}

// A topology is checked before it is a world: every mistake is told with its path.
func ExampleNewWorld() {
	_, err := logon.NewWorld(puzzle)
	fmt.Println(err)

	wrong := puzzle
	wrong.Machines = append([]logon.Machine{{Name: "PRINT", Role: logon.Member, Domain: "NET-DOMIAN", Profile: "windows-2003"}}, puzzle.Machines...)
	_, err = logon.NewWorld(wrong)
	fmt.Println(err)
	// Output:
	// <nil>
	// machines.PRINT.domain: there is no domain "NET-DOMIAN" (did you mean NET-DOMAIN?)
}

// A question is what is sent, to whom: the client sends the domain that the person is signed on to.
func ExampleWorld_Question() {
	world, _ := logon.NewWorld(puzzle)
	q, problems := world.Question(at("NET"))
	fmt.Println(len(problems), q.Sent().To, q.Sent().Domain, q.Sent().User, q.Sent().Response)

	_, problems = world.Question(at("NTE"))
	fmt.Println(problems[0].What, "-", problems[0].Hint)
	// Output:
	// 0 NET LOCAL1 USER1 ntlmv2
	// there is no machine "NTE" - did you mean NET?
}

// The answer has what the person sees, and the steps that led there, each with its source.
func ExampleQuestion_Predict() {
	world, _ := logon.NewWorld(puzzle)
	for _, server := range []string{"NET", "SCRATCH"} {
		q, _ := world.Question(at(server))
		o := q.Predict()
		last := o.Trace[len(o.Trace)-1]
		fmt.Println(o.Says())
		fmt.Printf("%s: %s (%s, %s)\n", o.End, last.Condition, last.Cite.Source, last.Cite.Mark)
	}
	// Output:
	// System error 1326 has occurred. Logon failure: unknown user name or bad password.
	// unknown.missing.guest-disabled: the guest account is disabled (KB 103390, documented)
	// The command completed successfully.
	// tree.connected: the share is connected (KB 103390, documented)
}
