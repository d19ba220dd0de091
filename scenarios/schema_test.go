package scenarios_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(scenarios.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// validate judges a file as an editor does, which reads YAML 1.2: there dates are texts.
func validate(t *testing.T, schema *jsonschema.Schema, data []byte) error {
	t.Helper()
	var document any
	if err := yaml.Load(data, &document); err != nil {
		t.Fatal(err)
	}
	return schema.Validate(plainJSON(document))
}

func plainJSON(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			v[key] = plainJSON(value)
		}
		return v
	case map[any]any:
		object := map[string]any{}
		for key, value := range v {
			object[fmt.Sprint(key)] = plainJSON(value)
		}
		return object
	case []any:
		for i, value := range v {
			v[i] = plainJSON(value)
		}
		return v
	case time.Time:
		return v.Format(time.DateOnly)
	}
	return v
}

func TestTheSchemaAcceptsWhatTheLoaderAccepts(t *testing.T) {
	schema := compiled(t)
	files := map[string][]byte{}
	for _, path := range paths(t, "testdata/good/*.yaml") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[path] = data
	}
	for _, path := range scenarios.CatalogueFiles() {
		data, err := scenarios.ReadFile(scenarios.Catalogue(), path)
		if err != nil {
			t.Fatal(err)
		}
		files[path] = data
	}
	for path, data := range files {
		if _, err := scenarios.Load(path, data); err != nil {
			t.Error(err)
		}
		if err := validate(t, schema, data); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// A changed is the good file with one mistake in it.
type changed struct{ from, to string }

const good = `domains:
  A: {dns: a.example, kind: ad, accounts: {USER1: {password: PSW1, disabled: false, previous-passwords: [OLD1], password-changed: 10m, hours: all, workstations: [W], groups: [G]}}, policy: {lockout-threshold: 3, lockout-window: 30m}, trusts: [B, {domain: C, type: forest, direction: both, down: true}, {domain: D, channel: no-account}]}
  B: {}
  C: {}
  D: {}
machines:
  NET: {role: controller, domain: A, profile: windows-2003, settings: {LmCompatibilityLevel: 3, SeDenyNetworkLogonRight: [X, 1]}, shares: {share: {allow: [G], deny: []}}}
  M: {role: member, domain: A, profile: windows-2003, channel: unreachable}
attempts:
  - {name: one, from: NET, as: 'A\USER1', run: 'net use x: \\NET\share *', typed: x, after: 1m, want: {error: 0, status: 0xc000006d, stage: setup, session: user, prompted: true, events: [{machine: NET, id: 4625, status: STATUS_LOGON_FAILURE, sub-status: 0}]}, because: own.found.password-matches}
  - {name: two, send: {to: NET, share: share, domain: A, user: USER1, password: PSW1, response: lm, salt: B, workstation: W}, want: {error: 0}}
`

// structural mistakes are those of one place: the schema and the loader find them both.
var structural = []changed{
	{"machines:", "machine:"},
	{"domains:", "domians:"},
	{"attempts:\n", "attempts: {}\nattempt:\n"},
	{"  B: {}", "  B:"},
	{"  B: {}", "  B: []"},
	{"  B: {}", "  B: text"},
	{"dns: a.example", "dns: 5"},
	{"dns: a.example", "DNS: a.example"},
	{"kind: ad", "kind: nt5"},
	{"{password: PSW1, disabled", "{password: 1326, disabled"},
	{"{password: PSW1, disabled", "{password: 1.5, disabled"},
	{"{password: PSW1, disabled", "{password: null, disabled"},
	{"{password: PSW1, disabled", "{password: , disabled"},
	{"{password: PSW1, disabled", "{password: true, disabled"},
	{"{password: PSW1, disabled", "{password: [a], disabled"},
	{"disabled: false", "disabled: 'false'"},
	{"disabled: false", "disabled: no"},
	{"disabled: false", "disabeld: false"},
	{"previous-passwords: [OLD1]", "previous-passwords: OLD1"},
	{"previous-passwords: [OLD1]", "previous-passwords: []"},
	{"previous-passwords: [OLD1]", "previous-passwords: [1326]"},
	{"password-changed: 10m", "password-changed: 10"},
	{"password-changed: 10m", "password-changed: -10m"},
	{"hours: all", "hours: office"},
	{"workstations: [W]", "workstations: W"},
	{"workstations: [W]", "workstations: []"},
	{"groups: [G]", "groups: [1]"},
	{"groups: [G]", "groups: {G: {}}"},
	{"lockout-threshold: 3", "lockout-threshold: three"},
	{"lockout-threshold: 3", "lockout-threshold: -1"},
	{"lockout-threshold: 3", "lockout-threshold: 1.5"},
	{"lockout-threshold: 3", "lockout-threshold: 1000"},
	{"lockout-window: 30m", "lockout-window: 30"},
	{"lockout-window: 30m", "lockout-window: -30m"},
	{"lockout-window: 30m", "lockout-window: soon"},
	{"trusts: [B,", "trusts: [5,"},
	{"trusts: [B,", "trusts: [[B],"},
	{"{domain: C, type", "{type"},
	{"type: forest", "type: parent"},
	{"direction: both", "direction: out"},
	{"down: true", "up: true"},
	{"channel: no-account", "channel: unreachable"},
	{"channel: no-account", "channel: [no-account]"},
	{"channel: unreachable", "channel: down"},
	{"channel: unreachable", "channel: true"},
	{"{role: controller, ", "{"},
	{"profile: windows-2003, ", ""},
	{"role: controller", "role: server"},
	{"profile: windows-2003", "profile: windows-2004"},
	{"profile: windows-2003", "profile: 2003"},
	{"LmCompatibilityLevel: 3", "LmCompatibilityLevels: 3"},
	{"LmCompatibilityLevel: 3", "LmCompatibilityLevel: {a: 3}"},
	{"LmCompatibilityLevel: 3", "LmCompatibilityLevel: "},
	{"LmCompatibilityLevel: 3", "LmCompatibilityLevel: 3, SEDENYNETWORKLOGONRIGHT: []"},
	{"[X, 1]", "[[X]]"},
	{"allow: [G]", "allow: []"},
	{"allow: [G]", "allow: G"},
	{"{share: {", "{other: 1, share: {"},
	{"name: one", "name: ''"},
	{"name: one", "name: 1"},
	{"{name: one, ", "{"},
	{"from: NET, ", ""},
	{`as: 'A\USER1'`, `as: USER1`},
	{`as: 'A\USER1'`, `as: 'A\B\USER1'`},
	{"typed: x", "typed: 5"},
	{"after: 1m", "after: 1"},
	{"want: {error: 0, status", "want: {status"},
	{"want: {error: 0, status", "want: {error: '0', status"},
	{"want: {error: 0, status", "want: {error: -5, status"},
	{"status: 0xc000006d", "status: FAILURE"},
	{"status: 0xc000006d", "status: 0xc000006d0"},
	{"stage: setup", "stage: bargain"},
	{"session: user", "session: admin"},
	{"prompted: true", "prompted: 1"},
	{"{machine: NET, id: 4625", "{id: 4625"},
	{"id: 4625", "id: '4625'"},
	{"id: 4625", "ID: 4625"},
	{"sub-status: 0", "substatus: 0"},
	{"because: own.found.password-matches", "because: 5"},
	{"send: {to: NET, ", "send: {"},
	{"response: lm,", "response: LM,"},
	{"salt: B", "salt: 5"},
	{"name: two, ", "name: two, from: NET, "},
	{"name: two, ", "name: two, typed: x, "},
	{"workstation: W}, want: {error: 0}", "workstation: W}"},
}

// semantic mistakes are found by the loader only: they are of several places, of names, of words within a text, or
// of how YAML is written.
var semantic = []changed{
	{"trusts: [B,", "trusts: [D,"},
	{"trusts: [B,", "trusts: [A,"},
	{"domain: A, profile", "domain: D, profile"},
	{"domain: A, profile", "profile"},
	{"role: controller", "role: standalone"},
	{"LmCompatibilityLevel: 3", "LmCompatibilityLevel: 7"},
	{"LmCompatibilityLevel: 3", "map to guest: never"},
	{"accounts: {USER1:", "accounts: {user1: {}, USER1:"},
	{"accounts: {USER1:", "accounts: {'A/B': {}, USER1:"},
	{"  B: {}", "  B: {dns: a.example}"},
	{"  NET: {role", "  B: {role"},
	{"name: two", "name: one"},
	{"from: NET", "from: NAT"},
	{`as: 'A\USER1'`, `as: 'A\USER2'`},
	{`as: 'A\USER1'`, `as: 'D\USER1'`},
	{`\\NET\share *`, `\\NAT\share *`},
	{`\\NET\share *`, `NET *`},
	{`\\NET\share *`, `\\NET\share * /delete`},
	{"typed: x, ", ""},
	{"to: NET", "to: NAT"},
	{"response: lm,", "response: none,"},
	{"machine: NET, id", "machine: NAT, id"},
	{"because: own.found.password-matches", "because: own.found.password-match"},
	{"lockout-window: 30m", "lockout-window: 0s"},
	{"status: 0xc000006d", "status: 1326"},
	// How YAML 1.2 reads them these are texts and numbers; other versions of YAML read them otherwise.
	{"{password: PSW1, disabled", "{password: no, disabled"},
	{"{password: PSW1, disabled", "{password: 2026-11-22, disabled"},
	{"{password: PSW1, disabled", "{password: 1:30, disabled"},
	{"error: 0, status", "error: 010, status"},
	{"accounts: {USER1:", "accounts: {1326: {}, USER1:"},
	{"accounts: {USER1:", "accounts: {no: {}, USER1:"},
	{"{password: PSW1, disabled", "{password: !!str PSW1, disabled"},
}

// schemaOnly is what editors are told to write, though the loader takes it otherwise, too: names of profiles and
// settings ignore case, and a profile has a title.
var schemaOnly = []changed{
	{"profile: windows-2003", "profile: Windows-2003"},
	{"profile: windows-2003", "profile: windows-server-2003"},
	{"LmCompatibilityLevel: 3", "lmcompatibilitylevel: 3"},
}

func TestTheSchemaAndTheLoaderRefuseTheSameShapes(t *testing.T) {
	schema := compiled(t)
	judge := func(c changed, bySchema, byLoader bool) {
		data := []byte(strings.Replace(good, c.from, c.to, 1))
		if c.from != c.to && string(data) == good {
			t.Fatalf("%q is not in the good file", c.from)
		}
		_, err := scenarios.Load("x.yaml", data)
		if (err != nil) != byLoader {
			t.Errorf("%q: the loader says %v", c.to, err)
		}
		if err := validate(t, schema, data); (err != nil) != bySchema {
			t.Errorf("%q: the schema says %v", c.to, err)
		}
	}
	judge(changed{}, false, false)
	for _, c := range structural {
		judge(c, true, true)
	}
	for _, c := range semantic {
		judge(c, false, true)
	}
	for _, c := range schemaOnly {
		judge(c, true, false)
	}
}

// A node is the part of the schema that the test reads.
type node struct {
	Description          string
	Properties           map[string]node
	AdditionalProperties any
	Required             []string
	Enum                 []string
	AnyOf                []node
	Defs                 map[string]node `json:"$defs"`
}

func TestTheSchemaKnowsTheKeysAndTheWordsOfTheLoader(t *testing.T) {
	if *update {
		updateSchema(t)
	}
	data, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var root node
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	root.Defs[""] = root
	for object, keys := range scenarios.Keys() {
		var got []string
		for key := range root.Defs[object].Properties {
			got = append(got, key)
		}
		same(t, object, keys, got)
		if root.Defs[object].AdditionalProperties != false {
			t.Errorf("%s takes any key", object)
		}
	}
	for where, words := range scenarios.Words() {
		object, key, ok := strings.Cut(where, ".")
		got := root.Defs[object].Properties[key].Enum
		if !ok {
			got = root.Defs[object].AnyOf[2].Enum
		}
		same(t, where, words, got)
	}
	same(t, "profile", slices.Concat(logon.ProfileNames(), logon.ShortProfileNames()), root.Defs["profile"].Enum)
	settings := root.Defs["settings"].Properties
	if len(settings) != len(logon.SettingNames()) {
		t.Errorf("%d settings, not %d (go test ./scenarios -update writes them)", len(settings), len(logon.SettingNames()))
	}
	for _, name := range logon.SettingNames() {
		if diff := cmp.Diff(describe(name), settings[name].Description); diff != "" {
			t.Errorf("%s: -want +got (go test ./scenarios -update writes it)\n%s", name, diff)
		}
	}
}

func same(t *testing.T, what string, want, got []string) {
	t.Helper()
	want, got = slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: -want +got (go test ./scenarios -update writes profiles, settings and statuses)\n%s", what, diff)
	}
}

