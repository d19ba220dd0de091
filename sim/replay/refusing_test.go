package replay

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb"
	"ntlmsim/sim/smb/smbtest"
)

// allowed is how long a server and a client wait for each other.
const allowed = 10 * time.Second

// A refusing server gets as far as the AUTHENTICATE_MESSAGE of every session setup, counts it, and refuses it.
type refusing struct {
	t       testing.TB
	addr    string
	answer  func(m []byte) []byte // to the AUTHENTICATE_MESSAGE, of a message that granted a guest's session; nil: hangs up
	replies map[string][][]byte   // recorded, by client

	mu   sync.Mutex
	sent []string // user names as they were sent
}

// Of a message of SMB2 (MS-SMB2 2.2.1.2): how long its header is, and its commands.
const (
	smb2Header                                  = 64
	negotiate, sessionSetup, treeConnect uint16 = 0, 1, 3
)

var order = binary.LittleEndian

func refuseWith(status logon.Status) func([]byte) []byte {
	return func(m []byte) []byte {
		order.PutUint32(m[8:], uint32(status))
		return m[:smb2Header]
	}
}

func startRefusing(t testing.TB, answer func([]byte) []byte) *refusing {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	smbtest.Must(t, err)
	t.Cleanup(func() { l.Close() })
	r := &refusing{t: t, addr: l.Addr().String(), answer: answer, replies: map[string][][]byte{}}
	for _, client := range []string{"probe-3.1.1", "go-smb2-3.1.1"} {
		r.replies[client] = smbtest.Replies(t, client)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go r.serve(c)
		}
	}()
	return r
}

func (r *refusing) serve(c net.Conn) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(allowed))
	client := "probe-3.1.1"
	for {
		m, err := smbtest.ReadMessage(c)
		if err != nil {
			return
		}
		command := order.Uint16(m[12:])
		if command == negotiate && order.Uint16(m[smb2Header+2:]) > 1 { // the probe offers one dialect
			client = "go-smb2-3.1.1"
		}
		reply := r.reply(client, command, m)
		if reply == nil {
			return
		}
		copy(reply[24:32], m[24:32]) // the MessageId
		if _, err := c.Write(smbtest.Frame(reply)); err != nil {
			return
		}
	}
}

func (r *refusing) reply(client string, command uint16, m []byte) []byte {
	recorded := func(i int) []byte { return append([]byte(nil), r.replies[client][i]...) }
	switch command {
	case negotiate:
		return recorded(0)
	case treeConnect:
		return recorded(3)
	case sessionSetup:
		token := m[max(0, bytes.Index(m, []byte("NTLMSSP\x00"))):]
		a, err := ntlm.ParseAuthenticate(token)
		if err != nil {
			return recorded(1)
		}
		r.mu.Lock()
		r.sent = append(r.sent, a.User)
		r.mu.Unlock()
		if r.answer != nil {
			return r.answer(recorded(2))
		}
	}
	return nil
}

// named is how many AUTHENTICATE_MESSAGEs named a user.
func (r *refusing) named() (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, user := range r.sent {
		if user != "" {
			n++
		}
	}
	return n
}

// clients are both of ours, at this server.
func (r *refusing) clients(SessionSetup) ([]Client, string) {
	return []Client{{Name: "go-smb2", Server: smb.GoSMB2{Addr: r.addr, Timeout: allowed}}, {Name: "probe", Server: smb.Probe{Addr: r.addr, Timeout: allowed}}}, ""
}

func (r *refusing) at(string) []string { return []string{r.addr} }

// A belief is one thing that a scenario can say of an account.
type belief struct {
	field string
	of    func(*logon.Account)
}

