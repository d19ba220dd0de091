package unknown_test

import (
	"fmt"
	"testing"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/unknown"
)

// nothingKnown is a company in which nobody knows anything: n accounts, and the settings of every machine.
func nothingKnown(n int) logon.Topology {
	var accounts []logon.Account
	for i := range n {
		accounts = append(accounts, logon.Account{Name: fmt.Sprintf("USER%d", i), Unknown: logon.AccountKeys()[:7]})
	}
	t := logon.Topology{
		Domains: []logon.Domain{{Name: "CORP", Kind: logon.ActiveDirectory, Accounts: accounts, Policy: logon.Policy{UnknownThreshold: true}}},
		Machines: []logon.Machine{
			{Name: "DC", Role: logon.Controller, Domain: "CORP", Profile: "windows-2022"},
			{Name: "FILES", Role: logon.Member, Domain: "CORP", Profile: "windows-2022", Shares: []logon.Share{{Name: "data", Unknown: true}},
				Unknown: []string{logon.KeyOffline, logon.KeyChannel}},
			{Name: "PC", Role: logon.Member, Domain: "CORP", Profile: "windows-11-24h2"},
		}}
	return t
}

// forget makes every setting of a topology unknown that can be.
func forget(t logon.Topology) logon.Topology {
	for i := range t.Machines {
		m := &t.Machines[i]
		p, _ := logon.ProfileNamed(m.Profile)
		for _, name := range p.SettingNames() {
			if s, ok := logon.UnknownSetting(name); ok && len(logon.SettingChoices(name)) > 0 {
				m.Settings = append(m.Settings, s)
			}
		}
	}
	return t
}

var (
	given   = "PSW1"
	anybody = logon.Attempt{From: "PC", As: logon.Name{Domain: "CORP", User: "USER1"},
		Run: logon.NetUse{Server: "FILES", Share: "data", User: &logon.UserName{Form: logon.Qualified, Domain: "CORP", Name: "USER0"}, Password: &given}}
)

// What is unknown of one account costs as many worlds as it has states, not as many as they have combinations; other
// accounts cost nothing. With a broken channel of the server the states still show in the events of the KDC, which is
// asked first: each state with each of the four faults.
func TestStatesAreNotMultiplied(t *testing.T) {
	play, err := unknown.New(nothingKnown(3), anybody)
	if err != nil {
		t.Fatal(err)
	}
	answers, problems := play.Ask(0, anybody)
	if len(problems) > 0 || answers.Early {
		t.Fatal(problems, answers.Early)
	}
	if n := len(answers.List); n < 8 || n > 64 {
		t.Errorf("%d answers", n)
	}
}

// A search in which too much is unknown ends, and says that it did.
func TestASearchEnds(t *testing.T) {
	topology := forget(nothingKnown(10))
	play, err := unknown.New(topology, anybody)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	answers, problems := play.Ask(0, anybody)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if !answers.Early || len(answers.List) == 0 {
		t.Errorf("early %v, %d answers", answers.Early, len(answers.List))
	}
	if took := time.Since(start); took > time.Minute { // on a busy machine, under the race detector; less than a second otherwise
		t.Errorf("it took %s", took)
	}
}

// An attempt without anything unknown is asked once, as without a Play.
func BenchmarkNothingUnknown(b *testing.B) {
	benchmark(b, logon.Known(nothingKnown(1000), func(logon.Unknown) string { return "" }))
}

// The password and every state of 1,000 accounts, the lockout threshold, the share, the channel and the port.
func BenchmarkAccountsUnknown(b *testing.B) { benchmark(b, nothingKnown(1000)) }

// The same, and every setting of every machine: the search ends early.
func BenchmarkEverythingUnknown(b *testing.B) { benchmark(b, forget(nothingKnown(10))) }

func benchmark(b *testing.B, t logon.Topology) {
	worlds := 0
	for b.Loop() {
		play, err := unknown.New(t, anybody)
		if err != nil {
			b.Fatal(err)
		}
		answers, problems := play.Ask(0, anybody)
		if len(problems) > 0 {
			b.Fatal(problems)
		}
		worlds = len(answers.List)
	}
	b.ReportMetric(float64(worlds), "answers")
}
