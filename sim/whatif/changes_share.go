package whatif

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// shareNames: name a share that exists, the most similar first. Another share than the one that is there and refuses is
// advised only where nothing else helps.
func (s *search) shareNames() (list []change) {
	if s.outcome.Stage != logon.AtTree || s.forAdministrators() {
		return nil
	}
	for _, name := range s.otherShares() {
		list = append(list, change{text: "name a share that " + s.target.Name + " has: " + name, wide: s.outcome.End != "tree.no-share", guest: s.asGuest(), ask: func(a *logon.Attempt) {
			if a.Send != nil {
				a.Send.Share = name
			}
			*a = s.world.Directly(*a)
			a.Run.Share, a.Run.Folder = name, ""
		}})
	}
	return list
}

// asGuest reports whether the session is a guest's, so that a change of the share leaves it one.
func (s *search) asGuest() bool { return s.outcome.Session == logon.Guest }

// otherShares are the server's shares but for the one that is asked for, the most similar first.
func (s *search) otherShares() (names []string) {
	for _, share := range s.target.Shares {
		if !strings.EqualFold(share.Name, s.outcome.Sent.Share) {
			names = append(names, share.Name)
		}
	}
	if near := sim.Nearest(s.outcome.Sent.Share, names); near != "" {
		names = append([]string{near}, without(names, near)...)
	}
	return names
}

// shareAccess: let the user into the share: a group or the user is allowed, and what denies them no longer does.
func (s *search) shareAccess() (list []change) {
	i := slices.IndexFunc(s.target.Shares, func(share logon.Share) bool { return strings.EqualFold(share.Name, s.outcome.Sent.Share) })
	if s.outcome.Stage != logon.AtTree || i < 0 {
		return nil
	}
	share := s.target.Shares[i]
	denying, others := s.denying(i)
	if share.Supposed {
		return s.lookedUp(i, others)
	}
	freed := ""
	if len(denying) > 0 {
		freed = fmt.Sprintf("no longer deny %s access to the share %s", strings.Join(denying, " and "), share.Name)
		if !s.refusedBy(i, share.Allow, others) {
			return []change{s.shareLists(i, freed, others, share.Allow)}
		}
		freed = ", and " + freed
	}
	if len(share.Allow) == 0 {
		return nil // everybody is let in
	}
	let := func(who, text string) {
		text = fmt.Sprintf("let %s into the share %s", text, share.Name) + freed
		list = append(list, s.shareLists(i, text, others, append(slices.Clone(share.Allow), who)))
	}
	if group := s.group(); group != "" {
		let(group, "the group "+group)
	}
	let(s.whose(), s.whose())
	return list
}

// lookedUp: nobody knows who may use the share: look first, then let a group of the user or the user in.
func (s *search) lookedUp(i int, others []string) (list []change) {
	share := s.target.Shares[i]
	if share.Deny == nil {
		return nil
	}
	const caveat = "an entry that denies the user, or a group of the user, has to go then, too"
	for _, who := range []string{s.group(), s.whose()} {
		if who == "" {
			continue
		}
		list = append(list, change{text: fmt.Sprintf("look who may use the share %s, and let %s in", share.Name, who), caveat: caveat,
			guest: s.asGuest(), edits: s.withLists(i, nil, others), run: s.lookCommand(share, who)})
	}
	return list
}

// denying are the entries of a share's deny list that are for the session, and others the rest.
func (s *search) denying(i int) (denying, others []string) {
	for _, entry := range s.target.Shares[i].Deny {
		if s.refusedBy(i, nil, []string{entry}) {
			denying = append(denying, entry)
		} else {
			others = append(others, entry)
		}
	}
	return denying, others
}

// refusedBy asks the model whether the share would refuse the session with other lists.
func (s *search) refusedBy(i int, allow, deny []string) bool {
	w, err := s.world.With(s.withLists(i, allow, deny)...)
	if err != nil {
		return true
	}
	q, problems := w.Question(s.attempt)
	return len(problems) > 0 || q.Predict().End == "tree.denied"
}

func (s *search) withLists(i int, allow, deny []string) []logon.Edit {
	return edit(logon.EditMachine(s.target.Name, func(m *logon.Machine) { m.Shares[i].Allow, m.Shares[i].Deny = allow, deny }))
}

// shareLists is the change of a share's lists, with a caveat where somebody else was denied, too.
func (s *search) shareLists(i int, text string, deny, allow []string) change {
	c := change{text: text, guest: s.asGuest(), edits: s.withLists(i, allow, deny), run: s.shareCommand(s.target.Shares[i], allow, deny)}
	for _, entry := range s.target.Shares[i].Deny {
		if !slices.Contains(deny, entry) && !strings.EqualFold(entry, s.whose()) && !strings.EqualFold(entry, s.user) {
			c.caveat = "others whom the entry " + entry + " denies then get in, too"
		}
	}
	return c
}

// group is a group that the account is in, by its full name, if there is one that is not for administrators; else "".
func (s *search) group() string {
	database, user := s.outcome.Account()
	account, ok := s.world.Account(database, user)
	if !ok || s.outcome.Session != logon.User {
		return ""
	}
	for _, g := range account.Groups {
		if !ofAdministrators(g) && !isProtected(g) && !strings.EqualFold(g, "Guests") {
			if strings.Contains(g, `\`) {
				return g
			}
			return logon.Name{Domain: database, User: g}.String()
		}
	}
	return ""
}

// whose is the account that the share refuses, by its full name: other databases may have accounts of the same name.
// For a guest it is the name that was sent.
func (s *search) whose() string {
	if s.outcome.Session != logon.User {
		return s.user
	}
	database, user := s.outcome.Account()
	return logon.Name{Domain: database, User: user}.String()
}

// shareUses: the share has reached its connection limit.
func (s *search) shareUses() (list []change) {
	for i, share := range s.target.Shares {
		if share.MaxUses > 0 && strings.EqualFold(share.Name, s.outcome.Sent.Share) {
			list = append(list, change{text: "let " + share.Name + " be used more often at once", run: s.usesCommand(share.Name, share.Uses+1), guest: s.asGuest(),
				edits: edit(logon.EditMachine(s.target.Name, func(m *logon.Machine) { m.Shares[i].MaxUses = share.Uses + 1 }))})
		}
	}
	return list
}
