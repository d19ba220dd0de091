package report

// PrintRemarks says how a file was read where it leaves that open.
func (p *Page) PrintRemarks(remarks []string) {
	if len(remarks) == 0 {
		return
	}
	p.Line()
	for _, remark := range remarks {
		p.Para("", "  ", p.Style.Dim, remark)
	}
}
