package main

// A fuzzReport is what a whole run found. The same seed and number of attempts ask the same again.
type fuzzReport struct {
	Version     int            `json:"version"`
	Seed        uint64         `json:"seed"`
	Samba       string         `json:"samba"`
	Seconds     float64        `json:"seconds"`
	Rounds      int            `json:"rounds"`
	Servers     int            `json:"servers"`
	Asked       int            `json:"asked"`
	Agree       int            `json:"agree"`
	Differ      int            `json:"differ"`
	Records     int            `json:"auditRecords"`
	NotAsked    map[string]int `json:"notAsked"`
	Because     map[string]int `json:"because"`
	Differences []string       `json:"differences"`
	Unfinished  string         `json:"unfinished,omitempty"` // why it ended before its last round
}
