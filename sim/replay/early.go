package replay

import (
	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb"
)

// A server can end a session setup at the first leg: it answers the NEGOTIATE_MESSAGE with another status than
// STATUS_MORE_PROCESSING_REQUIRED, and no AUTHENTICATE_MESSAGE is sent. Whether that agrees with a prediction depends
// on what is predicted.
//
// Almost every predicted refusal depends on the user, the domain or the response. At the first leg the server has seen
// none of them, so the same status means something else there: a STATUS_LOGON_FAILURE does not mean a wrong password.
// Another status is not a difference either: the reason may be the client (its dialect, no encryption, NTLM without
// SPNEGO), or a busy server. Such an attempt is not asked, and the status is shown and recorded.
//
// A few predicted refusals depend on the server only. These are compared at either leg.

// beforeAuthenticate are the refusals that need no AUTHENTICATE_MESSAGE, with their source.
var beforeAuthenticate = map[string]string{
	"policies.not-encrypted": "MS-SMB2 3.3.5.5: a request without encryption fails before its token is read",
	"policies.ntlm-denied":   "MS-NLMP 3.2.5.1.1, ServerBlock: STATUS_NOT_SUPPORTED is the answer to the NEGOTIATE_MESSAGE",
	"policies.weak-session":  "MS-NLMP 3.2.5.1.1: what the server requires is compared with the flags of the NEGOTIATE_MESSAGE",
}

// endedEarly reports whether the server ended the session setup at the first leg.
func endedEarly(o smb.Observation) bool {
	return !o.Sent.Authenticate && logon.Status(o.Setup) != logon.StatusSuccess
}

// canEndEarly reports whether a server can give the predicted answer at the first leg.
func canEndEarly(o logon.Outcome) bool { return beforeAuthenticate[string(o.Because)] != "" }
