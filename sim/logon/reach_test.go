package logon_test

import (
	"cmp"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// Which rows of the table, and which pairs of rows one after the other, some small world can take. Small worlds are
// here: every profile in every role it is for, the account in every place, in every state, with every guest, every
// way of not being looked up, every form of a name, and what the client and the share make of a session.

// A pairOfRows is two rows that a trace has one after the other. The row before the first is -1.
type pairOfRows [2]int32

// A taken is how often the small worlds took a row or a pair, and the simplest example.
type taken struct {
	times   int
	weight  int
	number  int // of the example's world: of examples that are equally simple the first counts, whoever asked it
	world   exampleWorld
	attempt logon.Attempt
	rows    []int32 // that the example takes
}

// An exampleWorld writes a world and an attempt in it as a scenario does.
type exampleWorld interface{ example(logon.Attempt) string }

func (t *taken) example() string { return t.world.example(t.attempt) }

// A reach is what is taken.
type reach struct {
	worlds, questions int
	rows              map[int32]*taken
	pairs             map[pairOfRows]*taken
	number            int      // of the world that is asked now
	rowAt, pairAt     []*taken // the same by number, a pair by row after row: found faster than in a map
}

func newReach() *reach {
	n := len(logon.Rules().Rules())
	return &reach{rows: map[int32]*taken{}, pairs: map[pairOfRows]*taken{}, rowAt: make([]*taken, n), pairAt: make([]*taken, n*n)}
}

// reached asks all small worlds, as many at a time as there are processors. What comes of it is the same however they
// are shared out.
var reached = sync.OnceValue(func() *reach {
	type job struct {
		number int
		ask    func(*reach)
	}
	jobs := make(chan job, 64)
	reaches := make([]*reach, runtime.GOMAXPROCS(0))
	var running sync.WaitGroup
	for i := range reaches {
		r := newReach()
		reaches[i] = r
		running.Go(func() {
			for j := range jobs {
				r.number = j.number
				j.ask(r)
			}
		})
	}
	number := 0
	give := func(ask func(*reach)) {
		jobs <- job{number, ask}
		number++
	}
	eachReachWorld(func(w reachWorld) { give(w.ask) })
	eachStageWorld(func(w stageWorld) { give(w.ask) })
	close(jobs)
	running.Wait()
	whole := newReach()
	for _, r := range reaches {
		whole.add(r)
	}
	return whole
})

// take counts a trace: every row of it, and every pair of rows.
func (r *reach) take(trace sim.Trace, weight int, world exampleWorld, attempt *logon.Attempt) {
	for i, row := range trace {
		found(&r.rowAt[row], r.rows, row).count(trace, weight, r.number, world, attempt)
		if i > 0 && !leads(trace[i-1]) {
			before := trace[i-1]
			found(&r.pairAt[int(before)*len(r.rowAt)+int(row)], r.pairs, pairOfRows{before, row}).count(trace, weight, r.number, world, attempt)
		}
	}
}

// found is what is at a place, made where there is nothing yet.
func found[K comparable](at **taken, all map[K]*taken, k K) *taken {
	if *at == nil {
		*at = &taken{weight: math.MaxInt}
		all[k] = *at
	}
	return *at
}

func (t *taken) count(trace sim.Trace, weight, number int, world exampleWorld, attempt *logon.Attempt) {
	t.times++
	if weight < t.weight {
		t.weight, t.number, t.world, t.attempt, t.rows = weight, number, world, *attempt, slices.Clone(trace)
	}
}

// add counts what another reach has taken.
func (r *reach) add(other *reach) {
	r.worlds, r.questions = r.worlds+other.worlds, r.questions+other.questions
	addTaken(r.rows, other.rows)
	addTaken(r.pairs, other.pairs)
}

func addTaken[K comparable](to, from map[K]*taken) {
	for k, t := range from {
		have := to[k]
		if have == nil {
			to[k] = t
			continue
		}
		times := have.times + t.times
		if cmp.Or(t.weight-have.weight, t.number-have.number) < 0 {
			*have = *t
		}
		have.times = times
	}
}

// everything is all that is taken in all small worlds. It takes half a minute, and several under the race detector,
// where -short leaves it out: it has run without.
func everything(t *testing.T) *reach {
	t.Helper()
	if testing.Short() {
		t.Skip("-short leaves out the small worlds: run it without")
	}
	return reached()
}

// A reachWorld is one small world.
type reachWorld struct {
	profile *logon.Profile
	role    logon.Role
	place   string // the database that has the account: "", sam, home, near
	state   *accountState
	trust   string        // of HOME's trust of NEAR: "", selective, down, or how its secure channel is broken
	channel logon.Channel // of a member
	guest   *guestState
	lookup  string          // the setting that keeps a name without a domain from being looked up, or ""
	homeBy  string          // the profile of HOME's controller, which SERVER is not; "": HOME has none here, and behaves like the server
	nearBy  string          // the profile of NEAR's controller; "": NEAR has none here, and behaves like the server
	encrypt bool            // Samba: server smb encrypt = required
	level   string          // LmCompatibilityLevel of CLIENT, or "": its profile's
	set     []logon.Setting // settings(), found once
}

// An accountState is what there is about the account, and what is sent so that it shows.
type accountState struct {
	name     string
	settings []logon.Setting // of the server; a profile that lacks one is left out
	account  func(*logon.Account)
	send     func(*logon.Send)
	server   func(*logon.Machine)
	domain   bool // it is only of accounts of a domain
	readOnly bool // the controller that answers is read-only, and alone
	late     bool // the client's clock is an hour ahead
}

func set(name string, values ...string) logon.Setting {
	return logon.Setting{Name: name, Values: values}
}

var accountStates = []*accountState{
	{name: "ok"},
	{name: "password differs", send: func(s *logon.Send) { s.Password = wrong }},
	{name: "the password before", account: func(a *logon.Account) { a.Previous, a.Changed = []string{wrong}, time.Minute },
		send: func(s *logon.Send) { s.Password = wrong }},
	{name: "hashed with another domain", send: func(s *logon.Send) { s.Salt = new("FORGED") }},
	{name: "LM response", send: func(s *logon.Send) { s.Response = ntlm.LM }},
	{name: "NTLMv1 refused", settings: []logon.Setting{set("LmCompatibilityLevel", "5")}},
	{name: "NTLMv1 permitted", settings: []logon.Setting{set("ntlm auth", "ntlmv1-permitted")}},
	{name: "NTLM disabled", settings: []logon.Setting{set("ntlm auth", "disabled")}},
	{name: "locked", account: func(a *logon.Account) { a.Locked = true }},
	{name: "disabled", account: func(a *logon.Account) { a.Disabled = true }},
	{name: "expired", account: func(a *logon.Account) { a.Expired = true }},
	{name: "must change", account: func(a *logon.Account) { a.MustChange = true }},
	{name: "password expired", account: func(a *logon.Account) { a.PasswordExpired = true }},
	{name: "smart card", settings: []logon.Setting{set("smart-card-accounts", "refused")}, domain: true, account: func(a *logon.Account) { a.SmartCard = true }},
	{name: "workstation", account: func(a *logon.Account) { a.Workstations = []string{"OTHER"} }},
	{name: "hours", account: func(a *logon.Account) { a.Hours = logon.NoHours }},
	{name: "denied", settings: []logon.Setting{set("SeDenyNetworkLogonRight", "USER1")}},
	{name: "not granted", settings: []logon.Setting{set("SeNetworkLogonRight", "Administrators")}},
	{name: "interdomain", settings: []logon.Setting{set("trust-accounts-refused", "interdomain", "workstation", "server")}, account: func(a *logon.Account) { a.Trust = logon.Interdomain }},
	{name: "workstation account", settings: []logon.Setting{set("trust-accounts-refused", "interdomain", "workstation", "server")}, account: func(a *logon.Account) { a.Trust = logon.Workstation }},
	{name: "server account", settings: []logon.Setting{set("trust-accounts-refused", "interdomain", "workstation", "server")}, account: func(a *logon.Account) { a.Trust = logon.ServerTrust }},
	{name: "protected", settings: []logon.Setting{set("protected-users", "kept")}, account: func(a *logon.Account) { a.Groups = []string{"Protected Users"} }},
	{name: "from somewhere", settings: []logon.Setting{set("authentication-policies", "kept")}, domain: true, account: func(a *logon.Account) { a.AuthenticateFrom = []string{"SOMEWHERE"} }},
	{name: "not admitted", settings: []logon.Setting{set("authentication-policies", "kept")}, domain: true, server: func(m *logon.Machine) { m.AuthenticationPolicy = []string{"OTHER"} }},
	{name: "not cached", domain: true, readOnly: true},
	{name: "late", settings: []logon.Setting{set("ntlmv2-max-age", "30m")}, late: true},
	{name: "blank password", settings: []logon.Setting{set("LimitBlankPasswordUse", "1")},
		account: func(a *logon.Account) { a.Password = "" }, send: func(s *logon.Send) { s.Password = "" }},
	{name: "local", account: func(a *logon.Account) { a.Local = true }},
	{name: "a member of Guests", account: func(a *logon.Account) { a.Groups = []string{"Guests"} }},
	{name: "what cannot be reached is unknown", settings: []logon.Setting{set("unreachable-trusted-domain", "no-such-user")}},
	{name: "Guest itself", account: func(a *logon.Account) { a.Name, a.Password = "Guest", "" },
		send: func(s *logon.Send) { s.User, s.Password = "Guest", "" }},
}

// A guestState is what Guest is on the server, or Samba's map to guest.
type guestState struct {
	name     string
	settings []logon.Setting
	account  *logon.Account
}

var guestStates = []*guestState{
	{name: "off"},
	{name: "on", settings: []logon.Setting{set("SeDenyNetworkLogonRight")}, account: &logon.Account{Name: "Guest"}},
	{name: "denied", settings: []logon.Setting{set("SeDenyNetworkLogonRight", "Guest")}, account: &logon.Account{Name: "Guest"}},
	{name: "same password", settings: []logon.Setting{set("SeDenyNetworkLogonRight")}, account: &logon.Account{Name: "Guest", Password: right}},
	{name: "another password", settings: []logon.Setting{set("SeDenyNetworkLogonRight")}, account: &logon.Account{Name: "Guest", Password: other}},
	{name: "a password, no fallback", settings: []logon.Setting{set("SeDenyNetworkLogonRight"), set("guest-password", "no-fallback")},
		account: &logon.Account{Name: "Guest", Password: right}},
	{name: "bad user", settings: []logon.Setting{set("map to guest", "bad user")}},
	{name: "bad password", settings: []logon.Setting{set("map to guest", "bad password")}},
}

// eachReachWorld yields the small worlds, the simple ones of each profile first.
func eachReachWorld(yield func(reachWorld)) {
	seen := map[string]bool{}
	for _, p := range slices.Backward(logon.Profiles()) {
		for _, role := range p.Roles {
			if as := asServer(p, role); !seen[as] {
				seen[as] = true
			} else {
				continue
			}
			for _, state := range accountStates {
				for _, place := range places(role) {
					if state.domain && place != "home" && place != "near" {
						continue
					}
					for _, guest := range guestStates {
						w := reachWorld{profile: p, role: role, place: place, state: state, guest: guest}
						if w.settings() == nil {
							continue
						}
						w.surroundings(yield)
					}
				}
			}
		}
	}
}

// asServer is all that a server of a profile and role is asked in the small worlds, as text. Many Windows generations
// differ only as a client or in the events they write: of those that are equal as a server the newest alone is built.
func asServer(p *logon.Profile, role logon.Role) string {
	s := p.Settings()
	s.AllowInsecureGuestAuth, s.RequireSecuritySignature, s.PromptedByArticle, s.OldTexts, s.Audit = false, false, false, false, logon.NoAudit
	s.ClientDialects, s.Kerberos, s.NTLMv1Removed, s.SendsTarget = nil, false, false, false
	s.ServerDialects, s.DisableStrictNameChecking, s.DisableLoopbackCheck = nil, false, false
	s.LocalAccountTokenFilterPolicy, s.AdministrativeShares = false, false
	s.SuppliesTimestamp, s.MaxAge = false, min(s.MaxAge, 1)
	return fmt.Sprintf("%s %+v %q", role, s, slices.DeleteFunc(p.SettingNames(), func(name string) bool { return !variedSettings()[name] }))
}

// variedSettings are those that the small worlds change.
var variedSettings = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{"server smb encrypt": true, "LsaLookupRestrictIsolatedNameLevel": true, "NeverPing": true}
	for _, s := range accountStates {
		for _, set := range s.settings {
			names[set.Name] = true
		}
	}
	for _, s := range guestStates {
		for _, set := range s.settings {
			names[set.Name] = true
		}
	}
	return names
})

