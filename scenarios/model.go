package scenarios

import (
	"iter"
	"slices"
	"strings"

	"ntlmsim/scenarios/strict"
	"ntlmsim/sim"
	"ntlmsim/sim/lint"
)

// A Model is what decides the attempts of a file: one article with its table. It is a struct of functions; whoever adds
// one writes these, and an entry in Models. Everything else (run, explain, rules, reports) works with what they return.
type Model struct {
	Name   string           // behind model: in a file
	Format strict.Format    // what its files are called, and which of their keys hold no secret; without model:
	Schema func() []byte    // the JSON Schema of its files
	Rows   func() []sim.Row // its table

	// Read reads a file whose Path and Comment are set: it sets Attempts and whatever Play needs. Every mistake is
	// reported to the reader; what it leaves in the file then is not used. In a lenient file attempts may expect
	// nothing.
	Read func(r *strict.Reader, root *strict.Node, f *File, lenient bool)

	// Play decides the attempts of a file in order, one Played for each. It can be called again, with the same result.
	Play func(f *File) iter.Seq[Played]

	// Lint lists what of a file that was read is probably a mistake; nil: the model knows of nothing.
	Lint func(f *File) []lint.Finding
}

// Models returns the models there are. A file without model: belongs to the first.
func Models() []Model { return []Model{Logon(), Web(), EWSProxy(), Postback()} }

// ModelNamed finds a model by its name.
func ModelNamed(models []Model, name string) (Model, bool) {
	i := slices.IndexFunc(models, func(m Model) bool { return m.Name == name })
	if i < 0 {
		return Model{}, false
	}
	return models[i], true
}

// ModelNames returns the names of models, in their order.
func ModelNames(models []Model) []string {
	var names []string
	for _, m := range models {
		names = append(names, m.Name)
	}
	return names
}

const modelKey = "model"

// format is the Format of the files of a model, with the key model.
func (m Model) format() strict.Format {
	f := m.Format
	f.Root = f.Root.With(modelKey, strict.AnyText)
	return f
}

// guessed is the model that a text seems to name, even if it is not YAML; the first if it names none.
func guessed(models []Model, data []byte) Model {
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(strings.Trim(line, "{ \t\r\n"), ":")
		if strings.Trim(key, `"'`) != modelKey {
			continue
		}
		name, _, _ := strings.Cut(value, ",")
		if m, ok := ModelNamed(models, strings.Trim(name, `"' `)); ok {
			return m
		}
	}
	return models[0]
}

// takeModel takes the key model out of a file, and returns the model that it names: the first where there is no such
// key, false where it names none.
func takeModel(models []Model, r *strict.Reader, root *strict.Node) (Model, bool) {
	key, value := strict.Take(root, modelKey)
	if key == nil {
		if key = strict.Misspelt(root, modelKey); key != nil {
			r.Fail(key, "did you mean model?", "a scenario has no key %q", key.Value)
			return models[0], false
		}
		return unnamed(models, r, root)
	}
	if strict.Empty(strict.Follow(value)) {
		r.Fail(key, "leave the key out, or write what belongs there", "model has nothing behind it")
		return Model{}, false
	}
	name := strict.OneOf(r, value, "model", ModelNames(models))
	return ModelNamed(models, name)
}

// unnamed is the model of a file that names none: the first, unless the file has keys that only another one has.
func unnamed(models []Model, r *strict.Reader, root *strict.Node) (Model, bool) {
	first, most := models[0], 0
	meant, at := first, (*strict.Node)(nil)
	for _, m := range models[1:] {
		if keys := strict.KeysIn(root, func(key string) bool { return m.Format.Root.Has(key) && !first.Format.Root.Has(key) }); len(keys) > most {
			meant, at, most = m, keys[0], len(keys)
		}
	}
	if at == nil {
		return first, true
	}
	r.In(meant.format().Root)
	r.Fail(at, "add the line model: "+meant.Name, "%s is a key of the model %s, which the file does not name", at.Value, meant.Name)
	return meant, false
}
