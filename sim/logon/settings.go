package logon

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Setting is a named value: a registry value, a policy or an smb.conf parameter by its real name, or an observed
// behaviour with a name of ours (in lower case with hyphens).
type Setting struct {
	Name   string
	Values []string // exactly one, except for lists

	Unknown bool // nobody knows the value
}

// Settings is the behaviour of a machine, resolved from its profile and its own settings. Conditions depend on these,
// never on a product's name.
type Settings struct {
	// As a client and as the verifier of a response.
	LmCompatibilityLevel int

	// As a client.
	AllowInsecureGuestAuth       bool
	RequireSecuritySignature     bool // of the client
	PromptedByArticle            bool // prompts in the branches in which KB 103390 says so, not by the status
	OldTexts                     bool // the message texts up to Windows 7
	ClientDialects               []Dialect
	Kerberos                     bool // tries Kerberos first if both ends are in Active Directory
	TryIPSPN                     bool // asks tickets for addresses, too
	NTLMv1Removed                bool // sends NTLMv2 at every LmCompatibilityLevel
	RefusesClones                bool // as a server: a client with the same machine SID
	UseMachineId                 bool // LocalSystem is the computer, not anonymous
	SendsTarget                  bool // the response contains the target name
	RestrictSendingNTLMTraffic   int  // 1 audits, 2 denies
	ClientAllowedNTLMServers     []string
	BlockNTLM                    bool
	BlockNTLMServerExceptionList []string
	NtlmMinClientSec             SessionSecurity
	HardenedPaths                []string // folded
	GuestLog                     GuestLog // as a client or a server
	LogEnhancedAuditEvents       bool     // as a client or a server

	// As a server.
	ServerDialects                []Dialect
	Signs                         bool // signs its answers if the client requires it
	PlaintextOnly                 bool // accepts no response, only the plain text password
	DisableStrictNameChecking     bool // false: answers to no name but its own
	DisableLoopbackCheck          bool // false: refuses itself as a client under a name that is not its own
	BackConnectionHostNames       []string
	SmbServerNameHardeningLevel   int
	SrvAllowedServerNames         []string
	RestrictReceivingNTLMTraffic  int // 1 denies domain accounts, 2 all
	AuditReceivingNTLMTraffic     int // 1 for domain accounts, 2 for all
	NtlmMinServerSec              SessionSecurity
	EncryptData                   bool // refuses clients that cannot encrypt
	RestrictAnonymous             int
	AnonymousByNullSessions       bool     // over SMB 2 and 3 an anonymous session needs something that null sessions may reach
	NullSessionPipes              []string // folded; nil: those of the machine's role
	NullSessionShares             []string // folded
	ForceGuest                    bool
	SeNetworkLogonRight           []string // names of accounts and groups, folded; nil: the right is not checked
	LocalAccountTokenFilterPolicy bool     // false: filters the tokens of local administrators over the network
	AdministrativeShares          bool
	DomainShares                  []string // of a controller; folded
	FullIsOutOfResources          bool     // a share at its connection limit is reported before its permissions are checked, with another status
	RefusedTrustAccounts          []TrustAccount
	RefusesUnused                 bool // refuses a computer account that no computer has used yet
	SparedTrustAccounts           SparedTrustAccounts

	// As a controller.
	RestrictNTLMInDomain         int
	AuditNTLMInDomain            int
	EnableEnhancedDomainNtlmLogs bool
	DCAllowedNTLMServers         []string
	ProtectedUsers               ProtectedUsers
	AuthenticationPolicies       bool
	RefusesWithoutCard           bool          // refuses accounts that need a smart card, although it is no interactive logon
	MaxAge                       time.Duration // how old an NTLMv2 response may be; 0: not checked
	SuppliesTimestamp            bool          // the challenge has a timestamp, which the client's response then repeats

	// As a client or a server.
	WeakKeys bool // its session keys have 56 bits at most

	// As a server or a controller.
	LsaLookupRestrictIsolatedNameLevel bool
	NeverPing                          bool
	SeDenyNetworkLogonRight            []string // names of accounts and groups, folded
	LimitBlankPasswordUse              bool
	NoLMHash                           bool
	RestrictNullSessAccess             bool
	QuestionMarkIsNull                 bool
	DotIsOwnName                       bool
	FindsMicrosoftAccounts             bool // finds a local account by the address of the Microsoft account that it stands for
	UserPrincipalNames                 UserPrincipalNames
	BuiltinUnreachable                 bool // as a controller, treats BUILTIN as a domain, which has no logon server
	PrincipalsNotFound                 bool // a user principal name with a wrong password is reported as not found
	OwnDatabaseOnly                    bool // a name without a domain is looked up only in the own database
	UnreachableIsUnknown               bool // without a secure channel to a trusted domain the user is reported as unknown
	TrustPasswordDiffers               TrustRefused
	TrustAccountMissing                TrustRefused
	NetlogonStoppedIsUnreachable       bool // a member without Netlogon answers that there are no logon servers
	ChannelRefusedIsLogonFailure       bool // a member answers every request with the status of its own failed logon to the domain
	IgnoresSelective                   bool // selective authentication is not enforced
	WorkstationWithBackslashes         bool // passes on the workstation as \\WORKSTATION
	NT4LocalAccounts                   bool // distinguishes NT4 local accounts from global ones
	GuestAccount                       GuestAccount
	GuestPassword                      GuestPassword
	AnonymousIsNobody                  bool // an anonymous session is recorded as the Unix account nobody
	PassThroughUnrecorded              bool // as a controller, does not record requests from other machines
	NetBIOSNames                       bool // knows trusted domains by their NetBIOS names only
	StripsBackslashes                  bool // ignores leading backslashes of a workstation that is passed on
	NamesStation                       bool // passes on its own name as the workstation if the client sends none
	Salts                              Salts
	Checks                             []Refusal // account states and the password, in the order in which they are checked
	OldPasswordAllowedPeriod           int       // minutes, as a controller
	PreviousSpared                     bool      // as a controller, does not count the last two previous passwords as bad
	AdministratorLockout               bool      // the built-in Administrator can be locked out
	NTLMv1Unchecked                    bool      // cannot verify NTLMv1, at any LmCompatibilityLevel
	AsksFirst                          bool      // as a controller, leaves it to the domain's first one to refuse a kind of response
	Audit                              Audit
	LogonEventVersion                  int // of event 4624

	// Samba.
	MapToGuest   MapToGuest
	NTLMAuth     NTLMAuth
	LanmanAuth   bool
	SignRequired bool
	Encrypt      bool // "server smb encrypt = required"
	GuestOK      bool // "guest ok" of every share
}

