package logon_test

import (
	"fmt"
	"strings"

	"ntlmsim/sim/logon"
)

// The tests print the worlds they speak of as scenario files, so that a person can turn one into a scenario.

// yamlOf is a topology as a scenario file writes it.
func yamlOf(t logon.Topology) string {
	var b strings.Builder
	if len(t.Domains) > 0 {
		b.WriteString("domains:\n")
	}
	for _, d := range t.Domains {
		fmt.Fprintf(&b, "  %s: %s\n", d.Name, flow(pair("dns", d.DNS), pair("kind", notDefault(string(d.Kind), "ad")),
			pair("trusts", listOf(d.Trusts, yamlOfTrust)), pair("accounts", mapOf(d.Accounts, yamlOfAccount))))
	}
	b.WriteString("machines:\n")
	for _, m := range t.Machines {
		fmt.Fprintf(&b, "  %s: %s\n", m.Name, flow(pair("role", string(m.Role)), pair("domain", m.Domain), pair("profile", m.Profile), pair("channel", string(m.Channel)),
			pair("settings", mapOf(m.Settings, yamlOfSetting)), pair("accounts", mapOf(m.Accounts, yamlOfAccount)),
			pair("shares", mapOf(m.Shares, yamlOfShare))))
	}
	return b.String()
}

// yamlOfAttempt is an attempt as a scenario file writes it.
func yamlOfAttempt(a logon.Attempt) string {
	var b strings.Builder
	b.WriteString("attempts:\n")
	if s := a.Send; s != nil {
		fmt.Fprintf(&b, "  - send: %s\n", flow(pair("to", s.To), pair("share", s.Share), pair("domain", quotedIf(s.Domain)),
			pair("user", s.User), pair("password", s.Password), pair("response", s.Response.String()), pair("salt", optional(s.Salt)),
			pair("workstation", s.Workstation)))
		return b.String()
	}
	fmt.Fprintf(&b, "  - from: %s\n    as: %s\n    run: '%s'\n", a.From, a.As, command(a.Run))
	if a.Typed != nil {
		fmt.Fprintf(&b, "    typed: %q\n", *a.Typed)
	}
	return b.String()
}

// command is NET USE as people type it.
func command(n logon.NetUse) string {
	share := n.Share
	if share == "" {
		share = "IPC$"
	}
	text := `net use x: \\` + n.Server + `\` + share
	if u := n.User; u != nil {
		name := u.Name
		if u.Form == logon.Qualified {
			name = u.Domain + `\` + name
		}
		if name == "" {
			name = `""`
		}
		text += " /user:" + name
	}
	switch {
	case n.Ask:
		text += " *"
	case n.Password != nil && *n.Password == "":
		text += ` ""`
	case n.Password != nil:
		text += " " + *n.Password
	}
	return text
}

func yamlOfTrust(t logon.Trust) string {
	if t.Type == logon.External && t.Direction == logon.Outgoing && !t.Selective && !t.Down && t.Channel == logon.Sound {
		return t.Domain
	}
	return flow(pair("domain", t.Domain), pair("type", string(t.Type)), pair("direction", string(t.Direction)),
		yes("selective", t.Selective), yes("down", t.Down), pair("channel", string(t.Channel)))
}

func yamlOfAccount(a logon.Account) string {
	return a.Name + ": " + flow(pair("password", a.Password), yes("disabled", a.Disabled), yes("locked", a.Locked),
		yes("expired", a.Expired), yes("must-change", a.MustChange), yes("password-expired", a.PasswordExpired),
		pair("hours", string(a.Hours)), pair("workstations", listOf(a.Workstations, text)), pair("groups", listOf(a.Groups, text)),
		yes("local", a.Local))
}

func yamlOfSetting(s logon.Setting) string {
	if len(s.Values) == 1 && s.Name != "SeDenyNetworkLogonRight" {
		return s.Name + ": " + s.Values[0]
	}
	return s.Name + ": [" + strings.Join(s.Values, ", ") + "]"
}

func yamlOfShare(s logon.Share) string {
	return s.Name + ": " + flow(pair("allow", listOf(s.Allow, text)), pair("deny", listOf(s.Deny, text)))
}

func flow(pairs ...string) string {
	var some []string
	for _, p := range pairs {
		if p != "" {
			some = append(some, p)
		}
	}
	return "{" + strings.Join(some, ", ") + "}"
}

func pair(key, value string) string {
	if value == "" {
		return ""
	}
	return key + ": " + value
}

func yes(key string, is bool) string {
	if is {
		return key + ": true"
	}
	return ""
}

func listOf[T any](list []T, text func(T) string) string {
	if len(list) == 0 {
		return ""
	}
	return "[" + strings.Join(texts(list, text), ", ") + "]"
}

func mapOf[T any](list []T, text func(T) string) string {
	if len(list) == 0 {
		return ""
	}
	return "{" + strings.Join(texts(list, text), ", ") + "}"
}

func texts[T any](list []T, text func(T) string) []string {
	var some []string
	for _, x := range list {
		some = append(some, text(x))
	}
	return some
}

func text(s string) string { return s }

func notDefault(value, usual string) string {
	if value == usual {
		return ""
	}
	return value
}

func quotedIf(s string) string {
	if s == "?" || s == "." {
		return `"` + s + `"`
	}
	return s
}

func optional(s *string) string {
	if s == nil {
		return ""
	}
	return `"` + *s + `"`
}
