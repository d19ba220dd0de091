package logon

import (
	"slices"

	"ntlmsim/sim"
)

// A rule is one row of the table: a state, a condition, the next state, and the source.
type rule = sim.Rule[Facts]

// row makes a rule.
func row(from sim.State, if_ cond, to sim.State, cite sim.Cite) rule {
	return rule{From: from, If: if_, To: to, Cite: cite}
}

// The states in which a decision begins: at the client, before that with a path of DFS, and, if setup grants a session,
// after it.
const (
	start    sim.State = "client"
	referred sim.State = "path"
	granted  sim.State = "session"
)

// rules is KB 103390 and the steps around it, read once from top to bottom: what DFS makes of a path (rules_path.go),
// the steps before a session setup (rules_before.go), the article's branches (the server's own name, a trusted domain,
// no domain, an unknown one), and the steps after it (rules_after.go).
func rules() []rule {
	return slices.Concat(
		referrals(),
		client(),
		connect(),
		negotiate(),
		ticket(),
		respond(),
		policies(),
		setup(),
		ownName(),
		trustedDomain(),
		unknownDomain(),
		nullDomain(),
		anonymousSession(),
		forced(),
		session(),
		tree(),
	)
}

// setup: the server examines the domain or computer name in the SMB.
func setup() []rule {
	return slices.Concat([]rule{
		row("setup", domainIs("the name is the server's own", namedOwn), "own",
			kb("If the name is the server's own name, the following algorithm is run:")),
		row("setup", passesOn, "member",
			nua("On a member of a Windows domain, the request is always passed through to the primary domain of the workstation")),
		row("setup", domainIs("the domain is one that the server trusts", namedTrusted), "trusted",
			kb("If the domain specified in the SMB is one that the server trusts")),
		row("setup", domainIs("the domain is BUILTIN, and nobody can be asked about that one", namedBuiltin), "builtin", builtinAnswer),
		row("setup", domainIs("the domain is NULL: of zero length", namedNull), "none",
			kb("The server will treat this as a local network logon.")),
		row("setup", domainIs("the domain is NULL: a question mark", namedQuestion), "none",
			kb("The SMB server catches the question mark and translates it to NULL before passing it to the LSA.").
				With("that an NTLMv2 response is hashed with the question mark all the same is our conclusion")),
		row("setup", last("the domain is unknown by the server", foundUnknown), "unknown",
			kbEN("If the domain that's specified in the SMB is unknown by the server")),
	},
		ownChannel("member", "member"),
		[]rule{
			row("member", domainIs("its controller's domain is that one, or trusts it", namedTrusted), "trusted",
				nua("letting the primary domain determine whether the specified domain is trusted")),
			row("member", domainIs("its controller can ask nobody about the domain BUILTIN", namedBuiltin), "builtin", builtinAnswer),
			row("member", last("its controller does not know the domain", nil), "unknown",
				nua("the authentication request is processed on the computer being connected to as if the domain name specified were that domain name")),
		},
	)
}

// ownChannel: a member whose secure channel to its own domain is broken gets no answer, not even whether the domain is
// trusted. It still knows its own names.
func ownChannel(from, at sim.State) []rule {
	return []rule{
		row(from, controllerUnreachable, at+".unreachable",
			observed("Windows event logs; Samba 4.17", "4625 with 0xC000005E; a Samba member answers NO_LOGON_SERVERS for its own, trusted and unknown domains. That Windows, too, does so for an unknown one is our conclusion")),
		row(from, netlogonStopped, at+".netlogon-stopped",
			documented("Windows, event 4625; KB 174074", "0xC0000192, and before Windows Vista an event of its own: the NetLogon component is not active")),
		row(from, winbinddStopped, at+".unreachable",
			observed("Samba 4.17", "NO_LOGON_SERVERS, at once")),
		row(from, computerOff, at+".own-account-disabled",
			documented("KB 263936", "the computer account of the server is disabled: users read that theirs is. So they do of Samba 4.17: ACCOUNT_DISABLED, observed")),
		row(from, channelIsLogon, at+".own-logon-refused",
			observed("Samba 4.17", "LOGON_FAILURE where the member's account was reset or deleted, whoever asks; nobody becomes a guest by it")),
		row(from, accountReset, at+".channel-refused",
			documented("KB 162797", "NET USE at a member whose account was reset: 1789; that an unknown domain gets the same is our conclusion")),
		row(from, accountDeleted, at+".channel-refused",
			inferred("Samba's errormap.c", "with the member's account deleted the controller says 1787, of which clients see 1789; that an unknown domain gets the same is our conclusion")),
	}
}

