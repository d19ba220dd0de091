// Package logon is the model of KB 103390: which account database a server asks when a NET USE reaches it over
// NTLM, and what comes of it.
//
// Read rules.go: the article's algorithms are one table there, one row to a sentence. An Attempt is first resolved
// against a World (who is the client, what does it send, whom can the server ask) into Facts; the table is read
// downward over these Facts; endings.go says what each final state means on the wire, to the person and in the logs.
//
// The package is pure: no network, clock, randomness or file. Same input, same answer.
package logon
