package smb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
)

// Names and layouts in this file are those of MS-SMB2; all integers are little-endian (2.2).

// Commands, 2.2.1.2.
const (
	cmdNegotiate    uint16 = 0
	cmdSessionSetup uint16 = 1
	cmdLogoff       uint16 = 2
	cmdTreeConnect  uint16 = 3
)

// Header flags, 2.2.1.2.
const (
	flagServerToRedir uint32 = 1 // this is a response
	flagSigned        uint32 = 8
)

// Dialects, 2.2.3.
const (
	dialect202 uint16 = 0x0202
	dialect210 uint16 = 0x0210
	dialect300 uint16 = 0x0300
	dialect302 uint16 = 0x0302
	dialect311 uint16 = 0x0311
)

// Security modes, 2.2.3.
const (
	signingEnabled  uint16 = 1
	signingRequired uint16 = 2
)

const capEncryption uint32 = 0x40 // SMB2_GLOBAL_CAP_ENCRYPTION, 2.2.3

// Negotiate context types, 2.2.3.1, and their values.
const (
	ctxPreauthIntegrity uint16 = 1
	ctxEncryption       uint16 = 2
	hashSHA512          uint16 = 1
	cipherAES128CCM     uint16 = 1
	cipherAES128GCM     uint16 = 2
)

// Statuses that this package acts on, MS-ERREF 2.3.1.
const (
	statusSuccess        uint32 = 0
	statusPending        uint32 = 0x00000103
	statusMoreProcessing uint32 = 0xC0000016
	statusAccessDenied   uint32 = 0xC0000022
)

const (
	headerSize    = 64 // 2.2.1.2
	transformSize = 52 // 2.2.41
)

var le = binary.LittleEndian

// A header is the SMB2 packet header, SYNC form (2.2.1.2).
type header struct {
	CreditCharge uint16
	Status       uint32
	Command      uint16
	Credits      uint16 // CreditRequest/CreditResponse
	Flags        uint32
	NextCommand  uint32
	MessageID    uint64
	TreeID       uint32
	SessionID    uint64
}

// parseHeader reads the header of a message that is not encrypted.
func parseHeader(b []byte) (header, error) {
	switch {
	case len(b) < 4:
		return header{}, fmt.Errorf("a message of %d bytes", len(b))
	case string(b[:4]) == "\xffSMB":
		return header{}, errors.New("an SMB1 message")
	case string(b[:4]) == "\xfdSMB":
		return header{}, errors.New("an encrypted message")
	case string(b[:4]) != "\xfeSMB":
		return header{}, fmt.Errorf("a message that is not SMB2: it begins with %x", b[:4])
	case len(b) < headerSize:
		return header{}, fmt.Errorf("a message of %d bytes, shorter than its header", len(b))
	case le.Uint16(b[4:]) != headerSize:
		return header{}, fmt.Errorf("a header with StructureSize %d", le.Uint16(b[4:]))
	}
	return header{
		CreditCharge: le.Uint16(b[6:]),
		Status:       le.Uint32(b[8:]),
		Command:      le.Uint16(b[12:]),
		Credits:      le.Uint16(b[14:]),
		Flags:        le.Uint32(b[16:]),
		NextCommand:  le.Uint32(b[20:]),
		MessageID:    le.Uint64(b[24:]),
		TreeID:       le.Uint32(b[36:]),
		SessionID:    le.Uint64(b[40:]),
	}, nil
}

func (h header) response() bool { return h.Flags&flagServerToRedir != 0 }

// interim reports whether the final response is still to come (3.3.4.2).
func (h header) interim() bool { return h.Status == statusPending }

// message lays out a header and a body.
func (h header) message(body []byte) []byte {
	b := make([]byte, headerSize, headerSize+len(body))
	copy(b, "\xfeSMB")
	le.PutUint16(b[4:], headerSize)
	le.PutUint16(b[6:], h.CreditCharge)
	le.PutUint32(b[8:], h.Status)
	le.PutUint16(b[12:], h.Command)
	le.PutUint16(b[14:], h.Credits)
	le.PutUint32(b[16:], h.Flags)
	le.PutUint32(b[20:], h.NextCommand)
	le.PutUint64(b[24:], h.MessageID)
	le.PutUint32(b[36:], h.TreeID)
	le.PutUint64(b[40:], h.SessionID)
	return append(b, body...)
}

