package logon

import (
	"slices"
	"strconv"
	"strings"
)

// An Unknown is one value of a topology that nobody knows. The answer to an attempt is then a set of possible answers;
// package unknown finds it. A World has no unknown values: NewWorld refuses a topology that has some.
type Unknown struct {
	Of    string // the machine, the domain, or the database of the account
	User  string // the account; "" if the value is none of an account
	Share string // the share; "" if the value is none of a share
	Key   string // the key of a scenario, or the name of a setting
}

// The keys whose values can be unknown, beside the settings of a machine.
const (
	KeyPassword  = "password"
	KeyOffline   = "offline"
	KeyChannel   = "channel"
	KeyAllow     = "allow"
	KeyThreshold = "lockout-threshold"
)

// stateKeys are the states of an account that can be unknown, each with its check and with what is said of it.
var stateKeys = []struct {
	key      string
	check    Refusal
	set      func(*Account, bool)
	yes, not string
}{
	{"locked", LockedOut, func(a *Account, yes bool) { a.Locked = yes }, "is locked out", "is not locked out"},
	{"disabled", Disabled, func(a *Account, yes bool) { a.Disabled = yes }, "is disabled", "is not disabled"},
	{"expired", Expired, func(a *Account, yes bool) { a.Expired = yes }, "has expired", "has not expired"},
	{"must-change", MustChange, func(a *Account, yes bool) { a.MustChange = yes }, "must change the password", "need not change the password"},
	{"password-expired", PasswordExpired, func(a *Account, yes bool) { a.PasswordExpired = yes }, "has a password that has expired", "has a password that has not expired"},
	{"smart-card-required", MustChange, func(a *Account, yes bool) { a.SmartCard = yes }, "needs a smart card", "needs no smart card"},
	{"hours", OutsideHours, func(a *Account, yes bool) { a.Hours = map[bool]Hours{true: NoHours}[yes] }, "may not log on at this hour", "may log on at this hour"},
}

// AccountKeys lists the keys of an account whose values can be unknown.
func AccountKeys() []string {
	keys := []string{KeyPassword}
	for _, s := range stateKeys {
		keys = append(keys, s.key)
	}
	return keys
}

