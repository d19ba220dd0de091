package logon_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// An edited world answers as one that is prepared anew from the edited topology, and the world that it was made from
// answers as before: for every attempt of the catalogue, in the world that the attempts before it left, after a chain
// of random edits.
func TestAnEditedWorldIsTheWorldOfTheEditedTopology(t *testing.T) {
	r := rand.New(rand.NewPCG(103390, 1))
	edited, refused, different := 0, 0, 0
	for _, path := range scenarios.CatalogueFiles() {
		file := catalogueFile(t, path)
		world, err := logon.NewWorld(file.Topology)
		if err != nil {
			t.Fatal(err)
		}
		for p := range file.Play(world) {
			before := said(p.Before, p.Attempt.Attempt)
			after := p.Before
			for range 1 + r.IntN(3) {
				next, err := after.With(randomEdit(r, file.Topology))
				if err != nil {
					refused++
					continue
				}
				after = next
			}
			anew, err := logon.NewWorld(after.Topology())
			if err != nil {
				t.Errorf("%s: %s: With takes what Check refuses: %v", path, p.Name, err)
				continue
			}
			got := said(after, p.Attempt.Attempt)
			if diff := cmp.Diff(said(anew, p.Attempt.Attempt), got); diff != "" {
				t.Errorf("%s: %s: prepared anew, edited (-want +got)\n%s", path, p.Name, diff)
			}
			if diff := cmp.Diff(before, said(p.Before, p.Attempt.Attempt)); diff != "" {
				t.Errorf("%s: %s: the world that was edited is another one (-want +got)\n%s", path, p.Name, diff)
			}
			edited++
			if !slices.Equal(before, got) {
				different++
			}
		}
	}
	t.Logf("%d worlds edited, %d of them answer otherwise; %d edits refused", edited, different, refused)
	if different < edited/10 {
		t.Error("edits that change nothing show nothing")
	}
}

// said is what a world says of an attempt, but for what does not compare.
func said(w *logon.World, a logon.Attempt) []string {
	q, problems := w.Question(a)
	if len(problems) > 0 {
		return []string{problems[0].Error()}
	}
	o := q.Predict()
	list := []string{o.Says(), string(o.Because), string(o.End), o.Session.String(), fmt.Sprint(o.Prompted, o.Sent, o.Protocol, o.Path())}
	for _, s := range o.Trace {
		list = append(list, s.Condition+" | "+s.Found)
	}
	for _, e := range o.Logged() {
		e.Cite.Quote = ""
		list = append(list, fmt.Sprint(e))
	}
	return list
}

// randomEdit is one that may change what becomes of an attempt.
func randomEdit(r *rand.Rand, t logon.Topology) logon.Edit {
	m := t.Machines[r.IntN(len(t.Machines))]
	if len(t.Domains) > 0 && r.IntN(3) == 0 {
		return randomDomainEdit(r, t)
	}
	switch r.IntN(5) {
	case 0:
		return logon.EditMachine(m.Name, func(m *logon.Machine) { m.Offline = !m.Offline })
	case 1:
		return logon.EditMachine(m.Name, func(m *logon.Machine) {
			m.Settings = append(m.Settings, logon.Setting{Name: "LmCompatibilityLevel", Values: []string{fmt.Sprint(r.IntN(6))}})
		})
	case 2:
		return logon.EditMachine(m.Name, func(m *logon.Machine) { m.Channel = logon.Unreachable })
	case 3:
		return logon.EditMachine(m.Name, func(m *logon.Machine) { m.Shares = []logon.Share{{Name: "share", Deny: []string{"Everyone"}}} })
	}
	return randomAccountEdit(r, m.Name, m.Accounts)
}

func randomDomainEdit(r *rand.Rand, t logon.Topology) logon.Edit {
	d, other := t.Domains[r.IntN(len(t.Domains))], t.Domains[r.IntN(len(t.Domains))]
	if r.IntN(2) == 0 {
		return randomAccountEdit(r, d.Name, d.Accounts)
	}
	return logon.EditDomain(d.Name, func(d *logon.Domain) {
		if len(d.Trusts) > 0 && r.IntN(2) == 0 {
			d.Trusts[0].Down = !d.Trusts[0].Down
			return
		}
		d.Trusts = append(d.Trusts, logon.Trust{Domain: other.Name, Type: logon.External, Direction: logon.Both})
	})
}

func randomAccountEdit(r *rand.Rand, database string, accounts []logon.Account) logon.Edit {
	name := []string{"USER1", "Guest", "NOBODY"}[r.IntN(3)]
	if len(accounts) > 0 && r.IntN(4) > 0 {
		name = accounts[r.IntN(len(accounts))].Name
	}
	change := r.IntN(4)
	return logon.EditAccount(database, name, func(a *logon.Account) {
		switch change {
		case 0:
			a.Password = "PSW1"
		case 1:
			a.Disabled = !a.Disabled
		case 2:
			a.Locked = !a.Locked
		default:
			a.Groups = []string{"Protected Users"}
		}
	})
}

func TestAnEditOfWhatIsNotThereIsAnError(t *testing.T) {
	w, err := logon.NewWorld(logon.Topology{Machines: []logon.Machine{
		{Name: "SRV", Role: logon.Standalone, Profile: "windows-10", Accounts: []logon.Account{{Name: "USER1"}}},
		{Name: "OTHER", Role: logon.Standalone, Profile: "windows-10"}}})
	if err != nil {
		t.Fatal(err)
	}
	for what, e := range map[string]logon.Edit{
		"a machine that is not there":  logon.EditMachine("NOWHERE", func(*logon.Machine) {}),
		"a domain that is not there":   logon.EditDomain("SRV", func(*logon.Domain) {}),
		"a database that is not there": logon.EditAccount("NOWHERE", "USER1", func(*logon.Account) {}),
		"another name":                 logon.EditMachine("SRV", func(m *logon.Machine) { m.Name = "OTHER" }),
		"a profile that is not there":  logon.EditMachine("SRV", func(m *logon.Machine) { m.Profile = "windows-13" }),
		"an account without a name":    logon.EditAccount("SRV", "", func(*logon.Account) {}),
		"a name that is no name":       logon.EditAccount("SRV", `A\B`, func(*logon.Account) {}),
		"another role":                 logon.EditMachine("SRV", func(m *logon.Machine) { m.Role = logon.Controller }),
	} {
		if _, err := w.With(e); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
}

// An edited world costs about as much as its machines have pointers, and not what preparing it costs.
func BenchmarkEdit(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		w := largeWorld(b, n)
		for name, e := range map[string]logon.Edit{
			"machine": logon.EditMachine("MACHINE7", func(m *logon.Machine) { m.Offline = true }),
			"account": logon.EditAccount("MACHINE7", "USER1", func(a *logon.Account) { a.Password = right }),
		} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					if _, err := w.With(e); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
