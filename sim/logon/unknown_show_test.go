package logon_test

import (
	"strings"
	"testing"

	"ntlmsim/sim/logon"
)

// companies has a domain of each kind, and a server of each kind.
var companies = logon.Topology{
	Domains: []logon.Domain{{Name: "CORP", Kind: logon.ActiveDirectory}, {Name: "SMB", Kind: logon.ActiveDirectory}, {Name: "OLD", Kind: logon.NT4}},
	Machines: []logon.Machine{
		{Name: "DC", Role: logon.Controller, Domain: "CORP", Profile: "windows-2022"},
		{Name: "ADC", Role: logon.Controller, Domain: "SMB", Profile: "samba-ad-dc"},
		{Name: "PDC", Role: logon.Controller, Domain: "OLD", Profile: "windows-nt4"},
		{Name: "FS1", Role: logon.Standalone, Profile: "windows-2022"},
		{Name: "NAS", Role: logon.Standalone, Profile: "samba-standalone"},
	},
}

// A command to look a value up can be typed as it is, in the shell that it names.
func TestWhatShowsAnUnknownValue(t *testing.T) {
	for _, c := range []struct {
		of   logon.Unknown
		want string
	}{
		{logon.Unknown{Of: "CORP", User: "ANNA", Key: "locked"}, "Get-ADUser ANNA -Properties LockedOut (PowerShell, domain CORP)"},
		{logon.Unknown{Of: "CORP", User: "ANNA", Key: "smart-card-required"}, "Get-ADUser ANNA -Properties SmartcardLogonRequired (PowerShell, domain CORP)"},
		{logon.Unknown{Of: "CORP", User: "Anna O'Neil", Key: "expired"}, "Get-ADUser 'Anna O''Neil' -Properties AccountExpirationDate (PowerShell, domain CORP)"},
		{logon.Unknown{Of: "CORP", User: "A$B", Key: "disabled"}, "Get-ADUser 'A$B' -Properties Enabled (PowerShell, domain CORP)"},
		{logon.Unknown{Of: "CORP", User: "CH$", Key: "disabled"}, "Get-ADUser CH$ -Properties Enabled (PowerShell, domain CORP)"},
		{logon.Unknown{Of: "SMB", User: "Anna O'Neil", Key: "smart-card-required"}, `samba-tool user show 'Anna O'\''Neil' --attributes=userAccountControl (0x40000: it needs one; on a controller of SMB)`},
		{logon.Unknown{Of: "SMB", User: "ANNA", Key: "hours"}, "pdbedit -v -u ANNA (on Samba's SMB)"},
		{logon.Unknown{Of: "OLD", User: "Anna B", Key: "locked"}, `net user "Anna B" /domain (cmd.exe, on a machine of OLD)`},
		{logon.Unknown{Of: "FS1", User: "a&b", Key: "locked"}, `net user "a&b" (cmd.exe, on FS1)`},
		{logon.Unknown{Of: "FS1", User: "U", Key: "smart-card-required"}, "no command shows it: only accounts of Active Directory can need a smart card"},
		{logon.Unknown{Of: "FS1", Share: "my share", Key: logon.KeyAllow}, "Get-SmbShareAccess 'my share' (PowerShell, on FS1)"},
		{logon.Unknown{Of: "NAS", Share: "my share", Key: logon.KeyAllow}, "testparm -s --section-name='my share' (on NAS)"},
		{logon.Unknown{Of: "FS1", Key: "UseMachineId"}, `reg query HKLM\SYSTEM\CurrentControlSet\Control\Lsa /v UseMachineId (on FS1)`},
		{logon.Unknown{Of: "FS1", Key: "NullSessionShares"}, `reg query HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters /v NullSessionShares (on FS1)`},
		{logon.Unknown{Of: "FS1", Key: "BlockNTLM"}, "Get-SmbClientConfiguration (PowerShell, on FS1)"},
		{logon.Unknown{Of: "NAS", Key: "ntlm auth"}, "testparm -s --parameter-name='ntlm auth' (on NAS)"},
	} {
		if got := c.of.Shown(companies); got != c.want {
			t.Errorf("%s: got %s, want %s", c.of, got, c.want)
		}
	}
}

// A setting by the name of a registry value has a command that shows it. By convention the names of the others are in
// lower case: they follow from the product.
func TestEverySettingOfWindowsCanBeLookedUp(t *testing.T) {
	for _, name := range logon.SettingNames() {
		_, of := logon.SettingDoc(name)
		can := len(logon.SettingChoices(name)) > 0 || strings.HasPrefix(of, "list of names")
		shown := logon.Unknown{Of: "FS1", Key: name}.Shown(companies)
		if can && name != strings.ToLower(name) && strings.HasPrefix(shown, "no command") {
			t.Errorf("%s: %s", name, shown)
		}
	}
}

// Every state of an account has what shows it.
func TestEveryStateCanBeLookedUp(t *testing.T) {
	for _, key := range logon.AccountKeys() {
		if got := (logon.Unknown{Of: "CORP", User: "U", Key: key}).Shown(companies); strings.Contains(got, "  ") || strings.Contains(got, "-Properties (") {
			t.Errorf("%s: %s", key, got)
		}
	}
}
