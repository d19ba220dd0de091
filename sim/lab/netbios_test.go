package lab

import (
	"bytes"
	"testing"
)

// question is a NODE STATUS REQUEST as winbindd sends it: the header, a name in 32 letters (RFC 1001 14.1), NBSTAT, IN.
func statusQuestion(kind byte) []byte {
	name := bytes.Repeat([]byte("CA"), 16)
	message := []byte{0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x20}
	return append(append(message, name...), 0, 0, kind, 0, 1)
}

func TestAMachineSaysWhichNamesItHas(t *testing.T) {
	names := []netbiosName{{"SCRATCH", serverService, false}, {"SCRATCH-DOMAIN", controllerService, true}}
	got := nodeStatus(statusQuestion(0x21), names)
	want := append([]byte{0x12, 0x34, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0}, statusQuestion(0x21)[12:]...)
	want = append(want, 0, 0, 0, 0, 0, 1+2*18+46, 2)
	want = append(want, "SCRATCH        \x20\x04\x00SCRATCH-DOMAIN \x1c\x84\x00"...)
	want = append(want, make([]byte, 46)...)
	if !bytes.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestNothingElseIsAnswered(t *testing.T) {
	for name, question := range map[string][]byte{"nothing": nil, "a name query": statusQuestion(0x20), "half of one": statusQuestion(0x21)[:40],
		"an answer": append([]byte{0, 0, 0x84}, statusQuestion(0x21)[3:]...)} {
		if got := nodeStatus(question, nil); got != nil {
			t.Errorf("%s is answered with %q", name, got)
		}
	}
}
