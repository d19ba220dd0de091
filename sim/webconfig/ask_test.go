package webconfig_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"ntlmsim/sim/viewstate"
	"ntlmsim/sim/webconfig"
)

// made is a field that another implementation made with the keys of testdata/web1.config.
func made(t *testing.T) webconfig.Question {
	t.Helper()
	page, err := os.ReadFile("testdata/page.html")
	if err != nil {
		t.Fatal(err)
	}
	posted := viewstate.Find(string(page))
	field, err := viewstate.Parse(posted.Text)
	if err != nil {
		t.Fatal(err)
	}
	generator, err := viewstate.ParseGenerator(posted.Generator)
	if err != nil {
		t.Fatal(err)
	}
	return webconfig.Question{Field: field, Page: viewstate.Page{Generator: generator}, HasGenerator: true}
}

// Each node says what it does, and why: told from the node that made the field, or from the keys.
func TestAsk(t *testing.T) {
	data, err := os.ReadFile("testdata/web1.config")
	if err != nil {
		t.Fatal(err)
	}
	maker := string(data)
	validation := regexp.MustCompile(`validationKey="(..)`)
	for _, x := range []struct {
		name              string
		change            func(string) string
		alone, withMaker  string
		says, saysOfMaker webconfig.Says
	}{
		{"the same", func(s string) string { return s }, "the MAC is right (the legacy mode, HMACSHA256, signed)", "the MAC is right", webconfig.Takes, webconfig.Takes},
		{"another key", func(s string) string { return validation.ReplaceAllString(s, `validationKey="00`) }, "the MAC differs: another key or algorithm", "maker made it, and has another validationKey", webconfig.Refuses, webconfig.Takes},
		{"another algorithm", with("HMACSHA256", "HMACSHA512"), "the key is right, and the field was made with HMACSHA256: here is HMACSHA512", "maker made it with HMACSHA256, and here is HMACSHA512", webconfig.Refuses, webconfig.Takes},
		{"another mode", with("Framework20SP2", "Framework45"), "the key is right, and the field was made in the legacy mode with HMACSHA256: here is Framework45", "maker made it in the legacy mode, and here is Framework45", webconfig.Refuses, webconfig.Takes},
		{"AutoGenerate", func(s string) string { return regexp.MustCompile(`validationKey="\w*"`).ReplaceAllString(s, "") }, "its validationKey is AutoGenerate", "AutoGenerate", webconfig.Unknown, webconfig.Takes},
		{"isolated", func(s string) string {
			return regexp.MustCompile(`(validationKey="\w*)"`).ReplaceAllString(s, `$1,IsolateApps"`)
		}, "flags behind its validationKey", "flags behind", webconfig.Unknown, webconfig.Takes},
		{"a validation of its own", with("HMACSHA256", "alg:Own"), "its validation is a custom algorithm", "custom algorithm", webconfig.Unknown, webconfig.Takes},
		{"a decryption of its own", with("decryption=\"AES", "decryption=\"alg:Own"), "the MAC is right", "the MAC is right", webconfig.Takes, webconfig.Takes},
		{"elsewhere", with("validation=", `configSource="keys.config" validation=`), "another file (configSource)", "configSource", webconfig.Unknown, webconfig.Takes},
		{"encrypted", with("validation=", `configProtectionProvider="x" validation=`), "machineKey is encrypted", "encrypted", webconfig.Unknown, webconfig.Takes},
		{"refused", with("HMACSHA256", "HMACSHA385"), "ASP.NET does not start with it", "does not start", webconfig.Refuses, webconfig.Takes},
	} {
		alone := webconfig.Ask([]*webconfig.Node{node(t, "node", x.change(maker))}, made(t))
		if a := alone[0]; a.Says != x.says || !strings.Contains(a.Why, x.alone) {
			t.Errorf("%s: %s: %s", x.name, a.Says, a.Why)
		}
		both := webconfig.Ask([]*webconfig.Node{node(t, "node", x.change(maker)), node(t, "maker", maker)}, made(t))
		if both[0].Says != x.says || !strings.Contains(both[0].Why, x.withMaker) || both[1].Says != x.saysOfMaker {
			t.Errorf("%s beside the maker: %s: %s", x.name, both[0].Says, both[0].Why)
		}
	}
}

func with(old, new string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, new, 1) }
}

