// Package smbtest gives tests servers to ask: a standalone Samba made as a test describes it (Start), impacket's
// (StartImpacket), what a server once answered, to be answered again (Replies), and one that answers with any bytes
// (Loopback). All of them listen on loopback and end with their test. It is for tests only.
package smbtest
