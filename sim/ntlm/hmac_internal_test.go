package ntlm

import (
	"crypto/hmac"
	"crypto/md5"
	"testing"

	"pgregory.net/rapid"
)

func TestHMACIsThatOfTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := Hash(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
		first := make([]byte, rapid.IntRange(0, 1200).Draw(t, "length"))
		second := rapid.SliceOf(rapid.Byte()).Draw(t, "second")
		want := hmac.New(md5.New, key[:])
		want.Write(first)
		want.Write(second)
		if got := hmacMD5(key, first, second); Hash(want.Sum(nil)) != got {
			t.Fatalf("got %x, want %x", got, want.Sum(nil))
		}
	})
}