// places are the databases that can have the account. NEAR trusts nobody, HOME trusts it.
func places(role logon.Role) []string {
	switch role {
	case logon.Member:
		return []string{"sam", "home", "near", ""}
	case logon.Controller:
		return []string{"home", "near", ""}
	}
	return []string{"sam", ""}
}

// surroundings yields a world as it is, and with one thing about it changed.
func (w reachWorld) surroundings(yield func(reachWorld)) {
	yield(w)
	if w.profile.Has("server smb encrypt") {
		changed := w
		changed.encrypt = true
		yield(changed)
		if w.nearBy == "" && w.role != logon.Standalone {
			changed.nearBy = "windows-nt4"
			yield(changed)
		}
	}
	if w.role == logon.Standalone {
		return
	}
	for _, trust := range []string{"selective", "down", "wrong-password", "no-account"} {
		changed := w
		changed.trust = trust
		yield(changed)
	}
	if w.role == logon.Member {
		for _, c := range []logon.Channel{logon.Unreachable, logon.WrongPassword, logon.AccountDeleted, logon.ComputerOff, logon.NetlogonStopped} {
			changed := w
			changed.channel = c
			yield(changed)
		}
	}
	for _, lookup := range []string{"LsaLookupRestrictIsolatedNameLevel", "NeverPing"} {
		changed := w
		changed.lookup = lookup
		yield(changed)
	}
	if w.role == logon.Member && w.place == "home" {
		changed := w
		changed.homeBy = "samba-ad-dc"
		yield(changed)
	}
	if w.place == "near" {
		for _, profile := range []string{"kb103390", "windows-nt4", "windows-2022", "samba-ad-dc"} {
			changed := w
			changed.nearBy = profile
			yield(changed)
		}
	}
}

