package windows

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/logon"
)

// A machine is a machine of the topology as it is to be built on Windows.
type machine struct {
	logon.Machine
	Script string // the script that builds it; "" where it is not built
	Title  string // the product that it should be
	Added  bool   // the topology has no controller of its domain
}

// A layout says what becomes of each machine, domain, trust and attempt of a scenario on Windows.
type layout struct {
	file     *scenarios.File
	secret   string
	machines []machine
	domains  []logon.Domain // those that are built
	trusts   []lab.Trust
	puts     []setup
	unasked  []unasked
	loopback []setup
	cannot   []lab.Cannot
	secrets  map[string]string
}

func (l *layout) say(machine, attempt, format string, args ...any) {
	c := lab.Cannot{Machine: machine, Attempt: attempt, Why: fmt.Sprintf(format, args...)}
	if !slices.Contains(l.cannot, c) {
		l.cannot = append(l.cannot, c)
	}
}

// keep puts a secret under a name by which the scripts find it. PowerShell compares names as people of some language
// do, so that two that are not ASCII could be one: they are numbered.
func (l *layout) keep(name, secret string) string {
	if strings.IndexFunc(name, func(r rune) bool { return r > 0x7e }) >= 0 {
		name = fmt.Sprintf("secret %d", len(l.secrets)+1)
	}
	l.secrets[name] = secret
	return name
}

func (l *layout) refuse(machine, why string) {
	l.cannot = append(l.cannot, lab.Cannot{Machine: machine, Why: why, NotBuilt: true})
}

// built finds a machine that is built.
func (l *layout) built(name string) (machine, bool) {
	for _, m := range l.machines {
		if m.Script != "" && strings.EqualFold(m.Name, name) {
			return m, true
		}
	}
	return machine{}, false
}

// domain finds a domain that is built.
func (l *layout) domain(name string) (logon.Domain, bool) {
	for _, d := range l.domains {
		if strings.EqualFold(d.Name, name) {
			return d, true
		}
	}
	return logon.Domain{}, false
}

// controller is the first controller of a domain: the one that makes it.
func (l *layout) controller(domain string) machine {
	for _, m := range l.machines {
		if m.Role == logon.Controller && strings.EqualFold(m.Domain, domain) && m.Script != "" {
			return m
		}
	}
	return machine{}
}

// build decides what becomes of every domain and machine.
func (l *layout) build() {
	t := l.file.Topology
	for _, d := range t.Domains {
		if why := l.unbuildable(d); why != "" {
			for _, m := range t.Machines {
				if strings.EqualFold(m.Domain, d.Name) {
					l.refuse(m.Name, why)
				}
			}
			continue
		}
		l.domains = append(l.domains, d)
	}
	for _, m := range t.Machines {
		l.machine(m)
	}
	l.domains = slices.DeleteFunc(l.domains, func(d logon.Domain) bool { return l.controller(d.Name).Name == "" && !l.tied(d) })
	for _, d := range l.domains {
		if l.controller(d.Name).Name == "" {
			l.add(d)
		}
	}
	l.order()
	l.ties()
	l.channels()
}

// channels says which secure channels the scripts leave sound that the scenario has broken.
func (l *layout) channels() {
	for _, m := range l.file.Topology.Machines {
		if m.Channel != logon.Sound {
			l.say(m.Name, "", "the scripts do not break its secure channel to %s (%s)", m.Domain, m.Channel.Fault())
		}
	}
	for _, d := range l.domains {
		for _, t := range d.Trusts {
			if t.Channel != logon.Sound {
				l.say(l.controller(d.Name).Name, "", "the scripts do not break the trust of %s and %s (%s)", d.Name, t.Domain, t.Channel.Fault())
			}
		}
	}
}

// unbuildable says why a domain cannot be made on Windows.
func (l *layout) unbuildable(d logon.Domain) string {
	switch {
	case d.Kind == logon.NT4:
		return "no Windows since Server 2003 can be a controller of a domain of kind nt4"
	case len(d.Name) > lab.MaxName:
		return "the domain's name is longer than the 15 characters of a NetBIOS name"
	case lab.HostLabel(d.Name) == "":
		return "the domain's name makes no DNS name"
	}
	for _, m := range l.file.Topology.Machines {
		if m.Role == logon.Controller && strings.EqualFold(m.Domain, d.Name) && strings.HasPrefix(m.Profile, "samba") {
			return "its domain's controller is Samba: ntlmsim lab up builds it"
		}
	}
	return ""
}

// machine decides what becomes of one machine.
func (l *layout) machine(m logon.Machine) {
	p, _ := logon.ProfileNamed(m.Profile)
	w := machine{Machine: m, Title: p.Title}
	_, home := l.domain(m.Domain)
	switch {
	case m.Domain != "" && !home:
		// its domain has been refused, and the machine with it
	case strings.HasPrefix(m.Profile, "samba"):
		l.refuse(m.Name, "it is Samba: ntlmsim lab up builds it")
	case !computerName(m.Name):
		l.refuse(m.Name, "no Windows computer can have this name: up to 15 letters, digits and hyphens")
	default:
		w.Script = "build-" + strings.ToUpper(m.Name) + ".ps1"
		l.product(&w)
	}
	l.machines = append(l.machines, w)
}

