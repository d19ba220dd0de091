package smb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hirochachacha/go-smb2"

	"ntlmsim/sim/ntlm"
)

// GoSMB2 makes attempts with go-smb2, a client written by others, and observes what it sends and receives.
//
// The observation counts, not the library's error: go-smb2 turns some statuses into errors without a code (conn.go,
// accept), and others into text. Only the tree connect of an encrypted session cannot be seen; there the library's
// error is the answer.
//
// There is no LOGOFF, since go-smb2 gives it no deadline: the session ends with the connection (MS-SMB2 3.3.7.1).
type GoSMB2 struct {
	Addr    string        // host:port
	Timeout time.Duration // of one attempt; 0 is DefaultTimeout
	Dialect uint16        // the only one to offer; 0 offers all from 2.0.2 to 3.1.1
	Sign    bool          // send that signing is required
	Dial    DialFunc      // nil dials TCP
}

const goSMB2Name = "go-smb2"

// Try makes one attempt on a new connection.
func (g GoSMB2) Try(ctx context.Context, a Attempt) (Observation, error) {
	o, session, err := g.Keep(ctx, a)
	if session != nil {
		session.Close()
	}
	return o, err
}

// Express is *CannotExpress if the client cannot send the attempt as it is written. It sends nothing.
func (g GoSMB2) Express(a Attempt) error {
	if why := inexpressible(a); why != "" {
		return &CannotExpress{Client: goSMB2Name, Why: why}
	}
	return nil
}

// inexpressible is the reason why go-smb2 v1.1.0 would send something else than the attempt, or nothing; "" if there is
// none.
func inexpressible(a Attempt) string {
	if why := a.unsendable(); why != "" {
		return why
	}
	switch {
	case a.User == "":
		return "it refuses an empty user name (client.go, DialContext)"
	case a.Domain == "":
		return "it replaces an empty domain by the server's target name (internal/ntlm/client.go, Authenticate)"
	case a.Response != ntlm.NTLMv2:
		return fmt.Sprintf("it sends NTLMv2 only, not %s", a.Response)
	case a.Salt != nil && *a.Salt != a.Domain:
		return "it hashes with the domain it sends"
	case strings.ContainsAny(a.Share, `/\`):
		return "its share names have no separators"
	}
	return ""
}

// talk logs on and connects to the share. If the library has a session, err is that of the tree connect.
func (g GoSMB2) talk(ctx context.Context, conn *gatedConn, a Attempt) (s *smb2.Session, err error) {
	defer recovered(&err)
	d := smb2.Dialer{
		Negotiator: smb2.Negotiator{RequireMessageSigning: g.Sign, SpecifiedDialect: g.Dialect},
		Initiator:  &smb2.NTLMInitiator{User: a.User, Password: a.Password, Domain: a.Domain, Workstation: a.Workstation},
	}
	if s, err = d.DialContext(ctx, conn); err != nil {
		return nil, conn.reason(err)
	}
	if err = g.mount(ctx, conn, s, a.Share); errors.Is(err, errUnreadable) {
		return nil, err
	}
	return s, err
}

// mount connects to a share in a session.
func (g GoSMB2) mount(ctx context.Context, conn *gatedConn, s *smb2.Session, share string) (err error) {
	defer recovered(&err)
	_, err = s.WithContext(ctx).Mount(`\\` + host(g.Addr) + `\` + Attempt{Share: share}.ShareName())
	return conn.reason(err)
}

var errUnreadable = errors.New("go-smb2 cannot read what the server sent")

// recovered makes a panic of go-smb2 an error. What the server sends can make it panic in this goroutine, too
// (spnego.go: no mechanism selected; response.go: offsets that wrap): then there is no answer.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", errUnreadable, p)
	}
}

// reason is the cause inside go-smb2's errors, which have no Unwrap.
func (g *gatedConn) reason(err error) error {
	var transport *smb2.TransportError
	var ended *smb2.ContextError
	switch {
	case errors.As(err, &transport):
		return transport.Err
	case errors.As(err, &ended):
		return ended.Err
	}
	return err
}

// outcome is the result of an attempt, from what was seen and from go-smb2's error.
func (s seen) outcome(ctx context.Context, session bool, err error) (Observation, error) {
	switch {
	case s.doubt != nil:
		return s.Observation, s.doubt
	case s.answered[cmdNegotiate] && s.negotiate != statusSuccess:
		return s.Observation, refusedDialect(s.negotiate)
	case s.answered[cmdSessionSetup] && s.Setup != statusSuccess && s.Setup != statusMoreProcessing:
		return s.Observation, nil
	case session && s.answered[cmdTreeConnect] && !disbelieved(err):
		return s.Observation, nil
	case session && s.Encrypted:
		if status, ok := treeStatus(err); ok {
			s.Tree = &status
			return s.Observation, nil
		}
	}
	if err == nil {
		err = errors.New("go-smb2 has a session that the observer did not see")
	}
	return s.Observation, notAnswered(ctx, s.stage(session), err)
}

// disbelieved reports whether go-smb2 rejected the answer because of its signature (conn.go, tryVerify). Then the
// observation does not count either: the answer may not come from the server.
func disbelieved(err error) bool {
	var invalid *smb2.InvalidResponseError
	return errors.As(err, &invalid) && (invalid.Message == "unverified packet returned" || invalid.Message == "signing required")
}

// stage is the first one without an answer.
func (s seen) stage(session bool) string {
	switch {
	case session:
		return StageTree
	case s.answered[cmdNegotiate]:
		return StageSession
	}
	return StageNegotiate
}

func refusedDialect(status uint32) *NotAnswered {
	return &NotAnswered{Stage: StageNegotiate, Why: "the server refused the dialect", Status: status}
}

// treeStatus is the status behind go-smb2's error of a tree connect (conn.go, accept). os.ErrNotExist stands for two
// statuses, so the result is false.
func treeStatus(err error) (uint32, bool) {
	var response *smb2.ResponseError
	switch {
	case err == nil:
		return statusSuccess, true
	case errors.As(err, &response):
		return response.Code, true
	case errors.Is(err, os.ErrPermission):
		return statusAccessDenied, true
	}
	return 0, false
}
