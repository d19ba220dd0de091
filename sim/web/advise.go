package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// An Advice is a change after which the model predicts the page, or Kerberos where NTLM is what there is.
type Advice struct {
	Change string
	Run    string // where, and the commands that make it, a line each: "at WEB1: appcmd …"; "" where none is known
	And    string // a second change, without which the first does not help; "": none
	AndRun string // as Run
	Caveat string // a disadvantage, or ""
	After  Outcome
}

// A change is one that may help.
type change struct {
	says, run, caveat string
	edit              func(*Topology)
	url               string // another URL; "": the same
}

// Advise lists the changes that help, the smallest first: at a page that is refused those that show it, and at one that
// NTLM shows, where Negotiate is offered, those with which it is Kerberos. Where no single one helps to a page, it is
// two of them. Each is predicted before it is said.
func (w *World) Advise(a Attempt, o Outcome) (list []Advice) {
	if o.Protocol == Anonymous || o.Protocol == ByKerberos && !o.alone() {
		return nil
	}
	for _, c := range o.changes() {
		if after, ok := w.after(a, c); ok && after.better(o) {
			list = append(list, Advice{Change: c.says, Run: c.run, Caveat: c.caveat, After: after})
		}
	}
	if len(list) == 0 && o.Status != 200 {
		list = w.adviseTwo(a, o)
	}
	return list
}

// mostPairs is how many pairs of changes are advised.
const mostPairs = 2

// adviseTwo lists pairs of changes that help together: the second is one that helps after the first.
func (w *World) adviseTwo(a Attempt, o Outcome) (list []Advice) {
	for _, one := range o.changes() {
		between, asked, ok := w.with(a, one)
		if !ok {
			continue
		}
		for _, two := range between.Predict(asked).changes() {
			after, ok := between.after(asked, two)
			if !ok || !after.better(o) || slices.ContainsFunc(list, func(x Advice) bool { return x.Change == two.says && x.And == one.says }) {
				continue
			}
			list = append(list, Advice{Change: one.says, Run: one.run, And: two.says, AndRun: two.run, Caveat: joined(one.caveat, two.caveat), After: after})
			if len(list) == mostPairs {
				return list
			}
		}
	}
	return list
}

// joined are two sentences, of which each may be empty.
func joined(one, two string) string {
	if one == "" || two == "" || one == two {
		return cmp.Or(one, two)
	}
	return one + "; " + two
}

// alone reports whether there is a second hop, at which the person is not known.
func (o Outcome) alone() bool { return o.Second != nil && !o.Second.Acts }

// better reports whether it is what somebody wants who has another outcome.
func (o Outcome) better(than Outcome) bool {
	switch {
	case o.Status != 200 || o.alone():
		return false
	case than.Status != 200 || than.alone():
		return true
	}
	return o.Protocol == ByKerberos
}

// after is the attempt after a change.
func (w *World) after(a Attempt, c change) (Outcome, bool) {
	changed, a, ok := w.with(a, c)
	if !ok {
		return Outcome{}, false
	}
	return changed.Predict(a), true
}

// with is the world and the attempt after a change; false where it cannot be asked then.
func (w *World) with(a Attempt, c change) (*World, Attempt, bool) {
	t := w.topology.clone()
	if c.edit != nil {
		c.edit(&t)
	}
	if c.url != "" {
		open, err := ParseURL(c.url)
		if err != nil {
			return nil, a, false
		}
		a.Open = open
	}
	changed, err := New(t)
	return changed, a, err == nil && len(changed.CheckAttempt(a)) == 0
}

// clone is a copy of what changes edit.
func (t Topology) clone() Topology {
	t.SPNs, t.Sites, t.Browsers = slices.Clone(t.SPNs), slices.Clone(t.Sites), slices.Clone(t.Browsers)
	for i := range t.SPNs {
		t.SPNs[i].Names = slices.Clone(t.SPNs[i].Names)
	}
	t.RC4Only, t.Machines, t.Delegation = slices.Clone(t.RC4Only), slices.Clone(t.Machines), slices.Clone(t.Delegation)
	return t
}

// changes are those that may help, the smallest first.
func (o Outcome) changes() []change {
	f := o.Facts
	return slices.Concat(f.byName(), f.otherKey(), f.register(), f.freshKeys(), f.clocks(), f.offer(), f.delegate(o))
}

