package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
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

// A worker tests one mutant after the other, with a build cache of its own: what mutants leave in it is thrown away.
type worker struct {
	root    string // of the module
	folder  string // for its files
	tests   []string
	timeout time.Duration
	primed  time.Time
}

// prime fills the build cache, and fails if the tests do not pass as things are.
func (w *worker) prime(ctx context.Context) error {
	if err := os.MkdirAll(w.cache(), 0o700); err != nil {
		return err
	}
	patient := *w
	patient.timeout *= 10 // everything is built anew
	v, why, err := patient.try(ctx, "")
	if err != nil {
		return err
	}
	if v != survived {
		return fmt.Errorf("without any mutant the tests do not pass: %s", why)
	}
	w.primed = time.Now()
	return nil
}

// clone is a worker with a copy of the build cache.
func (w *worker) clone(folder string) (*worker, error) {
	other := *w
	other.folder = folder
	if err := os.CopyFS(other.cache(), os.DirFS(w.cache())); err != nil {
		return nil, err
	}
	other.primed = time.Now()
	return &other, nil
}

func (w *worker) cache() string { return filepath.Join(w.folder, "cache") }

// test says what the tests make of a mutant, and which one killed it.
func (w *worker) test(ctx context.Context, m mutant, source []byte) (verdict, string, error) {
	mutated, overlay := filepath.Join(w.folder, "mutant.go"), filepath.Join(w.folder, "overlay.json")
	if err := os.WriteFile(mutated, m.apply(source), 0o600); err != nil {
		return "", "", err
	}
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(w.root, m.file): mutated}})
	if err != nil {
		return "", "", err
	}
	if err := os.WriteFile(overlay, replace, 0o600); err != nil {
		return "", "", err
	}
	v, why, err := w.try(ctx, overlay)
	return v, why, errors.Join(err, w.trim())
}

// try runs the tests until one fails.
func (w *worker) try(ctx context.Context, overlay string) (verdict, string, error) {
	for _, tests := range w.tests {
		v, why := w.run(ctx, overlay, strings.Fields(tests))
		if ctx.Err() != nil {
			return "", "", ctx.Err()
		}
		if v != survived {
			return v, why, nil
		}
	}
	return survived, "", nil
}

var failedTest = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)

func (w *worker) run(ctx context.Context, overlay string, tests []string) (verdict, string) {
	ctx, cancel := context.WithTimeout(ctx, w.timeout)
	defer cancel()
	args := append([]string{"test", "-vet=off", "-failfast", "-count=1"}, tests...)
	if overlay != "" {
		args = append(args, "-overlay="+overlay)
	}
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir, c.WaitDelay = w.root, 5*time.Second
	c.Env = append(os.Environ(), "GOCACHE="+w.cache(), "RAPID_NOFAILFILE=1")
	endsWithChildren(c)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	text := out.String()
	failed := failedTest.FindAllStringSubmatch(text, -1)
	switch {
	case err == nil:
		return survived, ""
	case ctx.Err() != nil:
		return killed, "took longer than " + w.timeout.String()
	case strings.Contains(text, "[build failed]") || strings.Contains(text, "[setup failed]"):
		return unbuilt, firstLines(text)
	case len(failed) > 0:
		return killed, failed[len(failed)-1][1]
	}
	return killed, firstLines(text)
}

func firstLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[:min(len(lines), 3)], "; ")
}

// trim removes from the build cache what came to it since it was primed.
func (w *worker) trim() error {
	return filepath.WalkDir(w.cache(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil || !info.ModTime().After(w.primed) {
			return err
		}
		return os.Remove(path)
	})
}
