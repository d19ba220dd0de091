package webserver

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/web"
)

// A Directory is a domain of Active Directory that runs already. Its KDC gives the tickets, and the sites hold keys
// that its controller has.
type Directory struct {
	KDC     string            // where its controller listens: HOST:PORT
	Keys    map[string][]Held // of today, by the account's name, in capitals
	Address string            // of the machine that has the sites
	Network []string          // what runs a program in that machine's network; the program follows
}

// Held is a key of an account. A ticket for a user's account that does not say what it supports is sealed with RC4.
type Held struct {
	Version, Type int
	Key           string // in hexadecimal digits
}

var (
	heldLine  = regexp.MustCompile(`(?m)^ *(\d+) ([^\s@/]+)@\S+ \((?:DEPRECATED:)?([a-z0-9-]+)\) +\(0x([0-9a-f]+)\)`)
	heldTypes = map[string]int{"aes256-cts-hmac-sha1-96": 18, "aes128-cts-hmac-sha1-96": 17, "arcfour-hmac": 23}
)

// ReadKeys reads the keys of accounts in what klist -k -K -e says of a keytab. Names of services, which have a slash,
// are left out.
func ReadKeys(said string) map[string][]Held {
	keys := map[string][]Held{}
	for _, m := range heldLine.FindAllStringSubmatch(said, -1) {
		version, _ := strconv.Atoi(m[1])
		if name := strings.ToUpper(m[2]); heldTypes[m[3]] != 0 {
			keys[name] = append(keys[name], Held{version, heldTypes[m[3]], m[4]})
		}
	}
	return keys
}

// keytab is a keytab (MIT Kerberos, keytab file format, 0x0502) of the keys that a site holds, under each of some
// principals: NAME/HOST@REALM.
func (d *Directory) keytab(principals []string, held []kerberos.Key) ([]byte, error) {
	file := []byte{5, 2}
	for _, principal := range principals {
		for _, k := range held {
			keys := d.Keys[strings.ToUpper(k.Of.Name)]
			if len(keys) == 0 || k.Version != k.Of.Version {
				return nil, fmt.Errorf("the directory shows no key of version %d of %s", k.Version, k.Of.Full())
			}
			for _, h := range keys {
				entry, err := h.entry(principal)
				if err != nil {
					return nil, err
				}
				file = append(binary.BigEndian.AppendUint32(file, uint32(len(entry))), entry...)
			}
		}
	}
	return file, nil
}

// entry is the key in a keytab, under the name of a service.
func (h Held) entry(principal string) ([]byte, error) {
	key, err := hex.DecodeString(h.Key)
	if err != nil {
		return nil, err
	}
	name, realm, _ := strings.Cut(principal, "@")
	parts := strings.Split(name, "/")
	entry := binary.BigEndian.AppendUint16(nil, uint16(len(parts)))
	for _, text := range append([]string{realm}, parts...) {
		entry = append(binary.BigEndian.AppendUint16(entry, uint16(len(text))), text...)
	}
	entry = append(entry, 0, 0, 0, 2, 0, 0, 0, 0, byte(h.Version)) // the type of a name, and no time
	entry = binary.BigEndian.AppendUint16(entry, uint16(h.Type))
	entry = append(binary.BigEndian.AppendUint16(entry, uint16(len(key))), key...)
	return binary.BigEndian.AppendUint32(entry, uint32(h.Version)), nil
}

// PrepareBeside is Prepare for parts that stand beside a domain of Active Directory. The topology must say what it is.
func PrepareBeside(d *Directory, c Client, t web.Topology, attempts []web.Attempt) (Plan, error) {
	return prepare(d, c, t, attempts)
}
