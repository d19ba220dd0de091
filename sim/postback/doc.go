// Package postback is the model of KB 2915218: one node of a web farm makes the view state of a page with the key that
// it has at that time, and another one, or the same one later, checks it with its own.
//
// Which key a node has is one table (Keys), what becomes of the posted field another (Table). Keys are compared, not
// used: package viewstate computes with them.
//
// The package is pure: no network, clock, randomness or file.
package postback
