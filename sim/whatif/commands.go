package whatif

import (
	"cmp"
	"fmt"
	"strings"

	"ntlmsim/sim/logon"
)

// The keys of the registry that advice names.
const (
	lsaKey         = `HKLM\SYSTEM\CurrentControlSet\Control\Lsa`
	msv1Key        = lsaKey + `\MSV1_0`
	serverKey      = `HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters`
	workstationKey = `HKLM\SYSTEM\CurrentControlSet\Services\LanmanWorkstation\Parameters`
	blockKey       = `HKLM\SOFTWARE\Policies\Microsoft\Windows\LanmanWorkstation`
	netlogonKey    = `HKLM\SYSTEM\CurrentControlSet\Services\Netlogon\Parameters`
	hardenedKey    = `HKLM\SOFTWARE\Policies\Microsoft\Windows\NetworkProvider\HardenedPaths`
	systemKey      = `HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System`
)

// registered are the settings of Windows that a number or a list in the registry is, by name.
var registered = map[string]string{
	"LmCompatibilityLevel": lsaKey, "ForceGuest": lsaKey, "LimitBlankPasswordUse": lsaKey, "DisableLoopbackCheck": lsaKey,
	"RestrictSendingNTLMTraffic": msv1Key, "RestrictReceivingNTLMTraffic": msv1Key, "ClientAllowedNTLMServers": msv1Key,
	"SmbServerNameHardeningLevel": serverKey, "AllowInsecureGuestAuth": workstationKey, "RequireSecuritySignature": workstationKey,
	"BlockNTLMServerExceptionList": blockKey, "RestrictNTLMInDomain": netlogonKey, "DCAllowedNTLMServers": netlogonKey,
	"LocalAccountTokenFilterPolicy": systemKey, "RestrictAnonymous": lsaKey, "LsaLookupRestrictIsolatedNameLevel": lsaKey,
	"OldPasswordAllowedPeriod": lsaKey, "UseMachineId": lsaKey, "NeverPing": netlogonKey, "NtlmMinServerSec": msv1Key,
	"NtlmMinClientSec": msv1Key, "NullSessionPipes": serverKey, "NullSessionShares": serverKey, "RestrictNullSessAccess": serverKey,
}

// lists are those of them that are lists of names.
var lists = map[string]bool{"ClientAllowedNTLMServers": true, "BlockNTLMServerExceptionList": true, "DCAllowedNTLMServers": true,
	"NullSessionPipes": true, "NullSessionShares": true}

// numbers are the words for values that the registry has as numbers.
var numbers = map[string]string{"none": "0", "ntlmv2-session-security": "0x80000", "128-bit": "0x20000000", "both": "0x20080000"}

// cmdlets are settings of Windows that a cmdlet sets.
var cmdlets = map[string]string{
	"BlockNTLM":   "Set-SmbClientConfiguration -BlockNTLM $%s",
	"EncryptData": "Set-SmbServerConfiguration -EncryptData $%s",
}

// settingCommand is the command that sets a setting on a machine; for Samba the line of its smb.conf. It is "" where none
// is known.
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
		return fmt.Sprintf("reg delete %s /va /f", hardenedKey)
	case "SeDenyNetworkLogonRight", "SeNetworkLogonRight":
		return "secpol.msc"
	}
	key, ok := registered[name]
	switch {
	case !ok || len(values) == 0 || value == "by-role":
		return ""
	case lists[name]:
		return fmt.Sprintf(`reg add %s /v %s /t REG_MULTI_SZ /d %s /f`, key, name, strings.Join(values, `\0`))
	}
	return fmt.Sprintf(`reg add %s /v %s /t REG_DWORD /d %s /f`, key, name, cmp.Or(numbers[value], value))
}

// replacing is the caveat of settingCommand for a list: the machine's may have more entries than the scenario's.
func replacing(name string) string {
	return fmt.Sprintf("reg add replaces the whole list: look first at what it has (reg query %s /v %s), and name that, too", registered[name], name)
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
