package winevent

import (
	"cmp"
	"errors"
	"fmt"
)

// A Loss is a place of an export that could not be read as it should be: where, why, and how much was lost there.
type Loss struct {
	Where   string `json:"where"` // "byte 4096", "line 3, after event 7"; in an archive with the name of the file before it
	Problem string `json:"problem"`
	Events  int    `json:"events,omitempty"` // that are lost at least; 0 where none is, or nobody can know
	Bytes   int64  `json:"bytes,omitempty"`  // that were not read; 0 where none was, or nobody can know

	hint string // what to do about it
}

// Hint is what to do about it.
func (l Loss) Hint() string { return cmp.Or(l.hint, exportIt) }

// lostEvent is one event that could not be read.
func lostEvent(where string, err error, size int64) Loss {
	l := Loss{Where: where, Problem: err.Error(), Events: 1, Bytes: size}
	var own *Error
	if errors.As(err, &own) {
		l.Problem, l.hint = own.Problem, own.Hint
	}
	return l
}

func (l Loss) String() string {
	text := l.Problem
	if l.Where != "" {
		text = l.Where + ": " + text
	}
	switch {
	case l.Events > 0 && l.Bytes > 0:
		return fmt.Sprintf("%s (%s, %s lost)", text, plural(int64(l.Events), "event"), plural(l.Bytes, "byte"))
	case l.Events > 0:
		return fmt.Sprintf("%s (%s lost)", text, plural(int64(l.Events), "event"))
	case l.Bytes > 0:
		return fmt.Sprintf("%s (%s lost)", text, plural(l.Bytes, "byte"))
	}
	return text
}

func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// mostPlaces is how many losses are remembered with their place; the others are only counted.
const mostPlaces = 20

// Losses are what could not be read of an export. The zero value says that all of it was.
type Losses struct {
	Places []Loss // the first 20
	Count  int    // of all places
	Events int    // in all places, at least
	Bytes  int64  // in all places, at least
}

func (l *Losses) add(one Loss) {
	l.Count++
	l.Events += one.Events
	l.Bytes += one.Bytes
	if len(l.Places) < mostPlaces {
		l.Places = append(l.Places, one)
	}
}

// error is nil where nothing was lost.
func (l *Losses) error() error {
	if l.Count == 0 {
		return nil
	}
	first := l.Places[0]
	problem := Loss{Problem: first.Problem, Events: first.Events, Bytes: first.Bytes}.String()
	if l.Count > 1 {
		problem += fmt.Sprintf(" (and %d more places that cannot be read)", l.Count-1)
	}
	return &Error{first.Where, problem, first.Hint()}
}

// lostAt is a loss of so many events, and so many bytes.
func lostAt(where, problem string, events int, bytes int64) Loss {
	return Loss{Where: where, Problem: problem, Events: events, Bytes: bytes}
}
