package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/imports"
)

func importCommand() command {
	return command{
		Name:  "import",
		Args:  "setspn|ldifde|applicationhost [MACHINE=]FILE…",
		Short: "make a topology of what setspn, ldifde and IIS say",
		Long:  long("import"),
		Examples: []example{
			{"ntlmsim import setspn spns.txt > web.yaml", "the names of all services, from: setspn -Q */* > spns.txt"},
			{"ntlmsim import ldifde corp.ldf applicationhost WEB1=applicationHost.config > web.yaml", "the directory, and a server's sites"},
		},
		Run:      importFiles,
		Complete: importKinds,
	}
}

func importKinds() (list []string) {
	for _, k := range imports.Kinds {
		list = append(list, strings.ToLower(string(k)))
	}
	return list
}

func importFiles(ctx context.Context, e *env, args []string) error {
	list, err := importSources(ctx, e, args)
	if err != nil {
		return err
	}
	yaml, remarks, err := imports.Read(list)
	if err != nil {
		return badScenario("%v", err)
	}
	for _, r := range remarks {
		fmt.Fprintln(e.err, r)
	}
	if _, err := scenarios.Load("the result", yaml, scenarios.Lenient); err != nil {
		return fault{exitScenario, err.Error(), "What was read is no topology: leave out what these lines are about."}
	}
	_, err = e.raw.Write(yaml)
	return err
}

// importSources reads the files that arguments name, each with its kind.
func importSources(ctx context.Context, e *env, args []string) ([]imports.Source, error) {
	list, err := imports.Arguments(args, func(path string) bool { _, err := os.Stat(path); return err == nil })
	if err != nil {
		return nil, usage("For instance: ntlmsim import setspn spns.txt. There are: "+strings.Join(importKinds(), ", ")+".", "%v", err)
	}
	for i := range list {
		read := func() ([]byte, error) { return importText(e, list[i].Name) }
		if list[i].Data, err = unlessInterrupted(ctx, read); ctx.Err() != nil {
			return nil, ctx.Err()
		} else if err != nil {
			return nil, badScenario("%s", unread(place{path: list[i].Name}, err))
		}
	}
	return list, nil
}

// importText reads a file, or standard input, a little more than may be read.
func importText(e *env, path string) ([]byte, error) {
	from := e.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		from = f
	}
	return io.ReadAll(io.LimitReader(from, imports.MaxSize+1))
}