// unrestricted is the behaviour of products that lack the checks which these settings turn off.
var unrestricted = Settings{DisableStrictNameChecking: true, DisableLoopbackCheck: true, LocalAccountTokenFilterPolicy: true}

// A Dialect is a generation of SMB.
type Dialect string

const (
	SMB1 Dialect = "SMB1"
	SMB2 Dialect = "SMB2"
	SMB3 Dialect = "SMB3" // can encrypt
)

var dialects = []Dialect{SMB1, SMB2, SMB3}

// ProtectedUsers is when a controller denies NTLM to the members of that group.
type ProtectedUsers uint8

const (
	ProtectsNobody        ProtectedUsers = iota
	ProtectsAfterPassword                // as MS-APDS 3.1.5 reads
	ProtectsFirst                        // before the password and the states of the account
)

// UserPrincipalNames is how user@dns.domain is handled.
type UserPrincipalNames uint8

const (
	NoPrincipals            UserPrincipalNames = iota // treated as a plain user name
	Principals                                        // looked up in the domain that it names
	PrincipalsUnsalted                                // the same, but not across a trust with NTLMv2: KB 947861
	PrincipalsByAnyName                               // the domain may also be its NetBIOS name
	PrincipalsNotForMembers                           // as a controller: treated as a plain user name, by its domain's members as well
)

// GuestAccount is how the account Guest is handled.
type GuestAccount uint8

const (
	GuestFallback GuestAccount = iota // in every database, and the fallback for unknown users: KB 103390
	GuestOrdinary                     // an ordinary account, if it exists
	GuestUnproven                     // an ordinary account in every database; its blank password never matches
)

// TrustRefused is what a server answers if the trusted domain refuses the secure channel along the trust.
type TrustRefused uint8

const (
	TrustFailed         TrustRefused = iota // the trusted domain failed
	TrustDenied                             // access is denied
	TrustWithoutAccount                     // the trust has no account
)

var trustRefusals = map[string]TrustRefused{"trusted-domain-failure": TrustFailed, "access-denied": TrustDenied,
	"no-trust-sam-account": TrustWithoutAccount}

// GuestLog is what the SMB client and the SMB server log about guests.
type GuestLog uint8

const (
	NoGuestLog    GuestLog = iota // the product has none
	GuestsAllowed                 // the client logs that it allowed a guest logon
	GuestsAudited                 // client and server log who logged on as a guest
)

// GuestPassword is how guest fallback works if the Guest account has a password.
type GuestPassword uint8

const (
	GuestPasswordMustMatch  GuestPassword = iota // KB 103390
	GuestPasswordNoFallback                      // MS-NLMP 3.2.5.1.2
)

// Salts is the domains with which the verifier of an NTLMv2 response hashes.
type Salts uint8

const (
	SaltAsSent     Salts = iota // the domain in the message, then none: MS-NLMP 3.3.2 and 3.2.5.1.2
	SaltOfDatabase              // the name of its own database: KB 103390, read literally
	SaltOfSamba                 // as sent, in upper case, none
)

// MapToGuest is Samba's "map to guest"; NoMapToGuest is for products with a Guest account instead.
type MapToGuest uint8

const (
	NoMapToGuest MapToGuest = iota
	MapNever
	MapBadUser
	MapBadPassword
)

// NTLMAuth is Samba's "ntlm auth"; NTLMByLevel is for Windows, where LmCompatibilityLevel decides.
type NTLMAuth uint8

const (
	NTLMByLevel NTLMAuth = iota
	NTLMv2Only
	NTLMv1Permitted
	NTLMDisabled
)

// Audit is the family of events that a machine logs.
type Audit uint8

