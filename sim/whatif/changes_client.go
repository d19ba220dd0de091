package whatif

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

const ntlmv2 = ntlm.NTLMv2

// responses: let the client send another response. Weakening the server is never advised.
func (s *search) responses() []change {
	if s.attempt.Send != nil {
		return []change{
			{text: "send NTLMv2", ask: func(a *logon.Attempt) { a.Send.Response = ntlmv2 }},
			{text: "hash with the domain that is sent", ask: func(a *logon.Attempt) { a.Send.Salt = nil }},
		}
	}
	return []change{{text: "set LmCompatibilityLevel of " + s.client.Name + " to 3, so that it sends NTLMv2",
		edits: edit(set(s.client.Name, "LmCompatibilityLevel", "3")), run: onMachine(*s.client, "LmCompatibilityLevel", "3")}}
}

// insecureGuests: a client that refuses guest sessions can be configured to accept them.
func (s *search) insecureGuests() []change {
	const unsigned = "a guest's session is neither signed nor encrypted: whoever is in between can read and change it"
	c := change{guest: true, caveat: unsigned, loosens: true}
	switch s.outcome.End {
	case "session.guest-refused":
		c.text, c.edits = "set AllowInsecureGuestAuth of "+s.client.Name+" to 1", edit(set(s.client.Name, "AllowInsecureGuestAuth", "1"))
		c.run = onMachine(*s.client, "AllowInsecureGuestAuth", "1")
	case "session.guest-not-signed":
		c.text = "set RequireSecuritySignature of " + s.client.Name + " to 0 and AllowInsecureGuestAuth to 1"
		c.edits = edit(set(s.client.Name, "RequireSecuritySignature", "0"), set(s.client.Name, "AllowInsecureGuestAuth", "1"))
		c.run = "on " + s.client.Name + ": Set-SmbClientConfiguration -RequireSecuritySignature $false -EnableInsecureGuestLogons $true"
	default:
		return nil
	}
	return []change{c}
}

// ownNames: call the server by its own name.
func (s *search) ownNames() []change {
	if s.attempt.Send != nil || strings.EqualFold(s.outcome.Called(), s.target.Name) {
		return nil
	}
	return []change{{text: "call the server by its own name: " + s.target.Name, ask: s.calling(s.target.Name)}}
}

// ownName calls the server by its own name, where that has nothing to do with Kerberos.
func (s *search) ownName() []change {
	if s.ntlmDenied() {
		return nil
	}
	return s.ownNames()
}

// calling makes an attempt one at the server itself, by a name.
func (s *search) calling(name string) func(*logon.Attempt) {
	return func(a *logon.Attempt) {
		*a = s.world.Directly(*a)
		a.Run.Server = name
	}
}

// targets: whoever gets no referral of DFS names the server to which the path leads.
func (s *search) targets() []change {
	r := s.outcome.Referral()
	if r == nil || !r.Refused() {
		return nil
	}
	direct := s.world.Directly(s.attempt)
	return []change{{text: fmt.Sprintf(`name the server to which the path leads: \\%s\%s`, direct.Run.Server, direct.Run.Share),
		ask: func(a *logon.Attempt) { *a = s.world.Directly(*a) }}}
}

// aliases: a machine lets itself in by an alias that is listed. KB 926642 prefers that to turning the check off.
func (s *search) aliases() []change {
	if s.outcome.Because != "policies.loopback" {
		return nil
	}
	const setting = "BackConnectionHostNames"
	values := append(slices.Clone(valuesOf(s.target, setting)), strings.ToLower(s.outcome.Called()))
	return []change{{text: fmt.Sprintf("add %s to %s of %s, and restart it", values[len(values)-1], setting, s.target.Name), caveat: replacing(setting),
		edits: edit(set(s.target.Name, setting, values...)), run: onMachine(s.target, setting, values...)}}
}

// ntlmDenied are the refusals by policies that deny NTLM, as far as the server's name matters.
var ntlmDenied = []sim.State{"client.response.sending-denied", "client.response.ntlm-blocked", "policies.ntlm-denied", "policies.domain-ntlm-denied",
	"policies.server-domain-denies", "policies.account-domain-denies"}

