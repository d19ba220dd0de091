package winevent

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A node is an element of event XML, however it was written down.
type node struct {
	name     string
	attrs    []Field
	text     string
	children []node
}

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

func (n *node) child(name string) *node {
	for i := range n.children {
		if n.children[i].name == name {
			return &n.children[i]
		}
	}
	return &node{}
}

// event is what an element Event says. Fields without names, as those of events before Windows Vista, get them from the
// template.
func (n *node) event() (Event, error) {
	system := n.child("System")
	if n.name != "Event" || system.name == "" {
		return Event{}, &Error{"", fmt.Sprintf("<%s> is no <Event> with a <System> in it", n.name), exportIt}
	}
	provider := system.child("Provider")
	e := Event{Provider: provider.attr("Name"), Channel: system.child("Channel").text, Computer: system.child("Computer").text}
	if e.Provider == "" {
		e.Provider = provider.attr("EventSourceName")
	}
	var err error
	if e.ID, err = strconv.Atoi(strings.TrimSpace(system.child("EventID").text)); err != nil {
		return Event{}, &Error{"", fmt.Sprintf("its EventID is %q, and no number", system.child("EventID").text), exportIt}
	}
	e.Version, _ = strconv.Atoi(system.child("Version").text)
	e.Time = timeOf(system.child("TimeCreated").attr("SystemTime"))
	data := n.child("EventData").children
	if len(data) > 0 {
		e.Fields = make([]Field, 0, len(data))
	}
	for _, d := range data {
		if d.name == "Data" {
			e.Fields = append(e.Fields, Field{d.attr("Name"), d.text})
		}
	}
	e.Fields = leaves(e.Fields, n.child("UserData").children)
	if len(e.Fields) > maxFields {
		return Event{}, &Error{"", fmt.Sprintf("it has %d fields, more than any event", len(e.Fields)), exportIt}
	}
	e.name()
	return e, nil
}

// leaves appends the elements that have no others in them.
func leaves(list []Field, of []node) []Field {
	for i := range of {
		if n := &of[i]; len(n.children) == 0 {
			list = append(list, Field{n.name, n.text})
		} else {
			list = leaves(list, n.children)
		}
	}
	return list
}

// name gives fields without names those of the template.
func (e *Event) name() {
	for _, f := range e.Fields {
		if f.Name != "" {
			return
		}
	}
	t, ok := TemplateOf(e.Provider, e.ID, e.Version, len(e.Fields))
	if !ok {
		return
	}
	for i := range min(len(e.Fields), len(t.Fields)) {
		e.Fields[i].Name = t.Fields[i]
	}
}

// timeOf reads a time as event XML has it, or as collections and converters write it: without T, and without a zone,
// which is UTC then. The zero time where the text is not a time.
func timeOf(text string) time.Time {
	text = strings.TrimSpace(text)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04:05.999999999 -0700",
		"2006-01-02 15:04:05.999999999 MST"} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() >= 1 && t.Year() <= 9999 {
			return t.UTC()
		}
	}
	return time.Time{}
}
