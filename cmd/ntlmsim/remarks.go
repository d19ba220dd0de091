package main

// printRemarks says how a file was read where it leaves that open.
func (e *env) printRemarks(remarks []string) {
	if len(remarks) == 0 {
		return
	}
	e.out.Line()
	for _, remark := range remarks {
		e.out.Para("", "  ", e.out.Style.Dim, remark)
	}
}
