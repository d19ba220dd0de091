package whatif

import (
	"slices"
	"strconv"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// rank orders changes: those that loosen a protection come after all others, and those that are given only where
// nothing smaller helps are last.
func (c change) rank() int {
	switch {
	case c.wide:
		return 2
	case c.loosens:
		return 1
	}
	return 0
}

// protections are the settings that protect a machine or what it sends. Whoever puts one back to its default loosens
// it.
var protections = []string{"LmCompatibilityLevel", "RestrictSendingNTLMTraffic", "RestrictReceivingNTLMTraffic", "RestrictNTLMInDomain",
	"BlockNTLM", "NtlmMinClientSec", "NtlmMinServerSec", "SmbServerNameHardeningLevel", "EncryptData", "RequireSecuritySignature",
	"HardenedPaths", "RestrictAnonymous", "RestrictNullSessAccess", "NullSessionPipes", "NullSessionShares", "SeDenyNetworkLogonRight",
	"SeNetworkLogonRight", "OldPasswordAllowedPeriod", "LimitBlankPasswordUse", "DisableLoopbackCheck", "AllowInsecureGuestAuth",
	"LocalAccountTokenFilterPolicy", "ntlm auth", "restrict anonymous", "server smb encrypt", "map to guest"}

// askFirst is the caveat of whoever puts a protection back to its default.
const askFirst = "it protects more than this attempt: ask first why somebody has set it"

// loosened reports whether a setting protects less with its usual value. A client that sends NTLMv2 again protects
// more.
func loosened(own, usual logon.Setting) bool {
	if !slices.ContainsFunc(protections, func(name string) bool { return strings.EqualFold(name, own.Name) }) {
		return false
	}
	before, _ := strconv.Atoi(strings.Join(own.Values, ""))
	after, _ := strconv.Atoi(strings.Join(usual.Values, ""))
	return !strings.EqualFold(own.Name, "LmCompatibilityLevel") || after < before
}

// protecting are the refusals by which the client protects its user: a client without that protection is no cure.
var protecting = []sim.State{"session.hardened-path", "session.guest-refused", "session.guest-not-signed", "negotiate.not-signed",
	"client.response.sending-denied", "client.response.ntlm-blocked", "client.response.weak-session"}

// clientProtects reports whether the client itself refused, to protect its user.
func (s *search) clientProtects() bool {
	return slices.Contains(protecting, s.outcome.Because) || slices.Contains(protecting, s.outcome.End)
}

// barred reports whether somebody has closed the account of a database to such logons: by its state, a policy or a
// group. Another account of the same name would go round that.
func (s *search) barred(database string) bool {
	a, ok := s.world.Account(database, s.user)
	return ok && (a.Disabled || a.Locked || a.Expired || a.MustChange || a.PasswordExpired || a.SmartCard || a.Hours == logon.NoHours ||
		len(a.Workstations) > 0 || len(a.AuthenticateFrom) > 0 || protectedUser(a) || a.Trust != logon.NoTrustAccount)
}

// protectedUser reports whether an account is in Protected Users.
func protectedUser(a logon.Account) bool { return slices.ContainsFunc(a.Groups, isProtected) }

// isProtected reports whether a group is Protected Users, with or without its domain.
func isProtected(group string) bool {
	return strings.EqualFold(group[strings.LastIndex(group, `\`)+1:], "Protected Users")
}