// computerName reports whether a Windows computer can have a name: the standard characters of a DNS label, at most 15,
// and not digits alone.
func computerName(name string) bool {
	return len(name) <= lab.MaxName && strings.EqualFold(lab.HostLabel(name), name) && strings.Trim(name, "0123456789") != ""
}

// insteadOf is what is used where a profile is no product that the scripts can run on.
const insteadOf = "windows-2022"

// The products by what PowerShell 5.1 is to them: it was never to be had on the first, and on the second it comes with
// Windows Management Framework 5.1, which is not for Windows 8. Since Windows 10 it is there.
var (
	beforePowerShell = []string{"windows-nt4", "windows-2000", "windows-xp", "windows-2003", "windows-vista", "windows-2008", "windows-8"}
	needFramework    = []string{"windows-7", "windows-2008r2", "windows-2012", "windows-8.1", "windows-2012r2"}
)

// product says which Windows a machine should be, and what the scripts cannot do there.
func (l *layout) product(w *machine) {
	switch {
	case w.Profile == "kb103390":
		w.Title = "any Windows"
		l.say(w.Name, "", "the article is no product: a Windows of today stands for it, which --as %s=%s predicts", w.Name, insteadOf)
	case slices.Contains(beforePowerShell, w.Profile):
		l.say(w.Name, "", "the scripts need PowerShell 5.1, which %s never had: build it there by hand, or use a later Windows, which --as %s=%s predicts",
			w.Title, w.Name, insteadOf)
	case slices.Contains(needFramework, w.Profile):
		l.say(w.Name, "", "%s needs PowerShell 5.1 (Windows Management Framework 5.1) first", w.Title)
		if w.Profile == "windows-2008r2" && w.Role == logon.Controller {
			l.say(w.Name, "", "Server 2008 R2 is promoted by hand, with dcpromo")
		}
	}
}

// tied reports whether a domain that has no controller needs one: it has members, or a trust.
func (l *layout) tied(d logon.Domain) bool {
	t := l.file.Topology
	return len(d.Trusts) > 0 || slices.ContainsFunc(t.Machines, func(m logon.Machine) bool { return strings.EqualFold(m.Domain, d.Name) }) ||
		slices.ContainsFunc(t.Domains, func(other logon.Domain) bool {
			return slices.ContainsFunc(other.Trusts, func(trust logon.Trust) bool { return strings.EqualFold(trust.Domain, d.Name) })
		})
}

// add gives a domain the controller that the topology does not name.
func (l *layout) add(d logon.Domain) {
	name := lab.ControllerName(l.file.Topology, d.Name)
	p, _ := logon.ProfileNamed(insteadOf)
	l.machines = append(l.machines, machine{Title: p.Title, Added: true, Script: "build-" + name + ".ps1",
		Machine: logon.Machine{Name: name, Role: logon.Controller, Domain: d.Name, Profile: insteadOf}})
}

// order lists the machines as they are built: controllers, then members, then the others.
func (l *layout) order() {
	rank := func(m machine) int {
		return slices.Index([]logon.Role{logon.Controller, logon.Member, logon.Standalone}, m.Role)
	}
	slices.SortStableFunc(l.machines, func(a, b machine) int { return rank(a) - rank(b) })
}

// ties lists each trust between two domains that are built once.
func (l *layout) ties() {
	built := map[string]bool{}
	for _, d := range l.domains {
		built[strings.ToUpper(d.Name)] = true
	}
	l.trusts = lab.Trusts(l.file.Topology, built)
	for _, t := range l.trusts {
		if t.Type == logon.NT4Trust {
			l.say(l.controller(t.Truster).Name, "", "between domains of Active Directory the trust of %s is an external one", t.Trusted)
		}
	}
	for _, d := range l.domains {
		outgoing := 0
		for _, t := range l.trusts {
			if strings.EqualFold(t.Truster, d.Name) || t.Both && strings.EqualFold(t.Trusted, d.Name) {
				outgoing++
			}
		}
		if outgoing > 1 {
			l.say(l.controller(d.Name).Name, "", "in which order the trusted domains answer cannot be chosen")
		}
	}
}

// selective reports whether a trust is for selective authentication on the trusting side.
func (l *layout) selective(truster, trusted string) bool {
	for _, d := range l.file.Topology.Domains {
		for _, t := range d.Trusts {
			outgoing := strings.EqualFold(d.Name, truster) && strings.EqualFold(t.Domain, trusted) && t.Direction != logon.Incoming
			incoming := strings.EqualFold(d.Name, trusted) && strings.EqualFold(t.Domain, truster) && t.Direction != logon.Outgoing
			if t.Selective && (outgoing || incoming) {
				return true
			}
		}
	}
	return false
}
