package krb5

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Numbers of RFC 4120 7.5.
const (
	asRequest, asReply   = 10, 11
	tgsRequest, tgsReply = 12, 13
	apRequest            = 14
	krbError             = 30

	paRequest   = 1  // PA-TGS-REQ
	paTimestamp = 2  // PA-ENC-TIMESTAMP
	paSalt      = 19 // PA-ETYPE-INFO2

	namePrincipal = 1
	nameService   = 2
)

// Options of a request and of a ticket (RFC 4120 5.2.8, 5.4.1).
const (
	forwardable  = 1 << 30
	canonicalize = 1 << 16
	mutual       = 1 << 29
)

// An Error is what a KDC answers instead of a ticket.
type Error struct {
	Code int
	time time.Time // of the KDC
	data []byte
}

func (e *Error) Error() string { return fmt.Sprintf("the KDC answers %d", e.Code) }

// readError reads a KRB-ERROR.
func readError(message []byte) error {
	f, err := inside(message, application(krbError))
	if err != nil {
		return err
	}
	code, err := readNumber(f[6])
	if err != nil {
		return err
	}
	e := &Error{Code: int(code)}
	s := cryptobyte.String(f[4])
	if !s.ReadASN1GeneralizedTime(&e.time) {
		return errMalformed
	}
	if f[12] != nil {
		e.data, err = readOctets(f[12])
	}
	if err != nil {
		return err
	}
	return e
}

// A Ticket is a ticket with what opens its session.
type Ticket struct {
	Service string // HTTP/web1@CORP.EXAMPLE
	client  principal
	der     []byte
	key     []byte
	options uint32 // its flags that a request for a further ticket repeats
}

// refers reports whether it is a ticket for the KDC of another realm (RFC 4120 5.3).
func (t *Ticket) refers() bool {
	f, err := inside(t.der, application(1))
	return err == nil && bytes.Contains(f[2], []byte("krbtgt"))
}

// A principal is a name in a realm.
type principal struct {
	realm string
	parts []string
}

// service reads HTTP/web1.
func service(name, realm string) principal { return principal{realm, strings.Split(name, "/")} }

func (p principal) String() string { return strings.Join(p.parts, "/") + "@" + p.realm }

func (p principal) name() part {
	kind := int64(nameService)
	if len(p.parts) == 1 {
		kind = namePrincipal
	}
	var parts []part
	for _, s := range p.parts {
		parts = append(parts, text(s))
	}
	return sequence(field(0, number(kind)), field(1, sequence(parts...)))
}

// body is KDC-REQ-BODY. A request for a service names no client.
func body(client *principal, to principal, options uint32, now time.Time) []byte {
	parts := []part{field(0, flags(options|canonicalize))}
	if client != nil {
		parts = append(parts, field(1, client.name()))
	}
	var nonce [4]byte
	rand.Read(nonce[:])
	return encoded(sequence(append(parts, field(2, text(to.realm)), field(3, to.name()), field(5, moment(now.Add(10*time.Hour))),
		field(7, number(int64(binary.BigEndian.Uint32(nonce[:])>>1))), field(8, sequence(number(aes256))))...))
}

// request is KDC-REQ.
func request(kind int64, body []byte, pa ...part) []byte {
	parts := []part{field(1, number(5)), field(2, number(kind))}
	if len(pa) > 0 {
		parts = append(parts, field(3, sequence(pa...)))
	}
	return encoded(in(application(int(kind)), sequence(append(parts, field(4, raw(body)))...)))
}

func padata(kind int64, value []byte) part {
	return sequence(field(1, number(kind)), field(2, octets(value)))
}

// sealed is EncryptedData.
func sealed(key []byte, u usage, p part) part {
	return sequence(field(0, number(aes256)), field(2, octets(encrypt(key, u, encoded(p)))))
}

// timestamp is PA-ENC-TS-ENC, with which a client proves that it knows the password.
func timestamp(key []byte, now time.Time) part {
	return padata(paTimestamp, encoded(sealed(key, forTimestamp, sequence(field(0, moment(now)), field(1, number(micro(now)))))))
}

func micro(t time.Time) int64 { return int64(t.Nanosecond() / 1000) }

// A checksum stands in an authenticator.
type checksum struct {
	kind  int64
	value []byte
}

// apReq is AP-REQ: a ticket, and who shows it when.
func (t *Ticket) apReq(u usage, options uint32, c checksum, now time.Time) []byte {
	authenticator := in(application(2), sequence(field(0, number(5)), field(1, text(t.client.realm)), field(2, t.client.name()),
		field(3, sequence(field(0, number(c.kind)), field(1, octets(c.value)))), field(4, number(micro(now))), field(5, moment(now))))
	return encoded(in(application(apRequest), sequence(field(0, number(5)), field(1, number(apRequest)), field(2, flags(options)),
		field(3, raw(t.der)), field(4, sealed(t.key, u, authenticator)))))
}

// readReply reads a KDC-REP with the key that opens it.
func readReply(message []byte, kind int, u usage, key []byte) (*Ticket, error) {
	if len(message) > 0 && asn1.Tag(message[0]) == application(krbError) {
		return nil, readError(message)
	}
	f, err := inside(message, application(kind))
	if err != nil {
		return nil, err
	}
	enc, err := fields(f[6])
	if err != nil {
		return nil, err
	}
	cipher, err := readOctets(enc[2])
	if err != nil {
		return nil, err
	}
	plain, err := decrypt(key, u, cipher)
	if err != nil {
		return nil, err
	}
	t := &Ticket{der: f[5]}
	return t, t.read(plain)
}

// read reads EncKDCRepPart: a KDC may give the part of either reply the number of the other.
func (t *Ticket) read(plain []byte) error {
	f, err := inside(plain, application(25))
	if err != nil {
		if f, err = inside(plain, application(26)); err != nil {
			return err
		}
	}
	k, err := fields(f[0])
	if err != nil {
		return err
	}
	if t.key, err = readOctets(k[1]); err == nil && len(t.key) != keySize {
		return fmt.Errorf("the session has a key of %d bytes, which is not AES with 256 bits", len(t.key))
	}
	if bits, _ := content(f[4], asn1.BIT_STRING); len(bits) == 5 {
		t.options = binary.BigEndian.Uint32(bits[1:]) & forwardable
	}
	return err
}
