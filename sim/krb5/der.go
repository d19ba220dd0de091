package krb5

import (
	"errors"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

const generalString = asn1.Tag(27)

func context(n int) asn1.Tag     { return asn1.Tag(n).ContextSpecific().Constructed() }
func application(n int) asn1.Tag { return asn1.Tag(0x40 | n).Constructed() }

// A part writes one value.
type part func(*cryptobyte.Builder)

func in(tag asn1.Tag, parts ...part) part {
	return func(b *cryptobyte.Builder) {
		b.AddASN1(tag, func(b *cryptobyte.Builder) {
			for _, p := range parts {
				p(b)
			}
		})
	}
}

func field(n int, parts ...part) part { return in(context(n), parts...) }
func sequence(parts ...part) part     { return in(asn1.SEQUENCE, parts...) }
func number(n int64) part             { return func(b *cryptobyte.Builder) { b.AddASN1Int64(n) } }
func octets(data []byte) part         { return func(b *cryptobyte.Builder) { b.AddASN1OctetString(data) } }
func raw(data []byte) part            { return func(b *cryptobyte.Builder) { b.AddBytes(data) } }
func text(s string) part              { return in(generalString, raw([]byte(s))) }
func moment(t time.Time) part {
	return func(b *cryptobyte.Builder) { b.AddASN1GeneralizedTime(t.UTC().Truncate(time.Second)) }
}

// flags are KerberosFlags: 32 bits.
func flags(set uint32) part {
	return in(asn1.BIT_STRING, func(b *cryptobyte.Builder) { b.AddUint8(0); b.AddUint32(set) })
}

func encoded(p part) []byte {
	b := cryptobyte.NewBuilder(nil)
	p(b)
	return b.BytesOrPanic()
}

var errMalformed = errors.New("a message of Kerberos is malformed")

// fields are the tagged fields of a SEQUENCE, by number.
func fields(der []byte) (map[int][]byte, error) {
	s := cryptobyte.String(der)
	var body cryptobyte.String
	if !s.ReadASN1(&body, asn1.SEQUENCE) {
		return nil, errMalformed
	}
	list := map[int][]byte{}
	for !body.Empty() {
		var tag asn1.Tag
		var value cryptobyte.String
		if !body.ReadAnyASN1(&value, &tag) {
			return nil, errMalformed
		}
		list[int(tag&0x1f)] = value
	}
	return list, nil
}

// inside are the fields of a message.
func inside(der []byte, tag asn1.Tag) (map[int][]byte, error) {
	s := cryptobyte.String(der)
	var body cryptobyte.String
	if !s.ReadASN1(&body, tag) {
		return nil, errMalformed
	}
	return fields(body)
}

func readNumber(der []byte) (n int64, err error) {
	s := cryptobyte.String(der)
	if !s.ReadASN1Integer(&n) {
		return 0, errMalformed
	}
	return n, nil
}

func readOctets(der []byte) ([]byte, error) { return content(der, asn1.OCTET_STRING) }

func content(der []byte, tag asn1.Tag) ([]byte, error) {
	s := cryptobyte.String(der)
	var out cryptobyte.String
	if !s.ReadASN1(&out, tag) {
		return nil, errMalformed
	}
	return out, nil
}

// each calls do with every element of a SEQUENCE OF SEQUENCE.
func each(der []byte, do func(map[int][]byte) error) error {
	list, err := content(der, asn1.SEQUENCE)
	if err != nil {
		return err
	}
	for s := cryptobyte.String(list); !s.Empty(); {
		var one cryptobyte.String
		if !s.ReadASN1Element(&one, asn1.SEQUENCE) {
			return errMalformed
		}
		f, err := fields(one)
		if err != nil {
			return err
		}
		if err := do(f); err != nil {
			return err
		}
	}
	return nil
}
