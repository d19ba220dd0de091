package fuzz

import (
	"fmt"
	"slices"
	"strconv"

	"ntlmsim/sim/logon"
)

// clientProfiles are Windows clients that let people choose what they send, and sign nothing by themselves.
var clientProfiles = []string{"windows-vista", "windows-7", "windows-10", "windows-2016"}

// clients are Windows machines where commands are typed, one for each server: a client's name is all that tells its
// attempts apart in the records of a controller. Some are members, and have computer accounts whose passwords are
// known.
func (d *dice) clients(t *logon.Topology) {
	for i := range d.servers {
		pc := logon.Machine{Name: fmt.Sprintf("PC%d", i+1), Role: logon.Standalone, Profile: one(d, clientProfiles...), Settings: d.clientSettings()}
		if len(t.Domains) > 0 && !d.in(3) {
			domain := &t.Domains[d.IntN(len(t.Domains))]
			pc.Role, pc.Domain = logon.Member, domain.Name
			domain.Accounts = append(domain.Accounts, logon.Account{Name: pc.Name + "$", Password: one(d, passwords...), Trust: logon.Workstation})
		} else {
			pc.Accounts = d.database()
		}
		d.from = append(d.from, pc)
	}
	t.Machines = append(t.Machines, d.from...)
}

func (d *dice) clientSettings() (list []logon.Setting) {
	if d.in(2) {
		list = append(list, logon.Setting{Name: "LmCompatibilityLevel", Values: []string{strconv.Itoa(d.IntN(6))}})
	}
	if d.in(2) {
		list = append(list, logon.Setting{Name: "UseMachineId", Values: []string{one(d, "0", "1")}})
	}
	return list
}

// stores puts an account for a server into the Credential Manager of a client.
func (d *dice) stores(t *logon.Topology) {
	for i := range t.Machines {
		if m := &t.Machines[i]; m.Profile[:3] == "win" && d.in(2) {
			known, server := one(d, d.accounts...), one(d, d.servers...)
			m.Stored = []logon.StoredCredential{{Target: server.Name, As: logon.Name{Domain: known.database, User: known.Name}, Password: d.password(known.Password)}}
		}
	}
}

// netUse throws one NET USE, in a session that can prove one thing or another.
func (d *dice) netUse() logon.Attempt {
	i := d.IntN(len(d.servers))
	client, server := d.from[i], d.servers[i]
	a := logon.Attempt{From: client.Name, Run: logon.NetUse{Server: server.Name, Share: d.share(server)}}
	a.As, a.SignOn = d.session(client)
	if d.in(3) {
		d.names(&a.Run, server)
	}
	if d.in(4) {
		typed := d.password(one(d, d.accounts...).Password)
		a.Typed = &typed
	}
	return a
}

// session is who is signed on at a client, and how.
func (d *dice) session(client logon.Machine) (logon.Name, logon.SignOn) {
	if d.in(6) {
		return logon.Name{Domain: "NT AUTHORITY", User: one(d, "SYSTEM", "NETWORK SERVICE", "LOCAL SERVICE")}, logon.SignOn{}
	}
	var who []owned
	for _, a := range d.accounts {
		if a.database == client.Name || client.Domain != "" && a.database == client.Domain {
			who = append(who, a)
		}
	}
	as, how := one(d, who...), logon.SignOn{}
	switch d.IntN(6) {
	case 0:
		how.Kind = one(d, slices.DeleteFunc(logon.SignOnKinds(), func(k logon.SignOnKind) bool { return !k.Fits(as.database != client.Name, false) })...)
	case 1:
		other := one(d, d.accounts...)
		password := d.password(other.Password)
		how.NetOnly, how.Password = &logon.Name{Domain: other.database, User: other.Name}, &password
	case 2:
		password := d.password(as.Password)
		how.Password = &password
	}
	return logon.Name{Domain: as.database, User: as.Name}, how
}

// names writes /user: and a password into a command.
func (d *dice) names(run *logon.NetUse, server logon.Machine) {
	meant := one(d, d.accounts...)
	user := &logon.UserName{Form: logon.Qualified, Domain: one(d, d.realm(meant), d.realm(meant), server.Name, "LOCAL1"), Name: meant.Name}
	switch {
	case d.in(4):
		user.Form, user.Domain = logon.Bare, ""
	case d.in(4) && meant.dns != "":
		user.Form, user.Domain = logon.UPN, meant.dns
	}
	run.User = user
	if password := d.password(meant.Password); !d.in(4) {
		run.Password = &password
	}
}
