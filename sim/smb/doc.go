// Package smb puts an attempt to a real SMB server and says what the wire showed.
//
// Two clients stand behind one interface: GoSMB2, an independent client observed from outside, and Probe, an exact
// client of our own for what the other cannot express. Both report what was really sent and what was really
// answered, read from the bytes that passed, never from the request that was meant.
package smb
