package scenarios

import (
	"cmp"
	"slices"

	"ntlmsim/sim/lint"
)

// A Found is a finding, with its place in a file.
type Found struct {
	lint.Finding
	Line, Column int // from 1
}

// Lint lists what of a file loads, and is probably a mistake, in the order of the file.
func Lint(f *File) (list []Found) {
	m := f.Model()
	if m.Lint == nil {
		return nil
	}
	for _, x := range m.Lint(f) {
		line, column := f.at(x.Path)
		list = append(list, Found{x, line, column})
	}
	slices.SortStableFunc(list, func(a, b Found) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column, cmp.Compare(a.Rule.Name, b.Rule.Name))
	})
	return list
}

func lintLogon(f *File) []lint.Finding { return lint.Shares(f.Topology) }

func lintWeb(f *File) []lint.Finding {
	_, attempts, _ := WebOf(f)
	return lint.Web(f.Content.(*webContents).world, attempts)
}

func lintEWS(f *File) []lint.Finding { return lint.EWS(f.Content.(*ewsContents).world) }
