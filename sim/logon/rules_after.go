package logon

// forced: with ForceGuest every user gets a guest session, whatever the name and the password.
func forced() []rule {
	return []rule{
		row("forced", guestOff, "forced.guest-disabled",
			inferred("ntlmsim", "no source says what ForceGuest does where Guest is disabled; the account that is tried is disabled")),
		row("forced", guestPasswordDiffers, "forced.guest-password-differs",
			inferred("KB 103390", "the guest's password must be sent, as where a stranger becomes a guest")),
		row("forced", guestDenied, "forced.guest-denied",
			documented("Windows policy: Deny access to this computer from the network", "it holds Guest by default: enabling the account is not enough")),
		row("forced", last("the session is a guest's", nil), "forced.guest-enabled",
			documented("Windows policy: Network access: Sharing and security model for local accounts", "Guest only")),
	}
}

// session: the server's checks once the user is known, and whether the client accepts the session.
func session() []rule {
	return []rule{
		row("session", last("the server grants a session", foundSession), "session.granted",
			documented("MS-SMB2 2.2.6", "SessionFlags of the answer say whether it is a guest's or anonymous")),

		row("session.granted", targetDiffers, "session.target-name-refused",
			documented("Windows policy: Microsoft network server: Server SPN target name validation level; Windows, event 5168", "STATUS_ACCESS_DENIED as the answer to the session setup; a server's own names are its server names, those of SrvAllowedServerNames, and its addresses")),
		row("session.granted", guestUnsigned, "session.guest-not-signed",
			observed("NET USE on Windows 11 24H2", "System error 3227320323; with signing not required it is 1272. Which of the two comes first is documented nowhere")),
		row("session.granted", guestRefused, "session.guest-refused",
			documented("MS-SMB2, AllowInsecureGuestAccess", "since Windows 10 1709 and Server 2019 a client refuses a guest session; over SMB1, which such a client does not speak by itself, this is not checked")),
		row("session.granted", hardened, "session.hardened-path",
			inferred("MS15-011; KB 3000483", "RequireMutualAuthentication, for SYSVOL and NETLOGON; Kerberos has it. That NTLM gets as far as a session before the client refuses is our conclusion")),
		row("session.granted", last("the client takes the session", nil), "tree",
			documented("MS-SMB2 3.2.4.2", "the client goes on to TREE_CONNECT")),
	}
}

// tree: the checks of the share.
func tree() []rule {
	return []rule{
		row("tree", noShare, "tree.no-share",
			documented("MS-SMB2 3.3.5.7", "STATUS_BAD_NETWORK_NAME: there is no share of that name")),
		row("tree", shareFullFirst, "tree.out-of-resources",
			observed("Samba 4.17", "max connections: INSUFFICIENT_RESOURCES, also to who has no permission and to a guest where there is no \"guest ok\"")),
		row("tree", ipcRefused, "tree.ipc-refused",
			observed("Samba 4.17", "restrict anonymous = 2: nobody and a guest get no IPC$, and every share that lets them in")),
		row("tree", nullSessionRefused, "tree.null-session-refused",
			documented("TechNet cc957461, RestrictNullSessAccess", "an anonymous session reaches the shares in NullSessionShares only; IPC$ is always there (KB 3034016)")),
		row("tree", guestNotOK, "tree.denied",
			documented("smb.conf, guest ok", "no: a guest and nobody are not let in; Samba's default")),
		row("tree", tokenFiltered, "tree.token-filtered",
			documented("KB 951016", "over the network a local administrator's token has no administrator's rights; Administrator itself and domain accounts are spared")),
		row("tree", notAdministrator, "tree.not-administrator",
			documented("Windows, administrative shares", "ADMIN$ and the drives are for administrators")),
		row("tree", administratorAt, "tree.administrator",
			documented("Windows, administrative shares", "ADMIN$ and the drives are there without anybody making them, unless AutoShareServer or AutoShareWks is 0")),
		row("tree", shareDenies, "tree.denied",
			documented("MS-SMB2 3.3.5.7", "STATUS_ACCESS_DENIED: the share's permissions do not let the user in")),
		row("tree", shareFull, "tree.full",
			documented("MS-SMB2 3.3.5.7", "STATUS_REQUEST_NOT_ACCEPTED where the share has no use left; that its permissions come first is our conclusion")),
		row("tree", ofTheDomain, "tree.connected",
			documented("KB 257338", "SYSVOL and NETLOGON are shared by every controller that is ready")),
		row("tree", last("the share is connected", nil), "tree.connected",
			kb("The command completed successfully.")),
	}
}
