package kerberos_test

import (
	"testing"

	"ntlmsim/sim/kerberos"
)

// hopsIn calls each for every small world of the reference's section 1.4, with what a person reads there.
func hopsIn(each func(h *kerberos.Hop, want string)) {
	behind := kerberos.Name{Class: "HTTP", Host: "back.corp.example"}
	front := &kerberos.Account{Realm: "CORP", Name: "WEB1$", Version: 1}
	back := &kerberos.Account{Realm: "CORP", Name: "BACK1$", Version: 1}
	other := &kerberos.Account{Realm: "CORP", Name: "OTHER", Version: 1}
	for bits := range 1 << 7 {
		is := func(n int) bool { return bits>>n&1 == 1 }
		sensitive, ticket, unconstrained, listed, anyProtocol, allowed := is(0), is(1), is(2), is(3), is(4), is(5)
		foreign := is(6)
		d := map[*kerberos.Account]kerberos.Delegation{}
		of := kerberos.Delegation{Unconstrained: unconstrained, AnyProtocol: anyProtocol, To: []kerberos.Name{{Class: "HTTP", Host: "elsewhere"}}}
		if listed {
			of.To = append(of.To, kerberos.Name{Class: "http", Host: "BACK.corp.example"})
		}
		d[front] = of
		if allowed {
			d[back] = kerberos.Delegation{From: []string{`CORP\SOMEBODY`, `corp\web1$`}}
		}
		for _, owners := range [][]*kerberos.Account{{back}, nil, {back, other}, {other}} {
			for _, key := range []kerberos.Key{{Of: back, Version: 1}, {Of: other, Version: 1}, {Of: back, Version: 0}} {
				h := kerberos.NewHop(kerberos.Hop{User: &kerberos.Account{Realm: "CORP", Name: "ANNA"}, Sensitive: sensitive, ByTicket: ticket, Foreign: foreign, Front: front, Name: behind, Owners: owners, Keys: []kerberos.Key{key}}, d)
				owned := len(owners) > 0 && owners[0] == back // whose list the resource-based one is
				each(h, naiveHop(sensitive, ticket, foreign, unconstrained, listed, anyProtocol, allowed && owned, owners, key))
			}
		}
	}
}

func naiveHop(sensitive, ticket, foreign, unconstrained, listed, anyProtocol, allowed bool, owners []*kerberos.Account, key kerberos.Key) string {
	may := unconstrained && ticket && !foreign || allowed || listed && (ticket || anyProtocol)
	switch {
	case sensitive:
		return "alone.sensitive"
	case !may && listed:
		return "alone.no-ticket"
	case !may && unconstrained && ticket:
		return "alone.not-forwarded"
	case !may:
		return "alone.not-allowed"
	case len(owners) != 1:
		return "alone.no-name"
	case key.Of != owners[0] || key.Version != 1:
		return "alone.other-key"
	}
	return "acts"
}

func TestASecondHopIsAsTheReferenceSaysInEverySmallWorld(t *testing.T) {
	asked := 0
	type row struct{ from, cond string }
	taken := map[row]bool{}
	hopsIn(func(h *kerberos.Hop, want string) {
		asked++
		got, code, steps := kerberos.TraceHop(h)
		if string(got) != want || (code == 0) != (want == "acts") {
			t.Errorf("%+v: got %s with %d, want %s", h, got, code, want)
		}
		for _, s := range steps {
			taken[row{string(s.State), s.Condition}] = true
		}
	})
	for _, r := range kerberos.Hops().Rows() {
		if !taken[row{string(r.From), r.If}] {
			t.Errorf("no hop takes %s | %s", r.From, r.If)
		}
	}
	t.Logf("%d second hops", asked)
}
