package winevent

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// What an object may be in before it is an event, and how much it may have.
const (
	maxInside  = 6
	maxMembers = 4096
)

// around are names under which collections keep an event: Elasticsearch, Splunk, Chainsaw, and XML that became JSON.
var around = []string{"_source", "result", "document", "Event"}

// shape is the event that a value is.
func shape(value any, depth int) (Event, error) {
	o, ok := value.(object)
	switch {
	case !ok:
		return Event{}, &Error{"", fmt.Sprintf("%s is no event", kindOf(value)), exportIt}
	case depth == 0 || len(o) > maxMembers:
		return Event{}, tooLong()
	}
	for _, name := range around {
		if inside, ok := o.object(name); ok {
			return shape(inside, depth-1)
		}
	}
	return o.event(depth)
}

// event is the event that an object is, whoever wrote it.
func (o object) event(depth int) (Event, error) {
	data, hasData := o.object("data")
	switch {
	case o.has("System"):
		return treeEvent(o)
	case o.has("winlog"), o.has("event_data"):
		return winlogEvent(o)
	case o.dotted():
		return shape(o.nested(), depth-1)
	case o.has("win"):
		return wazuhEvent(o)
	case hasData && data.has("win"):
		return wazuhEvent(data)
	case hasData && data.has("Event"):
		return shape(data, depth-1)
	case o.has("data"):
		return namedEvent(o)
	case o.has("Id"):
		return powerShellEvent(o)
	case o.has("ReplacementStrings"):
		return oldPowerShellEvent(o)
	}
	if text := o.xml(); text != "" {
		return xmlInside(text)
	}
	if o.text(idNames...) != "" {
		return flatEvent(o)
	}
	var names []string
	for _, m := range o[:min(len(o), 6)] {
		names = append(names, fmt.Sprintf("%.40s", m.name))
	}
	return Event{}, &Error{"", fmt.Sprintf("an object of %s has neither Id and Properties, as PowerShell writes them, nor what another program writes of an event",
		orNothing(strings.Join(names, ", "))), exportIt}
}

// namedEvent is an event whose fields have names: id, computer, data.
func namedEvent(o object) (Event, error) {
	e := Event{Provider: o.text("provider"), Channel: o.text("channel"), Computer: o.text("computer"), Time: timeOf(o.text("time"))}
	data, _ := o.get("data")
	fields, ok := data.(object)
	if !ok {
		return Event{}, &Error{"", "its data are " + kindOf(data) + ", and no object of names and values", exportIt}
	}
	for _, m := range fields {
		e.Fields = append(e.Fields, Field{m.name, textOfValue(m.value)})
	}
	return e.numbered(o.text("id"), o.text("version"))
}

// numbered is an event with its number and version. Where fields have no names, they get those of the template.
func (e Event) numbered(id, version string) (Event, error) {
	n, err := strconv.Atoi(id)
	switch {
	case err != nil:
		return Event{}, &Error{"", fmt.Sprintf("its number is %q", id), exportIt}
	case len(e.Fields) > maxFields:
		return Event{}, &Error{"", fmt.Sprintf("it has %d fields, more than any event", len(e.Fields)), exportIt}
	}
	e.ID = n
	e.Version, _ = strconv.Atoi(version)
	e.name()
	return e, nil
}

// winlogEvent is what Winlogbeat and the agent of Elastic write: since version 7 in winlog, before that without it. A
// field without a name is param1, param2, …
func winlogEvent(o object) (Event, error) {
	w, ok := o.object("winlog")
	if !ok {
		w = o
	}
	about, _ := o.object("event")
	e := Event{Provider: w.text("provider_name", "source_name"), Channel: w.text("channel", "log_name"), Computer: w.text("computer_name"),
		Time: timeOf(o.text("@timestamp"))}
	if e.Provider == "" {
		e.Provider = about.text("provider")
	}
	data, _ := w.object("event_data")
	for i, m := range data {
		name := m.name
		if name == fmt.Sprintf("param%d", i+1) {
			name = ""
		}
		e.Fields = append(e.Fields, Field{name, textOfValue(m.value)})
	}
	user, _ := w.object("user_data")
	for _, m := range user {
		if m.name != "xml_name" {
			e.Fields = leaves(e.Fields, []node{treeNode(m.name, m.value)})
		}
	}
	id := w.text("event_id")
	if id == "" {
		id = about.text("code")
	}
	return e.numbered(id, w.text("version"))
}

// wazuhEvent is what Wazuh makes of an event: the first letter of each name is a small one.
func wazuhEvent(o object) (Event, error) {
	win, _ := o.object("win")
	system, _ := win.object("system")
	e := Event{Provider: system.text("providerName"), Channel: system.text("channel"), Computer: system.text("computer"), Time: timeOf(system.text("systemTime"))}
	id := system.text("eventID")
	for _, part := range win {
		inside, ok := part.value.(object)
		if !ok || part.name == "system" {
			continue
		}
		for _, f := range leaves(nil, treeNode(part.name, inside).children) {
			e.Fields = append(e.Fields, Field{fullName(id, f.Name), f.Value})
		}
	}
	return e.numbered(id, system.text("version"))
}

