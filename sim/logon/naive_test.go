package logon_test

import "strings"

// This file is KB 103390 a second time: nested ifs, written from the text of the article paragraph by paragraph, and
// from nothing else. It must stay naive. Do not share code with the package, do not look at rules.go to mend it: its
// only use is to disagree.
//
// It answers for a server that is standalone or a controller. (A member is in KB 102716.)

// naiveAccount is an account as the article knows it, and the two states that reference 3.0 adds.
type naiveAccount struct {
	password string
	local    bool // an NT4 local account
	disabled bool
	locked   bool
}

// naiveDatabase is the accounts of a domain or of a computer. Nil: no account of that name.
type naiveDatabase struct {
	name  string
	dns   string // another name of a domain
	user1 *naiveAccount
}

type naiveServer struct {
	controller bool
	database   naiveDatabase
	guest      *string // the password of the guest account; nil: disabled
	restrict   bool    // LsaLookupRestrictIsolatedNameLevel=1
	trusts     []naiveDatabase
}

// naiveSMB is what the "Session Setup" SMB contains.
type naiveSMB struct {
	domain   string
	password string
	ntlmv2   bool
}

type naiveAnswer struct {
	error    uint32
	session  string
	prompted bool
}

var naiveSuccess = naiveAnswer{0, "user", false}

// "The command completed successfully.", and whoever reads on knows as whom.
var naiveGuest = naiveAnswer{0, "guest", false}

// "System error 1326 has occurred. Logon failure: unknown user name or bad password."
func naive1326(prompted bool) naiveAnswer { return naiveAnswer{1326, "none", prompted} }

func naive(server naiveServer, smb naiveSMB) naiveAnswer {
	// "a one-byte domain name that consists of the question mark (?) character. The SMB server catches the question
	// mark and translates it to NULL"
	null := smb.domain == "" || smb.domain == "?"

	// "The server checks the domain name or the computer name that the SMB specifies. If the name is the server's own
	// name": the domain database of a controller, the computer database of another server.
	own := strings.EqualFold(smb.domain, server.database.name)
	if server.controller && server.database.dns != "" && strings.EqualFold(smb.domain, server.database.dns) {
		own = true
	}

	var trusted *naiveDatabase
	for i := range server.trusts {
		if strings.EqualFold(smb.domain, server.trusts[i].name) {
			trusted = &server.trusts[i]
		}
	}

	if !null && own {
		// "It checks its own domain database or computer database for a matching account."
		if account := server.database.user1; account != nil {
			// "If it finds a matching account then The SMB password is compared to the domain database password or
			// the computer database password."
			return naiveCompare(server.database, *account, smb)
		} else {
			// "If it does NOT find the account in the domain Security Accounts Manager (SAM) database or computer
			// SAM database then Guest permissions are tested."
			if server.guest != nil {
				// "If the guest account is enabled The command completed successfully."
				return naiveAsGuest(server, smb)
			} else {
				// "If the guest account is disabled (* See Note a). The user is prompted for a password. System
				// error 1326 has occurred."
				return naive1326(true)
			}
		}
	}

	// "If the domain specified in the SMB is one that the server trusts"
	if !null && trusted != nil {
		// "The server will do pass-through authentication. The network logon request will be sent to a server that
		// has a domain controller role in the specified trusted domain."
		//
		// "The trusted domain controller checks its own domain database for a matching account."
		if account := trusted.user1; account != nil {
			// "If the trusted domain controller finds a matching account, then NOT for Windows 2000 and later
			// versions: It determines whether the account is a local or global account."
			if account.local {
				// "If the account is local, then Guest permissions on the original server are tested."
				if server.guest != nil {
					// "If the guest account is enabled The command completed successfully."
					return naiveAsGuest(server, smb)
				} else {
					// "If the guest account is disabled (* See Note a) The user is prompted for a password. System
					// error 1326 has occurred."
					return naive1326(true)
				}
			} else {
				// "If the account is global (the only option for Active Directory) The SMB password is compared to
				// the domain database password."
				return naiveCompare(*trusted, *account, smb)
			}
		} else {
			// "If the trusted domain controller does NOT find the account in the trusted domain controller
			// database, then Guest permissions are tested on the original server, not the trusted domain."
			if server.guest != nil {
				// "If the guest account is enabled The user will have original server guest access. The command
				// completed successfully."
				return naiveAsGuest(server, smb)
			} else {
				// "If the guest account is disabled (* See Note a) The user is prompted for a password. System
				// error 1326 has occurred."
				return naive1326(true)
			}
		}
	}

	// "If the domain that is specified in the SMB is unknown by the server"
	if !null {
		// "It will check its own account database for a matching account"
		if account := server.database.user1; account != nil {
			// "If the server finds a matching account, then The SMB password is compared to the domain database
			// password or the computer database password."
			return naiveCompare(server.database, *account, smb)
		} else {
			// "If it does NOT find the account in the domain database then guest permissions are tested."
			if server.guest != nil {
				// "If the guest account is enabled The command completed successfully."
				return naiveAsGuest(server, smb)
			} else {
				// "If the guest account is disabled System error 1326 has occurred.": here no one is prompted.
				return naive1326(false)
			}
		}
	}

	// "If the domain that is specified in the SMB is NULL": "The server will treat this as a local network logon. The
	// server will test for a matching account in its own database."
	if account := server.database.user1; account != nil {
		// "If it finds a matching account, then The SMB password is compared to the SAM database password."
		return naiveCompare(server.database, *account, smb)
	}

	// "If it does NOT find the account in the local SAM database AND LsaLookupRestrictIsolatedNameLevel=0, then"
	if !server.restrict {
		// "The server will simultaneously ask each domain that it trusts whether it has account that matches the SMB
		// account. The first trusted domain to reply is sent a request to perform pass-through authentication of the
		// client information. The trusted domain will look in its own database."
		for _, domain := range server.trusts {
			if account := domain.user1; account != nil {
				// "If an account that matches the SMB account is found, then The trusted domain determines whether
				// the account is a local or global account. Not for Windows 2000 and later versions:"
				if account.local {
					// "If the account is local then Guest permissions on the original server are tested."
					if server.guest != nil {
						// "If the guest account is enabled The command completed successfully."
						return naiveAsGuest(server, smb)
					} else {
						// "If the guest account is disabled The user will be prompted for a password. Regardless of
						// what password is entered, the user will receive 'Error 5: Access has been denied.'"
						return naiveAnswer{5, "none", true}
					}
				} else {
					// "If the account is global (the only option for Active Directory) The password that was
					// specified in the SMB is compared to the SAM database password."
					return naiveCompare(domain, *account, smb)
				}
			}
		}
	}

	// "If no trusted domains respond to the request to identify the account, then Guest permissions are tested on the
	// original server, not the trusted server."
	if server.guest != nil {
		// "If the guest account is enabled The command completed successfully."
		return naiveAsGuest(server, smb)
	} else {
		// "If the guest account is disabled System error 1326 has occurred.": here no one is prompted.
		return naive1326(false)
	}
}

