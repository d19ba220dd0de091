package scenarios_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/strict"
)

// accountsFile is a file with n accounts and an attempt.
func accountsFile(n int) []byte {
	var b strings.Builder
	b.WriteString("domains:\n  D:\n    accounts:\n")
	for i := range n {
		fmt.Fprintf(&b, "      U%06d: {password: 'P%d'}\n", i, i)
	}
	b.WriteString("machines:\n  NET: {role: controller, domain: D, profile: windows-2003, shares: {share: {}}}\nattempts:\n" +
		"  - {name: one, from: NET, as: 'D\\U000001', run: 'net use x: \\\\NET\\share', want: {error: 0}}\n")
	return []byte(b.String())
}

func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			data := accountsFile(n)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := scenarios.Load("bench.yaml", data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// hostile is text of a size that costs much of a reader that takes no care.
func hostile(size int) map[string]string {
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	return map[string]string{
		"blanks":                 fill(" "),
		"comments":               fill("#\n"),
		"one comment":            fill("#"),
		"lists in lists":         fill("["),
		"mappings in mappings":   fill("{"),
		"keys in keys":           fill("a: {"),
		"block lists":            fill("- "),
		"questions":              fill("? "),
		"a quoted text":          `a: "` + fill("x"),
		"a long text":            "a: " + fill("x"),
		"a long key":             fill("x") + ": a",
		"lines":                  "a: |\n" + fill(" x\n"),
		"elements":               "a: [" + fill("x,") + "]",
		"items":                  "a:\n" + fill("- x\n"),
		"unknown keys":           fill("a: \n"),
		"anchors":                "a: [" + fill("&a x,") + "]",
		"aliases":                "machines: {A: &a {}}\nattempts: [" + fill("*a,") + "]",
		"commented items":        "attempts:\n" + fill("- x # y\n"),
		"empty items":            "attempts:\n" + fill("-\n"),
		"mistakes":               "machines:\n  N: {accounts: {" + fill("1: x, ") + "}}",
		"one attempt in a flow":  "machines: {N: {}}\nattempts: [" + fill("{},") + "]",
		"machines of no domain":  "machines:\n" + numbered("  M%d: {role: member, domain: DOMAIN%d, profile: windows-2003}\n", size/140),
		"a quoted command":       `machines: {N: {role: standalone, profile: windows-2003}}` + "\nattempts:\n- {name: x, from: N, as: N\\U, run: '" + fill(`\" `) + "'}",
		"a command of words":     `machines: {N: {role: standalone, profile: windows-2003}}` + "\nattempts:\n- {name: x, from: N, as: N\\U, run: 'net use " + fill(`/y `) + "'}",
		"backslashes":            `machines: {N: {role: standalone, profile: windows-2003}}` + "\nattempts:\n- {name: x, from: N, as: N\\U, run: 'net use " + fill(`\`) + "'}",
		"attempts of no account": "machines:\n  N: {role: standalone, profile: windows-2003, accounts: {" + numbered("USER%d: {}, ", size/100) + "}}\nattempts:\n" + numbered("- {name: a%d, from: N, as: N\\NOBODY, run: 'net use \\\\N', want: {error: 0}}\n", size/200),
	}
}

func numbered(line string, n int) string {
	var b strings.Builder
	for i := range n {
		s := strings.Replace(line, "%d", fmt.Sprint(i), 1)
		b.WriteString(strings.ReplaceAll(s, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

func TestNoFileTakesLong(t *testing.T) {
	for name, text := range hostile(strict.MaxSize / 16) { // at full size each takes less than three seconds
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := scenarios.Load("hostile.yaml", []byte(text))
			if err == nil {
				t.Error("the file is accepted")
			} else {
				checkPlaces(t, []byte(text), err)
				if n := len(err.Error()); n > 1<<20 {
					t.Errorf("the message has %d bytes", n)
				}
			}
			if took := time.Since(start); took > 30*time.Second { // on a busy machine, under the race detector; what is quadratic takes minutes
				t.Errorf("%d bytes take %v", len(text), took)
			}
		})
	}
}
