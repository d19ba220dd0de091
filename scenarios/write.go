package scenarios

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// Write is a file as Load reads it: the comment, the domains, the machines, and an attempt a line. What has the value
// that it has without being written is left out.
func Write(f *File) []byte {
	w := &writer{}
	for line := range strings.Lines(f.Comment) {
		w.line(strings.TrimRight("# "+line, " \n"))
	}
	if len(f.Topology.Domains) > 0 {
		w.line("domains:")
	}
	for _, d := range f.Topology.Domains {
		w.line("  " + scalar(d.Name) + ": " + domainText(d))
	}
	w.line("machines:")
	for _, m := range f.Topology.Machines {
		w.line("  " + scalar(m.Name) + ": " + machineText(m))
	}
	w.names(f.Topology)
	switch {
	case f.Kept:
		w.line("connections: " + string(kept))
	case inOneSession(f.Attempts):
		w.line("connections: " + string(forgotten))
	}
	if len(f.Attempts) > 0 {
		w.line("attempts:")
	}
	for _, a := range f.Attempts {
		w.line("  - " + attemptText(a))
	}
	return []byte(w.String())
}

// names writes the service principal names, and what is said of RC4.
func (w *writer) names(t logon.Topology) {
	if len(t.RC4Only) > 0 {
		w.line("rc4-only: " + nameList(t.RC4Only))
	}
	if len(t.NoRC4) > 0 {
		w.line("no-rc4: " + nameList(t.NoRC4))
	}
	if len(t.SPNs) > 0 {
		w.line("spns:")
	}
	for _, r := range t.SPNs {
		var names []string
		for _, n := range r.Names {
			names = append(names, n.String())
		}
		w.line("  " + scalar(r.Account) + ": " + nameList(names))
	}
}

type writer struct{ strings.Builder }

func (w *writer) line(text string) { fmt.Fprintln(w, text) }

// An entry is a key and what stands behind it; nothing behind it is left out.
type entry struct{ key, text string }

