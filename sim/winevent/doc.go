// Package winevent reads events that Windows wrote and people exported: as event XML, as the JSON of PowerShell or of
// what collects events, or as a log file (.evtx), packed or not. Bytes go in, events come out one after the other: it
// opens no file, knows no clock, and holds one event, or one chunk of a log, at a time. Whatever the bytes are, it ends
// in events and in what was lost of them, or in one error; every length and offset is checked before it is followed.
//
// Sources: [MS-EVEN6] for the tokens and types of binary XML, and J. Metz's description of the file format (libevtx,
// "Windows XML Event Log (EVTX)") for headers, chunks and records, which Microsoft does not describe.
package winevent
