package scenarios

import (
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
)

var (
	domainKinds = []logon.DomainKind{logon.ActiveDirectory, logon.NT4}
	trustTypes  = []logon.TrustType{logon.External, logon.Forest, logon.NT4Trust}
	directions  = []logon.Direction{logon.Outgoing, logon.Incoming, logon.Both}
	trustFaults = []logon.Channel{logon.WrongPassword, logon.AccountDeleted}
	faults      = []logon.Channel{logon.Unreachable, logon.WrongPassword, logon.AccountDeleted, logon.ComputerOff, logon.NetlogonStopped}
	nobodies    = []logon.TrustAccount{logon.Interdomain, logon.Workstation, logon.ServerTrust}
	roles       = []logon.Role{logon.Standalone, logon.Member, logon.Controller}
	hours       = []logon.Hours{logon.AllHours, logon.NoHours}
)

var (
	openUser    = textIf(netuse.IsUser)
	openCommand = inParts(netuse.Shown)
)

// A setting holds no secret where its name is known.
var openSettings = namedBy(func(name string) *place {
	known := slices.ContainsFunc(logon.SettingNames(), func(s string) bool { return strings.EqualFold(s, name) })
	if known && !logon.AboutPasswords(name) {
		return openSetting
	}
	return secret
})

var domainObject = object[logon.Domain]{
	what: "a domain",
	fields: []field[logon.Domain]{
		text("dns", func(d *logon.Domain) *string { return &d.DNS }),
		text("forest", func(d *logon.Domain) *string { return &d.Forest }),
		word("kind", "kind of domain", domainKinds, func(d *logon.Domain) *logon.DomainKind { return &d.Kind }),
		key("accounts", func(r *reader, d *logon.Domain, n *yaml.Node) { d.Accounts = readAccounts(r, n) }, named(accountObject.place())),
		key("policy", func(r *reader, d *logon.Domain, n *yaml.Node) { policyObject.read(r, n, n, &d.Policy) }, policyObject.place()),
		key("trusts", func(r *reader, d *logon.Domain, n *yaml.Node) { d.Trusts = readTrusts(r, n) }, either(trustObject.place())),
	},
}

var machineObject = object[logon.Machine]{
	what:     "a machine",
	required: []string{"role", "profile"},
	fields: []field[logon.Machine]{
		word("role", "role", roles, func(m *logon.Machine) *logon.Role { return &m.Role }),
		text("domain", func(m *logon.Machine) *string { return &m.Domain }),
		word("channel", "way for a member's secure channel to be broken", faults, func(m *logon.Machine) *logon.Channel { return &m.Channel }),
		text("profile", func(m *logon.Machine) *string { return &m.Profile }),
		key("settings", func(r *reader, m *logon.Machine, n *yaml.Node) { m.Settings = readSettings(r, n) }, openSettings),
		key("accounts", func(r *reader, m *logon.Machine, n *yaml.Node) { m.Accounts = readAccounts(r, n) }, named(accountObject.place())),
		key("shares", func(r *reader, m *logon.Machine, n *yaml.Node) { m.Shares = readShares(r, n) }, named(shareObject.place())),
		key("policy", func(r *reader, m *logon.Machine, n *yaml.Node) { policyObject.read(r, n, n, &m.Policy) }, policyObject.place()),
		some("aliases", func(m *logon.Machine) *[]string { return &m.Aliases }),
		some("addresses", func(m *logon.Machine) *[]string { return &m.Addresses }),
		truth("offline", func(m *logon.Machine) *bool { return &m.Offline }),
		key("clock", func(r *reader, m *logon.Machine, n *yaml.Node) { m.Clock = readClock(r, n) }, openText),
		key("connections", func(r *reader, m *logon.Machine, n *yaml.Node) { m.Connections = readConnections(r, n) }, listed(connectionObject.place())),
		some("allowed-to-authenticate", func(m *logon.Machine) *[]string { return &m.AllowedToAuthenticate }),
		names("authentication-policy", func(m *logon.Machine) *[]string { return &m.AuthenticationPolicy }),
		truth("read-only", func(m *logon.Machine) *bool { return &m.ReadOnly }),
		some("cached", func(m *logon.Machine) *[]string { return &m.Cached }),
	},
}

