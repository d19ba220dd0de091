package main

import (
	"context"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
)

func schemaCommand() command {
	var model string
	return command{
		Name:     "schema",
		Short:    "print the JSON Schema of a scenario file",
		Long:     long("schema"),
		Examples: []example{{"ntlmsim schema > ntlmsim.schema.json", "keep it where your editor finds it"}},
		Flags: func(f *pflag.FlagSet) {
			f.StringVar(&model, "model", "", "of files of `MODEL`: "+strings.Join(scenarios.ModelNames(models), ", "))
		},
		Run: func(_ context.Context, e *env, args []string) error {
			if err := noArgs("schema", args); err != nil {
				return err
			}
			m, err := modelNamed(model)
			if err != nil {
				return err
			}
			_, err = e.raw.Write(m.Schema())
			return err
		},
	}
}
