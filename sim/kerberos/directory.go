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

// A Directory is the accounts of the realms that can give each other's services tickets.
type Directory []*Account

// Owners are the accounts that have a service principal name. Where none has it, those that have HOST for the same host
// if HOST stands for the class.
func (d Directory) Owners(n Name) []*Account {
	if owners := d.having(n); len(owners) > 0 || !slices.Contains(mapped, strings.ToLower(n.Class)) {
		return owners
	}
	return d.having(Name{"HOST", n.Host})
}

func (d Directory) having(n Name) (owners []*Account) {
	for _, a := range d {
		for _, name := range a.Names {
			if name.same(n) {
				owners = append(owners, a)
				break
			}
		}
	}
	return owners
}

// Find finds an account by its realm and name; nil if there is none.
func (d Directory) Find(realm, name string) *Account {
	for _, a := range d {
		if strings.EqualFold(a.Realm, realm) && strings.EqualFold(a.Name, name) {
			return a
		}
	}
	return nil
}
