// Package netuse reads and writes the command NET USE: what somebody types at the prompt of cmd as logon.NetUse and back, and
// what may be shown of it, since it may hold a password.
package netuse
