package kerberos

import (
	"slices"
	"strings"
)

// An Account is what a KDC knows of an account: the names that it is asked for by, its keys, and its states.
type Account struct {
	Realm string // the domain that has it, by its NetBIOS name
	Name  string // without the realm: ANNA, WEB1$

	Names []Name // its service principal names (servicePrincipalName)

	// What stands against a ticket for the account as a client. They are told apart as the KDC tells them.
	Disabled, Locked, Expired, OutsideHours bool
	PasswordExpired, MustChange             bool

	Version int  // of its keys in the directory, counted from 1
	RC4Only bool // it has no key of AES (msDS-SupportedEncryptionTypes)
}

// Full is the account's name with its domain: CORP\SVCWEB.
func (a *Account) Full() string { return a.Realm + `\` + a.Name }

// A Name is a service principal name of two parts: HTTP/www.corp.example. A port belongs to the host.
type Name struct{ Class, Host string }

func (n Name) String() string { return n.Class + "/" + n.Host }

// ParseName reads a service principal name as setspn writes it; ok is false where it has not two parts. What follows a
// second slash is the name of the service, which is not compared.
func ParseName(text string) (n Name, ok bool) {
	class, rest, found := strings.Cut(text, "/")
	host, _, _ := strings.Cut(rest, "/")
	return Name{class, host}, found && class != "" && host != ""
}

// same reports whether two names are one: Active Directory compares them without case.
func (n Name) same(o Name) bool {
	return strings.EqualFold(n.Class, o.Class) && strings.EqualFold(n.Host, o.Host)
}

// mapped are the service classes that HOST stands for, as Active Directory is set up (MS-ADA3, sPNMappings).
var mapped = strings.Fields(`alerter appmgmt cisvc clipsrv browser dhcp dnscache replicator eventlog eventsystem
	policyagent oakley dmserver dns mcsvc fax msiserver ias messenger netlogon netman netdde netddedsm nmagent plugplay
	protectedstorage rasman rpclocator rpc rpcss remoteaccess rsvp samss scardsvr scesrv seclogon scm dcom cifs spooler
	snmp schedule tapisrv trksvr trkwks ups time wins www http w3svc iisadmin msdtc`)

// A Directory is the accounts of the realms that can give each other's services tickets. An account, and the owners of
// a name, are found in one look-up.
type Directory struct {
	Accounts []*Account
	called   map[Name]*Account   // by realm and name, folded
	names    map[Name][]*Account // by their service principal names, folded
}

// NewDirectory is a directory without accounts.
func NewDirectory() *Directory {
	return &Directory{called: map[Name]*Account{}, names: map[Name][]*Account{}}
}

// Add adds an account, with the names that it has.
func (d *Directory) Add(a *Account) {
	names := a.Names
	a.Names = nil
	d.Accounts, d.called[Name{a.Realm, a.Name}.folded()] = append(d.Accounts, a), a
	d.Register(a, names...)
}

// Register gives an account of the directory service principal names.
func (d *Directory) Register(a *Account, names ...Name) {
	a.Names = append(a.Names, names...)
	for _, n := range names {
		if key := n.folded(); !slices.Contains(d.names[key], a) {
			d.names[key] = append(d.names[key], a)
		}
	}
}

// Owners are the accounts that have a service principal name. Where none has it, those that have HOST for the same host
// if HOST stands for the class.
func (d *Directory) Owners(n Name) []*Account {
	if owners := d.names[n.folded()]; len(owners) > 0 || !slices.Contains(mapped, strings.ToLower(n.Class)) {
		return owners
	}
	return d.names[Name{"HOST", n.Host}.folded()]
}

// Find finds an account by its realm and name; nil if there is none.
func (d *Directory) Find(realm, name string) *Account { return d.called[Name{realm, name}.folded()] }

func (n Name) folded() Name { return Name{strings.ToUpper(n.Class), strings.ToUpper(n.Host)} }
