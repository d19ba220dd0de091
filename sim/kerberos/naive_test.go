package kerberos_test

import (
	"testing"
	"time"

	"ntlmsim/sim/kerberos"
)

// naive is the reference's decision (N2 to N5), written down once more as a person would, without the table.
func naive(r kerberos.Request) string {
	wrongClock := !r.AsksAgain && (r.Ahead > 5*time.Minute || r.Ahead < -5*time.Minute)
	switch {
	case !r.Kerberos:
		return "ntlm.no-kerberos"
	case !r.Joined:
		return "ntlm.not-joined"
	case r.Proof == kerberos.Nobody:
		return "ntlm.nobody"
	case r.Proof == kerberos.LocalAccount:
		return "ntlm.local-account"
	case r.Proof == kerberos.NoDomain:
		return "ntlm.no-domain"
	case r.Itself:
		return "ntlm.itself"
	case r.Address && !r.TryIP:
		return "ntlm.address"
	case !r.Reachable:
		return "ntlm.no-controller"
	}
	if r.Proof != kerberos.SignedOn {
		a := r.Account
		switch {
		case a == nil:
			return "ntlm.client-unknown"
		case a.Disabled || a.Locked || a.Expired || a.OutsideHours:
			return "ntlm.client-revoked"
		case r.Proof == kerberos.WrongPassword:
			return "ntlm.password-wrong"
		case wrongClock:
			return "refused.clock"
		case a.PasswordExpired || a.MustChange:
			return "ntlm.password-expired"
		}
	}
	if a := r.Account; r.Proof == kerberos.SignedOn && r.OldTicket && a != nil && !wrongClock && (a.Disabled || a.Locked || a.Expired || a.OutsideHours) {
		return "ntlm.revoked-since"
	}
	switch {
	case wrongClock:
		return "refused.clock"
	case r.Restricted != "":
		return "ntlm.restricted"
	case !r.Path:
		return "ntlm.no-path"
	case len(r.Owners) == 0:
		return "ntlm.no-owner"
	case len(r.Owners) > 1:
		return "ntlm.two-owners"
	case r.Owners[0].Disabled:
		return "ntlm.owner-disabled"
	case r.Owners[0].RC4Only && r.RefusesRC4:
		return "refused.encryption"
	}
	return naiveService(r)
}

func naiveService(r kerberos.Request) string {
	found, fits := false, false
	for _, k := range r.Keys {
		if k.Of == r.Owners[0] {
			found = true
			fits = k.Version == r.Owners[0].Version || k.Older && r.Owners[0].Version < k.Version
		}
	}
	switch {
	case !found:
		return "refused.other-key"
	case !fits:
		return "refused.old-key"
	case r.ServerAhead > 10*time.Hour+5*time.Minute:
		return "refused.ticket-expired"
	case r.ServerAhead < -5*time.Minute:
		return "refused.not-yet-valid"
	case r.AsksAgain && r.ServerAhead > 5*time.Minute, !r.AsksAgain && (r.ServerAhead-r.Ahead > 5*time.Minute || r.Ahead-r.ServerAhead > 5*time.Minute):
		return "refused.server-clock"
	case r.Replayed:
		return "refused.replay"
	case r.NeedsBound && !r.Bound:
		return "refused.unbound"
	}
	return "session"
}

// A dimension is one thing in which requests differ.
type dimension []func(*kerberos.Request)

var (
	web1 = &kerberos.Account{Realm: "CORP", Name: "WEB1$", Version: 2}
	svc  = &kerberos.Account{Realm: "CORP", Name: "SVC", Version: 1}
	old  = &kerberos.Account{Realm: "CORP", Name: "OLD", Version: 1, RC4Only: true}
	off  = &kerberos.Account{Realm: "CORP", Name: "OFF$", Version: 1, Disabled: true}
)

func account(change func(*kerberos.Account)) func(*kerberos.Request) {
	return func(r *kerberos.Request) {
		a := kerberos.Account{Realm: "CORP", Name: "ANNA"}
		change(&a)
		r.Account = &a
	}
}

func proof(p kerberos.Proof) func(*kerberos.Request) {
	return func(r *kerberos.Request) { r.Proof = p }
}

func owners(list ...*kerberos.Account) func(*kerberos.Request) {
	return func(r *kerberos.Request) { r.Owners = list }
}

func keys(list ...kerberos.Key) func(*kerberos.Request) {
	return func(r *kerberos.Request) { r.Keys = list }
}

func server(ahead time.Duration) func(*kerberos.Request) {
	return func(r *kerberos.Request) { r.ServerAhead = ahead }
}

