package report

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// A JUnitSuites is the report that build servers read: one suite for each file, one case for each attempt.
type JUnitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []JUnitSuite `xml:"testsuite"`
}

// A JUnitSuite is the report of one file.
type JUnitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Cases    []JUnitCase `xml:"testcase"`
}

// A JUnitCase is the report of one attempt.
type JUnitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Failure *JUnitMessage `xml:"failure,omitempty"`
	Error   *JUnitMessage `xml:"error,omitempty"`
	Skipped *JUnitMessage `xml:"skipped,omitempty"`
	Output  string        `xml:"system-out,omitempty"`
}

// A JUnitMessage says why a case failed, could not run, or was skipped.
type JUnitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit is the report of a run as XML.
func JUnit(all []File, s Summary) ([]byte, error) {
	report := JUnitSuites{Name: "ntlmsim", Tests: s.Attempts, Failures: s.Different, Errors: s.BadFiles}
	for _, r := range all {
		report.Suites = append(report.Suites, junitOf(r))
	}
	return report.Marshal()
}

// Marshal is the report as XML.
func (s JUnitSuites) Marshal() ([]byte, error) {
	text, err := xml.MarshalIndent(s, "", "  ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}

func junitOf(r File) JUnitSuite {
	name := r.Name
	suite := JUnitSuite{Name: name, Tests: len(r.Attempts), Failures: r.different()}
	if r.Problem != "" {
		suite.Errors = 1
		first, _, _ := strings.Cut(r.Problem, "\n")
		suite.Cases = append(suite.Cases, JUnitCase{Class: name, Name: "the scenario can be read", File: name,
			Error: &JUnitMessage{first, r.Problem}})
	}
	for _, a := range r.Attempts {
		c := JUnitCase{Class: name, Name: a.Name, File: name, Line: a.Line, Output: a.Decision.Verdict}
		if len(a.Decision.Differences) > 0 {
			var lines []string
			for _, d := range a.Decision.Differences {
				lines = append(lines, fmt.Sprintf("%s: want %s, got %s", d.Field, d.Want, d.Got))
			}
			text := strings.Join(lines, "\n")
			if !a.Several() {
				text += "\npath: " + route(a.Decision)
			}
			c.Failure = &JUnitMessage{lines[0], text}
		}
		suite.Cases = append(suite.Cases, c)
	}
	return suite
}
