package logon

import "strings"

// A RegistryValue is where Windows keeps a setting: a number or, for a List, a REG_MULTI_SZ.
type RegistryValue struct {
	Setting, Key string
	Source       string
	List         bool
}

// The keys.
const (
	lsaKey         = `HKLM\SYSTEM\CurrentControlSet\Control\Lsa`
	msv1Key        = lsaKey + `\MSV1_0`
	netlogonKey    = `HKLM\SYSTEM\CurrentControlSet\Services\Netlogon\Parameters`
	serverKey      = `HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters`
	workstationKey = `HKLM\SYSTEM\CurrentControlSet\Services\LanmanWorkstation\Parameters`
	systemKey      = `HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System`
	smbPolicyKey   = `HKLM\SOFTWARE\Policies\Microsoft\Windows\LanmanWorkstation`

	// HardenedPathsKey has a text for each path of HardenedPaths.
	HardenedPathsKey = `HKLM\SOFTWARE\Policies\Microsoft\Windows\NetworkProvider\HardenedPaths`
)

var registry = []RegistryValue{
	{"LmCompatibilityLevel", lsaKey, "Windows policy: LAN Manager authentication level", false},
	{"LsaLookupRestrictIsolatedNameLevel", lsaKey, "KB 818024", false},
	{"OldPasswordAllowedPeriod", lsaKey, "KB 906305", false},
	{"LimitBlankPasswordUse", lsaKey, "Windows policy: Limit local account use of blank passwords to console logon only", false},
	{"NoLMHash", lsaKey, "Windows policy: Do not store LAN Manager hash value on next password change", false},
	{"DisableLoopbackCheck", lsaKey, "KB 926642", false},
	{"ForceGuest", lsaKey, "Windows policy: Network access: Sharing and security model for local accounts", false},
	{"RestrictAnonymous", lsaKey, "Windows 2000, RestrictAnonymous", false},
	{"UseMachineId", lsaKey, "Windows policy: Allow Local System to use computer identity for NTLM", false},
	{"TryIPSPN", systemKey + `\Kerberos\Parameters`, "Windows Server, Configuring Kerberos for IP address", false},
	{"NtlmMinClientSec", msv1Key, "Windows policy: Minimum session security for NTLM SSP based clients", false},
	{"NtlmMinServerSec", msv1Key, "Windows policy: Minimum session security for NTLM SSP based servers", false},
	{"RestrictSendingNTLMTraffic", msv1Key, "Windows policy: Restrict NTLM: Outgoing NTLM traffic to remote servers", false},
	{"RestrictReceivingNTLMTraffic", msv1Key, "Windows policy: Restrict NTLM: Incoming NTLM traffic", false},
	{"AuditReceivingNTLMTraffic", msv1Key, "Windows policy: Restrict NTLM: Audit Incoming NTLM Traffic", false},
	{"ClientAllowedNTLMServers", msv1Key, "Windows policy: Restrict NTLM: Add remote server exceptions for NTLM authentication", true},
	{"BackConnectionHostNames", msv1Key, "KB 926642", true},
	{"NeverPing", netlogonKey, "no source that we could read: KB 923241 is known by name", false},
	{"RestrictNTLMInDomain", netlogonKey, "Windows policy: Restrict NTLM: NTLM authentication in this domain", false},
	{"AuditNTLMInDomain", netlogonKey, "Windows policy: Restrict NTLM: Audit NTLM authentication in this domain", false},
	{"DCAllowedNTLMServers", netlogonKey, "Windows policy: Restrict NTLM: Add server exceptions in this domain", true},
	{"RestrictNullSessAccess", serverKey, "TechNet cc957461", false},
	{"NullSessionShares", serverKey, "Windows policy: Network access: Shares that can be accessed anonymously", true},
	{"NullSessionPipes", serverKey, "Windows policy: Network access: Named Pipes that can be accessed anonymously", true},
	{"AuditInsecureGuestLogon", serverKey, "Windows policy: Audit insecure guest logon, of Lanman Server", false},
	{"SmbServerNameHardeningLevel", serverKey, "Windows policy: Microsoft network server: Server SPN target name validation level", false},
	{"SrvAllowedServerNames", serverKey, "Windows policy: Microsoft network server: Server SPN target name validation level", true},
	{"DisableStrictNameChecking", serverKey, "KB 281308, as other articles cite it", false},
	{"EncryptData", serverKey, "Windows Server documentation: SMB security enhancements", false},
	{"AllowInsecureGuestAuth", workstationKey, "Windows policy: Enable insecure guest logons", false},
	{"AuditInsecureGuestLogon", workstationKey, "Windows policy: Audit insecure guest logon, of Lanman Workstation", false},
	{"RequireSecuritySignature", workstationKey, "Windows policy: Microsoft network client: Digitally sign communications (always)", false},
	{"BlockNTLM", smbPolicyKey, "Windows policy: Block NTLM (LM, NTLM, NTLMv2), of Lanman Workstation", false},
	{"BlockNTLMServerExceptionList", smbPolicyKey, "Windows policy: Block NTLM Server Exception List, of Lanman Workstation", true},
	{"LocalAccountTokenFilterPolicy", systemKey, "KB 951016", false},
	{"LogEnhancedAuditEvents", systemKey + `\NTLM\Parameters`, "administrators' scripts; the policy is NTLM Enhanced Logging", false},
	{"EnableEnhancedDomainNtlmLogs", `HKLM\SOFTWARE\Policies\Microsoft\Netlogon\Parameters`, "Netlogon.admx", false},
}

// Registry is where Windows keeps a setting: two values where the SMB client and the SMB server have one each, none if
// it is kept elsewhere or only names an observed behaviour.
func Registry(setting string) (list []RegistryValue) {
	for _, v := range registry {
		if strings.EqualFold(v.Setting, setting) {
			list = append(list, v)
		}
	}
	return list
}

// RegistryNumber is a value of a setting as the registry has it, where a scenario has a word.
func RegistryNumber(value string) string {
	if number, ok := map[string]string{"none": "0", "ntlmv2-session-security": "0x80000", "128-bit": "0x20000000", "both": "0x20080000"}[value]; ok {
		return number
	}
	return value
}