// dimensions are every value that the table asks for, the usual one first.
var dimensions = []dimension{
	{func(*kerberos.Request) {}, func(r *kerberos.Request) { r.Kerberos = false }, func(r *kerberos.Request) { r.Joined = false }},
	{proof(kerberos.SignedOn), proof(kerberos.RightPassword), proof(kerberos.WrongPassword), proof(kerberos.LocalAccount), proof(kerberos.Nobody), proof(kerberos.NoDomain)},
	{func(*kerberos.Request) {}, func(r *kerberos.Request) { r.OldTicket = true }},
	{func(*kerberos.Request) {}, func(r *kerberos.Request) { r.Itself = true }},
	{func(*kerberos.Request) {}, func(r *kerberos.Request) { r.Restricted = "the trust is selective" }},
	{account(func(*kerberos.Account) {}), func(r *kerberos.Request) { r.Account = nil }, account(func(a *kerberos.Account) { a.Disabled = true }),
		account(func(a *kerberos.Account) { a.Locked = true }), account(func(a *kerberos.Account) { a.Expired = true }), account(func(a *kerberos.Account) { a.OutsideHours = true }),
		account(func(a *kerberos.Account) { a.PasswordExpired = true }), account(func(a *kerberos.Account) { a.MustChange = true })},
	{func(*kerberos.Request) {}, func(r *kerberos.Request) { r.Address = true }, func(r *kerberos.Request) { r.Address, r.TryIP = true, true }},
	{func(*kerberos.Request) {}, func(r *kerberos.Request) { r.Reachable = false }},
	{func(*kerberos.Request) {}, func(r *kerberos.Request) { r.Ahead = 6 * time.Minute }, func(r *kerberos.Request) { r.Ahead = -6 * time.Minute }, func(r *kerberos.Request) { r.Ahead = 4 * time.Minute }},
	{func(r *kerberos.Request) { r.AsksAgain = true }, func(r *kerberos.Request) { r.AsksAgain = false }},
	{func(*kerberos.Request) {}, func(r *kerberos.Request) { r.Path = false }},
	{owners(web1), owners(), owners(web1, svc), owners(svc), owners(old), owners(off)},
	{func(*kerberos.Request) {}, func(r *kerberos.Request) { r.RefusesRC4 = true }},
	{keys(kerberos.Key{Of: web1, Version: 2, Older: true}, kerberos.Key{Of: old, Version: 1}), keys(), keys(kerberos.Key{Of: web1, Version: 1, Older: true}), keys(kerberos.Key{Of: web1, Version: 3, Older: true}),
		keys(kerberos.Key{Of: web1, Version: 3}), keys(kerberos.Key{Of: svc, Version: 1})},
	{server(0), server(3 * time.Minute), server(-3 * time.Minute), server(10 * time.Minute), server(11 * time.Hour), server(-2 * time.Hour)},
	{func(*kerberos.Request) {}, func(r *kerberos.Request) { r.Replayed = true }},
	{func(*kerberos.Request) {}, func(r *kerberos.Request) { r.NeedsBound = true }, func(r *kerberos.Request) { r.NeedsBound, r.Bound = true, true }},
}

// requests calls each for every combination of which at most a few values are not the usual ones.
func requests(unusual int, each func(kerberos.Request)) {
	var combine func(r kerberos.Request, from, left int)
	combine = func(r kerberos.Request, from, left int) {
		each(r)
		if left == 0 {
			return
		}
		for i := from; i < len(dimensions); i++ {
			for _, change := range dimensions[i][1:] {
				next := r
				change(&next)
				combine(next, i+1, left-1)
			}
		}
	}
	usual := kerberos.Request{Client: "PC1", Server: "WEB1", Called: "web1", Name: kerberos.Name{Class: "HTTP", Host: "web1"}, Kerberos: true, Joined: true, Reachable: true, Path: true}
	for _, d := range dimensions {
		d[0](&usual)
	}
	combine(usual, 0, unusual)
}

func TestTheTableIsTheNaiveOneInEverySmallWorld(t *testing.T) {
	unusual := 4
	if testing.Short() {
		unusual = 3
	}
	asked, ends := 0, map[string]int{}
	requests(unusual, func(r kerberos.Request) {
		asked++
		got, want := string(kerberos.Decide(&r).Final()), naive(r)
		if ends[want]++; got != want && ends[want] < 5 {
			t.Errorf("got %s, want %s: %+v", got, want, r)
		}
	})
	for _, s := range kerberos.Table().Rows() {
		if s.Final && ends[string(s.To)] == 0 {
			t.Errorf("nothing ends in %s", s.To)
		}
	}
	t.Logf("%d requests, %d endings", asked, len(ends))
}

func TestEveryRowIsTakenAndCited(t *testing.T) {
	type row struct{ from, cond string }
	taken := map[row]bool{}
	requests(3, func(r kerberos.Request) {
		_, steps := kerberos.Trace(&r)
		for _, s := range steps {
			taken[row{string(s.State), s.Condition}] = true
		}
	})
	for _, r := range kerberos.Table().Rows() {
		if !taken[row{string(r.From), r.If}] {
			t.Errorf("no request takes %s | %s", r.From, r.If)
		}
		if r.Cite.Source == "" || r.Cite.Quote == "" && r.Cite.Note == "" {
			t.Errorf("%s | %s: no source, or it says nothing", r.From, r.If)
		}
	}
}
