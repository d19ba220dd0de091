package ntlm

// Where the MIC is in an AUTHENTICATE_MESSAGE that has one, MS-NLMP 2.2.1.3.
const (
	micOffset = 72
	micEnd    = micOffset + 16
)

var noMIC [16]byte

// MIC is the message integrity code: HMAC-MD5 of the three messages as they were sent, under the exported session
// key (MS-NLMP 3.1.5.1.2). It takes the MIC field of the last message as zeros, whatever is in it; a message too
// short to have the field is taken as it is.
func MIC(exportedSessionKey Hash, negotiate, challenge, authenticate []byte) Hash {
	if len(authenticate) < micEnd {
		return hmacMD5(exportedSessionKey, negotiate, challenge, authenticate)
	}
	return hmacMD5(exportedSessionKey, negotiate, challenge, authenticate[:micOffset], noMIC[:], authenticate[micEnd:])
}

// VerifyMIC reports whether the MIC field of the last message is right. Only a message with
// AuthenticateMessage.HasMIC has one.
func VerifyMIC(exportedSessionKey Hash, negotiate, challenge, authenticate []byte) bool {
	if len(authenticate) < micEnd {
		return false
	}
	want := MIC(exportedSessionKey, negotiate, challenge, authenticate)
	return equal(want[:], authenticate[micOffset:micEnd])
}
