package lab

import (
	"crypto/sha256"
	"encoding/hex"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// Fingerprint is the same for the same topology, whoever asks what of it, and tells no password of it.
func Fingerprint(t logon.Topology) string {
	sum := sha256.Sum256(scenarios.Write(&scenarios.File{Topology: t}))
	return hex.EncodeToString(sum[:])
}
