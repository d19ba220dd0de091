package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon/netuse"
)

// quotable is an argument in messages.
var quotable = netuse.Quotable

// A place is where one scenario is: a file of the disk, of the catalogue (fsys), or standard input ("-").
type place struct {
	path   string
	fsys   fs.FS // nil: the disk
	inside bool  // it was found in a directory, not named
}

// places finds the scenarios that arguments name: files, and all files of directories, on the disk or else in the
// catalogue. No argument means the whole catalogue.
func places(ctx context.Context, args []string) ([]place, error) {
	if len(args) == 0 {
		return walk(ctx, scenarios.Catalogue(), ".")
	}
	var list []place
	for _, arg := range args {
		at, err := lookup(arg)
		if err != nil {
			return nil, err
		}
		if !isDir(at) {
			list = append(list, at)
			continue
		}
		inside, err := walk(ctx, at.fsys, at.path)
		if err != nil {
			return nil, err
		}
		list = append(list, inside...)
	}
	return list, nil
}

// lookup finds what one argument names. The disk comes before the catalogue.
func lookup(arg string) (place, error) {
	switch arg {
	case "":
		return place{}, usage("Leave it out, or name a file; is a variable of the shell empty?", "an argument is empty")
	case "-":
		return place{path: "-"}, nil
	}
	if netuse.LooksLike(arg) {
		return place{}, usage("ntlmsim predict says what happens: --topology FILE names where.", "this is a command, and no file")
	}
	_, err := os.Stat(arg)
	if err == nil {
		return place{path: arg}, nil
	}
	name := path.Clean(filepath.ToSlash(arg))
	if _, err := fs.Stat(scenarios.Catalogue(), name); err == nil {
		return place{path: name, fsys: scenarios.Catalogue()}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return place{}, badScenario("%s", unread(place{path: arg}, err))
	}
	return place{}, fault{exitScenario, arg + ": there is no such file, here or in the catalogue", insteadOfFile(name)}
}

func isDir(at place) bool {
	var info fs.FileInfo
	var err error
	switch {
	case at.path == "-":
		return false
	case at.fsys == nil:
		info, err = os.Stat(at.path)
	default:
		info, err = fs.Stat(at.fsys, at.path)
	}
	return err == nil && info.IsDir()
}

// walk lists every *.yaml below a directory, except in hidden directories.
func walk(ctx context.Context, fsys fs.FS, root string) ([]place, error) {
	var list []place
	visit := func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return badScenario("%v", err)
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir() && name != root && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case !d.IsDir() && path.Ext(name) == ".yaml":
			list = append(list, place{path: name, fsys: fsys, inside: true})
		}
		return nil
	}
	if fsys == nil {
		return list, filepath.WalkDir(root, visit)
	}
	return list, fs.WalkDir(fsys, root, visit)
}

// text reads a scenario. Ctrl-C interrupts waiting for standard input.
func (at place) text(ctx context.Context, stdin io.Reader) ([]byte, error) {
	if at.path != "-" {
		return scenarios.ReadFile(at.fsys, at.path)
	}
	return unlessInterrupted(ctx, func() ([]byte, error) { return scenarios.Read(stdin) })
}

// unlessInterrupted reads, and is interrupted by Ctrl-C.
func unlessInterrupted(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := read()
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		return r.data, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// name is the place in messages.
func (at place) name() string {
	if at.path == "-" {
		return "standard input"
	}
	return at.path
}

// load reads and checks a scenario. Its errors are those of the loader, or say why it cannot be read.
func (at place) load(ctx context.Context, stdin io.Reader, options ...scenarios.Option) (*scenarios.File, error) {
	data, err := at.text(ctx, stdin)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, badScenario("%s", unread(at, err))
	}
	file, err := scenarios.LoadAs(models, at.name(), data, options...)
	if err != nil {
		return nil, badScenario("%s", err.Error())
	}
	return file, nil
}

func unread(at place, err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Sprintf("%s: cannot be read: %v", at.name(), err)
}

// models are the models that a file can belong to.
var models = scenarios.Models()

// ofLogon refuses a file of another model: what a command does with it is known of logon alone.
func ofLogon(file *scenarios.File, err error) (*scenarios.File, error) {
	if err == nil && file.Model().Name != scenarios.Logon().Name {
		return nil, fault{exitScenario, fmt.Sprintf("%s has model: %s, and this command takes only files about NET USE", file.Path, file.Model().Name),
			"ntlmsim run, explain and rules --path take files of every model; replay takes web files with --at."}
	}
	return file, err
}

// loadNamed is load of what one argument names: a file of the model logon.
func loadNamed(ctx context.Context, e *env, arg string, options ...scenarios.Option) (*scenarios.File, error) {
	return ofLogon(loadAny(ctx, e, arg, options...))
}

// loadAny is load of what one argument names.
func loadAny(ctx context.Context, e *env, arg string, options ...scenarios.Option) (*scenarios.File, error) {
	at, err := lookup(arg)
	if err != nil {
		return nil, err
	}
	if isDir(at) {
		return nil, oneFileOf(ctx, at)
	}
	return at.load(ctx, e.in, options...)
}

// loadAttempt finds what FILE#ATTEMPT names: the file, and the number of the attempt from 0, or -1 for all.
func loadAttempt(ctx context.Context, e *env, arg string) (*scenarios.File, int, error) {
	name, attempt := splitAttempt(arg)
	file, err := loadAny(ctx, e, name, scenarios.Lenient)
	switch {
	case err != nil:
		return nil, 0, err
	case len(file.Attempts) == 0:
		return nil, 0, fault{exitScenario, file.Path + " has no attempts", attemptsHint}
	case attempt == "":
		return file, -1, nil
	}
	n, err := attemptNamed(file, attempt)
	return file, n, err
}

// splitAttempt takes FILE#ATTEMPT apart. Both may have a #: the shortest name of an existing file counts.
func splitAttempt(arg string) (name, attempt string) {
	if _, err := lookup(arg); err == nil {
		return arg, ""
	}
	for i, r := range arg {
		if r != '#' {
			continue
		}
		if _, err := lookup(arg[:i]); err == nil {
			return arg[:i], arg[i+1:]
		}
	}
	name, _, _ = strings.Cut(arg, "#")
	return name, ""
}

// attemptNamed finds an attempt by its number or its name.
func attemptNamed(file *scenarios.File, name string) (int, error) {
	n, err := file.AttemptNamed(name)
	var no scenarios.NoAttempt
	if errors.As(err, &no) {
		return 0, usage(no.Among, "%s", no.What)
	}
	return n, err
}

// play predicts the attempts of a file in order, until see has seen enough. An attempt that cannot be asked is an
// error.
func play(file *scenarios.File, see func(p scenarios.Played) bool) error {
	for p := range file.Model().Play(file) {
		if len(p.Problems) > 0 {
			return badScenario("%s:%d: %v", file.Path, p.Line, p.Problems[0])
		}
		if !see(p) {
			break
		}
	}
	return nil
}

// playedTo is one attempt of a file, by its number from 0, after those before it.
func playedTo(file *scenarios.File, n int) (found scenarios.Played, err error) {
	err = play(file, func(p scenarios.Played) bool {
		found = p
		return p.Number <= n
	})
	return found, err
}
