// Package scenarios reads scenario files, and holds the catalogue of them.
//
// A scenario is one YAML file: one topology, one question, attempts named by what differs. It is documentation,
// input and test at once, so the loader is strict. A file either says exactly what it seems to say, or Load returns
// every mistake in it, each with its line, its column and, where there is one, the nearest right word. No error shows a
// password: a value is shown only behind a key that cannot hold one (strict.Place).
package scenarios
