package main

import (
	"context"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// All mutants are built into one test binary, and a variable of the environment says which of them is alive: a function
// has its body once more for each of its mutants, and a variable its value. So a mutant costs a run of the tests and no
// build.

// numberIn is the variable of the environment.
const numberIn = "MUTANT"

// chooser is what every mutated package gets: the number of the mutant that is alive, and the choice of a value.
const chooser = `package %s

import (
	"os"
	"strconv"
)

var mutantNumber, _ = strconv.Atoi(os.Getenv("` + numberIn + `"))

func mutantOf[T any](numbers []int, original T, mutants ...T) T {
	for i, n := range numbers {
		if n == mutantNumber {
			return mutants[i]
		}
	}
	return original
}
`

// A schema is a module with mutants built in. They are numbered from 1.
type schema struct {
	runner
	folder  string
	mutants []*result
	lines   map[string][]span // by the name of the written file: which lines are of which mutants
}

// A span is the lines of some mutants in a written file.
type span struct {
	first, last int
	mutants     []*result
}

// build writes the files with all mutants and builds the tests. Mutants that do not build are marked, and left out.
func (s *schema) build(ctx context.Context) error {
	for range 20 {
		overlay, err := s.write()
		if err != nil {
			return err
		}
		output, err := s.runner.build(ctx, s.folder, overlay)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !s.blame(output) {
			return fmt.Errorf("the tests do not build: %s", firstLines(output))
		}
	}
	return fmt.Errorf("some mutants still do not build")
}

var compileError = regexp.MustCompile(`(?m)^(\S+\.go):(\d+):`)

// blame marks the mutants that the compiler complains about, and reports whether there are any.
func (s *schema) blame(output string) (any bool) {
	for _, m := range compileError.FindAllStringSubmatch(output, -1) {
		line, _ := strconv.Atoi(m[2])
		for _, span := range s.lines[filepath.Base(m[1])] {
			if line < span.first || line > span.last {
				continue
			}
			for _, r := range span.mutants {
				any = any || r.verdict == ""
				r.verdict = unbuilt
			}
		}
	}
	return any
}

// write writes the mutated files, and the overlay that puts them into their places.
func (s *schema) write() (overlay string, err error) {
	byFile := map[string][]*result{}
	for _, r := range s.mutants {
		if r.verdict == "" {
			byFile[r.file] = append(byFile[r.file], r)
		}
	}
	s.lines = map[string][]span{}
	replace := map[string]string{}
	for file, mutants := range byFile {
		source, err := os.ReadFile(filepath.Join(s.root, file))
		if err != nil {
			return "", err
		}
		name := filepath.Join(s.folder, strings.ReplaceAll(file, "/", "-"))
		text, spans := woven(string(source), mutants)
		s.lines[filepath.Base(name)] = spans
		chosen := filepath.Join(s.folder, filepath.Base(filepath.Dir(file))+"-chooser.go")
		if err := writeChooser(chosen, file, source); err != nil {
			return "", err
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(s.root, file)] = name
		replace[filepath.Join(s.root, filepath.Dir(file), "zz_mutant.go")] = chosen
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(s.folder, "overlay.json")
	return overlay, os.WriteFile(overlay, data, 0o600)
}

func writeChooser(path, file string, source []byte) error {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.PackageClauseOnly)
	if err != nil {
		return err
	}
	return os.WriteFile(path, fmt.Appendf(nil, chooser, parsed.Name.Name), 0o600)
}

// A weaver writes a source with mutants in it, and knows in which line it is.
type weaver struct {
	source string
	text   strings.Builder
	line   int
	spans  []span
}

func (w *weaver) write(parts ...string) {
	for _, p := range parts {
		w.text.WriteString(p)
		w.line += strings.Count(p, "\n")
	}
}

// woven is a source with mutants in it, and which lines of it are whose.
func woven(source string, mutants []*result) (string, []span) {
	w := &weaver{source: source, line: 1}
	done := 0
	for len(mutants) > 0 {
		p := mutants[0].place
		n := slices.IndexFunc(mutants, func(r *result) bool { return r.place != p })
		if n < 0 {
			n = len(mutants)
		}
		w.write(source[done:p.from])
		if p.body {
			w.body(p, mutants[:n])
		} else {
			w.value(p, mutants[:n])
		}
		done, mutants = p.to, mutants[n:]
	}
	w.write(source[done:])
	return w.text.String(), w.spans
}

// body writes the body of a function, with those of its mutants before it.
func (w *weaver) body(p place, mutants []*result) {
	w.write("\nswitch mutantNumber {\n")
	for _, m := range mutants {
		first := w.line
		w.write(fmt.Sprintf("case %d:\n{", m.number), m.within(w.source), "\n}\n", p.ends(), "\n")
		w.spans = append(w.spans, span{first, w.line - 1, []*result{m}})
	}
	w.write("}\n", w.source[p.from:p.to])
}

// value writes the choice of a value. Where that cannot be, the compiler complains about its first line, and so of all.
func (w *weaver) value(p place, mutants []*result) {
	w.spans = append(w.spans, span{w.line, w.line, mutants})
	w.write("mutantOf("+numbersOf(mutants)+", ", w.source[p.from:p.to], ",\n")
	for _, m := range mutants {
		first := w.line
		w.write(m.within(w.source), ",\n")
		w.spans = append(w.spans, span{first, w.line - 1, []*result{m}})
	}
	w.write(")")
}

func numbersOf(list []*result) string {
	var numbers []string
	for _, m := range list {
		numbers = append(numbers, strconv.Itoa(m.number))
	}
	return "[]int{" + strings.Join(numbers, ", ") + "}"
}

// within is what a mutant makes of its place.
func (m mutant) within(source string) string {
	edits := slices.Clone(m.edits)
	for i := range edits {
		edits[i].from, edits[i].to = edits[i].from-m.place.from, edits[i].to-m.place.from
	}
	return string(mutant{edits: edits}.apply([]byte(source[m.place.from:m.place.to])))
}