const (
	NoAudit    Audit = iota
	AuditNT4         // 528, 529 …
	Audit2000        // 540, 529 …, 680 and 681
	Audit2003        // 540, 529 …, 680
	AuditVista       // 4624, 4625, 4776
	AuditSamba       // auth_json_audit
)

// A definition describes a setting: its name, its values, and the field of Settings that it sets.
type definition struct {
	Name string
	Of   string // the values, in words: "0-5", "yes|no"
	Doc  string
	set  func(*Settings, []string) error
}

func number(top int, to func(*Settings) *int) func(*Settings, []string) error {
	return single(func(s *Settings, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 || n > top {
			return fmt.Errorf("%q is not a number from 0 to %d", v, top)
		}
		*to(s) = n
		return nil
	})
}

func flag(no, yes string, to func(*Settings) *bool) func(*Settings, []string) error {
	return choice(map[string]bool{no: false, yes: true}, to)
}

func choice[T any](of map[string]T, to func(*Settings) *T) func(*Settings, []string) error {
	return single(func(s *Settings, v string) error {
		got, ok := of[strings.ToLower(v)]
		if !ok {
			names := make([]string, 0, len(of))
			for name := range of {
				names = append(names, name)
			}
			slices.Sort(names)
			return fmt.Errorf("%q is not one of: %s", v, strings.Join(names, ", "))
		}
		*to(s) = got
		return nil
	})
}

// only is the part of a map with some of its names.
func only[T any](of map[string]T, names ...string) map[string]T {
	some := map[string]T{}
	for _, name := range names {
		some[name] = of[name]
	}
	return some
}

func single(set func(*Settings, string) error) func(*Settings, []string) error {
	return func(s *Settings, values []string) error {
		if len(values) != 1 {
			return fmt.Errorf("takes one value, not %d", len(values))
		}
		return set(s, values[0])
	}
}

func nameList(to func(*Settings) *[]string) func(*Settings, []string) error {
	return func(s *Settings, values []string) error {
		*to(s) = trustees(values)
		return nil
	}
}

// paths sets a list of UNC paths.
func paths(to func(*Settings) *[]string) func(*Settings, []string) error {
	return func(s *Settings, values []string) error {
		for _, v := range values {
			if !strings.HasPrefix(v, `\\`) {
				return fmt.Errorf(`%q is not a path such as \\*\SYSVOL`, v)
			}
		}
		return nameList(to)(s, values)
	}
}

// numbers sets a registry value that allows only some numbers.
func numbers(to func(*Settings) *int, of ...int) func(*Settings, []string) error {
	known := map[string]int{}
	for _, n := range of {
		known[strconv.Itoa(n)] = n
	}
	return choice(known, to)
}

// words sets a list whose elements must be among the given words.
func words[T ~string](of []T, to func(*Settings) *[]T) func(*Settings, []string) error {
	return func(s *Settings, values []string) error {
		list := make([]T, 0, len(values))
		for _, v := range values {
			i := slices.IndexFunc(of, func(word T) bool { return strings.EqualFold(string(word), v) })
			if i < 0 {
				return fmt.Errorf("%q is not one of: %s", v, joined(of))
			}
			list = append(list, of[i])
		}
		*to(s) = list
		return nil
	}
}

// dialect is an smb.conf parameter that sets the server's dialects; nil leaves them as they are.
func dialect(of map[string][]Dialect) func(*Settings, []string) error {
	return func(s *Settings, values []string) error {
		var speaks []Dialect
		if err := choice(of, func(*Settings) *[]Dialect { return &speaks })(s, values); err != nil {
			return err
		}
		if speaks != nil {
			s.ServerDialects = speaks
		}
		return nil
	}
}

func joined[T ~string](of []T) string {
	text := ""
	for i, word := range of {
		if i > 0 {
			text += ", "
		}
		text += string(word)
	}
	return text
}

// ages are the values of ntlmv2-max-age.
var ages = map[string]time.Duration{"30m": 30 * time.Minute, "36h": 36 * time.Hour, "unchecked": 0}

