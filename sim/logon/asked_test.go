package logon_test

import (
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// Who is asked shows in two places besides the answer: the machine that logs the check of the credentials, and whose
// groups a share looks at. TWICE is in every database, in a group of its own in each.
func TestTheDatabaseThatIsAskedLogsItAndItsGroupsCount(t *testing.T) {
	twice := func(group string) logon.Account {
		return logon.Account{Name: "TWICE", Password: right, Groups: []string{group}}
	}
	once := func(name string) logon.Account { return logon.Account{Name: name, Password: right} }
	world, err := logon.NewWorld(logon.Topology{
		Domains: []logon.Domain{
			{Name: "HOME", Kind: logon.ActiveDirectory, Accounts: []logon.Account{twice("OF-HOME"), once("HOMER")},
				Trusts: []logon.Trust{{Domain: "NEAR", Type: logon.External, Direction: logon.Outgoing}}},
			{Name: "NEAR", Kind: logon.ActiveDirectory, Accounts: []logon.Account{twice("OF-NEAR"), once("NEARER")}},
		},
		Machines: []logon.Machine{
			{Name: "DC", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022", Shares: groupShares()},
			{Name: "NEARBY", Role: logon.Controller, Domain: "NEAR", Profile: "windows-2022"},
			{Name: "MEMBER", Role: logon.Member, Domain: "HOME", Profile: "windows-2022", Shares: groupShares(),
				Accounts: []logon.Account{twice("OF-MEMBER")}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ to, domain, user, asked, group string }{
		{"DC", "HOME", "TWICE", "DC", "OF-HOME"},
		{"DC", "NEAR", "TWICE", "NEARBY", "OF-NEAR"},
		{"DC", "ELSEWHERE", "TWICE", "DC", "OF-HOME"},
		{"DC", "", "TWICE", "DC", "OF-HOME"},
		{"DC", "", "NEARER", "NEARBY", ""},
		{"DC", "ELSEWHERE", "NEARER", "DC", ""},
		{"MEMBER", "MEMBER", "TWICE", "MEMBER", "OF-MEMBER"},
		{"MEMBER", "HOME", "TWICE", "DC", "OF-HOME"},
		{"MEMBER", "NEAR", "TWICE", "NEARBY", "OF-NEAR"},
		{"MEMBER", "ELSEWHERE", "TWICE", "MEMBER", "OF-MEMBER"},
		{"MEMBER", "", "TWICE", "MEMBER", "OF-MEMBER"},
		{"MEMBER", "", "HOMER", "DC", ""},
		{"MEMBER", "", "NEARER", "NEARBY", ""},
	} {
		t.Run(c.to+" "+c.domain+`\`+c.user, func(t *testing.T) {
			for _, group := range []string{"OF-HOME", "OF-NEAR", "OF-MEMBER"} {
				q, problems := world.Question(logon.Attempt{Send: &logon.Send{To: c.to, Share: group, Domain: c.domain, User: c.user, Password: right,
					Response: ntlm.NTLMv2}})
				if len(problems) > 0 {
					t.Fatal(problems)
				}
				o := q.Predict()
				if connected := o.End == "tree.connected"; connected != (group == c.group) {
					t.Errorf("the share for %s: got %s, and it is %s whose account that is", group, o.End, c.group)
				}
				var logged []string
				for _, e := range o.Events {
					if e.ID == 4776 {
						logged = append(logged, e.Machine)
					}
				}
				if len(logged) != 1 || logged[0] != c.asked {
					t.Errorf("4776 is logged on %v, want %s", logged, c.asked)
				}
			}
		})
	}
}

// groupShares are shares named for the one group that they let in.
func groupShares() []logon.Share {
	return []logon.Share{{Name: "OF-HOME", Allow: []string{"OF-HOME"}}, {Name: "OF-NEAR", Allow: []string{"OF-NEAR"}},
		{Name: "OF-MEMBER", Allow: []string{"OF-MEMBER"}}}
}
