package scenarios_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"ntlmsim/scenarios"
)

// compiledPart compiles a part of a schema: "" is all of it.
func compiledPart(t *testing.T, data []byte, part string) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json" + part)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestTheSchemasOfTheSiblingsAcceptTheCatalogue(t *testing.T) {
	for model, data := range map[string][]byte{"web": scenarios.WebSchema(), "ews-proxy": scenarios.EWSSchema()} {
		schema := compiledPart(t, data, "")
		for _, path := range scenarios.CatalogueOf(model) {
			data, err := scenarios.ReadFile(scenarios.Catalogue(), path)
			if err != nil {
				t.Fatal(err)
			}
			if err := validate(t, schema, data); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

// A property is a key of a schema.
type property struct {
	Title    string
	Ref      string `json:"$ref"`
	Enum     []any
	Examples []any
}

// knowsKeys fails where a schema and a loader have other keys, or where a key has no meaning or an example is wrong. It
// returns the properties by object.
func knowsKeys(t *testing.T, data []byte, objects map[string][]string) map[string]map[string]property {
	t.Helper()
	var root struct {
		Properties map[string]property
		Defs       map[string]struct{ Properties map[string]property } `json:"$defs"`
	}
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]property{}
	for object, keys := range objects {
		at, has := "#/$defs/"+object+"/properties/", root.Defs[object].Properties
		if object == "" {
			at, has = "#/properties/", root.Properties
		}
		all[object] = has
		var got []string
		for key, p := range has {
			if got = append(got, key); p.Title+p.Ref == "" {
				t.Errorf("%s of %s: no meaning", key, object)
			}
			for _, example := range p.Examples {
				if err := compiledPart(t, data, at+key).Validate(example); err != nil {
					t.Errorf("%s of %s: %v", key, object, err)
				}
			}
		}
		same(t, object, keys, got)
	}
	return all
}

func TestTheSchemasOfTheSiblingsKnowTheKeysOfTheLoader(t *testing.T) {
	knowsKeys(t, scenarios.EWSSchema(), scenarios.EWSObjects())
	properties := knowsKeys(t, scenarios.WebSchema(), scenarios.WebObjects())
	for where, words := range scenarios.WebWords() {
		object, key, _ := strings.Cut(where, ".")
		var got []string
		for _, word := range properties[object][key].Enum {
			got = append(got, word.(string))
		}
		same(t, where, words, got)
	}
}

const goodEWS = `model: ews-proxy
domains: {CORP: {dns: corp.example, accounts: {ASA: {password: PSW1}}}}
machines:
  CAS1: {role: member, domain: CORP, profile: windows-2016}
  CAS2: {role: member, domain: CORP, profile: windows-2016}
servers:
  CAS1: {internal-url: 'https://cas1.corp.example/ews/exchange.asmx'}
  CAS2: {internal-url: 'https://mail.corp.example/ews/exchange.asmx', alternate-service-account: ['CORP\ASA']}
attempts:
  - {name: one, from: CAS1, to: CAS2, want: {proxied: false}}
`

// Each mistake has one error, in the words of the file.
func TestMistakesInAnExchangeScenario(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"", "", ""},
		{"  CAS2: {internal", "  CAS9: {internal", "8:3: there is no machine CAS9"},
		{"https://mail.", "https://cas1.", "8:24: cas1.corp.example is the machine CAS1"},
		{"https://mail.", "https://ma*l.", "8:24: ma*l.corp.example is no host name"},
		{"https://mail.", "https://asa:SECRET@mail.", "8:24: a URL with an account in it is not modelled"},
		{"['CORP\\ASA']", "['CORP\\ASB']", `8:99: no domain has the account CORP\ASB`},
		{"to: CAS2", "to: CAS3", "10:33: CAS3 is none of the servers"},
		{"from: CAS1", "from: CAS3", "10:23: CAS3 is none of the servers"},
		{"model: ews-proxy\n", "", "5:1: servers is a key of the model ews-proxy, which the file does not name"},
		{"proxied: false", "proxied: false, cause: 3", "this is no cause of the event"},
	} {
		_, err := scenarios.LoadAs(scenarios.Models(), "ews.yaml", []byte(strings.Replace(goodEWS, c.from, c.to, 1)))
		if err == nil != (c.want == "") {
			t.Errorf("%s: got %v", c.to, err)
		} else if err != nil && (!strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "SECRET") || strings.Count(err.Error(), "ews.yaml:") != 1) {
			t.Errorf("%s: got %v, want %q in it alone", c.to, err, c.want)
		}
	}
}

// Client access servers behind a load balancer have one host.
func TestExchangeServersShareAHost(t *testing.T) {
	text := strings.Replace(goodEWS, "https://cas1.", "https://mail.", 1)
	if _, err := scenarios.LoadAs(scenarios.Models(), "ews.yaml", []byte(text)); err != nil {
		t.Error(err)
	}
}