// settings are the server's; nil if the profile does not have one of them. What comes first counts.
func (w reachWorld) settings() []logon.Setting {
	list := slices.Concat(w.state.settings, w.guest.settings)
	if w.lookup != "" {
		list = append(list, set(w.lookup, "1"))
	}
	if w.encrypt {
		list = append(list, set("server smb encrypt", "required"))
	}
	kept := []logon.Setting{}
	for _, s := range list {
		if !w.profile.Has(s.Name) {
			return nil
		}
		if i := slices.IndexFunc(kept, func(k logon.Setting) bool { return k.Name == s.Name }); i >= 0 {
			kept[i] = set(s.Name, slices.Concat(kept[i].Values, s.Values)...)
			continue
		}
		v, _ := w.profile.Value(s.Name)
		if !slices.Equal(v.Setting.Values, s.Values) {
			kept = append(kept, s)
		}
	}
	return kept
}

func (w reachWorld) account() logon.Account {
	a := logon.Account{Name: "USER1", Password: right}
	if w.state.account != nil {
		w.state.account(&a)
	}
	return a
}

// topology has only the domains and trusts that matter.
func (w reachWorld) topology() logon.Topology {
	sam, home, near := []logon.Account{}, []logon.Account{}, []logon.Account{}
	if w.guest.account != nil {
		sam = append(sam, *w.guest.account)
	}
	if w.role == logon.Controller {
		sam, home = home, sam
	}
	a := w.account()
	for name, accounts := range map[string]*[]logon.Account{"sam": &sam, "home": &home, "near": &near} {
		if name == w.place && !slices.ContainsFunc(*accounts, func(b logon.Account) bool { return b.Name == a.Name }) {
			*accounts = append(*accounts, a)
		}
	}
	server := logon.Machine{Name: "SERVER", Role: w.role, Profile: w.profile.Name, Settings: w.set, Accounts: sam, Channel: w.channel,
		Shares: []logon.Share{{Name: "share"}, {Name: "denied", Deny: []string{"Everyone"}}}}
	if w.state.server != nil {
		w.state.server(&server)
	}
	var t logon.Topology
	if w.role != logon.Standalone {
		server.Domain = "HOME"
		kind := map[bool]logon.DomainKind{false: logon.ActiveDirectory, true: logon.NT4}
		t.Domains = []logon.Domain{
			{Name: "HOME", DNS: "home.test", Kind: kind[a.Local && w.place != "near"], Accounts: home, Trusts: []logon.Trust{{Domain: "NEAR", Type: logon.External,
				Direction: logon.Outgoing, Selective: w.trust == "selective", Down: w.trust == "down", Channel: trustChannel(w.trust)}}},
			{Name: "NEAR", DNS: "near.test", Kind: kind[a.Local && w.place == "near"], Accounts: near},
		}
	}
	t.Machines = []logon.Machine{server,
		{Name: "CLIENT", Role: logon.Standalone, Profile: "windows-2008r2", Accounts: []logon.Account{{Name: "ME", Password: right}}},
		{Name: "STRICT", Role: logon.Standalone, Profile: "windows-2022", Accounts: []logon.Account{{Name: "ME", Password: right}}},
		{Name: "SIGNS", Role: logon.Standalone, Profile: "windows-2025", Accounts: []logon.Account{{Name: "ME", Password: right}}},
	}
	if w.level != "" {
		t.Machines[1].Settings = []logon.Setting{set("LmCompatibilityLevel", w.level)}
	}
	if w.state.late {
		for i := range t.Machines[1:] {
			t.Machines[1+i].Clock = time.Hour
		}
	}
	if w.homeBy != "" {
		t.Machines = append(t.Machines, logon.Machine{Name: "HOMEBY", Role: logon.Controller, Domain: "HOME", Profile: w.homeBy})
	}
	if w.nearBy != "" {
		t.Machines = append(t.Machines, logon.Machine{Name: "NEARBY", Role: logon.Controller, Domain: "NEAR", Profile: w.nearBy})
	}
	for i := range t.Machines {
		if m := &t.Machines[i]; w.state.readOnly && m.Role == logon.Controller {
			m.ReadOnly, m.Channel = true, logon.Unreachable
		}
	}
	return t
}

