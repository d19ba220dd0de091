package lint_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim/lint"
	"ntlmsim/sim/webconfig"
)

// Keys of tests, as random ones look.
const (
	keyA = "9F2C71E85B0D43A6C87E15F3902BD46A71C3E9580FB624DD8A3597E06C41F2B7"
	keyB = "41D7A0638E5CF92B17B4E6083D95CA7F60E2518BAF34C9D702687E1BF5A39C48"
	keyC = "5E90B3C7D214F86A3B7D0E9512C84FA6"
)

// node is the web.config of a farm in which nothing is wrong.
const node = `<configuration>
  <system.web>
    <machineKey validation="HMACSHA256" validationKey="` + keyA + `" decryption="AES" decryptionKey="` + keyC + `" />
    <httpRuntime targetFramework="4.8" />
  </system.web>
</configuration>
`

// legacyNode is another.
const legacyNode = `<configuration>
  <system.web>
    <machineKey validation="HMACSHA256" validationKey="` + keyA + `" decryption="AES" decryptionKey="` + keyC + `" />
  </system.web>
</configuration>
`

// A fault is what is written in one or all of three web.config files in place of what is right, and what is found.
type fault struct {
	rules, file, right, wrong, at string
	everywhere                    bool
}

var faults = []fault{
	{"farm-mode", node, `targetFramework="4.8"`, `targetFramework="4.0"`, "<machineKey", false},
	{"farm-mode", node, ` decryption=`, ` compatibilityMode="Framework20SP2" decryption=`, "<machineKey", false},
	{"farm-validation key-short", node, "HMACSHA256", "HMACSHA512", "<machineKey", false},
	{"farm-keys", node, keyA, keyB, "validationKey", false},
	{"farm-auto-generate", node, keyA, "AutoGenerate,IsolateApps", "<machineKey", false},
	{"farm-auto-generate", node, keyA, "AutoGenerate", "<machineKey", true},
	{"farm-auto-generate", legacyNode, strings.Split(legacyNode, "\n")[2], "", "<configuration", true},
	{"farm-decryption", node, keyC, keyC[2:] + "00", "<machineKey", false},
	{"farm-decryption", node, keyC, "AutoGenerate", "<machineKey", false},
	{"farm-decryption", node, ` decryptionKey="` + keyC + `"`, "", "<machineKey", true},
	{"farm-decryption cipher-old", node, `"AES" decryptionKey="` + keyC, `"3DES" decryptionKey="` + keyC, "<machineKey", false},
	{"farm-isolated", legacyNode, keyA, keyA + ",IsolateApps", "validationKey", true},
	{"farm-isolated", legacyNode, keyA, keyA + ",IsolateByAppId", "validationKey", false},
	{"farm-elsewhere", node, strings.TrimSpace(strings.Split(node, "\n")[2]), `<machineKey configSource="keys.config" />`, "<machineKey", false},
	{"farm-isolated farm-decryption", legacyNode, keyC, keyC + ",IsolateApps", "decryptionKey", false},
	{"farm-isolated", legacyNode, keyC, keyC + ",IsolateByAppId", "decryptionKey", true},
	{"farm-validation", node, "HMACSHA256", "alg:Own", "<machineKey", false},
	{"farm-hidden", node, strings.TrimSpace(strings.Split(node, "\n")[2]), `<machineKey configProtectionProvider="x"><EncryptedData /></machineKey>`, "<machineKey", false},
	{"key-empty", node, `validation="HMACSHA256" validationKey="` + keyA, `validation="HMACSHA384" validationKey="`, "validationKey", false},
	{"key-empty", node, keyC, "", "decryptionKey", false},
	{"key-refused", node, keyA, keyA + ",IsolateApps", "validationKey", true},
	{"key-refused", node, `"HMACSHA256"`, `"HMACSHA385"`, "<machineKey", false},
	{"key-refused", node, keyA, keyA[1:], "validationKey", false},
	{"key-refused", legacyNode, keyA, keyA[:38], "<machineKey", false},
	{"key-refused validation-md5", node, "HMACSHA256", "MD5", "<machineKey", false},
	{"key-repeated", node, keyA, strings.Repeat("00", 32), "validationKey", true},
	{"key-repeated", node, keyA, strings.Repeat("0123456789ABCDEF", 4), "validationKey", true},
	{"key-repeated", node, keyC, "000102030405060708090A0B0C0D0E0F", "decryptionKey", true},
	{"key-repeated", node, keyC, "FFEEDDCCBBAA99887766554433221100", "decryptionKey", true},
	{"key-short", node, keyA, keyA[:62], "validationKey", true},
	{"key-published", node, keyC, "0B7C4A1F96E3D8255C0A9E71B4F3D628", "decryptionKey", true},
	{"validation-md5", legacyNode, "HMACSHA256", "MD5", "validation=", true},
	{"validation-sha1", node, "HMACSHA256", "SHA1", "validation=", true},
	{"validation-sha1", legacyNode, "HMACSHA256", "3DES", "validation=", true},
	{"cipher-old", legacyNode, `"AES"`, `"DES"`, "decryption=", true},
	{"mac-off", node, "<httpRuntime", `<pages enableViewStateMac="False" /><httpRuntime`, "enableViewStateMac", false},
	{"mac-unenforced", node, "  <system.web>", `  <appSettings><add key="aspnet:AllowInsecureDeserialization" value="true" /></appSettings><system.web>`, "value=", false},
	{"errors-ignored", node, "  <system.web>", `  <appSettings><add key="aspnet:AlwaysIgnoreViewStateValidationErrors" value="true" /></appSettings><system.web>`, "value=", false},
	{"below-root", node, "</configuration>", `<location path="admin"><system.web><machineKey validationKey="` + keyB + `" /></system.web></location></configuration>`, "<machineKey validationKey", false},
}

