package logon_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// Every small world in which the article's algorithms can be told apart, and every way to ask in it.

// What is sent, and what an account has that does not match it.
const (
	right = "PSW1"
	wrong = "stale"
	other = "OTHER"
)

// A holder is what a database has of USER1: nothing, or an account in one of four states with one of two passwords.
type holder uint8

// Numbers of the axes, and the product of them that the enumeration must come to.
const (
	holders   = 1 + 4*2 // no account; or ok, NT4-local, disabled, locked × the password that is sent, another
	guests    = 4       // off, on, with the password that is sent, with another
	restricts = 2       // LsaLookupRestrictIsolatedNameLevel
	passwords = 2       // right, wrong
	kinds     = 2       // ntlmv1, ntlmv2
	ways      = 4       // send:; NET USE; NET USE and the right password at the prompt; NET USE with the password in it
)

// formsSent is how many domain forms are sent besides the trusted domains' names: its own, unknown, empty, ?; to a
// controller its DNS domain name and its computer name, too.
var formsSent = map[logon.Role]int{logon.Standalone: 4, logon.Controller: 6}

// smallWorlds is the product formula.
func smallWorlds() (worlds, questions int) {
	for _, role := range []logon.Role{logon.Standalone, logon.Controller} {
		databases := 1
		for trusts := range 3 {
			databases *= holders // its own, and one more for each trusted domain
			n := databases * guests * restricts
			worlds += n
			questions += n * (formsSent[role] + trusts) * passwords * kinds * ways
		}
	}
	return worlds, questions
}

// A smallWorld is one of them.
type smallWorld struct {
	role     logon.Role
	own      holder
	trusted  []holder
	guest    int
	restrict bool
}

// each yields every small world. The shard'th of shards of them are built.
func eachSmallWorld(yield func(smallWorld)) {
	for _, role := range []logon.Role{logon.Standalone, logon.Controller} {
		for trusts := range 3 {
			databases := 1
			for range trusts {
				databases *= holders
			}
			for own := range holders {
				for d := range databases {
					for guest := range guests {
						for restrict := range restricts {
							w := smallWorld{role: role, own: holder(own), guest: guest, restrict: restrict == 1}
							for i, rest := 0, d; i < trusts; i, rest = i+1, rest/holders {
								w.trusted = append(w.trusted, holder(rest%holders))
							}
							yield(w)
						}
					}
				}
			}
		}
	}
}

func (h holder) account() (logon.Account, bool) {
	if h == 0 {
		return logon.Account{}, false
	}
	state, differs := (h-1)/2, (h-1)%2 == 1
	a := logon.Account{Name: "USER1", Password: right, Local: state == 1, Disabled: state == 2, Locked: state == 3}
	if differs {
		a.Password = other
	}
	return a, true
}

func (h holder) naive() *naiveAccount {
	a, ok := h.account()
	if !ok {
		return nil
	}
	return &naiveAccount{a.Password, a.Local, a.Disabled, a.Locked}
}

func (h holder) local() bool { a, _ := h.account(); return a.Local }

func (h holder) accounts() []logon.Account {
	if a, ok := h.account(); ok {
		return []logon.Account{a}
	}
	return nil
}

// guestPassword is Guest's password; nil: the account is disabled.
func (w smallWorld) guestPassword() *string {
	return [...]*string{nil, new(""), new(right), new(other)}[w.guest]
}

// domainKind is nt4 where the domain has an account that only NT4 domains have.
func domainKind(h holder) logon.DomainKind {
	if h.local() {
		return logon.NT4
	}
	return logon.ActiveDirectory
}

func (w smallWorld) topology() logon.Topology {
	var t logon.Topology
	server := logon.Machine{Name: "SERVER", Role: w.role, Profile: "kb103390", Shares: []logon.Share{{Name: "share"}}}
	if w.restrict {
		server.Settings = []logon.Setting{{Name: "LsaLookupRestrictIsolatedNameLevel", Values: []string{"1"}}}
	}
	accounts := w.own.accounts()
	if p := w.guestPassword(); p != nil {
		accounts = append(accounts, logon.Account{Name: "Guest", Password: *p})
	}
	if w.role == logon.Controller {
		server.Domain = "HOME"
		home := logon.Domain{Name: "HOME", DNS: "home.test", Kind: domainKind(w.own), Accounts: accounts}
		for i := range w.trusted {
			home.Trusts = append(home.Trusts, logon.Trust{Domain: trustedNames[i], Type: logon.External, Direction: logon.Outgoing})
		}
		t.Domains = append(t.Domains, home)
	} else {
		server.Accounts = accounts
	}
	for i, h := range w.trusted {
		t.Domains = append(t.Domains, logon.Domain{Name: trustedNames[i], Kind: domainKind(h), Accounts: h.accounts()})
	}
	t.Machines = append(t.Machines, server)
	signedOn := []logon.Account{{Name: "RIGHT", Password: right}, {Name: "WRONG", Password: wrong}}
	for i, level := range []string{"0", "3"} {
		t.Machines = append(t.Machines, logon.Machine{Name: clientNames[i], Role: logon.Standalone, Profile: "kb103390",
			Settings: []logon.Setting{{Name: "LmCompatibilityLevel", Values: []string{level}}}, Accounts: signedOn})
	}
	return t
}

var (
	trustedNames = []string{"TRUSTED1", "TRUSTED2"}
	clientNames  = []string{"CLIENT-V1", "CLIENT-V2"} // by kind
	kindsSent    = []ntlm.Kind{ntlm.NTLMv1, ntlm.NTLMv2}
)

