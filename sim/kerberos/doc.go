// Package kerberos is the part of a logon before NTLM begins: which name a client asks a ticket for, whether a
// controller gives it one, and whether the service can open it. Where it cannot, the table says whether the client goes
// on with NTLM or gives up.
//
// A Request is decided in three steps, one state of the table each: the name (RFC 4120 6.2, with what Windows does
// about addresses and aliases), the two exchanges with the KDC (the initial ticket and that of the service), and the
// service's part, which opens the ticket with the keys it holds. The table is the same for a share (service class cifs)
// and for a web server (HTTP).
//
// The package is pure: no network, clock, randomness or file.
package kerberos
