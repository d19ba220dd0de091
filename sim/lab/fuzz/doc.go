// Package fuzz puts random attempts to random topologies, and makes what is not answered as predicted smaller.
//
// A run is made of rounds (Rounds), each with a topology and attempts that its seed decides (Random). Run.Play has each
// round's lab built and asked, by a Player that the caller gives, counts the answers (Report), and shrinks the first
// difference of each kind (Shrink) to a scenario that expects what was observed. Ask is the half that runs inside of
// the lab.
package fuzz
