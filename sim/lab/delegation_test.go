package lab

import (
	"testing"

	"ntlmsim/sim/kerberos"
)

// An answer is compared in every part: whether there is a ticket, for whom and for what, and the error.
func TestAnAnswerToASecondHopThatIsNotThePredictedOneDiffers(t *testing.T) {
	front, back := &kerberos.Account{Realm: "CORP", Name: "FRONT", Version: 1}, &kerberos.Account{Realm: "CORP", Name: "BACK", Version: 1}
	behind := kerberos.Name{Class: "HTTP", Host: "back"}
	hop := func(d kerberos.Delegation) Hop {
		return Hop{Hop: kerberos.Hop{User: &kerberos.Account{Realm: "CORP", Name: "ANNA"}, ByTicket: true, Front: front, Name: behind, Owners: []*kerberos.Account{back},
			Keys: []kerberos.Key{{Of: back, Version: 1}}}, Of: map[*kerberos.Account]kerberos.Delegation{front: d}}
	}
	q := Delegating{User: "ANNA", To: "HTTP/back", ByTicket: true}
	granted, none := kerberos.Code(0), kerberos.BadOption
	ticket := Delegated{Client: "ANNA", Service: "HTTP/back"}
	listed, nothing := hop(kerberos.Delegation{To: []kerberos.Name{behind}}), hop(kerberos.Delegation{})
	for name, c := range map[string]struct {
		hop    Hop
		got    Delegated
		agrees bool
	}{
		"listed, and a ticket":                 {listed, ticket, true},
		"listed, and none":                     {listed, Delegated{Proxy: 13}, false},
		"listed, and a ticket of another":      {listed, Delegated{Client: "FRONT", Service: "HTTP/back"}, false},
		"listed, and one for another service":  {listed, Delegated{Client: "ANNA", Service: "HTTP/front"}, false},
		"nothing to begin with":                {listed, Delegated{Evidence: 7}, false},
		"not listed, and none":                 {nothing, Delegated{Proxy: 13}, true},
		"not listed, and another error":        {nothing, Delegated{Proxy: 7}, false},
		"not listed, and a ticket":             {nothing, ticket, false},
		"trusted, and a first ticket":          {hop(kerberos.Delegation{Unconstrained: true}), Delegated{OKAsDelegate: true, Forwarded: &granted, Proxy: 13}, true},
		"trusted, and no first ticket":         {hop(kerberos.Delegation{Unconstrained: true}), Delegated{OKAsDelegate: true, Forwarded: &none, Proxy: 13}, false},
		"not trusted, and yet a first ticket":  {nothing, Delegated{OKAsDelegate: true, Forwarded: &granted, Proxy: 13}, false},
		"trusted, and no first ticket was due": {hop(kerberos.Delegation{Unconstrained: true}), Delegated{Proxy: 13}, false},
	} {
		if differs, known := c.hop.Differs(q, c.got); (differs == "") != c.agrees || known != nil {
			t.Errorf("%s: %q, %v", name, differs, known)
		}
	}
}

func TestEveryDifferenceOfSambasControllerChangesAnAnswer(t *testing.T) {
	front, back := &kerberos.Account{Realm: "CORP", Name: "FRONT", Version: 1}, &kerberos.Account{Realm: "CORP", Name: "BACK", Version: 1}
	behind := kerberos.Name{Class: "HTTP", Host: "back"}
	h := Hop{Hop: kerberos.Hop{User: &kerberos.Account{}, Front: front, Name: behind, Owners: []*kerberos.Account{back}, Keys: []kerberos.Key{{Of: back, Version: 1}}}}
	met := map[string]bool{}
	note := func(h Hop) {
		_, known := h.Differs(Delegating{}, Delegated{})
		for _, name := range known {
			met[name] = true
		}
	}
	h.Of = map[*kerberos.Account]kerberos.Delegation{back: {From: []string{`CORP\FRONT`}}}
	note(h)
	h.Of = map[*kerberos.Account]kerberos.Delegation{front: {To: []kerberos.Name{behind}, AnyProtocol: true}}
	h.Sensitive, h.Protected = true, true
	note(h)
	for _, d := range hopDifferences {
		if !met[d.name] || d.reason == "" {
			t.Errorf("nothing meets %s, or it has no reason", d.name)
		}
	}
}
