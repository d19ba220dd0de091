// Package testdata embeds what an installed binary needs of this folder.
package testdata

import _ "embed"

// KnownDifferences is known-differences.yaml: where real servers answer otherwise than predicted, and why.
//
//go:embed known-differences.yaml
var KnownDifferences []byte
