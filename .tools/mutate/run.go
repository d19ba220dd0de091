package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// A verdict is what became of a mutant.
type verdict string

const (
	killed   verdict = "killed"
	survived verdict = "survived"
	unbuilt  verdict = "did not build"
)

// A suite is the tests of one package, and how they are run.
type suite struct {
	pkg   string
	flags []string
}

// suites reads "-short ./sim/logon, ./scenarios".
func suites(text string) (list []suite) {
	for _, part := range strings.Split(text, ",") {
		s := suite{flags: []string{"-test.failfast"}}
		for _, word := range strings.Fields(part) {
			if flag, is := strings.CutPrefix(word, "-"); is {
				s.flags = append(s.flags, "-test."+flag)
			} else {
				s.pkg = word
			}
		}
		list = append(list, s)
	}
	return list
}

// A runner builds the tests with mutants in them, and runs them.
type runner struct {
	root    string // of the module
	suites  []suite
	timeout time.Duration
}

// build compiles the tests of every package, and says what the compiler did.
func (r runner) build(ctx context.Context, folder, overlay string) (output string, err error) {
	built := map[string]bool{}
	for _, s := range r.suites {
		if built[s.pkg] {
			continue
		}
		built[s.pkg] = true
		c := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-gcflags=-e", "-overlay="+overlay, "-o", r.binary(folder, s), s.pkg)
		c.Dir = r.root
		if out, err := c.CombinedOutput(); err != nil {
			return string(out), err
		}
	}
	return "", nil
}

func (r runner) binary(folder string, s suite) string {
	return filepath.Join(folder, strings.ReplaceAll(strings.Trim(s.pkg, "./"), "/", "-")+".test")
}

// try runs the tests with one of the mutants that are built in, until one fails. 0 is none.
func (r runner) try(ctx context.Context, folder string, number int) (verdict, string) {
	for _, s := range r.suites {
		if v, why := r.run(ctx, folder, s, number); v != survived {
			return v, why
		}
	}
	return survived, ""
}

// patience is how much longer than its time of the processor a run may take, on a machine that has other things to do.
const patience = 10

var failedTest = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)

func (r runner) run(ctx context.Context, folder string, s suite, number int) (verdict, string) {
	ctx, cancel := context.WithTimeout(ctx, patience*r.timeout)
	defer cancel()
	c := limited(ctx, r.timeout, r.binary(folder, s), s.flags...)
	c.Dir, c.WaitDelay = filepath.Join(r.root, s.pkg), 5*time.Second
	c.Env = append(os.Environ(), fmt.Sprintf("%s=%d", numberIn, number), "RAPID_NOFAILFILE=1")
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	failed := failedTest.FindAllStringSubmatch(out.String(), -1)
	switch {
	case err == nil:
		return survived, ""
	case ctx.Err() != nil:
		return killed, "took longer than " + (patience * r.timeout).String()
	case len(failed) > 0:
		return killed, failed[len(failed)-1][1]
	}
	return killed, orElse(firstLines(out.String()), err.Error())
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func firstLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[:min(len(lines), 3)], "; ")
}
