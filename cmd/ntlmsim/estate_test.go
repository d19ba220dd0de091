package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// An estate is ten domains, each with accounts and a controller, each trusting the next, and n members among them.
func estate(n int) (t logon.Topology) {
	for i := range 10 {
		d := logon.Domain{Name: fmt.Sprintf("DOM%d", i), DNS: fmt.Sprintf("dom%d.test", i), Kind: logon.ActiveDirectory,
			Trusts: []logon.Trust{{Domain: fmt.Sprintf("DOM%d", (i+1)%10), Type: logon.External, Direction: logon.Outgoing}}}
		for j := range 20 {
			d.Accounts = append(d.Accounts, logon.Account{Name: fmt.Sprintf("U%dx%d", i, j), Password: fmt.Sprintf("PSW%d", j)})
		}
		t.Domains = append(t.Domains, d)
		t.Machines = append(t.Machines, logon.Machine{Name: fmt.Sprintf("DC%d", i), Role: logon.Controller, Domain: d.Name, Profile: "windows-2022"})
	}
	for i := range n {
		t.Machines = append(t.Machines, logon.Machine{Name: fmt.Sprintf("SRV%d", i), Role: logon.Member, Domain: fmt.Sprintf("DOM%d", i%10),
			Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}}, Accounts: []logon.Account{{Name: "LOCAL", Password: "PSW"}}})
	}
	return t
}

// The whole command about a refused attempt in a company of 2,010 machines, from its file on.
func BenchmarkPredictInAnEstate(b *testing.B) {
	for _, n := range []int{20, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			top := estate(n)
			path := filepath.Join(b.TempDir(), "estate.yaml")
			if err := os.WriteFile(path, scenarios.Write(&scenarios.File{Topology: top}), 0o600); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				args := []string{"predict", "--topology", path, "--from", "SRV5", "--as", `DOM5\U5x3`, `net use x: \\SRV17\share`}
				if code := run(b.Context(), args, nil, io.Discard, io.Discard, nil); code != exitExpected {
					b.Fatal(code)
				}
			}
		})
	}
}
