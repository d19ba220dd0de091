package webreplay_test

import (
	"context"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab/webserver"
	"ntlmsim/sim/replay"
	"ntlmsim/sim/webreplay"
)

const topology = `
model: web
domains:
  CORP:
    dns: corp.example
    accounts: {ANNA: {password: one}, BERT: {password: two}, CARL: {password: ""}}
  OTHER:
    dns: other.example
    trusts: [CORP]
    accounts: {}
machines:
  DC:   {role: controller, domain: CORP, profile: windows-server}
  DC2:  {role: controller, domain: OTHER, profile: windows-server}
  WEB1: {role: member, domain: CORP, profile: windows-server}
  WEB2: {role: member, domain: OTHER, profile: windows-server}
  PC1:  {role: member, domain: CORP, profile: windows-11}
  HOME: {role: member, domain: CORP, profile: windows-11}
sites:
  ntlm: {machine: WEB1, hosts: [ntlm.corp.example], providers: [NTLM]}
  both: {machine: WEB1, hosts: [both.corp.example]}
  open: {machine: WEB1, hosts: [open.corp.example, example.com], anonymous: true}
  far:  {machine: WEB2, hosts: [far.other.example]}
browsers:
  HOME: {no-controller: true}
attempts:
`

func attempt(name, from, as, url string) string {
	return "  - {name: " + name + ", from: " + from + ", as: 'CORP\\" + as + "', open: '" + url + "', want: {status: 200}}\n"
}

func load(t *testing.T, attempts ...string) []*scenarios.File {
	t.Helper()
	file, err := scenarios.Load("web.yaml", []byte(topology+strings.Join(attempts, "")))
	if err != nil {
		t.Fatal(err)
	}
	return []*scenarios.File{file}
}

// run replays, and returns the results.
func run(t *testing.T, files []*scenarios.File, o webreplay.Options) ([]webserver.Result, []replay.Spending) {
	t.Helper()
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Second
	}
	if o.MaxBad == 0 {
		o.MaxBad = replay.DefaultMaxBad
	}
	r, err := webreplay.New(t.Context(), files, o)
	if err != nil {
		t.Fatal(err)
	}
	var list []webserver.Result
	if err := r.Run(t.Context(), func(r webserver.Result) { list = append(list, r) }); err != nil {
		t.Fatal(err)
	}
	return list, r.Spent()
}

func addr(s *httptest.Server) string { return s.Listener.Addr().String() }

func at(pairs ...string) webreplay.Servers {
	s := webreplay.Servers{Sites: map[string]string{}, KDCs: map[string]string{}}
	for i := 0; i < len(pairs); i += 2 {
		s.Sites[pairs[i]] = pairs[i+1]
	}
	return s
}

func verdict(t *testing.T, r webserver.Result, want webserver.Verdict, why string) {
	t.Helper()
	if r.Verdict != want || !strings.Contains(r.Why, why) {
		t.Errorf("%s: %s: %s, want %s: %s", r.Attempt, r.Verdict, r.Why, want, why)
	}
}

// offering is a server that offers schemes, and refuses everything; asked counts the requests that have a logon, and
// clear is what came as clear text.
func offering(t *testing.T, asked *atomic.Int32, clear *atomic.Value, schemes ...string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if text := r.Header.Get("Authorization"); text != "" {
			if asked.Add(1); strings.HasPrefix(text, "Basic") {
				clear.Store(text)
			}
		}
		for _, scheme := range schemes {
			w.Header().Add("WWW-Authenticate", scheme)
		}
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(s.Close)
	return s
}

// A server that asks nobody who he is differs from one that does, and agrees where the site is open to everybody. No
// password is counted at it.
func TestAServerWithoutALogonIsSeen(t *testing.T) {
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("a logon was sent to a server that asks for none")
		}
	}))
	defer bare.Close()
	files := load(t, attempt("one", "PC1", "ANNA", "http://ntlm.corp.example/"), attempt("two", "PC1", "ANNA", "http://open.corp.example/"))
	got, spent := run(t, files, webreplay.Options{Servers: at("WEB1", addr(bare))})
	verdict(t, got[0], webserver.Differs, "protocol: observed anonymous, predicted ntlm")
	verdict(t, got[1], webserver.Agrees, "")
	if len(spent) > 0 {
		t.Errorf("spent %v", spent)
	}
}

