package smbtest

import (
	"embed"
	"encoding/hex"
	"strings"
	"testing"
)

//go:embed wire/*.hex
var conversations embed.FS

// Replies are a server's messages of the conversation that was recorded with a client, "probe-3.1.1": NEGOTIATE, both
// SESSION_SETUP, TREE_CONNECT.
func Replies(t testing.TB, client string) [][]byte {
	b, err := conversations.ReadFile("wire/" + client + ".hex")
	Must(t, err)
	var messages [][]byte
	for line := range strings.Lines(string(b)) {
		m, err := hex.DecodeString(strings.TrimSpace(line))
		Must(t, err)
		messages = append(messages, m)
	}
	if len(messages) != 4 {
		t.Fatalf("%s: %d messages", client, len(messages))
	}
	return messages
}
