package windows

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ntlmsim/sim/lab"
	"ntlmsim/sim/logon"
)

// buildScript is the script that builds one machine.
func (l *layout) buildScript(m machine) []byte {
	var s script
	l.opening(&s, m)
	l.joining(&s, m)
	s.line("\n# What is logged, who may come in, and how passwords are.")
	s.line("Set-LabAudit\nSet-LabFirewall")
	accounts, policy, prefix := l.database(m)
	if accounts != nil {
		l.passwordPolicy(&s, m, accounts, policy)
	}
	l.settings(&s, m)
	if accounts != nil {
		s.line("\n# Accounts: %s", comment(prefix))
		l.accounts(&s, m, *accounts, prefix)
	}
	granted(&s, m)
	l.shares(&s, m)
	if m.Role == logon.Controller && m.Name == l.controller(m.Domain).Name {
		l.trustsOf(&s, m)
	}
	if accounts != nil {
		l.locks(&s, *accounts, policy)
	}
	s.line("\nComplete-Lab")
	return s.bytes()
}

func (l *layout) opening(s *script, m machine) {
	s.line("# Builds %s, %s, of the scenario %s.", m.Name, comment(what(m)), comment(l.file.Path))
	s.line("# It was generated, and has not been run by us on Windows: README.md says what that means. Run it as administrator.")
	s.line("#Requires -Version 5.1\n#Requires -RunAsAdministrator")
	if m.Role == logon.Standalone {
		s.line("param(\n    # This machine stands for %s and keeps its name: a hosted runner, which is its own client.\n    [switch] $Loopback\n)", m.Name)
	}
	s.line("Set-StrictMode -Version 2\n$ErrorActionPreference = 'Stop'")
	for _, file := range []string{"lab.ps1", "addresses.ps1", "secrets.ps1"} {
		s.line(". (Join-Path $PSScriptRoot '%s')", file)
	}
	s.line("")
}

// what says in words what a machine is.
func what(m machine) string {
	if m.Domain == "" {
		return "a standalone machine"
	}
	return fmt.Sprintf("a %s of %s", m.Role, m.Domain)
}

// joining gives the machine its name and its domain.
func (l *layout) joining(s *script, m machine) {
	d, _ := l.domain(m.Domain)
	first := l.controller(m.Domain).Name
	switch m.Role {
	case logon.Standalone:
		s.line("Set-LabComputerName -Name %s -Loopback:$Loopback", literal(strings.ToUpper(m.Name)))
		s.line("if (-not $Loopback) { Set-LabHosts }")
		return
	case logon.Member:
		s.line("Set-LabComputerName -Name %s\nSet-LabHosts", literal(strings.ToUpper(m.Name)))
		s.line("Join-LabDomain -Dns %s -Domain %s -Controller %s", literal(lab.DNSName(d)), literal(strings.ToUpper(d.Name)), literal(first))
		return
	}
	if m.Name == first {
		first = ""
	}
	s.line("Set-LabComputerName -Name %s\nSet-LabHosts", literal(strings.ToUpper(m.Name)))
	s.line("Install-LabController -Dns %s -Domain %s -First %s", literal(lab.DNSName(d)), literal(strings.ToUpper(d.Name)), literal(first))
}

// database is the accounts that a machine's script makes: its own, or as the first controller its domain's. nil: none.
func (l *layout) database(m machine) (accounts *[]logon.Account, policy logon.Policy, prefix string) {
	if m.Role != logon.Controller {
		return &m.Accounts, m.Policy, m.Name
	}
	if m.Name != l.controller(m.Domain).Name {
		return nil, logon.Policy{}, ""
	}
	d, _ := l.domain(m.Domain)
	return &d.Accounts, d.Policy, d.Name
}

// lockingThreshold is how many bad passwords lock an account where a scenario has a locked one, and no threshold.
const lockingThreshold = 10

// unlockedAfter is how long an account stays locked where no scenario says: the longest time that Windows takes, in
// minutes.
const unlockedAfter = 99999

// minutes is a time in the unit of an account policy, at least one.
func minutes(d time.Duration) int { return max(1, int((d+time.Minute-1)/time.Minute)) }

func threshold(accounts []logon.Account, p logon.Policy) int {
	if p.LockoutThreshold == 0 && slices.ContainsFunc(accounts, func(a logon.Account) bool { return a.Locked }) {
		return lockingThreshold
	}
	return p.LockoutThreshold
}

func (l *layout) passwordPolicy(s *script, m machine, accounts *[]logon.Account, p logon.Policy) {
	age := 0
	for _, a := range *accounts {
		if a.PasswordExpired {
			age = 1
			l.say(m.Name, "", "the password of %s is expired a day after the script has run: only then run its attempts", a.Name)
		}
	}
	if d, ok := l.domain(m.Domain); ok && m.Role == logon.Controller && len(d.PasswordSettings) > 0 {
		l.say(m.Name, "", "the scripts make no fine-grained policies: New-ADFineGrainedPasswordPolicy makes them, and Add-ADFineGrainedPasswordPolicySubject says for whom")
	}
	n, duration := threshold(*accounts, p), unlockedAfter
	if p.Duration() > 0 {
		duration = minutes(p.Duration())
	}
	if n != p.LockoutThreshold {
		l.say(m.Name, "", "an account is locked by bad passwords, which needs a lockout-threshold: %d is set", n)
	}
	window := min(minutes(p.Window()), duration)
	s.line("Set-LabPasswordPolicy -Threshold %d -Window %d -Duration %d -MaximumAge %d", n, window, duration, age)
	if m.Role == logon.Member && (n > 0 || age > 0) {
		l.say(m.Name, "", "the group policy of its domain overrides a lockout-threshold and an age of passwords of its own")
	}
}

