package lab

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// A names answers DNS questions inside the lab: those of a domain by asking its controller, all others with "there is
// no such name". Nothing ever leaves the lab.
type names struct {
	zones map[string]string // by DNS name, the address of the controller's name server

	mu   sync.Mutex
	lost map[[2]string]bool // who does not find which domain: an address, and a DNS name
}

// lose makes a domain be no longer found from an address.
func (n *names) lose(address, zone string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lost[[2]string{address, zone}] = true
}

func (n *names) finds(from net.Addr, zone string) bool {
	host, _, _ := net.SplitHostPort(from.String())
	n.mu.Lock()
	defer n.mu.Unlock()
	return !n.lost[[2]string{host, zone}]
}

// serveNames answers at the lab's own address until the process ends.
func serveNames(p Plan) (*names, error) {
	n := &names{zones: map[string]string{}, lost: map[[2]string]bool{}}
	for _, d := range p.Domains {
		if s, ok := p.Server(d.Controller); ok && s.Kind == ADController {
			n.zones[d.DNS] = s.Address + ":53"
		}
	}
	at := address(labHost) + ":53"
	udp, err := net.ListenPacket("udp4", at)
	if err != nil {
		return nil, err
	}
	tcp, err := net.Listen("tcp4", at)
	if err != nil {
		udp.Close()
		return nil, err
	}
	go n.datagrams(udp)
	go n.streams(tcp)
	return n, nil
}

func (n *names) datagrams(c net.PacketConn) {
	for {
		buffer := make([]byte, 4096)
		size, from, err := c.ReadFrom(buffer)
		if err != nil {
			return
		}
		go func() {
			if answer := n.answer("udp4", from, buffer[:size]); answer != nil {
				_, _ = c.WriteTo(answer, from)
			}
		}()
	}
}

func (n *names) streams(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			for {
				question, err := readFrame(c)
				if err != nil {
					return
				}
				answer := n.answer("tcp4", c.RemoteAddr(), question)
				if answer == nil || writeFrame(c, answer) != nil {
					return
				}
			}
		}()
	}
}

// answer is the answer of the controller of the name's domain; nil where the question is malformed, or is not answered.
func (n *names) answer(network string, from net.Addr, question []byte) []byte {
	name, err := questionName(question)
	if err != nil {
		return nil
	}
	for zone, server := range n.zones {
		if (name == zone || strings.HasSuffix(name, "."+zone)) && n.finds(from, zone) {
			return forward(network, server, question)
		}
	}
	return noSuchName(question)
}

// forward asks a name server.
func forward(network, server string, question []byte) []byte {
	c, err := net.DialTimeout(network, server, 2*time.Second)
	if err != nil {
		return nil
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(2 * time.Second))
	if network == "tcp4" {
		if writeFrame(c, question) != nil {
			return nil
		}
		answer, _ := readFrame(c)
		return answer
	}
	if _, err := c.Write(question); err != nil {
		return nil
	}
	buffer := make([]byte, 4096)
	size, err := c.Read(buffer)
	if err != nil {
		return nil
	}
	return buffer[:size]
}

var errQuestion = errors.New("not a DNS question")

// questionName is the name that the first question of a message asks for, in lower case, without the last dot
// (RFC 1035 4.1).
func questionName(message []byte) (string, error) {
	if len(message) < 12 || message[2]&0x80 != 0 || binary.BigEndian.Uint16(message[4:]) == 0 {
		return "", errQuestion
	}
	var labels []string
	for rest := message[12:]; len(rest) > 0; {
		size := int(rest[0])
		switch {
		case size == 0:
			return strings.ToLower(strings.Join(labels, ".")), nil
		case size > 63 || len(rest) < 1+size:
			return "", errQuestion
		}
		labels = append(labels, string(rest[1:1+size]))
		rest = rest[1+size:]
	}
	return "", errQuestion
}

// noSuchName is the question with the answer NXDOMAIN.
func noSuchName(question []byte) []byte {
	answer := append([]byte(nil), question[:12]...)
	answer[2] |= 0x80                                            // a response
	answer[3] = answer[3]&0x70 | 0x83                            // recursion available, NXDOMAIN
	copy(answer[6:12], make([]byte, 6))                          // no records
	for rest := question[12:]; ; rest = question[len(answer):] { // the question itself
		size := int(rest[0])
		if size == 0 {
			end := min(len(question), len(answer)+5)
			binary.BigEndian.PutUint16(answer[4:], 1)
			return append(answer, question[len(answer):end]...)
		}
		answer = append(answer, rest[:1+size]...)
	}
}

func readFrame(r io.Reader) ([]byte, error) {
	var size [2]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	data := make([]byte, binary.BigEndian.Uint16(size[:]))
	_, err := io.ReadFull(r, data)
	return data, err
}

func writeFrame(w io.Writer, data []byte) error {
	_, err := w.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(data))), data...))
	return err
}
