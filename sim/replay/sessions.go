package replay

import (
	"context"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb"
)

// sessions are those that attempts leave, where a file keeps connections: a client that is predicted to use the session
// it has connects to the share in it, and sends no session setup. Nothing is spent for that.
type sessions struct {
	keeps bool
	at    place
	open  map[place]map[string]kept // by the clients' names
	tried map[place]bool            // a session setup was made there
}

// A place is a session at a client, and the name by which it calls a server.
type place struct {
	from   string
	as     logon.LogonSession
	server string
}

// A kept is a session of a client that is open.
type kept struct {
	session smb.Session // nil in a plan
	sent    logon.Send  // what its session setup carried
}

func newSessions(file *scenarios.File) *sessions {
	return &sessions{keeps: file.Kept, open: map[place]map[string]kept{}, tried: map[place]bool{}}
}

// placeOf is where an attempt is made, and the server's name in it.
func placeOf(a logon.Attempt, server string) place {
	return place{strings.ToUpper(a.From), a.LogonSession(), strings.ToUpper(server)}
}

// next is the attempt that is made next, and the name by which it calls the server.
func (s *sessions) next(a logon.Attempt, called string) { s.at = placeOf(a, called) }

// try makes a session setup, and keeps the session if the file keeps connections.
func (s *sessions) try(ctx context.Context, c Client, o logon.Outcome) (smb.Observation, error) {
	keeper, ok := c.Server.(smb.Keeper)
	if !ok || !s.keeps || s.at.from == "" {
		return c.Server.Try(ctx, attempt(o.Sent))
	}
	s.tried[s.at] = true
	seen, session, err := keeper.Keep(ctx, attempt(o.Sent))
	if session == nil {
		return seen, err
	}
	s.hold(c, kept{session, o.Sent})
	return seen, err
}

// plan is try without sending anything: the session is there if it is granted.
func (s *sessions) plan(c Client, o logon.Outcome, granted bool) {
	if _, ok := c.Server.(smb.Keeper); !ok || !s.keeps || s.at.from == "" {
		return
	}
	s.tried[s.at] = true
	if granted {
		s.hold(c, kept{sent: o.Sent})
	}
}

// hold keeps a session of a client, in place of the one that it had.
func (s *sessions) hold(c Client, k kept) {
	if s.open[s.at] == nil {
		s.open[s.at] = map[string]kept{}
	}
	s.open[s.at][c.Name].end()
	s.open[s.at][c.Name] = k
}

// end closes the session, if it is a real one.
func (k kept) end() {
	if k.session != nil {
		k.session.Close()
	}
}

// has reports whether a client has the session that the attempt uses.
func (s *sessions) has(c Client) bool {
	_, ok := s.open[s.at][c.Name]
	return ok
}

// having are the clients that have the session that the attempt uses.
func (s *sessions) having(clients []Client) []Client {
	return slices.DeleteFunc(slices.Clone(clients), func(c Client) bool { return !s.has(c) })
}

// refused reports whether the session that the attempt would use was asked for, and no client has it.
func (s *sessions) refused(clients []Client) bool {
	return s.tried[s.at] && len(s.having(clients)) == 0
}

// connect connects to a share in the session that the client has.
func (s *sessions) connect(ctx context.Context, c Client, o logon.Outcome, plan bool) Finding {
	at, ok := s.open[s.at][c.Name]
	switch {
	case c.Recorded:
		return Finding{Client: c.Name, Verdict: NotAsked, Why: "a recording has session setups only, and here the session that is there is used"}
	case !ok:
		return Finding{Client: c.Name, Verdict: NotAsked, Why: "the session that it uses is not there, and nobody knows its password"}
	case plan:
		return Finding{Client: c.Name, Verdict: Planned}
	}
	seen, err := at.session.Connect(ctx, o.Sent.Share)
	share := o.Sent.Share
	o.Sent = at.sent
	o.Sent.Share = share
	judged := seen
	judged.Sent.Authenticate = true // by the session setup before
	f := judge(c.Name, o, judged, err)
	f.Seen = seen
	return f
}

// left ends the sessions that the attempts so far have ended.
func (s *sessions) left(w *logon.World, a logon.Attempt) {
	if a.From == "" {
		return
	}
	there := map[place]bool{}
	for _, c := range w.Connections(a.From, a.LogonSession()) {
		there[placeOf(a, c.Server)] = true
	}
	for at := range s.open {
		if here := placeOf(a, at.server); here == at && !there[at] {
			s.end(at)
		}
	}
}

func (s *sessions) end(at place) {
	for _, k := range s.open[at] {
		k.end()
	}
	delete(s.open, at)
}

func (s *sessions) close() {
	for at := range s.open {
		s.end(at)
	}
}
