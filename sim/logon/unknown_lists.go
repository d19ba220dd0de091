package logon

import (
	"slices"
	"strings"
)

// isNameList reports whether a setting is a list of names: of accounts, servers, shares or pipes.
func isNameList(setting string) bool {
	_, of := SettingDoc(setting)
	return strings.HasPrefix(of, "list of names")
}

// What is in a list of names that nobody looks for by its name.
const (
	anyPipe     = "netlogon"
	otherShares = "OTHER-SHARES"
)

// lists are the values of a list of names: with each of the names that outcomes look for in it, and without.
func (u Unknown) lists(outcomes []Outcome) (list []Possibility) {
	of := u.Key + " of " + u.Of
	add := func(says string, names ...string) { list = append(list, Possibility{of + says, u.setting(names)}) }
	names := u.lookedFor(outcomes)
	if isRight(u.Key) && len(names) > 0 {
		add(" does not have "+strings.Join(u.inWords(names), " or "), []string{}...)
	} else {
		add(" is empty", []string{}...)
	}
	switch {
	case strings.EqualFold(u.Key, "NullSessionPipes"):
		add(" has a pipe", anyPipe)
	case strings.EqualFold(u.Key, "NullSessionShares") && len(names) == 0:
		add(" has a share", otherShares)
	case strings.EqualFold(u.Key, "NullSessionShares"):
		add(" has other shares only", otherShares)
		fallthrough
	default:
		for _, some := range subsets(names) {
			add(" has "+strings.Join(u.inWords(some), " and ")+without(names, some), some...)
		}
	}
	return list
}

// inWords are names in a list as they are told: a right may hold a group of the account as well.
func (u Unknown) inWords(names []string) []string {
	if !isRight(u.Key) {
		return names
	}
	told := make([]string, len(names))
	for i, name := range names {
		told[i] = name + " or a group of it"
	}
	return told
}

// isRight reports whether a setting is a user right: who is in its list are accounts and groups.
func isRight(setting string) bool {
	return isOneOf(setting, "SeNetworkLogonRight", "SeDenyNetworkLogonRight")
}

// mostNames is how many names are looked for in one list: each doubles the values.
const mostNames = 8

// Many reports whether outcomes look for more names in a list than Values tries: those of the first outcomes.
func (u Unknown) Many(outcomes []Outcome) bool {
	switch {
	case u.Share != "":
		return len(u.allUsers(outcomes)) > mostNames
	case u.User == "" && isNameList(u.Key):
		return len(u.allLookedFor(outcomes)) > mostNames
	}
	return false
}

func (u Unknown) lookedFor(outcomes []Outcome) []string {
	names := u.allLookedFor(outcomes)
	return names[:min(len(names), mostNames)]
}

// allLookedFor lists the names that outcomes look for in a list, each once, those of the first outcomes first.
func (u Unknown) allLookedFor(outcomes []Outcome) (names []string) {
	for i := range outcomes {
		name := outcomes[i].looksFor(u.Key)
		if name != "" && !slices.Contains(names, name) && outcomes[i].DependsOn(u) {
			names = append(names, name)
		}
	}
	return names
}

// looksFor is a name by which a list has what an outcome looks for in it: the share, the account, or the server, which
// a controller knows by its own name, and the others as it is called.
func (o *Outcome) looksFor(setting string) string {
	switch f := &o.Facts; {
	case strings.EqualFold(setting, "NullSessionShares") && f.ipc:
		return ""
	case strings.EqualFold(setting, "NullSessionShares"):
		return fold(f.sent.Share)
	case isRight(setting) && f.asked().account == nil:
		return Name{f.server.db.name, f.server.db.guest.Name}.String() // who is not known may be Guest
	case isRight(setting):
		return Name{f.asked().db.name, f.asked().account.Name}.String()
	case strings.EqualFold(setting, "DCAllowedNTLMServers"):
		return f.target.key
	default:
		return f.called
	}
}

// subsets lists what can be made of names, but nothing, the smallest first.
func subsets(names []string) (list [][]string) {
	for bits := 1; bits < 1<<len(names); bits++ {
		var some []string
		for i, name := range names {
			if bits&(1<<i) != 0 {
				some = append(some, name)
			}
		}
		list = append(list, some)
	}
	slices.SortStableFunc(list, func(a, b []string) int { return len(a) - len(b) })
	return list
}

// without says which names a list does not have.
func without(names, has []string) string {
	rest := missing(names, has)
	if len(rest) == 0 {
		return ""
	}
	return " but not " + strings.Join(rest, " or ")
}

// missing are the names that are not among some of them.
func missing(names, some []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(some, name) })
}
