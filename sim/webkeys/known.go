package webkeys

import "ntlmsim/sim/lint"

// KnownKeys reads a list of keys that others have; without a name there is none.
func KnownKeys(name string) (*lint.KnownKeys, error) {
	if name == "" {
		return nil, nil
	}
	data, err := readFile(name, 64<<20)
	if err != nil {
		return nil, err
	}
	known, err := lint.ReadKnownKeys(name, string(data))
	if err != nil {
		return nil, badFile("%v", err)
	}
	return known, nil
}
