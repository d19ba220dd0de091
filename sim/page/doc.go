// Package page writes text for people: as wide as their terminal, in colour where they see it, and without the control
// characters with which a file could steer it.
//
// A Page wraps paragraphs and lines up columns. A Writer below it replaces control characters. The other functions are
// about words: plurals, lists, the width of a text in columns.
package page