func describe(setting string) string {
	doc, values := logon.SettingDoc(setting)
	return fmt.Sprintf("%s (%s)", doc, values)
}

// updateSchema writes the lists that come from the model into the schema.
func updateSchema(t *testing.T) {
	data, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	quote := func(v any) string {
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(v); err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(b.String())
	}
	list := func(names []string) string { return strings.ReplaceAll(quote(names), `","`, `", "`) }
	var settings []string
	for _, name := range logon.SettingNames() {
		settings = append(settings, fmt.Sprintf("        %s: {\"$ref\": \"#/$defs/setting\", \"description\": %s}", quote(name), quote(describe(name))))
	}
	for _, change := range []struct{ place, with string }{
		{`(?s)("profile": \{\n.*?"enum": )\[[^\]]*\]`, list(slices.Concat(logon.ProfileNames(), logon.ShortProfileNames()))},
		{`(?s)("status": \{\n.*?"enum": )\[[^\]]*\]`, list(scenarios.Words()["status"])},
		{`(?s)("settings": \{\n.*?"properties": )\{\n.*?      \}\n`, "{\n" + strings.Join(settings, ",\n") + "\n      }\n"},
	} {
		place := regexp.MustCompile(change.place)
		at := place.FindSubmatchIndex(data)
		if at == nil {
			t.Fatalf("schema.json has no %s", change.place)
		}
		data = slices.Concat(data[:at[3]], []byte(change.with), data[at[1]:])
	}
	if err := os.WriteFile("schema.json", data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every key says what it means and has an example that it takes: ntlmsim help topology is made of them.
func TestEveryKeyOfTheSchemaHasAMeaningAndAnExample(t *testing.T) {
	var root struct {
		Defs map[string]struct {
			Properties map[string]struct {
				Title, Description string
				Ref                string `json:"$ref"`
				Examples           []any
			}
		} `json:"$defs"`
	}
	if err := json.Unmarshal(scenarios.Schema(), &root); err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(scenarios.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	for object, def := range root.Defs {
		for key, property := range def.Properties {
			if object == "settings" {
				continue // ntlmsim profiles lists them with their values
			}
			if property.Title+property.Description+property.Ref == "" || len(property.Examples) == 0 {
				t.Errorf("%s of %s: no meaning or no example", key, object)
			}
			schema, err := compiler.Compile("schema.json#/$defs/" + object + "/properties/" + key)
			if err != nil {
				t.Fatal(err)
			}
			for _, example := range property.Examples {
				if err := schema.Validate(example); err != nil {
					t.Errorf("%s of %s: %v", key, object, err)
				}
			}
		}
	}
}
