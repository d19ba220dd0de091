// Package replay puts the attempts of scenarios to servers, and compares what they answer with what is predicted.
//
// A Replay runs a scenario: for each session setup it predicts the outcome, asks the Clients, and gives a Result with a
// Verdict. Passwords that a server may count as wrong are limited, over all runs, by a StateFile. A Ledger holds the
// known differences. A Recording holds what was answered: its servers answer again, without a network.
package replay
