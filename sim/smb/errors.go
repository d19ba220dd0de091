package smb

import (
	"errors"
	"fmt"
)

// CannotExpress says that this client cannot send the attempt as it is written.
type CannotExpress struct{ Client, Why string }

func (e *CannotExpress) Error() string { return e.Client + " cannot send this attempt: " + e.Why }

// ErrEncryption is inside the NotAnswered of a probe at a server that demands SMB3 encryption.
var ErrEncryption = errors.New("the server demands SMB3 encryption, which the probe does not do")

// A Stage is how far an attempt had come.
const (
	StageConnect   = "connect"
	StageNegotiate = "negotiate"
	StageSession   = "session"
	StageTree      = "tree"
)

// NotAnswered says that the question could not be put, or that its answer cannot be believed.
type NotAnswered struct {
	Stage  string // one of the Stage constants
	Why    string
	Status uint32 // NTSTATUS the server gave, where it gave one
	Err    error
}

func (e *NotAnswered) Error() string {
	s := e.Stage + ": " + e.Why
	if e.Status != 0 {
		s += fmt.Sprintf(" (0x%08x)", e.Status)
	}
	return s
}

func (e *NotAnswered) Unwrap() error { return e.Err }

// Refused is the error of Hold where the server says no.
type Refused struct {
	Stage  string // StageSession or StageTree
	Status uint32 // NTSTATUS
}

func (e *Refused) Error() string { return fmt.Sprintf("%s: refused (0x%08x)", e.Stage, e.Status) }
