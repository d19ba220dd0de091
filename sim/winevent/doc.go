// Package winevent reads events that Windows wrote and people exported: as event XML, as the JSON of PowerShell, or as
// a log file (.evtx). Bytes go in, events come out: it opens no file and knows no clock. Whatever the bytes are, it
// ends in events or in one error that says where they went wrong, and every length and offset is checked before it is
// followed.
//
// Sources: [MS-EVEN6] for the tokens and types of binary XML, and J. Metz's description of the file format (libevtx,
// "Windows XML Event Log (EVTX)") for headers, chunks and records, which Microsoft does not describe.
package winevent
