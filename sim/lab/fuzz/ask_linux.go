package fuzz

import (
	"context"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
)

// connections is how many of them a server is asked on at a time.
const connections = 2

// Ask makes the attempts of a file at the servers of a lab that was built from it, and compares answers and audit
// records with what is predicted of these servers.
func Ask(ctx context.Context, l *lab.Lab, file *scenarios.File) (RoundReport, error) {
	built := *file
	built.Topology = lab.AsBuilt(file.Topology, file.Attempts)
	report := RoundReport{NotAsked: map[string]int{}, Because: map[string]int{}}
	roles := map[string]logon.Machine{}
	for _, m := range built.Topology.Machines {
		roles[m.Name] = m
	}
	err := l.AskAll(ctx, &built, connections, func(r replay.Result, records int) { report.take(r, roles[r.Machine], records) })
	return report, err
}
