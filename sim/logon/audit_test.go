package logon_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// auditedWorld is two domains that trust each other, of which one machine has one setting.
func auditedWorld(t *testing.T, machine, name string, value int, exceptions ...string) *logon.World {
	t.Helper()
	topology := logon.Topology{
		Domains: []logon.Domain{
			{Name: "HOME", Kind: logon.ActiveDirectory, Trusts: []logon.Trust{{Domain: "NEAR", Type: logon.External, Direction: "both"}}, Accounts: []logon.Account{{Name: "USER1", Password: right}}},
			{Name: "NEAR", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "USER2", Password: right}}},
		},
		Machines: []logon.Machine{
			{Name: "DC", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022"},
			{Name: "NEARDC", Role: logon.Controller, Domain: "NEAR", Profile: "windows-2022"},
			{Name: "MEMBER", Role: logon.Member, Domain: "HOME", Profile: "windows-2022", Accounts: []logon.Account{{Name: "LOCAL", Password: right}}},
		},
	}
	for i := range topology.Machines {
		if m := &topology.Machines[i]; m.Name == machine {
			m.Settings = []logon.Setting{{Name: name, Values: []string{strconv.Itoa(value)}}}
			if exceptions != nil {
				m.Settings = append(m.Settings, logon.Setting{Name: "DCAllowedNTLMServers", Values: exceptions})
			}
		}
	}
	world, err := logon.NewWorld(topology)
	if err != nil {
		t.Fatal(err)
	}
	return world
}

// An audit logs, at the machine that is told to, what a denial of the same value denies: neither more nor less. The
// number is one of those that are of the machine's part in it.
func TestAnAuditLogsWhatADenialOfItsValueDenies(t *testing.T) {
	restrictions := []struct {
		machines      []string
		denies, logs  string
		values, types []int
	}{
		{[]string{"DC", "NEARDC"}, "RestrictNTLMInDomain", "AuditNTLMInDomain", []int{0, 1, 3, 5, 7}, []int{8004, 8005, 8006}},
		{[]string{"DC", "MEMBER"}, "RestrictReceivingNTLMTraffic", "AuditReceivingNTLMTraffic", []int{0, 1, 2}, []int{8002, 8003}},
	}
	denied, seen := 0, map[int]bool{}
	for _, r := range restrictions {
		for _, machine := range r.machines {
			for _, value := range r.values {
				for _, exceptions := range [][]string{nil, {"MEM*"}} {
					if exceptions != nil && r.logs != "AuditNTLMInDomain" {
						continue
					}
					denies := auditedWorld(t, machine, r.denies, value, exceptions...)
					logs := auditedWorld(t, machine, r.logs, value, exceptions...)
					everySend(func(send logon.Send) {
						name := fmt.Sprintf("%s of %s is %d, exceptions %s, %s\\%s at %s", r.logs, machine, value, exceptions, send.Domain, send.User, send.To)
						refused := strings.HasPrefix(string(outcomeOf(t, denies, send).Because), "policies.")
						var ids []int
						for _, e := range outcomeOf(t, logs, send).Beside {
							if slices.Contains(r.types, e.ID) {
								ids, seen[e.ID] = append(ids, e.ID), true
								if e.Machine != machine {
									t.Errorf("%s: %d at %s", name, e.ID, e.Machine)
								}
							}
						}
						if refused != (len(ids) == 1) || len(ids) > 1 {
							t.Errorf("%s: denied %t, logged %d", name, refused, ids)
						}
						if refused {
							denied++
						}
					})
				}
			}
		}
	}
	if denied < 50 || len(seen) != 5 {
		t.Errorf("%d denied, %v logged", denied, seen)
	}
}

// everySend asks every server for every account, by every domain, and for nobody.
func everySend(do func(logon.Send)) {
	for _, to := range []string{"DC", "MEMBER"} {
		for _, domain := range []string{"HOME", "NEAR", "MEMBER", "ELSEWHERE", ""} {
			for _, user := range []string{"USER1", "USER2", "LOCAL", ""} {
				send := logon.Send{To: to, Domain: domain, User: user, Password: right, Response: ntlm.NTLMv2, Workstation: "WS"}
				if user == "" {
					send.Domain, send.Password, send.Response = "", "", ntlm.None
				}
				do(send)
			}
		}
	}
}

func outcomeOf(t *testing.T, world *logon.World, send logon.Send) logon.Outcome {
	t.Helper()
	q, problems := world.Question(logon.Attempt{Send: &send})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return q.Predict()
}