// trustChannel is what a reachWorld's trust says of its secure channel.
func trustChannel(trust string) logon.Channel {
	if trust == "selective" || trust == "down" {
		return logon.Sound
	}
	return logon.Channel(trust)
}

// onlyFor is the topology without what an attempt does not use.
func (w reachWorld) onlyFor(a logon.Attempt) logon.Topology {
	t := w.topology()
	share := a.Run.Share
	if a.Send != nil {
		share = a.Send.Share
	}
	t.Machines[0].Shares = slices.DeleteFunc(t.Machines[0].Shares, func(s logon.Share) bool { return s.Name != share && s.Name != "share" })
	t.Machines = slices.DeleteFunc(t.Machines, func(m logon.Machine) bool {
		return m.Name != "SERVER" && m.Name != "NEARBY" && m.Name != "HOMEBY" && m.Name != a.From
	})
	return t
}

func (w *reachWorld) example(a logon.Attempt) string { return yamlOf(w.onlyFor(a)) + yamlOfAttempt(a) }

// A spelling is how the name is sent: the domain, and what is added to the user.
type spelling struct{ domain, suffix string }

var spellings = []spelling{{"SERVER", ""}, {"HOME", ""}, {"home.test", ""}, {".", ""}, {"NEAR", ""}, {"near.test", ""}, {"ELSEWHERE", ""},
	{"", ""}, {"?", ""}, {"", "@home.test"}, {"", "@near.test"}, {"", "@elsewhere.test"},
	{"HOME", "@home.test"}, {"NEAR", "@near.test"}, {"ELSEWHERE", "@home.test"}, {"BUILTIN", ""}, {"", "@BUILTIN"}}

