package scenarios

import (
	"errors"
	"slices"

	"ntlmsim/scenarios/strict"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
)

// failProblem reports a problem that the model found, at the place its path leads to.
func failProblem(r *strict.Reader, t logon.Topology, root *strict.Node, p logon.Problem) {
	if r.Follows(root, p.Path) {
		return
	}
	path := p.Path
	if len(path) > 1 && path[len(path)-2] == "trusts" { // of a trust that is a mapping, its domain
		path = append(slices.Clone(path), "domain")
	}
	n := r.Locate(root, path)
	if len(p.Path) == 4 && p.Path[2] == "settings" && unknownSetting(t, p.Path[1], p.Path[3]) {
		n = r.KeyOf(root, p.Path)
	}
	r.Consequence(n, p.Hint, p.What)
}

// unknownSetting reports whether the name of a setting is wrong, and not its value.
func unknownSetting(t logon.Topology, machine, setting string) bool {
	i := slices.IndexFunc(t.Machines, func(m logon.Machine) bool { return m.Name == machine })
	if i < 0 {
		return false
	}
	p, ok := logon.ProfileNamed(t.Machines[i].Profile)
	return ok && !p.Has(setting)
}

// failCommand reports a mistake in a command.
func failCommand(r *strict.Reader, n *strict.Node, command string, err error) {
	var wrong *netuse.Error
	if !errors.As(err, &wrong) {
		r.Fail(n, "", "%v", err)
		return
	}
	r.FailIn(n, command, wrong.Column, wrong.Hint, "%s", wrong.What)
}
