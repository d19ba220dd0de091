package kerberos_test

import (
	"testing"

	"ntlmsim/sim/kerberos"
)

func name(t *testing.T, text string) kerberos.Name {
	t.Helper()
	n, ok := kerberos.ParseName(text)
	if !ok {
		t.Fatalf("%q is no service principal name", text)
	}
	return n
}

func TestOwners(t *testing.T) {
	web := &kerberos.Account{Realm: "CORP", Name: "WEB1$", Names: []kerberos.Name{{"HOST", "web1"}, {"HOST", "web1.corp.example"}}}
	svc := &kerberos.Account{Realm: "CORP", Name: "SVC", Names: []kerberos.Name{{"HTTP", "www.corp.example"}, {"http", "shop.corp.example"}}}
	two := &kerberos.Account{Realm: "CORP", Name: "TWO", Names: []kerberos.Name{{"HTTP", "www.corp.example"}, {"MSSQLSvc", "db.corp.example:1433"}}}
	d := kerberos.NewDirectory()
	for _, a := range []*kerberos.Account{web, svc, two} {
		d.Add(a)
	}
	for asked, want := range map[string][]*kerberos.Account{
		"HTTP/web1":                     {web}, // by HOST
		"cifs/WEB1.corp.example":        {web},
		"MSSQLSvc/web1":                 nil, // HOST does not stand for it
		"HTTP/shop.corp.example":        {svc},
		"HTTP/www.corp.example":         {svc, two},
		"HTTP/www.corp.example:8080":    nil, // a port is a part of the name
		"MSSQLSvc/db.corp.example:1433": {two},
		"HTTP/other":                    nil,
	} {
		got := d.Owners(name(t, asked))
		if len(got) != len(want) {
			t.Errorf("%s: got %d owners, want %d", asked, len(got), len(want))
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: owner %d is %s", asked, i, got[i].Full())
			}
		}
	}
	if d.Find("corp", "svc") != svc || d.Find("CORP", "NOBODY") != nil {
		t.Error("an account is not found by its name, or one that is not there is")
	}
}

func TestParseName(t *testing.T) {
	for text, want := range map[string]string{"HTTP/www": "HTTP/www", "ldap/dc.corp.example/CORP": "ldap/dc.corp.example", "HTTP/www:8080": "HTTP/www:8080"} {
		if got := name(t, text).String(); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", "HTTP", "/www", "HTTP/", "HTTP//x"} {
		if n, ok := kerberos.ParseName(text); ok {
			t.Errorf("%q is %s", text, n)
		}
	}
}
