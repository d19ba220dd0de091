package viewstate

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// MaxSize is the longest field that is read: 16 MiB of base64.
const MaxSize = 16 << 20

// A Field is a __VIEWSTATE as bytes.
type Field struct{ blob []byte }

// Len is the length of a field in bytes.
func (f Field) Len() int { return len(f.blob) }

// Plain reports whether the field begins as state does that is not encrypted (UI/ObjectStateFormatter.cs,
// Marker_Format and Marker_Version_1).
func (f Field) Plain() bool { return plain(f.blob) }

func plain(b []byte) bool { return len(b) >= 2 && b[0] == 0xff && b[1] == 1 }

// Parse reads a __VIEWSTATE. As Convert.FromBase64String does, it passes over blanks and ends of lines, and wants the =
// at the end. Its errors do not repeat the field.
func Parse(text string) (Field, error) {
	if len(text) > MaxSize {
		return Field{}, fmt.Errorf("the field has more than %d MiB", MaxSize>>20)
	}
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n", r) {
			return -1
		}
		return r
	}, text)
	if text == "" {
		return Field{}, fmt.Errorf("the field is empty: a page that is posted without __VIEWSTATE has no state to check")
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune(digits, r) }); i >= 0 {
		return Field{}, fmt.Errorf("the field is not base64: character %d is %s", i+1, foreign(text[i:]))
	}
	blob, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return Field{}, fmt.Errorf("the field is not base64: it has %d characters, and the last four must be whole; is it cut?", len(text))
	}
	return Field{blob}, nil
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

// foreign says what stands where a digit of base64 is wanted, and what that is a sign of.
func foreign(rest string) string {
	for sign, hint := range map[string]string{
		"%": `"%": it is as a browser posts it; write + / = for %2B %2F %3D`,
		"-": `"-": that is base64 for URLs; write + for - and / for _`,
		"_": `"_": that is base64 for URLs; write + for - and / for _`,
		"<": `"<": that is HTML; take what stands in value="…"`,
		"&": `"&": take only what stands between __VIEWSTATE= and the next &`,
	} {
		if strings.HasPrefix(rest, sign) {
			return hint
		}
	}
	return fmt.Sprintf("%q", []rune(rest)[0])
}