// trustChannel: no controller of a trusted domain can be asked if the secure channel to it is broken.
func trustChannel(from, at sim.State) []rule {
	return []rule{
		row(from, trustUnknown, at+".nobody",
			documented("MS-NRPC 3.5.4.5.1", "a controller without a secure channel to the trusted domain answers STATUS_NO_SUCH_USER; MS-APDS 3.1.5.1 has the logon fail")),
		row(from, trustUnreachable, at+".unreachable",
			documented("MS-APDS 3.1.5.1", "the logon fails where no controller of the trusted domain can be reached; MS-NRPC 3.5.4.5.1 has a controller without a secure channel say that there is no such user")),
		row(from, trustAnswer("the trusted domain refuses the trust's password", WrongPassword, TrustDenied), at+".trust-password-refused",
			observed("Samba 4.17", "ACCESS_DENIED, whatever the user's password")),
		row(from, trustAnswer("the trusted domain has no account for the trust", AccountDeleted, TrustWithoutAccount), at+".no-trust-account",
			observed("Samba 4.17", "NO_TRUST_SAM_ACCOUNT, at a controller and at its members")),
		row(from, trustRefused, at+".trust-refused",
			inferred("Windows, event 4625", "0xC000018C is documented: the trust between the primary and the trusted domain failed; that this is the answer to a session setup is our conclusion. Three sources say three things: MS-NRPC 3.5.4.5.1 no such user, and Samba 50e771c12f8 that Windows makes NO_LOGON_SERVERS of ACCESS_DENIED along a trust")),
	}
}

// refusedPassword: the trusted domain refuses the trust's password.
func refusedPassword() []rule {
	return []rule{
		row("", takenForGone, ".unreachable",
			observed("Samba 4.17", "a member asks three times, is answered ACCESS_DENIED by its controller, and answers NO_LOGON_SERVERS")),
		row("", last("the user gets that answer", nil), ".access-denied",
			observed("Samba 4.17", "ACCESS_DENIED as the answer to the session setup of a controller")),
	}
}

// ownName: the server asks its own domain database or computer database.
func ownName() []rule {
	return slices.Concat([]rule{
		row("own", found(atServer), "own.found",
			kb("It checks its own domain database or computer database for a matching account.")),
		row("own", last("the account is not found", lookedUp(atServer)), "own.missing",
			kb("it does NOT find the account in the domain Security Accounts Manager (SAM) database or computer SAM database then")),
	},
		sim.Use("own.found", ownAccount(kb("The SMB password is compared to the domain database password or the computer database password."))),
		sim.Use("own.missing", guest(kb("Guest permissions are tested."))),
	)
}

// trustedDomain: pass-through authentication. Guest is always the guest of the original server.
func trustedDomain() []rule {
	return slices.Concat(trustChannel("trusted", "trusted"), []rule{
		row("trusted", guestOfAnother(atAuthority), "trusted.nobody",
			kb("Guest accounts on trusted domains will never be available.").With("that it counts as not found is our conclusion")),
		row("trusted", found(atAuthority), "trusted.found",
			kb("The trusted domain controller checks its own domain database for a matching account.")),
		row("trusted", last("the account is not found", lookedUp(atAuthority)), "trusted.nobody",
			kb("If the trusted domain controller does NOT find the account in the trusted domain controller database")),

		row("trusted.nobody", last("it comes back to the original server", nil), "trusted.missing",
			kb("Guest permissions are tested on the original server, not the trusted domain.")),

		row("trusted.found", isNT4Local(atAuthority), "trusted.local",
			kb("It determines whether the account is a local or global account.")),
	},
		sim.Use("trusted.found", trustedAccount(kb("The SMB password is compared to the domain database password."))),
		sim.Use("trusted.trust-password-refused", refusedPassword()),
		sim.Use("trusted.local", guest(kb("Guest permissions on the original server are tested."))),
		sim.Use("trusted.missing", guest(kb("Guest permissions are tested on the original server, not the trusted domain."))),
	)
}

