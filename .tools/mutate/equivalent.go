package main

import (
	"fmt"
	"os"
	"strings"
)

// equivalents are the mutants that no test can kill, since they change nothing that can be seen: by key, the reason. A
// key that ends in * is the beginning of several.
type equivalents map[string]string

// entry is what the list has of a mutant.
func (e equivalents) entry(m mutant) (string, bool) {
	for key := range e {
		beginning, several := strings.CutSuffix(key, "*")
		if key == m.key() || several && strings.HasPrefix(m.key(), beginning) {
			return key, true
		}
	}
	return "", false
}

// readEquivalents reads a list: the key of a mutant as it is printed, then its reason, indented. # begins a comment.
func readEquivalents(path string) (equivalents, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	list, key := equivalents{}, ""
	for i, line := range strings.Split(string(data), "\n") {
		switch {
		case strings.TrimSpace(line) == "" || line[0] == '#':
		case line[0] == ' ' || line[0] == '\t':
			if key == "" {
				return nil, fmt.Errorf("%s:%d: a reason without a mutant before it", path, i+1)
			}
			list[key] = strings.TrimSpace(list[key] + " " + strings.TrimSpace(line))
		default:
			if _, twice := list[line]; twice {
				return nil, fmt.Errorf("%s:%d: %q is there twice", path, i+1, line)
			}
			key = line
			list[key] = ""
		}
	}
	for key, reason := range list {
		if reason == "" {
			return nil, fmt.Errorf("%s: %q has no reason: write it below, indented", path, key)
		}
	}
	return list, nil
}
