package strict

import "strings"

// Read fills a value from a text that is one object. Its error is Errors: every mistake at once, in the order of their
// positions (and no more than a hundred). path is only for messages.
func Read[T any](path string, data []byte, o Object[T], into *T) error {
	name := strings.TrimPrefix(strings.TrimPrefix(o.What, "a "), "an ")
	r, root, err := Open(Format{Name: name, Empty: "the file is empty", EmptyHint: o.Hint, Root: o.Place()}, path, data)
	if err != nil {
		return err
	}
	o.Read(r, root, root, into)
	return r.Err()
}