// accounts writes the groups, then the accounts that are in them. Guest is disabled unless written.
func (l *layout) accounts(s *script, m machine, accounts []logon.Account, prefix string) {
	var groups []string
	guest := false
	for _, a := range accounts {
		guest = guest || strings.EqualFold(a.Name, "Guest")
		for _, g := range a.Groups {
			if !slices.ContainsFunc(groups, func(known string) bool { return strings.EqualFold(known, g) }) {
				groups = append(groups, g)
				s.line("Set-LabGroup -Name %s", literal(leaf(logon.English(g))))
			}
		}
	}
	if !guest {
		s.line("Disable-LabGuest")
	}
	for _, a := range accounts {
		if why := noAccount(a); why != "" {
			l.say(m.Name, "", "no account %s: %s", a.Name, why)
			continue
		}
		if len(a.Previous) > 0 {
			l.say(m.Name, "", "the passwords of %s before the present one are not made: it has had no other", a.Name)
		}
		l.account(s, a, prefix)
	}
}

// noAccount says why Windows cannot have an account.
func noAccount(a logon.Account) string {
	switch {
	case len([]rune(a.Name)) > 20:
		return "names of accounts have at most 20 characters"
	case strings.HasSuffix(a.Name, ".") || strings.Contains(a.Name, "@"):
		return "no account of Windows can have this name"
	case a.MicrosoftAccount != "":
		return "no script signs on with a Microsoft account"
	case len(a.Workstations) > 8:
		return "NET USER takes at most 8 workstations"
	case slices.ContainsFunc(a.Workstations, func(w string) bool { return strings.ContainsAny(w, ` ,"`) }):
		return "a workstation of it cannot be named to NET USER"
	}
	return ""
}

func (l *layout) account(s *script, a logon.Account, prefix string) {
	secret := l.keep(prefix+`\`+a.Name, a.Password)
	text := fmt.Sprintf("Set-LabAccount -Name %s -Secret %s", literal(guestOr(a.Name)), literal(secret))
	text += switches(map[string]bool{"Disabled": a.Disabled, "Expired": a.Expired, "MustChange": a.MustChange,
		"PasswordExpires": a.PasswordExpired, "SmartCard": a.SmartCard, "NoHours": a.Hours == logon.NoHours},
		"Disabled", "Expired", "MustChange", "PasswordExpires", "SmartCard", "NoHours")
	if len(a.Workstations) > 0 {
		text += " -Workstations " + literals(a.Workstations)
	}
	if len(a.Groups) > 0 {
		groups := make([]string, len(a.Groups))
		for i, g := range a.Groups {
			groups[i] = leaf(logon.English(g))
		}
		text += " -Groups " + literals(groups)
	}
	s.line("%s", text)
}

// guestOr spells Guest as lab.ps1 knows it.
func guestOr(name string) string {
	if strings.EqualFold(name, "Guest") {
		return "Guest"
	}
	return name
}

// leaf is a name without its database.
func leaf(name string) string { return name[strings.LastIndexByte(name, '\\')+1:] }

// locks come last: what sets an account unlocks it.
func (l *layout) locks(s *script, accounts []logon.Account, p logon.Policy) {
	for _, a := range accounts {
		if a.Locked && noAccount(a) == "" {
			s.line("Lock-LabAccount -Name %s -Threshold %d", literal(guestOr(a.Name)), threshold(accounts, p))
		}
	}
}

func (l *layout) shares(s *script, m machine) {
	if len(m.Shares) > 0 {
		s.line("\n# Shares.")
	}
	for i, share := range m.Shares {
		if strings.EqualFold(share.Name, "IPC$") {
			continue
		}
		text := fmt.Sprintf("Set-LabShare -Name %s -Folder 'share%d'", literal(share.Name), i+1)
		if len(share.Allow) > 0 {
			text += " -Allow " + literals(inEnglish(share.Allow))
		}
		if len(share.Deny) > 0 {
			text += " -Deny " + literals(inEnglish(share.Deny))
		}
		s.line("%s", text)
	}
}

// inEnglish are the names of a list as lab.ps1 knows them.
func inEnglish(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = logon.English(name)
	}
	return list
}

// trustsOf writes a domain's sides of its trusts, on its first controller.
func (l *layout) trustsOf(s *script, m machine) {
	for _, t := range l.trusts {
		other, direction := t.Trusted, "Outbound"
		switch {
		case strings.EqualFold(t.Truster, m.Domain):
		case strings.EqualFold(t.Trusted, m.Domain):
			other, direction = t.Truster, "Inbound"
		default:
			continue
		}
		if t.Both {
			direction = "Bidirectional"
		}
		l.trust(s, m, t, other, direction)
	}
}

func (l *layout) trust(s *script, m machine, t lab.Trust, other, direction string) {
	d, _ := l.domain(other)
	controller := l.controller(other).Name
	secret := l.keep("trust of "+t.Truster+" and "+t.Trusted, l.secret)
	s.line("\n# The trust with %s.", comment(other))
	s.line("Add-LabForwarder -Dns %s -Controller %s", literal(lab.DNSName(d)), literal(controller))
	text := fmt.Sprintf("Set-LabTrust -Dns %s -Direction '%s' -Secret %s", literal(lab.DNSName(d)), direction, literal(secret))
	text += switches(map[string]bool{"Forest": t.Type == logon.Forest, "Selective": l.selective(m.Domain, other)}, "Forest", "Selective")
	s.line("%s", text)
	if t.Down && direction != "Inbound" {
		s.line("Block-LabMachine -Name %s", literal(controller))
	}
}

// seconds is a time as Start-Sleep takes it.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