// byName is the call by a name in place of an address.
func (f *Facts) byName() []change {
	if !f.request.Address {
		return nil
	}
	names := append(slices.Clone(f.site.Hosts), f.world.topology.DNSOf(f.server), f.server.Name)
	for _, name := range names {
		if u := f.attempt.Open; name != "" && !(URL{Host: name}).IsAddress() {
			url := strings.Replace(u.Text, u.Host, name, 1)
			return []change{{says: "open the site by a name: " + url, url: url}}
		}
	}
	return nil
}

// register gives the name to the account whose key the site has, and to no other.
func (f *Facts) register() []change {
	if len(f.request.Keys) == 0 || f.request.Address {
		return nil
	}
	to := f.request.Keys[0].Of
	list := f.world.registering(f.request.Name, f.request.Owners, to)
	for i := range list {
		switch owned := f.request.Owners; {
		case len(owned) == 1 && strings.HasSuffix(owned[0].Name, "$") && owned[0] != to:
			list[i].caveat = "what else uses HTTP by the name of that computer, as WinRM does, is then refused"
		case len(owned) > 0 && !slices.Contains(owned, to):
			list[i].caveat = "no other machine of a farm can then open tickets for the name"
		}
	}
	return list
}

// registering gives a name to an account, and takes it from others.
func (w *World) registering(name kerberos.Name, owners []*kerberos.Account, to *kerberos.Account) []change {
	var says, commands []string
	for _, a := range owners {
		if a == to || !slices.ContainsFunc(w.registered(a), func(n kerberos.Name) bool { return strings.EqualFold(n.String(), name.String()) }) {
			continue // of another computer it is HOST, before which HTTP counts
		}
		says = append(says, fmt.Sprintf("take the name %s from %s", name, a.Full()))
		commands = append(commands, fmt.Sprintf("setspn -D %s %s", name, a.Full()))
	}
	if !slices.Contains(owners, to) {
		says = append(says, fmt.Sprintf("register %s for %s, whose key the site has", name, to.Full()))
		commands = append(commands, fmt.Sprintf("setspn -S %s %s", name, to.Full()))
	}
	if len(says) == 0 {
		return nil
	}
	return []change{{says: strings.Join(says, ", and "), run: "as an administrator of " + to.Realm + ": " + strings.Join(commands, "\n"), edit: func(t *Topology) {
		for i := range t.SPNs {
			t.SPNs[i].Names = slices.DeleteFunc(t.SPNs[i].Names, func(n kerberos.Name) bool { return strings.EqualFold(n.String(), name.String()) })
		}
		t.SPNs = append(t.SPNs, logon.Registered{Account: to.Full(), Names: []kerberos.Name{name}})
	}}}
}

// registered are the names that the file gives an account.
func (w *World) registered(a *kerberos.Account) (list []kerberos.Name) {
	for _, r := range w.topology.SPNs {
		if w.topology.FindAccount(w.directory, r.Account) == a {
			list = append(list, r.Names...)
		}
	}
	return list
}

// windowsAuthentication is the command that changes a setting of a site: at each machine of a farm.
func (f *Facts) windowsAuthentication(set string) string {
	name, machines := f.site.Name, f.world.farm(f.attempt.Open.Host)
	for _, s := range f.farm() {
		if s.Name != name {
			name = "SITE"
		}
	}
	return fmt.Sprintf(`at %s: %%windir%%\system32\inetsrv\appcmd set config "%s" -section:system.webServer/security/authentication/windowsAuthentication %s /commit:apphost`, strings.Join(machines, " and at "), name, set)
}

// farm is the site, with those of other machines that have the host.
func (f *Facts) farm() []*Site { return f.world.sites(f.attempt.Open.Host) }

// otherKey has the site open tickets with the key of its pool's account in place of the computer's, or the reverse.
func (f *Facts) otherKey() []change {
	if f.site.Pool == "" {
		return nil
	}
	pool := f.world.topology.FindAccount(f.world.directory, f.site.Pool)
	if !f.site.PoolKey && !f.site.UserMode {
		return []change{{says: "have the site open tickets with the key of its pool's account, " + pool.Full(), run: f.windowsAuthentication("/useAppPoolCredentials:true"),
			caveat: "tickets for the computer's own names are then refused", edit: f.editSite(func(s *Site) { s.PoolKey = true })}}
	}
	return []change{{says: "have the site open tickets with the key of the computer", run: f.windowsAuthentication("/useKernelMode:true /useAppPoolCredentials:false"),
		caveat: "tickets for names of " + pool.Full() + " are then refused", edit: f.editSite(func(s *Site) { s.UserMode, s.PoolKey = false, false })}}
}

