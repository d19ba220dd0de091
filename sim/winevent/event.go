package winevent

import (
	"strings"
	"time"
)

// An Event is one entry of an event log.
type Event struct {
	Provider string // Microsoft-Windows-Security-Auditing; "" where the export does not say
	Channel  string // Security; "" where the export does not say
	ID       int
	Version  int
	Time     time.Time // in UTC; zero where the export does not say
	Computer string
	Fields   []Field // in the order of the export
}

// A Field is what an event says beside its number. Name is "" where neither the export nor a template has one.
type Field struct{ Name, Value string }

// Get is the first field that has one of these names; false where the event has none of them.
func (e Event) Get(names ...string) (string, bool) {
	for _, name := range names {
		for _, f := range e.Fields {
			if f.Name == name {
				return f.Value, true
			}
		}
	}
	return "", false
}

// Says is Get without what Windows writes where there is nothing to say: nothing, or a hyphen.
func (e Event) Says(names ...string) string {
	value, _ := e.Get(names...)
	if value = strings.TrimSpace(value); value == "-" {
		return ""
	}
	return value
}

// An Error says that bytes are not events: where in them, what was found there, and what to do.
type Error struct{ Where, Problem, Hint string }

func (e *Error) Error() string {
	if e.Where == "" {
		return e.Problem
	}
	return e.Where + ": " + e.Problem
}

// What one event, or one chunk of a log, is at most.
const (
	maxFields = 512       // of an event
	maxDepth  = 32        // of elements, or of JSON, within each other
	maxText   = 256 << 10 // bytes that an event may say
	maxTotal  = 8 << 20   // bytes that the events of a chunk, of 64 KiB, may say together
)