// otherBeliefs are those of fields that are not just true or false.
var otherBeliefs = map[string][]func(*logon.Account){
	"Name":             {func(a *logon.Account) { a.Name = "SOMEBODY" }, func(a *logon.Account) { a.Name = "uSeR1" }},
	"UPN":              {func(a *logon.Account) { a.UPN = "somebody@firma.test" }},
	"MicrosoftAccount": {func(a *logon.Account) { a.MicrosoftAccount = "user1@outlook.test" }},
	"Password":         {func(a *logon.Account) { a.Password = "" }, func(a *logon.Account) { a.Password = "another" }},
	"Previous":         {func(a *logon.Account) { a.Password, a.Previous, a.Changed = "new", []string{"PSW1"}, time.Minute }},
	"Changed":          {func(a *logon.Account) { a.Previous, a.Changed = []string{"old"}, time.Hour }},
	"Hours":            {func(a *logon.Account) { a.Hours = logon.NoHours }},
	"Workstations":     {func(a *logon.Account) { a.Workstations = []string{"WS7"} }},
	"Groups":           {func(a *logon.Account) { a.Groups = []string{"Protected Users"} }, func(a *logon.Account) { a.Groups = []string{"Administrators"} }},
	"AuthenticateFrom": {func(a *logon.Account) { a.AuthenticateFrom = []string{"WS7"} }},
	"Unknown":          {func(a *logon.Account) { a.Unknown = []string{logon.KeyPassword} }, func(a *logon.Account) { a.Unknown = logon.AccountKeys() }},
	"NeverUsed":        {func(a *logon.Account) { a.Trust, a.NeverUsed = logon.Workstation, true }},
	"PolicyAudits":     {func(a *logon.Account) { a.AuthenticateFrom, a.PolicyAudits = []string{"WS7"}, true }},
	"Trust": {func(a *logon.Account) { a.Trust = logon.Interdomain }, func(a *logon.Account) { a.Trust = logon.Workstation },
		func(a *logon.Account) { a.Trust = logon.ServerTrust }, func(a *logon.Account) { a.Trust = logon.ManagedService }},
}

// beliefs are of every field of an account, so that a new one is not forgotten.
func beliefs(t testing.TB) (list []belief) {
	of := reflect.TypeFor[logon.Account]()
	for i := range of.NumField() {
		field := of.Field(i)
		changes := otherBeliefs[field.Name]
		if field.Type.Kind() == reflect.Bool {
			changes = append(changes, func(a *logon.Account) { reflect.ValueOf(a).Elem().Field(i).SetBool(true) })
		}
		if len(changes) == 0 {
			t.Errorf("otherBeliefs says nothing of the field %s", field.Name)
		}
		for _, change := range changes {
			list = append(list, belief{field.Name, change})
		}
	}
	return append(list, belief{"none", func(*logon.Account) {}})
}

// worlds are a server with an account in every place that it may be: its own, in its domain, in a domain that it
// trusts; and where it makes guests of those that it does not let in.
func worlds(a logon.Account, p logon.Policy) map[string]logon.Topology {
	accounts, share := []logon.Account{a}, []logon.Share{{Name: "share"}}
	guests := append([]logon.Account{{Name: "Guest"}}, accounts...)
	one := func(m logon.Machine, domains ...logon.Domain) logon.Topology {
		m.Name, m.Shares, m.Policy = "SRV", share, p
		return logon.Topology{Machines: []logon.Machine{m}, Domains: domains}
	}
	corp := logon.Domain{Name: "CORP", Kind: logon.ActiveDirectory, DNS: "corp.example", Accounts: accounts, Policy: p}
	nt4 := logon.Domain{Name: "CORP", Kind: logon.NT4, Accounts: accounts, Policy: p}
	trusting := logon.Domain{Name: "OTHER", Kind: logon.ActiveDirectory, DNS: "other.example",
		Trusts: []logon.Trust{{Domain: "CORP", Type: logon.External, Direction: logon.Outgoing}}}
	mapped := func(to string) logon.Machine {
		return logon.Machine{Role: logon.Standalone, Profile: "samba-standalone", Accounts: accounts,
			Settings: []logon.Setting{{Name: "map to guest", Values: []string{to}}}}
	}
	return map[string]logon.Topology{
		"windows":      one(logon.Machine{Role: logon.Standalone, Profile: "windows-2022", Accounts: accounts}),
		"article":      one(logon.Machine{Role: logon.Standalone, Profile: "kb103390", Accounts: accounts}),
		"guest":        one(logon.Machine{Role: logon.Standalone, Profile: "windows-2003", Accounts: guests}),
		"samba":        one(logon.Machine{Role: logon.Standalone, Profile: "samba-standalone", Accounts: accounts}),
		"bad user":     one(mapped("bad user")),
		"bad password": one(mapped("bad password")),
		"controller":   one(logon.Machine{Role: logon.Controller, Domain: "CORP", Profile: "windows-2022"}, corp),
		"nt4":          one(logon.Machine{Role: logon.Controller, Domain: "CORP", Profile: "samba-nt4-dc"}, nt4),
		"member":       one(logon.Machine{Role: logon.Member, Domain: "CORP", Profile: "windows-2022", Accounts: accounts}, corp),
		"trusting":     one(logon.Machine{Role: logon.Controller, Domain: "OTHER", Profile: "windows-2022"}, trusting, corp),
	}
}

