package logon

import (
	"slices"
	"strings"
)

// permissions are those of a share whose permissions nobody knows: each account that outcomes bring to it is let in, or
// not.
func (u Unknown) permissions(outcomes []Outcome) []Possibility {
	share := `\\` + u.Of + `\` + u.Share
	users := u.users(outcomes)
	if len(users) < 2 {
		return []Possibility{{share + " lets the account in", u.denying()}, {share + " does not let the account in", u.denying(everyone)}}
	}
	list := []Possibility{{share + " lets in none of " + strings.Join(users, " and "), u.denying(users...)}}
	for _, some := range subsets(users) {
		rest, only := missing(users, some), ""
		if len(rest) > 0 {
			only = " only"
		}
		list = append(list, Possibility{share + " lets in " + strings.Join(some, " and ") + only, u.denying(rest...)})
	}
	return list
}

// denying is the share with nothing but a list of those who are not let in.
func (u Unknown) denying(names ...string) Edit {
	return EditMachine(u.Of, func(m *Machine) {
		for i := range m.Shares {
			if s := &m.Shares[i]; strings.EqualFold(s.Name, u.Share) {
				s.Allow, s.Deny, s.Supposed = nil, names, true
			}
		}
	})
}

func (u Unknown) users(outcomes []Outcome) []string {
	names := u.allUsers(outcomes)
	return names[:min(len(names), mostNames)]
}

// allUsers are the accounts that outcomes bring to the share, each once, those of the first outcomes first.
func (u Unknown) allUsers(outcomes []Outcome) (names []string) {
	for i := range outcomes {
		o := &outcomes[i]
		if !o.DependsOn(u) {
			continue
		}
		if name := o.Facts.listed(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// listed is the name by which a share can list nobody but the user of the session.
func (f *Facts) listed() string {
	own := f.server.db
	switch names := f.listNames(); {
	case f.answered != nil && f.session != Anonymous:
		return Name{f.answered.db.name, f.answered.account.Name}.String()
	case slices.Contains(names, own.key+`\`+guestName):
		return Name{own.name, own.guest.Name}.String()
	default:
		return names[0]
	}
}
