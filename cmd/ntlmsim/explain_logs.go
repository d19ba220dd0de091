package main

import (
	"fmt"

	"ntlmsim/scenarios"
	"ntlmsim/sim/report"
)

var logFormats = []string{"text", "json", "xml"}

// printLogs writes the events of attempts with all their fields.
func (e *env) printLogs(format string, file *scenarios.File, list []report.Attempt) error {
	switch format {
	case "json":
		return e.printJSON(report.LogsOf(file, list))
	case "xml":
		for _, a := range list {
			for _, entry := range a.Outcome.Entries() {
				fmt.Fprintln(e.raw, entry.Record.XML())
			}
		}
	default:
		e.out.PrintLogs(list)
	}
	return nil
}
