package webserver

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ntlmsim/scenarios"
)

var (
	attempts = flag.Int("attempts", 200, "random attempts")
	seed     = flag.Uint64("seed", 1, "of the random attempts")
)

const atOnce = 500 // attempts that one laboratory is asked

// What real parts answer is predicted for random names, owners, keys, providers, browsers, clocks and accounts, too.
// A file that shows a difference is printed, with the seed that makes it again.
func TestRandomAttemptsAreAnsweredAsPredicted(t *testing.T) {
	Need(t)
	count, ended := map[Verdict]int{}, map[string]int{}
	for batch, left := uint64(0), *attempts; left > 0; batch, left = batch+1, left-atOnce {
		text := drawn(rand.New(rand.NewPCG(*seed, batch)), min(left, atOnce))
		asked(t, text, fmt.Sprintf("-seed %d, batch %d", *seed, batch), count, ended)
		if t.Failed() {
			return
		}
	}
	t.Logf("%v; endings: %v", count, ended)
	if scored := count[Agrees] + count[Known]; scored < *attempts*3/4 || count[Agrees] < *attempts/4 || len(ended) < 12 {
		t.Errorf("of %d attempts: %v, with the endings %v", *attempts, count, ended)
	}
}

// asked puts the attempts of a file to real parts, and counts the verdicts and what they ended in.
func asked(t *testing.T, text, from string, count map[Verdict]int, ended map[string]int) {
	t.Helper()
	file, err := scenarios.LoadAs(scenarios.Models(), "random.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%s: %v", from, err)
	}
	p, err := FromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p = replayable(p)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	err = Run(ctx, p, func(r Result) {
		count[r.Verdict]++
		o := p.Attempts[r.Number-1].Outcome
		ended[string(o.End)+" "+string(o.Because)]++
		if r.Verdict == Differs || r.Verdict == CouldNot {
			t.Errorf("%s: #%d, which ends in %s by %s: %s: %s", from, r.Number, o.End, o.Because, r.Verdict, r.Why)
		}
	})
	if err != nil {
		t.Fatalf("%s: %v", from, err)
	}
	if t.Failed() {
		t.Logf("%s", text)
	}
}

// replayable is a plan without the copies of requests that would not get the page in the first place: there is nothing
// to copy.
func replayable(p Plan) Plan {
	for i, a := range p.Attempts {
		if a.Attempt.Replayed && endOf(a.Outcome) != "refused.replay" {
			p.Attempts[i].Cannot = "there is no request to copy"
		}
	}
	return p
}

// A draw writes a file.
type draw struct {
	*rand.Rand
	strings.Builder
	hosts []string
}

func (d *draw) line(format string, values ...any) { fmt.Fprintf(d, format+"\n", values...) }

// maybe is true once in n.
func (d *draw) maybe(n int) bool { return d.IntN(n) == 0 }

func pick[T any](d *draw, list ...T) T { return list[d.IntN(len(list))] }

const services, servers, sites, clients, members = 6, 4, 16, 12, 10

// drawn is a random file with n attempts.
func drawn(r *rand.Rand, n int) string {
	d := &draw{Rand: r}
	d.line("model: web\ndomains:\n  CORP:\n    dns: corp.example\n    accounts:")
	for _, a := range []string{"ANNA: {password: PSW1}", "BERT: {password: PSW2}", "GONE: {password: PSW1, disabled: true}", "OVER: {password: PSW1, expired: true}",
		"OLD: {password: PSW1, password-expired: true}", "NEW: {password: PSW1, must-change: true}"} {
		d.line("      %s", a)
	}
	for i := range services {
		d.line("      SVC%d: {password: PSW1}", i)
	}
	d.machines()
	d.sites()
	d.names()
	d.browsers()
	d.line("attempts:")
	for i := range n {
		d.attempt(i)
	}
	return d.String()
}

func (d *draw) machines() {
	d.line("machines:\n  DC1: {role: controller, domain: CORP, profile: windows-2022}")
	for i := range servers {
		more := ""
		if i > 0 && d.maybe(2) {
			more = ", clock: " + pick(d, "10m", "-10m", "11h", "-2h")
		}
		if d.maybe(12) {
			more += ", channel: wrong-password"
		}
		d.line("  WEB%d: {role: member, domain: CORP, profile: windows-2022, aliases: [alias%d.corp.example], addresses: [10.0.0.%d]%s}", i, i, i+1, more)
		d.hosts = append(d.hosts, fmt.Sprintf("web%d", i), fmt.Sprintf("web%d.corp.example", i), fmt.Sprintf("alias%d.corp.example", i), fmt.Sprintf("10.0.0.%d", i+1))
	}
	for i := range clients {
		line := "role: member, domain: CORP, accounts: {LOCAL: {password: PSW1}}"
		if i >= members {
			line = "role: standalone, accounts: {LOCAL: {password: PSW1}}"
		}
		if d.maybe(4) {
			line += ", clock: " + pick(d, "10m", "-10m", "3m")
		}
		d.line("  PC%d: {%s, profile: windows-11-24h2}", i, line)
	}
}

