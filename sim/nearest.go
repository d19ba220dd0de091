package sim

import "strings"

// Suggestion is a hint for a name that is not on a list: the most similar name, the whole list if it is short, or "".
func Suggestion(name string, of []string) string {
	if best := Nearest(name, of); best != "" {
		return "did you mean " + best + "?"
	}
	if len(of) > 0 && len(of) <= 8 {
		return "there are: " + strings.Join(of, ", ")
	}
	return ""
}

// Nearest is the most similar name on a list, or "" if none is similar enough.
func Nearest(name string, of []string) string {
	if len(of) > 2000 {
		return "" // finding it would cost more than it helps
	}
	best, least := "", (1+len([]rune(name)))/3
	upper := []rune(strings.ToUpper(name))
	for _, candidate := range of {
		if d := distance(upper, []rune(strings.ToUpper(candidate))); d <= least && (best == "" || d < least) {
			best, least = candidate, d
		}
	}
	return best
}

// distance is the edit distance of Damerau and Levenshtein: how many characters must be added, dropped, changed or
// swapped with their neighbour to turn a into b.
func distance(a, b []rune) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	var before []int // the row before the last
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			changed := last[j]
			if a[i] != b[j] {
				changed++
			}
			row[j+1] = min(changed, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
