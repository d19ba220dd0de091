package scenarios

import (
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"ntlmsim/scenarios/strict"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
)

var (
	domainKinds   = []logon.DomainKind{logon.ActiveDirectory, logon.NT4}
	trustTypes    = []logon.TrustType{logon.External, logon.Forest, logon.NT4Trust}
	directions    = []logon.Direction{logon.Outgoing, logon.Incoming, logon.Both}
	trustFaults   = []logon.Channel{logon.WrongPassword, logon.AccountDeleted}
	faults        = []logon.Channel{logon.Unreachable, logon.WrongPassword, logon.AccountDeleted, logon.ComputerOff, logon.NetlogonStopped}
	trustAccounts = []logon.TrustAccount{logon.Interdomain, logon.Workstation, logon.ServerTrust, logon.ManagedService}
	roles         = []logon.Role{logon.Standalone, logon.Member, logon.Controller}
	hours         = []logon.Hours{logon.AllHours, logon.NoHours}
)

var (
	openUser    = strict.TextIf(netuse.IsUser)
	openCommand = strict.InParts(netuse.Shown)
)

// A setting holds no secret where its name is known.
var openSettings = strict.NamedBy(func(name string) *strict.Place {
	known := slices.ContainsFunc(logon.SettingNames(), func(s string) bool { return strings.EqualFold(s, name) })
	if known && !logon.AboutPasswords(name) {
		return strict.TextOrTexts
	}
	return strict.Secret
})

var domainObject = strict.Object[logon.Domain]{
	What: "a domain",
	Fields: []strict.Field[logon.Domain]{
		strict.Text("dns", func(d *logon.Domain) *string { return &d.DNS }),
		strict.Text("forest", func(d *logon.Domain) *string { return &d.Forest }),
		strict.Word("kind", "kind of domain", domainKinds, func(d *logon.Domain) *logon.DomainKind { return &d.Kind }),
		strict.Key("accounts", func(r *strict.Reader, d *logon.Domain, n *strict.Node) { d.Accounts = readAccounts(r, n) }, strict.NamesOf(accountObject.Place())),
		strict.Key("policy", func(r *strict.Reader, d *logon.Domain, n *strict.Node) { policyObject.Read(r, n, n, &d.Policy) }, policyObject.Place()),
		strict.Key("password-settings", func(r *strict.Reader, d *logon.Domain, n *strict.Node) {
			d.PasswordSettings = readPasswordSettings(r, n)
		}, strict.NamesOf(passwordSettingsObject.Place())),
		strict.Key("namespaces", func(r *strict.Reader, d *logon.Domain, n *strict.Node) { d.Namespaces = readNamespaces(r, n) }, strict.NamesOf(strict.TextsOr(namespaceObject.Place()))),
		strict.Some("upn-suffixes", func(d *logon.Domain) *[]string { return &d.UPNSuffixes }),
		known(strict.Key("trusts", func(r *strict.Reader, d *logon.Domain, n *strict.Node) { d.Trusts = readTrusts(r, n) }, strict.NamesOr(trustObject.Place())), "trusts"),
	},
}

