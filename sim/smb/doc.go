// Package smb makes an attempt at a real SMB server, a session setup with NTLM and a tree connect, and reports what the
// wire showed.
//
// An Attempt is what is to be sent. A Server answers it. An Observation is what was really sent and answered, read from
// the bytes that passed and not from the request. Two clients are Servers: GoSMB2, which others wrote and which is
// observed from outside, and Probe, which sends exactly what an Attempt says where GoSMB2 cannot. Lines makes the
// attempts of a Probe on a few connections.
//
// It implements what it needs of MS-SMB2, and MS-NLMP by sim/ntlm. It knows no model and no scenario.
package smb
