// Package lint finds what of a scenario loads, and is probably a mistake: a service principal name that two accounts
// have, a site whose pool has not the key of the name, an address in a URL. Each kind of finding is a row of a small
// table (rules.go), with its source, and the state in which the model ends because of it; a test lets the model decide
// with the mistake and without.
//
// What is about names alone is in names.go: another model has it by listing the names that are registered, and those
// that its clients ask tickets for.
package lint
