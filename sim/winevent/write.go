package winevent

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// XML is the event as wevtutil writes it: on one line, with apostrophes. What an event does not say, as a time that is
// zero, is left out. Fields of an event before Windows Vista have no names there, and those of SMBServer are user data.
func (e Event) XML() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='%s'/><EventID>%d</EventID><Version>%d</Version>",
		escaped(e.Provider), e.ID, e.Version)
	if !e.Time.IsZero() {
		fmt.Fprintf(&b, "<TimeCreated SystemTime='%s'/>", e.Time.UTC().Format("2006-01-02T15:04:05.000000000Z"))
	}
	fmt.Fprintf(&b, "<Channel>%s</Channel><Computer>%s</Computer></System>", escaped(e.Channel), escaped(e.Computer))
	switch e.Provider {
	case Classic:
		e.data(&b, func(f Field) string { return "<Data>" + escaped(f.Value) + "</Data>" })
	case SMBServer:
		b.WriteString("<UserData>")
		e.data(&b, func(f Field) string { return fmt.Sprintf("<%s>%s</%[1]s>", f.Name, escaped(f.Value)) })
		b.WriteString("</UserData>")
	default:
		e.data(&b, func(f Field) string {
			return fmt.Sprintf("<Data Name='%s'>%s</Data>", escaped(f.Name), escaped(f.Value))
		})
	}
	b.WriteString("</Event>")
	return b.String()
}

func (e Event) data(b *strings.Builder, field func(Field) string) {
	b.WriteString("<EventData>")
	for _, f := range e.Fields {
		b.WriteString(field(f))
	}
	b.WriteString("</EventData>")
}

// escaped is a text as XML has it. What XML cannot have, as most control characters, is replaced.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}

// templateOf finds the template of an event by its version, or, before Windows Vista, by how many fields it has.
func templateOf(provider string, id, version, fields int) (Template, bool) {
	for _, t := range templates {
		if t.Provider == provider && t.ID == id && t.Version == version && (fields == 0 || len(t.Fields) == fields) {
			return t, true
		}
	}
	return Template{}, false
}

// Fill makes an event of a template: each field with its value, as values has it, or what nothing says. fields is how
// many there are, where more than one template has the version; else 0.
func Fill(provider string, id, version, fields int, values map[string]string) (Event, bool) {
	t, ok := templateOf(provider, id, version, fields)
	e := Event{Provider: provider, ID: id, Version: version}
	for _, name := range t.Fields {
		value, said := values[name]
		if !said {
			value = Unsaid(name)
		}
		e.Fields = append(e.Fields, Field{name, value})
	}
	return e, ok
}

// Unsaid is the value of a field that the model does not know: 0 for a number or an identifier, a hyphen for a text.
func Unsaid(name string) string {
	switch {
	case strings.HasSuffix(name, "GUID"), strings.HasSuffix(name, "Guid"), name == "Logon GUID":
		return "{00000000-0000-0000-0000-000000000000}"
	case strings.HasSuffix(name, "LogonId"), strings.HasSuffix(name, "LUID"), name == "ProcessId", name == "Logon ID", name == "SessionId",
		name == "NegotiatedSecurity", name == "RequiredSecurity", name == "ProcessPID", name == "NegotiatedFlags", name == "AvFlags", name == "AvlFlags":
		return "0x0"
	case strings.HasSuffix(name, "Length"), strings.HasSuffix(name, "PID"), name == "SPNValidationPolicy":
		return "0"
	}
	return "-"
}
