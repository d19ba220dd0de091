package causes

import (
	"slices"

	"ntlmsim/sim/logon"
)

const (
	findDC = "nltest /dsgetdc:DOMAIN"
	repair = "Test-ComputerSecureChannel -Repair -Credential DOMAIN\\ADMIN"
)

var netlogonCodes = documented("Windows, Quick reference: troubleshooting Netlogon error codes")

// brokenTrust is a trust of which one domain knows and the other does not, or with another password.
var brokenTrust = Cause{"the trust between the server's domain and the user's is broken: its two ends have different passwords, or one is gone",
	"users of the server's own domain get in", "verify and reset the trust, from both sides", "netdom trust DOMAIN1 /domain:DOMAIN2 /verify",
	".no-trust-account .trust-refused", inferred("MS-ERREF, STATUS_TRUSTED_DOMAIN_FAILURE")}

// brokenChannel are the causes of a secure channel that a server cannot open to its own domain.
var brokenChannel = []Cause{
	{"the server and its computer account have different passwords, as after a snapshot was restored, or a second machine got the name",
		"3210 or 5721 at the server, 5722 at a controller", "renew the secure channel, on the server", repair, ".channel-refused", documented("KB 162797")},
	{"the computer account is gone, or disabled", "Get-ADComputer does not find it, or says Enabled: False", "enable it, or join the server to the domain again", "Get-ADComputer SERVER", "", inferred("Samba's errormap.c")},
	{"the server is Samba or a NAS, and its controllers were updated (July 2023 or later)", "it began with the update, for accounts of the domain only; local ones get in",
		"update Samba or the NAS", "smbd --version", ".channel-refused", observed("a public case: a Samba domain after the updates of July 2023")},
}

var resetFirst = ordered("KB 162797", "the account that was reset; then the public case log: updates of domain controllers, with Samba members")

// channels are errors of the way from a server to its controller, and on to other domains.
var channels = []List{
	{
		Of: []logon.Status{logon.StatusNoLogonServers, logon.StatusNoAuthenticatingAuthority}, Events: []int{5719},
		Causes: []Cause{
			{"the server reaches no controller of its domain", "the server's System log has 5719", "correct DNS, the route or the firewall, on the server", findDC, ".unreachable", netlogonCodes},
			{"the server reaches its own controller, but that one reaches no controller of the user's domain", "users of the server's own domain get in",
				"correct DNS, the route or the firewall between the controllers of the two domains", "nltest /sc_verify:DOMAIN", ".unreachable .trust-password-refused.unreachable", netlogonCodes},
			{"a read-only controller does not have the password, and reaches no writable one", "it happens only at that site, to accounts that are not cached there", "correct DNS, the route or the firewall to a writable controller",
				"repadmin /prp view RODC reveal", ".not-cached", inferred("MS-NRPC 3.5.4.5.1.2")},
			{"the server must pass on more logons at once than MaxConcurrentApi allows", "it depends on the load", "watch the Netlogon counters, and raise MaxConcurrentApi",
				`Get-Counter '\Netlogon(*)\Semaphore Timeouts'`, "", observed("Windows event logs")},
		},
	},
	{
		Of: []logon.Status{logon.StatusTrustedRelationshipFailure}, Events: []int{3210, 5721, 5722, 5805},
		Order: resetFirst, Causes: brokenChannel,
	},
	{
		Of:    []logon.Status{logon.StatusNoTrustSamAccount},
		Order: resetFirst, Causes: slices.Concat(brokenChannel, []Cause{brokenTrust}),
	},
	{
		Of: []logon.Status{logon.StatusTrustedDomainFailure, logon.StatusTrustFailure},
		Causes: []Cause{
			brokenTrust,
		},
	},
	{
		Of: []logon.Status{logon.StatusNetlogonNotStarted}, Events: []int{536},
		Causes: []Cause{
			{"the Netlogon service does not run on the server", "sc.exe query says STOPPED", "start it, and find out why it stopped", "sc.exe \\\\SERVER start netlogon", ".netlogon-stopped", documented("KB 174074")},
		},
	},
}
