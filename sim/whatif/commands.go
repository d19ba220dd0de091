package whatif

import (
	"fmt"
	"regexp"
	"strings"

	"ntlmsim/sim/logon"
)

// plain is what cmd.exe and PowerShell take as it is.
var plain = regexp.MustCompile(`^[A-Za-z0-9_.\\*-]+$`)

// ifNeeded quotes an account or a target for a shell where it has something else than plain.
func ifNeeded(quote func(string) string, text string) string {
	if plain.MatchString(text) {
		return text
	}
	return quote(text)
}

// cmdlets are settings of Windows that a cmdlet sets.
var cmdlets = map[string]string{
	"BlockNTLM":   "Set-SmbClientConfiguration -BlockNTLM $%s",
	"EncryptData": "Set-SmbServerConfiguration -EncryptData $%s",
}

// settingCommand is the command that sets a setting on a machine; for Samba the line of its smb.conf. It is "" where
// none is known.
func settingCommand(m logon.Machine, name string, values ...string) string {
	value := strings.Join(values, ", ")
	if isSambaMachine(m) {
		if name != strings.ToLower(name) || !strings.Contains(name, " ") {
			return ""
		}
		return fmt.Sprintf("%s = %s", name, value)
	}
	if cmdlet, ok := cmdlets[name]; ok && len(values) == 1 {
		return fmt.Sprintf(cmdlet, map[bool]string{true: "true", false: "false"}[value == "1"])
	}
	switch name {
	case "HardenedPaths":
		return fmt.Sprintf("reg delete %s /va /f", logon.HardenedPathsKey)
	case "SeDenyNetworkLogonRight", "SeNetworkLogonRight":
		return "secpol.msc"
	}
	kept := logon.Registry(name)
	switch {
	case len(kept) == 0 || len(values) == 0 || value == "by-role":
		return ""
	case kept[0].List:
		return fmt.Sprintf(`reg add %s /v %s /t REG_MULTI_SZ /d %s /f`, kept[0].Key, name, logon.InCmd(strings.Join(values, `\0`)))
	}
	return fmt.Sprintf(`reg add %s /v %s /t REG_DWORD /d %s /f`, kept[0].Key, name, logon.RegistryNumber(value))
}

// replacing is the caveat of settingCommand for a list: the machine's may have more entries than the scenario's.
func replacing(name string) string {
	return fmt.Sprintf("reg add replaces the whole list: look first at what it has (reg query %s /v %s), and name that, too", logon.Registry(name)[0].Key, name)
}

// onMachine is settingCommand with where to type it.
func onMachine(m logon.Machine, name string, values ...string) string {
	command := settingCommand(m, name, values...)
	switch {
	case command == "":
		return ""
	case isSambaMachine(m):
		return "in smb.conf of " + m.Name + ": " + command
	}
	return "on " + m.Name + ": " + command
}

// isSamba reports whether a database is that of a Samba server, or of a domain whose controllers are Samba.
func (s *search) isSamba(database string) bool {
	if m, ok := s.world.Machine(database); ok {
		return isSambaMachine(m)
	}
	for _, name := range s.world.Controllers(database) {
		if m, _ := s.world.Machine(name); isSambaMachine(m) {
			return true
		}
	}
	return false
}
