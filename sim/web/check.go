package web

import (
	"slices"
	"strconv"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// Check lists what is wrong with a topology; empty: nothing. The paths begin at the file.
func Check(t Topology) []logon.Problem {
	problems := logon.Check(t.Topology)
	if slices.ContainsFunc(problems, func(p logon.Problem) bool { return !slices.Contains([]string{"spns", "rc4-only", "no-rc4"}, p.Path[0]) }) {
		return problems
	}
	if len(logon.Unknowns(t.Topology)) > 0 {
		return []logon.Problem{{Path: []string{"machines"}, What: "model: web cannot ask what follows from unknown", Hint: "write a value"}}
	}
	c := checker{t: t, directory: logon.Directory(t.Topology), problems: problems}
	c.names()
	c.sites()
	c.browsers()
	return c.problems
}

type checker struct {
	t         Topology
	directory *kerberos.Directory
	problems  []logon.Problem
}

func (c *checker) add(path []string, hint, what string) {
	c.problems = append(c.problems, logon.Problem{Path: path, What: what, Hint: hint})
}

// account reports an account that no domain has.
func (c *checker) account(path []string, name string) {
	if c.t.FindAccount(c.directory, name) != nil {
		return
	}
	var names []string
	for _, a := range c.directory.Accounts {
		names = append(names, a.Full())
	}
	c.add(path, sim.Suggestion(name, names), "no domain has the account "+name)
}

// machine reports a machine that is not there.
func (c *checker) machine(path []string, name string) {
	var names []string
	for _, m := range c.t.Machines {
		if strings.EqualFold(m.Name, name) {
			return
		}
		names = append(names, m.Name)
	}
	c.add(path, sim.Suggestion(name, names), "there is no machine "+name)
}

func (c *checker) names() {
	for _, d := range c.t.Delegation {
		c.account([]string{"delegation", d.Account}, d.Account)
		for i, name := range d.From {
			c.account([]string{"delegation", d.Account, "from", strconv.Itoa(i)}, name)
		}
	}
	for i, name := range c.t.NotDelegated {
		c.account([]string{"not-delegated", strconv.Itoa(i)}, name)
	}
}

func (c *checker) sites() {
	bound := map[string]string{}
	for _, s := range c.t.Sites {
		path := []string{"sites", s.Name}
		c.machine(append(path, "machine"), s.Machine)
		if builtin(s.Pool) {
			c.add(append(path, "pool"), "leave pool: out", "a pool that runs as "+s.Pool+" is the computer to others")
		} else if s.Pool != "" {
			c.account(append(path, "pool"), s.Pool)
		}
		for i, name := range s.OtherKeys {
			c.account(append(path, "other-keys", strconv.Itoa(i)), name)
		}
		if s.Pool == "" && s.PoolKey {
			c.add(append(path, "app-pool-credentials"), `add pool: 'DOMAIN\ACCOUNT', or leave the key out`, "the pool has no account of its own, so that the setting changes nothing")
		}
		if s.Pool == "" && s.StaleKey {
			c.add(append(path, "stale-pool-key"), `add pool: 'DOMAIN\ACCOUNT'; the computer's own key is stale with channel: wrong-password of the machine`, "the pool has no account of its own")
		}
		c.hosts(path, s, bound)
	}
}

// builtin reports whether a pool runs as an account that is the computer to others, in whatever way it is written.
func builtin(pool string) bool {
	authority, name, ok := strings.Cut(strings.ToUpper(strings.ReplaceAll(pool, " ", "")), `\`)
	if !ok {
		authority, name = "NTAUTHORITY", authority
	}
	return authority == "IISAPPPOOL" || authority == "NTAUTHORITY" && slices.Contains(builtins, name)
}

var builtins = []string{"APPLICATIONPOOLIDENTITY", "LOCALSERVICE", "LOCALSYSTEM", "NETWORKSERVICE", "SYSTEM"}

// hosts reports a host that two sites have, or that is another machine.
func (c *checker) hosts(path []string, s Site, bound map[string]string) {
	for i, h := range s.Hosts {
		at := append(slices.Clone(path), "hosts", strconv.Itoa(i))
		if strings.ContainsAny(h, "*/:\\ ") {
			c.add(at, "www.corp.example, without http:// and without *", h+" is no host name")
			continue
		}
		key := strings.ToLower(h + " " + s.Machine) // several machines are a farm
		if other := bound[key]; other != "" {
			c.add(at, "", h+" leads to the site "+other+" already")
		}
		bound[key] = s.Name
		for _, m := range c.t.Machines {
			own := strings.EqualFold(h, m.Name) || strings.EqualFold(h, c.t.DNSOf(m)) || slices.ContainsFunc(m.Aliases, func(a string) bool { return strings.EqualFold(a, h) })
			if own && !strings.EqualFold(m.Name, s.Machine) {
				c.add(at, "leave it out, or write machine: "+m.Name, h+" is the machine "+m.Name)
			}
		}
	}
}

func (c *checker) browsers() {
	for _, b := range c.t.Browsers {
		c.machine([]string{"browsers", b.Machine}, b.Machine)
		for i, pattern := range b.Intranet {
			if strings.Contains(pattern, "/") {
				c.add([]string{"browsers", b.Machine, "intranet", strconv.Itoa(i)}, "*.corp.example, without http://", pattern+" is no host, and no pattern of hosts")
			}
		}
	}
}

// CheckAttempt lists why an attempt cannot be asked. The paths begin at the attempt.
func (w *World) CheckAttempt(a Attempt) []logon.Problem {
	c := checker{t: w.topology, directory: w.directory}
	c.machine([]string{"from"}, a.From)
	switch {
	case w.site(a.Open.Host, "") == nil:
		c.add([]string{"open"}, sim.Suggestion(a.Open.Host, w.hosts()), "no site answers for the host "+a.Open.Host)
	case w.site(a.Open.Host, a.AnsweredBy) == nil:
		c.add([]string{"answered-by"}, sim.Suggestion(a.AnsweredBy, w.farm(a.Open.Host)), a.AnsweredBy+" has no site for the host "+a.Open.Host)
	}
	if len(c.problems) > 0 {
		return c.problems
	}
	client, _ := w.logon.Machine(a.From)
	if settings, _ := w.logon.Settings(a.From); settings.MapToGuest != logon.NoMapToGuest {
		c.add([]string{"from"}, "choose a Windows machine", client.Name+" is Samba, which has no browser of Windows")
	}
	if logon.Service(a.As.User) != "" || strings.EqualFold(a.As.Domain, "NT AUTHORITY") {
		c.add([]string{"as"}, "choose a person", a.As.String()+" is a service, and opens no browser")
		return c.problems
	}
	run := logon.NetUse{Server: a.Open.Host}
	if _, problems := w.logon.Question(logon.Attempt{From: a.From, As: a.As, Run: run}); len(problems) > 0 && len(c.problems) == 0 {
		c.problems = problems
	}
	return c.problems
}

// farm are the machines that have a host.
func (w *World) farm(host string) (list []string) {
	for _, s := range w.sites(host) {
		list = append(list, s.Machine)
	}
	return list
}

// hosts are the names of all sites.
func (w *World) hosts() (list []string) {
	for _, s := range w.topology.Sites {
		if list = append(list, s.Hosts...); len(s.Hosts) == 0 {
			list = append(list, s.Machine)
		}
	}
	return list
}
