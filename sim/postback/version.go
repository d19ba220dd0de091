package postback

import (
	"fmt"
	"strconv"
	"strings"
)

// A Version is one of IIS or of .NET Framework: 4.5.2 is 40502. 0 is none.
type Version int

// V is a version of two numbers.
func V(major, minor int) Version { return Version(major*10000 + minor*100) }

// ParseVersion reads 4.5.2, 10.0 or 4.
func ParseVersion(text string) (Version, error) {
	parts := strings.Split(text, ".")
	if len(parts) > 3 {
		return 0, fmt.Errorf("%q has more than three numbers", text)
	}
	v := 0
	for i := range 3 {
		n := 0
		if i < len(parts) {
			read, err := strconv.ParseUint(parts[i], 10, 8)
			if err != nil || read > 99 {
				return 0, fmt.Errorf("%q is no version: write it as 4.5.2", text)
			}
			n = int(read)
		}
		v = v*100 + n
	}
	return Version(v), nil
}

// String is a version as people write it: 4.5.2, 7.5.
func (v Version) String() string {
	text := fmt.Sprintf("%d.%d", v/10000, v/100%100)
	if patch := v % 100; patch > 0 {
		text += fmt.Sprintf(".%d", patch)
	}
	return text
}