// A server that does not answer ends with the deadline, and one that is not there at once.
func TestAServerThatHangsIsGivenUp(t *testing.T) {
	hanging, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer hanging.Close()
	files := load(t, attempt("one", "PC1", "ANNA", "http://ntlm.corp.example/"), attempt("two", "PC1", "ANNA", "http://both.corp.example/"))
	start := time.Now()
	got, _ := run(t, files, webreplay.Options{Servers: at("NTLM", hanging.Addr().String(), "BOTH", "127.0.0.1:1"), Timeout: 200 * time.Millisecond})
	verdict(t, got[0], webserver.CouldNot, "deadline")
	verdict(t, got[1], webserver.CouldNot, "no --kdc")
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %s", took)
	}
}

// Ctrl-C ends a replay that waits for a server.
func TestAReplayIsInterrupted(t *testing.T) {
	hanging, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer hanging.Close()
	ctx, cancel := context.WithCancel(t.Context())
	r, err := webreplay.New(ctx, load(t, attempt("one", "PC1", "ANNA", "http://ntlm.corp.example/")),
		webreplay.Options{Servers: at("WEB1", hanging.Addr().String()), Timeout: time.Minute, MaxBad: 2})
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(100*time.Millisecond, cancel)
	if err := r.Run(ctx, func(webserver.Result) {}); err == nil || ctx.Err() == nil {
		t.Errorf("got %v", err)
	}
}

// No password is sent as clear text, whatever a server offers, and none to a server that --at does not name.
func TestPasswordsAreNotSentElsewhere(t *testing.T) {
	var asked atomic.Int32
	var clear atomic.Value
	basic := offering(t, &asked, &clear, `Basic realm="x"`)
	elsewhere := offering(t, &asked, &clear, "NTLM")
	moved := httptest.NewServer(http.RedirectHandler("http://"+addr(elsewhere)+"/", http.StatusFound))
	defer moved.Close()
	files := load(t, attempt("basic", "PC1", "ANNA", "http://ntlm.corp.example/"), attempt("moved", "PC1", "ANNA", "http://open.corp.example/"), attempt("unnamed", "PC1", "ANNA", "http://both.corp.example/"))
	got, _ := run(t, files, webreplay.Options{Servers: at("NTLM", addr(basic), "OPEN", addr(moved))})
	verdict(t, got[0], webserver.Differs, "offers: observed none, predicted NTLM")
	verdict(t, got[1], webserver.Differs, "status: observed 302, predicted 200")
	verdict(t, got[2], webserver.NotAsked, "no --at says where both.corp.example is")
	if asked.Load() != 0 || clear.Load() != nil {
		t.Errorf("%d logons, %v", asked.Load(), clear.Load())
	}
}

// What a server may count as a bad password is counted before it is sent, and remembered by the next run.
func TestNoAccountIsLockedOut(t *testing.T) {
	sent := 0
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		switch {
		case strings.HasPrefix(token, "TlRMTVNTUAAB"): // NTLMSSP, message 1
			w.Header().Set("WWW-Authenticate", "NTLM "+challenge)
		default:
			if strings.HasPrefix(token, "TlRMTVNTUAAD") {
				sent++
			}
			w.Header().Set("WWW-Authenticate", "NTLM")
		}
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer refusing.Close()
	var attempts []string
	for _, name := range []string{"one", "two", "three"} {
		attempts = append(attempts, attempt(name, "PC1", "ANNA", "http://ntlm.corp.example/"))
	}
	attempts = append(attempts, attempt("another", "PC1", "BERT", "http://ntlm.corp.example/"), attempt("blank", "PC1", "CARL", "http://ntlm.corp.example/"))
	state := &replay.StateFile{Path: filepath.Join(t.TempDir(), "replay.json")}
	o := webreplay.Options{Servers: at("NTLM", addr(refusing)), State: state}
	o.Plan = true
	planned, could := run(t, load(t, attempts...), o)
	if planned[0].Verdict != webserver.Planned || sent > 0 || len(could) != 2 || could[0].Spent != 2 {
		t.Errorf("%v, %d sent, could cost %v", planned[0], sent, could)
	}
	o.Plan = false
	got, spent := run(t, load(t, attempts...), o)
	for i := range 2 {
		verdict(t, got[i], webserver.Differs, "status: observed 401, predicted 200")
	}
	verdict(t, got[2], webserver.NotAsked, "no more may be sent")
	verdict(t, got[3], webserver.Differs, "status: observed 401")
	verdict(t, got[4], webserver.NotAsked, `the file has no password for CORP\CARL`)
	if sent != 3 || len(spent) != 2 || spent[0].Spent != 2 {
		t.Errorf("%d responses were sent, spent %v", sent, spent)
	}
	again, _ := run(t, load(t, attempts[0]), o)
	verdict(t, again[0], webserver.NotAsked, "by an earlier run")
}

