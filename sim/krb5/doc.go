// Package krb5 is a client of Kerberos 5 on the wire, as far as a laboratory needs one that does what Windows does: a
// first ticket by password, a ticket for a service, and the token that a browser sends with it (RFC 4120, RFC 4121
// 4.1, RFC 4178). It speaks AES with 256 bits alone (RFC 3962).
//
// What a client of MIT's library does of itself is left out: it follows no alias, and it asks for exactly the name that
// it is told. Where the KDC refuses the client's clock, it asks again with the KDC's time, if it is told to, as Windows
// does (KB 956627).
//
// The laboratory and replay use it, by package webprobe.
package krb5