// fullName is the name of a field whose first letter became a small one.
func fullName(id, name string) string {
	for _, t := range templates {
		if strconv.Itoa(t.ID) != id {
			continue
		}
		for _, f := range t.Fields {
			if strings.EqualFold(f, name) {
				return f
			}
		}
	}
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// dotted reports whether names have dots instead of objects in objects.
func (o object) dotted() bool {
	for _, m := range o {
		if strings.HasPrefix(m.name, "winlog.") || strings.HasPrefix(m.name, "data.win.") || strings.HasPrefix(m.name, "Event.System.") {
			return true
		}
	}
	return false
}

// nested makes objects in objects of names with dots.
func (o object) nested() (all object) {
	for _, m := range o {
		all = all.with(strings.SplitN(m.name, ".", maxInside), m.value)
	}
	return all
}

func (o object) with(path []string, value any) object {
	if len(path) == 1 {
		return append(o, member{path[0], value})
	}
	for i, m := range o {
		if inside, ok := m.value.(object); ok && m.name == path[0] {
			o[i].value = inside.with(path[1:], value)
			return o
		}
	}
	return append(o, member{path[0], object(nil).with(path[1:], value)})
}

// xml is the event as XML that stands in a value; "" where none does.
func (o object) xml() string {
	for _, m := range o {
		if text, ok := m.value.(string); ok && (strings.HasPrefix(text, "<Event ") || strings.HasPrefix(text, "<Event>")) {
			return text
		}
	}
	return ""
}

func xmlInside(text string) (Event, error) {
	n, _, err := xmlNode([]byte(text))
	if err != nil {
		clean, _ := legalXML([]byte(text))
		n, _, err = xmlNode(clean)
	}
	if err != nil {
		return Event{}, &Error{"", "the XML in it: " + xmlProblem(err), exportIt}
	}
	return n.event()
}

// What collections call the number of an event, its provider, log, computer and time, where these stand beside its
// fields: NXLog, Fluent Bit, EvtxECmd, Splunk, Azure and others.
var (
	idNames       = []string{"EventID", "EventId", "event_id", "EventCode", "eventID", "eventId"}
	providerNames = []string{"SourceName", "ProviderName", "Provider", "provider_name", "source_name", "EventSourceName", "Source"}
	channelNames  = []string{"Channel", "channel", "LogName", "log_name", "EventLog"}
	computerNames = []string{"Hostname", "Computer", "ComputerName", "MachineName", "computer_name", "hostname"}
	timeNames     = []string{"SystemTime", "TimeCreated", "TimeGenerated", "@timestamp"}
)

// notFields are the other names that say nothing of what the event is about.
var notFields = setOf(idNames, providerNames, channelNames, computerNames, timeNames, strings.Fields(`EventTime EventReceivedTime EventType EventTypeName Severity
	SeverityValue Keywords ProviderGuid Version Task TaskValue OpcodeValue Opcode Level LevelName RecordNumber EventRecordID EventRecordId RecordId ProcessID ThreadID ThreadId
	ExecutionProcessID ExecutionThreadID ActivityID RelatedActivityID Qualifiers UserID Message Category SourceModuleName SourceModuleType AccountType tags host port @version
	Payload StringInserts ChunkNumber SourceFile MapDescription ExtraDataOffset HiddenRecord _raw _time index source sourcetype TenantId SourceSystem
	ManagementGroupName SourceComputerId EventOriginId MG TimeCollected _ResourceId Type Activity EventData UserData`))

func setOf(lists ...[]string) map[string]bool {
	set := map[string]bool{}
	for _, list := range lists {
		for _, name := range list {
			set[name] = true
		}
	}
	return set
}

// flatEvent is an event whose fields stand beside its number.
func flatEvent(o object) (Event, error) {
	e := Event{Provider: o.text(providerNames...), Channel: o.text(channelNames...), Computer: o.text(computerNames...), Time: flatTime(o)}
	data, _ := o.get("EventData")
	user, _ := o.object("UserData")
	strings, _ := o.get("StringInserts")
	payload := payloadOf(o)
	switch list, ok := strings.([]any); {
	case ok:
		e.Fields = treeFields(nil, object{{"Data", list}})
	case isObject(data):
		e.Fields = treeFields(nil, data.(object))
	case user != nil:
		e.Fields = leaves(nil, treeNode("UserData", user).children)
	case payload != nil:
		e.Fields = payloadFields(payload)
	default:
		for _, m := range o {
			if _, list := m.value.([]any); !list && !isObject(m.value) && !notFields[m.name] {
				e.Fields = append(e.Fields, Field{m.name, textOfValue(m.value)})
			}
		}
	}
	return e.numbered(o.text(idNames...), o.text("Version", "version"))
}

func isObject(value any) bool {
	_, ok := value.(object)
	return ok
}

// payloadOf is what EvtxECmd keeps as JSON in a string: the event's EventData or UserData.
func payloadOf(o object) object {
	text := o.text("Payload")
	if !strings.HasPrefix(text, "{") {
		return nil
	}
	value, err := jsonText([]byte(text))
	if inside, ok := value.(object); ok && err == nil {
		return inside
	}
	return nil
}

func payloadFields(payload object) []Field {
	data, _ := payload.object("EventData")
	user, _ := payload.object("UserData")
	return leaves(treeFields(nil, data), treeNode("UserData", user).children)
}

// flatTime is the time of an event. EventTime, which NXLog writes, is local where it has no zone: no time is told then.
func flatTime(o object) time.Time {
	if t := powerShellTime(o.text(timeNames...)); !t.IsZero() {
		return t
	}
	if text := o.text("EventTime"); len(text) > 19 {
		return timeOf(text)
	}
	return time.Time{}
}