var connectionObject = object[logon.Connection]{
	what:     "a connection",
	required: []string{"server", "as"},
	hint:     `{server: NET, as: 'NET\USER1', password: PSW1}`,
	fields: []field[logon.Connection]{
		text("server", func(c *logon.Connection) *string { return &c.Server }),
		key("as", func(r *reader, c *logon.Connection, n *yaml.Node) { c.As = readAccount(r, n) }, openUser),
		hidden("password", func(c *logon.Connection) *string { return &c.Password }),
	},
}

var accountObject = object[logon.Account]{
	what: "an account",
	fields: []field[logon.Account]{
		hidden("password", func(a *logon.Account) *string { return &a.Password }),
		some("previous-passwords", func(a *logon.Account) *[]string { return &a.Previous }).holding(secret),
		key("password-changed", func(r *reader, a *logon.Account, n *yaml.Node) { a.Changed = r.duration(n) }, secret),
		truth("disabled", func(a *logon.Account) *bool { return &a.Disabled }),
		truth("locked", func(a *logon.Account) *bool { return &a.Locked }),
		truth("expired", func(a *logon.Account) *bool { return &a.Expired }),
		truth("must-change", func(a *logon.Account) *bool { return &a.MustChange }),
		truth("password-expired", func(a *logon.Account) *bool { return &a.PasswordExpired }).holding(secret),
		word("hours", "logon hours: there is no clock here", hours, func(a *logon.Account) *logon.Hours { return &a.Hours }),
		some("workstations", func(a *logon.Account) *[]string { return &a.Workstations }),
		names("groups", func(a *logon.Account) *[]string { return &a.Groups }),
		truth("local", func(a *logon.Account) *bool { return &a.Local }),
		word("trust-account", "account that is no user's", nobodies, func(a *logon.Account) *logon.TrustAccount { return &a.Trust }),
		some("authenticate-from", func(a *logon.Account) *[]string { return &a.AuthenticateFrom }),
	},
}

var shareObject = object[logon.Share]{
	what: "a share",
	fields: []field[logon.Share]{
		some("allow", func(s *logon.Share) *[]string { return &s.Allow }),
		names("deny", func(s *logon.Share) *[]string { return &s.Deny }),
		key("max-uses", func(r *reader, s *logon.Share, n *yaml.Node) { s.MaxUses = int(r.number(n, maxUses)) }, openText),
		key("uses", func(r *reader, s *logon.Share, n *yaml.Node) { s.Uses = int(r.number(n, maxUses)) }, openText),
	},
}

var trustObject = object[logon.Trust]{
	what:     "a trust",
	required: []string{"domain"},
	hint:     "write whom it trusts: {domain: NAME}",
	fields: []field[logon.Trust]{
		text("domain", func(t *logon.Trust) *string { return &t.Domain }),
		word("type", "type of trust", trustTypes, func(t *logon.Trust) *logon.TrustType { return &t.Type }),
		word("direction", "direction of a trust", directions, func(t *logon.Trust) *logon.Direction { return &t.Direction }),
		truth("selective", func(t *logon.Trust) *bool { return &t.Selective }),
		truth("down", func(t *logon.Trust) *bool { return &t.Down }),
		word("channel", "way for a trust's secure channel to be broken", trustFaults, func(t *logon.Trust) *logon.Channel { return &t.Channel }),
	},
}

var policyObject = object[logon.Policy]{
	what: "a policy",
	fields: []field[logon.Policy]{
		key("lockout-threshold", func(r *reader, p *logon.Policy, n *yaml.Node) { p.LockoutThreshold = int(r.number(n, maxThreshold)) }, openText),
		duration("lockout-window", func(p *logon.Policy) *string { return &p.LockoutWindow }),
		duration("lockout-duration", func(p *logon.Policy) *string { return &p.LockoutDuration }),
	},
}

// maxUses is more than any share is used.
const maxUses = 1 << 24

// maxThreshold is the highest account lockout threshold that Windows takes.
const maxThreshold = 999

func readDomains(r *reader, n *yaml.Node) (list []logon.Domain) {
	r.each(n, "domains", "domains: {NET-DOMAIN: {}}", func(name string, key, value *yaml.Node) {
		d := logon.Domain{Name: name, Kind: logon.ActiveDirectory}
		domainObject.read(r, key, value, &d)
		list = append(list, d)
	})
	return list
}

