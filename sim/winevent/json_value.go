package winevent

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
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

// text is the first value of these names that says something.
func (o object) text(names ...string) string {
	for _, name := range names {
		if value, ok := o.get(name); ok {
			if text := textOfValue(value); text != "" {
				return text
			}
		}
	}
	return ""
}

func (o object) has(name string) bool {
	_, ok := o.get(name)
	return ok
}

// object is the object that is the value of a name; false where there is none.
func (o object) object(name string) (object, bool) {
	value, _ := o.get(name)
	inside, ok := value.(object)
	return inside, ok
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
