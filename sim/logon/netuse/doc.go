// Package netuse reads and writes the command NET USE: Parse turns a command line of cmd into a logon.NetUse, Write
// turns it back. Masked and Shown hide the password of a command that is printed.
package netuse
