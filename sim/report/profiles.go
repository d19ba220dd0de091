package report

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
)

// valueText is a value for people.
func valueText(v logon.Value) string {
	if len(v.Setting.Values) == 0 {
		return "none"
	}
	return strings.Join(v.Setting.Values, ", ")
}

// longest is the greatest width of a value in the matrix. A longer value becomes a note below it.
const longest = 14

// A matrix is a table of settings by profiles, with notes for long values.
type matrix struct {
	rows  [][]string // the first cell is the setting, the others by profile
	notes []string
	known map[string]string // the letter of a long value
}

// alike keeps the first of the profiles with the same values, and returns which others each stands for.
func alike(list []*logon.Profile) (shown []*logon.Profile, standsFor map[string][]string) {
	standsFor = map[string][]string{}
	for _, p := range list {
		i := slices.IndexFunc(shown, func(first *logon.Profile) bool { return sameValues(first, p) })
		if i < 0 {
			shown = append(shown, p)
			continue
		}
		standsFor[shown[i].Name] = append(standsFor[shown[i].Name], p.Name)
	}
	return shown, standsFor
}

func sameValues(a, b *logon.Profile) bool {
	return !slices.ContainsFunc(logon.SettingNames(), func(name string) bool { return differs(a, b, name) })
}

// differs reports whether two profiles differ in a setting: only one has it, or their values are not the same.
func differs(a, b *logon.Profile, name string) bool {
	before, had := a.Value(name)
	after, has := b.Value(name)
	return had != has || !slices.Equal(before.Setting.Values, after.Setting.Values)
}

// PrintMatrix compares profiles setting by setting. Profiles with the same values share a column. A blank cell means
// that the product has no such setting; values from the base profile are dim.
func (p *Page) PrintMatrix(list []*logon.Profile) {
	m := matrix{known: map[string]string{}}
	list, standsFor := alike(list)
	for _, name := range logon.SettingNames() {
		row := []string{name}
		for _, profile := range list {
			row = append(row, p.cell(&m, profile, name))
		}
		m.rows = append(m.rows, row)
	}
	for from := 1; from <= len(list); {
		to := p.fitting(m, list, from)
		head := []string{p.Style.Bold("setting")}
		for _, profile := range list[from-1 : to-1] {
			head = append(head, p.Style.Bold(profile.Name))
		}
		rows := [][]string{head}
		for _, row := range m.rows {
			if strings.Join(row[from:to], "") != "" {
				rows = append(rows, append([]string{row[0]}, row[from:to]...))
			}
		}
		p.Columns("", rows)
		p.Line()
		from = to
	}
	for _, profile := range list {
		if others := standsFor[profile.Name]; len(others) > 0 {
			p.Para("", "    ", nil, p.Style.Bold(profile.Name)+" has the values of "+strings.Join(others, ", "))
		}
	}
	p.Line()
	for _, note := range m.notes {
		p.Para("", "    ", nil, note)
	}
	p.Para("", "", p.Style.Dim, "· the same as in the product that it builds on; blank: the product has no such setting. "+
		"ntlmsim profiles NAME shows the sources.")
}

// cell is a value, or the letter of a note.
func (p *Page) cell(m *matrix, profile *logon.Profile, name string) string {
	v, ok := profile.Value(name)
	if !ok {
		return ""
	}
	text := valueText(v)
	if page.Width(text) > longest {
		letter, ok := m.known[text]
		if !ok {
			letter = "(" + string(rune('a'+len(m.notes))) + ")"
			m.known[text] = letter
			m.notes = append(m.notes, letter+" "+name+": "+text)
		}
		text = letter
	}
	if v.Profile != profile.Name {
		return p.Style.Dim("· " + text)
	}
	return text
}

// fitting returns the end of the columns that fit the page, from the given one on.
func (p *Page) fitting(m matrix, list []*logon.Profile, from int) int {
	room := p.Width
	widths := make([]int, len(list)+1)
	for i := range widths {
		if i > 0 {
			widths[i] = page.Width(list[i-1].Name)
		}
		for _, row := range m.rows {
			widths[i] = max(widths[i], page.Width(row[i]))
		}
	}
	room -= widths[0]
	to := from
	for to <= len(list) && (to == from || room >= 2+widths[to]) {
		room -= 2 + widths[to]
		to++
	}
	return to
}

// PrintProfile writes every value of one profile with its source.
func (p *Page) PrintProfile(profile *logon.Profile) {
	p.Printf("%s  %s\n", p.Style.Bold(profile.Name), profile.Title)
	var roles []string
	for _, r := range profile.Roles {
		roles = append(roles, string(r))
	}
	p.Para("  ", "  ", nil, "for: "+strings.Join(roles, ", "))
	if profile.Base != "" {
		p.Para("  ", "  ", nil, "builds on: "+profile.Base)
	}
	for _, name := range profile.SettingNames() {
		v, _ := profile.Value(name)
		p.Line()
		p.printValue(profile, v)
	}
}

func (p *Page) printValue(profile *logon.Profile, v logon.Value) {
	about, _ := logon.SettingDoc(v.Setting.Name)
	from := ""
	if v.Profile != profile.Name {
		from = p.Style.Dim("  since " + v.Profile)
	}
	p.Long("  ", "      ", nil, v.Setting.Name+" = "+p.Style.Cyan(valueText(v))+from)
	p.Para("      ", "      ", nil, about)
	p.printCite("      ", v.Cite)
}

// PrintChanges writes the differences between two profiles.
func (p *Page) PrintChanges(a, b *logon.Profile) {
	p.Printf("%s → %s\n", p.Style.Bold(a.Name), p.Style.Bold(b.Name))
	n := 0
	for _, name := range logon.SettingNames() {
		if !differs(a, b, name) {
			continue
		}
		before, had := a.Value(name)
		after, has := b.Value(name)
		n++
		about, _ := logon.SettingDoc(name)
		p.Printf("\n  %s: %s → %s\n", p.Style.Bold(name), valueOr(before, had), p.Style.Cyan(valueOr(after, has)))
		p.Para("      ", "      ", nil, about)
		if has {
			p.printCite("      ", after.Cite)
		}
	}
	p.Printf("\n%s\n", differing(n))
}

func differing(settings int) string {
	if settings == 1 {
		return "1 setting differs"
	}
	return page.Plural(settings, "setting") + " differ"
}

func valueOr(v logon.Value, has bool) string {
	if !has {
		return "(no such setting)"
	}
	return valueText(v)
}

// ProfilesOf is profiles for programs.
func ProfilesOf(list []*logon.Profile) ProfilesJSON {
	out := ProfilesJSON{Version: Version}
	for _, name := range logon.SettingNames() {
		about, values := logon.SettingDoc(name)
		out.Settings = append(out.Settings, settingJSON{name, about, values})
	}
	for _, p := range list {
		j := profileJSON{Name: p.Name, Title: p.Title, Base: p.Base, Roles: p.Roles, Settings: []valueJSON{}}
		for _, name := range p.SettingNames() {
			v, _ := p.Value(name)
			j.Settings = append(j.Settings, valueJSON{name, valueAny(v), v.Profile, citeOf(v.Cite)})
		}
		out.Profiles = append(out.Profiles, j)
	}
	return out
}

// valueAny is a list for a setting that is a list, else a text.
func valueAny(v logon.Value) any {
	if _, of := logon.SettingDoc(v.Setting.Name); strings.HasPrefix(of, "list") {
		return append([]string{}, v.Setting.Values...)
	}
	return fmt.Sprint(strings.Join(v.Setting.Values, ""))
}
