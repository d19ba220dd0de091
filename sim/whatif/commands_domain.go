package whatif

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// old are the products of Windows that came without PowerShell.
var old = []string{"windows-nt4", "windows-2000", "windows-xp", "windows-2003", "windows-vista", "windows-2008"}

func isSambaMachine(m logon.Machine) bool { return strings.HasPrefix(m.Profile, "samba") }

// channelCommand is what repairs the secure channel of a member; "" where it takes more than a command.
func (s *search) channelCommand(m logon.Machine) string {
	where := "on " + m.Name + ": "
	admin := m.Domain + `\Administrator`
	switch {
	case m.Channel == logon.ComputerOff:
		return s.accountCommand(m.Domain, m.Name+"$", "enable", "")
	case m.Channel == logon.NetlogonStopped && isSambaMachine(m):
		return where + "systemctl start winbind"
	case m.Channel == logon.NetlogonStopped:
		return where + "net start netlogon"
	case m.Channel != logon.WrongPassword && m.Channel != logon.AccountDeleted:
		return ""
	case isSambaMachine(m):
		return where + "net " + s.joins(m.Domain) + " join -U Administrator"
	case m.Channel == logon.WrongPassword && slices.Contains(old, m.Profile):
		return fmt.Sprintf("%snetdom reset %s /domain:%s /usero:%s /passwordo:*", where, m.Name, m.Domain, admin)
	case m.Channel == logon.WrongPassword:
		return where + "Test-ComputerSecureChannel -Repair -Credential " + admin
	case slices.Contains(old, m.Profile):
		return fmt.Sprintf("%snetdom remove %s /domain:%s /force\nnetdom join %s /domain:%s /userd:%s /passwordd:* /reboot", where, m.Name, m.Domain, m.Name, m.Domain, admin)
	}
	return fmt.Sprintf("%sRemove-Computer -WorkgroupName WORKGROUP -Force\nAdd-Computer -DomainName %s -Credential %s -Restart", where, m.Domain, admin)
}

// joins is the word for how Samba's net joins a domain.
func (s *search) joins(domain string) string {
	if d, ok := s.world.Domain(domain); ok && d.Kind == logon.NT4 {
		return "rpc"
	}
	return "ads"
}

// trustCommand is what makes the trust of a domain in another one: for the first time, or again.
func (s *search) trustCommand(trusting *logon.Domain, t logon.Trust, again bool) string {
	where := "at a controller of " + trusting.Name + ": "
	switch active := trusting.Kind == logon.ActiveDirectory; {
	case s.isSamba(trusting.Name) && active:
		return where + sambaTrust(t, again)
	case s.isSamba(trusting.Name):
		return where + "net rpc trustdom establish " + t.Domain
	}
	netdom := fmt.Sprintf("netdom trust %s /domain:%s ", trusting.Name, t.Domain)
	admin := fmt.Sprintf(`/userd:%s\Administrator /passwordd:*`, t.Domain)
	switch {
	case !again && t.Direction == logon.Both:
		return where + netdom + "/add /twoway " + admin
	case !again:
		return where + netdom + "/add " + admin
	case t.Channel == logon.AccountDeleted:
		return where + netdom + "/remove /force\n" + netdom + "/add " + admin
	}
	return where + netdom + "/reset " + admin
}

func sambaTrust(t logon.Trust, again bool) string {
	kind, direction := string(logon.External), "outgoing"
	if t.Type == logon.Forest {
		kind = string(logon.Forest)
	}
	if t.Direction == logon.Both {
		direction = "both"
	}
	create := fmt.Sprintf(`samba-tool domain trust create %s --type=%s --direction=%s -U Administrator@%s`, t.Domain, kind, direction, t.Domain)
	if again {
		return "samba-tool domain trust delete " + t.Domain + "\n" + create
	}
	return create
}