// ntlmDenied reports whether NTLM itself was refused: by a policy, or because the account or the path is for Kerberos
// only.
func (s *search) ntlmDenied() bool {
	because := string(s.outcome.Because)
	return slices.Contains(ntlmDenied, s.outcome.Because) || s.outcome.End == "session.hardened-path" ||
		strings.HasSuffix(because, ".protected-user") || strings.HasSuffix(because, ".place-restricted") || strings.HasSuffix(because, ".smart-card-required")
}

// exceptions: add the server to the exception list of a policy that denies NTLM.
func (s *search) exceptions() (list []change) {
	except := func(machine, setting, server string) {
		m, ok := s.world.Machine(machine)
		if !ok {
			return
		}
		values := append(slices.Clone(valuesOf(m, setting)), server)
		list = append(list, change{text: fmt.Sprintf("add %s to %s of %s", server, setting, m.Name), caveat: replacing(setting), loosens: true,
			edits: edit(set(m.Name, setting, values...)), run: onMachine(m, setting, values...)})
	}
	switch s.outcome.Because {
	case "client.response.sending-denied":
		except(s.client.Name, "ClientAllowedNTLMServers", s.outcome.Called())
	case "client.response.ntlm-blocked":
		except(s.client.Name, "BlockNTLMServerExceptionList", s.outcome.Called())
	case "policies.domain-ntlm-denied", "policies.server-domain-denies", "policies.account-domain-denies":
		for _, m := range s.involved() {
			if m.Role == logon.Controller {
				except(m.Name, "DCAllowedNTLMServers", s.target.Name)
			}
		}
	}
	return list
}

// hardenedPaths: take the path out of those for which the client requires mutual authentication.
func (s *search) hardenedPaths() (list []change) {
	if s.outcome.End != "session.hardened-path" {
		return nil
	}
	caveat := "whoever pretends to be a controller can then give the client scripts and policies (MS15-011)"
	if s.client.Domain == "" {
		caveat += "; a machine of the domain has Kerberos, and reads the share without it"
	}
	listed := valuesOf(*s.client, "HardenedPaths")
	for _, path := range listed {
		list = append(list, change{text: fmt.Sprintf("take %s out of HardenedPaths of %s", path, s.client.Name), caveat: caveat, loosens: true,
			run:   fmt.Sprintf(`on %s: reg add %s /v "%s" /t REG_SZ /d RequireMutualAuthentication=0 /f`, s.client.Name, logon.HardenedPathsKey, path),
			edits: edit(set(s.client.Name, "HardenedPaths", without(listed, path)...))})
	}
	return list
}

// blockNTLM: the command itself may block NTLM.
func (s *search) blockNTLM() []change {
	if s.attempt.Send != nil || !s.attempt.Run.BlockNTLM {
		return nil
	}
	return []change{{text: "leave out /blockntlm", ask: func(a *logon.Attempt) { a.Run.BlockNTLM = false }}}
}

// signing: the client demands it, and the server cannot. What the server demands is another setting, and stays.
func (s *search) signing() []change {
	if s.outcome.End != "negotiate.not-signed" || s.client == nil {
		return nil
	}
	return []change{{text: "let " + s.client.Name + " no longer demand signing", last: true, loosens: true,
		caveat: "what it reads and writes at any server can then be changed on the way",
		run:    "on " + s.client.Name + ": Set-SmbClientConfiguration -RequireSecuritySignature $false",
		edits:  edit(set(s.client.Name, "RequireSecuritySignature", "0"))}}
}

// clocks: an NTLMv2 response contains the time.
func (s *search) clocks() (list []change) {
	for _, m := range s.involved() {
		if m.Clock != 0 {
			list = append(list, change{text: "set the clock of " + m.Name, run: "on " + m.Name + ": w32tm /resync",
				edits: edit(logon.EditMachine(m.Name, func(m *logon.Machine) { m.Clock = 0 }))})
		}
	}
	return list
}

// readOnly: a read-only controller asks a writable one about accounts that are not cached.
func (s *search) readOnly() (list []change) {
	for _, m := range s.involved() {
		if m.ReadOnly && m.Channel == logon.Unreachable {
			list = append(list, change{text: "make a writable controller reachable for " + m.Name,
				edits: edit(logon.EditMachine(m.Name, func(m *logon.Machine) { m.Channel = logon.Sound }))})
		}
	}
	return list
}
