package mono

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"ntlmsim/sim/lab/judged"
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
		r := l.judge(ctx, i+1, a)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		each(r)
	}
	return nil
}

// judge asks an attempt. On a busy machine Mono fails now and then (an IOException, or a 500 without a word): what
// differs or is not answered is asked again, twice. What differs each time does.
func (l *Lab) judge(ctx context.Context, number int, a Played) (r Result) {
	for range 3 {
		var got Seen
		var failed error
		if a.Cannot == "" {
			got, failed = l.Ask(ctx, a)
		}
		if r = a.Judge(number, got, failed); r.Verdict != judged.Differs && r.Verdict != judged.CouldNot {
			break
		}
	}
	return r
}