func readMachines(r *reader, n *yaml.Node) (list []logon.Machine) {
	object := machineObject
	object.hint = "roles: standalone, member, controller; profiles: " + strings.Join(logon.ProfileNames(), ", ")
	r.each(n, "machines", "machines: {LOCAL1: {role: standalone, profile: windows-2022}}", func(name string, key, value *yaml.Node) {
		m := logon.Machine{Name: name}
		object.read(r, key, value, &m)
		list = append(list, m)
	})
	return list
}

// readAccounts reads a database. USER1: {} has a blank password; USER1: with nothing behind it says nothing.
func readAccounts(r *reader, n *yaml.Node) (list []logon.Account) {
	r.each(n, "accounts", "accounts: {USER1: {password: PSW1}}", func(name string, key, value *yaml.Node) {
		a := logon.Account{Name: name}
		if empty(follow(value)) {
			r.fail(key, "write "+name+": {} for an account with a blank password", "%s has nothing behind it", name)
		} else {
			accountObject.read(r, key, value, &a)
		}
		list = append(list, a)
	})
	return list
}

// readConnections reads what a client is connected to already.
func readConnections(r *reader, n *yaml.Node) (list []logon.Connection) {
	r.list(n, "connections", func(item *yaml.Node) {
		var c logon.Connection
		connectionObject.read(r, item, item, &c)
		list = append(list, c)
	})
	return list
}

func readShares(r *reader, n *yaml.Node) (list []logon.Share) {
	r.each(n, "shares", "shares: {share: {}}", func(name string, key, value *yaml.Node) {
		s := logon.Share{Name: name}
		if empty(follow(value)) {
			r.fail(key, "write "+name+": {} for a share that is open to everyone", "%s has nothing behind it", name)
		} else {
			shareObject.read(r, key, value, &s)
		}
		list = append(list, s)
	})
	return list
}

// readTrusts reads trusts in the order in which the controllers reply: each a name, or a mapping.
func readTrusts(r *reader, n *yaml.Node) (list []logon.Trust) {
	r.list(n, "trusts", func(item *yaml.Node) {
		t := logon.Trust{Type: logon.External, Direction: logon.Outgoing}
		if follow(item).Kind == yaml.MappingNode {
			trustObject.read(r, item, item, &t)
		} else {
			t.Domain = r.text(item)
		}
		list = append(list, t)
	})
	return list
}

// readSettings reads values as they are written: here, and only here, numbers and yes or no are as good as texts.
func readSettings(r *reader, n *yaml.Node) (list []logon.Setting) {
	seen := map[string]bool{}
	r.each(n, "settings", "settings: {LmCompatibilityLevel: 3}", func(name string, key, value *yaml.Node) {
		if seen[strings.ToUpper(name)] {
			r.fail(key, "names of settings ignore case", "%q is here already", name)
			return
		}
		seen[strings.ToUpper(name)] = true
		if values, ok := readValues(r, key, value); ok {
			list = append(list, logon.Setting{Name: name, Values: values})
		}
	})
	return list
}

func readValues(r *reader, key, n *yaml.Node) (list []string, ok bool) {
	target := follow(n)
	switch {
	case empty(target):
		r.fail(key, "leave the key out for the profile's value", "%s has nothing behind it", key.Value)
	case target.Kind == yaml.ScalarNode && target.Tag != "!!null":
		return []string{target.Value}, true
	case target.Kind == yaml.SequenceNode:
		list = []string{}
		before := r.mistakes()
		r.list(n, "values", func(item *yaml.Node) {
			if v := follow(item); v.Kind == yaml.ScalarNode && v.Tag != "!!null" {
				list = append(list, v.Value)
			} else {
				r.fail(item, "", "an element of a setting is one value, not %s", kind(v))
			}
		})
		return list, r.mistakes() == before
	default:
		r.fail(n, "", "a setting is a value or a list of values, not %s", kind(target))
	}
	return nil, false
}

// readClock reads how far a clock is ahead, or with a minus behind.
func readClock(r *reader, n *yaml.Node) time.Duration {
	d, _ := r.length(n, "write how far it is ahead, with its unit: 40m; behind: -40m")
	return d
}
