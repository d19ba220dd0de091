package winevent

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// An object is a JSON object in the order in which it is written: the order of the fields is what is asked for.
type object []member

type member struct {
	name  string
	value any // string, json.Number, bool, nil, object, []any
}

// get is the value of a name.
func (o object) get(name string) (any, bool) {
	for _, m := range o {
		if m.name == name {
			return m.value, true
		}
	}
	return nil, false
}

func (o object) text(name string) string {
	value, _ := o.get(name)
	return textOfValue(value)
}

// readJSON reads events in JSON: one, an array, or one after the other.
func readJSON(text string) (list []Event, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	inside := false // the array
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && !inside {
			break
		}
		if err != nil {
			return nil, badJSON(d, text, unexpected(err))
		}
		if token == json.Delim('[') && !inside || token == json.Delim(']') {
			inside = !inside
			continue
		}
		value, err := jsonValue(d, token, maxDepth)
		if err != nil {
			return nil, badJSON(d, text, err)
		}
		for _, v := range counted(value) {
			where := fmt.Sprintf("event %d", len(list)+1)
			e, err := jsonEvent(v, where)
			if err != nil {
				return nil, err
			}
			if list = append(list, e); len(list) > MaxEvents {
				return nil, tooMany(where)
			}
		}
	}
	if len(list) == 0 {
		return nil, &Error{"", "there is no event in it", exportIt}
	}
	return list, nil
}

// counted is what PowerShell 5 puts around an array that is a value: {"value": […], "Count": 2}.
func counted(value any) []any {
	if o, ok := value.(object); ok && len(o) == 2 {
		inside, _ := o.get("value")
		if list, ok := inside.([]any); ok && o.text("Count") != "" {
			return list
		}
	}
	return []any{value}
}

// jsonValue reads the value that begins with a token.
func jsonValue(d *json.Decoder, token json.Token, depth int) (any, error) {
	delim, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if depth == 0 {
		return nil, &Error{"", "it is nested deeper than an event is", exportIt}
	}
	list, fields := []any{}, object{}
	for d.More() {
		name := ""
		if delim == '{' {
			token, err := d.Token()
			if err != nil {
				return nil, unexpected(err)
			}
			name = fmt.Sprint(token)
		}
		first, err := d.Token()
		if err != nil {
			return nil, unexpected(err)
		}
		value, err := jsonValue(d, first, depth-1)
		if err != nil {
			return nil, err
		}
		if delim == '{' {
			fields = append(fields, member{name, value})
		} else {
			list = append(list, value)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, unexpected(err)
	}
	if delim == '{' {
		return fields, nil
	}
	return list, nil
}

// unexpected is the end of the text where a value is not at its end.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func badJSON(d *json.Decoder, text string, err error) error {
	var own *Error
	if errors.As(err, &own) {
		return err
	}
	line := 1 + strings.Count(text[:min(int(d.InputOffset()), len(text))], "\n")
	problem := err.Error()
	if errors.Is(err, io.ErrUnexpectedEOF) {
		problem = "it ends in the middle of an event"
	}
	return &Error{fmt.Sprintf("line %d", line), problem, exportIt}
}

// jsonEvent is one event of PowerShell, or one whose fields stand in data by their names.
func jsonEvent(value any, where string) (Event, error) {
	o, ok := value.(object)
	if !ok {
		return Event{}, &Error{where, fmt.Sprintf("%s is no event", kindOf(value)), exportIt}
	}
	if data, ok := o.get("data"); ok {
		return namedEvent(o, data, where)
	}
	if _, ok := o.get("Id"); ok {
		return powerShellEvent(o, where)
	}
	if _, ok := o.get("ReplacementStrings"); ok {
		return oldPowerShellEvent(o, where)
	}
	var names []string
	for _, m := range o[:min(len(o), 6)] {
		names = append(names, m.name)
	}
	return Event{}, &Error{where, fmt.Sprintf("an object of %s has neither Id and Properties, as PowerShell writes them, nor id and data", orNothing(strings.Join(names, ", "))), exportIt}
}

func kindOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case []any:
		return "an array in the array"
	case string:
		return strconv.Quote(v[:min(len(v), 40)])
	}
	return fmt.Sprint(value)
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// namedEvent is an event whose fields have names: id, computer, data.
func namedEvent(o object, data any, where string) (Event, error) {
	e := Event{Provider: o.text("provider"), Channel: o.text("channel"), Computer: o.text("computer"), Time: timeOf(o.text("time"))}
	e.Version, _ = strconv.Atoi(o.text("version"))
	fields, ok := data.(object)
	if !ok {
		return Event{}, &Error{where, "its data are " + kindOf(data) + ", and no object of names and values", exportIt}
	}
	for _, m := range fields {
		e.Fields = append(e.Fields, Field{m.name, textOfValue(m.value)})
	}
	return numbered(e, o.text("id"), where)
}

// numbered is an event with its number.
func numbered(e Event, id, where string) (Event, error) {
	n, err := strconv.Atoi(id)
	switch {
	case err != nil:
		return Event{}, &Error{where, fmt.Sprintf("its number is %q", id), exportIt}
	case len(e.Fields) > maxFields:
		return Event{}, &Error{where, fmt.Sprintf("it has %d fields, more than any event", len(e.Fields)), exportIt}
	}
	e.ID = n
	return e, nil
}

// asDeep is what to do about an event that PowerShell cut off.
const asDeep = "PowerShell writes Properties out only as deep as it is told: Get-WinEvent … | ConvertTo-Json -Depth 4"

// powerShellEvent is what ConvertTo-Json makes of Get-WinEvent. Its Properties have values and no names: those are the
// template's. PowerShell 5 writes times as /Date(ms)/, 7 in ISO 8601.
func powerShellEvent(o object, where string) (Event, error) {
	e := Event{Provider: o.text("ProviderName"), Channel: o.text("LogName"), Computer: o.text("MachineName"), Time: powerShellTime(o.text("TimeCreated"))}
	e.Version, _ = strconv.Atoi(o.text("Version"))
	properties, ok := o.get("Properties")
	if !ok {
		return Event{}, &Error{where, "it has no Properties, in which the fields of the event are", "let Select-Object leave Properties in, or leave it out; " + asDeep}
	}
	list, ok := properties.([]any)
	if one, single := properties.(object); single {
		list, ok = []any{one}, true
	}
	if properties != nil && !ok {
		return Event{}, &Error{where, "its Properties are cut off: " + kindOf(properties), asDeep}
	}
	for _, p := range list {
		value, ok := p.(object)
		if !ok {
			return Event{}, &Error{where, "its Properties are cut off: " + kindOf(p), asDeep}
		}
		inside, _ := value.get("Value")
		e.Fields = append(e.Fields, Field{"", textOfValue(inside)})
	}
	e, err := numbered(e, o.text("Id"), where)
	e.name()
	return e, err
}

// oldPowerShellEvent is what ConvertTo-Json makes of Get-EventLog, which PowerShell 5 has beside Get-WinEvent: its
// fields are strings.
func oldPowerShellEvent(o object, where string) (Event, error) {
	e := Event{Provider: o.text("Source"), Computer: o.text("MachineName"), Time: powerShellTime(o.text("TimeGenerated"))}
	value, _ := o.get("ReplacementStrings")
	list, ok := value.([]any)
	if !ok {
		return Event{}, &Error{where, "its ReplacementStrings are cut off: " + kindOf(value), asDeep}
	}
	for _, s := range list {
		e.Fields = append(e.Fields, Field{"", textOfValue(s)})
	}
	e, err := numbered(e, o.text("EventID"), where)
	e.name()
	return e, err
}

func powerShellTime(text string) time.Time {
	inside, ok := strings.CutPrefix(text, "/Date(")
	if !ok {
		return timeOf(text)
	}
	ms, err := strconv.ParseInt(strings.TrimSuffix(inside, ")/"), 10, 64)
	if err != nil || ms < -62135596800000 || ms > 253402300799999 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// textOfValue is a value as a text. What .NET writes as an object (a SID, a time in PowerShell 5) has the text in it.
func textOfValue(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case object:
		for _, name := range []string{"Value", "value", "Guid"} {
			if text, ok := v.get(name); ok {
				if s, ok := text.(string); ok {
					return s
				}
			}
		}
		return ""
	case []any:
		var parts []string
		for _, p := range v {
			if _, deep := p.([]any); !deep {
				parts = append(parts, textOfValue(p))
			}
		}
		return strings.Join(parts, " ")
	}
	return fmt.Sprint(value)
}
