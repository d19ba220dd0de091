package graph

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
	"ntlmsim/sim/ntlm"
)

// scenesOf is a topology alone, and with each attempt.
func scenesOf(t *testing.T, file *scenarios.File) map[string]*Scene {
	t.Helper()
	list := map[string]*Scene{file.Path: Of(file.Path, file.Topology)}
	world, err := logon.NewWorld(file.Topology)
	if err != nil {
		t.Fatal(err)
	}
	for p := range file.Play(world) {
		s := Of(file.Path, p.Before.Topology())
		s.Ask(fmt.Sprintf("#%d %s", p.Number, p.Name), netuse.Masked(p.Command, p.Run), "because it is so, of "+p.Name, p.Outcome())
		list[fmt.Sprintf("%s#%d", file.Path, p.Number)] = s
	}
	return list
}

// load reads a scenario of the catalogue, or one of testdata.
func load(t testing.TB, name string) *scenarios.File {
	t.Helper()
	file, err := scenarios.Load(name, text(t, name), scenarios.Lenient)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func text(t testing.TB, name string) []byte {
	t.Helper()
	from := scenarios.Catalogue()
	if strings.HasPrefix(name, "testdata/") {
		from = os.DirFS(".")
	}
	data, err := scenarios.ReadFile(from, name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEveryPictureOfTheCatalogueIsTidy(t *testing.T) {
	pictures := 0
	for _, name := range scenarios.CatalogueFiles() {
		for name, s := range scenesOf(t, load(t, name)) {
			pictures++
			for _, fault := range faultsOf(s) {
				t.Errorf("%s: %s", name, fault)
			}
		}
	}
	if pictures < 100 {
		t.Errorf("only %d pictures", pictures)
	}
	t.Logf("%d pictures", pictures)
}

func TestThePictureOfANastyFileIsTidy(t *testing.T) {
	for name, s := range scenesOf(t, load(t, "testdata/nasty.yaml")) {
		for _, fault := range faultsOf(s) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

// faultsOf is what is wrong with a picture: it is no XML, has something outside, or two things in one place.
func faultsOf(s *Scene) (faults []string) {
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	wellFormed(add, s)
	p := planOf(s)
	page := rect{0, 0, p.w, p.h}
	var blocks, texts []occupied
	for _, block := range p.blocks {
		if !page.holds(block.rect) {
			add("%q is outside", block.title)
		}
		blocks = append(blocks, occupied{block.rect, block.title, "block"})
		texts = append(texts, inside(add, block)...)
	}
	disjoint(add, blocks)
	texts = append(texts, placed(add, page, p.texts)...)
	for _, w := range p.wires {
		ground := rect{w.label.x - w.room(), w.label.y, w.wide(), w.label.h}
		if !page.holds(ground) {
			add("%q is outside", w.text)
		}
		for _, b := range blocks {
			if b.overlaps(ground) {
				add("%q is on %q", w.text, b.name)
			}
		}
		texts = append(texts, occupied{ground, w.text, "wire"})
	}
	disjoint(add, texts)
	wiresApart(add, p, texts)
	return faults
}

// wellFormed sees to it that the picture is XML, and the same each time.
func wellFormed(add func(string, ...any), s *Scene) {
	var b, again bytes.Buffer
	if err := errors.Join(s.SVG(&b), s.SVG(&again)); err != nil || b.String() != again.String() {
		add("%v, or not the same twice", err)
	}
	for d := xml.NewDecoder(&b); ; {
		_, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			add("%v", err)
			return
		}
	}
}

// inside sees to it that what is in a block is inside of it and apart, and returns its texts.
func inside(add func(string, ...any), block *block) []occupied {
	texts := placed(add, block.rect, block.texts)
	var boxes []occupied
	for _, text := range block.texts {
		boxes = append(boxes, occupied{text.whole(), text.text, "text"})
	}
	for _, box := range block.boxes {
		if !block.holds(box.rect) {
			add("%q is outside of its domain", box.title)
		}
		boxes = append(boxes, occupied{box.rect, box.title, "box"})
		texts = append(texts, placed(add, box.rect, box.texts)...)
	}
	disjoint(add, boxes)
	return texts
}

// An occupied place is one that nothing else may be in.
type occupied struct {
	rect
	name, kind string
}

func (r rect) overlaps(o rect) bool {
	return r.x < o.right() && o.x < r.right() && r.y < o.bottom() && o.y < r.bottom()
}

func (r rect) holds(o rect) bool {
	return r.x <= o.x && r.y <= o.y && o.right() <= r.right() && o.bottom() <= r.bottom()
}

// whole is a label with its icon.
func (t label) whole() rect {
	r := t.rect
	if t.icon != "" {
		r.x, r.w = r.x-iconRoom, r.w+iconRoom
	}
	return r
}

func placed(add func(string, ...any), inside rect, list []label) (texts []occupied) {
	for _, t := range list {
		if !inside.holds(t.whole()) {
			add("%q overflows", t.text)
		}
		if t.face.width(t.text) > t.w {
			add("%q is wider than its place", t.text)
		}
		texts = append(texts, occupied{t.whole(), t.text, "text"})
	}
	return texts
}

func disjoint(add func(string, ...any), list []occupied) {
	for i, a := range list {
		for _, b := range list[:i] {
			if a.overlaps(b.rect) {
				add("%q is on %q", a.name, b.name)
			}
		}
	}
}

// wiresApart sees to it that no wire crosses a text or a machine, or lies on another wire. It may be interrupted by the
// text of another one.
func wiresApart(add func(string, ...any), p *plan, texts []occupied) {
	pieces := piecesOf(add, p)
	for i, a := range pieces {
		for _, t := range texts {
			if t.kind == "text" && t.overlaps(a.rect) {
				add("%q crosses %q", a.wire.text, t.name)
			}
		}
		for _, block := range p.blocks {
			for _, box := range block.boxes {
				if (rect{box.x + 2, box.y + 2, box.w - 4, box.h - 4}).overlaps(a.rect) {
					add("%q crosses %q", a.wire.text, box.title)
				}
			}
		}
		for _, b := range pieces[:i] {
			along := a.h == 2 && b.h == 2 || a.w == 2 && b.w == 2
			if a.wire != b.wire && along && a.overlaps(b.rect) {
				add("%q lies on %q", a.wire.text, b.wire.text)
			}
		}
	}
}

// A piece is a straight part of a wire, two pixels wide.
type piece struct {
	rect
	wire *wire
}

func piecesOf(add func(string, ...any), p *plan) (pieces []piece) {
	for _, w := range p.wires {
		for i := 1; i < len(w.points); i++ {
			a, b := w.points[i-1], w.points[i]
			if a.x != b.x && a.y != b.y {
				add("%q is slanting", w.text)
			}
			r := rect{min(a.x, b.x) - 1, min(a.y, b.y) - 1, max(a.x-b.x, b.x-a.x) + 2, max(a.y-b.y, b.y-a.y) + 2}
			pieces = append(pieces, piece{r, w})
		}
	}
	return pieces
}

// Whatever is there is drawn tidily: any number of domains, trusts, machines, names.
func TestAnyPictureIsTidy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		topology := anyTopology(t)
		world, err := logon.NewWorld(topology)
		if err != nil {
			t.Skip(err.Error())
		}
		s := Of("any.yaml", topology)
		send := logon.Send{To: rapid.SampledFrom(topology.Machines).Draw(t, "to").Name,
			Domain: rapid.SampledFrom([]string{"", "D0", "D1", "D2", "M0", "?"}).Draw(t, "domain"), User: "USER1", Response: ntlm.NTLMv2}
		q, problems := world.Question(logon.Attempt{Send: &send})
		if len(problems) > 0 {
			t.Skip(problems[0].Error())
		}
		if rapid.Bool().Draw(t, "asked") {
			s.Ask("#1 any", fmt.Sprintf("%s gets %s", send.To, send.User), "for a reason", q.Predict())
		}
		for _, fault := range faultsOf(s) {
			t.Error(fault)
		}
	})
}

func anyTopology(t *rapid.T) (topology logon.Topology) {
	name := rapid.StringOfN(rapid.RuneFrom([]rune("abcWM &'äЖ日é-_.(){}#%")), 1, 40, -1)
	names := rapid.SliceOfNDistinct(name, 0, 6, strings.ToUpper)
	domains := rapid.IntRange(0, 6).Draw(t, "domains")
	for i := range domains {
		d := logon.Domain{Name: fmt.Sprintf("D%d", i), Kind: logon.ActiveDirectory}
		for j := range domains {
			if i != j && rapid.IntRange(0, 3).Draw(t, "trusts") == 0 {
				d.Trusts = append(d.Trusts, logon.Trust{Domain: fmt.Sprintf("D%d", j), Type: logon.External,
					Direction: rapid.SampledFrom([]logon.Direction{logon.Outgoing, logon.Incoming, logon.Both}).Draw(t, "direction"),
					Selective: rapid.Bool().Draw(t, "selective"), Down: rapid.Bool().Draw(t, "down")})
			}
		}
		for _, n := range names.Draw(t, "accounts") {
			d.Accounts = append(d.Accounts, logon.Account{Name: n, Locked: rapid.Bool().Draw(t, "locked")})
		}
		topology.Domains = append(topology.Domains, d)
	}
	for i := range rapid.IntRange(1, 30).Draw(t, "machines") {
		m := logon.Machine{Name: fmt.Sprintf("M%d", i), Role: logon.Standalone, Profile: "windows-2022"}
		if domains > 0 && rapid.Bool().Draw(t, "in a domain") {
			m.Role = rapid.SampledFrom([]logon.Role{logon.Member, logon.Controller}).Draw(t, "role")
			m.Domain = fmt.Sprintf("D%d", rapid.IntRange(0, domains-1).Draw(t, "domain"))
		}
		for _, n := range names.Draw(t, "shares") {
			m.Shares = append(m.Shares, logon.Share{Name: n, Deny: names.Draw(t, "deny")})
		}
		topology.Machines = append(topology.Machines, m)
	}
	return topology
}
