package replay

import (
	"context"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// A Purse is the budget of a run that proves passwords otherwise than by session setups, to KDCs and web servers. It
// counts as a Replay does, and together with one.
type Purse struct{ budget *budget }

// NewPurse is a budget of most bad passwords for each account. A plan notes nothing.
func NewPurse(most int, state *StateFile, plan bool) *Purse {
	return &Purse{newBudget(&Replay{MaxBad: most, State: state, Plan: plan})}
}

// Expect announces a topology that will be asked, and the addresses at which.
func (p *Purse) Expect(t logon.Topology, at []string) {
	p.budget.learn(&scenarios.File{Topology: t}, func(string) []string { return at })
	p.budget.domains = append(p.budget.domains, domains(t)...)
}

// Spend notes a proof of a user's password that is about to be sent to a server with these addresses, or gives the
// reason why it must not be. An error is a *StateError.
func (p *Purse) Spend(ctx context.Context, user string, at []string) (s Spent, why string, err error) {
	s = p.budget.of(user, at)
	why, err = p.budget.spend(ctx, s)
	return s, why, err
}

// GiveBack removes what was noted: it was not sent, or the server took the password for right.
func (p *Purse) GiveBack(s Spent) error { return p.budget.giveBack(s) }

// Locked notes that a user's account is locked out: nothing more is sent to it.
func (p *Purse) Locked(user string) { p.budget.locked[p.budget.of(user, nil).Account] = true }

// Spent is what was spent for each account.
func (p *Purse) Spent() []Spending { return p.budget.spendings() }