const goodWeb = `model: web
domains: {CORP: {dns: corp.example, accounts: {ANNA: {password: PSW1}, SVC: {password: PSW2}}}}
machines:
  WEB1: {role: member, domain: CORP, profile: windows-2022}
  WEB2: {role: member, domain: CORP, profile: windows-2022}
  SMB1: {role: member, domain: CORP, profile: samba-member}
  PC1: {role: member, domain: CORP, profile: windows-11-24h2}
spns: {'CORP\SVC': [HTTP/www.corp.example]}
rc4-only: ['CORP\SVC']
no-rc4: [CORP]
sites:
  www: {machine: WEB1, hosts: [www.corp.example], providers: [Negotiate], pool: 'CORP\SVC', app-pool-credentials: true, stale-pool-key: true, other-keys: [WEB1], extended-protection: none}
browsers: {PC1: {intranet: []}}
attempts:
  - {name: one, from: PC1, as: 'CORP\ANNA', open: 'http://www.corp.example/', typed: {account: 'CORP\ANNA', password: SECRET}, want: {status: 401.1}}
`

// Each mistake has one error that says where, and shows no password.
func TestMistakesInAWebScenario(t *testing.T) {
	if _, err := scenarios.Load("web.yaml", []byte(goodWeb)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, want string }{
		{"spns: {'CORP\\SVC': [HTTP/www.corp.example]}", "spns: {'CORP\\SVC': [www]}", "8:21: this is no service principal name"},
		{"spns: {'CORP\\SVC'", "spns: {'CORP\\SVX'", `no domain has the account CORP\SVX`},
		{"rc4-only: ['CORP\\SVC']", "rc4-only: ['CORP\\S']", `9:12: no domain has the account CORP\S`},
		{"no-rc4: [CORP]", "no-rc4: [CROP]", "10:10: there is no domain CROP"},
		{"machine: WEB1", "machine: WEB9", "12:18: there is no machine WEB9"},
		{"providers: [Negotiate]", "providers: [Kerberos]", "12:63"},
		{"pool: 'CORP\\SVC'", "pool: 'CORP\\SVX'", `no domain has the account CORP\SVX`},
		{"pool: 'CORP\\SVC', ", "", "the pool has no account of its own"},
		{"other-keys: [WEB1]", "other-keys: [WEB7]", "no domain has the account WEB7"},
		{"browsers: {PC1", "browsers: {PC9", "there is no machine PC9"},
		{"from: PC1", "from: PC9", "15:23: there is no machine PC9"},
		{"from: PC1", "from: SMB1", "SMB1 is Samba, which has no browser of Windows"},
		{"as: 'CORP\\ANNA', open", "as: 'CORP\\ANNE', open", "15:"},
		{"as: 'CORP\\ANNA', open", "as: 'NT AUTHORITY\\SYSTEM', open", "is a service, and opens no browser"},
		{"open: 'http://www.corp.example/'", "open: 'http://ww.corp.example/'", "no site answers for the host ww.corp.example"},
		{"open: 'http://www.corp.example/'", "open: 'ftp://www.corp.example/'", "is no URL of http or https"},
		{"open: 'http://www.corp.example/'", "open: 'http://anna:SECRET@www.corp.example/'", "a URL with an account in it is not modelled"},
		{"open: 'http://www.corp.example/'", "open: 'http://www.corp.example:99999/'", "is no port"},
		{"status: 401.1", "status: 404", "this is no status that a page ends in"},
		{"want: {status: 401.1}", "because: open", "an attempt needs want"},
		{"want: {status: 401.1}", "want: {status: 401.1}, because: opened", `no attempt ends because of "opened"`},
		{"  WEB2:", "  WWW.CORP.EXAMPLE:", "12:"},
		{"sites:\n", "sites:\n  two: {machine: WEB1, hosts: [WWW.corp.example]}\n", "www.corp.example leads to the site two already"},
		{"model: web\n", "", "sites is a key of the model web, which the file does not name"},
		{"pool: 'CORP\\SVC'", "pool: NetworkService", "12:81: a pool that runs as NetworkService is the computer to others"},
		{"pool: 'CORP\\SVC'", `pool: 'IIS APPPOOL\DefaultAppPool'`, "is the computer to others"},
		{"typed: {", "answered-by: WEB2, typed: {", "15:92: WEB2 has no site for the host www.corp.example"},
		{"accounts: {ANNA: {password: PSW1}", "accounts: {ANNA: {password: unknown}", "model: web cannot ask what follows from unknown"},
	} {
		if !strings.Contains(goodWeb, c.from) {
			t.Fatalf("%q is not in the good file", c.from)
		}
		_, err := scenarios.Load("web.yaml", []byte(strings.Replace(goodWeb, c.from, c.to, 1)))
		switch {
		case err == nil:
			t.Errorf("%s: no error", c.to)
		case !strings.Contains(err.Error(), c.want):
			t.Errorf("%s: got %v, want %q in it", c.to, err, c.want)
		case strings.Contains(err.Error(), "SECRET"):
			t.Errorf("%s: the error has a password: %v", c.to, err)
		}
	}
}