// definitions lists every setting, in the order in which they are printed.
var definitions = []definition{
	{"LmCompatibilityLevel", "0-5", "which responses a client sends, and which the verifier refuses",
		number(5, func(s *Settings) *int { return &s.LmCompatibilityLevel })},
	{"LsaLookupRestrictIsolatedNameLevel", "0|1", "1: a name without a domain is not looked for in trusted domains",
		flag("0", "1", func(s *Settings) *bool { return &s.LsaLookupRestrictIsolatedNameLevel })},
	{"NeverPing", "0|1", "1: a name without a domain is not looked for in trusted domains",
		flag("0", "1", func(s *Settings) *bool { return &s.NeverPing })},
	{"SeDenyNetworkLogonRight", "list of names", "who may not log on over the network, by account or group",
		nameList(func(s *Settings) *[]string { return &s.SeDenyNetworkLogonRight })},
	{"LimitBlankPasswordUse", "0|1", "1: a local account with a blank password may not log on over the network",
		flag("0", "1", func(s *Settings) *bool { return &s.LimitBlankPasswordUse })},
	{"NoLMHash", "0|1", "1: no LM hash is stored, so an LM response proves nothing",
		flag("0", "1", func(s *Settings) *bool { return &s.NoLMHash })},
	{"RestrictNullSessAccess", "0|1", "1: an anonymous session reaches no share but IPC$ and those of NullSessionShares",
		flag("0", "1", func(s *Settings) *bool { return &s.RestrictNullSessAccess })},
	{"NullSessionShares", "list of names", "the shares that an anonymous session reaches where RestrictNullSessAccess is 1",
		nameList(func(s *Settings) *[]string { return &s.NullSessionShares })},
	{"NullSessionPipes", "list of names, or by-role", "the pipes that an anonymous session reaches; by-role: netlogon, samr and lsarpc of a controller, none of other machines",
		nullSessionPipes},
	{"anonymous-access", "admitted|by-null-sessions", "by-null-sessions: over SMB 2 and 3 the server refuses an anonymous session unless RestrictNullSessAccess is 0 or NullSessionPipes or NullSessionShares has an entry",
		flag("admitted", "by-null-sessions", func(s *Settings) *bool { return &s.AnonymousByNullSessions })},
	{"AllowInsecureGuestAuth", "0|1", "0: the client refuses to be made a guest",
		flag("0", "1", func(s *Settings) *bool { return &s.AllowInsecureGuestAuth })},
	{"RequireSecuritySignature", "0|1", "1: the client demands signing, which a guest session cannot do",
		flag("0", "1", func(s *Settings) *bool { return &s.RequireSecuritySignature })},
	{"client-dialects", "list of SMB1, SMB2, SMB3", "what the client speaks; SMB3 can encrypt",
		words(dialects, func(s *Settings) *[]Dialect { return &s.ClientDialects })},
	{"server-dialects", "list of SMB1, SMB2, SMB3", "what the server speaks; SMB3 can encrypt",
		words(dialects, func(s *Settings) *[]Dialect { return &s.ServerDialects })},
	{"kerberos", "no|yes", "yes: the client tries Kerberos first where both ends are in Active Directory",
		flag("no", "yes", func(s *Settings) *bool { return &s.Kerberos })},
	{"TryIPSPN", "0|1", "1: the client asks tickets for addresses, too",
		flag("0", "1", func(s *Settings) *bool { return &s.TryIPSPN })},
	{"ntlmv1", "present|removed", "removed: the client sends NTLMv2 at every LmCompatibilityLevel",
		flag("present", "removed", func(s *Settings) *bool { return &s.NTLMv1Removed })},
	{"same-machine-sid", "admitted|refused", "refused: the server refuses a client that is a copy of its own disk, with the same machine SID",
		flag("admitted", "refused", func(s *Settings) *bool { return &s.RefusesClones })},
	{"UseMachineId", "0|1", "1: a service that runs as LocalSystem is the computer over NTLM; 0: it is anonymous",
		flag("0", "1", func(s *Settings) *bool { return &s.UseMachineId })},
	{"target-name-sent", "no|yes", "yes: the client's response says which name the server was called by",
		flag("no", "yes", func(s *Settings) *bool { return &s.SendsTarget })},
	{"RestrictSendingNTLMTraffic", "0-2", "the client's NTLM to remote servers: 0 allowed, 1 audited, 2 denied",
		number(2, func(s *Settings) *int { return &s.RestrictSendingNTLMTraffic })},
	{"ClientAllowedNTLMServers", "list of names", "the exception list of RestrictSendingNTLMTraffic, by the names that are typed; * stands for any characters",
		nameList(func(s *Settings) *[]string { return &s.ClientAllowedNTLMServers })},
	{"BlockNTLM", "0|1", "1: the SMB client sends no NTLM",
		flag("0", "1", func(s *Settings) *bool { return &s.BlockNTLM })},
	{"BlockNTLMServerExceptionList", "list of names", "the exception list of BlockNTLM, by the names that are typed",
		nameList(func(s *Settings) *[]string { return &s.BlockNTLMServerExceptionList })},
	{"AuditInsecureGuestLogon", "0|1", "1: guest logons are logged, by the server and by the client; one name for two registry values (client and server)",
		choice(map[string]GuestLog{"0": GuestsAllowed, "1": GuestsAudited}, func(s *Settings) *GuestLog { return &s.GuestLog })},
	{"LogEnhancedAuditEvents", "0|1", "1: client and server log every use of NTLM (4020 to 4023)",
		flag("0", "1", func(s *Settings) *bool { return &s.LogEnhancedAuditEvents })},
	{"signs", "no|yes", "no: the server does not sign what it answers, whatever the client demands",
		flag("no", "yes", func(s *Settings) *bool { return &s.Signs })},
	{"plaintext-passwords-only", "no|yes", "yes: the server takes no response, but the password itself",
		flag("no", "yes", func(s *Settings) *bool { return &s.PlaintextOnly })},
	{"DisableStrictNameChecking", "0|1", "0: the server answers to no name but its own",
		flag("0", "1", func(s *Settings) *bool { return &s.DisableStrictNameChecking })},
	{"DisableLoopbackCheck", "0|1", "0: a machine does not let itself in by a name that is not its own",
		flag("0", "1", func(s *Settings) *bool { return &s.DisableLoopbackCheck })},
	{"BackConnectionHostNames", "list of names", "the aliases by which a machine lets itself in all the same",
		nameList(func(s *Settings) *[]string { return &s.BackConnectionHostNames })},
	{"SmbServerNameHardeningLevel", "0-2", "whether the server checks the name that it was called by: 0 no, 1 if the client says it, 2 always",
		number(2, func(s *Settings) *int { return &s.SmbServerNameHardeningLevel })},
	{"SrvAllowedServerNames", "list of names", "the aliases that SmbServerNameHardeningLevel lets pass",
		nameList(func(s *Settings) *[]string { return &s.SrvAllowedServerNames })},
	{"RestrictReceivingNTLMTraffic", "0-2", "NTLM at the server: 0 allowed, 1 denied to domain accounts, 2 denied",
		number(2, func(s *Settings) *int { return &s.RestrictReceivingNTLMTraffic })},
	{"AuditReceivingNTLMTraffic", "0-2", "what the server logs of NTLM that RestrictReceivingNTLMTraffic would deny: 0 nothing, 1 of domain accounts, 2 of all",
		number(2, func(s *Settings) *int { return &s.AuditReceivingNTLMTraffic })},
	{"RestrictNTLMInDomain", "0|1|3|5|7", "of a controller: 1 denies NTLM of its domain's accounts at its servers, 3 of its accounts, 5 at its servers, 7 both",
		numbers(func(s *Settings) *int { return &s.RestrictNTLMInDomain }, 0, 1, 3, 5, 7)},
	{"AuditNTLMInDomain", "0|1|3|5|7", "of a controller: what it logs of NTLM that the same value of RestrictNTLMInDomain would deny",
		numbers(func(s *Settings) *int { return &s.AuditNTLMInDomain }, 0, 1, 3, 5, 7)},
	{"EnableEnhancedDomainNtlmLogs", "0|1", "of a controller, 1: it logs the NTLM that its domain's servers ask it about (4030 to 4033)",
		flag("0", "1", func(s *Settings) *bool { return &s.EnableEnhancedDomainNtlmLogs })},
	{"DCAllowedNTLMServers", "list of names", "of a controller: the exception list of RestrictNTLMInDomain and AuditNTLMInDomain, by the names of machines; * stands for any characters",
		nameList(func(s *Settings) *[]string { return &s.DCAllowedNTLMServers })},
	{"NtlmMinServerSec", sessionSecurities, "what the server demands of a session; the real value has the bits 0x80000 (NTLMv2 session security) and 0x20000000 (128 bits)",
		sessionSecurity(func(s *Settings) *SessionSecurity { return &s.NtlmMinServerSec })},
	{"NtlmMinClientSec", sessionSecurities, "what the client demands of a session; the real value has the bits 0x80000 (NTLMv2 session security) and 0x20000000 (128 bits)",
		sessionSecurity(func(s *Settings) *SessionSecurity { return &s.NtlmMinClientSec })},
	{"HardenedPaths", `list of paths such as \\*\SYSVOL`, "the paths for which the client requires mutual authentication, which NTLM does not have; * stands for any characters",
		paths(func(s *Settings) *[]string { return &s.HardenedPaths })},
	{"session-keys", "128-bit|56-bit", "how many bits the keys of a session can have at most",
		flag("128-bit", "56-bit", func(s *Settings) *bool { return &s.WeakKeys })},
	{"EncryptData", "0|1", "1: the server refuses whoever cannot encrypt (with RejectUnencryptedAccess, its default)",
		flag("0", "1", func(s *Settings) *bool { return &s.EncryptData })},
	{"RestrictAnonymous", "0-2", "2: the server refuses anonymous sessions",
		number(2, func(s *Settings) *int { return &s.RestrictAnonymous })},
	{"ForceGuest", "0|1", "1: in a workgroup, whoever logs on over the network is a guest",
		flag("0", "1", func(s *Settings) *bool { return &s.ForceGuest })},
	{"SeNetworkLogonRight", "list of names", "who may log on over the network, by account or group",
		nameList(func(s *Settings) *[]string { return &s.SeNetworkLogonRight })},
	{"LocalAccountTokenFilterPolicy", "0|1", "0: over the network a local administrator has no administrator's rights, but for Administrator",
		flag("0", "1", func(s *Settings) *bool { return &s.LocalAccountTokenFilterPolicy })},
	{"administrative-shares", "no|yes", "yes: there are ADMIN$, and C$ and the like, for administrators",
		flag("no", "yes", func(s *Settings) *bool { return &s.AdministrativeShares })},
	{"domain-shares", "none|netlogon|sysvol-and-netlogon", "which shares a controller has for its domain without anybody making them",
		choice(map[string][]string{"none": nil, "netlogon": {"NETLOGON"}, "sysvol-and-netlogon": {"SYSVOL", "NETLOGON"}},
			func(s *Settings) *[]string { return &s.DomainShares })},
	{"share-full", "request-not-accepted|insufficient-resources", "the answer of a share at its connection limit; the latter comes before its permissions",
		flag("request-not-accepted", "insufficient-resources", func(s *Settings) *bool { return &s.FullIsOutOfResources })},
	{"trust-accounts-refused", "list of interdomain, workstation, server", "which trust and machine accounts may not log on over the network",
		words([]TrustAccount{Interdomain, Workstation, ServerTrust}, func(s *Settings) *[]TrustAccount { return &s.RefusedTrustAccounts })},
	{"unused-computer-accounts", "as-others|refused", "whether a computer account that was made beforehand, and never used (never-used), may log on over the network",
		flag("as-others", "refused", func(s *Settings) *bool { return &s.RefusesUnused })},
	{"trust-accounts-spared", "nothing|must-change-of-computers|lockout-and-age", "the checks that are skipped for trust and machine accounts; unless it is nothing, their bad passwords are not counted",
		choice(map[string]SparedTrustAccounts{"nothing": SparesNothing, "must-change-of-computers": SparesMustChange, "lockout-and-age": SparesLockoutAndAge},
			func(s *Settings) *SparedTrustAccounts { return &s.SparedTrustAccounts })},
	{"protected-users", "unknown|kept|kept-first", "kept-first: NTLM is refused to Protected Users whatever the password and the state of the account, and nothing is counted; kept: once the password matches, as MS-APDS 3.1.5 reads",
		choice(map[string]ProtectedUsers{"unknown": ProtectsNobody, "kept": ProtectsAfterPassword, "kept-first": ProtectsFirst},
			func(s *Settings) *ProtectedUsers { return &s.ProtectedUsers })},
	{"authentication-policies", "unknown|kept", "kept: NTLM is refused to accounts with authenticate-from, whatever the password, and at servers with an authentication-policy to all that it does not list",
		flag("unknown", "kept", func(s *Settings) *bool { return &s.AuthenticationPolicies })},
	{"microsoft-account-names", "found|not-found", "whether a server finds the local account that stands for a Microsoft account (microsoft-account) by the e-mail address",
		flag("not-found", "found", func(s *Settings) *bool { return &s.FindsMicrosoftAccounts })},
	{"smart-card-accounts", "interactive-only|refused", "what becomes over the network of an account with smart-card-required: the card is for interactive logons only, or it is refused once the password matches, as MS-APDS 3.1.5 reads",
		flag("interactive-only", "refused", func(s *Settings) *bool { return &s.RefusesWithoutCard })},
	{"ntlmv2-max-age", "30m|36h|unchecked", "how far the time in an NTLMv2 response may be off",
		choice(ages, func(s *Settings) *time.Duration { return &s.MaxAge })},
	{"challenge-timestamp", "no|yes", "yes: the server's challenge has its time, which the client's response then repeats",
		flag("no", "yes", func(s *Settings) *bool { return &s.SuppliesTimestamp })},
	{"guest-account", "fallback|ordinary|unproven", "what the account Guest is: what strangers become, or like any other; unproven: its blank password matches nothing",
		choice(map[string]GuestAccount{"fallback": GuestFallback, "ordinary": GuestOrdinary, "unproven": GuestUnproven},
			func(s *Settings) *GuestAccount { return &s.GuestAccount })},
	{"guest-password", "must-match|no-fallback", "what becomes of guest fallback when Guest has a password",
		choice(map[string]GuestPassword{"must-match": GuestPasswordMustMatch, "no-fallback": GuestPasswordNoFallback},
			func(s *Settings) *GuestPassword { return &s.GuestPassword })},
	{"ntlmv2-salt", "as-sent|database|as-sent-upper", "which domain the verifier hashes an NTLMv2 response with",
		choice(map[string]Salts{"as-sent": SaltAsSent, "database": SaltOfDatabase, "as-sent-upper": SaltOfSamba},
			func(s *Settings) *Salts { return &s.Salts })},
	{"nt4-local-accounts", "yes|no", "yes: a trusted controller tells local accounts from global ones",
		flag("no", "yes", func(s *Settings) *bool { return &s.NT4LocalAccounts })},
	{"question-mark-is-null", "yes|no", "yes: the server takes the domain ? for none",
		flag("no", "yes", func(s *Settings) *bool { return &s.QuestionMarkIsNull })},
	{"dot-is-own-name", "yes|no", "yes: the server takes the domain . for its own",
		flag("no", "yes", func(s *Settings) *bool { return &s.DotIsOwnName })},
	{"builtin-domain", "unknown|no-logon-servers", "what the domain BUILTIN is to a controller and its members: an unknown name, or a domain without logon servers",
		flag("unknown", "no-logon-servers", func(s *Settings) *bool { return &s.BuiltinUnreachable })},
	{"user-principal-names", "yes|no|not-for-members|not-ntlmv2-across-trusts|by-any-name", "yes: user@dns.domain is looked for in the domain it names",
		choice(map[string]UserPrincipalNames{"no": NoPrincipals, "yes": Principals, "not-ntlmv2-across-trusts": PrincipalsUnsalted,
			"by-any-name": PrincipalsByAnyName, "not-for-members": PrincipalsNotForMembers},
			func(s *Settings) *UserPrincipalNames { return &s.UserPrincipalNames })},
	{"unproven-principals", "wrong-password|not-found", "what becomes of user@domain whose proof fails",
		flag("wrong-password", "not-found", func(s *Settings) *bool { return &s.PrincipalsNotFound })},
	{"isolated-names", "trusted-domains|own-database", "where a name without a domain is looked for that the own database does not have",
		flag("trusted-domains", "own-database", func(s *Settings) *bool { return &s.OwnDatabaseOnly })},
	{"unreachable-trusted-domain", "no-logon-servers|no-such-user", "what a trusted domain comes to that cannot be reached; no-such-user: that refuses the secure channel, too",
		flag("no-logon-servers", "no-such-user", func(s *Settings) *bool { return &s.UnreachableIsUnknown })},
	{"trust-password-differs", "trusted-domain-failure|access-denied", "the answer where the trusted domain has another password for the trust",
		choice(only(trustRefusals, "trusted-domain-failure", "access-denied"), func(s *Settings) *TrustRefused { return &s.TrustPasswordDiffers })},
	{"trust-account-missing", "trusted-domain-failure|no-trust-sam-account", "the answer where the trusted domain has no account for the trust",
		choice(only(trustRefusals, "trusted-domain-failure", "no-trust-sam-account"), func(s *Settings) *TrustRefused { return &s.TrustAccountMissing })},
	{"netlogon-stopped", "netlogon-not-started|no-logon-servers", "a member's answer where its Netlogon service, or winbindd, is stopped",
		flag("netlogon-not-started", "no-logon-servers", func(s *Settings) *bool { return &s.NetlogonStoppedIsUnreachable })},
	{"channel-refused", "trusted-relationship-failure|logon-failure", "a member's answer where its own account was reset or deleted",
		flag("trusted-relationship-failure", "logon-failure", func(s *Settings) *bool { return &s.ChannelRefusedIsLogonFailure })},
	{"selective-trusts", "honoured|ignored", "whether a selective trust keeps accounts out",
		flag("honoured", "ignored", func(s *Settings) *bool { return &s.IgnoresSelective })},
	{"workstation-passed-on", "as-sent|with-backslashes", "the workstation that another database is told",
		flag("as-sent", "with-backslashes", func(s *Settings) *bool { return &s.WorkstationWithBackslashes })},
	{"prompted-by", "status|article", "when NET USE asks for a password: by the answer's status, or where the article says so",
		flag("status", "article", func(s *Settings) *bool { return &s.PromptedByArticle })},
	{"message-texts", "old|new", "the wording of system errors: up to Windows 7, or since Windows 8",
		flag("new", "old", func(s *Settings) *bool { return &s.OldTexts })},
	{"account-checks", "list", "the order in which account states and the password are looked at",
		setChecks},
	{"OldPasswordAllowedPeriod", "0-2147483647", "for how many minutes the password before the last change logs on to a domain over the network",
		number(math.MaxInt32, func(s *Settings) *int { return &s.OldPasswordAllowedPeriod })},
	{"old password allowed period", "0-2147483647", "smb.conf: for how many minutes the password before the last change logs on to a domain over the network",
		number(math.MaxInt32, func(s *Settings) *int { return &s.OldPasswordAllowedPeriod })},
	{"previous-passwords-tried", "counted|spared", "whether one of the last two passwords before this one counts as a bad password at a domain controller",
		flag("counted", "spared", func(s *Settings) *bool { return &s.PreviousSpared })},
	{"ntlmv1-checked", "yes|no", "no: NTLMv1 is refused at every LmCompatibilityLevel",
		flag("yes", "no", func(s *Settings) *bool { return &s.NTLMv1Unchecked })},
	{"responses-refused-by", "each-controller|first-controller", "which of a domain's controllers refuses LM or NTLMv1: each by its own LmCompatibilityLevel, or the first of the file, which is the PDC emulator",
		flag("each-controller", "first-controller", func(s *Settings) *bool { return &s.AsksFirst })},
	{"AllowAdministratorLockout", "0|1", "1: the built-in Administrator can be locked out by bad passwords",
		flag("0", "1", func(s *Settings) *bool { return &s.AdministratorLockout })},
	{"administrator-lockout", "never|as-others", "whether the account Administrator can be locked out by bad passwords",
		flag("never", "as-others", func(s *Settings) *bool { return &s.AdministratorLockout })},
	{"audit", "none|nt4|2000|2003|vista|samba", "the family of events the machine writes",
		choice(map[string]Audit{"none": NoAudit, "nt4": AuditNT4, "2000": Audit2000, "2003": Audit2003, "vista": AuditVista, "samba": AuditSamba},
			func(s *Settings) *Audit { return &s.Audit })},
	{"logon-event-version", "0-3", "the version of event 4624, which has more fields with each",
		number(3, func(s *Settings) *int { return &s.LogonEventVersion })},
	{"anonymous-session", "anonymous-logon|nobody", "whose session an anonymous one is recorded as",
		flag("anonymous-logon", "nobody", func(s *Settings) *bool { return &s.AnonymousIsNobody })},
	{"pass-through-record", "samlogon|none", "what a controller records of a logon that another machine asks it about",
		flag("samlogon", "none", func(s *Settings) *bool { return &s.PassThroughUnrecorded })},
	{"trusted-domain-names", "any|netbios", "by which of their names a controller knows the domains that it trusts",
		flag("any", "netbios", func(s *Settings) *bool { return &s.NetBIOSNames })},
	{"workstation-compared", "as-told|without-backslashes", "how a workstation is compared that another machine passes on",
		flag("as-told", "without-backslashes", func(s *Settings) *bool { return &s.StripsBackslashes })},
	{"unnamed-workstation", "none|own-name", "which workstation is passed on to a controller where the client says none",
		flag("none", "own-name", func(s *Settings) *bool { return &s.NamesStation })},
	{"map to guest", "never|bad user|bad password", "smb.conf: who becomes a guest",
		choice(map[string]MapToGuest{"never": MapNever, "bad user": MapBadUser, "bad password": MapBadPassword},
			func(s *Settings) *MapToGuest { return &s.MapToGuest })},
	{"ntlm auth", "ntlmv2-only|mschapv2-and-ntlmv2-only|ntlmv1-permitted|disabled", "smb.conf: which responses are accepted",
		choice(map[string]NTLMAuth{"ntlmv2-only": NTLMv2Only, "no": NTLMv2Only, "mschapv2-and-ntlmv2-only": NTLMv2Only,
			"ntlmv1-permitted": NTLMv1Permitted, "yes": NTLMv1Permitted, "disabled": NTLMDisabled},
			func(s *Settings) *NTLMAuth { return &s.NTLMAuth })},
	{"lanman auth", "yes|no", "smb.conf: whether an LM response is accepted",
		flag("no", "yes", func(s *Settings) *bool { return &s.LanmanAuth })},
	{"restrict anonymous", "0-2", "smb.conf: 2 keeps anonymous sessions, and guests, out of IPC$",
		number(2, func(s *Settings) *int { return &s.RestrictAnonymous })},
	{"server min protocol", "SMB2_02|NT1", "smb.conf: NT1 adds SMB1 to what the server speaks",
		dialect(map[string][]Dialect{"smb2_02": {SMB2, SMB3}, "nt1": {SMB1, SMB2, SMB3}})},
	{"server max protocol", "SMB3|NT1", "smb.conf: NT1 leaves nothing but SMB1",
		dialect(map[string][]Dialect{"smb3": nil, "nt1": {SMB1}})},
	{"encrypt passwords", "yes|no", "smb.conf: no: the server takes plain text passwords only",
		flag("yes", "no", func(s *Settings) *bool { return &s.PlaintextOnly })},
	{"guest ok", "yes|no", "smb.conf: whether a guest may use the shares",
		flag("no", "yes", func(s *Settings) *bool { return &s.GuestOK })},
	{"server signing", "default|mandatory", "smb.conf: whether signing is required",
		flag("default", "mandatory", func(s *Settings) *bool { return &s.SignRequired })},
	{"server smb encrypt", "default|required", "smb.conf: whether SMB3 encryption is required",
		flag("default", "required", func(s *Settings) *bool { return &s.Encrypt })},
}

