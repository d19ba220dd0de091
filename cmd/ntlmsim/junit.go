package main

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// The report that build servers read: a suite a file, a case an attempt.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Failure *junitMessage `xml:"failure,omitempty"`
	Error   *junitMessage `xml:"error,omitempty"`
	Skipped *junitMessage `xml:"skipped,omitempty"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// runJUnit is the report of a run.
func runJUnit(all []ran, s summary) ([]byte, error) {
	report := junitSuites{Name: "ntlmsim", Tests: s.Attempts, Failures: s.Different, Errors: s.BadFiles}
	for _, r := range all {
		report.Suites = append(report.Suites, junitOf(r))
	}
	return report.marshal()
}

func (s junitSuites) marshal() ([]byte, error) {
	text, err := xml.MarshalIndent(s, "", "  ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}

func junitOf(r ran) junitSuite {
	name := r.name
	suite := junitSuite{Name: name, Tests: len(r.attempts), Failures: r.different()}
	if r.problem != "" {
		suite.Errors = 1
		first, _, _ := strings.Cut(r.problem, "\n")
		suite.Cases = append(suite.Cases, junitCase{Class: name, Name: "the scenario can be read", File: name,
			Error: &junitMessage{first, r.problem}})
	}
	for _, a := range r.attempts {
		c := junitCase{Class: name, Name: a.Name, File: name, Line: a.Line, Output: a.Outcome.Verdict()}
		if len(a.Differences) > 0 {
			var lines []string
			for _, d := range a.Differences {
				lines = append(lines, fmt.Sprintf("%s: want %s, got %s", d.Field, d.Want, d.Got))
			}
			c.Failure = &junitMessage{lines[0], strings.Join(lines, "\n") + "\npath: " + route(a.Outcome)}
		}
		suite.Cases = append(suite.Cases, c)
	}
	return suite
}