var machineObject = strict.Object[logon.Machine]{
	What:     "a machine",
	Required: []string{"role", "profile"},
	Fields: []strict.Field[logon.Machine]{
		strict.Word("role", "role", roles, func(m *logon.Machine) *logon.Role { return &m.Role }),
		strict.Text("domain", func(m *logon.Machine) *string { return &m.Domain }),
		machineOr(strict.Word("channel", "way for a member's secure channel to be broken", faults, func(m *logon.Machine) *logon.Channel { return &m.Channel }), logon.KeyChannel),
		strict.Text("profile", func(m *logon.Machine) *string { return &m.Profile }),
		strict.Key("settings", func(r *strict.Reader, m *logon.Machine, n *strict.Node) { m.Settings = readSettings(r, n) }, openSettings),
		strict.Key("accounts", func(r *strict.Reader, m *logon.Machine, n *strict.Node) { m.Accounts = readAccounts(r, n) }, strict.NamesOf(accountObject.Place())),
		strict.Key("shares", func(r *strict.Reader, m *logon.Machine, n *strict.Node) { m.Shares = readShares(r, n) }, strict.NamesOf(shareObject.Place())),
		strict.Key("policy", func(r *strict.Reader, m *logon.Machine, n *strict.Node) { policyObject.Read(r, n, n, &m.Policy) }, policyObject.Place()),
		strict.Text("clone-of", func(m *logon.Machine) *string { return &m.CloneOf }),
		strict.Some("aliases", func(m *logon.Machine) *[]string { return &m.Aliases }),
		strict.Some("addresses", func(m *logon.Machine) *[]string { return &m.Addresses }),
		machineOr(strict.Truth("offline", func(m *logon.Machine) *bool { return &m.Offline }), logon.KeyOffline),
		known(strict.Key("clock", func(r *strict.Reader, m *logon.Machine, n *strict.Node) { m.Clock = readClock(r, n) }, strict.AnyText), "clock"),
		strict.Key("connections", func(r *strict.Reader, m *logon.Machine, n *strict.Node) { m.Connections = readConnections(r, n) }, strict.ListOf(connectionObject.Place())),
		strict.Key("stored", func(r *strict.Reader, m *logon.Machine, n *strict.Node) { m.Stored = readStored(r, n) }, strict.ListOf(storedObject.Place())),
		strict.Some("allowed-to-authenticate", func(m *logon.Machine) *[]string { return &m.AllowedToAuthenticate }),
		strict.Names("authentication-policy", func(m *logon.Machine) *[]string { return &m.AuthenticationPolicy }),
		strict.Truth("policy-audit-only", func(m *logon.Machine) *bool { return &m.PolicyAudits }),
		strict.Truth("read-only", func(m *logon.Machine) *bool { return &m.ReadOnly }),
		strict.Some("cached", func(m *logon.Machine) *[]string { return &m.Cached }),
	},
}

var connectionObject = strict.Object[logon.Connection]{
	What:     "a connection",
	Required: []string{"server"},
	Hint:     `{server: NET, as: 'NET\USER1', share: data, device: 'X:'}`,
	Fields: []strict.Field[logon.Connection]{
		strict.Text("server", func(c *logon.Connection) *string { return &c.Server }),
		strict.Key("as", func(r *strict.Reader, c *logon.Connection, n *strict.Node) { c.As = readUser(r, n) }, openUser),
		strict.Key("password", func(r *strict.Reader, c *logon.Connection, n *strict.Node) {
			password := r.Text(n)
			c.Password = &password
		}, strict.Secret).Not(unknownWord, "leave the key out if nobody knows it", "the password of a connection is not called unknown"),
		strict.Key("share", func(r *strict.Reader, c *logon.Connection, n *strict.Node) { c.Share = netuse.ShareName(r.Text(n)) }, strict.AnyText),
		strict.Key("device", readDevice, strict.AnyText),
		strict.Key("for", func(r *strict.Reader, c *logon.Connection, n *strict.Node) { c.For = readSession(r, n) }, signOnPlace),
		strict.Key("session", func(r *strict.Reader, c *logon.Connection, n *strict.Node) {
			c.Session, _ = logon.ParseSession(strict.OneOf(r, n, "session", sessions[1:]))
		}, strict.AnyText),
		strict.Truth("no-share", func(c *logon.Connection) *bool { return &c.NoShare }),
	},
}

