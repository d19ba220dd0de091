package fuzz

import (
	"iter"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// Shrink makes a file with one attempt smaller for as long as a smaller one still shows what the file shows, and
// returns the smallest. It asks about valid files only, and first about those that leave out most.
func Shrink(file *scenarios.File, shows func(*scenarios.File) bool) *scenarios.File {
	for smaller := true; smaller; {
		smaller = false
		for change := range changes(file) {
			candidate := clone(file)
			if change(candidate); string(scenarios.Write(candidate)) == string(scenarios.Write(file)) || !askable(candidate) {
				continue
			}
			if shows(candidate) {
				file, smaller = candidate, true
				break
			}
		}
	}
	return file
}

// clone is a file that shares nothing with another one.
func clone(file *scenarios.File) *scenarios.File {
	again, err := scenarios.Load(file.Path, scenarios.Write(file), scenarios.Lenient)
	if err != nil {
		panic(err) // it was loaded so, or made by Random
	}
	return again
}

// askable reports whether a topology is one, and its attempts can be asked of it.
func askable(file *scenarios.File) bool {
	_, err := scenarios.Load(file.Path, scenarios.Write(file), scenarios.Lenient)
	return err == nil
}

// A change makes a file smaller, or does nothing.
type change func(*scenarios.File)

// changes are what can be left out of a file, most of it first.
func changes(file *scenarios.File) iter.Seq[change] {
	return func(yield func(change) bool) {
		for _, list := range [][]change{bystanders(file), eachMachine(file), eachDomain(file), eachDatabase(file), ofTheAttempt(file.Attempts[0])} {
			for _, c := range list {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// bystanders leaves out at once whatever the attempt does not name.
func bystanders(file *scenarios.File) []change {
	machines, users := named(file.Attempts[0])
	among := func(names []string) func(string) bool {
		return func(name string) bool {
			return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
		}
	}
	return []change{
		func(f *scenarios.File) {
			keepMachines(f, func(m logon.Machine) bool { return m.Role == logon.Controller || among(machines)(m.Name) })
		},
		func(f *scenarios.File) {
			eachList(f, func(list []logon.Account) []logon.Account {
				return slices.DeleteFunc(list, func(a logon.Account) bool { return !among(users)(a.Name) })
			})
		},
		func(f *scenarios.File) { eachList(f, func([]logon.Account) []logon.Account { return nil }) },
	}
}

// named lists the machines and the users that an attempt names.
func named(a scenarios.Attempt) (machines, users []string) {
	add := func(user string) {
		bare, _, _ := strings.Cut(user, "@")
		users = append(users, user, bare)
	}
	if a.Send != nil {
		add(a.Send.User)
		return []string{a.Send.To}, users
	}
	add(a.As.User)
	add(a.From + "$")
	if a.SignOn.NetOnly != nil {
		add(a.SignOn.NetOnly.User)
	}
	if a.Run.User != nil {
		add(a.Run.User.Name)
	}
	return []string{a.From, a.Run.Server}, users
}

func keepMachines(f *scenarios.File, keep func(logon.Machine) bool) {
	f.Topology.Machines = slices.DeleteFunc(f.Topology.Machines, func(m logon.Machine) bool { return !keep(m) })
}

// eachList changes every database.
func eachList(f *scenarios.File, to func([]logon.Account) []logon.Account) {
	for i := range f.Topology.Domains {
		f.Topology.Domains[i].Accounts = to(f.Topology.Domains[i].Accounts)
	}
	for i := range f.Topology.Machines {
		f.Topology.Machines[i].Accounts = to(f.Topology.Machines[i].Accounts)
	}
}

// eachMachine leaves out one machine, one of its settings, or one of its shares.
func eachMachine(file *scenarios.File) (list []change) {
	for i, m := range file.Topology.Machines {
		at := func(f *scenarios.File) *logon.Machine { return &f.Topology.Machines[i] }
		list = append(list,
			func(f *scenarios.File) { f.Topology.Machines = slices.Delete(f.Topology.Machines, i, i+1) },
			func(f *scenarios.File) { at(f).Settings = nil },
			func(f *scenarios.File) { at(f).Shares = nil },
			func(f *scenarios.File) { at(f).Stored = nil })
		for j := range m.Settings {
			list = append(list, func(f *scenarios.File) { at(f).Settings = slices.Delete(at(f).Settings, j, j+1) })
		}
		for j := range m.Shares {
			list = append(list, func(f *scenarios.File) { at(f).Shares = slices.Delete(at(f).Shares, j, j+1) },
				func(f *scenarios.File) { at(f).Shares[j].Allow, at(f).Shares[j].Deny = nil, nil })
		}
	}
	return list
}

// eachDomain leaves out one domain with all that is in it, or one trust, or what is special about one.
func eachDomain(file *scenarios.File) (list []change) {
	for i, d := range file.Topology.Domains {
		at := func(f *scenarios.File) *logon.Domain { return &f.Topology.Domains[i] }
		list = append(list, func(f *scenarios.File) { withoutDomain(f, d.Name) }, func(f *scenarios.File) { at(f).DNS = "" })
		for j := range d.Trusts {
			list = append(list, func(f *scenarios.File) { at(f).Trusts = slices.Delete(at(f).Trusts, j, j+1) },
				func(f *scenarios.File) { at(f).Trusts[j].Type = logon.External },
				func(f *scenarios.File) { at(f).Trusts[j].Direction = logon.Outgoing })
		}
	}
	return list
}

func withoutDomain(f *scenarios.File, name string) {
	keepMachines(f, func(m logon.Machine) bool { return !strings.EqualFold(m.Domain, name) })
	f.Topology.Domains = slices.DeleteFunc(f.Topology.Domains, func(d logon.Domain) bool { return strings.EqualFold(d.Name, name) })
	for i := range f.Topology.Domains {
		d := &f.Topology.Domains[i]
		d.Trusts = slices.DeleteFunc(d.Trusts, func(t logon.Trust) bool { return strings.EqualFold(t.Domain, name) })
	}
}

// eachDatabase leaves out one account, or what is special about one.
func eachDatabase(file *scenarios.File) (list []change) {
	for i, d := range file.Topology.Domains {
		list = append(list, eachAccount(d.Accounts, func(f *scenarios.File) *[]logon.Account { return &f.Topology.Domains[i].Accounts })...)
	}
	for i, m := range file.Topology.Machines {
		list = append(list, eachAccount(m.Accounts, func(f *scenarios.File) *[]logon.Account { return &f.Topology.Machines[i].Accounts })...)
	}
	return list
}

func eachAccount(accounts []logon.Account, of func(*scenarios.File) *[]logon.Account) (list []change) {
	for i := range accounts {
		at := func(f *scenarios.File) *logon.Account { return &(*of(f))[i] }
		list = append(list,
			func(f *scenarios.File) { *of(f) = slices.Delete(*of(f), i, i+1) },
			func(f *scenarios.File) { *at(f) = logon.Account{Name: at(f).Name, Password: at(f).Password} },
			func(f *scenarios.File) { at(f).Disabled = false },
			func(f *scenarios.File) { at(f).Locked = false },
			func(f *scenarios.File) { at(f).Expired = false },
			func(f *scenarios.File) { at(f).MustChange = false },
			func(f *scenarios.File) { at(f).PasswordExpired = false },
			func(f *scenarios.File) { at(f).Hours = "" },
			func(f *scenarios.File) { at(f).Workstations = nil },
			func(f *scenarios.File) { at(f).Previous, at(f).Changed = nil, 0 },
			func(f *scenarios.File) { at(f).SmartCard = false },
			func(f *scenarios.File) { at(f).Groups = nil })
	}
	return list
}

// ofTheAttempt makes the session setup, or the command, a plainer one.
func ofTheAttempt(a scenarios.Attempt) []change {
	if a.Send == nil {
		return ofTheCommand()
	}
	at := func(f *scenarios.File) *logon.Send { return f.Attempts[0].Send }
	return []change{
		func(f *scenarios.File) { at(f).Share = "" },
		func(f *scenarios.File) { at(f).Salt = nil },
		func(f *scenarios.File) { at(f).Workstation = "" },
		func(f *scenarios.File) {
			if at(f).User != "" {
				at(f).Response = ntlm.NTLMv2
			}
		},
		func(f *scenarios.File) { at(f).User = strings.ToUpper(at(f).User) },
		func(f *scenarios.File) { at(f).Domain = strings.ToUpper(at(f).Domain) },
		func(f *scenarios.File) { at(f).Domain = "" },
	}
}

func ofTheCommand() []change {
	at := func(f *scenarios.File) *scenarios.Attempt { return &f.Attempts[0] }
	run := func(to func(*logon.NetUse)) change {
		return func(f *scenarios.File) {
			to(&at(f).Run)
			at(f).Command = command(at(f).Attempt)
		}
	}
	return []change{
		run(func(u *logon.NetUse) { u.Share = "" }),
		run(func(u *logon.NetUse) { u.User, u.Password = nil, nil }),
		func(f *scenarios.File) { at(f).Typed = nil },
		func(f *scenarios.File) { at(f).SignOn = logon.SignOn{} },
	}
}
