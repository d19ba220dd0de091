package whatif

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// shareCommand is what gives a share other lists of whom it allows and denies: the parameters of its smb.conf, whole,
// or the cmdlets that change single entries.
func (s *search) shareCommand(share logon.Share, allow, deny []string) string {
	var lines []string
	if isSambaMachine(s.target) {
		if len(deny) < len(share.Deny) {
			lines = append(lines, strings.TrimSpace("invalid users = "+s.smbConfNames(deny)))
		}
		if len(allow) > len(share.Allow) {
			lines = append(lines, "valid users = "+s.smbConfNames(allow))
		}
		return fmt.Sprintf("in smb.conf of %s, [%s]: %s", s.target.Name, share.Name, strings.Join(lines, "\n"))
	}
	name := logon.InPowerShell(share.Name)
	for _, who := range missing(share.Deny, deny) {
		lines = append(lines, fmt.Sprintf("Unblock-SmbShareAccess -Name %s -AccountName %s", name, logon.InPowerShell(who)))
	}
	for _, who := range missing(allow, share.Allow) {
		lines = append(lines, granting(name, who))
	}
	return fmt.Sprintf("on %s: %s", s.target.Name, strings.Join(lines, "\n"))
}

// lookCommand shows who may use a share, and lets one more in. No command adds a name to a parameter of smb.conf.
func (s *search) lookCommand(share logon.Share, who string) string {
	if isSambaMachine(s.target) {
		return fmt.Sprintf("on %s: testparm -s --section-name=%s", s.target.Name, logon.InSh(share.Name))
	}
	name := logon.InPowerShell(share.Name)
	return fmt.Sprintf("on %s: Get-SmbShareAccess %s\n%s", s.target.Name, name, granting(name, who))
}

// granting is the cmdlet that lets somebody into a share of Windows.
func granting(share, who string) string {
	return fmt.Sprintf("Grant-SmbShareAccess -Name %s -AccountName %s -AccessRight Change", share, logon.InPowerShell(who))
}

// missing are the names of a list that another one does not have.
func missing(list, from []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(name string) bool { return slices.Contains(from, name) })
}

// smbConfNames is a list of names as smb.conf has them: a group begins with @, and a name with a blank is quoted.
func (s *search) smbConfNames(names []string) string {
	var list []string
	for _, name := range names {
		if s.isGroup(name) {
			name = "@" + name
		}
		if strings.ContainsAny(name, " ,") {
			name = `"` + name + `"`
		}
		list = append(list, name)
	}
	return strings.Join(list, ", ")
}

// everywhere are the groups that each database has.
var everywhere = []string{"Administrators", "Users", "Guests", "Domain Admins", "Domain Users", "Domain Guests"}

// isGroup reports whether a name in a list is a group's: one of everywhere, or one that an account is in.
func (s *search) isGroup(name string) bool {
	database, group, qualified := strings.Cut(name, `\`)
	if !qualified {
		group = name
	}
	is := func(other string) bool { return strings.EqualFold(other, group) }
	for _, db := range s.reach {
		for _, a := range s.world.Accounts(db) {
			switch {
			case qualified && !strings.EqualFold(db, database):
			case is(a.Name):
				return false
			case slices.ContainsFunc(a.Groups, is):
				return true
			}
		}
	}
	return slices.ContainsFunc(everywhere, is)
}

// usesCommand is what sets how often a share can be used at once.
func (s *search) usesCommand(share string, uses int) string {
	if isSambaMachine(s.target) {
		return fmt.Sprintf("in smb.conf of %s, [%s]: max connections = %d", s.target.Name, share, uses)
	}
	return fmt.Sprintf("on %s: net share %s /users:%d", s.target.Name, logon.InCmd(share), uses)
}