// ask asks a world all that can be asked.
func (w reachWorld) ask(r *reach) {
	w.set = w.settings()
	topology := w.topology()
	world, err := logon.NewWorld(topology)
	if err != nil {
		panic(fmt.Sprintf("%v\n%s", err, yamlOf(topology)))
	}
	r.worlds++
	weight := w.weight()
	q := asker{w: &w, world: world, reach: r, weight: weight}
	for i, s := range spellings {
		for j, response := range []ntlm.Kind{ntlm.NTLMv2, ntlm.NTLMv1} {
			q.weight = weight + j + i/9
			q.named(s, response)
		}
	}
	q.weight = weight
	q.anonymous()
	if w.simple() {
		q.clients()
	}
}

// weight is how much there is to read in a world.
func (w reachWorld) weight() int {
	return 3*len(w.set) + 2*len(w.trust) + 2*len(w.channel) + len(w.nearBy) + len(w.homeBy) + slices.Index(accountStates, w.state) + 3*slices.Index(guestStates, w.guest) +
		4*slices.IndexFunc([]string{"kb103390", "windows-2025", "samba-standalone", "windows-nt4", "windows-2000", "windows-xp", "windows-2003"}, func(name string) bool { return name == w.profile.Name })
}

func (w reachWorld) simple() bool {
	return w.state.name == "ok" && w.guest.name == "off" && w.trust == "" && w.channel == "" && w.lookup == "" && w.nearBy == "" && w.homeBy == "" && !w.encrypt
}

