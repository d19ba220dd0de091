package winevent

import (
	"strconv"
	"strings"
	"time"
)

// asDeep is what to do about an event that PowerShell cut off.
const asDeep = "PowerShell writes Properties out only as deep as it is told: Get-WinEvent … | ConvertTo-Json -Depth 4"

// powerShellEvent is what ConvertTo-Json makes of Get-WinEvent. Its Properties have values and no names: those are the
// template's. PowerShell 5 writes times as /Date(ms)/, 7 in ISO 8601.
func powerShellEvent(o object) (Event, error) {
	e := Event{Provider: o.text("ProviderName"), Channel: o.text("LogName"), Computer: o.text("MachineName"), Time: powerShellTime(o.text("TimeCreated"))}
	properties, ok := o.get("Properties")
	if !ok {
		return Event{}, &Error{"", "it has no Properties, in which the fields of the event are", "let Select-Object leave Properties in, or leave it out; " + asDeep}
	}
	list, ok := properties.([]any)
	if one, single := properties.(object); single {
		list, ok = []any{one}, true
	}
	if properties != nil && !ok {
		return Event{}, &Error{"", "its Properties are cut off: " + kindOf(properties), asDeep}
	}
	for _, p := range list {
		value, ok := p.(object)
		if !ok {
			return Event{}, &Error{"", "its Properties are cut off: " + kindOf(p), asDeep}
		}
		inside, _ := value.get("Value")
		e.Fields = append(e.Fields, Field{"", textOfValue(inside)})
	}
	return e.numbered(o.text("Id"), o.text("Version"))
}

// oldPowerShellEvent is what ConvertTo-Json makes of Get-EventLog, which PowerShell 5 has beside Get-WinEvent: its
// fields are strings.
func oldPowerShellEvent(o object) (Event, error) {
	e := Event{Provider: o.text("Source"), Computer: o.text("MachineName"), Time: powerShellTime(o.text("TimeGenerated"))}
	value, _ := o.get("ReplacementStrings")
	list, ok := value.([]any)
	if !ok {
		return Event{}, &Error{"", "its ReplacementStrings are cut off: " + kindOf(value), asDeep}
	}
	for _, s := range list {
		e.Fields = append(e.Fields, Field{"", textOfValue(s)})
	}
	return e.numbered(o.text("EventID"), "")
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