// mapping is entries on one line: {key: text, key: text}.
func mapping(entries ...entry) string {
	var parts []string
	for _, e := range entries {
		if e.text != "" {
			parts = append(parts, scalar(e.key)+": "+e.text)
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func domainText(d logon.Domain) string {
	var trusts []string
	for _, t := range d.Trusts {
		trusts = append(trusts, trustText(t))
	}
	return mapping(entry{"dns", given(d.DNS)}, entry{"forest", given(d.Forest)}, entry{"upn-suffixes", nameList(d.UPNSuffixes)}, entry{"kind", unless(string(d.Kind), string(logon.ActiveDirectory))},
		entry{"trusts", sequence(trusts)}, entry{"accounts", accountsText(d.Accounts)}, entry{"policy", policyText(d.Policy)},
		entry{"password-settings", passwordSettingsText(d.PasswordSettings)}, entry{"namespaces", namespacesText(d.Namespaces)})
}

func trustText(t logon.Trust) string {
	if t == (logon.Trust{Domain: t.Domain, Type: logon.External, Direction: logon.Outgoing}) {
		return scalar(t.Domain)
	}
	return mapping(entry{"domain", scalar(t.Domain)}, entry{"type", unless(string(t.Type), string(logon.External))},
		entry{"direction", unless(string(t.Direction), string(logon.Outgoing))}, entry{"selective", truthText(t.Selective)}, entry{"down", truthText(t.Down)},
		entry{"channel", string(t.Channel)})
}

func machineText(m logon.Machine) string {
	var settings, shares []entry
	for _, s := range m.Settings {
		settings = append(settings, entry{s.Name, settingText(s)})
	}
	for _, s := range m.Shares {
		shares = append(shares, entry{s.Name, mapping(entry{"allow", orUnknown(s.Unknown, nameList(s.Allow))}, entry{"deny", nameList(s.Deny)},
			entry{"max-uses", countText(s.MaxUses)}, entry{"uses", countText(s.Uses)}, entry{"links", linksText(s.Links)})})
	}
	return mapping(entry{"role", string(m.Role)}, entry{"domain", given(m.Domain)}, entry{"channel", unknownIn(m.Unknown, logon.KeyChannel, string(m.Channel))}, entry{"profile", scalar(m.Profile)},
		entry{"settings", entriesText(settings)}, entry{"accounts", accountsText(m.Accounts)}, entry{"shares", entriesText(shares)},
		entry{"policy", policyText(m.Policy)}, entry{"clone-of", given(m.CloneOf)}, entry{"aliases", nameList(m.Aliases)}, entry{"addresses", nameList(m.Addresses)},
		entry{"offline", unknownIn(m.Unknown, logon.KeyOffline, truthText(m.Offline))}, entry{"clock", clockText(m.Clock)}, entry{"connections", connectionsText(m.Connections)},
		entry{"stored", storedText(m.Stored)},
		entry{"allowed-to-authenticate", nameList(m.AllowedToAuthenticate)}, entry{"authentication-policy", policyList(m.AuthenticationPolicy)},
		entry{"policy-audit-only", truthText(m.PolicyAudits)},
		entry{"read-only", truthText(m.ReadOnly)}, entry{"cached", nameList(m.Cached)})
}

func countText(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func clockText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func connectionsText(connections []logon.Connection) string {
	var list []string
	for _, c := range connections {
		list = append(list, mapping(entry{"server", scalar(c.Server)}, entry{"as", given(c.As.String())}, entry{"password", textOf(c.Password)},
			entry{"share", given(c.Share)}, entry{"device", given(c.Device)}, entry{"for", sessionText(c.For)},
			entry{"session", unless(cmp.Or(c.Session, logon.User).String(), logon.User.String())}, entry{"no-share", truthText(c.NoShare)}))
	}
	return sequence(list)
}

// policyList is a list for which empty and absent differ.
func policyList(list []string) string {
	if list != nil && len(list) == 0 {
		return "[]"
	}
	return nameList(list)
}

func accountsText(accounts []logon.Account) string {
	var list []entry
	for _, a := range accounts {
		state := func(key, text string) entry { return entry{key, unknownIn(a.Unknown, key, text)} }
		list = append(list, entry{a.Name, mapping(entry{"password", passwordText(a)},
			entry{"previous-passwords", nameList(a.Previous)}, entry{"password-changed", lasting(a.Changed)}, state("disabled", truthText(a.Disabled)),
			state("locked", truthText(a.Locked)), state("expired", truthText(a.Expired)), state("must-change", truthText(a.MustChange)),
			state("password-expired", truthText(a.PasswordExpired)), state("smart-card-required", truthText(a.SmartCard)), state("hours", given(string(a.Hours))),
			entry{"workstations", nameList(a.Workstations)}, entry{"groups", nameList(a.Groups)}, entry{"local", truthText(a.Local)},
			entry{"trust-account", string(a.Trust)}, entry{"never-used", truthText(a.NeverUsed)}, entry{"upn", given(a.UPN)}, entry{"microsoft-account", given(a.MicrosoftAccount)}, entry{"authenticate-from", nameList(a.AuthenticateFrom)},
			entry{"policy-audit-only", truthText(a.PolicyAudits)})})
	}
	return entriesText(list)
}

// passwordText is a password; a blank one is written, but for Guest.
func passwordText(a logon.Account) string {
	if isGuest(a.Name) {
		return unknownIn(a.Unknown, logon.KeyPassword, given(a.Password))
	}
	return unknownIn(a.Unknown, logon.KeyPassword, scalar(a.Password))
}

// unknownIn is the value of a key, or that it is unknown.
func unknownIn(keys []string, key, text string) string {
	return orUnknown(slices.Contains(keys, key), text)
}

func orUnknown(unknown bool, text string) string {
	if unknown {
		return unknownWord
	}
	return text
}

func settingText(s logon.Setting) string { return orUnknown(s.Unknown, valuesText(s.Values)) }

// lasting is a duration; 0 is left out.
func lasting(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return d.String()
}

func policyText(p logon.Policy) string {
	if p == (logon.Policy{}) {
		return ""
	}
	threshold := orUnknown(p.UnknownThreshold, "")
	if p.LockoutThreshold > 0 {
		threshold = fmt.Sprint(p.LockoutThreshold)
	}
	return mapping(entry{"lockout-threshold", threshold}, entry{"lockout-window", given(p.LockoutWindow)}, entry{"lockout-duration", given(p.LockoutDuration)})
}

func passwordSettingsText(settings []logon.PasswordSettings) string {
	var list []entry
	for _, s := range settings {
		policy := policyText(s.Policy)
		if policy == "" {
			policy = "{}"
		}
		list = append(list, entry{s.Name, mapping(entry{"precedence", fmt.Sprint(s.Precedence)}, entry{"applies-to", nameList(s.AppliesTo)}, entry{"policy", policy})})
	}
	return entriesText(list)
}

func attemptText(a Attempt) string {
	entries := []entry{{"name", scalar(a.Name)}}
	if a.Send != nil {
		entries = append(entries, entry{"send", sendText(*a.Send)})
	} else {
		entries = append(entries, entry{"from", scalar(a.From)}, entry{"as", signOnText(a.As, a.SignOn)}, entry{"run", scalar(a.Command)})
		if a.Typed != nil {
			entries = append(entries, entry{"typed", scalar(*a.Typed)})
		}
	}
	entries = append(entries, entry{"protocol", string(a.Protocol)}, entry{"after", lasting(a.After)})
	if a.Want != nil {
		entries = append(entries, entry{"want", wantText(*a.Want)})
	}
	return mapping(append(entries, entry{"because", given(string(a.Because))})...)
}

func sendText(s logon.Send) string {
	salt := ""
	if s.Salt != nil {
		salt = scalar(*s.Salt)
	}
	return mapping(entry{"to", scalar(s.To)}, entry{"share", given(s.Share)}, entry{"domain", given(s.Domain)}, entry{"user", given(s.User)},
		entry{"password", given(s.Password)}, entry{"response", unless(s.Response.String(), ntlm.NTLMv2.String())}, entry{"salt", salt},
		entry{"workstation", given(s.Workstation)})
}

func wantText(w Want) string {
	entries := []entry{{"error", errorText(w)}}
	if w.Status != nil {
		entries = append(entries, entry{"status", w.Status.String()})
	}
	if w.Stage != nil {
		entries = append(entries, entry{"stage", string(*w.Stage)})
	}
	if w.Session != nil {
		entries = append(entries, entry{"session", w.Session.String()})
	}
	if w.Prompted != nil {
		entries = append(entries, entry{"prompted", fmt.Sprint(*w.Prompted)})
	}
	if w.Kerberos != nil {
		entries = append(entries, entry{"kerberos", fmt.Sprint(*w.Kerberos)})
	}
	if w.Events != nil {
		entries = append(entries, entry{"events", wantedEvents(w.Events)})
	}
	return mapping(entries...)
}

func errorText(w Want) string {
	if w.Errors == nil {
		return fmt.Sprint(w.Error)
	}
	return strings.ReplaceAll(fmt.Sprint(w.Errors), " ", ", ")
}

func wantedEvents(events []WantEvent) string {
	if len(events) == 0 {
		return "[]"
	}
	var list []string
	for _, e := range events {
		entries := []entry{{"machine", scalar(e.Machine)}, {"id", fmt.Sprint(e.ID)}}
		if e.Status != nil {
			entries = append(entries, entry{"status", e.Status.String()})
		}
		if e.SubStatus != nil {
			entries = append(entries, entry{"sub-status", e.SubStatus.String()})
		}
		list = append(list, mapping(entries...))
	}
	return sequence(list)
}

// valuesText is a setting's values; one is a value, others are a list.
func valuesText(values []string) string {
	if len(values) == 1 {
		return scalar(values[0])
	}
	return "[" + strings.Join(scalars(values), ", ") + "]"
}

func nameList(list []string) string { return sequence(scalars(list)) }

func sequence(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

func entriesText(entries []entry) string {
	if len(entries) == 0 {
		return ""
	}
	return mapping(entries...)
}

func truthText(b bool) string {
	if b {
		return "true"
	}
	return ""
}

func unless(text, usual string) string {
	if text == usual {
		return ""
	}
	return scalar(text)
}

// given is a text that is left out where it is empty.
func given(text string) string { return unless(text, "") }

// textOf is a text that is left out where there is none: a blank one is written.
func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return scalar(*text)
}

func scalars(texts []string) []string {
	list := make([]string, len(texts))
	for i, t := range texts {
		list[i] = scalar(t)
	}
	return list
}

// plainText needs no quotes, unless it could be read as a truth value or null.
var (
	plainText = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.$-]*( [A-Za-z0-9_.$-]+)*$`)
	otherwise = regexp.MustCompile(`^(?i:y|n|yes|no|on|off|true|false|null|nan|inf|unknown)$`)
)

// scalar quotes a text where YAML would read something else.
func scalar(text string) string {
	switch {
	case plainText.MatchString(text) && !otherwise.MatchString(text):
		return text
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		quoted, _ := json.Marshal(text) // what JSON escapes, YAML reads
		return string(quoted)
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}