// An asker asks one world.
type asker struct {
	w      *reachWorld
	world  *logon.World
	reach  *reach
	weight int
	facts  logon.Facts
	trace  sim.Trace
}

// ask asks one attempt, and says whether a session was granted.
func (q *asker) ask(a logon.Attempt) bool {
	question, problems := q.world.Question(a)
	if len(problems) > 0 {
		panic(problems[0].Error() + "\n" + yamlOf(q.w.topology()) + yamlOfAttempt(a))
	}
	q.reach.questions++
	question.AskTraces(&q.facts, q.trace, func(trace sim.Trace) {
		q.reach.take(trace, q.weight, q.w, &a)
		q.trace = trace
	})
	return q.facts.Session() != logon.NoSession
}

// named sends a name with an explicit response; where that grants a session, the same with every share, and from
// clients that take a guest session, that refuse it, and that demand signing.
func (q *asker) named(s spelling, response ntlm.Kind) {
	send := logon.Send{To: "SERVER", Share: "share", Domain: s.domain, User: "USER1", Password: right, Response: response}
	if q.w.state.send != nil {
		q.w.state.send(&send)
	}
	send.User += s.suffix
	if !q.ask(logon.Attempt{Send: &send}) {
		return
	}
	q.shares(send)
	for _, client := range []string{"CLIENT", "STRICT", "SIGNS"} {
		run := logon.NetUse{Server: "SERVER", Share: "share", Password: &send.Password,
			User: &logon.UserName{Form: logon.Qualified, Domain: send.Domain, Name: send.User}}
		if s.domain == "" && s.suffix != "" {
			run.User.Form = logon.UPN
		}
		q.ask(logon.Attempt{From: client, As: logon.Name{Domain: client, User: "ME"}, Run: run})
	}
}

