package logon

import (
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"ntlmsim/sim"
)

//go:embed profiles/*.yaml
var profileFiles embed.FS

// A Profile is the default settings of a product: the differences from its base, each with its source.
type Profile struct {
	Name   string
	Title  string
	Base   string
	Roles  []Role
	Values []Value // the profile's own values, in the order of SettingNames
	base   *Profile
	values map[string]Value
	whole  Settings // its bases' values, then its own
}

// A Value is a setting with its source.
type Value struct {
	Setting Setting
	Cite    sim.Cite
	Profile string // the profile that has it
}

// Settings is the behaviour of a product: its bases' values, then its own. Set replaces a list and never changes one in
// place, so copies of a profile's Settings may share lists.
func (p *Profile) Settings() Settings { return p.whole }

// Value is the value of a setting in this profile, with the profile that has it; false if the product does not have the
// setting.
func (p *Profile) Value(name string) (Value, bool) {
	if v, ok := p.values[fold(name)]; ok {
		return v, true
	}
	if p.base != nil {
		return p.base.Value(name)
	}
	return Value{}, false
}

// Has reports whether the product has a setting.
func (p *Profile) Has(name string) bool { _, ok := p.Value(name); return ok }

// SettingNames lists the settings that the product has.
func (p *Profile) SettingNames() []string {
	return slices.DeleteFunc(SettingNames(), func(name string) bool { return !p.Has(name) })
}

// Profiles returns every profile, each after its base.
func Profiles() []*Profile { return loadProfiles() }

// ProfileNames lists the profiles.
func ProfileNames() []string {
	var names []string
	for _, p := range Profiles() {
		names = append(names, p.Name)
	}
	return names
}

// ProfileNamed finds a profile.
func ProfileNamed(name string) (*Profile, bool) {
	p, ok := profilesByName()[fold(name)]
	return p, ok
}

var profilesByName = sync.OnceValue(func() map[string]*Profile {
	byName := map[string]*Profile{}
	for _, p := range Profiles() {
		byName[fold(p.Name)] = p
	}
	return byName
})

// loadProfiles reads the embedded files. It panics on a mistake in one, which is ours: a test loads them all.
var loadProfiles = sync.OnceValue(func() []*Profile {
	list, err := readProfiles()
	if err != nil {
		panic("embedded profiles: " + err.Error())
	}
	return list
})

// profileFile is the shape of profiles/*.yaml.
type profileFile struct {
	Title    string                  `yaml:"title"`
	Order    int                     `yaml:"order"` // in lists for people
	Base     string                  `yaml:"base"`
	Roles    []Role                  `yaml:"roles"`
	Settings map[string]profileValue `yaml:"settings"`
}

type profileValue struct {
	Value  values   `yaml:"value"`
	Source string   `yaml:"source"`
	Quote  string   `yaml:"quote"`
	Note   string   `yaml:"note"`
	Mark   sim.Mark `yaml:"mark"`
}

// values is a YAML scalar or a list of scalars, as text.
type values []string

func (v *values) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*v = values{n.Value}
		return nil
	}
	*v = values{}
	for _, item := range n.Content {
		*v = append(*v, item.Value)
	}
	return nil
}

func readProfiles() ([]*Profile, error) {
	files, err := profilesOfFiles()
	if err != nil {
		return nil, err
	}
	return buildProfiles(files)
}

func profilesOfFiles() (map[string]profileFile, error) {
	entries, err := profileFiles.ReadDir("profiles")
	if err != nil {
		return nil, err
	}
	files := map[string]profileFile{}
	for _, e := range entries {
		data, err := profileFiles.ReadFile("profiles/" + e.Name())
		if err != nil {
			return nil, err
		}
		var f profileFile
		if err := yaml.Load(data, &f, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), err)
		}
		files[strings.TrimSuffix(e.Name(), ".yaml")] = f
	}
	return files, nil
}

func buildProfiles(files map[string]profileFile) ([]*Profile, error) {
	var order []string
	for name := range files {
		order = append(order, name)
	}
	slices.SortFunc(order, func(a, b string) int { return cmp.Or(files[a].Order-files[b].Order, strings.Compare(a, b)) })
	var list []*Profile
	for _, name := range order {
		p := &Profile{Name: name, Title: files[name].Title, Base: files[name].Base, Roles: files[name].Roles, values: map[string]Value{}, whole: unrestricted}
		if p.Base != "" {
			i := slices.IndexFunc(list, func(b *Profile) bool { return b.Name == p.Base })
			if i < 0 {
				return nil, fmt.Errorf("%s: base %s does not come before it", name, p.Base)
			}
			p.base, p.whole = list[i], list[i].whole
			if p.Roles == nil {
				p.Roles = p.base.Roles
			}
		}
		if err := p.add(files[name].Settings); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, p)
	}
	return list, nil
}

func (p *Profile) add(settings map[string]profileValue) error {
	for _, name := range SettingNames() {
		v, ok := settings[name]
		if !ok {
			continue
		}
		set := Setting{Name: name, Values: v.Value}
		if err := p.whole.Set(set); err != nil {
			return err
		}
		if v.Source == "" || v.Mark == "" {
			return fmt.Errorf("%s is not cited", name)
		}
		value := Value{set, sim.Cite{Source: v.Source, Quote: v.Quote, Note: v.Note, Mark: v.Mark}, p.Name}
		p.Values, p.values[fold(name)] = append(p.Values, value), value
		delete(settings, name)
	}
	for name := range settings {
		return fmt.Errorf("there is no setting %q", name)
	}
	return nil
}
