package imports_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/sim/imports"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

var update = flag.Bool("update", false, "write the golden files anew")

func source(t testing.TB, kind imports.Kind, machine, name string) imports.Source {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return imports.Source{Kind: kind, Name: name, Machine: machine, Data: data}
}

// estates are what is imported together, by the name of the golden file.
func estates(t testing.TB) map[string][]imports.Source {
	return map[string][]imports.Source{
		"setspn": {source(t, imports.Setspn, "", "setspn-q.txt"), source(t, imports.Setspn, "", "setspn-l-german.txt"), source(t, imports.Setspn, "", "setspn-x-french.txt")},
		"iis":    {source(t, imports.ApplicationHost, "", "applicationHost.config")},
		"all":    {source(t, imports.Setspn, "", "setspn-q.txt"), source(t, imports.LDIFDE, "", "directory.ldf"), source(t, imports.ApplicationHost, "WEB1", "applicationHost.config")},
	}
}

// What is made of the files loads, and is as the golden file has it, with what was not understood.
func TestTheImportsAreGolden(t *testing.T) {
	for name, list := range estates(t) {
		yaml, remarks, err := imports.Read(list)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := scenarios.Load(name, yaml, scenarios.Lenient); err != nil {
			t.Errorf("%s does not load: %v\n%s", name, err, yaml)
		}
		got := string(yaml) + "\n"
		for _, r := range remarks {
			got += "# " + r.String() + "\n"
		}
		golden := filepath.Join("testdata", name+".yaml.golden")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

// The model answers for what was imported, as the export says: the pool's account has the name, the site is in kernel
// mode, and so the page is refused.
func TestWhatIsImportedIsPredicted(t *testing.T) {
	yaml, _, err := imports.Read(estates(t)["all"])
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(yaml), "machines:\n", "machines:\n  PC1: {role: member, domain: CORPNET, profile: windows-11}\n", 1)
	file, err := scenarios.Load("all", []byte(text), scenarios.Lenient)
	if err != nil {
		t.Fatal(err)
	}
	topology, _, _ := scenarios.WebOf(file)
	w, err := web.New(topology)
	if err != nil {
		t.Fatal(err)
	}
	open, _ := web.ParseURL("http://www.corp.example/")
	o := w.Predict(web.Attempt{From: "PC1", As: logon.Name{Domain: "CORPNET", User: "juergen"}, Open: open})
	if o.Because != "refused.other-key" {
		t.Errorf("because %s: %s", o.Because, o.Verdict())
	}
	rules := map[string]bool{}
	for _, f := range scenarios.Lint(file) {
		rules[f.Rule.Name] = true
	}
	if !rules["kernel-mode"] || !rules["delegation-to-nothing"] {
		t.Errorf("found %v", rules)
	}
}

// No password of a file is in what is made of it, in a remark, or in an error.
func TestNoPasswordIsPrinted(t *testing.T) {
	iis := source(t, imports.ApplicationHost, "", "applicationHost.config")
	for _, text := range []string{string(iis.Data), strings.Replace(string(iis.Data), "Secret-of-the-pool", "Secret-&of; < the pool", 1), strings.ReplaceAll(string(iis.Data), `" />`, ` />`)} {
		iis.Data = []byte(text)
		yaml, remarks, err := imports.Read([]imports.Source{iis})
		all := string(yaml)
		for _, r := range remarks {
			all += r.String()
		}
		if err != nil {
			all += err.Error()
		}
		for _, secret := range []string{"Secret", "c2VjcmV0", "enc:"} {
			if all == "" || strings.Contains(all, secret) {
				t.Errorf("%q is in %s", secret, all)
			}
		}
	}
}

// A text in UTF-16 with a byte order mark is the same as in UTF-8, and so is one with other ends of lines.
func TestEncodingsAreTheSame(t *testing.T) {
	plain := source(t, imports.LDIFDE, "", "directory.ldf")
	want, _, err := imports.Read([]imports.Source{plain})
	if err != nil {
		t.Fatal(err)
	}
	units := utf16.Encode([]rune("\ufeff" + string(plain.Data)))
	var little, big bytes.Buffer
	_ = binary.Write(&little, binary.LittleEndian, units)
	_ = binary.Write(&big, binary.BigEndian, units)
	for name, data := range map[string][]byte{"UTF-16LE": little.Bytes(), "UTF-16BE": big.Bytes(), "UTF-8 with a mark": append([]byte("\xef\xbb\xbf"), plain.Data...),
		"CRLF": bytes.ReplaceAll(plain.Data, []byte("\n"), []byte("\r\n"))} {
		got, _, err := imports.Read([]imports.Source{{Kind: imports.LDIFDE, Name: plain.Name, Data: data}})
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v\n%s", name, err, cmp.Diff(string(want), string(got)))
		}
	}
	if _, _, err := imports.Read([]imports.Source{{Kind: imports.LDIFDE, Name: "bytes", Data: little.Bytes()[2:]}}); err == nil || !strings.Contains(err.Error(), "it is no text") {
		t.Errorf("UTF-16 without a mark: %v", err)
	}
}