// naive is the world as the naive transcription wants it.
func (w smallWorld) naive() naiveServer {
	s := naiveServer{controller: w.role == logon.Controller, guest: w.guestPassword(), restrict: w.restrict,
		database: naiveDatabase{name: "SERVER", user1: w.own.naive()}}
	if s.controller {
		s.database.name, s.database.dns = "HOME", "home.test"
		for i, h := range w.trusted {
			s.trusts = append(s.trusts, naiveDatabase{name: trustedNames[i], user1: h.naive()})
		}
	}
	return s
}

func (w smallWorld) forms() []string {
	forms := []string{"SERVER", "ELSEWHERE", "", "?"}
	if w.role == logon.Controller {
		forms = []string{"HOME", "home.test", "SERVER", "ELSEWHERE", "", "?"}
	}
	return append(forms, trustedNames[:len(w.trusted)]...)
}

// A smallQuestion is one way to ask.
type smallQuestion struct {
	domain  string
	right   bool
	kind    int
	way     int
	attempt logon.Attempt
}

func (w smallWorld) questions(yield func(smallQuestion)) {
	for _, domain := range w.forms() {
		for p := range passwords {
			for kind := range kinds {
				for way := range ways {
					q := smallQuestion{domain: domain, right: p == 0, kind: kind, way: way}
					q.attempt = q.ask()
					yield(q)
				}
			}
		}
	}
}

func (q smallQuestion) password() string {
	if q.right {
		return right
	}
	return wrong
}

func (q smallQuestion) ask() logon.Attempt {
	if q.way == 0 {
		return logon.Attempt{Send: &logon.Send{To: "SERVER", Share: "share", Domain: q.domain, User: "USER1", Password: q.password(),
			Response: kindsSent[q.kind]}}
	}
	client := clientNames[q.kind]
	a := logon.Attempt{From: client, As: logon.Name{Domain: client, User: "WRONG"},
		Run: logon.NetUse{Server: "SERVER", Share: "share", User: &logon.UserName{Form: logon.Qualified, Domain: q.domain, Name: "USER1"}}}
	if q.right {
		a.As.User = "RIGHT"
	}
	switch q.way {
	case 2:
		a.Typed = new(right)
	case 3:
		a.Run.Password = new(q.password())
	}
	return a
}

// naive is what the article says to it.
func (q smallQuestion) naive(s naiveServer) naiveAnswer {
	smb := naiveSMB{domain: q.domain, password: q.password(), ntlmv2: kindsSent[q.kind] == ntlm.NTLMv2}
	switch q.way {
	case 1:
		return naiveNetUse(s, smb, nil)
	case 2:
		return naiveNetUse(s, smb, new(right))
	}
	answer := naive(s, smb)
	answer.prompted = false // by whom? No client asks, or the command brought the password with it
	return answer
}

// answered is the table's answer in the naive one's words.
func answered(d logon.Decision, f *logon.Facts, prompted bool) naiveAnswer {
	return naiveAnswer{d.Win32(), f.Session().String(), prompted}
}

func TestTheTableSaysWhatANaiveReadingOfTheArticleSaysInEverySmallWorld(t *testing.T) {
	work := make(chan smallWorld, 256)
	var worlds, questions, predicted, differences atomic.Int64
	var running sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		running.Go(func() {
			for w := range work {
				worlds.Add(1)
				n, p, d := w.compare(t, &differences)
				questions.Add(int64(n))
				predicted.Add(int64(p))
				differences.Add(int64(d))
			}
		})
	}
	eachSmallWorld(func(w smallWorld) { work <- w })
	close(work)
	running.Wait()

	wantWorlds, wantQuestions := smallWorlds()
	t.Logf("%d questions in %d small worlds asked; %d of them predicted with everything that is said about them", questions.Load(), worlds.Load(), predicted.Load())
	modeltest.Claims(t, "each of %s questions in %s small worlds", int(questions.Load()), int(worlds.Load()))
	if got := int(worlds.Load()); got != wantWorlds {
		t.Errorf("%d small worlds, the product of the axes is %d", got, wantWorlds)
	}
	if got := int(questions.Load()); got != wantQuestions {
		t.Errorf("%d questions, the product of the axes is %d", got, wantQuestions)
	}
	if n := differences.Load(); n > 0 {
		t.Errorf("%d differences", n)
	}
}

// compare asks every question in a world. Every thirty-first answer is rendered, too, and must be the same.
func (w smallWorld) compare(t *testing.T, before *atomic.Int64) (asked, predicted, differences int) {
	world, err := logon.NewWorld(w.topology())
	if err != nil {
		t.Error(err)
		return 0, 0, 0
	}
	server := w.naive()
	var facts logon.Facts
	w.questions(func(sq smallQuestion) {
		q, problems := world.Question(sq.attempt)
		if len(problems) > 0 {
			t.Error(problems)
			return
		}
		want := sq.naive(server)
		d, prompted := q.AskAll(&facts)
		got := answered(d, &facts, prompted)
		if got == want && asked%31 == 0 {
			o := q.Predict()
			got = naiveAnswer{o.Error, o.Session.String(), o.Prompted}
			predicted++
		}
		asked++
		if got != want {
			if differences++; before.Load()+int64(differences) <= 5 {
				t.Error(difference(w.topology(), sq.attempt, want, got, q.Predict().Trace))
			}
		}
	})
	return asked, predicted, differences
}

func difference(topology logon.Topology, a logon.Attempt, want, got naiveAnswer, trace []sim.Step) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s%s\nthe article says %+v\nthe table says   %+v\n", yamlOf(topology), yamlOfAttempt(a), want, got)
	for _, s := range trace {
		fmt.Fprintf(&b, "  %-28s %-60s %s\n", s.State, s.Condition, s.Next)
	}
	return b.String()
}