// naiveCompare is the paragraph that every branch repeats.
func naiveCompare(database naiveDatabase, account naiveAccount, smb naiveSMB) naiveAnswer {
	// Reference 3.0: lockout comes before the password.
	if account.locked {
		return naiveAnswer{1909, "none", false}
	}
	if naiveMatches(database, account.password, smb) {
		// Reference 3.0: disabled comes after it.
		if account.disabled {
			return naiveAnswer{1331, "none", false}
		}
		// "If the password matches then The command completed successfully."
		return naiveSuccess
	} else {
		// "If the password does NOT match then The user is prompted for a password. The password is retested as
		// above. System error 1326 has occurred."
		return naive1326(true)
	}
}

// "NTLM at v2 uses a password salt, and the user domain is used in this salt by the client. When the server obtains
// the information and finds the user in the local database, the server uses the name of the LOCAL database to compute
// the salt and the hash. Therefore, if the 'source domain' as sent by the client is empty or is an unknown domain,
// the salt will not match."
// Whatever names the database, in whatever case, is neither: the article's own remedy is "/u:server-computer1\ntadmin".
func naiveMatches(database naiveDatabase, password string, smb naiveSMB) bool {
	known := strings.EqualFold(smb.domain, database.name) || database.dns != "" && strings.EqualFold(smb.domain, database.dns)
	if smb.ntlmv2 && !known {
		return false
	}
	return smb.password == password
}

// naiveAsGuest is "The command completed successfully.", where the guest account is enabled.
//
// The branches "assume that the guest account, when enabled, has no password". For one that has, the article has a
// single sentence outside them, and leaves two things open. What happens if the password does not match: we take the
// arm that every branch has for a password that does not match, not the one for a guest account that is disabled,
// which it is not; so nobody gets error 5 for it. And what it is hashed with: the salt paragraph speaks of the server
// that "finds the user in the local database", which it did not, so we compare the passwords themselves.
func naiveAsGuest(server naiveServer, smb naiveSMB) naiveAnswer {
	if *server.guest == "" {
		return naiveGuest
	}
	// "If a guest account password is specified, the user password that is sent in the SMB must match that guest
	// account password."
	if smb.password == *server.guest {
		return naiveGuest
	} else {
		// "If the password does NOT match then The user is prompted for a password. The password is retested as
		// above. System error 1326 has occurred."
		return naive1326(true)
	}
}

// naiveNetUse is NET USE at a client that sends its signed-on password first: "The user is prompted for a password.
// The password is retested as above."
func naiveNetUse(server naiveServer, smb naiveSMB, typed *string) naiveAnswer {
	first := naive(server, smb)
	if !first.prompted || typed == nil {
		return first
	}
	smb.password = *typed
	again := naive(server, smb)
	again.prompted = true
	return again
}