func (f *Facts) editSite(edit func(*Site)) func(*Topology) {
	farm := f.farm()
	return func(t *Topology) {
		for i := range t.Sites {
			if slices.ContainsFunc(farm, func(s *Site) bool { return s.Name == t.Sites[i].Name }) {
				edit(&t.Sites[i])
			}
		}
	}
}

func editMachine(name string, edit func(*logon.Machine)) func(*Topology) {
	return func(t *Topology) {
		for i := range t.Machines {
			if t.Machines[i].Name == name {
				edit(&t.Machines[i])
			}
		}
	}
}

// freshKeys gives the server the keys of today.
func (f *Facts) freshKeys() (list []change) {
	if f.site.StaleKey {
		list = append(list, change{says: "write the password of " + f.site.Pool + " into the application pool again",
			run: fmt.Sprintf(`at %s, in PowerShell: Set-ItemProperty "IIS:\AppPools\POOL" processModel.password (Read-Host)`, f.server.Name), edit: f.editSite(func(s *Site) { s.StaleKey = false })})
	}
	if f.server.Channel == logon.WrongPassword {
		list = append(list, change{says: "give " + f.server.Name + " a new password in the domain", run: "at " + f.server.Name + ", in PowerShell: Reset-ComputerMachinePassword",
			edit: editMachine(f.server.Name, func(m *logon.Machine) { m.Channel = logon.Sound })})
	}
	if len(f.request.Owners) == 1 && f.request.Owners[0].RC4Only {
		owner := f.request.Owners[0]
		list = append(list, change{says: "give " + owner.Full() + " keys of AES: set its password anew, and write it into the pool",
			run: "as an administrator of " + owner.Realm + ", in PowerShell: Set-ADUser " + owner.Name + " -KerberosEncryptionType AES128,AES256\nSet-ADAccountPassword " + owner.Name + " -Reset",
			edit: func(t *Topology) {
				t.RC4Only = slices.DeleteFunc(t.RC4Only, func(n string) bool { return strings.EqualFold(n, owner.Full()) })
			}})
	}
	return list
}

// clocks sets a clock that is wrong.
func (f *Facts) clocks() (list []change) {
	for _, m := range []logon.Machine{f.client, f.server} {
		if m.Clock != 0 {
			list = append(list, change{says: "set the clock of " + m.Name, run: "at " + m.Name + ": w32tm /resync", edit: editMachine(m.Name, func(m *logon.Machine) { m.Clock = 0 })})
		}
	}
	return list
}

// offer changes what the site offers and demands, and what the browser answers.
func (f *Facts) offer() (list []change) {
	switch {
	case len(f.site.Providers) == 0:
		list = append(list, change{says: "turn on Windows authentication", run: f.windowsAuthentication("/enabled:true"), edit: f.editSite(func(s *Site) { s.Providers = []Provider{Negotiate, NTLM} })})
	case !f.offers(Negotiate) && f.offers(KerberosAlone):
		list = append(list, change{says: "offer Negotiate in place of Negotiate:Kerberos", run: f.windowsAuthentication(`"/-providers.[value='Negotiate:Kerberos']" "/+providers.[value='Negotiate']"`),
			caveat: "the site then takes NTLM, too", edit: f.editSite(func(s *Site) { s.Providers = []Provider{Negotiate} })})
	case !f.offers(Negotiate, KerberosAlone):
		list = append(list, change{says: "offer Negotiate before NTLM", run: f.windowsAuthentication(`"/+providers.[@start,value='Negotiate']"`),
			edit: f.editSite(func(s *Site) { s.Providers = append([]Provider{Negotiate}, s.Providers...) })})
	}
	if !f.browser.Integrated {
		list = append(list, change{says: "turn on Enable Integrated Windows Authentication in the browser",
			run:  "at " + f.client.Name + `: reg add "HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings" /v EnableNegotiate /t REG_DWORD /d 1 /f`,
			edit: f.editBrowser(func(b *Browser) { b.Integrated = true })})
	}
	if f.request.NeedsBound && !f.binds() {
		list = append(list, change{says: "ask no channel binding of clients that have none", run: f.windowsAuthentication("/extendedProtection.tokenChecking:Allow"),
			caveat: "that loosens a protection against relaying; a browser that sends the binding is better", edit: f.editSite(func(s *Site) { s.Protected = Allowed })})
	}
	return list
}

func (f *Facts) editBrowser(edit func(*Browser)) func(*Topology) {
	name := f.client.Name
	return func(t *Topology) {
		for i := range t.Browsers {
			if strings.EqualFold(t.Browsers[i].Machine, name) {
				edit(&t.Browsers[i])
			}
		}
	}
}
