package lint

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"strings"
)

// KnownKeys are keys that others have, or hashes of them: what the user gives. nil has none.
type KnownKeys struct{ keys map[string]bool }

// Format keeps the keys out of whatever is printed.
func (k KnownKeys) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte("(keys)")) }

// ReadKnownKeys reads a list: a key or a hash of one a line, in hexadecimal digits, or several between commas, blanks
// and semicolons. Lines of # are comments; the line of what is none is in the error.
func ReadKnownKeys(name, text string) (*KnownKeys, error) {
	known := &KnownKeys{map[string]bool{}}
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		at := 0
		for _, word := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\r,;\"", r) }) {
			at += strings.Index(line[at:], word)
			b, err := hex.DecodeString(word)
			if err != nil || len(b) < 8 {
				return nil, fmt.Errorf("%s:%d:%d: this is no key and no hash of one: both are at least 16 hexadecimal digits, and a comment begins with #",
					name, i+1, at+1)
			}
			known.keys[string(b)] = true
			at += len(word)
		}
	}
	return known, nil
}

// Has reports whether a key is known: itself, or by its SHA-1, SHA-256 or SHA-512, of its bytes or of its digits.
func (k *KnownKeys) Has(key []byte) bool {
	if k == nil || len(k.keys) == 0 {
		return false
	}
	for _, form := range [][]byte{key, []byte(fmt.Sprintf("%X", key)), []byte(fmt.Sprintf("%x", key))} {
		one, two, five := sha1.Sum(form), sha256.Sum256(form), sha512.Sum512(form)
		if k.keys[string(form)] || k.keys[string(one[:])] || k.keys[string(two[:])] || k.keys[string(five[:])] {
			return true
		}
	}
	return false
}
