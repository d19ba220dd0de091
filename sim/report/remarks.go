package report

// PrintRemarks writes how a file was understood where it is not explicit, for instance which profile "windows-11"
// means.
func (p *Page) PrintRemarks(remarks []string) {
	if len(remarks) == 0 {
		return
	}
	p.Line()
	for _, remark := range remarks {
		p.Para("", "  ", p.Style.Dim, remark)
	}
}
