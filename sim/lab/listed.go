package lab

import (
	"fmt"
	"strings"
)

// listed is a server whose shares know accounts of domains by their SIDs. In the style of NT 4.0 winbindd finds no
// account of a trusted domain by its name (DOMAIN_NOT_FOUND), though it lets it in; and smb.conf replaces %S and its
// like in a name, and a controller of Active Directory finds no name with parentheses. rids are those of the accounts
// that are known, by domain and name.
func (p Plan) listed(s Server, rids map[string]map[string]int) Server {
	if s.Kind == StandaloneServer {
		return s
	}
	shares := make([]Share, len(s.Shares))
	for i, share := range s.Shares {
		shares[i] = share
		shares[i].Allow, shares[i].Deny = p.sids(share.Allow, rids), p.sids(share.Deny, rids)
	}
	s.Shares = shares
	return s
}

// sids are names, those of domains as SIDs; what is no domain's stays as it is.
func (p Plan) sids(names []string, rids map[string]map[string]int) (list []string) {
	for _, name := range names {
		domain, user, _ := strings.Cut(name, `\`)
		for known, rid := range rids[fold(domain)] {
			if strings.EqualFold(known, user) {
				name = fmt.Sprintf("%s-%d", p.Domain(domain).SID, rid)
				break
			}
		}
		list = append(list, name)
	}
	return list
}