// sends are session setups that name USER1 in every way, with three passwords.
func sends(f *scenarios.File) {
	for _, password := range []string{"PSW1", "wrong", ""} {
		for _, name := range []logon.Name{{Domain: "SRV", User: "USER1"}, {Domain: "CORP", User: "user1"}, {Domain: "?", User: "USER1"}, {User: "USER1"},
			{User: "user1@corp.example"}, {Domain: "NOWHERE", User: "USER1"}, {User: `CORP\USER1`}} {
			for _, kind := range []ntlm.Kind{ntlm.NTLMv2, ntlm.NTLMv1} {
				f.Attempts = append(f.Attempts, scenarios.Attempt{Attempt: logon.Attempt{Name: fmt.Sprint(len(f.Attempts)), Send: &logon.Send{
					To: "SRV", Share: "share", Domain: name.Domain, User: name.User, Password: password, Response: kind}}})
			}
		}
	}
}

// Whatever a scenario believes of an account, a server that refuses everything sees no more than the budget of it: in a
// run, and in two runs. It sees all of that, so that the test is of something.
func TestARefusingServerSeesNoMoreThanTheBudget(t *testing.T) {
	smbtest.Settled(t)
	tested := map[string]int{}
	for _, b := range beliefs(t) {
		for threshold, most := range map[int]int{0: 2, 3: 1, 50: 2} {
			if threshold > 0 && b.field != "none" {
				continue
			}
			a := logon.Account{Name: "USER1", Password: "PSW1"}
			b.of(&a)
			for where, topology := range worlds(a, logon.Policy{LockoutThreshold: threshold}) {
				if len(logon.Check(topology)) > 0 {
					continue // no such account there
				}
				tested[b.field]++
				tested[where]++
				file := &scenarios.File{Path: "belief.yaml", Topology: topology}
				sends(file)
				s := startRefusing(t, refuseWith(logon.StatusLogonFailure))
				state := &StateFile{Path: filepath.Join(t.TempDir(), "state", "replay.json")}
				for i := range 2 {
					run(t, Replay{Clients: s.clients, At: s.at, MaxBad: 2, State: state}, file)
					if n := s.named(); n != most {
						t.Errorf("%s, %s, lockout-threshold %d: %d AUTHENTICATE_MESSAGEs after run %d, want %d", b.field, where, threshold, n, i+1, most)
					}
				}
			}
		}
	}
	for _, b := range beliefs(t) {
		if tested[b.field] == 0 {
			t.Errorf("no topology has an account with the belief %s", b.field)
		}
	}
	for where := range worlds(logon.Account{}, logon.Policy{}) {
		if tested[where] == 0 {
			t.Errorf("nothing was tested at %s", where)
		}
	}
}

