// Package unknown finds what can come of attempts in a topology of which something is unknown: a password, the state of
// an account, a setting.
//
// A Play asks attempts one after the other, as a logon.History does. For each it branches on an unknown value that the
// outcome depends on (logon.Outcome.DependsOn), and on the next one in each branch, until nothing that is left unknown
// matters: values that nothing depends on are never tried. Branches with the same outcome are one answer, and a Node is
// the shortest way found to tell the answers apart.
package unknown
