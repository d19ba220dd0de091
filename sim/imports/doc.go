// Package imports makes a topology for the model web from what administrators can export: the output of setspn, an LDIF
// of ldifde, the applicationHost.config of IIS. Several of them together give one topology. What is not understood, and
// what is guessed, is said with its line. Passwords are not read.
package imports