// known are the keys that others have.
const known = "# from a book\n0B7C4A1F96E3D8255C0A9E71B4F3D628\n"

func farmOf(t *testing.T, texts ...string) (files []*webconfig.File) {
	t.Helper()
	for i, text := range texts {
		f, err := webconfig.Read(fmt.Sprintf("web%d.config", i+1), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// Each fault is found at its place, and nothing without it; nobody's key is shown.
func TestEveryFaultOfAFarmIsFound(t *testing.T) {
	list, err := lint.ReadKnownKeys("known.txt", known)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{node, legacyNode} {
		if found := lint.WebConfigs(farmOf(t, file, file, file), list); len(found) > 0 {
			t.Errorf("without a fault: %+v", found)
		}
	}
	taken := map[string]bool{}
	for _, x := range faults {
		t.Run(x.rules+"/"+x.wrong, func(t *testing.T) {
			wrong := strings.Replace(x.file, x.right, x.wrong, 1)
			texts := []string{x.file, wrong, x.file}
			if x.everywhere {
				texts = []string{wrong, wrong, wrong}
			}
			found := lint.WebConfigs(farmOf(t, texts...), list)
			var rules []string
			for _, p := range found {
				taken[p.Rule.Name] = true
				if !slices.Contains(rules, p.Rule.Name) {
					rules = append(rules, p.Rule.Name)
				}
				sensible(t, p)
			}
			if strings.Join(rules, " ") != x.rules {
				t.Fatalf("found %v: %+v", rules, found)
			}
			first := found[0]
			if rest := strings.Join(strings.SplitAfter(texts[first.File], "\n")[first.Line-1:], "")[first.Column-1:]; !strings.HasPrefix(rest, x.at) {
				t.Errorf("at %d:%d of file %d: %.30s, want %s", first.Line, first.Column, first.File, rest, x.at)
			}
			if first.File != 1 && !x.everywhere && x.wrong != "AutoGenerate,IsolateApps" {
				t.Errorf("in file %d", first.File)
			}
		})
	}
	for _, r := range lint.FarmRules() {
		if !taken[r.Name] {
			t.Errorf("no fault shows the rule %s", r.Name)
		}
		if problem := modeltest.CiteProblem(r.Cite); problem != "" {
			t.Errorf("%s: %s", r.Name, problem)
		}
	}
}

// sensible sees to it that a finding is for people, fits a line, and shows no key.
func sensible(t *testing.T, p lint.Placed) {
	t.Helper()
	all := p.What + p.Do + p.Cause + p.Cure + strings.Join(p.Run, "")
	for _, key := range []string{keyA, keyB, keyC, "0B7C4A1F"} {
		if strings.Contains(strings.ToUpper(all), key[:8]) {
			t.Errorf("a key is shown: %+v", p)
		}
	}
	if !strings.HasSuffix(p.What, ".") || p.Do == "" || p.Cause == "" || p.Cure == "" {
		t.Errorf("something is missing: %+v", p)
	}
	if utf8.RuneCountInString(p.Cause) > 73 && p.Rule.Name != "key-refused" || utf8.RuneCountInString(p.Cure) > 73 {
		t.Errorf("longer than a line: %s; %s", p.Cause, p.Cure)
	}
}

// A farm whose nodes differ is told of that first, whatever else is wrong with them.
func TestTheCauseStandsFirst(t *testing.T) {
	other := strings.Replace(strings.Replace(node, keyA, keyB, 1), "<httpRuntime", `<pages enableViewStateMac="false" /><httpRuntime`, 1)
	if found := lint.WebConfigs(farmOf(t, other, node, node), nil); len(found) != 2 || found[0].Rule.Name != "farm-keys" || found[0].File != 0 {
		t.Errorf("%+v", found)
	}
	if found := lint.WebConfigs(farmOf(t, strings.Replace(node, `"AES"`, `"Auto"`, 1), node), nil); len(found) > 0 {
		t.Errorf("Auto is AES: %+v", found)
	}
	if found := lint.WebConfigs(farmOf(t, strings.Replace(node, keyA, "AutoGenerate", 1)), nil); len(found) > 0 {
		t.Errorf("one node may make its own key: %+v", found)
	}
}

// The element to be written is one that every node knows, and the same in both lines. A node that does not start
// gets that of one which does.
func TestTheCureFitsTheNodes(t *testing.T) {
	sha1 := strings.Replace(legacyNode, "HMACSHA256", "SHA1", 1)
	old := strings.Replace(node, `"4.8"`, `"4.0"`, 1)
	for _, x := range []struct{ cure, run, first, second string }{
		{"the same <machineKey> on every node: ntlmsim machinekey", "ntlmsim machinekey", node, strings.Replace(node, keyA, keyB, 1)},
		{"the same <machineKey> on every node: ntlmsim machinekey --framework 3.5", "ntlmsim machinekey --framework 3.5", sha1, strings.Replace(sha1, keyA, keyB, 1)},
		{"the same <machineKey> on every node: ntlmsim machinekey --framework 3.5", "ntlmsim machinekey --framework 3.5", legacyNode, strings.Replace(sha1, keyA, keyB, 1)},
		{"the same <machineKey> on every node: ntlmsim machinekey --framework 4.0", "ntlmsim machinekey --framework 4.0", old, strings.Replace(old, keyA, keyB, 1)},
		{"the same <machineKey> on every node: ntlmsim machinekey", "ntlmsim machinekey", sha1, strings.Replace(node, keyA, keyB, 1)},
		{"write a fresh <machineKey>: ntlmsim machinekey --framework 3.5 prints one", "ntlmsim machinekey --framework 3.5", strings.Replace(sha1, keyA, "", 1), ""},
		{"write a fresh <machineKey>: ntlmsim machinekey prints one", "ntlmsim machinekey", strings.Replace(node, "HMACSHA256", "MD5", 1), ""},
		{"copy the <machineKey> of a node that starts to this one", "", node, strings.Replace(node, keyA, "", 1)},
		{"copy the <machineKey> of a node that starts to this one", "", strings.Replace(node, "HMACSHA256", "HMACSHA385", 1), node},
	} {
		texts := []string{x.first, x.second}
		if x.second == "" {
			texts = texts[:1]
		}
		first := lint.Headline(lint.WebConfigs(farmOf(t, texts...), nil))
		if first.Cure != x.cure || strings.Join(first.Run, "; ") != x.run {
			t.Errorf("%s: %q, want %s: %q", first.Cure, first.Run, x.cure, x.run)
		}
	}
}

// One file whose keys cannot be read is not called right.
func TestOneFileWithoutKeysIsSaid(t *testing.T) {
	element := strings.TrimSpace(strings.Split(node, "\n")[2])
	for rule, hidden := range map[string]string{"farm-elsewhere": `<machineKey configSource="keys.config" />`, "farm-hidden": `<machineKey configProtectionProvider="x" />`} {
		found := lint.WebConfigs(farmOf(t, strings.Replace(node, element, hidden, 1)), nil)
		if len(found) != 1 || found[0].Rule.Name != rule || found[0].Cause != "the keys of this file cannot be read" {
			t.Errorf("%s: %+v", hidden, found)
		}
	}
}

// A file that does not tell the mode is not said to be of another one.
func TestAModeThatIsNotInTheFileIsNotCompared(t *testing.T) {
	apart := strings.Replace(node, `targetFramework="4.8"`, `configSource="runtime.config"`, 1)
	element := strings.TrimSpace(strings.Split(node, "\n")[2])
	if found := lint.WebConfigs(farmOf(t, apart, node, element), nil); len(found) > 0 {
		t.Errorf("%+v", found)
	}
	if found := lint.WebConfigs(farmOf(t, element, element), nil); len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

// What is said is what the files show.
func TestWhatIsSaidOfANode(t *testing.T) {
	for _, x := range []struct{ want, file string }{
		{"web1.config does not start: there is no validation \"HMACSHA385\"", strings.Replace(node, "HMACSHA256", "HMACSHA385", 1)},
		{"that is for ASP.NET 2.0 and 3.5.", strings.Replace(legacyNode, "HMACSHA256", "3DES", 1)},
		{"that is for ASP.NET 2.0 and 3.5, and this is ASP.NET 4.", strings.Replace(node, "HMACSHA256", "SHA1", 1)},
		{"which ASP.NET takes, but NIST no longer allows.", strings.Replace(legacyNode, `"AES"`, `"DES"`, 1)},
		{"the same compatibilityMode and httpRuntime targetFramework on every node", strings.Replace(node, `"4.8"`, `"4.0"`, 1)},
	} {
		texts := []string{x.file, node}
		if !strings.HasPrefix(x.want, "the same") {
			texts = texts[:1]
		}
		all := lint.WebConfigs(farmOf(t, texts...), nil)
		if first := all[0]; !strings.Contains(first.Cause+" "+first.Cure+" "+first.What, x.want) {
			t.Errorf("%+v, want %s", first, x.want)
		}
	}
}

// Keys are known by themselves and by their hashes.
func TestKnownKeys(t *testing.T) {
	key := []byte("0123456789abcdefghij")
	sum := sha256.Sum256(key)
	ofDigits := sha256.Sum256([]byte(fmt.Sprintf("%X", key)))
	for text, want := range map[string]bool{
		fmt.Sprintf("%x", key):                                true,
		fmt.Sprintf("\ufeff\"%X\";0011223344556677\r\n", key): true,
		fmt.Sprintf("%x", sum):                                true,
		fmt.Sprintf("0011223344556677, %x", ofDigits):         true,
		"0011223344556677":                                    false,
		"# nothing":                                           false,
	} {
		known, err := lint.ReadKnownKeys("known.txt", text)
		if err != nil || known.Has(key) != want {
			t.Errorf("%q: %v", text, err)
		}
		if got := fmt.Sprintf("%v %+v %x", known, *known, known); strings.Contains(got, "30") || strings.Contains(got, "0123") {
			t.Errorf("a key is shown: %s", got)
		}
	}
	for text, want := range map[string]string{"\nno key": "known.txt:2:1", "  0011223344556677 0011": "known.txt:1:20"} {
		if _, err := lint.ReadKnownKeys("known.txt", text); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "0011") {
			t.Errorf("%q: %v", text, err)
		}
	}
	var none *lint.KnownKeys
	if none.Has(key) {
		t.Error("no list knows a key")
	}
}

// The article is no part of the project: NTLMSIM_ARTICLES is its folder. CI sets it where it lies beside.
func TestEveryQuotationAboutFarmsIsInTheArticle(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(os.Getenv("NTLMSIM_ARTICLES"), "002_*.txt"))
	if err != nil || len(names) != 1 {
		t.Skip("NTLMSIM_ARTICLES=FOLDER says where the articles are")
	}
	text, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range lint.FarmRules() {
		if q := r.Cite.Quote; q != "" && !strings.Contains(string(text), q) {
			t.Errorf("%s: the article does not say %q", r.Name, q)
		}
	}
}