// unknownDomain: neither the server's nor trusted. The server asks its own database.
func unknownDomain() []rule {
	return slices.Concat([]rule{
		row("unknown", found(atServer), "unknown.found",
			kb("It will check its own account database for a matching account")),
		row("unknown", last("the account is not found", lookedUp(atServer)), "unknown.missing",
			kb("it does NOT find the account in the domain database then guest permissions are tested.")),
	},
		sim.Use("unknown.found", ownAccount(kb("The SMB password is compared to the domain database password or the computer database password."), hashedWithSent(atServer))),
		sim.Use("unknown.missing", guest(kb("guest permissions are tested."))),
	)
}

// nullDomain: no domain is specified. The server asks its own database, then the domains it trusts.
func nullDomain() []rule {
	return slices.Concat([]rule{
		row("none", found(atServer), "none.found",
			kb("The server will test for a matching account in its own database.")),
		row("none", last("the account is not found", lookedUp(atServer)), "none.ask",
			kb("it does NOT find the account in the local SAM database AND")),
	},
		sim.Use("none.found", ownAccount(kb("The SMB password is compared to the SAM database password."), hashedWithSent(atServer))),
		isolatedName(),
		[]rule{
			row("none.replies", last("it is asked to pass the request through", nil), "none.asked",
				kb("The first trusted domain to reply is sent a request to perform pass-through authentication of the client information.")),

			row("none.nobody", last("it comes back to the original server", nil), "none.missing",
				kb("Guest permissions are tested on the original server, not the trusted server.")),

			row("none.domain", isNT4Local(atController), "none.local",
				inferred("KB 103390", "to a member its own domain is a trusted one, and a local account of it is not for use there")),
		},
		sim.Use("none.domain", domainAccount(kb("The SMB password is compared to the SAM database password."), hashedWithSent(atController))),
		[]rule{
			row("none.asked", isNT4Local(atAuthority), "none.local",
				kb("The trusted domain determines whether the account is a local or global account.")),
		},
		sim.Use("none.asked", trustedAccount(kb("The password that was specified in the SMB is compared to the SAM database password."), hashedWithSent(atAuthority))),
		sim.Use("none.trust-password-refused", refusedPassword()),
		sim.Use("none.local", guest(kb("Guest permissions on the original server are tested."))),
		sim.Use("none.missing", guest(kb("Guest permissions are tested on the original server, not the trusted server."))),
	)
}

// isolatedName: a name without a domain that is not in the server's database. A member asks its own controller, a
// controller the domains that it trusts.
func isolatedName() []rule {
	return slices.Concat(
		ownChannel("none.ask", "none"),
		[]rule{
			row("none.ask", controllerHas, "none.domain",
				nua("the request is always passed through to the primary domain of the workstation").With("a member's own controller has it")),
		},
		trustChannel("none.ask", "none"),
		[]rule{
			row("none.ask", principalSalted, "none.nobody",
				documented("KB 947861", "Server 2003 does not find a user principal name of a trusted domain with NTLMv2; DOMAIN\\user works")),
			row("none.ask", inCatalog, "none.replies",
				inferred("adcoding.com: Global catalog and user logon", "a controller asks the global catalog which domain has a user principal name; that this holds of NTLM as well is our conclusion")),
			row("none.ask", routedSuffix, "none.replies",
				inferred("TechNet cc784334: Routing name suffixes across forests; freeipa/freeipa #867", "authentication requests follow the suffix to the forest that has it; one that the forest does not list is not passed on. That this holds of NTLM as well is our conclusion")),
			row("none.ask", principal, "none.replies",
				observed("Samba's torture tests", "they pass on Windows Server 2003, and on 2012 R2 with no domain at all: a controller finds a user principal name in the domain that it names")),
			row("none.ask", builtinPrincipal, "builtin", builtinAnswer),
			row("none.ask", ownOnly, "none.nobody",
				observed("Samba 4.17", "neither a controller nor a member asks another database for a name without a domain")),
			row("none.ask", restricted, "none.nobody",
				kb("LsaLookupRestrictIsolatedNameLevel=0, then").Concluding("the article says what follows if it is 0; otherwise nobody is asked")),
			row("none.ask", neverPing, "none.nobody",
				kbEN("LsaLookupRestrictIsolatedNameLevel=0 AND NeverPing=0, then").Concluding("the article says what follows if it is 0; otherwise nobody is asked")),
			row("none.ask", replies, "none.replies",
				kb("The server will simultaneously ask each domain that it trusts whether it has account that matches the SMB account.").
					With("KB 818024 speaks of external trusts only")),
			row("none.ask", last("nobody replies", foundNobody), "none.nobody",
				kb("If no trusted domains respond to the request to identify the account, then")),
		},
	)
}

