// Package logon is the model of KB 103390: which account database a server asks when a NET USE reaches it over
// NTLM, and what the answer is.
//
// The way through it is five functions, each with an example:
//
//	scenarios.Load    reads a file: a topology, and attempts at it
//	NewWorld          checks a Topology and prepares it
//	World.Question    prepares an Attempt: which machine asks which, and what exactly is sent
//	Question.Predict  decides it: what the user sees, what the wire shows, what the machines log, and why
//	whatif.Advise     looks for the smallest changes that make a refused attempt work
//
// Then read rules.go: the article's algorithms are one table there, one row to a sentence. A Question is first resolved
// into Facts (facts.go): which databases the server can ask, and what each has. The table is read from top to bottom
// over these Facts; endings.go has what each final state means on the wire, for the user and in the logs.
//
// The package is pure: no network, clock, randomness or file. Same input, same answer.
package logon
