package postback_test

import (
	"strings"
	"testing"

	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim/postback"
)

// A small is a small world: two nodes, one or two applications, one page or two.
type small struct {
	otherNode, recycled, iis7, provisioned bool
	identity                               int // 0: the pool's own, 1: an account without a profile, 2: a service
	keys                                   int // 0: generated, 1: the same in web.config, 2: not the same, 3: at one alone
	otherMode, otherAlgorithm, md5         bool
	userKey                                int // 0: none, 1: the same user, 2: another one
	otherPage, changed, forgives, noMAC    bool
	encrypted, oldMaker                    bool // oldMaker: the node that makes the page has not the update, whatever the other has
}

// naive is the article and Microsoft's source as nested ifs: the answer, the cause, and whether an error is shown.
func naive(s small) (status int, cause string) {
	if s.otherMode && s.md5 && !s.otherAlgorithm {
		return 500, "unnamed" // Framework45 has no MD5, so no page of that node comes
	}
	checked := !s.noMAC || s.forgives || s.encrypted // the update that hides failures of other pages enforces the check, too
	if !checked {
		if s.changed {
			return 500, "unnamed"
		}
		return 200, "none"
	}
	cause = "none"
	binds := !s.md5 || s.otherMode || s.otherAlgorithm || s.encrypted
	switch {
	case s.noMAC && s.oldMaker && !s.encrypted: // it has no MAC
		cause = "unnamed"
	case s.otherMode, s.otherAlgorithm:
		cause = "unnamed"
	case s.keys >= 2:
		cause = "unnamed"
	case s.keys == 0 && s.otherNode:
		cause = "1"
	case s.keys == 0 && s.recycled && !s.provisioned && s.identity == 0 && s.iis7:
		cause = "2"
	case s.keys == 0 && s.recycled && !s.provisioned && s.identity == 1:
		cause = "3"
	case s.userKey == 2 && binds:
		cause = "4"
	case s.otherPage && binds, s.changed:
		cause = "unnamed"
	}
	if cause == "none" {
		return 200, cause
	}
	if s.forgives && s.userKey == 0 && (s.otherPage || s.oldMaker) {
		return 200, cause
	}
	return 500, cause
}

func (s small) topology() (postback.Topology, postback.Attempt) {
	identity := []postback.Identity{postback.PoolIdentity, `CORP\SVC`, postback.NetworkService}[s.identity]
	no := false
	pool := postback.Pool{Name: "p", Identity: identity, LoadProfile: &no, Bits: 64, Framework: postback.V(4, 0)}
	first := postback.Node{Name: "A", IIS: postback.V(7, 5), Framework: postback.V(4, 5), Unpatched: !s.forgives}
	if s.iis7 {
		first.IIS = postback.V(7, 0)
	}
	if s.provisioned {
		first.Provisioned = []postback.Provision{{Pool: "p", Framework: postback.V(4, 0), Bits: 64}}
	}
	second := first
	if second.Name = "B"; s.oldMaker {
		first.Unpatched = true
	}
	one, two := strings.Repeat("1", 64), strings.Repeat("2", 64)
	made := postback.Config{Pool: "p", Target: postback.V(4, 0), Key: postback.MachineKey{Validation: "SHA1"}}
	if s.md5 {
		made.Key.Validation = "MD5"
	}
	got := made
	switch s.keys {
	case 1:
		made.Key.ValidationKey, got.Key.ValidationKey = &one, &one
		made.Key.DecryptionKey, got.Key.DecryptionKey = &one, &one
	case 2:
		made.Key.ValidationKey, got.Key.ValidationKey = &one, &two
	case 3:
		made.Key.ValidationKey = &one
	}
	if s.otherMode {
		got.Target = postback.V(4, 5)
	}
	if s.otherAlgorithm {
		got.Key.Validation = "HMACSHA256"
	}
	user := postback.NoUserKey
	if s.userKey > 0 {
		user = postback.ByUser
	}
	pages := []postback.Page{{Name: "x", UserKey: user, NoMAC: s.noMAC, Encrypted: s.encrypted}, {Name: "y", UserKey: user, NoMAC: s.noMAC, Encrypted: s.encrypted}}
	app := func(name string, c postback.Config) postback.Application {
		return postback.Application{Name: name, Path: "/app", Nodes: []string{"A", "B"}, Config: c, Pages: pages}
	}
	a := postback.Attempt{Page: postback.Place{Application: "made", Page: "x"}, For: &postback.Place{Application: "got", Page: "x"}, By: "A", To: "A", User: "anna", Later: "anna"}
	if s.otherNode {
		a.To = "B"
	}
	if s.recycled {
		a.Recycled = []string{"A", "B"}
	}
	if s.otherPage {
		a.For.Page = "y"
	}
	if s.userKey == 2 {
		a.Later = "bert"
	}
	if s.changed {
		a.Field = postback.Changed
	}
	return postback.Topology{Nodes: []postback.Node{first, second}, Pools: []postback.Pool{pool}, Applications: []postback.Application{app("made", made), app("got", got)}}, a
}

func compare(t *testing.T, s small, ended map[string]int) {
	t.Helper()
	topology, a := s.topology()
	o := postback.New(topology).Predict(a)
	status, cause := naive(s)
	ended[string(o.Because)]++
	if o.Status != status || string(o.Cause) != cause {
		t.Fatalf("%+v: got %d, cause %s (%s); want %d, cause %s", s, o.Status, o.Cause, o.Because, status, cause)
	}
}

func TestTheTableSaysWhatTheNaiveOneSaysInEverySmallWorld(t *testing.T) {
	worlds, ended := 0, map[string]int{}
	for bits := range 1 << 11 {
		is := func(n int) bool { return bits>>n&1 == 1 }
		for identity := range 3 {
			for keys := range 4 {
				for userKey := range 3 {
					worlds++
					compare(t, small{is(0), is(1), is(2), is(3), identity, keys, is(4), is(5), is(6), userKey, is(7), is(8), is(9), is(10), false, false}, ended)
				}
			}
		}
	}
	for bits := range 1 << 8 { // two nodes with one key in web.config
		is := func(n int) bool { return bits>>n&1 == 1 }
		for userKey := range 3 {
			worlds++
			compare(t, small{otherNode: true, keys: 1, otherAlgorithm: is(0), md5: is(1), userKey: userKey, otherPage: is(2), changed: is(3), forgives: is(4), noMAC: is(5), encrypted: is(6), oldMaker: is(7)}, ended)
		}
	}
	if len(ended) < 12 {
		t.Errorf("only %v", ended)
	}
	modeltest.Claims(t, "agrees in each of %s small worlds", worlds)
}
