package logon

import (
	"fmt"
	"slices"
	"strings"
)

// Conditions before a session setup is sent: the client's connections, whether it reaches the server, whether they have
// a dialect in common, and whether the client may send NTLM. An explicit send: does not come from a Windows client:
// only the conditions on the server apply to it.
var (
	nothingToEnd = given("the command ends a connection that there is not",
		func(f *Facts) bool {
			return f.question.run.Delete && f.question.run.Device != "*" && f.question.ended() == 0
		}, func(f *Facts) string { return f.client.Name + " has no such connection" })

	deletes = given("the command ends connections",
		func(f *Facts) bool { return f.question.run.Delete }, func(f *Facts) string {
			return fmt.Sprintf("%s ends %d of its connections", f.client.Name, f.question.ended())
		})

	deviceInUse = given("the device stands for another connection already",
		func(f *Facts) bool { return inUse(f.question.connections, f.question.run.Device) != nil },
		func(f *Facts) string { return inUse(f.question.connections, f.question.run.Device).uses() })

	otherCredentials = given("the client is connected to a server of that name with other credentials",
		func(f *Facts) bool { return f.connected != nil && f.connected.conflicts(f.question) }, foundConnection)

	connectedAsGuest = given("the client is connected to a server of that name, as a guest",
		func(f *Facts) bool { return f.connected != nil && f.connected.Session == Guest }, foundConnection)

	connectedAnonymously = given("the client is connected to a server of that name, anonymously",
		func(f *Facts) bool { return f.connected != nil && f.connected.Session == Anonymous }, foundConnection)

	connectedAsUser = given("the client is connected to a server of that name",
		func(f *Facts) bool { return f.connected != nil }, foundConnection)

	nobodyListens = given("nobody answers at the server's port 445",
		func(f *Facts) bool { return f.target.Offline }, func(f *Facts) string { return f.target.Name })

	strictNames = given("the server is called by a name that is not its own, and DisableStrictNameChecking is 0",
		func(f *Facts) bool { return f.alias && !f.target.settings.DisableStrictNameChecking }, foundCalled)

	smb1Only = given("the server speaks SMB1 only, which the client does not",
		func(f *Facts) bool {
			return !f.sharesDialect() && f.onlySMB1()
		}, foundDialects)

	noDialect = given("client and server have no dialect in common",
		func(f *Facts) bool { return !f.sharesDialect() }, foundDialects)

	nothingToProve = given("nobody has nothing to prove", func(f *Facts) bool { return f.client != nil && f.sent.Anonymous() }, foundSent)

	outdated = given("the session has another password than the account has now",
		func(f *Facts) bool { return f.how == bySignOn && f.signOn.old }, foundShown)

	plaintextOnly = given("the server takes plain text passwords only, which a Windows client does not send",
		func(f *Facts) bool { return f.client != nil && f.target.settings.PlaintextOnly }, nil)

	notSigned = given("the client demands signing, and the server does not sign",
		func(f *Facts) bool {
			return f.client != nil && f.client.typing.RequireSecuritySignature && !f.target.settings.Signs
		},
		func(f *Facts) string { return "RequireSecuritySignature of " + f.client.Name + " is 1" })

	sendingDenied = given("RestrictSendingNTLMTraffic of the client is 2, and the name in the path is not on the exception list",
		func(f *Facts) bool {
			return f.client != nil && f.client.typing.RestrictSendingNTLMTraffic == 2 && !f.typed(f.client.typing.ClientAllowedNTLMServers)
		}, foundCalled)

	ntlmBlocked = given("the client blocks NTLM, and the name in the path is not on the exception list",
		func(f *Facts) bool {
			return f.client != nil && f.client != f.target && (f.blocking || f.client.typing.BlockNTLM && !f.typed(f.client.typing.BlockNTLMServerExceptionList))
		}, func(f *Facts) string {
			if f.blocking {
				return "/BLOCKNTLM; the server is called " + f.called
			}
			return foundCalled(f)
		})

	weakSecurity = given("NtlmMinClientSec demands more session security than there is",
		func(f *Facts) bool { return f.client != nil && f.weakServer() != "" }, (*Facts).weakServer)

	ntlmv1Removed = given("the client has no NTLMv1, whatever its LmCompatibilityLevel",
		func(f *Facts) bool { return f.client.typing.NTLMv1Removed && f.client.typing.LmCompatibilityLevel < 3 }, foundLevel)
)

