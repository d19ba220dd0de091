package logon_test

import (
	"fmt"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// The tests print the worlds they speak of as scenario files, so that a person can turn one into a scenario.

// yamlOf is a topology as a scenario file writes it.
func yamlOf(t logon.Topology) string { return string(scenarios.Write(&scenarios.File{Topology: t})) }

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
	fmt.Fprintf(&b, "  - from: %s\n    as: %s\n    run: '%s'\n", a.From, signedOn(a), command(a.Run))
	if a.Typed != nil {
		fmt.Fprintf(&b, "    typed: %q\n", *a.Typed)
	}
	return b.String()
}

// signedOn is what stands behind as:.
func signedOn(a logon.Attempt) string {
	s := a.SignOn
	if s == (logon.SignOn{}) {
		return a.As.String()
	}
	netOnly := ""
	if s.NetOnly != nil {
		netOnly = s.NetOnly.String()
	}
	return flow(pair("account", a.As.String()), pair("logon", string(s.Kind)), pair("netonly", netOnly), pair("password", optional(s.Password)))
}

// command is NET USE as people type it.
func command(n logon.NetUse) string {
	share := n.Share
	if share == "" {
		share = "IPC$"
	}
	if n.Folder != "" {
		share += `\` + n.Folder
	}
	text := `net use x: \\` + n.Server + `\` + share
	if n.Delete {
		return `net use \\` + n.Server + `\` + share + " /delete"
	}
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
	if n.BlockNTLM {
		text += " /blockntlm"
	}
	return text
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