// Each file that cannot be read is named, with what is wrong.
func TestWhatCannotBeReadIsSaid(t *testing.T) {
	for text, want := range map[string]string{
		"<configuration>":                      "f: line 1: this is no XML",
		"<configuration/>":                     "it has no <system.applicationHost>",
		strings.Repeat("<a>", 60):              "within each other",
		strings.Repeat("<a></a>", 200_001):     "more than 200000 elements",
		strings.Repeat(" ", imports.MaxSize+1): "larger than 64 MiB",
	} {
		_, _, err := imports.Read([]imports.Source{{Kind: imports.ApplicationHost, Name: "f", Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// A directory that is too large is cut, and that is said.
func TestALargeDirectoryIsCut(t *testing.T) {
	var b strings.Builder
	for i := range 6000 {
		name := "U" + string(rune('A'+i%26)) + string(rune('A'+i/26%26)) + string(rune('A'+i/676))
		b.WriteString("dn: CN=" + name + ",DC=corp,DC=example\nobjectClass: user\nsAMAccountName: " + name + "\n\n")
	}
	yaml, remarks, err := imports.Read([]imports.Source{{Kind: imports.LDIFDE, Name: "f", Data: []byte(b.String())}})
	if err != nil || bytes.Count(yaml, []byte("placeholder-")) != 5000 || len(remarks) != 1 || !strings.Contains(remarks[0].What, "left out") {
		t.Errorf("%v, %d accounts, %v", err, bytes.Count(yaml, []byte("placeholder-")), remarks)
	}
}

// Every profile that an operating system stands for exists.
func TestProfilesOfSystemsExist(t *testing.T) {
	for _, system := range []string{"Windows Server 2025 Standard", "Windows Server 2022 Datacenter", "Windows Server 2012 R2 Standard", "Windows Server 2012 Standard", "Windows Server 2008 R2 Enterprise",
		"Windows Server® 2008 Standard", "Windows Server 2003", "Windows 2000 Server", "Windows 11 Enterprise", "Windows 10 Pro", "Windows 8.1 Pro", "Windows 8 Pro", "Windows 7 Professional", "Windows XP Professional", "Windows NT", "Samba"} {
		data := "dn: CN=M1,DC=corp,DC=example\nobjectClass: computer\nsAMAccountName: M1$\noperatingSystem: " + system + "\n"
		yaml, _, err := imports.Read([]imports.Source{{Kind: imports.LDIFDE, Name: "f", Data: []byte(data)}})
		if err == nil {
			_, err = scenarios.Load("f", yaml, scenarios.Lenient)
		}
		if err != nil {
			t.Errorf("%s: %v\n%s", system, err, yaml)
		}
	}
}

// Whatever the bytes are, the importers end, and print no control characters.
func FuzzRead(f *testing.F) {
	for _, list := range estates(f) {
		for _, s := range list {
			for i, k := range imports.Kinds {
				if k == s.Kind {
					f.Add(i, s.Data)
				}
			}
		}
	}
	f.Add(0, []byte("CN=A\\,B,OU=x,DC=y\n\tA/b\n"))
	f.Add(1, []byte("dn: CN=a\nsAMAccountName:: AAAA\nservicePrincipalName:< file:///x\n -\n"))
	f.Fuzz(func(t *testing.T, kind int, data []byte) {
		if kind < 0 || kind >= len(imports.Kinds) {
			return
		}
		yaml, remarks, err := imports.Read([]imports.Source{{Kind: imports.Kinds[kind], Name: "f", Data: data}})
		if err != nil {
			return
		}
		if _, err := scenarios.Load("f", yaml, scenarios.Lenient); err != nil {
			t.Errorf("it does not load: %v\n%s", err, yaml)
		}
		for _, r := range remarks {
			if strings.ContainsAny(r.What, "\x00\x1b\n\r") {
				t.Errorf("%q has control characters", r.What)
			}
		}
	})
}
