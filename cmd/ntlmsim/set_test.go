package main

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/whatif"
)

// FuzzSet takes any --set: it is refused, or the file has its value, everything else stays, and the outcome is a
// topology that can be asked.
func FuzzSet(f *testing.F) {
	const path = "windows/members.yaml"
	data, err := fs.ReadFile(scenarios.Catalogue(), path)
	if err != nil {
		f.Fatal(err)
	}
	load := func(t testing.TB) *scenarios.File {
		file, err := scenarios.Load(path, data)
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	for _, text := range []string{"*.RestrictReceivingNTLMTraffic=2", "MEMBER.LmCompatibilityLevel=5", "member.lmcompatibilitylevel=5", "MEMBER.SeDenyNetworkLogonRight=",
		"MEMBER.SeDenyNetworkLogonRight=USER1,Guests", "MEMBER.SeDenyNetworkLogonRight=,", "*.LmCompatibilityLevel=9", "MEMBER.LmCompatibilityLevel=1,2", "MEMBER.map to guest=never",
		"NOBODY.LmCompatibilityLevel=5", "*.nothing=1", "=", ".=", "*.=", "MEMBER.=1", "MEMBER", "MEMBER.a.b=c=d", "\x00.\xff=\n",
		"MEMBER.ntlmv2-max-age=-1h", "MEMBER.NtlmMinServerSec=0xffffffffff", "*.account-checks=password"} {
		f.Add(text)
	}
	untouched := load(f)
	for _, m := range untouched.Topology.Machines {
		f.Add(m.Name + ".LmCompatibilityLevel=4")
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := load(t)
		list, err := settingsFlag{text}.parse()
		if err != nil {
			return
		}
		if back := list[0].Machine + "." + list[0].Name + "=" + strings.Join(list[0].Values, ","); back != text {
			t.Errorf("%q is read as %q", text, back)
		}
		set, err := settingsFlag{text}.apply(file)
		if diff := cmp.Diff(untouched.Topology, file.Topology); diff != "" {
			t.Fatalf("the file itself was changed (-before +after)\n%s", diff)
		}
		if err != nil {
			return
		}
		if _, err := logon.NewWorld(set.Topology); err != nil {
			t.Fatalf("%q makes a topology that cannot be asked: %v", text, err)
		}
		checkSet(t, list[0], untouched.Topology.Machines, set.Topology.Machines)
	})
}

// checkSet says whether the machines that are meant have the value, and the others are as they were.
func checkSet(t *testing.T, s whatif.Set, before, after []logon.Machine) {
	t.Helper()
	for i, m := range after {
		p, _ := logon.ProfileNamed(m.Profile)
		if !strings.EqualFold(s.Machine, m.Name) && (s.Machine != "*" || !p.Has(s.Name)) {
			if diff := cmp.Diff(before[i], m); diff != "" {
				t.Errorf("%s was changed by %+v (-before +after)\n%s", m.Name, s, diff)
			}
			continue
		}
		var has []logon.Setting
		for _, o := range m.Settings {
			if strings.EqualFold(o.Name, s.Name) {
				has = append(has, o)
			}
		}
		if diff := cmp.Diff([]logon.Setting{s.Setting}, has); diff != "" {
			t.Errorf("%s has not the value that was set (-set +has)\n%s", m.Name, diff)
		}
	}
}

// loadCatalogue loads a file of the catalogue.
func loadCatalogue(t *testing.T, name string) *scenarios.File {
	t.Helper()
	data, err := fs.ReadFile(scenarios.Catalogue(), name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := scenarios.Load(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
