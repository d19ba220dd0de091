package lab

import (
	_ "embed"
	"encoding/json"
	"time"

	"ntlmsim/sim/logon"
)

//go:embed script/sam.py
var samScript string

//go:embed script/ad.py
var adScript string

// The lab's own administrator of every domain, who joins members and makes trusts. The Administrator that every
// domain has is left to the scenario.
const (
	labAdmin    = "ntlmsim-lab"
	labPassword = "Lab-Passw0rd-1"
)

// adminPassword is what the lab's administrator of a domain has. In the style of NT 4.0 each domain has another one:
// who is asked for an account of a domain that it does not know yet looks into its own database, and must not find it
// there.
func adminPassword(d Domain) string {
	if d.Kind == logon.NT4 {
		return labPassword + "-" + d.Name
	}
	return labPassword
}

// A row is an account as the scripts read it.
type row struct {
	Name            string   `json:"name"`
	UPN             string   `json:"upn"` // "": NAME@dns.domain alone
	Password        string   `json:"password"`
	LM              bool     `json:"lm"`
	Disabled        bool     `json:"disabled"`
	Locked          bool     `json:"locked"`
	Expired         bool     `json:"expired"`
	MustChange      bool     `json:"must_change"`
	PasswordExpired bool     `json:"password_expired"`
	SmartCard       bool     `json:"smart_card"`
	NoHours         bool     `json:"no_hours"`
	Workstations    []string `json:"workstations"`
	Groups          []string `json:"groups"`
	Previous        []string `json:"previous"` // passwords before this one, the last one first
	Changed         int      `json:"changed"`  // how many seconds ago it was changed; 0: long ago

	Trust logon.TrustAccount `json:"trust"` // machine and trust accounts; "" for users
}

// A batch is what a script is told on its standard input.
type batch struct {
	Accounts      []row    `json:"accounts"`
	Threshold     int      `json:"threshold"`
	Window        int      `json:"window"`   // seconds
	Duration      int      `json:"duration"` // seconds; 0: until an administrator unlocks an account
	Admin         string   `json:"admin"`
	AdminPassword string   `json:"admin_password"`
	Moved         []string `json:"moved"` // of a controller of Active Directory: the address that it was provisioned with, and its own

	Controller bool     `json:"controller"` // NT4-style
	Trusted    []secret `json:"trusted"`    // whom it trusts
	Tied       []secret `json:"tied"`       // who trusts it, and who are its members:
}

// A secret is the password between a domain and who is tied to it.
type secret struct {
	Name     string `json:"name"`
	Account  string `json:"account"` // of a partner who asks
	Password string `json:"password"`
	SID      string `json:"sid"`    // of a trusted domain
	Domain   bool   `json:"domain"` // a domain's, not a member's
}

func newBatch(accounts []logon.Account, policy logon.Policy, lm bool) []byte {
	return batchOf(accounts, policy, lm).encode()
}

func batchOf(accounts []logon.Account, policy logon.Policy, lm bool) batch {
	b := batch{Accounts: []row{}, Trusted: []secret{}, Tied: []secret{}, Threshold: policy.LockoutThreshold, Window: int(policy.Window() / time.Second),
		Duration: int(policy.Duration() / time.Second), Admin: labAdmin, AdminPassword: labPassword}
	for _, a := range accounts {
		b.Accounts = append(b.Accounts, rowOf(a, lm))
	}
	return b
}

func rowOf(a logon.Account, lm bool) row {
	return row{a.Name, a.UPN, a.Password, lm, a.Disabled, a.Locked, a.Expired, a.MustChange,
		a.PasswordExpired, a.SmartCard, a.Hours == logon.NoHours, list(a.Workstations), list(a.Groups), list(a.Previous), int(a.Changed / time.Second), a.Trust}
}

func (b batch) encode() []byte {
	data, err := json.Marshal(b)
	if err != nil {
		panic(err) // it holds strings, numbers and flags
	}
	return data
}

func list(names []string) []string { return append([]string{}, names...) }
