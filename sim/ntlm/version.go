package ntlm

import "encoding/binary"

// A Version is the VERSION structure, MS-NLMP 2.2.2.10. It is for debugging only; the zero Version is what a
// message holds when none was negotiated.
type Version struct {
	Major, Minor uint8
	Build        uint16
	Revision     uint8 // of NTLMSSP; 15 since Windows Server 2003
}

func (v Version) append(b []byte) []byte {
	b = append(b, v.Major, v.Minor)
	b = binary.LittleEndian.AppendUint16(b, v.Build)
	return append(b, 0, 0, 0, v.Revision)
}

// parseVersion reads 8 bytes and ignores the three reserved ones.
func parseVersion(b []byte) Version {
	return Version{Major: b[0], Minor: b[1], Build: binary.LittleEndian.Uint16(b[2:]), Revision: b[7]}
}
