package unknown

import (
	"slices"
	"strconv"
	"strings"

	"ntlmsim/sim/logon"
)

func sends(outcomes []logon.Outcome, u logon.Unknown) bool {
	return slices.ContainsFunc(outcomes, func(o logon.Outcome) bool { return o.Sends(u) })
}

// A candidate is a password that an unknown one is compared with, and what is said if it is that one.
type candidate struct{ password, says string }

// passwords lists what an unknown password can be: one of those that it is compared with, or another one. It is nil if
// it is known which.
func (s *search) passwords(known []choice, u logon.Unknown, p played, outcomes []logon.Outcome) (list []choice) {
	was := chosen(known, u)
	if was != nil && was.chosen {
		return nil
	}
	other := choice{of: u, says: u.String() + " is another one"}
	if was != nil {
		other.not = slices.Clone(was.not)
	}
	for _, c := range s.candidates(u, p, outcomes) {
		if !slices.Contains(other.not, c.password) {
			list = append(list, choice{of: u, says: u.String() + " is " + c.says, password: c.password, chosen: true})
			other.not = append(other.not, c.password)
		}
	}
	if list == nil {
		return nil
	}
	return append(list, other)
}

// candidates are the passwords that outcomes compare with an unknown one. The stand of an unknown password is one for
// what is compared with it, but not for the account that is signed on: of two unknown ones, one is compared with the
// other.
func (s *search) candidates(u logon.Unknown, p played, outcomes []logon.Outcome) (list []candidate) {
	for i := range outcomes {
		switch o := &outcomes[i]; {
		case !o.DependsOn(u):
		case o.Sends(u):
			list = append(list, s.stored(o)...)
		default:
			if !o.Sent.Unprovable() {
				list = append(list, candidate{o.Sent.Password, p.sent(o)})
			}
			if strings.EqualFold(u.User, "Guest") {
				list = append(list, candidate{"", "blank"})
			}
		}
	}
	return slices.DeleteFunc(list, func(c candidate) bool { return s.stands[c.password] == u })
}

// stored are the known passwords with which that of the account signed on is compared, and the blank one.
func (s *search) stored(o *logon.Outcome) (list []candidate) {
	for _, stored := range o.Compared() {
		if _, unknown := s.stands[stored.Password]; unknown || stored.Password == "" {
			continue
		}
		says := "that of " + stored.Of.String()
		if stored.Previous > 0 {
			says = "number " + strconv.Itoa(stored.Previous) + " of the previous passwords of " + stored.Of.String()
		}
		list = append(list, candidate{stored.Password, says})
	}
	return append(list, candidate{"", "blank"})
}

// sent says which of the passwords sent so far an outcome has.
func (p played) sent(o *logon.Outcome) string {
	has := func(setups []logon.Outcome, round bool) bool {
		return slices.ContainsFunc(setups, func(s logon.Outcome) bool { return s.Sent.Password == o.Sent.Password && s.Retest() == round })
	}
	switch {
	case has(p.Setups, false):
		return "the one sent"
	case has(p.Setups, true):
		return "the one typed at the prompt"
	}
	for i, setups := range p.before {
		switch {
		case has(setups, false):
			return "the one sent in attempt " + strconv.Itoa(i+1)
		case has(setups, true):
			return "the one typed in attempt " + strconv.Itoa(i+1)
		}
	}
	return "one sent before"
}

// meant is a password, or, if it stands for an unknown one, what was chosen for that.
func (s *search) meant(known []choice, password string) string {
	if u, ok := s.stands[password]; ok {
		if c := chosen(known, u); c != nil && c.chosen {
			return s.meant(known, c.password)
		}
	}
	return password
}