// A server that ends the connection when it is sent the response has not answered: the 401 before that is no answer.
// What was sent stays counted.
func TestAnAnswerThatNeverCameIsNotJudged(t *testing.T) {
	closing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if strings.HasPrefix(token, "TlRMTVNTUAAD") {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("WWW-Authenticate", "NTLM")
		if strings.HasPrefix(token, "TlRMTVNTUAAB") {
			w.Header().Set("WWW-Authenticate", "NTLM "+challenge)
		}
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer closing.Close()
	got, spent := run(t, load(t, attempt("one", "PC1", "ANNA", "http://ntlm.corp.example/")), webreplay.Options{Servers: at("NTLM", addr(closing))})
	verdict(t, got[0], webserver.CouldNot, "EOF")
	if len(spent) != 1 || spent[0].Spent != 1 {
		t.Errorf("spent %v", spent)
	}
}

// A site that the file calls open to everybody is sent no password, even where it wants one.
func TestAnOpenSiteIsSentNoPassword(t *testing.T) {
	var asked atomic.Int32
	var clear atomic.Value
	s := offering(t, &asked, &clear, "Negotiate", "NTLM")
	o := webreplay.Options{Servers: at("OPEN", addr(s))}
	o.Servers.KDCs["CORP.EXAMPLE"] = "127.0.0.1:1"
	got, spent := run(t, load(t, attempt("one", "PC1", "ANNA", "http://open.corp.example/")), o)
	verdict(t, got[0], webserver.Differs, "status: observed 401, predicted 200")
	if asked.Load() > 0 || len(spent) > 0 {
		t.Errorf("%d logons, spent %v", asked.Load(), spent)
	}
}

// revoked is a KDC that answers everything with a KRB-ERROR of code 18.
func revoked(t *testing.T) string {
	t.Helper()
	kdc, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kdc.Close() })
	go func() {
		for {
			conn, err := kdc.Accept()
			if err != nil {
				return
			}
			conn.Read(make([]byte, 4096))
			conn.Write([]byte("\x00\x00\x00\x1c\x7e\x1a\x30\x18\xa4\x11\x18\x0f20260101000000Z\xa6\x03\x02\x01\x12"))
			conn.Close()
		}
	}()
	return kdc.Addr().String()
}

// Once the KDC says that an account is locked out, which nobody expected, it is sent nothing more, by NTLM neither.
func TestALockedAccountIsLeftAlone(t *testing.T) {
	var asked atomic.Int32
	var clear atomic.Value
	s := offering(t, &asked, &clear, "Negotiate", "NTLM")
	o := webreplay.Options{Servers: at("WEB1", addr(s))}
	o.Servers.KDCs["CORP.EXAMPLE"] = revoked(t)
	got, _ := run(t, load(t, attempt("one", "PC1", "ANNA", "http://both.corp.example/"), attempt("two", "PC1", "ANNA", "http://ntlm.corp.example/")), o)
	verdict(t, got[0], webserver.Differs, "error of Kerberos: observed 18, predicted 7")
	verdict(t, got[1], webserver.NotAsked, "ANNA is locked out: nothing more is sent to it")
	if asked.Load() > 0 {
		t.Errorf("%d logons were sent", asked.Load())
	}
}

