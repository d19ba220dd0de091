package scenarios

import (
	"bytes"
	_ "embed"
	"encoding/json"
)

//go:embed web_schema.json
var webSchema []byte

// WebSchema is Schema for files of the model web: its own keys, with the domains and machines of the other schema.
func WebSchema() []byte { return withShared(webSchema) }

// withShared is a schema with the definitions of the first one that it lacks.
func withShared(of []byte) []byte {
	var own, shared map[string]any
	for data, into := range map[*[]byte]*map[string]any{&of: &own, &schema: &shared} {
		if err := json.Unmarshal(*data, into); err != nil {
			panic(err) // it is part of the program
		}
	}
	defs := own["$defs"].(map[string]any)
	for name, def := range shared["$defs"].(map[string]any) {
		if _, ok := defs[name]; !ok {
			defs[name] = def
		}
	}
	data, err := json.MarshalIndent(own, "", "  ")
	if err != nil {
		panic(err) // it is part of the program
	}
	return append(data, '\n')
}

// WebKeys is what WebSchema has beside the domains and machines, in the order in which people read it.
func WebKeys() []byte { return bytes.Clone(webSchema) }