func node(t *testing.T, name, text string) *webconfig.Node {
	t.Helper()
	f, err := webconfig.Read(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f.Node()
}

// What is asked of the page, and what of it differs.
func TestAskAboutThePage(t *testing.T) {
	data, err := os.ReadFile("testdata/web1.config")
	if err != nil {
		t.Fatal(err)
	}
	maker := string(data)
	for _, x := range []struct {
		change func(*webconfig.Question)
		file   string
		says   webconfig.Says
		why    string
	}{
		{func(q *webconfig.Question) { q.HasGenerator = false }, maker, webconfig.Unknown, "--generator"},
		{func(q *webconfig.Question) { q.Page.Generator++ }, maker, webconfig.Refuses, "ViewStateUserKey (--user-key-file), or of another page"},
		{func(q *webconfig.Question) { q.Page.UserKey = "anna" }, maker, webconfig.Refuses, "without a ViewStateUserKey (cause 4"},
		{func(q *webconfig.Question) { q.Page.Form = viewstate.Encrypted }, maker, webconfig.Refuses, "the field is signed, which the post does not say"},
		{func(q *webconfig.Question) { q.Field = cut(t, "AAAAAAAAAAAAAAAAAAAAAA==") }, maker, webconfig.Refuses, "it is cut"},
		{func(q *webconfig.Question) { q.Field = cut(t, strings.Repeat("A", 128)) }, strings.Replace(maker, "Framework20SP2", "Framework45", 1), webconfig.Unknown, "--page"},
	} {
		q := made(t)
		x.change(&q)
		if a := webconfig.Ask([]*webconfig.Node{node(t, "node", x.file)}, q)[0]; a.Says != x.says || !strings.Contains(a.Why, x.why) {
			t.Errorf("%s: %s, want %s", a.Says, a.Why, x.why)
		}
	}
	encrypted := made(t)
	encrypted.Field = cut(t, strings.Repeat("A", 128))
	for file, why := range map[string]string{
		strings.Replace(maker, `decryption="AES`, `decryption="alg:Own`, 1):                    "its decryption is a custom algorithm",
		regexp.MustCompile(`(decryptionKey="\w*)"`).ReplaceAllString(maker, `$1,IsolateApps"`): "flags behind its decryptionKey",
	} {
		if a := webconfig.Ask([]*webconfig.Node{node(t, "node", file)}, encrypted)[0]; a.Says != webconfig.Unknown || !strings.Contains(a.Why, why) {
			t.Errorf("%s: %s, want %s", a.Says, a.Why, why)
		}
	}
	apart := strings.Replace(maker, ` compatibilityMode="Framework20SP2"`, "", 1)
	for file, says := range map[string]webconfig.Says{
		regexp.MustCompile(`<machineKey[^>]*>`).FindString(apart):                                  webconfig.Unknown,
		regexp.MustCompile(`<machineKey[^>]*>`).FindString(maker):                                  webconfig.Takes,
		strings.Replace(apart, "</system.web>", `<httpRuntime configSource="x"/></system.web>`, 1): webconfig.Unknown,
		strings.Replace(maker, "</system.web>", `<httpRuntime configSource="x"/></system.web>`, 1): webconfig.Takes,
	} {
		a := webconfig.Ask([]*webconfig.Node{node(t, "node", file)}, made(t))[0]
		if a.Says != says || (says == webconfig.Unknown) != strings.Contains(a.Why, "the mode stands in <httpRuntime targetFramework>") {
			t.Errorf("%s: %s", a.Says, a.Why)
		}
	}
	framework45 := strings.Replace(maker, "Framework20SP2", "Framework45", 1)
	plain := made(t)
	plain.Field = cut(t, "/wEP"+strings.Repeat("A", 124))
	encrypted.Field = cut(t, strings.Repeat("A", 128))
	for _, x := range []struct {
		file string
		q    webconfig.Question
		why  string
	}{
		{framework45, plain, "the field is not encrypted, and Framework45 encrypts every field: a node in the legacy mode made it"},
		{maker, plain, "the MAC differs: another key or algorithm made it, or it is of a page with"},
		{maker, encrypted, "or Framework45 made it (--page and --app would show it)"},
	} {
		if a := webconfig.Ask([]*webconfig.Node{node(t, "node", x.file)}, x.q)[0]; a.Says != webconfig.Refuses || !strings.Contains(a.Why, x.why) || strings.Contains(a.Why, "--page") == x.q.Field.Plain() {
			t.Errorf("%s: %s, want %s", a.Says, a.Why, x.why)
		}
	}
	off := strings.Replace(maker, "</system.web>", `<pages enableViewStateMac="false" /></system.web>`, 1)
	if a := webconfig.Ask([]*webconfig.Node{node(t, "node", off)}, made(t))[0]; !strings.Contains(a.Beside, "any field is taken") {
		t.Errorf("%+v", a)
	}
}

func cut(t *testing.T, text string) viewstate.Field {
	t.Helper()
	f, err := viewstate.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
