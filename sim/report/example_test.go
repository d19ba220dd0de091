package report_test

import (
	"context"
	"fmt"
	"os"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
	"ntlmsim/sim/report"
)

const oneServer = `
machines:
  FILES: {role: standalone, profile: windows-2022, shares: {share: {}}, accounts: {ANNA: {password: PSW1}}}
  PC1: {role: standalone, profile: windows-11, accounts: {ANNA: {password: PSW2}}}
attempts:
  - name: another password
    from: PC1
    as: PC1\ANNA
    run: 'net use x: \\FILES\share'
    want: {error: 1326}
`

// A file is read, its attempt is predicted, and the report is printed last.
func Example() {
	file, err := scenarios.Load("one.yaml", []byte(oneServer))
	if err != nil {
		fmt.Println(err)
		return
	}
	world, err := logon.NewWorld(file.Topology)
	if err != nil {
		fmt.Println(err)
		return
	}
	var list []report.Attempt
	for played := range file.Play(world) {
		list = append(list, report.Judge(played))
	}
	report.AddAdvice(context.Background(), list)
	p := report.Page{Page: page.New(os.Stdout, 100, false)}
	p.PrintPrediction(list[0], file, false)
	// Output:
	// System error 1326 has occurred. The user name or password is incorrect.
	// unknown.found.password-differs: FILES does not know a domain PC1, and looks among its own accounts;
	// FILES has ANNA, and the password is not that of FILES\ANNA.
	//
	// What would work
	//   - give the password of FILES\ANNA, or set it to the password that is sent
	//         net use x: \\FILES\share *
}
