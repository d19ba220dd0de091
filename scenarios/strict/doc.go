// Package strict reads YAML that people write by hand, and finds every mistake in it: each with its line, its column
// and, where there is one, the word that was probably meant. A misspelt key is an error, and is read as the key that
// was meant; so is what different YAML parsers read differently, such as no, 010 or 1:30.
//
// A format is described by Objects: the keys of each kind of mapping, what reads their values, and what an error may
// show of them. Read fills a value from a text. Where more must be checked than shapes and words, Open gives a Reader,
// which collects further mistakes with Fail; its Err is all of them.
//
// No error shows a secret: a value is shown only behind a key that is known to hold none (Place), also in a text that
// is no YAML.
package strict
