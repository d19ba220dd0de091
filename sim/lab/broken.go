package lab

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// A Broken is a secure channel that is to be broken, once everything is up and known to work.
type Broken struct {
	Server string // whose channel it is: a member, or the controller of the trusting domain
	Domain string // whose controller is at the other end
	How    logon.Channel
}

func (b Broken) String() string {
	return "the secure channel of " + b.Server + " to " + b.Domain + " is broken: " + b.How.Fault()
}

// broken lists the channels that the topology says are broken, of the servers that are built. What a domain says of its
// own outgoing trusts comes first.
func (b *builder) broken() {
	said := map[[2]string]bool{}
	for _, incoming := range []bool{false, true} {
		for _, d := range b.topology.Domains {
			for _, t := range d.Trusts {
				truster, trusted := fold(d.Name), fold(t.Domain)
				if incoming {
					truster, trusted = trusted, truster
				}
				if incoming && t.Direction == logon.Outgoing || !incoming && t.Direction == logon.Incoming || said[[2]string{truster, trusted}] {
					continue
				}
				said[[2]string{truster, trusted}] = true
				b.breakTrust(truster, trusted, t)
			}
		}
	}
	for _, s := range b.plan.Servers {
		if m, ok := b.machine(s.Machine); ok && s.Kind == MemberServer && m.Channel != logon.Sound {
			b.plan.Broken = append(b.plan.Broken, Broken{s.Name, s.Domain, m.Channel})
		}
	}
}

func (b *builder) breakTrust(truster, trusted string, t logon.Trust) {
	how := t.Channel
	if t.Down {
		how = logon.Unreachable
	}
	from, to := b.plan.Domain(truster), b.plan.Domain(trusted)
	if how == logon.Sound || from.Name == "" || to.Name == "" {
		return
	}
	for _, controller := range b.plan.controllers(from.Name) {
		b.plan.Broken = append(b.plan.Broken, Broken{controller, to.Name, how})
	}
}

// A spoiling is what script/channels.py changes in the directory of one controller.
type spoiling struct {
	Password string   `json:"password"`
	Reset    []string `json:"reset"`
	Delete   []string `json:"delete"`
	Disable  []string `json:"disable"`
	Trusts   []string `json:"trusts"`
}

// wrongPassword is not the password of anything.
const wrongPassword = "Lab-Wr0ng-Passw0rd"

// spoilings are the changes that break channels, by the controller that has the directory: a trust's password is
// changed where the trust goes out, accounts are where it arrives.
func (p Plan) spoilings() map[string]*spoiling {
	list := map[string]*spoiling{}
	at := func(controller string) *spoiling {
		if list[controller] == nil {
			list[controller] = &spoiling{Password: wrongPassword, Reset: []string{}, Delete: []string{}, Disable: []string{}, Trusts: []string{}}
		}
		return list[controller]
	}
	for _, b := range p.Broken {
		s, _ := p.Server(b.Server)
		there := p.Domain(b.Domain).Controller
		account := s.Name + "$" // of a member
		if s.Kind != MemberServer {
			account = s.Domain + "$"
		}
		switch {
		case b.How == logon.AccountDeleted:
			if !slices.Contains(at(there).Delete, account) { // of a trust, for every controller that would ask by it
				at(there).Delete = append(at(there).Delete, account)
			}
		case b.How == logon.ComputerOff:
			at(there).Disable = append(at(there).Disable, account)
		case b.How == logon.WrongPassword && s.Kind == MemberServer:
			at(there).Reset = append(at(there).Reset, account)
		case b.How == logon.WrongPassword:
			at(s.Name).Trusts = append(at(s.Name).Trusts, b.Domain)
		}
	}
	return list
}

// disablesNTLM reports whether a server is to refuse NTLM altogether. Joins and trusts need it: until they are made it
// does not.
func disablesNTLM(s logon.Setting) bool {
	return strings.EqualFold(s.Name, "ntlm auth") && len(s.Values) == 1 && strings.EqualFold(s.Values[0], "disabled")
}

// joinable is a server as it is while others join it.
func joinable(s Server) Server {
	s.Settings = slices.DeleteFunc(slices.Clone(s.Settings), disablesNTLM)
	return s
}
