package logon_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// Who asks whom: KB 102716 for a member, KB 103390 for the rest.
func TestThePathIsWhoAsksWhom(t *testing.T) {
	topology := memberTopology()
	topology.Domains[0].Trusts = append(topology.Domains[0].Trusts,
		logon.Trust{Domain: "GONE", Type: logon.External, Direction: logon.Outgoing, Down: true})
	topology.Domains = append(topology.Domains, logon.Domain{Name: "GONE", Kind: logon.ActiveDirectory})
	world, err := logon.NewWorld(topology)
	if err != nil {
		t.Fatal(err)
	}
	member, dc := logon.Party{Machine: "MEMBER", Domain: "HOME"}, logon.Party{Machine: "DC", Domain: "HOME"}
	near, gone := logon.Party{Domain: "NEAR"}, logon.Party{Domain: "GONE"}
	for _, c := range []struct {
		law              string
		to, domain, user string
		want             []logon.Hop
	}{
		{"a computer name is answered for at once", "MEMBER", "MEMBER", "LOCAL", nil},
		{"a member asks its controller about its own domain", "MEMBER", "HOME", "HOMER",
			[]logon.Hop{{From: member, To: dc, Answer: logon.HasAccount}}},
		{"which asks the domain it trusts", "MEMBER", "NEAR", "NEARER",
			[]logon.Hop{{From: member, To: dc}, {From: dc, To: near, Answer: logon.HasAccount}}},
		{"whoever is not there", "MEMBER", "NEAR", "NOBODY",
			[]logon.Hop{{From: member, To: dc}, {From: dc, To: near, Answer: logon.NoAccount}}},
		{"no other domain's Guest is to be had", "MEMBER", "NEAR", "Guest",
			[]logon.Hop{{From: member, To: dc}, {From: dc, To: near, Answer: logon.OwnGuest}}},
		{"a domain that it does not trust is not asked", "MEMBER", "FAR", "FARER",
			[]logon.Hop{{From: member, To: dc, Answer: logon.NotKnown}}},
		{"a controller asks the trusted domain itself", "DC", "NEAR", "NEARER",
			[]logon.Hop{{From: dc, To: near, Answer: logon.HasAccount}}},
		{"unless it cannot be reached", "DC", "GONE", "NEARER",
			[]logon.Hop{{From: dc, To: gone, Answer: logon.NotReached}}},
		{"a name without a domain that is there is nobody else's business", "DC", "", "HOMER", nil},
		{"that is not is asked for everywhere", "DC", "", "NEARER",
			[]logon.Hop{{From: dc, To: near, Answer: logon.HasAccount}, {From: dc, To: gone, Answer: logon.NotReached}}},
		{"even if nobody has it", "DC", "", "NOBODY",
			[]logon.Hop{{From: dc, To: near, Answer: logon.NoAccount}, {From: dc, To: gone, Answer: logon.NotReached}}},
		{"a member's controller first", "MEMBER", "", "HOMER",
			[]logon.Hop{{From: member, To: dc, Answer: logon.HasAccount}}},
		{"then whom that one trusts", "MEMBER", "", "NEARER",
			[]logon.Hop{{From: member, To: dc, Answer: logon.NoAccount}, {From: dc, To: near, Answer: logon.HasAccount}, {From: dc, To: gone, Answer: logon.NotReached}}},
	} {
		t.Run(c.law, func(t *testing.T) {
			q, problems := world.Question(logon.Attempt{Send: &logon.Send{To: c.to, Domain: c.domain, User: c.user, Response: ntlm.NTLMv1}})
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			got := q.Predict().Path()
			if got[0].From != (logon.Party{}) || got[0].To.Machine != c.to {
				t.Errorf("the client asks %v", got[0])
			}
			if diff := cmp.Diff(c.want, append([]logon.Hop(nil), got[1:]...)); diff != "" {
				t.Errorf("(-want +got) %s", diff)
			}
		})
	}
}

// Where credentials are checked, the machine that logs the check is on the path, and whoever asks has been asked.
func TestEveryMachineThatLogsIsOnThePath(t *testing.T) {
	logged := 0
	for _, name := range scenarios.CatalogueFiles() {
		askCatalogue(t, catalogueFile(t, name), func(attempt string, q *logon.Question) {
			o := q.Predict()
			at := map[string]bool{}
			if hops := o.Path(); len(hops) > 0 {
				at[partyName(hops[0].From)] = true // the client
			}
			for _, h := range o.Path() {
				if !at[partyName(h.From)] {
					t.Errorf("%s: %s: %v asks, and nobody has asked it", name, attempt, h.From)
				}
				at[partyName(h.To)] = true
			}
			for _, e := range o.Events {
				logged++
				if !at[e.Machine] {
					t.Errorf("%s: %s: %s logs %d, and is not on the path %v", name, attempt, e.Machine, e.ID, o.Path())
				}
			}
		})
	}
	if logged < 100 {
		t.Errorf("only %d events", logged)
	}
}

func partyName(p logon.Party) string {
	if p.Machine == "" {
		return "a controller of " + p.Domain
	}
	return p.Machine
}

// Samba: a member passes BUILTIN on like any name it does not know, and its controller has nobody to ask.
func TestAControllerIsAskedAboutBUILTIN(t *testing.T) {
	file := catalogueFile(t, "samba/builtin.yaml")
	world, err := logon.NewWorld(file.Topology)
	if err != nil {
		t.Fatal(err)
	}
	member, net := logon.Party{Machine: "MEMBER", Domain: "NET-DOMAIN"}, logon.Party{Machine: "NET", Domain: "NET-DOMAIN"}
	for _, c := range []struct {
		to, domain, user string
		want             []logon.Hop
	}{
		{"MEMBER", "BUILTIN", "local", []logon.Hop{{From: member, To: net, Answer: logon.NoServers}}},
		{"MEMBER", "", "local@BUILTIN", []logon.Hop{{From: member, To: net, Answer: logon.NoServers}}},
		{"MEMBER", "LOCAL1", "local", []logon.Hop{{From: member, To: net, Answer: logon.NotKnown}}},
		{"NET", "BUILTIN", "NETUSER", nil},
		{"NET", "", "NETUSER@BUILTIN", nil},
	} {
		q, problems := world.Question(logon.Attempt{Send: &logon.Send{To: c.to, Domain: c.domain, User: c.user, Response: ntlm.NTLMv2}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if diff := cmp.Diff(c.want, q.Predict().Path()[1:], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s\\%s at %s (-want +got):\n%s", c.domain, c.user, c.to, diff)
		}
	}
}
