// Package windows writes the PowerShell that builds a scenario's topology on real Windows machines, makes its attempts
// there, and records the results for replay --recording. Nothing of it runs here, and it has not been run by us on
// Windows.
//
// New decides first what becomes of each machine (machines.go) and who makes each attempt (attempts.go, loopback.go),
// then writes a script for each machine (build.go, registry.go), the list of attempts, a README and, where one machine
// is enough, a workflow for hosted runners. What is the same in every export lies in files/. Whatever a scenario says
// reaches a script only as a literal (quote.go).
package windows
