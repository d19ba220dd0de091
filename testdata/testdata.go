// Package testdata embeds what an installed binary needs of this folder.
package testdata

import (
	"embed"
	"path"
)

// KnownDifferences is known-differences.yaml: where real servers answer otherwise than predicted, and why.
//
//go:embed known-differences.yaml
var KnownDifferences []byte

//go:embed recordings/*.json
var recordings embed.FS

// Recording is a recording of real servers by the name of its file: samba-4.17.json.
func Recording(name string) ([]byte, error) {
	return recordings.ReadFile(path.Join("recordings", name))
}

// RecordingNames lists the recordings.
func RecordingNames() (names []string) {
	entries, _ := recordings.ReadDir("recordings")
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
