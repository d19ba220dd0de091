package scenarios

import (
	"fmt"
	"strconv"
	"strings"
)

// A NoAttempt says that a name is that of no attempt, or of several.
type NoAttempt struct {
	What  string
	Among string // a list of those that could be meant; "" where the numbers say it
}

func (n NoAttempt) Error() string { return n.What }

// AttemptNamed finds an attempt by its number from 1, its name, or a part of it that no other has. It returns its
// number from 0. Its error is a NoAttempt.
func (f *File) AttemptNamed(name string) (int, error) {
	if n, err := strconv.Atoi(name); err == nil {
		if n < 1 || n > len(f.Attempts) {
			return 0, NoAttempt{What: fmt.Sprintf("%s has attempts 1 to %d, not %d", f.Path, len(f.Attempts), n)}
		}
		return n - 1, nil
	}
	var part []int
	for i, a := range f.Attempts {
		if a.Name == name {
			return i, nil
		}
		if strings.Contains(strings.ToLower(a.Name), strings.ToLower(name)) {
			part = append(part, i)
		}
	}
	switch len(part) {
	case 1:
		return part[0], nil
	case 0:
		return 0, NoAttempt{fmt.Sprintf("%s has no attempt %q", f.Path, name), f.AttemptList(nil)}
	}
	return 0, NoAttempt{fmt.Sprintf("%q fits more than one attempt of %s", name, f.Path), f.AttemptList(part)}
}

// AttemptList lists the attempts of a file, or some of them, by number.
func (f *File) AttemptList(some []int) string {
	var lines []string
	for i, a := range f.Attempts {
		if some == nil {
			lines = append(lines, fmt.Sprintf("  %2d  %s", i+1, a.Name))
		}
	}
	for _, i := range some {
		lines = append(lines, fmt.Sprintf("  %2d  %s", i+1, f.Attempts[i].Name))
	}
	return "There are:\n" + strings.Join(lines, "\n")
}
