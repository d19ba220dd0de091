package lint

import (
	"strconv"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// Shares is Logon, with the names by which servers are called. Aliases without a name in the directory are told of
// where the file registers names at all: else it is not about Kerberos.
func Shares(t logon.Topology) []Finding {
	list := Logon(t)
	if len(t.SPNs) == 0 {
		return list
	}
	names := Names{Directory: logon.Directory(t)}
	for _, r := range t.SPNs {
		for i, name := range r.Names {
			names.Registered = append(names.Registered, Registered{t.FindAccount(names.Directory, r.Account), name, []string{"spns", r.Account, strconv.Itoa(i)}})
		}
	}
	for _, m := range t.Machines {
		for i, alias := range m.Aliases {
			if computer := t.FindAccount(names.Directory, m.Name); computer != nil {
				names.Asked = append(names.Asked, Asked{Name: kerberos.Name{Class: "cifs", Host: alias}, Path: []string{"machines", m.Name, "aliases", strconv.Itoa(i)}, By: m.Name, Keys: []*kerberos.Account{computer}})
			}
		}
	}
	return append(list, names.Check()...)
}
