package krb5

import (
	"crypto/md5"
	"encoding/asn1"
	"encoding/binary"

	"golang.org/x/crypto/cryptobyte"
)

// The mechanisms that Windows offers (MS-SPNG 3.1.5.2, MS-NLMP 1.9).
var (
	oidSPNEGO  = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 2}
	oidWindows = asn1.ObjectIdentifier{1, 2, 840, 48018, 1, 2, 2}
	oidKRB5    = asn1.ObjectIdentifier{1, 2, 840, 113554, 1, 2, 2}
	oidNTLM    = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 311, 2, 2, 10}
)

func oid(o asn1.ObjectIdentifier) part {
	return func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(o) }
}

// Token is what a browser sends after "Negotiate": the ticket in a first message of SPNEGO. It asks the server to prove
// itself, too, as Windows does. A binding is that of the connection's TLS (RFC 5929); nil is none.
func (c *Client) Token(t *Ticket, binding []byte) []byte {
	const wantsMutual, replay, sequenced, confidential, integrity = 2, 4, 8, 16, 32
	sum := binary.LittleEndian.AppendUint32(nil, md5.Size)
	sum = append(sum, bound(binding)...)
	sum = binary.LittleEndian.AppendUint32(sum, wantsMutual|replay|sequenced|confidential|integrity)
	ap := t.apReq(forService, mutual, checksum{0x8003, sum}, c.now()) // RFC 4121 4.1.1
	inner := encoded(in(application(0), oid(oidKRB5), raw([]byte{1, 0}), raw(ap)))
	return encoded(in(application(0), oid(oidSPNEGO), field(0, sequence(
		field(0, sequence(oid(oidWindows), oid(oidKRB5), oid(oidNTLM))), field(2, octets(inner))))))
}

// bound is the hash of a channel binding (RFC 4121 4.1.1.2), and zeros where there is none.
func bound(binding []byte) []byte {
	if binding == nil {
		return make([]byte, md5.Size)
	}
	data := make([]byte, 16, 20+len(binding)) // no addresses
	data = append(binary.LittleEndian.AppendUint32(data, uint32(len(binding))), binding...)
	sum := md5.Sum(data)
	return sum[:]
}