// A dry run counts every password that the KDC is expected to refuse after its proof, for whatever reason: none makes a
// first ticket that later attempts have.
func TestTheDryRunCountsWhatTheKDCRefuses(t *testing.T) {
	text := strings.Replace(topology, "BERT: {password: two}", "BERT: {password: two, password-expired: true}", 1)
	for _, name := range []string{"one", "two", "three"} {
		text += "  - {name: " + name + `, from: PC1, as: 'CORP\ANNA', open: 'http://web1.corp.example/', typed: {account: 'CORP\BERT', password: two}, want: {status: 401}}` + "\n"
	}
	text = strings.Replace(text, "\nbrowsers:", "\n  kerberos: {machine: WEB1, hosts: [web1.corp.example], providers: ['Negotiate:Kerberos']}\nbrowsers:\n  PC1: {intranet: []}", 1)
	file, err := scenarios.Load("web.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	o := webreplay.Options{Servers: at("WEB1", "127.0.0.1:1"), Plan: true}
	o.Servers.KDCs["CORP.EXAMPLE"] = "127.0.0.1:1"
	got, _ := run(t, []*scenarios.File{file}, o)
	verdict(t, got[0], webserver.Planned, "")
	verdict(t, got[1], webserver.Planned, "")
	verdict(t, got[2], webserver.NotAsked, "no more may be sent")
}

// challenge is a CHALLENGE_MESSAGE of NTLM: Unicode, NTLM, extended session security, with an empty list of targets.
const challenge = "TlRMTVNTUAACAAAAAAAAADgAAAAFgooAAQIDBAUGBwgAAAAAAAAAAAQABAA4AAAABgEAAAAAAA8AAAAA"

// A certificate is judged: by the system's authorities, by those that are named, or not at all.
func TestCertificatesAreJudged(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	files := load(t, attempt("its name", "PC1", "ANNA", "https://example.com/"), attempt("another name", "PC1", "ANNA", "https://open.corp.example/"))
	o := webreplay.Options{Servers: at("HTTPS://EXAMPLE.COM", addr(secure), "OPEN", addr(secure))}
	got, _ := run(t, files, o)
	verdict(t, got[0], webserver.CouldNot, "--ca names the authority")
	file := filepath.Join(t.TempDir(), "ca.pem")
	if _, err := webreplay.Authorities(file); err == nil {
		t.Error("a file that is not there has authorities")
	}
	for i, text := range [][]byte{{}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})} {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		var err error
		if o.Authorities, err = webreplay.Authorities(file); (err == nil) != (i == 1) {
			t.Errorf("%q: %v", text, err)
		}
	}
	got, _ = run(t, files, o)
	verdict(t, got[0], webserver.Agrees, "")
	verdict(t, got[1], webserver.CouldNot, "certificate is valid for example.com, *.example.com, not open.corp.example")
	o.Authorities, o.AnyCertificate = nil, true
	got, _ = run(t, files, o)
	verdict(t, got[1], webserver.Agrees, "")
}

// What asks a KDC needs one that is named and answers; at home a browser asks none, and goes on with NTLM.
func TestAKDCMustBeNamed(t *testing.T) {
	var asked atomic.Int32
	var clear atomic.Value
	s := offering(t, &asked, &clear, "Negotiate", "NTLM")
	files := load(t, attempt("office", "PC1", "ANNA", "http://both.corp.example/"), attempt("home", "HOME", "ANNA", "http://both.corp.example/"),
		attempt("far", "PC1", "ANNA", "http://far.other.example/"))
	o := webreplay.Options{Servers: at("WEB1", addr(s), "FAR", addr(s))}
	got, _ := run(t, files, o)
	verdict(t, got[0], webserver.CouldNot, "no --kdc says where the KDC of CORP.EXAMPLE is")
	verdict(t, got[1], webserver.CouldNot, "answered no challenge")
	verdict(t, got[2], webserver.NotAsked, "follows no referral")
	o.Servers.KDCs["CORP.EXAMPLE"] = "127.0.0.1:1"
	got, _ = run(t, files, o)
	verdict(t, got[0], webserver.CouldNot, "127.0.0.1:1: connect: connection refused")
}

// A name that no file has, and an address that is none, are mistakes.
func TestServersAreChecked(t *testing.T) {
	for want, s := range map[string]webreplay.Servers{
		"no scenario has a site, host or machine with a site WEB9": at("WEB9", "10.0.0.5"),
		"--at WEB1: this is no address":                            at("WEB1", "10.0.0.5:x"),
		"no scenario has a domain whose dns: is CORP":              {KDCs: map[string]string{"CORP": "10.0.0.5"}},
		"--kdc CORP.EXAMPLE: this is no address":                   {KDCs: map[string]string{"CORP.EXAMPLE": "a b"}},
	} {
		_, err := webreplay.New(t.Context(), load(t, attempt("one", "PC1", "ANNA", "http://ntlm.corp.example/")), webreplay.Options{Servers: s})
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
