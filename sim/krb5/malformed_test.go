package krb5

import (
	"errors"
	"testing"
	"time"
)

// Whatever a KDC answers, there is an error and no panic.
func TestMalformedAnswersAreErrors(t *testing.T) {
	key := make([]byte, keySize)
	whole := encoded(in(application(krbError), sequence(field(4, moment(time.Unix(1, 0))), field(6, number(7)))))
	var e *Error
	if _, err := readReply(whole, asReply, forFirstReply, key); !errors.As(err, &e) || e.Code != 7 || e.time.Unix() != 1 {
		t.Errorf("got %v", err)
	}
	reply := encoded(in(application(asReply), sequence(field(5, octets(nil)), field(6, sealed(key, forFirstReply,
		in(application(25), sequence(field(0, sequence(field(0, number(aes256)), field(1, octets(key)))))))))))
	if got, err := readReply(reply, asReply, forFirstReply, key); err != nil || len(got.key) != keySize {
		t.Errorf("got %v, %v", got, err)
	}
	for _, message := range [][]byte{whole, reply} {
		for cut := range len(message) {
			if _, err := readReply(message[:cut], asReply, forFirstReply, key); err == nil || errors.As(err, &e) {
				t.Errorf("%d of %d bytes: %v", cut, len(message), err)
			}
		}
	}
}

func TestASaltIsTheOneThatTheKDCSays(t *testing.T) {
	info := encoded(sequence(sequence(field(0, number(17)), field(1, text("other"))), sequence(field(0, number(aes256)), field(1, text("salt")))))
	for want, methods := range map[string][]byte{
		"salt":  encoded(sequence(padata(2, nil), padata(paSalt, info))),
		"usual": encoded(sequence(padata(2, nil))),
	} {
		if got, err := saltOf(methods, "usual"); got != want || err != nil {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	if _, err := saltOf([]byte{1, 2, 3}, "usual"); err == nil {
		t.Error("nonsense has a salt")
	}
}
