package mono

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Run builds what a plan needs, puts every attempt to it, and ends it. Each result is handed over as it comes.
func Run(ctx context.Context, p Plan, each func(Result)) (err error) {
	if missing := Missing(); len(missing) > 0 {
		return fmt.Errorf("install Debian's packages %s", strings.Join(missing, " "))
	}
	l, err := Start(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	for i, a := range p.Attempts {
		var got Seen
		var failed error
		if a.Cannot == "" {
			got, failed = l.Ask(ctx, a)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		each(a.Judge(i+1, got, failed))
	}
	return nil
}