// anonymousSession: no database is asked.
func anonymousSession() []rule {
	return []rule{
		row("anonymous", encrypts, "anonymous.not-encrypted", sambaEncrypts),
		row("anonymous", anonymousRefused, "anonymous.refused",
			folklore("Windows 2000, RestrictAnonymous", "2: no access without explicit anonymous permissions; which answer a null session gets is in no document that we read")),
		row("anonymous", anonymousNotAllowed, "anonymous.not-allowed",
			inferred("NetExec and smbclient at Windows Server 2016, 2019 and 2022; AgNO3/jcifs-ng #186",
				"ACCESS_DENIED to the session setup, then the connection is closed: of machines that are no controllers. MS-SMB2 3.3.5.2.9 has the server disconnect where AllowAnonymousAccess is FALSE; which registry values make it so is our conclusion")),
		row("anonymous", last("the session is anonymous", nil), "anonymous.admitted",
			sim.Cite{Source: "MS-NLMP 3.2.5.1.2", Quote: "Set NullSession to TRUE", Mark: sim.Documented}),
	}
}

// anyAccount is the answer of a database about an account that it has. First come the account states and the password,
// then the restrictions of the domain and of the server; own has those of this kind of database only. An account
// without objections is accepted: by the rows in accepted, or else by the general one.
func anyAccount(where at, compared sim.Cite, own, accepted []rule) []rule {
	return slices.Concat(accountStates(where, compared), []rule{
		row("", ofTrust(where, "it is the account of a trust between domains", Interdomain), ".interdomain-account",
			documented("MS-APDS 3.1.5", "STATUS_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT, unless the caller allows such accounts")),
		row("", ofTrust(where, "it is the account of a computer", Workstation), ".workstation-account",
			documented("MS-APDS 3.1.5", "STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT, unless the caller allows such accounts")),
		row("", ofTrust(where, "it is the account of a controller", ServerTrust), ".server-account",
			documented("MS-APDS 3.1.5", "STATUS_NOLOGON_SERVER_TRUST_ACCOUNT, unless the caller allows such accounts")),
		row("", asks(where, "it is one of the Protected Users", (*Facts).protectedUser).Only(where.known(keepsProtected)), ".protected-user",
			observed("Windows troubleshooting: domain-based DFS namespace", "its trace: STATUS_ACCOUNT_RESTRICTION once the password was right; the controller's ProtectedUserFailures log, event 100")),
	}, own, []rule{
		row("", asks(where, "SeNetworkLogonRight does not hold the account", (*Facts).notGranted).Only(func(f *Facts) bool { return f.target.settings.SeNetworkLogonRight != nil }), ".network-logon-not-granted",
			documented("Windows policy: Access this computer from the network; KB 249918", "NET USE says 1385; the server looks at its own policy, after the password")),
		row("", asks(where, "SeDenyNetworkLogonRight holds the account", (*Facts).networkDenied), ".network-logon-denied",
			documented("Windows policy: Deny access to this computer from the network", "the server looks at its own policy, after the password")),
	}, flaggedGuests(where), []rule{
		row("", oldPassword(where), ".old-password-matches",
			documented("KB 906305", "the password before the last change is good for NTLM over the network, at a domain controller, until OldPasswordAllowedPeriod has passed; Samba: old password allowed period")),
	}, accepted, []rule{
		row("", last("the password matches", foundAccount(where)), ".password-matches",
			compared.With("it matches")),

		// Samba maps a wrong password to guest.
		row(".forgiven", encrypts, ".guest-not-encrypted", sambaEncrypts),
		row(".forgiven", last("the session is a guest's", nil), ".guest-enabled",
			documented("smb.conf, map to guest", "bad password: treated as a guest login")),
	})
}

