package windows

import (
	"strings"

	"ntlmsim/sim/logon"
)

// A registryValue is the registry value of a setting, and its source.
type registryValue struct{ Name, Key, Source string }

const (
	lsaKey         = `HKLM:\SYSTEM\CurrentControlSet\Control\Lsa`
	serverKey      = `HKLM:\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters`
	workstationKey = `HKLM:\SYSTEM\CurrentControlSet\Services\LanmanWorkstation\Parameters`
	msv1Key        = `HKLM:\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0`
	systemKey      = `HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System`
	ntlmPolicyKey  = systemKey + `\NTLM\Parameters`

	netlogonPolicyKey = `HKLM:\SOFTWARE\Policies\Microsoft\Netlogon\Parameters`
	netlogonKey       = `HKLM:\SYSTEM\CurrentControlSet\Services\Netlogon\Parameters`
)

var registryValues = []registryValue{
	{"LmCompatibilityLevel", lsaKey, "Windows policy: LAN Manager authentication level"},
	{"LsaLookupRestrictIsolatedNameLevel", lsaKey, "KB 818024"},
	{"NeverPing", netlogonKey, "no source that we could read: KB 923241 is known by name"},
	{"OldPasswordAllowedPeriod", lsaKey, "KB 906305"},
	{"LimitBlankPasswordUse", lsaKey, "Windows policy: Limit local account use of blank passwords to console logon only"},
	{"NoLMHash", lsaKey, "Windows policy: Do not store LAN Manager hash value on next password change"},
	{"RestrictNullSessAccess", serverKey, "TechNet cc957461"},
	{"AllowInsecureGuestAuth", workstationKey, "Windows policy: Enable insecure guest logons"},
	{"AuditInsecureGuestLogon", workstationKey, "Windows policy: Audit insecure guest logon, of Lanman Workstation"},
	{"AuditInsecureGuestLogon", serverKey, "Windows policy: Audit insecure guest logon, of Lanman Server"},
	{"RequireSecuritySignature", workstationKey, "Windows policy: Microsoft network client: Digitally sign communications (always)"},
	{"RestrictSendingNTLMTraffic", msv1Key, "Windows policy: Restrict NTLM: Outgoing NTLM traffic to remote servers"},
	{"RestrictReceivingNTLMTraffic", msv1Key, "Windows policy: Restrict NTLM: Incoming NTLM traffic"},
	{"AuditReceivingNTLMTraffic", msv1Key, "Windows policy: Restrict NTLM: Audit Incoming NTLM Traffic"},
	{"AuditNTLMInDomain", netlogonKey, "Windows policy: Restrict NTLM: Audit NTLM authentication in this domain"},
	{"LogEnhancedAuditEvents", ntlmPolicyKey, "administrators' scripts; the policy is NTLM Enhanced Logging"},
	{"EnableEnhancedDomainNtlmLogs", netlogonPolicyKey, "Netlogon.admx"},
	{"RestrictNTLMInDomain", netlogonKey, "Windows policy: Restrict NTLM: NTLM authentication in this domain"},
	{"SmbServerNameHardeningLevel", serverKey, "Windows policy: Microsoft network server: Server SPN target name validation level"},
	{"DisableStrictNameChecking", serverKey, "KB 281308, as other articles cite it"},
	{"DisableLoopbackCheck", lsaKey, "KB 926642"},
	{"EncryptData", serverKey, "Windows Server documentation: SMB security enhancements"},
	{"ForceGuest", lsaKey, "Windows policy: Network access: Sharing and security model for local accounts"},
	{"LocalAccountTokenFilterPolicy", systemKey, "KB 951016"},
	{"RestrictAnonymous", lsaKey, "Windows 2000, RestrictAnonymous"},
}

// valuesOf are the registry values that keep a setting: two where the SMB client and the SMB server have one each.
func valuesOf(setting string) (list []registryValue) {
	for _, v := range registryValues {
		if strings.EqualFold(v.Name, setting) {
			list = append(list, v)
		}
	}
	return list
}

// denyRight is the one user right among the settings.
const denyRight = "SeDenyNetworkLogonRight"

// settings writes what an administrator would set, before accounts are made: NoLMHash counts from the next password on.
// A setting that only names an observed behaviour cannot be set; this is said instead.
func (l *layout) settings(s *script, m machine) {
	for _, set := range m.Settings {
		kept := valuesOf(set.Name)
		for _, v := range kept {
			s.line("Set-LabRegistry -Key %s -Name %s -Value %s    # %s", literal(v.Key), literal(v.Name), literal(strings.Join(set.Values, "")), v.Source)
		}
		switch {
		case strings.EqualFold(set.Name, "NeverPing"):
			l.say(m.Name, "", "NeverPing is set under the key that we believe is right: no source that we could read names it")
		case len(kept) > 0:
		case strings.EqualFold(set.Name, denyRight):
			if m.Role == logon.Controller {
				l.say(m.Name, "", "group policy overrides %s on a controller, where the Default Domain Controllers Policy defines it", denyRight)
			}
		case strings.EqualFold(set.Name, "AllowAdministratorLockout"):
			l.say(m.Name, "", "AllowAdministratorLockout is an account policy, which the scripts do not set")
		default:
			l.say(m.Name, "", "%s is not a setting of Windows but an observed behaviour: the scripts cannot set it", set.Name)
		}
	}
}

// denied writes who may not log on over the network, after accounts are made.
func denied(s *script, m machine) {
	for _, set := range m.Settings {
		if strings.EqualFold(set.Name, denyRight) {
			s.line("Set-LabRight -Right %s -Names %s", literal(denyRight), literals(set.Values))
		}
	}
}

// resolved is what a machine does: its profile, and its own settings.
func resolved(profile string, own []logon.Setting) logon.Settings {
	p, ok := logon.ProfileNamed(profile)
	if !ok {
		return logon.Settings{}
	}
	s := p.Settings()
	for _, set := range own {
		_ = s.Set(set) // Check has seen to it
	}
	return s
}