var accountObject = strict.Object[logon.Account]{
	What: "an account",
	Fields: []strict.Field[logon.Account]{
		accountOr(strict.Key("password", readPassword, strict.Secret), logon.KeyPassword),
		knownPassword(strict.Some("previous-passwords", func(a *logon.Account) *[]string { return &a.Previous }).Showing(strict.Secret), "a previous password"),
		known(strict.Key("password-changed", func(r *strict.Reader, a *logon.Account, n *strict.Node) { a.Changed = r.Duration(n) }, strict.Secret), "password-changed"),
		accountOr(strict.Truth("disabled", func(a *logon.Account) *bool { return &a.Disabled }), "disabled"),
		accountOr(strict.Truth("locked", func(a *logon.Account) *bool { return &a.Locked }), "locked"),
		accountOr(strict.Truth("expired", func(a *logon.Account) *bool { return &a.Expired }), "expired"),
		accountOr(strict.Truth("must-change", func(a *logon.Account) *bool { return &a.MustChange }), "must-change"),
		accountOr(strict.Truth("password-expired", func(a *logon.Account) *bool { return &a.PasswordExpired }).Showing(strict.Secret), "password-expired"),
		accountOr(strict.Truth("smart-card-required", func(a *logon.Account) *bool { return &a.SmartCard }), "smart-card-required"),
		accountOr(strict.Word("hours", "logon hours: there is no clock here", hours, func(a *logon.Account) *logon.Hours { return &a.Hours }), "hours"),
		known(strict.Some("workstations", func(a *logon.Account) *[]string { return &a.Workstations }), "workstations"),
		known(strict.Names("groups", func(a *logon.Account) *[]string { return &a.Groups }), "groups"),
		strict.Truth("local", func(a *logon.Account) *bool { return &a.Local }),
		strict.Word("trust-account", "kind of trust account", trustAccounts, func(a *logon.Account) *logon.TrustAccount { return &a.Trust }),
		strict.Text("upn", func(a *logon.Account) *string { return &a.UPN }).Showing(openUser),
		strict.Text("microsoft-account", func(a *logon.Account) *string { return &a.MicrosoftAccount }).Showing(openUser),
		strict.Truth("never-used", func(a *logon.Account) *bool { return &a.NeverUsed }),
		strict.Some("authenticate-from", func(a *logon.Account) *[]string { return &a.AuthenticateFrom }),
		strict.Truth("policy-audit-only", func(a *logon.Account) *bool { return &a.PolicyAudits }),
	},
}

var shareObject = strict.Object[logon.Share]{
	What: "a share",
	Fields: []strict.Field[logon.Share]{
		strict.Some("allow", func(s *logon.Share) *[]string { return &s.Allow }).Or(unknownWord, func(s *logon.Share) { s.Unknown = true }),
		strict.Names("deny", func(s *logon.Share) *[]string { return &s.Deny }),
		strict.Key("max-uses", func(r *strict.Reader, s *logon.Share, n *strict.Node) { s.MaxUses = int(r.Number(n, maxUses)) }, strict.AnyText),
		strict.Key("links", func(r *strict.Reader, s *logon.Share, n *strict.Node) { s.Links = readLinks(r, n) }, linksPlace),
		strict.Key("uses", func(r *strict.Reader, s *logon.Share, n *strict.Node) { s.Uses = int(r.Number(n, maxUses)) }, strict.AnyText),
	},
}

var trustObject = strict.Object[logon.Trust]{
	What:     "a trust",
	Required: []string{"domain"},
	Hint:     "write whom it trusts: {domain: NAME}",
	Fields: []strict.Field[logon.Trust]{
		strict.Text("domain", func(t *logon.Trust) *string { return &t.Domain }),
		strict.Word("type", "type of trust", trustTypes, func(t *logon.Trust) *logon.TrustType { return &t.Type }),
		strict.Word("direction", "direction of a trust", directions, func(t *logon.Trust) *logon.Direction { return &t.Direction }),
		strict.Truth("selective", func(t *logon.Trust) *bool { return &t.Selective }),
		strict.Truth("down", func(t *logon.Trust) *bool { return &t.Down }),
		strict.Word("channel", "way for a trust's secure channel to be broken", trustFaults, func(t *logon.Trust) *logon.Channel { return &t.Channel }),
	},
}

