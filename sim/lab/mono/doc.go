// Package mono puts attempts of the model postback to Mono's System.Web, which this project did not write: pages are
// opened and posted for real. Debian has no server that starts with it (mono-xsp4 does not), so host.cs is one of our
// own; what is signed, checked, kept and refused is Mono's affair.
//
// A pool at a node is a process with a HOME of its own, which is the profile of its identity: Mono keeps generated keys
// there. Whether Windows keeps them (in the profile, in HKLM, in another place of IIS 7.5) is the model's word: a pool
// that keeps none gets a HOME in which nothing can be written. The nodes of a platform that synchronises keys have one
// HOME for each pool. A worker process that starts again is a process that is ended and started.
//
// What Mono does otherwise than Windows is a list of known differences (differences.go). A difference changes the
// question or what is expected, and what comes must be exactly that. Nothing is scored before it is sure that the right
// process got the right page and exactly the bytes that were sent. Events are not compared: Mono logs none. How Windows
// computes the MAC is not shown either, because Mono has one way of its own.
//
// All of it listens on 127.0.0.1, runs as nobody where root starts it, and keeps its files in one directory.
package mono