// However a server does not let the user in, it counts.
func TestEveryAnswerButASessionOfTheUserCounts(t *testing.T) {
	smbtest.Settled(t)
	for name, answer := range map[string]func([]byte) []byte{
		"disabled":         refuseWith(logon.StatusAccountDisabled),
		"expired":          refuseWith(logon.StatusAccountExpired),
		"password expired": refuseWith(logon.StatusPasswordExpired),
		"must change":      refuseWith(logon.StatusPasswordMustChange),
		"restricted":       refuseWith(logon.StatusAccountRestriction),
		"access denied":    refuseWith(logon.StatusAccessDenied),
		"a guest":          func(m []byte) []byte { return m },
		"nobody":           func(m []byte) []byte { order.PutUint16(m[smb2Header+2:], smb.SessionNull); return m },
		"a third leg":      refuseWith(0xC0000016),
		"hanging up":       nil,
	} {
		s := startRefusing(t, answer)
		file := &scenarios.File{Path: "belief.yaml", Topology: worlds(logon.Account{Name: "USER1", Password: "PSW1"}, logon.Policy{})["samba"]}
		sends(file)
		run(t, Replay{Clients: s.clients, At: s.at, MaxBad: 3}, file)
		if n := s.named(); n != 3 {
			t.Errorf("%s: %d AUTHENTICATE_MESSAGEs, want 3", name, n)
		}
	}
	s := startRefusing(t, refuseWith(logon.StatusAccountLockedOut))
	file := small(t, wrongs)
	run(t, Replay{Clients: s.clients, At: s.at, MaxBad: 3}, file)
	if n := s.named(); n != 1 {
		t.Errorf("an account that proves to be locked out is sent %d session setups", n)
	}
}

// A session setup that was not sent costs nothing: the server refused before it came to that, or there is none.
func TestWhatWasNotSentCostsNothing(t *testing.T) {
	smbtest.Settled(t)
	file := small(t, wrongs)
	var first [][]byte
	for i, m := range smbtest.Replies(t, "probe-3.1.1")[:2] {
		if i == 1 {
			m = refuseWith(logon.StatusLogonFailure)(m)
		}
		first = append(first, smbtest.Frame(m))
	}
	for name, addr := range map[string]string{"no server": smbtest.FreePort(t), "refused in the first leg": smbtest.Loopback(t, first, false)} {
		r := Replay{Clients: only(smb.Probe{Addr: addr, Timeout: allowed}), MaxBad: 1}
		if _, err := r.Run(t.Context(), file); err != nil {
			t.Fatal(err)
		}
		for _, s := range r.Spent() {
			if s.Spent != 0 {
				t.Errorf("%s: %+v", name, s)
			}
		}
	}
}

// The same host under many names, asked as machines of two domains in two files, has one account USER1.
func TestMachinesThatMayBeOneShareTheirAccounts(t *testing.T) {
	smbtest.Settled(t)
	s := startRefusing(t, refuseWith(logon.StatusLogonFailure))
	load := func(name, text string) *scenarios.File {
		f, err := scenarios.Load(name, []byte(text))
		smbtest.Must(t, err)
		return f
	}
	files := []*scenarios.File{load("a.yaml", `# One.
domains: {CORP: {accounts: {USER1: {password: PSW1}}}, WEST: {accounts: {USER1: {password: PSW1}}}}
machines:
  DC1: {role: controller, domain: CORP, profile: windows-2022, shares: {share: {}}}
  DC2: {role: controller, domain: WEST, profile: windows-2022, shares: {share: {}}}
  ALONE: {role: standalone, profile: windows-2022, accounts: {USER1: {password: PSW1}}, shares: {share: {}}}
attempts:
  - {name: one, send: {to: DC1, domain: CORP, user: USER1, password: wrong, response: ntlmv2, share: share}, want: {error: 1326}}
  - {name: two, send: {to: DC2, domain: WEST, user: USER1, password: PSW1, response: ntlmv2, share: share}, want: {error: 0}}
  - {name: three, send: {to: ALONE, domain: ALONE, user: USER1, password: PSW1, response: ntlmv2, share: share}, want: {error: 0}}
`), load("b.yaml", `# The other, which alone knows of a lockout.
domains: {CORPORATION: {policy: {lockout-threshold: 4}, accounts: {USER1: {password: PSW1}}}}
machines:
  SERVER: {role: controller, domain: CORPORATION, profile: windows-2022, shares: {share: {}}}
attempts:
  - {name: one, send: {to: SERVER, domain: CORPORATION, user: USER1, password: PSW1, response: ntlmv2, share: share}, want: {error: 0}}
`)}
	r := Replay{Clients: s.clients, At: s.at, MaxBad: 4}
	r.Expect(files...)
	for _, f := range files {
		if _, err := r.Run(context.Background(), f); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.named(); n != 2 {
		t.Errorf("%d AUTHENTICATE_MESSAGEs, want 2", n)
	}
}
