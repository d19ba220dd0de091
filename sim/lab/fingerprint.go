package lab

import (
	"crypto/sha256"
	"encoding/hex"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// Fingerprint identifies a topology, whatever the attempts are. It reveals no password.
func Fingerprint(t logon.Topology) string {
	sum := sha256.Sum256(scenarios.Write(&scenarios.File{Topology: t}))
	return hex.EncodeToString(sum[:])
}
