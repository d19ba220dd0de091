package webconfig

import (
	"fmt"
	"strings"

	"ntlmsim/sim/viewstate"
)

// A Value is an attribute as it is written. Its zero value is one that is not.
type Value struct {
	Place
	Text string
	Set  bool
}

// Is reports whether a value says this; without regard to case, as ASP.NET reads true and false.
func (v Value) Is(text string) bool {
	return v.Set && strings.EqualFold(strings.TrimSpace(v.Text), text)
}

// A Secret is an attribute that may be a key. It lies behind a pointer, which is all that is printed of it.
type Secret struct {
	Place
	text *string // nil where it is not written
}

// Set reports whether the attribute is written.
func (v Secret) Set() bool { return v.text != nil }

// read reads the attribute, or what ASP.NET has without it.
func (v Secret) read(mode viewstate.Mode) (viewstate.Key, error) {
	if v.text == nil {
		return viewstate.ReadKey(viewstate.Unset, mode)
	}
	return viewstate.ReadKey(*v.text, mode)
}

// A MachineKey is the element as it is written.
type MachineKey struct {
	Place
	ValidationKey, DecryptionKey                 Secret
	Validation, Decryption, Compatibility, Apart Value // Apart is applicationName
}

// A Section is <system.web> in one place.
type Section struct {
	Location        string // path= of <location> around it; "" at the top
	Place           Place
	MachineKey      *MachineKey // nil where there is none
	TargetFramework Value       // of httpRuntime
	EnableMAC       Value       // of pages: enableViewStateMac
	EncryptionMode  Value       // of pages: viewStateEncryptionMode
}

// An Unreadable is a section that stands elsewhere or is encrypted.
type Unreadable struct {
	Place
	Section   string // its name
	Location  string
	In        string // the file of configSource; "" where it is encrypted
	Encrypted bool
}

// A File is what of a web.config decides about view state.
type File struct {
	Name          string
	Sections      []Section // in the order of the file
	AllowInsecure Value     // of appSettings: aspnet:AllowInsecureDeserialization
	AlwaysIgnore  Value     // of appSettings: aspnet:AlwaysIgnoreViewStateValidationErrors
	Unreadable    []Unreadable
	Part          bool // its root is <machineKey>: the rest of web.config is in another file
}

// Read reads a web.config, or a file that configSource names, whose root is <machineKey>.
func Read(name string, data []byte) (*File, error) {
	if len(data) > MaxSize {
		return nil, Error{name, Place{1, 1}, fmt.Sprintf("the file is larger than %d MiB", MaxSize>>20), "That is no web.config."}
	}
	text, err := decoded(data)
	if err != nil {
		return nil, Error{name, Place{1, 1}, err.Error(), "Save it as UTF-8, or as UTF-16 with a byte order mark."}
	}
	root, err := (&source{name: name, text: text}).parse()
	if err != nil {
		return nil, err
	}
	r := reader{&File{Name: name}}
	switch root.name {
	case "configuration":
		err = r.configuration(root)
	case "machineKey":
		r.Part = true
		err = r.section(&element{children: []*element{root}, Place: root.Place}, "")
	default:
		err = Error{name, root.Place, "the file begins with another element than <configuration>", "Name the web.config in the root of the application."}
	}
	if err != nil {
		return nil, err
	}
	return r.File, nil
}

// A reader fills a File.
type reader struct{ *File }

func (r reader) configuration(root *element) error {
	if err := r.webs(root, ""); err != nil {
		return err
	}
	for _, l := range root.all("location") {
		path := ""
		if a := l.attr("path"); a != nil {
			path = strings.Trim(strings.TrimSpace(a.value), "/")
		}
		if path == "." {
			path = ""
		}
		if err := r.webs(l, path); err != nil {
			return err
		}
	}
	for _, settings := range root.all("appSettings") {
		r.settings(settings)
	}
	return nil
}

func (r reader) webs(e *element, location string) error {
	for _, web := range e.all("system.web") {
		if err := r.section(web, location); err != nil {
			return err
		}
	}
	return nil
}

// section reads one <system.web>. A section twice in it is an error of ASP.NET, too.
func (r reader) section(web *element, location string) error {
	s := Section{Location: location, Place: web.Place}
	for _, name := range []string{"machineKey", "httpRuntime", "pages"} {
		list := web.all(name)
		if len(list) > 1 {
			return Error{r.Name, list[1].Place, fmt.Sprintf("there is a second <%s> in this <system.web>", name), "ASP.NET does not start with it: keep one."}
		}
		if len(list) == 1 && !r.elsewhere(list[0], location) {
			s.take(list[0])
		}
	}
	r.Sections = append(r.Sections, s)
	return nil
}

// elsewhere notes a section that stands in another file or is encrypted.
func (r reader) elsewhere(e *element, location string) bool {
	u := Unreadable{Place: e.Place, Section: e.name, Location: location}
	if a := e.attr("configSource"); a != nil {
		u.In = a.value
	}
	u.Encrypted = e.attr("configProtectionProvider") != nil || len(e.all("EncryptedData")) > 0
	if u.In == "" && !u.Encrypted {
		return false
	}
	r.Unreadable = append(r.Unreadable, u)
	return true
}

func (s *Section) take(e *element) {
	switch e.name {
	case "machineKey":
		s.MachineKey = &MachineKey{Place: e.Place,
			ValidationKey: secretOf(e.attr("validationKey")), DecryptionKey: secretOf(e.attr("decryptionKey")),
			Validation: valueOf(e.attr("validation")), Decryption: valueOf(e.attr("decryption")),
			Compatibility: valueOf(e.attr("compatibilityMode")), Apart: valueOf(e.attr("applicationName"))}
	case "httpRuntime":
		s.TargetFramework = valueOf(e.attr("targetFramework"))
	case "pages":
		s.EnableMAC, s.EncryptionMode = valueOf(e.attr("enableViewStateMac")), valueOf(e.attr("viewStateEncryptionMode"))
	}
}

func valueOf(a *attribute) Value {
	if a == nil {
		return Value{}
	}
	return Value{a.Place, a.value, true}
}

func secretOf(a *attribute) Secret {
	if a == nil {
		return Secret{}
	}
	return Secret{a.Place, &a.value}
}

// settings reads the two switches; the last one of a name counts, and <clear/> and <remove/> take back.
func (r reader) settings(e *element) {
	if r.elsewhere(e, "") {
		return
	}
	for _, c := range e.children {
		key, value := valueOf(c.attr("key")), valueOf(c.attr("value"))
		for name, to := range map[string]*Value{"aspnet:AllowInsecureDeserialization": &r.AllowInsecure, "aspnet:AlwaysIgnoreViewStateValidationErrors": &r.AlwaysIgnore} {
			switch {
			case c.name == "clear" || c.name == "remove" && key.Is(name):
				*to = Value{}
			case c.name == "add" && key.Is(name):
				*to = value
			}
		}
	}
}
