package whatif

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// kerberos: where NTLM is denied, the server's own name lets the client use Kerberos.
func (s *search) kerberos() []change {
	if !s.ntlmDenied() {
		return nil
	}
	list := s.ownNames()
	for i := range list {
		list[i].text += ", so that Kerberos is used"
	}
	return list
}

// spns: register the name that the server is called by, for the one account whose key the server has.
func (s *search) spns() []change {
	name, owners := s.outcome.Service()
	computer := s.target.Name
	switch {
	case name.Host == "" || s.target.Domain == "" || !s.ntlmDenied() && s.outcome.Because != "kerberos.wrong-target":
		return nil
	case slices.Contains(owners, s.target.Domain+`\`+computer+"$"):
		return s.otherOwners(name, owners)
	}
	host := kerberos.Name{Class: "HOST", Host: name.Host}
	text, commands := fmt.Sprintf("register %s for %s", host, computer), []string{fmt.Sprintf("setspn -S %s %s", host, computer)}
	for _, owner := range owners {
		text += ", and take it from " + owner
		commands = append([]string{fmt.Sprintf("setspn -D %s %s", name, owner)}, commands...)
	}
	c := change{text: text, run: "on a controller of " + s.target.Domain + ": " + strings.Join(commands, "; "), edits: edit(registering(host, computer, name))}
	if slices.Contains(s.target.Addresses, name.Host) {
		c.caveat = "the client asks a ticket for an address only with TryIPSPN"
		c.edits = append(c.edits, set(s.client.Name, "TryIPSPN", "1"))
		c.text += " and set TryIPSPN of " + s.client.Name + " to 1"
		c.run += "; " + onMachine(*s.client, "TryIPSPN", "1")
	}
	return []change{c}
}

// otherOwners: of several accounts with one name, only the server's own keeps it.
func (s *search) otherOwners(name kerberos.Name, owners []string) []change {
	var commands []string
	for _, owner := range owners {
		if owner != s.target.Domain+`\`+s.target.Name+"$" {
			commands = append(commands, fmt.Sprintf("setspn -D %s %s", name, owner))
		}
	}
	if len(commands) == 0 {
		return nil
	}
	return []change{{text: fmt.Sprintf("take %s from all accounts but that of %s", name, s.target.Name), run: "on a controller of " + s.target.Domain + ": " + strings.Join(commands, "; "),
		edits: edit(registering(name, s.target.Name, name))}}
}

// registering gives a computer a name, and takes another from all accounts.
func registering(name kerberos.Name, computer string, taken kerberos.Name) logon.Edit {
	return logon.EditNames(func(t *logon.Topology) {
		t.SPNs = append(unregistered(t.SPNs, taken), logon.Registered{Account: computer, Names: []kerberos.Name{name}})
	})
}

// encryption: let the account have keys of AES.
func (s *search) encryption() []change {
	if s.outcome.Because != "kerberos.no-common-encryption" {
		return nil
	}
	name, owners := s.outcome.Service()
	return []change{{text: fmt.Sprintf("let %s have keys of AES, and set its password again", owners[0]), caveat: "a ticket for " + name.String() + " that a client has already is of no use then",
		run: fmt.Sprintf("on a controller of %s: Set-ADComputer %s -KerberosEncryptionType AES128,AES256; then on %[2]s: Reset-ComputerMachinePassword", s.target.Domain, s.target.Name),
		edits: edit(logon.EditNames(func(t *logon.Topology) {
			t.RC4Only = slices.DeleteFunc(slices.Clone(t.RC4Only), func(n string) bool {
				return strings.EqualFold(strings.TrimSuffix(n, "$"), s.target.Name) || strings.EqualFold(n, owners[0])
			})
		}))}}
}

// unregistered is a list of registered names without one of them.
func unregistered(list []logon.Registered, name kerberos.Name) (left []logon.Registered) {
	for _, r := range list {
		r.Names = slices.DeleteFunc(slices.Clone(r.Names), func(n kerberos.Name) bool { return strings.EqualFold(n.String(), name.String()) })
		left = append(left, r)
	}
	return left
}
