package scenarios

import (
	"bytes"
	_ "embed"
)

//go:embed schema.json
var schema []byte

// Schema is a JSON Schema (draft 2020-12) of scenario files, for editors. It knows the shape of a file; whether a
// machine or a domain is there, and what a command says, only Load knows.
func Schema() []byte { return bytes.Clone(schema) }
