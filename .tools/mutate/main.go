// Mutate makes small changes to files of the module, one at a time, and says which of them no test notices.
//
//	go run -C .tools ./mutate sim/logon/rules.go sim/logon/endings.go
//
// A change is a row that is dropped, two neighbours that are swapped, a condition turned round, another operator,
// number or text, a statement that is left out. The tree is not touched: many changes are built into one test binary,
// by an overlay, and one of them at a time is made. What survives and changes nothing that can be seen belongs into
// equivalent.txt, with the reason; anything else that survives lacks a test, and makes the exit code 1. Constants and
// types are not changed.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

type options struct {
	root, equivalent, tests string
	only, without, again    string
	sample, parallel, batch int
	seed                    uint64
	timeout                 time.Duration
	list, verbose           bool
	files                   []string
}

func main() {
	var o options
	flag.StringVar(&o.root, "root", "..", "`folder` of the module")
	flag.StringVar(&o.equivalent, "equivalent", "mutate/equivalent.txt", "`file` with the mutants that change nothing, and why")
	flag.StringVar(&o.tests, "tests", "-short -skip=InEverySmallWorld ./sim/logon, -skip=NoFileTakesLong ./scenarios, -run=SmallWorld|Catalogue|EveryPair ./sim/logon, -short ./cmd/ntlmsim",
		"`arguments` of go test, several separated by commas; the next are tried where a mutant survives")
	flag.StringVar(&o.only, "only", "", "only mutants whose printed line has this `text`")
	flag.StringVar(&o.without, "without", "", "no mutants whose printed line has this `text`")
	flag.StringVar(&o.again, "again", "", "only the mutants that a `file` names, which an earlier run has printed")
	flag.IntVar(&o.sample, "sample", 0, "how `many` mutants, at random; 0 is all")
	flag.Uint64Var(&o.seed, "seed", 1, "of what is random")
	flag.IntVar(&o.parallel, "p", runtime.GOMAXPROCS(0), "how `many` are tested at a time")
	flag.IntVar(&o.batch, "batch", 150, "how `many` are built into one binary: what that needs grows faster than their number")
	flag.DurationVar(&o.timeout, "timeout", 3*time.Minute, "of the processor for the tests of a package: a mutant that takes longer is killed")
	flag.BoolVar(&o.list, "list", false, "print the mutants and test nothing")
	flag.BoolVar(&o.verbose, "v", false, "print the killed ones, too, and by which test")
	flag.Parse()
	o.files = flag.Args()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ok, err := o.run(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// run reports whether all is well: every survivor is known to be equivalent, and nothing else is.
func (o options) run(ctx context.Context) (bool, error) {
	root, err := filepath.Abs(o.root)
	if err != nil {
		return false, err
	}
	o.root = root
	known, err := readEquivalents(o.equivalent)
	if err != nil {
		return false, err
	}
	all, err := o.find()
	if err != nil {
		return false, err
	}
	chosen, err := o.choose(all)
	if err != nil {
		return false, err
	}
	if o.list {
		for _, m := range chosen {
			fmt.Printf("%s:%d %s\n", m.file, m.line, m.key())
		}
		return true, nil
	}
	results, err := o.test(ctx, chosen)
	if err != nil {
		return false, err
	}
	return summary(results, known, len(all)) && !stale(known, all, o.files), nil
}

// find lists the mutants of the files.
func (o options) find() ([]mutant, error) {
	if len(o.files) == 0 {
		return nil, fmt.Errorf("which files? go run -C .tools ./mutate sim/logon/rules.go")
	}
	var all []mutant
	for _, file := range o.files {
		source, err := os.ReadFile(filepath.Join(o.root, file))
		if err != nil {
			return nil, err
		}
		list, err := mutantsOf(file, source)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// choose keeps those that are asked for, in their order.
func (o options) choose(all []mutant) ([]mutant, error) {
	named, err := o.named()
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(slices.Clone(all), func(m mutant) bool {
		key := m.key()
		return !strings.Contains(key, o.only) || o.without != "" && strings.Contains(key, o.without) || named != nil && !named[key]
	})
	if o.sample == 0 || o.sample >= len(list) {
		return list, nil
	}
	numbers := rand.New(rand.NewPCG(o.seed, 0)).Perm(len(list))[:o.sample]
	slices.Sort(numbers)
	sample := make([]mutant, o.sample)
	for i, n := range numbers {
		sample[i] = list[n]
	}
	return sample, nil
}

// named are the keys in the output of an earlier run; nil: all are asked for.
func (o options) named() (map[string]bool, error) {
	if o.again == "" {
		return nil, nil
	}
	text, err := os.ReadFile(o.again)
	if err != nil {
		return nil, err
	}
	keys := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		keys[strings.TrimSuffix(line, "\n")] = true
	}
	return keys, nil
}

// A result is a mutant, its number where it is built in, and what became of it. Without a verdict it was not tested,
// since the run was ended.
type result struct {
	mutant
	number  int
	verdict verdict
	by      string
}

// test tests the mutants, one binary full of them after the other, and prints what it finds. A run that is ended keeps
// what it has.
func (o options) test(ctx context.Context, list []mutant) (all []*result, err error) {
	for batch := range slices.Chunk(list, max(o.batch, 1)) {
		fmt.Fprintf(os.Stderr, "%s: %d of %d\n", time.Now().Format(time.TimeOnly), len(all), len(list))
		results, err := o.testBatch(ctx, batch)
		if err != nil && ctx.Err() == nil {
			return nil, err
		}
		o.print(results)
		if all = append(all, results...); ctx.Err() != nil {
			break
		}
	}
	for _, m := range list[len(all):] {
		all = append(all, &result{mutant: m}) // not tested
	}
	return all, nil
}

// testBatch builds the mutants in and tests them, several at a time.
func (o options) testBatch(ctx context.Context, list []mutant) ([]*result, error) {
	folder, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	s := &schema{runner: runner{o.root, suites(o.tests), o.timeout}, folder: folder}
	for i, m := range list {
		s.mutants = append(s.mutants, &result{mutant: m, number: i + 1})
	}
	if err := s.build(ctx); err != nil {
		return s.mutants, err
	}
	if v, why := s.try(ctx, folder, 0); v != survived && ctx.Err() == nil {
		return nil, fmt.Errorf("without any mutant the tests do not pass: %s", why)
	}
	next := make(chan *result)
	var running sync.WaitGroup
	for range o.parallel {
		running.Go(func() {
			for r := range next {
				if v, by := s.try(ctx, folder, r.number); ctx.Err() == nil {
					r.verdict, r.by = v, by
				}
			}
		})
	}
	deal(ctx, next, s.mutants)
	running.Wait()
	return s.mutants, nil
}

// deal hands out the mutants that are built in, until the run is ended.
func deal(ctx context.Context, next chan<- *result, list []*result) {
	defer close(next)
	for _, r := range list {
		if r.verdict == unbuilt {
			continue
		}
		select {
		case next <- r:
		case <-ctx.Done():
			return
		}
	}
}

func (o options) print(results []*result) {
	for _, r := range results {
		if r.verdict == survived || o.verbose && r.verdict != "" {
			fmt.Printf("%s:%d %s\n%s\n", r.file, r.line, strings.TrimSpace(string(r.verdict)+" "+r.by), r.key())
		}
	}
}

// summary counts, and reports whether what survived is what is known to be equivalent.
func summary(results []*result, known equivalents, all int) bool {
	count := map[verdict]int{}
	equivalent, wrong := 0, 0
	for _, r := range results {
		count[r.verdict]++
		_, is := known.entry(r.mutant)
		switch {
		case r.verdict == survived && is:
			equivalent++
		case is && r.verdict == killed:
			wrong++
			fmt.Printf("equivalent.txt says that this changes nothing, and %s shows it: %s\n", r.by, r.key())
		}
	}
	fmt.Printf("%d of %d mutants tested: %d killed, %d survived, of which %d are equivalent; %d did not build\n",
		len(results)-count[""], all, count[killed], count[survived], equivalent, count[unbuilt])
	if count[""] > 0 {
		fmt.Printf("the run was ended: %d were not tested\n", count[""])
	}
	return count[survived] == equivalent && wrong == 0 && count[""] == 0
}

// stale prints the equivalent ones of these files that are no mutants any more, and reports whether there are any.
func stale(known equivalents, all []mutant, files []string) bool {
	named := map[string]bool{}
	for _, m := range all {
		if key, is := known.entry(m); is {
			named[key] = true
		}
	}
	found := false
	for key := range known {
		file, _, _ := strings.Cut(key, " ")
		if slices.Contains(files, file) && !named[key] {
			found = true
			fmt.Printf("equivalent.txt names no mutant: %s\n", key)
		}
	}
	return found
}
