package krb5

import (
	gocontext "context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/cryptobyte/asn1"
)

// Errors of the KDC that a client goes on after (RFC 4120 7.5.9).
const (
	wantsProof = 25
	skewed     = 37
)

// A Client is somebody at a machine.
type Client struct {
	KDC       string // its address and port
	Realm     string
	User      string
	Password  string
	Ahead     time.Duration // the machine's clock
	AsksAgain bool          // with the KDC's time, where that refuses the client's

	offset time.Duration // by which it corrects its clock
	proved bool
}

// Proved reports whether a proof of the password was sent.
func (c *Client) Proved() bool { return c.proved }

func (c *Client) now() time.Time { return time.Now().Add(c.Ahead + c.offset) }

// again calls ask, and once more with the KDC's time where the KDC refuses the clock.
func (c *Client) again(ask func() (*Ticket, error)) (*Ticket, error) {
	t, err := ask()
	var e *Error
	if !errors.As(err, &e) || e.Code != skewed || !c.AsksAgain {
		return t, err
	}
	c.offset = time.Until(e.time) - c.Ahead
	return ask()
}

// First asks for a first ticket (AS exchange): first without a proof, as Windows does, so that the KDC says how the
// password becomes a key.
func (c *Client) First(ctx gocontext.Context) (*Ticket, error) {
	me, to := principal{c.Realm, []string{c.User}}, service("krbtgt/"+c.Realm, c.Realm)
	answer, err := c.send(ctx, request(asRequest, body(&me, to, forwardable, c.now())))
	if err != nil {
		return nil, err
	}
	if len(answer) > 0 && asn1.Tag(answer[0]) != application(krbError) {
		return nil, errors.New("the KDC gives a ticket without a proof of the password")
	}
	err = readError(answer)
	var e *Error
	if !errors.As(err, &e) || e.Code != wantsProof {
		return nil, err
	}
	key, err := c.key(e.data)
	if err != nil {
		return nil, err
	}
	c.proved = true
	return c.again(func() (*Ticket, error) {
		answer, err := c.send(ctx, request(asRequest, body(&me, to, forwardable, c.now()), timestamp(key, c.now())))
		if err != nil {
			return nil, err
		}
		return named(me, to)(readReply(answer, asReply, forFirstReply, key))
	})
}

// For asks for a ticket for a service, HTTP/web1, with a first one (TGS exchange). It is to be forwardable where the
// first one is: that of a member of Protected Users is not, and Samba's controller answers 13 to who asks for it then.
func (c *Client) For(ctx gocontext.Context, first *Ticket, name string) (*Ticket, error) {
	to := service(name, c.Realm)
	return c.again(func() (*Ticket, error) {
		b := body(nil, to, first.options, c.now())
		proof := first.apReq(forRequest, 0, checksum{hmacSHA1, sum(derived(first.key, forRequestChecksum, 0x99), b)}, c.now())
		answer, err := c.send(ctx, request(tgsRequest, b, padata(paRequest, proof)))
		if err != nil {
			return nil, err
		}
		t, err := named(first.client, to)(readReply(answer, tgsReply, forReply, first.key))
		if err == nil && t.refers() {
			return nil, errors.New("the KDC refers to another realm, which is not asked")
		}
		return t, err
	})
}

// named says whose ticket it is, and for what.
func named(client, to principal) func(*Ticket, error) (*Ticket, error) {
	return func(t *Ticket, err error) (*Ticket, error) {
		if err != nil {
			return nil, err
		}
		t.client, t.Service = client, to.String()
		return t, nil
	}
}

// keys are those that passwords were made into: it takes some milliseconds.
var keys sync.Map

// key is the password's, with the salt that the KDC says in an error.
func (c *Client) key(methods []byte) ([]byte, error) {
	salt, err := saltOf(methods, c.Realm+c.User)
	if err != nil {
		return nil, err
	}
	id := [2]string{c.Password, salt}
	if k, ok := keys.Load(id); ok {
		return k.([]byte), nil
	}
	k, err := keyOf(c.Password, salt, 4096)
	if err == nil {
		keys.Store(id, k)
	}
	return k, err
}

// saltOf reads METHOD-DATA: the salt of PA-ETYPE-INFO2, where it has one.
func saltOf(methods []byte, usual string) (salt string, err error) {
	salt = usual
	err = each(methods, func(pa map[int][]byte) error {
		kind, err := readNumber(pa[1])
		if err != nil || kind != paSalt {
			return err
		}
		list, err := readOctets(pa[2])
		if err != nil {
			return err
		}
		return each(list, func(info map[int][]byte) error {
			if kind, err := readNumber(info[0]); err != nil || kind != aes256 || info[1] == nil {
				return err
			}
			text, err := content(info[1], generalString)
			salt = string(text)
			return err
		})
	})
	return salt, err
}

const longest = 1 << 20 // bytes of an answer

// send asks the KDC over TCP (RFC 4120 7.2.2).
func (c *Client) send(ctx gocontext.Context, message []byte) ([]byte, error) {
	ctx, cancel := gocontext.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", c.KDC)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	conn.SetDeadline(deadline)
	if _, err := conn.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(message))), message...)); err != nil {
		return nil, err
	}
	var size [4]byte
	if _, err := io.ReadFull(conn, size[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > longest {
		return nil, errMalformed
	}
	answer := make([]byte, n)
	_, err = io.ReadFull(conn, answer)
	return answer, err
}

// Name is a principal of a host, without the realm.
func Name(class, host string) string { return class + "/" + strings.ToLower(host) }