// String is what nobody knows: the password of FS1\backup, whether FS1\backup is disabled.
func (u Unknown) String() string {
	account := Name{u.Of, u.User}.String()
	switch {
	case u.Key == KeyPassword:
		return "the password of " + account
	case u.User != "":
		for _, s := range stateKeys {
			if s.key == u.Key {
				return "whether " + account + " " + s.yes
			}
		}
	case u.Share != "":
		return `who may use \\` + u.Of + `\` + u.Share
	case u.Key == KeyOffline:
		return "whether " + u.Of + " is offline"
	case u.Key == KeyChannel:
		return "the state of the secure channel of " + u.Of
	}
	return u.Key + " of " + u.Of
}

// Unknowns lists what nobody knows of a topology: of machines first, then of accounts.
func Unknowns(t Topology) (list []Unknown) {
	for _, d := range t.Domains {
		list = append(list, policyUnknown(d.Name, d.Policy)...)
	}
	for _, m := range t.Machines {
		list = append(append(list, m.unknown()...), policyUnknown(m.Name, m.Policy)...)
	}
	for _, d := range t.Domains {
		list = append(list, accountsUnknown(d.Name, d.Accounts)...)
	}
	for _, m := range t.Machines {
		list = append(list, accountsUnknown(m.Name, m.Accounts)...)
	}
	return list
}

func policyUnknown(of string, p Policy) []Unknown {
	if !p.UnknownThreshold {
		return nil
	}
	return []Unknown{{Of: of, Key: KeyThreshold}}
}

func (m Machine) unknown() (list []Unknown) {
	for _, key := range m.Unknown {
		list = append(list, Unknown{Of: m.Name, Key: key})
	}
	for _, s := range m.Settings {
		if s.Unknown {
			list = append(list, Unknown{Of: m.Name, Key: s.Name})
		}
	}
	for _, s := range m.Shares {
		if s.Unknown {
			list = append(list, Unknown{Of: m.Name, Share: s.Name, Key: KeyAllow})
		}
	}
	return list
}

// accountsUnknown lists the unknown values of accounts, for each account in the order of AccountKeys.
func accountsUnknown(of string, accounts []Account) (list []Unknown) {
	keys := AccountKeys()
	for _, a := range accounts {
		for _, key := range keys {
			if len(a.Unknown) > 0 && slices.Contains(a.Unknown, key) {
				list = append(list, Unknown{Of: of, User: a.Name, Key: key})
			}
		}
	}
	return list
}

// problem says that a topology with an unknown value is no world.
func (u Unknown) problem(t Topology) Problem {
	return Problem{u.path(t), "nobody knows " + u.String(), "write the value; predict, run, explain and replay take what is unknown"}
}

// path leads to the value through the keys of a scenario.
func (u Unknown) path(t Topology) []string {
	path := []string{"machines", u.Of}
	if u.ofDomain(t) {
		path[0] = "domains"
	}
	switch {
	case u.User != "":
		return append(path, "accounts", u.User, u.Key)
	case u.Share != "":
		return append(path, "shares", u.Share, u.Key)
	case u.Key == KeyThreshold:
		return append(path, "policy", u.Key)
	case u.Key == KeyOffline, u.Key == KeyChannel:
		return append(path, u.Key)
	}
	return append(path, "settings", u.Key)
}

func (u Unknown) ofDomain(t Topology) bool {
	return slices.ContainsFunc(t.Domains, func(d Domain) bool { return strings.EqualFold(d.Name, u.Of) })
}

// Known is a topology in which nothing is unknown: settings have the values of their products, accounts no state, and
// passwords those of stand, which must be passwords of no other account.
func Known(t Topology, stand func(Unknown) string) Topology {
	known := t
	known.Domains, known.Machines = slices.Clone(t.Domains), slices.Clone(t.Machines)
	for i := range known.Domains {
		d := &known.Domains[i]
		d.Accounts, d.Policy.UnknownThreshold = knownAccounts(d.Name, d.Accounts, stand), false
	}
	for i := range known.Machines {
		m := &known.Machines[i]
		m.Accounts, m.Policy.UnknownThreshold, m.Unknown = knownAccounts(m.Name, m.Accounts, stand), false, nil
		m.Settings = slices.DeleteFunc(slices.Clone(m.Settings), func(s Setting) bool { return s.Unknown })
		m.Shares = slices.Clone(m.Shares)
		for j := range m.Shares {
			m.Shares[j].Unknown = false
		}
	}
	return known
}

func knownAccounts(of string, accounts []Account, stand func(Unknown) string) []Account {
	if !slices.ContainsFunc(accounts, func(a Account) bool { return len(a.Unknown) > 0 }) {
		return accounts
	}
	accounts = slices.Clone(accounts)
	for i := range accounts {
		a := &accounts[i]
		if slices.Contains(a.Unknown, KeyPassword) {
			a.Password = stand(Unknown{Of: of, User: a.Name, Key: KeyPassword})
		}
		a.Unknown = nil
	}
	return accounts
}

// A Possibility is one value that an unknown one can have.
type Possibility struct {
	Says string // what is then true, in a clause: "FS1\backup is disabled"
	Edit Edit
}

// Values lists the values that an unknown one can have, but for a password. Thresholds above most are one value: no
// attempt reaches them. Of a list of names, what matters is whether it has the names that outcomes look for in it.
func (u Unknown) Values(t Topology, most int, outcomes []Outcome) []Possibility {
	switch {
	case u.User != "":
		return u.states()
	case u.Share != "":
		return u.permissions(outcomes)
	case u.Key == KeyOffline:
		return []Possibility{u.offline(false, " is online"), u.offline(true, " is offline")}
	case u.Key == KeyChannel:
		return u.channels()
	case u.Key == KeyThreshold:
		return u.thresholds(t, most)
	}
	return u.settings(outcomes)
}

func (u Unknown) states() (list []Possibility) {
	account := Name{u.Of, u.User}.String()
	for _, s := range stateKeys {
		if s.key == u.Key {
			list = append(list, Possibility{account + " " + s.not, EditAccount(u.Of, u.User, func(a *Account) { s.set(a, false) })},
				Possibility{account + " " + s.yes, EditAccount(u.Of, u.User, func(a *Account) { s.set(a, true) })})
		}
	}
	return list
}

func (u Unknown) offline(offline bool, says string) Possibility {
	return Possibility{u.Of + says, EditMachine(u.Of, func(m *Machine) { m.Offline = offline })}
}

func (u Unknown) channels() (list []Possibility) {
	for _, c := range []Channel{Sound, Unreachable, WrongPassword, AccountDeleted, ComputerOff, NetlogonStopped} {
		says := "the secure channel of " + u.Of + " is sound"
		if c != Sound {
			says = "the secure channel of " + u.Of + " is broken (" + c.Fault() + ")"
		}
		list = append(list, Possibility{says, EditMachine(u.Of, func(m *Machine) { m.Channel = c })})
	}
	return list
}

func (u Unknown) thresholds(t Topology, most int) (list []Possibility) {
	for n := range most + 2 {
		edit := EditMachine(u.Of, func(m *Machine) { m.Policy.LockoutThreshold = n })
		if u.ofDomain(t) {
			edit = EditDomain(u.Of, func(d *Domain) { d.Policy.LockoutThreshold = n })
		}
		says := KeyThreshold + " of " + u.Of + " is " + strconv.Itoa(n)
		if n > most {
			says += " or more"
		}
		list = append(list, Possibility{says, edit})
	}
	return list
}

// settings are the values of a setting.
func (u Unknown) settings(outcomes []Outcome) (list []Possibility) {
	if isNameList(u.Key) {
		return u.lists(outcomes)
	}
	for _, value := range SettingChoices(u.Key) {
		list = append(list, Possibility{u.Key + " of " + u.Of + " is " + value, u.setting([]string{value})})
	}
	return list
}

func (u Unknown) setting(values []string) Edit {
	return EditMachine(u.Of, func(m *Machine) { m.Settings = append(m.Settings, Setting{Name: u.Key, Values: values}) })
}

// mostChoices is how many values a setting has at most whose value can be unknown.
const mostChoices = 10

// SettingChoices lists the values that a setting can have; nil if it is a list, or has more than a few.
func SettingChoices(name string) (list []string) {
	_, of := SettingDoc(name)
	if strings.HasPrefix(of, "list") {
		return nil
	}
	from, to, ok := strings.Cut(of, "-")
	least, err1 := strconv.Atoi(from)
	most, err2 := strconv.Atoi(to)
	if !ok || err1 != nil || err2 != nil {
		return strings.Split(of, "|")
	}
	if most-least >= mostChoices {
		return nil
	}
	for n := least; n <= most; n++ {
		list = append(list, strconv.Itoa(n))
	}
	return list
}

// UnknownSetting is a setting whose value nobody knows; false if it has a value that is called unknown.
func UnknownSetting(name string) (Setting, bool) {
	return Setting{Name: name, Unknown: true}, !slices.Contains(SettingChoices(name), "unknown")
}

// checkUnknown checks that the value of a setting can be unknown.
func (c *checker) checkUnknown(path []string, s Setting) {
	if !isNameList(s.Name) && len(SettingChoices(s.Name)) == 0 {
		_, of := SettingDoc(s.Name)
		c.add(path, "write a value: "+of, "%s cannot be unknown: too many values are possible", s.Name)
	}
}
