package modeltest

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Claims compares ntlmsim help evidence with what a test has counted: it fails where the page does not have the words
// that format makes of the counts. Line breaks do not matter.
func Claims(t testing.TB, format string, counts ...int) {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	page, err := os.ReadFile(filepath.Join(filepath.Dir(here), "../../cmd/ntlmsim/help/evidence.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var numbers []any
	for _, n := range counts {
		numbers = append(numbers, Thousands(n))
	}
	want := fmt.Sprintf(format, numbers...)
	if !strings.Contains(strings.Join(strings.Fields(string(page)), " "), want) {
		t.Errorf("ntlmsim help evidence (cmd/ntlmsim/help/evidence.txt) does not have %q", want)
	}
}

// Thousands writes a number as people read it: 100,000.
func Thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