// flaggedGuests are the accounts of guests that get a guest session for their own password. Only the server's own
// database finds Guest.
func flaggedGuests(where at) []rule {
	itself := row("", asks(where, "the account is Guest", (*Facts).guestItself).Only((*Facts).flagsGuests), ".guest-account",
		inferred("MS-SMB2 3.3.5.5.3, product behavior", "Guest is a member of Guests. Sources differ: two public transcripts have Guest flagged, over SMB1; at two Server 2022 over SMB 3 NetExec shows a guest for unknown names and none for Guest itself, and to MS-NLMP 5.1 a Guest with a password is like a regular user"))
	member := row("", asks(where, "the account is a member of Guests", (*Facts).guestAt).Only((*Facts).flagsGuests), ".guest-account",
		documented("MS-SMB2 3.3.5.5.3, product behavior", "a session of a member of Guests is flagged as a guest's"))
	if where == atServer {
		return []rule{itself, member}
	}
	return []rule{member}
}

// accountStates are the checks of a database before its account may log on: the states of the account and the password.
// If several of them object, the product's order decides which one is reported (the setting account-checks); the rows
// stand in the order of Windows.
func accountStates(where at, compared sim.Cite) []rule {
	return []rule{
		row("", asks(where, "a read-only controller does not have its password, and reaches no writable one", (*Facts).notCached), ".not-cached",
			documented("MS-NRPC 3.5.4.5.1.2; MS-NRPC 3, common rule C", "a read-only controller passes on what it cannot verify; where no controller can be located the answer is STATUS_NO_LOGON_SERVERS")),
		row("", badPasswordIsGuest(where), ".forgiven",
			documented("smb.conf, map to guest", "bad password: a logon with an invalid password is treated as a guest login")),
		row("", saltOfDatabase(where), ".salt-differs",
			kb("the server uses the name of the LOCAL database to compute the salt and the hash.").With("MS-NLMP 3.3.2 and every observation say otherwise: see the windows profiles")),
		row("", answers(where, "an authentication policy says from where the account may log on", PlaceRestricted), ".place-restricted",
			documented("MS-APDS 3.1.5.2", "msDS-UserAllowedToAuthenticateFrom is populated and NTLM is not allowed beside it: STATUS_ACCOUNT_RESTRICTION")),
		row("", answers(where, "NTLM is disabled", NTLMOff), ".ntlm-disabled",
			documented("smb.conf, ntlm auth", "disabled: no NTLM response is accepted")),
		row("", answers(where, "the account is locked out", LockedOut), ".locked",
			observed("Samba's torture tests; MS-SAMR 3.1.5.13.7", "lockout is looked at before the password: the tests pass on Windows Server 2003 R2 and 2008 R2, and on Samba")),
		row("", responseRefused(where), ".response-refused",
			documented("MS-NLMP, LmCompatibilityLevel", "level 4 refuses LM, level 5 NTLM as well; the machine that has the account decides. Samba has ntlm auth and lanman auth instead")),
		row("", noLMHash(where), ".no-lm-hash",
			documented("Windows policy: Do not store LAN Manager hash value on next password change", "NoLMHash: an LM response needs the LM hash of the password")),
		row("", answers(where, "the client hashed with a domain that it did not send", SaltDiffers), ".salt-differs",
			documented("MS-NLMP 3.3.2", "the server hashes with the domain in the message, then with none")),
		row("", answers(where, "the password does NOT match", PasswordDiffers), ".password-differs",
			compared.With("it does NOT match")),
		row("", answers(where, "the time in the response is further off than it may be", ClockDiffers), ".clock-differs",
			documented("MS-NLMP 3.2.5.1.2, MaxLifetime; KB 957009", "30 minutes on NT 4.0 and 2000, 36 hours from XP to Server 2008 R2; later products do not look")),
		row("", answers(where, "nothing proves a user principal name", PrincipalUnproven), ".principal-unproven",
			observed("Samba 4.17", "an Active Directory controller says NOT_FOUND of user@domain where any other name has a wrong password")),
		row("", answers(where, "an authentication policy of the server does not let the account in", ServerRestricted), ".server-restricted",
			documented("MS-APDS 3.1.5", "AllowedToAuthenticateTo: STATUS_AUTHENTICATION_FIREWALL_FAILED")),
		row("", answers(where, "the account is disabled", Disabled), ".disabled",
			observed("Windows event log, 2016", "wrong password 0xC000006A, right password 0xC0000072: the password comes first")),
		row("", answers(where, "the account has expired", Expired), ".expired", states),
		row("", answers(where, "the password must be changed", MustChange), ".must-change", passwordAges),
		row("", answers(where, "the account needs a smart card", CardRequired), ".smart-card-required",
			documented("MS-APDS 3.1.5", "STATUS_SMARTCARD_LOGON_REQUIRED, because this is a logon by password")),
		row("", answers(where, "the password has expired", PasswordExpired), ".password-expired", passwordAges),
		row("", answers(where, "the account may not log on from this workstation", WorkstationNotAllowed), ".workstation-not-allowed",
			documented("MS-APDS 3.1.5", "compared with the workstation name that the client sends")),
		row("", answers(where, "the account may not log on at this hour", OutsideHours), ".outside-hours", states),
	}
}

