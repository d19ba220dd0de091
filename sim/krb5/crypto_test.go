package krb5

import (
	"bytes"
	"encoding/hex"
	"testing"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFoldIsThatOfRFC3961(t *testing.T) {
	for _, v := range []struct{ in, want string }{
		{"012345", "be072631276b1955"},
		{"password", "78a07b6caf85fa"},
		{"Rough Consensus, and Running Code", "bb6ed30870b7f0e0"},
		{"kerberos", "6b65726265726f737b9b5b2b93132b93"},
		{"Q", "518a54a215a8452a518a54a215a8452a518a54a215"},
		{"ba", "fb25d531ae8974499f52fd92ea9857c4ba24cf297e"},
	} {
		want := unhex(t, v.want)
		if got := fold([]byte(v.in), len(want)); !bytes.Equal(got, want) {
			t.Errorf("%q: %x, want %x", v.in, got, want)
		}
	}
}

func TestAKeyOfAPasswordIsThatOfRFC3962(t *testing.T) {
	for rounds, want := range map[int]string{
		1:    "fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161",
		1200: "55a6ac740ad17b4846941051e1e8b0a7548d93b0ab30a8bc3ff16280382b8c2a",
	} {
		if got, err := keyOf("password", "ATHENA.MIT.EDUraeburn", rounds); err != nil || !bytes.Equal(got, unhex(t, want)) {
			t.Errorf("%d: %x, %v", rounds, got, err)
		}
	}
}

func TestStolenBlocksAreThoseOfRFC3962(t *testing.T) {
	key, text := []byte("chicken teriyaki"), []byte("I would like the General Gau's Chicken, please, and wonton soup.")
	for size, want := range map[int]string{
		17: "c6353568f2bf8cb4d8a580362da7ff7f97",
		31: "fc00783e0efdb2c1d445d4c8eff7ed2297687268d6ecccc0c07b25e25ecfe5",
		32: "39312523a78662d5be7fcbcc98ebf5a897687268d6ecccc0c07b25e25ecfe584",
	} {
		got := steal(key, text[:size])
		if !bytes.Equal(got, unhex(t, want)) {
			t.Errorf("%d bytes: %x", size, got)
		}
		if back := unsteal(key, got); !bytes.Equal(back, text[:size]) {
			t.Errorf("%d bytes come back as %q", size, back)
		}
	}
}

func TestOnlyTheKeyOpensWhatItSealed(t *testing.T) {
	key, other := bytes.Repeat([]byte{1}, keySize), bytes.Repeat([]byte{2}, keySize)
	for size := range 70 {
		text := bytes.Repeat([]byte{'x'}, size)
		s := encrypt(key, forReply, text)
		if got, err := decrypt(key, forReply, s); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%d bytes: %q, %v", size, got, err)
		}
		for name, open := range map[string]func() ([]byte, error){
			"another key":   func() ([]byte, error) { return decrypt(other, forReply, s) },
			"another usage": func() ([]byte, error) { return decrypt(key, forService, s) },
			"a cut text":    func() ([]byte, error) { return decrypt(key, forReply, s[1:]) },
		} {
			if _, err := open(); err == nil {
				t.Errorf("%d bytes: %s opens it", size, name)
			}
		}
	}
}