var policyObject = strict.Object[logon.Policy]{
	What: "a policy",
	Fields: []strict.Field[logon.Policy]{
		strict.Key("lockout-threshold", func(r *strict.Reader, p *logon.Policy, n *strict.Node) {
			p.LockoutThreshold = int(r.Number(n, maxThreshold))
		}, strict.AnyText).Or(unknownWord, func(p *logon.Policy) { p.UnknownThreshold = true }),
		strict.Duration("lockout-window", func(p *logon.Policy) *string { return &p.LockoutWindow }),
		strict.Key("lockout-duration", readLockoutDuration, strict.AnyText),
	},
}

var passwordSettingsObject = strict.Object[logon.PasswordSettings]{
	What:     "password settings",
	Required: []string{"precedence", "applies-to", "policy"},
	Hint:     "{precedence: 10, applies-to: [Administrators], policy: {lockout-threshold: 3}}",
	Fields: []strict.Field[logon.PasswordSettings]{
		strict.Key("precedence", func(r *strict.Reader, s *logon.PasswordSettings, n *strict.Node) {
			s.Precedence = int(r.Number(n, maxPrecedence))
		}, strict.AnyText),
		strict.Some("applies-to", func(s *logon.PasswordSettings) *[]string { return &s.AppliesTo }),
		strict.Key("policy", func(r *strict.Reader, s *logon.PasswordSettings, n *strict.Node) {
			policyObject.Read(r, n, n, &s.Policy)
		}, policyObject.Place()),
	},
}

// maxPrecedence is the highest precedence that Active Directory takes.
const maxPrecedence = 1<<31 - 1

func readPasswordSettings(r *strict.Reader, n *strict.Node) (list []logon.PasswordSettings) {
	r.Each(n, "password-settings", "password-settings: {Strict: {precedence: 10, applies-to: [Administrators], policy: {lockout-threshold: 3}}}",
		func(name string, key, value *strict.Node) {
			s := logon.PasswordSettings{Name: name}
			passwordSettingsObject.Read(r, key, value, &s)
			list = append(list, s)
		})
	return list
}

// readLockoutDuration reads how long an account stays locked: 0, as in Windows, until an administrator unlocks it.
func readLockoutDuration(r *strict.Reader, p *logon.Policy, n *strict.Node) {
	if p.LockoutDuration = strict.Follow(n).Value; p.LockoutDuration != "0" {
		r.Duration(n)
	}
}

// maxUses is more than the uses of any share.
const maxUses = 1 << 24

// maxThreshold is the highest account lockout threshold that Windows takes.
const maxThreshold = 999

func readDomains(r *strict.Reader, n *strict.Node) (list []logon.Domain) {
	r.Each(n, "domains", "domains: {NET-DOMAIN: {}}", func(name string, key, value *strict.Node) {
		d := logon.Domain{Name: name, Kind: logon.ActiveDirectory}
		domainObject.Read(r, key, value, &d)
		list = append(list, d)
	})
	return list
}

func readMachines(r *strict.Reader, n *strict.Node) (list []logon.Machine) {
	object := machineObject
	object.Hint = "roles: standalone, member, controller; profiles: " + strings.Join(logon.ProfileNames(), ", ")
	r.Each(n, "machines", "machines: {LOCAL1: {role: standalone, profile: windows-2022}}", func(name string, key, value *strict.Node) {
		m := logon.Machine{Name: name}
		object.Read(r, key, value, &m)
		list = append(list, m)
	})
	return list
}

// readAccounts reads a database. USER1: {} has an unknown password; USER1: with nothing behind it says nothing.
func readAccounts(r *strict.Reader, n *strict.Node) (list []logon.Account) {
	r.Each(n, "accounts", "accounts: {USER1: {password: PSW1}}", func(name string, key, value *strict.Node) {
		a := accountNamed(name)
		if strict.Empty(strict.Follow(value)) {
			r.Fail(key, nothingBehind(name), "%s has nothing behind it", name)
		} else {
			accountObject.Read(r, key, value, &a)
		}
		list = append(list, a)
	})
	return list
}

// readConnections reads what a client is connected to already.
func readConnections(r *strict.Reader, n *strict.Node) (list []logon.Connection) {
	r.List(n, "connections", func(item *strict.Node) {
		var c logon.Connection
		connectionObject.Read(r, item, item, &c)
		list = append(list, c)
	})
	return list
}

