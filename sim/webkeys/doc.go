// Package webkeys has the commands about the keys of ASP.NET: viewstate asks which nodes of a farm would take a field,
// and machinekey makes a fresh element. They are here to keep package main small; it gives them its streams, its page
// and its exit codes.
package webkeys
