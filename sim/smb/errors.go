package smb

import (
	"errors"
	"fmt"
)

// CannotExpress means that this client cannot send the attempt as it is written.
type CannotExpress struct{ Client, Why string }

func (e *CannotExpress) Error() string { return e.Client + " cannot send this attempt: " + e.Why }

// ErrEncryption is wrapped in the NotAnswered of a probe when the server requires SMB3 encryption.
var ErrEncryption = errors.New("the server demands SMB3 encryption, which the probe does not do")

// The stages of an attempt, for NotAnswered and Refused: where it ended.
const (
	StageConnect   = "connect"
	StageNegotiate = "negotiate"
	StageSession   = "session"
	StageTree      = "tree"
)

// NotAnswered means that there was no answer, or none that can be believed.
type NotAnswered struct {
	Stage  string // one of the Stage constants
	Why    string
	Status uint32 // the server's NTSTATUS, if there was one
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

// Refused means that the server refused what Hold needs.
type Refused struct {
	Stage  string // StageSession or StageTree
	Status uint32 // NTSTATUS
}

func (e *Refused) Error() string { return fmt.Sprintf("%s: refused (0x%08x)", e.Stage, e.Status) }