// A negotiateRequest offers one dialect (2.2.3).
type negotiateRequest struct {
	SecurityMode uint16
	Dialect      uint16
	ClientGUID   [16]byte
	Salt         [32]byte // of SMB2_PREAUTH_INTEGRITY_CAPABILITIES
}

func (r negotiateRequest) body() []byte {
	b := make([]byte, 36)
	le.PutUint16(b, 36)
	le.PutUint16(b[2:], 1) // DialectCount
	le.PutUint16(b[4:], r.SecurityMode)
	if r.Dialect >= dialect300 {
		// The probe claims that it can encrypt, although it does not: a server that requires encryption then sets a
		// session flag instead of answering with an ACCESS_DENIED like any other. In 3.1.1 a context claims it, but
		// Samba 4.17 needs this bit as well.
		le.PutUint32(b[8:], capEncryption)
	}
	if r.Dialect != dialect202 {
		copy(b[12:28], r.ClientGUID[:])
	}
	b = le.AppendUint16(b, r.Dialect)
	if r.Dialect != dialect311 {
		return b
	}
	b = append(b, 0, 0) // the contexts begin at a multiple of 8
	le.PutUint32(b[28:], uint32(headerSize+len(b)))
	le.PutUint16(b[32:], 2) // NegotiateContextCount
	return append(b, r.contexts()...)
}

// contexts lays out SMB2_PREAUTH_INTEGRITY_CAPABILITIES (2.2.3.1.1) and SMB2_ENCRYPTION_CAPABILITIES
// (2.2.3.1.2). Without SMB2_SIGNING_CAPABILITIES the signing algorithm is AES-CMAC (3.2.5.2).
func (r negotiateRequest) contexts() []byte {
	hash := le.AppendUint16(nil, 1)
	hash = le.AppendUint16(hash, uint16(len(r.Salt)))
	hash = le.AppendUint16(hash, hashSHA512)
	hash = append(hash, r.Salt[:]...)
	cipher := le.AppendUint16(nil, 2)
	cipher = le.AppendUint16(cipher, cipherAES128GCM)
	cipher = le.AppendUint16(cipher, cipherAES128CCM)
	b := appendContext(nil, ctxPreauthIntegrity, hash)
	for len(b)%8 != 0 {
		b = append(b, 0)
	}
	return appendContext(b, ctxEncryption, cipher)
}

func appendContext(b []byte, kind uint16, data []byte) []byte {
	b = le.AppendUint16(b, kind)
	b = le.AppendUint16(b, uint16(len(data)))
	b = le.AppendUint32(b, 0)
	return append(b, data...)
}

// A negotiateResponse is the part of 2.2.4 that this package uses.
type negotiateResponse struct {
	SecurityMode uint16
	Dialect      uint16
	Contexts     map[uint16][]byte // by type, only with 3.1.1
}

var errShort = errors.New("a body shorter than its structure")

func parseNegotiateResponse(m []byte) (negotiateResponse, error) {
	b := m[headerSize:]
	if len(b) < 64 {
		return negotiateResponse{}, errShort
	}
	if size := le.Uint16(b); size != 65 {
		return negotiateResponse{}, fmt.Errorf("a NEGOTIATE response with StructureSize %d", size)
	}
	r := negotiateResponse{SecurityMode: le.Uint16(b[2:]), Dialect: le.Uint16(b[4:])}
	if r.Dialect != dialect311 {
		return r, nil
	}
	var err error
	r.Contexts, err = parseContexts(m, int(le.Uint32(b[60:])), int(le.Uint16(b[6:])))
	return r, err
}

// parseContexts reads a negotiate context list: each entry begins at a multiple of 8 (2.2.4).
func parseContexts(m []byte, at, count int) (map[uint16][]byte, error) {
	list := map[uint16][]byte{}
	for range count {
		at = (at + 7) &^ 7
		if at < headerSize || at+8 > len(m) {
			return nil, errors.New("a negotiate context outside of the message")
		}
		kind, size := le.Uint16(m[at:]), int(le.Uint16(m[at+2:]))
		if at += 8; at+size > len(m) {
			return nil, errors.New("a negotiate context longer than the message")
		}
		list[kind] = m[at : at+size]
		at += size
	}
	return list, nil
}

