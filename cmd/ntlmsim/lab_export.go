package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab/windows"
	"ntlmsim/sim/page"
)

// exportTargets are the values of --for.
var exportTargets = []string{"windows"}

func labExportCommand() command {
	var x labExport
	return command{
		Name:  "lab export",
		Args:  "FILE",
		Short: "write scripts that build the same topology on Windows machines",
		Long: `Writes the PowerShell that builds the topology on Windows machines, makes the attempts there and records what came of
them, for replay --recording. It runs nothing, and has not been run by us on Windows.`,
		Examples: []example{{"ntlmsim lab export kb103390/example.yaml --for windows -o windows-lab", "scripts for a lab of your own, in windows-lab"}},
		Flags: func(f *pflag.FlagSet) {
			f.StringVar(&x.target, "for", "", "the `SYSTEM` to build it on: windows")
			f.StringVarP(&x.dir, "output", "o", "", "the `DIRECTORY` to make; without it, one named after the file")
			f.BoolVar(&x.dry, "dry-run", false, "say what cannot be done, and write nothing")
		},
		Run:      x.run,
		Complete: scenarios.CatalogueFiles,
	}
}

// A labExport is what lab export is told.
type labExport struct {
	target string // --for
	dir    string // --output
	dry    bool   // --dry-run
}

// run says what cannot be done, and then writes the export.
func (x *labExport) run(ctx context.Context, e *env, args []string) error {
	if len(args) != 1 {
		return usage("As in ntlmsim lab export lab.yaml --for windows.", "lab export: one scenario is to be exported")
	}
	if x.target == "" {
		return usage("As in --for windows.", "lab export: for which system?")
	}
	if err := oneOf("for", x.target, exportTargets); err != nil {
		return err
	}
	file, err := loadNamed(ctx, e, args[0])
	if err != nil {
		return err
	}
	export, err := windows.New(file, rand.Text())
	if err != nil {
		return err
	}
	e.out.Line(e.out.Style.Bold(file.Path))
	for _, c := range export.Cannot {
		e.out.Indent(2, "cannot: "+c.String())
	}
	if err := e.flush(); err != nil || x.dry {
		return err
	}
	dir := x.directory(file.Path)
	if err := export.Write(ctx, dir); err != nil {
		return cannotWrite(ctx, dir, err)
	}
	e.out.Indent(2, fmt.Sprintf("%s written to %s, secrets.ps1 with the passwords among them. README.md says what to run where; none of it has been run by us on Windows.",
		page.Plural(len(export.Files), "file"), dir))
	return nil
}

// directory is where the export goes: example-windows for example.yaml.
func (x *labExport) directory(path string) string {
	if x.dir != "" {
		return filepath.Clean(x.dir)
	}
	base := filepath.Base(filepath.FromSlash(path))
	return strings.TrimSuffix(base, filepath.Ext(base)) + "-" + x.target
}

// cannotWrite is why an export was not written.
func cannotWrite(ctx context.Context, dir string, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, fs.ErrExist):
		return usage("Choose another with -o, or remove it.", "lab export: %s is there already, and not empty", dir)
	}
	return usage("", "lab export: %v", err)
}