func (q *asker) shares(send logon.Send) {
	for _, share := range []string{"", "denied", "nowhere"} {
		q.weight++
		s := send
		s.Share = share
		q.ask(logon.Attempt{Send: &s})
	}
}

func (q *asker) anonymous() {
	send := logon.Send{To: "SERVER", Share: "share"}
	if q.ask(logon.Attempt{Send: &send}) {
		q.shares(send)
	}
}

// clients sends every form of a name from a client of every LmCompatibilityLevel.
func (q *asker) clients() {
	for level := range 6 {
		changed := *q.w
		changed.level = fmt.Sprint(level)
		world, err := logon.NewWorld(changed.topology())
		if err != nil {
			panic(err)
		}
		q.w, q.world, q.weight = &changed, world, q.weight+1
		for _, user := range []*logon.UserName{nil, {Form: logon.Bare, Name: "USER1"}, {Form: logon.Qualified, Domain: "ELSEWHERE", Name: "USER1"},
			{Form: logon.UPN, Name: "USER1@near.test"}, {Form: logon.Bare, Name: ""}} {
			q.ask(logon.Attempt{From: "CLIENT", As: logon.Name{Domain: "CLIENT", User: "ME"}, Run: logon.NetUse{Server: "SERVER", Share: "share", User: user}})
		}
	}
}

// describeRow is a row as the table writes it.
func describeRow(i int32) string {
	r := logon.Rules().Rule(i)
	return fmt.Sprintf("%s --[%s]--> %s", r.From, r.If.Name, r.To)
}

func describePair(p pairOfRows) string {
	return describeRow(p[0]) + "\n    then " + describeRow(p[1])
}

// follows are the pairs of rows of which the second begins where the first ends, or setup ends and the session begins.
func follows() []pairOfRows {
	var pairs []pairOfRows
	rules := logon.Rules().Rules()
	for i, a := range rules {
		for j, b := range rules {
			if a.To == b.From && !leads(int32(i)) || b.From == "session" && grants(a.To) {
				pairs = append(pairs, pairOfRows{int32(i), int32(j)})
			}
		}
	}
	return pairs
}

// leads reports whether a row is the last about a path of DFS. What follows is an attempt as any other, at the server
// to which the path leads: no row about it looks at the path, and no pair is made of the two.
func leads(row int32) bool { return strings.HasPrefix(string(logon.Rules().Rule(row).From), "path.") }

// grants reports whether a state is one in which setup grants a session.
func grants(s sim.State) bool {
	for _, end := range []string{".password-matches", ".old-password-matches", ".guest-enabled", ".guest-account", "anonymous.admitted",
		"kerberos.ticket-accepted", "client.connected.user", "client.connected.guest", "client.connected.anonymous"} {
		if strings.HasSuffix(string(s), end) {
			return true
		}
	}
	return false
}

func TestSomeSmallWorldTakesEveryRow(t *testing.T) {
	r := everything(t)
	for i := range logon.Rules().Rules() {
		if r.rows[int32(i)] == nil {
			t.Errorf("no small world takes row %d: %s", i, describeRow(int32(i)))
		}
	}
	t.Logf("%d of %d rows, %d pairs of rows, in %d questions in %d small worlds", len(r.rows), len(logon.Rules().Rules()),
		len(r.pairs), r.questions, r.worlds)
}

// TestEveryPairOfRowsThatFitsTogetherIsTakenBySomeSmallWorld keeps the table free of paths that nothing can take.
func TestEveryPairOfRowsThatFitsTogetherIsTakenBySomeSmallWorld(t *testing.T) {
	r := everything(t)
	possible := follows()
	for _, p := range possible {
		if r.pairs[p] == nil {
			t.Errorf("no small world takes\n    %s", describePair(p))
		}
	}
	for p := range r.pairs {
		if !slices.Contains(possible, p) {
			t.Errorf("taken one after the other, and do not fit together:\n    %s", describePair(p))
		}
	}
	t.Logf("%d of the %d pairs that fit together are taken", len(r.pairs), len(possible))
}