func (d *draw) sites() {
	d.line("sites:")
	for i := range servers {
		d.line("  own%d: {machine: WEB%d%s}", i, i, d.site())
	}
	for i := range sites {
		host := fmt.Sprintf("site%d.corp.example", i)
		d.hosts = append(d.hosts, host)
		d.line("  site%d: {machine: WEB%d, hosts: [%s]%s}", i, d.IntN(servers), host, d.site())
	}
}

// site is the settings of a site.
func (d *draw) site() (text string) {
	if d.maybe(2) {
		text += fmt.Sprintf(", pool: CORP\\SVC%d", d.IntN(services))
		text += pick(d, "", ", kernel-mode: false", ", app-pool-credentials: true", ", app-pool-credentials: true")
		if d.maybe(6) {
			text += ", stale-pool-key: true"
		}
	}
	if d.maybe(8) {
		text += fmt.Sprintf(", other-keys: [CORP\\SVC%d]", d.IntN(services))
	}
	if d.maybe(20) {
		text += ", anonymous: true"
	}
	return text + pick(d, "", "", "", "", "", "", ", providers: ['Negotiate:Kerberos']", ", providers: ['Negotiate:Kerberos']", ", providers: [Negotiate]", ", providers: [NTLM]", ", providers: [NTLM, Negotiate]", ", providers: []")
}

// names registers about half of the hosts, some of them twice.
func (d *draw) names() {
	of := map[string][]string{}
	for _, h := range d.hosts {
		for range pick(d, 0, 1, 1, 1, 1, 1, 2) {
			owner := pick(d, fmt.Sprintf("CORP\\SVC%d", d.IntN(services)), fmt.Sprintf("WEB%d", d.IntN(servers)))
			name := pick(d, "HTTP/", "HTTP/", "HTTP/", "HOST/") + h + pick(d, "", "", "", ":8080")
			if !slices.Contains(of[owner], name) && !strings.EqualFold(name[:4]+strings.TrimSuffix(name[5:], ".corp.example"), "HOST"+owner) {
				of[owner] = append(of[owner], name)
			}
		}
	}
	d.line("spns:")
	owners := []string{}
	for owner := range of {
		owners = append(owners, owner)
	}
	slices.Sort(owners)
	for _, owner := range owners {
		d.line("  %s: [%s]", owner, strings.Join(quoted(of[owner]), ", "))
	}
	if d.maybe(3) {
		d.line("no-rc4: [CORP]\nrc4-only: [CORP\\SVC%d]", d.IntN(services))
	}
}

func quoted(list []string) (all []string) {
	for _, s := range list {
		all = append(all, strconv.Quote(s))
	}
	return all
}

func (d *draw) browsers() {
	d.line("browsers:")
	for i := range clients {
		d.line("  PC%d: {intranet: [%s], integrated-authentication: %t, cname-lookup: %t, port-in-spn: %t, try-ip-spn: %t, no-controller: %t, clock-recovery: %t}",
			i, pick(d, "'*.corp.example', web0, web1", "'*.corp.example'", "10.0.0.1", ""), !d.maybe(8), d.maybe(2), d.maybe(3), d.maybe(2), d.maybe(8), !d.maybe(3))
	}
}

func (d *draw) attempt(i int) {
	from, port := d.IntN(clients), pick(d, "", "", "", ":8080")
	as := pick(d, "CORP\\ANNA", "CORP\\ANNA", "CORP\\BERT")
	if from >= members || d.maybe(10) {
		as = fmt.Sprintf("PC%d\\LOCAL", from)
	}
	d.line("  - name: attempt %d\n    from: PC%d\n    as: %s\n    open: %s://%s%s/", i+1, from, as, pick(d, "http", "http", "https"), pick(d, d.hosts...), port)
	if d.maybe(2) {
		d.line("    typed: {account: CORP\\%s, password: %s}", pick(d, "ANNA", "ANNA", "BERT", "GONE", "OVER", "OLD", "NEW", "GHOST"), pick(d, "PSW1", "PSW1", "PSW2", "wrong"))
	}
	if d.maybe(20) {
		d.line("    replayed: true")
	}
	d.line("    want: {status: 200}")
}
