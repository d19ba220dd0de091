// Package web is the model of KB 326985: whether a browser at a site with Windows authentication ends in Kerberos, in
// NTLM or in 401, and why.
//
// The site says which providers it offers, and the browser takes the strongest that it knows. For Negotiate it asks a
// ticket for HTTP and the name in the URL, which package kerberos decides; where there is no ticket it goes on with
// NTLM, if the site takes that, which package logon decides with the web server as the server. The table here
// (rules.go) is what holds the two together.
//
// The package is pure: no network, clock, randomness or file.
package web