// opened makes a condition on how the session at the client was opened, and on what it can prove.
func opened(name string, by how, kinds ...SignOnKind) cond {
	return given(name, func(f *Facts) bool { return f.how == by && slices.Contains(kinds, f.signOn.kind) }, foundShown)
}

// shownAs makes a condition on the domain that Windows shows for the account of a session.
func shownAs(name, domain string) cond {
	return given(name, func(f *Facts) bool { return f.how == bySignOn && f.sent.Domain == domain }, foundShown)
}

// foundShown is whom the session at the client shows to another machine.
func foundShown(f *Facts) string {
	if f.how == byNothing {
		return "what " + f.client.Name + " sends is anonymous"
	}
	return Name{f.sent.Domain, f.sent.User}.String()
}

func foundConnection(f *Facts) string {
	text := fmt.Sprintf("%s is connected to %s as %s", f.client.Name, f.connected.Server, f.connected.Who())
	if f.connected.NoShare {
		text += ", and to no share"
	}
	return text
}

func foundCalled(f *Facts) string {
	return fmt.Sprintf("%s is called %s", f.target.Name, f.called)
}

func foundDialects(f *Facts) string {
	return fmt.Sprintf("%s speaks %s, %s speaks %s", f.client.Name, joined(f.client.typing.ClientDialects),
		f.target.Name, joined(f.target.settings.ServerDialects))
}

// foundDialect names the newest dialect that both have.
func foundDialect(f *Facts) string {
	if f.client == nil {
		return f.target.Name
	}
	return fmt.Sprintf("%s and %s, %s", f.client.Name, f.target.Name, f.best())
}

// is reports whether a name is that of the user that is sent.
func (n Name) is(s *Send) bool {
	return strings.EqualFold(n.User, s.User) && strings.EqualFold(n.Domain, s.Domain)
}

// onlySMB1 reports whether the server speaks nothing newer than SMB1.
func (f *Facts) onlySMB1() bool {
	return len(f.target.settings.ServerDialects) == 1 && f.target.settings.ServerDialects[0] == SMB1
}

// sharesDialect reports whether client and server have at least one dialect in common. An explicit send: uses any
// dialect.
func (f *Facts) sharesDialect() bool {
	return f.client == nil || f.best() != ""
}

// best is the newest dialect that client and server have in common, or "".
func (f *Facts) best() Dialect {
	for i := len(dialects) - 1; i >= 0; i-- {
		if slices.Contains(f.client.typing.ClientDialects, dialects[i]) && slices.Contains(f.target.settings.ServerDialects, dialects[i]) {
			return dialects[i]
		}
	}
	return ""
}

// overSMB1 reports whether client and server speak SMB1 with each other. An explicit send: uses the newest dialect of
// the server.
func (f *Facts) overSMB1() bool {
	if f.client == nil {
		return f.onlySMB1()
	}
	return f.best() == SMB1
}

// typed reports whether a list has the name in the UNC path, exactly as it is typed: a client's lists are of the names
// that are used, and a short name and a name with a DNS domain are two of them.
func (f *Facts) typed(list []string) bool { return inList(list, f.called) }

// inList reports whether one of the entries of a list of servers matches a name.
func inList(list []string, name string) bool {
	return slices.ContainsFunc(list, func(pattern string) bool { return listed(pattern, name) })
}

// listed reports whether a name matches an entry of a list of servers, in which one * stands for any characters. Both
// are folded.
func listed(pattern, name string) bool {
	before, after, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == name
	}
	return len(name) >= len(before)+len(after) && strings.HasPrefix(name, before) && strings.HasSuffix(name, after)
}
