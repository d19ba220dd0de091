package lab

import (
	"encoding/binary"
	"net"
	"strings"
)

// A netbiosName is a name that a machine answers to, with the service that the last of its 16 bytes stands for.
type netbiosName struct {
	Name    string
	Service byte
	Group   bool
}

// The services of names.
const (
	workstationService = 0x00
	controllerService  = 0x1c // all controllers of a domain
	serverService      = 0x20
)

// netbios is the names that nmbd would register for a controller that is found by them, five seconds after it has
// started. winbindd asks a controller for them to learn what it is called, and asks nothing else of NetBIOS.
func (p Plan) netbios(s Server) []netbiosName {
	if s.Kind != NT4Controller && (s.Kind != ADController || !p.old(s.Domain)) {
		return nil
	}
	return []netbiosName{{s.Name, workstationService, false}, {s.Name, serverService, false}, {s.Domain, workstationService, true},
		{s.Domain, controllerService, true}}
}

// nodeStatus answers a NODE STATUS REQUEST (RFC 1002 4.2.17) with the names of a machine; nil where the question is
// another one.
func nodeStatus(question []byte, names []netbiosName) []byte {
	const header, name = 12, 34
	if len(question) < header+name+4 || question[2]&0xf8 != 0 || binary.BigEndian.Uint16(question[4:]) != 1 ||
		binary.BigEndian.Uint32(question[header+name:]) != 0x00210001 {
		return nil
	}
	answer := append([]byte(nil), question[:2]...)
	answer = append(answer, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0) // a response with authority, one record
	answer = append(answer, question[header:header+name+4]...)
	answer = append(answer, 0, 0, 0, 0) // keep it for no time
	const statistics = 46
	answer = binary.BigEndian.AppendUint16(answer, uint16(1+18*len(names)+statistics))
	answer = append(answer, byte(len(names)))
	for _, n := range names {
		flags := uint16(0x0400) // active
		if n.Group {
			flags |= 0x8000
		}
		answer = append(answer, (n.Name + strings.Repeat(" ", MaxName))[:MaxName]...)
		answer = binary.BigEndian.AppendUint16(append(answer, n.Service), flags)
	}
	return append(answer, make([]byte, statistics)...)
}

// answerNodeStatus answers on the port of the NetBIOS name service until the process ends.
func answerNodeStatus(names []netbiosName) error {
	c, err := net.ListenPacket("udp4", ":137")
	if err != nil {
		return err
	}
	go func() {
		buffer := make([]byte, 1500)
		for {
			size, from, err := c.ReadFrom(buffer)
			if err != nil {
				return
			}
			if answer := nodeStatus(buffer[:size], names); answer != nil {
				_, _ = c.WriteTo(answer, from)
			}
		}
	}()
	return nil
}
