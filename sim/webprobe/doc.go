// Package webprobe opens a page of a web server as a browser of Windows does. It asks without a logon; where the server
// wants one it asks a KDC for the ticket that Windows asks for, asks again with the KDC's time, and goes on with NTLM
// (go-ntlmssp's) where there is no ticket.
//
// What a browser does is read in the model's file, and what the servers answer is not: a Seen says what came.
//
// The laboratory and replay ask with it.
package webprobe
