package main

import (
	"context"
	"errors"
	"strings"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/report"
)

// isCode reports whether arguments are a code. The name of an existing file is not.
func isCode(args []string) bool {
	if text := strings.Join(args, " "); logon.Pasted(text) != text {
		_, err := lookup(text)
		return err != nil
	}
	switch len(args) {
	case 1:
		if _, err := lookup(args[0]); err == nil || strings.Contains(args[0], "#") {
			return false
		}
		words := strings.Fields(args[0])
		return len(words) > 0 && logon.LooksLikeCode(words[0])
	case 2:
		return logon.LooksLikeCode(args[0])
	}
	return false
}

func (o *explainOptions) runCode(ctx context.Context, e *env, text string) error {
	if o.trace {
		return usage("ntlmsim help explain says what it is for.", "--trace needs a FILE, and %s is a code", quotable(text))
	}
	c, err := logon.ParseCode(text)
	if err != nil {
		return badCode(err)
	}
	catalogue, err := predictCatalogue(ctx)
	if err != nil {
		return err
	}
	m := report.MeaningOf(c, catalogue)
	if o.json {
		return e.printJSON(m.JSON())
	}
	e.out.PrintMeaning(m, text, o.verbose)
	return nil
}

// badCode says what is wrong with a code, and names the nearest one.
func badCode(err error) error {
	hint := "ntlmsim help codes lists the codes."
	var u *logon.UnknownCode
	if errors.As(err, &u) && u.Nearest != "" {
		hint = did(u.Nearest)
	}
	return usage(hint, "%v", err)
}