// domainAccount is anyAccount for the database of a member's own domain.
func domainAccount(compared sim.Cite, accepted ...rule) []rule {
	return anyAccount(atController, compared, nil, accepted)
}

// ownAccount is anyAccount for the server's own database: it has a policy on blank passwords, and may be that of a
// domain with several controllers.
func ownAccount(compared sim.Cite, accepted ...rule) []rule {
	return anyAccount(atServer, compared, []rule{
		row("", asks(atServer, "the password is blank, and LimitBlankPasswordUse is 1", (*Facts).blankPassword).Only((*Facts).refusesBlank), ".blank-password",
			documented("Windows policy: Limit local account use of blank passwords to console logon only", "on by default since Windows XP; that it spares Guest is our conclusion")),
	}, append(accepted,
		row("", firstTakes, ".password-matches",
			observed("decoder.cloud, LmCompatibilityLevel and the PDC trap", "a controller at level 5 passes NTLMv1 on to the one with the PDC emulator's role, which takes it at level 3")),
	))
}

// trustedAccount is anyAccount for the database of a trusted domain.
func trustedAccount(compared sim.Cite, accepted ...rule) []rule {
	return anyAccount(atAuthority, compared, []rule{
		row("", asks(atAuthority, "the trust is selective", (*Facts).notSelected), ".not-selected",
			documented("MS-APDS; MS-LSAD, TRUST_ATTRIBUTE_CROSS_ORGANIZATION", `the account lacks "Allowed to authenticate" on the server`)),
	}, accepted)
}

// hashedWithSent accepts a response where the article says that an unknown or empty domain would not match.
func hashedWithSent(where at) rule {
	return row("", disputedSalt(where), ".password-matches", disputed)
}

// guest tests guest permissions on the server named in the UNC path, never on another machine.
func guest(tested sim.Cite) []rule {
	return []rule{
		row("", mapsNobody, ".guest-disabled",
			documented("smb.conf, map to guest", "never: whoever has no account is refused")),
		row("", guestDisabled, ".guest-disabled", tested.With("the guest account is disabled")),
		row("", guestHasPassword, ".guest-has-password",
			sim.Cite{Source: "MS-NLMP 3.2.5.1.2", Quote: "Guest user is not disabled AND Guest user has no password set",
				Note: "by KB 103390 the guest's password would do", Mark: sim.Documented}),
		row("", guestPasswordDiffers, ".guest-password-differs",
			kb("the user password that is sent in the SMB must match that guest account password.").With("by MS-NLMP 3.2.5.1.2 a Guest with a password is no fallback at all")),
		row("", guestDenied, ".guest-denied",
			documented("Windows policy: Deny access to this computer from the network", "it holds Guest by default: enabling the account is not enough")),
		row("", encrypts, ".guest-not-encrypted", sambaEncrypts),
		row("", mapsStrangers, ".guest-enabled",
			documented("smb.conf, map to guest", "bad user: whoever has no account is a guest; Samba has no Guest account")),
		row("", last("the guest account is enabled", nil), ".guest-enabled", tested.With("the guest account is enabled")),
	}
}

var (
	disputed = documented("MS-NLMP 3.3.2", "the server hashes with the domain in the message; KB 103390 says that an unknown or empty one would not match")

	states = inferred("Samba check_samsec.c; NetExec", "looked at once the password is known to match")

	passwordAges = observed("Samba's torture tests; Windows Server 2016 and 2022", "a wrong password is STATUS_LOGON_FAILURE, and only the right one shows that it must be changed")

	builtinAnswer = observed("Samba 4.17", "NO_LOGON_SERVERS, in upper and lower case, whoever the user is, and nobody becomes a guest by it")

	sambaEncrypts = observed("Samba 4.17", "server smb encrypt = required: guest and anonymous sessions cannot encrypt, and are refused")
)
