package winevent

import "strings"

// Event XML that a program made JSON of: elements are objects, and attributes are members of them, or of an object
// "#attributes" ("@attributes", "_attributes", "$"), or of one beside the element, "Provider_attributes". What an
// element says is "#text" ("_text", "_", "$t"), or "Value" of an element of which one field is kept.

// treeEvent is an event that has its System as an object.
func treeEvent(o object) (Event, error) {
	system, _ := o.object("System")
	n := node{name: "Event", children: []node{treeNode("System", system)}}
	data, _ := o.get("EventData")
	if inside, ok := data.(object); ok {
		n.children = append(n.children, node{name: "EventData", children: dataNodes(inside)})
	}
	if user, ok := o.object("UserData"); ok {
		n.children = append(n.children, treeNode("UserData", user))
	}
	return n.event()
}

// treeFields appends the fields of an EventData.
func treeFields(list []Field, data object) []Field {
	for _, d := range dataNodes(data) {
		list = append(list, Field{d.attr("Name"), d.text})
	}
	return list
}

// dataNodes are the elements Data of an EventData, whose members are called like the fields, or Data.
func dataNodes(data object) (list []node) {
	for _, m := range data {
		switch {
		case m.name == "Data":
			list = append(list, dataOf(m.value)...)
		case isMark(m.name), strings.HasSuffix(m.name, "_attributes"), m.name == "Binary":
		default:
			list = append(list, node{name: "Data", attrs: []Field{{"Name", m.name}}, text: treeNode(m.name, m.value).text})
		}
	}
	return list
}

// dataOf are elements Data: one, several, or only what they say.
func dataOf(value any) (list []node) {
	switch v := value.(type) {
	case nil:
	case []any:
		for _, one := range v {
			list = append(list, treeNode("Data", one))
		}
	case object:
		if texts, ok := v.get("#text"); ok {
			if many, ok := texts.([]any); ok {
				return dataOf(many)
			}
		}
		list = append(list, treeNode("Data", v))
	default:
		list = append(list, treeNode("Data", v))
	}
	return list
}

// treeNode is an element.
func treeNode(name string, value any) node {
	n := node{name: name}
	o, ok := value.(object)
	if !ok {
		n.text = textOfValue(value)
		return n
	}
	for _, m := range o {
		n.member(m)
	}
	return n
}

// member adds a member of an element's object.
func (n *node) member(m member) {
	inside, isElement := m.value.(object)
	list, isList := m.value.([]any)
	element, beside := strings.CutSuffix(m.name, "_attributes")
	switch {
	case isText(m.name) || m.name == "Value" && !isElement && !isList:
		n.text = textOfValue(m.value)
	case isMark(m.name) && isElement:
		n.attributes(inside)
	case beside && isElement && element != "":
		child := node{name: element}
		child.attributes(inside)
		n.merge(child)
	case isList:
		for _, one := range list {
			n.children = append(n.children, treeNode(m.name, one))
		}
	case isElement:
		n.merge(treeNode(m.name, inside))
	case strings.HasPrefix(m.name, "@"), strings.HasPrefix(m.name, "-"):
		n.attrs = append(n.attrs, Field{m.name[1:], textOfValue(m.value)})
	case m.name == "Name", m.name == "SystemTime":
		n.attrs = append(n.attrs, Field{m.name, textOfValue(m.value)})
	default:
		n.merge(node{name: m.name, text: textOfValue(m.value)})
	}
}

func (n *node) attributes(o object) {
	for _, m := range o {
		n.attrs = append(n.attrs, Field{m.name, textOfValue(m.value)})
	}
}

// merge adds a child. The attributes of the last one may have stood beside it.
func (n *node) merge(child node) {
	if last := len(n.children) - 1; last >= 0 && n.children[last].name == child.name && len(n.children[last].attrs) != len(child.attrs) {
		n.children[last].attrs = append(n.children[last].attrs, child.attrs...)
		n.children[last].text += child.text
		return
	}
	n.children = append(n.children, child)
}

func isText(name string) bool {
	return name == "#text" || name == "_text" || name == "_" || name == "$t"
}

// isMark reports whether a name is that of attributes.
func isMark(name string) bool {
	return name == "#attributes" || name == "@attributes" || name == "_attributes" || name == "$"
}