// nullSessionPipes sets NullSessionPipes: a list, or those of the machine's role.
func nullSessionPipes(s *Settings, values []string) error {
	if len(values) == 1 && strings.EqualFold(values[0], "by-role") {
		s.NullSessionPipes = nil
		return nil
	}
	return nameList(func(s *Settings) *[]string { return &s.NullSessionPipes })(s, values)
}

func setChecks(s *Settings, values []string) error {
	checks := make([]Refusal, 0, len(values))
	for _, v := range values {
		r, ok := checkNames[v]
		if !ok {
			return fmt.Errorf("%q is not a check", v)
		}
		checks = append(checks, r)
	}
	if len(checks) != len(checkNames) {
		return fmt.Errorf("lists %d checks of %d", len(checks), len(checkNames))
	}
	s.Checks = checks
	return nil
}

// definitionOf finds a setting by its name; case does not matter, as in a registry and in smb.conf.
func definitionOf(name string) (definition, bool) {
	d, ok := definitionsByName()[fold(name)]
	return d, ok
}

var definitionsByName = sync.OnceValue(func() map[string]definition {
	byName := make(map[string]definition, len(definitions))
	for _, d := range definitions {
		byName[fold(d.Name)] = d
	}
	return byName
})

// Set sets the value of a setting. It accepts every setting; Profile.Has reports which ones a product has.
func (s *Settings) Set(set Setting) error {
	d, ok := definitionOf(set.Name)
	if !ok {
		return fmt.Errorf("there is no setting %q", set.Name)
	}
	err := d.set(s, set.Values)
	switch {
	case err == nil:
		return nil
	case AboutPasswords(d.Name): // the value may be a password
		return fmt.Errorf("%s takes %s", d.Name, d.Of)
	}
	return fmt.Errorf("%s: %w", d.Name, err)
}

// AboutPasswords reports whether the name of a setting suggests that its value may be a password. Errors never repeat
// such a value.
func AboutPasswords(name string) bool { return strings.Contains(fold(name), fold("password")) }

// SettingNames lists every setting, in the order in which they are printed.
func SettingNames() []string {
	list := make([]string, len(definitions))
	for i, d := range definitions {
		list[i] = d.Name
	}
	return list
}

// SettingDoc is the description of a setting, and its values in words.
func SettingDoc(name string) (doc, values string) {
	d, _ := definitionOf(name)
	return d.Doc, d.Of
}
