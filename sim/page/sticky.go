package page

import "io"

// A Sticky writes nothing more once a write has failed.
type Sticky struct {
	W   io.Writer
	Err error // of the write that failed
}

func (s *Sticky) Write(p []byte) (int, error) {
	if s.Err == nil {
		_, s.Err = s.W.Write(p)
	}
	return len(p), s.Err
}
