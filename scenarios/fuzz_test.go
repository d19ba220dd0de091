package scenarios_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*.yaml", "testdata/errors/*.yaml"} {
		list, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range list {
			data, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Add([]byte(good))
	f.Add([]byte(goodWeb))
	for _, path := range append(scenarios.CatalogueOf("web"), scenarios.CatalogueOf("ews-proxy")...) {
		data, err := scenarios.ReadFile(scenarios.Catalogue(), path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := scenarios.Load("fuzz.yaml", data)
		if err != nil {
			checkPlaces(t, data, err)
			return
		}
		if problems := logon.Check(file.Topology); len(problems) > 0 {
			t.Fatalf("a file was accepted that has %v", problems)
		}
		for p := range file.Model().Play(file) {
			if len(p.Problems) > 0 {
				t.Fatalf("an attempt was accepted that has %v", p.Problems)
			}
			if p.Decision != nil { // of another model
				continue
			}
			if p.Answers != nil {
				if len(p.Answers.List) < 2 && !p.Answers.Early {
					t.Fatalf("there are several answers, and they are %v", p.Answers.Errors())
				}
				continue
			}
			if again := p.Before.Topology(); len(logon.Check(again)) > 0 {
				t.Fatalf("attempts have made a topology with %v", logon.Check(again))
			}
		}
	})
}

func FuzzParseSend(f *testing.F) {
	for _, seed := range []string{
		`{domain: "?", user: USER1, password: PSW1, response: ntlmv2}`, `{to: NET, share: IPC$, salt: '', workstation: W}`,
		`{user: 1, respons: x, a: *b}`, "user: a\nuser: b", `{`, ``, `{user: !x y}`, `&a {to: *a}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := scenarios.ParseSend(text); err != nil {
			checkPlaces(t, []byte(text), err)
		}
	})
}

// FuzzNoSecret changes files at random in which every password is a secret: whatever is wrong with them, none is shown.
// With -fuzzminimizetime=1x most of the time is not spent on making the changes shorter.
func FuzzNoSecret(f *testing.F) {
	data, err := os.ReadFile("testdata/good/everything.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for i := range uint16(100) {
		f.Add(i*7, i, i*3, i*31, []string{"", "'", "{", "\n", ": ", `"`, " #", "- "}[i%8])
	}
	spots := slices.Concat(spotsOf(f, string(data))...)
	f.Fuzz(func(t *testing.T, where, how, by, at uint16, with string) {
		if told(with) != "" {
			t.Skip("the secret is in it")
		}
		s := spots[int(where)%len(spots)]
		text := broken(string(data), s, s.secrets[int(how)%len(s.secrets)], breakages[int(by)%len(breakages)])
		i := min(int(at), len(text))
		if told(text[max(0, i-40):min(len(text), i+40)]) != "" {
			t.Skip("a change beside the secret may make a name of it")
		}
		g := &gatherer{t: t, said: map[string]bool{}}
		g.load("fuzz.yaml", text[:i]+with+text[i:])
	})
}
