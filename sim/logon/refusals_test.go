package logon_test

import (
	"strings"
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

func predicted(t *testing.T, topology logon.Topology, send logon.Send) logon.Outcome {
	t.Helper()
	return outcomeIn(t, topology, logon.Attempt{Send: &send})
}

func trustingTopology(serverProfile string, settings []logon.Setting, trust logon.Trust, near ...logon.Account) logon.Topology {
	trust.Domain, trust.Type, trust.Direction = "NEAR", logon.External, logon.Outgoing
	return logon.Topology{
		Domains: []logon.Domain{{Name: "HOME", DNS: "home.test", Kind: logon.ActiveDirectory, Trusts: []logon.Trust{trust}},
			{Name: "NEAR", DNS: "near.test", Kind: logon.ActiveDirectory, Accounts: near}},
		Machines: []logon.Machine{
			{Name: "SERVER", Role: logon.Controller, Domain: "HOME", Profile: serverProfile, Settings: settings, Shares: []logon.Share{{Name: "share"}}},
			{Name: "NEARBY", Role: logon.Controller, Domain: "NEAR", Profile: serverProfile}},
	}
}

// KB 103390 has "an empty or an unknown domain" not match, and its own remedy is to name the server: in whatever case.
func TestTheRemedyOfTheArticleWorksInAnyCase(t *testing.T) {
	topology := logon.Topology{Machines: []logon.Machine{{Name: "SERVER-COMPUTER1", Role: logon.Standalone, Profile: "kb103390",
		Accounts: []logon.Account{{Name: "ntadmin", Password: right}}, Shares: []logon.Share{{Name: "data"}}}}}
	for domain, want := range map[string]string{"server-computer1": "own.found.password-matches", "SERVER-COMPUTER1": "own.found.password-matches",
		"client-computer1": "unknown.found.salt-differs", "": "none.found.salt-differs"} {
		o := predicted(t, topology, logon.Send{To: "SERVER-COMPUTER1", Share: "data", Domain: domain, User: "ntadmin", Password: right, Response: ntlm.NTLMv2})
		if string(o.Because) != want {
			t.Errorf("%q: got %s, want %s", domain, o.Because, want)
		}
	}
}

// A guest account's password is proved by the same response as any other: a response that a verifier refuses, or that
// is hashed with a domain it does not try, proves nothing.
func TestAGuestsPasswordIsProvedByTheResponse(t *testing.T) {
	guest := []logon.Account{{Name: "Guest", Password: right}}
	open := []logon.Setting{set("SeDenyNetworkLogonRight")}
	for name, c := range map[string]struct {
		settings []logon.Setting
		send     logon.Send
	}{
		"hashed with a domain that was not sent": {open, logon.Send{Response: ntlm.NTLMv2, Salt: new("FORGED")}},
		"a kind that the server refuses":         {append(open, set("LmCompatibilityLevel", "5")), logon.Send{Response: ntlm.NTLMv1}},
	} {
		t.Run(name, func(t *testing.T) {
			topology := logon.Topology{Machines: []logon.Machine{{Name: "SERVER", Role: logon.Standalone, Profile: "windows-2022",
				Settings: c.settings, Accounts: guest}}}
			c.send.To, c.send.Domain, c.send.User, c.send.Password = "SERVER", "SERVER", "NOBODY", right
			if o := predicted(t, topology, c.send); o.Error != 1326 {
				t.Errorf("got %d %s, want 1326: the response does not prove Guest's password", o.Error, o.Because)
			}
		})
	}
}

// MS-APDS 3.1.5.1, as the table cites it: the logon fails where no controller of the trusted domain can be reached. A
// user principal name leads over the same trust.
func TestAUserPrincipalNameDoesNotCrossATrustThatIsDown(t *testing.T) {
	account := logon.Account{Name: "USER1", Password: right}
	topology := trustingTopology("windows-2022", nil, logon.Trust{Down: true}, account)
	byName := predicted(t, topology, logon.Send{To: "SERVER", Share: "share", Domain: "near.test", User: "USER1", Password: right, Response: ntlm.NTLMv2})
	byUPN := predicted(t, topology, logon.Send{To: "SERVER", Share: "share", User: "USER1@near.test", Password: right, Response: ntlm.NTLMv2})
	if byName.Error == 0 || byUPN.Error == 0 {
		t.Errorf("near.test is down: got %d %s, and for the principal name %d %s", byName.Error, byName.Because, byUPN.Error, byUPN.Because)
	}
}

// "AND LsaLookupRestrictIsolatedNameLevel=0, then the server will ask each domain that it trusts": where it is 1 no
// trusted domain is asked, and so none logs that it was.
func TestATrustedDomainThatWasNotAskedLogsNothing(t *testing.T) {
	for _, setting := range []string{"LsaLookupRestrictIsolatedNameLevel", "NeverPing"} {
		topology := trustingTopology("kb103390", []logon.Setting{set(setting, "1")}, logon.Trust{}, logon.Account{Name: "USER1", Password: right})
		o := predicted(t, topology, logon.Send{To: "SERVER", Share: "share", User: "USER1", Password: right, Response: ntlm.NTLMv1})
		for _, e := range o.Events {
			if e.Machine == "NEARBY" {
				t.Errorf("%s is 1, and %s logs %d %s for USER1 (%s)", setting, e.Machine, e.ID, e.Status, o.Because)
			}
		}
	}
}

// "If the account is global (the only option for Active Directory)": a domain of kind ad has no local accounts. Check
// says so.
func TestAnActiveDirectoryDomainHasNoLocalAccounts(t *testing.T) {
	topology := trustingTopology("kb103390", nil, logon.Trust{}, logon.Account{Name: "USER1", Password: right, Local: true})
	for _, p := range logon.Check(topology) {
		if strings.Contains(p.Error(), "local") {
			return
		}
	}
	o := predicted(t, topology, logon.Send{To: "SERVER", Share: "share", Domain: "NEAR", User: "USER1", Password: right, Response: ntlm.NTLMv1})
	if o.Because != "trusted.found.password-matches" {
		t.Errorf("got %s, want trusted.found.password-matches", o.Because)
	}
}

// Whoever is a guest is one under every name of the domain, and with every response.
func TestGuestByNameIsAGuestUnderEveryDomain(t *testing.T) {
	topology := logon.Topology{Machines: []logon.Machine{{Name: "SERVER", Role: logon.Standalone, Profile: "windows-2022",
		Settings: []logon.Setting{set("SeDenyNetworkLogonRight")}, Shares: []logon.Share{{Name: "share"}},
		Accounts: []logon.Account{{Name: "Guest"}, {Name: "VISITOR", Password: right, Groups: []string{"Guests"}}}}}}
	for _, domain := range []string{"SERVER", "ELSEWHERE", "", "?", "."} {
		for _, kind := range []ntlm.Kind{ntlm.NTLMv2, ntlm.NTLMv1} {
			for user, password := range map[string]string{"Guest": "", "VISITOR": right} {
				o := predicted(t, topology, logon.Send{To: "SERVER", Share: "share", Domain: domain, User: user, Password: password, Response: kind})
				if o.Error != 0 || o.Session != logon.Guest {
					t.Errorf("%s of %q by %s: %d, session %s (%s)", user, domain, kind, o.Error, o.Session, o.Because)
				}
			}
		}
	}
}
