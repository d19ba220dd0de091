package logon_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

const citationsFolder = "../../testdata/citations"

// Each row, ending, setting and code has its own source: a golden of the first words of every citation, so that no row
// can be explained with the sentence of another.
func TestTheSentenceBelongsToItsRow(t *testing.T) {
	for name, lines := range map[string][]string{
		"rules.txt": rowCitations(), "endings.txt": endingCitations(), "profiles.txt": profileCitations(), "codes.txt": codeCitations(),
	} {
		t.Run(name, func(t *testing.T) {
			compareGolden(t, filepath.Join(citationsFolder, name), strings.Join(lines, "\n")+"\n")
		})
	}
}

func rowCitations() (lines []string) {
	for _, r := range logon.Rules().Rules() {
		lines = append(lines, fmt.Sprintf("%s | %s | %s | %s", r.From, r.If.Name, r.To, citation(r.Cite)))
	}
	return lines
}

// endingCitations has all that the table of endings says, each line with the source of what it says.
func endingCitations() (lines []string) {
	for _, e := range logon.Endings() {
		lines = append(lines,
			fmt.Sprintf("%s | at %s, status %s, session %s, client %s | %s", e.State, e.Stage, statusName(e.Status), e.Session, statusName(e.Client), citation(e.Cite)),
			fmt.Sprintf("%s | logged: Status %s, SubStatus %s, at the account's machine %s | %s", e.State, statusName(e.Audit[0]),
				statusName(e.Audit[1]), statusName(e.Audit[2]), citation(e.Logged)))
	}
	return lines
}

func statusName(s logon.Status) string {
	if s == 0 {
		return "0"
	}
	return s.Name()
}

func profileCitations() (lines []string) {
	for _, p := range logon.Profiles() {
		for _, v := range p.Values {
			lines = append(lines, fmt.Sprintf("%s | %s | %s | %s", p.Name, v.Setting.Name, strings.Join(v.Setting.Values, ", "), citation(v.Cite)))
		}
	}
	return lines
}

func codeCitations() (lines []string) {
	cites := logon.CodeCites()
	for _, where := range slices.Sorted(maps.Keys(cites)) {
		lines = append(lines, where+" | "+citation(cites[where]))
	}
	return lines
}

// citation is a source, its mark, and as many words of a quotation and of a note as tell it from others.
func citation(c sim.Cite) string {
	text := fmt.Sprintf("%s (%s)", c.Source, c.Mark)
	if c.Quote != "" {
		text += fmt.Sprintf(" %q", firstWords(c.Quote))
	}
	if c.Note != "" {
		text += " " + firstWords(c.Note)
	}
	return text
}

const wordsShown = 16

func firstWords(text string) string {
	words := strings.Fields(text)
	if len(words) <= wordsShown {
		return strings.Join(words, " ")
	}
	return strings.Join(words[:wordsShown], " ") + " …"
}

// The first words are enough: no two citations read the same in the goldens.
func TestTheFirstWordsTellCitationsApart(t *testing.T) {
	read := map[string]sim.Cite{}
	for _, c := range cited() {
		words := citation(c.cite)
		if other, ok := read[words]; ok && other != c.cite {
			t.Errorf("%s: %q is the beginning of two citations:\n%+v\n%+v", c.where, words, other, c.cite)
		}
		read[words] = c.cite
	}
}
