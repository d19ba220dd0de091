// Package webreplay puts attempts of the model web to web servers that somebody names, and compares what they answer
// with what is predicted.
//
// The probe of package webprobe asks. A server is asked at the address that is given for it, a KDC at that of its
// realm, and no password is proved to anybody else. Each proof counts as a bad password before it is sent, as in
// package replay. What these servers do otherwise than Windows is excused only where it is said that they are MIT's
// KDC, or Apache (package webserver).
//
// A server of Windows says neither whom it knows nor with which error it refuses: what is not said is not compared.
package webreplay
