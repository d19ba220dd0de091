// Package ewsproxy is the model of an event of Exchange: a client access server could not pass web services (EWS) on to
// another one, since the two could not authenticate.
//
// It is a web server that is opened by a computer account, and NTLM is not taken. The event's text names two causes;
// the table here finds them, and those that the text does not know.
//
// The package is pure: no network, clock, randomness or file.
package ewsproxy