// readUser reads the user of a session: DOMAIN\USER, user@dns.domain, or a name alone.
func readUser(r *strict.Reader, n *strict.Node) logon.Name {
	text := r.Text(n)
	if name, ok := parseAccount(text); ok {
		return name
	}
	if strings.Contains(text, `\`) {
		r.Fail(n, `DOMAIN\USER`, "this is not the name of a user")
	}
	return logon.Name{User: text}
}

// readDevice reads the drive or printer that stands for a share.
func readDevice(r *strict.Reader, c *logon.Connection, n *strict.Node) {
	before := r.Mistakes()
	device, ok := netuse.Device(r.Text(n))
	if !ok && r.Mistakes() == before {
		r.Fail(n, "device: 'X:'", "this is no drive and no printer")
	}
	c.Device = device
}

func readShares(r *strict.Reader, n *strict.Node) (list []logon.Share) {
	r.Each(n, "shares", "shares: {share: {}}", func(name string, key, value *strict.Node) {
		s := logon.Share{Name: name}
		if strict.Empty(strict.Follow(value)) {
			r.Fail(key, "write "+name+": {} for a share that is open to everyone", "%s has nothing behind it", name)
		} else {
			shareObject.Read(r, key, value, &s)
		}
		list = append(list, s)
	})
	return list
}

// readTrusts reads trusts in the order in which the controllers reply: each a name, or a mapping.
func readTrusts(r *strict.Reader, n *strict.Node) (list []logon.Trust) {
	r.List(n, "trusts", func(item *strict.Node) {
		t := logon.Trust{Type: logon.External, Direction: logon.Outgoing}
		if strict.Follow(item).Kind == yaml.MappingNode {
			trustObject.Read(r, item, item, &t)
		} else {
			t.Domain = r.Text(item)
		}
		list = append(list, t)
	})
	return list
}

// readSettings reads values as they are written: here, and only here, numbers and yes or no are as good as texts.
func readSettings(r *strict.Reader, n *strict.Node) (list []logon.Setting) {
	seen := map[string]bool{}
	r.Each(n, "settings", "settings: {LmCompatibilityLevel: 3}", func(name string, key, value *strict.Node) {
		if seen[strings.ToUpper(name)] {
			r.Fail(key, "names of settings ignore case", "%q is here already", name)
			return
		}
		seen[strings.ToUpper(name)] = true
		if set, ok := logon.UnknownSetting(name); ok && strict.Is(value, unknownWord) {
			list = append(list, set)
		} else if values, ok := readValues(r, key, value); ok {
			list = append(list, logon.Setting{Name: name, Values: values})
		}
	})
	return list
}

func readValues(r *strict.Reader, key, n *strict.Node) (list []string, ok bool) {
	target := strict.Follow(n)
	switch {
	case strict.Empty(target):
		r.Fail(key, "leave the key out for the profile's value", "%s has nothing behind it", key.Value)
	case target.Kind == yaml.ScalarNode && target.Tag != "!!null":
		return []string{target.Value}, true
	case target.Kind == yaml.SequenceNode:
		list = []string{}
		before := r.Mistakes()
		r.List(n, "values", func(item *strict.Node) {
			if v := strict.Follow(item); v.Kind == yaml.ScalarNode && v.Tag != "!!null" {
				list = append(list, v.Value)
			} else {
				r.Fail(item, "", "an element of a setting is one value, not %s", strict.Kind(v))
			}
		})
		return list, r.Mistakes() == before
	default:
		r.Fail(n, "", "a setting is a value or a list of values, not %s", strict.Kind(target))
	}
	return nil, false
}

// readClock reads how far a clock is ahead, or, with a minus, behind.
func readClock(r *strict.Reader, n *strict.Node) time.Duration {
	d, _ := r.Length(n, "write how far it is ahead, with its unit: 40m; behind: -40m")
	return d
}
