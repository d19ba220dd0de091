package viewstate_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"ntlmsim/sim/viewstate"
)

// sign makes a field of the legacy mode with HMACSHA256, for tests alone: nothing but tests signs.
func sign(c viewstate.Config, p viewstate.Page, state []byte) viewstate.Field {
	h := hmac.New(sha256.New, c.Keys.Validation)
	h.Write(state)
	_ = binary.Write(h, binary.LittleEndian, p.Generator)
	f, err := viewstate.Parse(base64.StdEncoding.EncodeToString(h.Sum(append([]byte(nil), state...))))
	if err != nil {
		panic(err)
	}
	return f
}
