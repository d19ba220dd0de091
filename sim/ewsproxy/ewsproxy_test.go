package ewsproxy_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim/ewsproxy"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func catalogue(t testing.TB) []*scenarios.File { return modeltest.CatalogueOf(t, "ews-proxy") }

func TestEveryScenarioIsAsExpected(t *testing.T) {
	attempts := 0
	for _, f := range catalogue(t) {
		for p := range f.Model().Play(f) {
			attempts++
			for _, d := range p.Decision.Differences {
				t.Errorf("%s#%d %s: %s: want %s, got %s", f.Path, p.Number, p.Name, d.Field, d.Want, d.Got)
			}
		}
	}
	modeltest.Claims(t, "the %s attempts about Exchange", attempts)
}

// The rows of Kerberos are taken by the scenarios of web servers.
func TestEveryRowIsCitedAndTaken(t *testing.T) {
	modeltest.Cited(t, scenarios.EWSProxy())
	own := scenarios.EWSProxy()
	own.Rows = ewsproxy.Table().Rows
	modeltest.Taken(t, own, catalogue(t)...)
}

// The article is no part of the project: NTLMSIM_ARTICLES is its folder.
func TestEveryQuotationIsInTheArticle(t *testing.T) {
	folder := os.Getenv("NTLMSIM_ARTICLES")
	if folder == "" {
		t.Skip("NTLMSIM_ARTICLES=FOLDER says where the articles are")
	}
	names, err := filepath.Glob(filepath.Join(folder, "003_*.txt"))
	if err != nil || len(names) != 1 {
		t.Fatalf("%s: got %v, want one article", folder, names)
	}
	text, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), ewsproxy.French) {
		t.Error("the French text of the event is not in the article")
	}
	own := scenarios.EWSProxy()
	own.Rows = ewsproxy.Table().Rows
	if n := modeltest.Quoted(t, own, map[string]string{ewsproxy.Event: string(text)}); n > 0 {
		t.Errorf("%d quotations are of other documents, and not checked", n)
	}
}

// The event's text is filled in, in both languages, and the French one is the article's.
func TestTheEventIsFilledIn(t *testing.T) {
	for _, f := range catalogue(t) {
		topology, attempts, _ := scenarios.EWSOf(f)
		w, err := ewsproxy.New(topology)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range attempts {
			o := w.Predict(a)
			if (o.Event == "") != (o.Cause == ewsproxy.NoCause) || (o.French == "") != (o.Event == "") {
				t.Errorf("%s: cause %s with the events %q and %q", a.Name, o.Cause, o.Event, o.French)
			}
			for _, text := range []string{o.Event, o.French} {
				if strings.Contains(text, "%") || text != "" && (strings.Count(text, a.To) == 0 || strings.Count(text, o.Servers()[1].InternalURL.Text) != 2) {
					t.Errorf("%s: %q", a.Name, text)
				}
			}
			if address := o.Because == "failed.address"; address != strings.Contains(o.Caveat, "TryIPSPN") {
				t.Errorf("%s: TryIPSPN is explained: %t", a.Name, !address)
			}
		}
	}
}

func TestTheTracesAreGolden(t *testing.T) {
	for _, f := range catalogue(t) {
		modeltest.Golden(t, f, "testdata/"+filepath.Base(f.Path)+".txt", *update)
	}
}

func TestEveryFailureHasAdvice(t *testing.T) {
	without := map[string]bool{ // what is wrong there is no setting of Exchange's, and no name
		"failed.no-ticket": true, "failed.ticket-refused": true,
	}
	for _, f := range catalogue(t) {
		for p := range f.Model().Play(f) {
			if d := p.Decision; d.Result == scenarios.Failure && (len(d.Advice) == 0) != without[string(d.Because)] {
				t.Errorf("%s#%d %s: %d changes are advised", f.Path, p.Number, p.Name, len(d.Advice))
			}
		}
	}
}

// naive is E0 to E5 of the reference, with what the wire has in its order: the target's offer before the ticket.
func naive(sameSite, windows, negotiate, address, tryIP bool, owners []string, asa, protected, tls bool) ewsproxy.Cause {
	held := map[string]bool{"CAS2$": true, "ASA": asa}
	switch {
	case sameSite:
		return ewsproxy.NoCause
	case !windows || !negotiate:
		return ewsproxy.Second
	case address && !tryIP, len(owners) != 1:
		return ewsproxy.First
	case !held[owners[0]], protected && tls:
		return ewsproxy.NotInEvent
	}
	return ewsproxy.NoCause
}

func TestTheModelIsTheNaiveOneInEverySmallWorld(t *testing.T) {
	worlds := 0
	for _, owners := range [][]string{nil, {"CAS2$"}, {"ASA"}, {"OTHER"}, {"ASA", "CAS2$"}} {
		for bits := range 1 << 8 {
			is := func(n int) bool { return bits>>n&1 == 1 }
			worlds++
			host := "ews.corp.example"
			if is(3) {
				host = "10.0.0.2"
			}
			w := world(t, host, owners, ewsproxy.Server{Machine: "CAS2", Site: map[bool]string{true: "A", false: "B"}[is(0)], NoWindows: !is(1), NTLMOnly: !is(2), Protected: is(6),
				TLSEndsAt: map[bool]string{true: "LB", false: ""}[is(7)], OtherKeys: map[bool][]string{true: {`CORP\ASA`}}[is(5)]}, is(4))
			got := w.Predict(ewsproxy.Attempt{From: "CAS1", To: "CAS2"})
			if want := naive(is(0), is(1), is(2), is(3), is(4), owners, is(5), is(6), is(7)); got.Cause != want {
				t.Errorf("owners %v, %08b: got cause %s (%s), want %s", owners, bits, got.Cause, got.Because, want)
			}
		}
	}
	t.Logf("%d small worlds", worlds)
}

func world(t *testing.T, host string, owners []string, target ewsproxy.Server, tryIP bool) *ewsproxy.World {
	t.Helper()
	open, err := web.ParseURL("https://" + host + "/ews/exchange.asmx")
	if err != nil {
		t.Fatal(err)
	}
	target.InternalURL = open
	source, _ := web.ParseURL("https://cas1.corp.example/ews/exchange.asmx")
	topology := ewsproxy.Topology{Servers: []ewsproxy.Server{{Machine: "CAS1", Site: "A", InternalURL: source, TryIP: tryIP}, target}, Topology: logon.Topology{
		Domains: []logon.Domain{{Name: "CORP", DNS: "corp.example", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "ASA", Password: "PSW1"}, {Name: "OTHER", Password: "PSW2"}}}},
		Machines: []logon.Machine{{Name: "CAS1", Role: logon.Member, Domain: "CORP", Profile: "windows-2016"},
			{Name: "CAS2", Role: logon.Member, Domain: "CORP", Profile: "windows-2016", Addresses: []string{"10.0.0.2"}}}}}
	for _, owner := range owners {
		topology.SPNs = append(topology.SPNs, logon.Registered{Account: `CORP\` + owner, Names: []kerberos.Name{{Class: "HTTP", Host: host}}})
	}
	if problems := ewsproxy.Check(topology); len(problems) > 0 {
		t.Fatal(problems)
	}
	w, err := ewsproxy.New(topology)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