// preauthSHA512 reports whether the server chose SHA-512, the only preauthentication hash there is (2.2.4.1.1).
func (r negotiateResponse) preauthSHA512() bool {
	d := r.Contexts[ctxPreauthIntegrity]
	return len(d) >= 6 && le.Uint16(d) == 1 && le.Uint16(d[4:]) == hashSHA512
}

// cipher is the connection's cipher (2.2.4.1.2, 3.2.5.2); 0 if there is none.
func (r negotiateResponse) cipher() uint16 {
	switch d := r.Contexts[ctxEncryption]; {
	case r.Dialect == dialect300 || r.Dialect == dialect302:
		return cipherAES128CCM
	case len(d) >= 4 && le.Uint16(d) == 1:
		return le.Uint16(d[2:])
	}
	return 0
}

// sessionSetupRequest lays out 2.2.5.
func sessionSetupRequest(securityMode uint16, token []byte) []byte {
	b := make([]byte, 24, 24+len(token))
	le.PutUint16(b, 25)
	b[3] = byte(securityMode)
	le.PutUint16(b[12:], headerSize+24)
	le.PutUint16(b[14:], uint16(len(token)))
	return append(b, token...)
}

// parseSessionSetupRequest finds the security buffer of 2.2.5.
func parseSessionSetupRequest(m []byte) (token []byte, err error) {
	b := m[headerSize:]
	if len(b) < 24 || le.Uint16(b) != 25 {
		return nil, errShort
	}
	return field(m, le.Uint16(b[12:]), le.Uint16(b[14:]))
}

// A sessionSetupResponse is 2.2.6.
type sessionSetupResponse struct {
	Flags uint16
	Token []byte
}

func parseSessionSetupResponse(m []byte) (sessionSetupResponse, error) {
	b := m[headerSize:]
	if len(b) < 8 {
		return sessionSetupResponse{}, errShort
	}
	if size := le.Uint16(b); size != 9 {
		return sessionSetupResponse{}, fmt.Errorf("a SESSION_SETUP response with StructureSize %d", size)
	}
	token, err := field(m, le.Uint16(b[4:]), le.Uint16(b[6:]))
	return sessionSetupResponse{Flags: le.Uint16(b[2:]), Token: token}, err
}

// treeConnectRequest lays out 2.2.9; path is \\server\share.
func treeConnectRequest(path string) []byte {
	p := encodeUTF16(path)
	b := make([]byte, 8, 8+len(p))
	le.PutUint16(b, 9)
	le.PutUint16(b[4:], headerSize+8)
	le.PutUint16(b[6:], uint16(len(p)))
	return append(b, p...)
}

func parseTreeConnectRequest(m []byte) (path string, err error) {
	b := m[headerSize:]
	if len(b) < 8 || le.Uint16(b) != 9 {
		return "", errShort
	}
	p, err := field(m, le.Uint16(b[4:]), le.Uint16(b[6:]))
	return decodeUTF16(p), err
}

// checkTreeConnectResponse checks the shape of a successful 2.2.10.
func checkTreeConnectResponse(m []byte) error {
	if b := m[headerSize:]; len(b) < 16 || le.Uint16(b) != 16 {
		return errShort
	}
	return nil
}

// logoffRequest lays out 2.2.7.
func logoffRequest() []byte { return []byte{4, 0, 0, 0} }

// field is the part of a message at an offset from its beginning, with a length. An empty field may have any offset.
func field(m []byte, offset, length uint16) ([]byte, error) {
	at, n := int(offset), int(length)
	if n == 0 {
		return nil, nil
	}
	if at < headerSize || at+n > len(m) {
		return nil, errors.New("a buffer outside of the message")
	}
	return m[at : at+n], nil
}

func encodeUTF16(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = le.AppendUint16(b, u)
	}
	return b
}

func decodeUTF16(b []byte) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = le.Uint16(b[2*i:])
	}
	return string(utf16.Decode(u))
}

func dialectName(d uint16) string {
	switch d {
	case dialect202:
		return "2.0.2"
	case dialect210:
		return "2.1"
	case dialect300:
		return "3.0"
	case dialect302:
		return "3.0.2"
	case dialect311:
		return "3.1.1"
	}
	return fmt.Sprintf("0x%04x", d)
}
