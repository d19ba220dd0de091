package replay

import (
	"context"
	"errors"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb"
)

// A Model is a Server that answers as the model predicts for a machine, without a network.
type Model struct {
	World   *logon.World
	Machine string
	History *logon.History // of earlier attempts; nil: every attempt is the first
}

// Try predicts the answer to the attempt.
func (m Model) Try(_ context.Context, a smb.Attempt) (smb.Observation, error) {
	history := m.History
	if history == nil {
		history = logon.NewHistory(m.World)
	}
	setups, problems := history.Ask(logon.Attempt{Send: new(send(m.Machine, a))})
	if len(problems) > 0 {
		return smb.Observation{}, &smb.NotAnswered{Stage: smb.StageConnect, Why: "the model has no such question", Err: errors.New(problems[0].Error())}
	}
	want := Predicted(logon.Joined(setups))
	o := smb.Observation{Client: "model", Setup: uint32(want.Setup), Sent: smb.Sent{Authenticate: true, Domain: a.Domain, User: a.User,
		Workstation: a.Workstation, Response: a.Response}}
	switch want.Session {
	case logon.Guest:
		o.SessionFlags = smb.SessionGuest
	case logon.Anonymous:
		o.SessionFlags = smb.SessionNull
	}
	if want.Tree != nil {
		tree := uint32(*want.Tree)
		o.Tree, o.Sent.Share = &tree, a.ShareName()
	}
	return o, nil
}

// Keep is Try. The session answers further tree connects as the model predicts them for the same attempt.
func (m Model) Keep(ctx context.Context, a smb.Attempt) (smb.Observation, smb.Session, error) {
	o, err := m.Try(ctx, a)
	if err != nil || o.Setup != uint32(logon.StatusSuccess) {
		return o, nil, err
	}
	return o, modelSession{m, a}, nil
}

// A modelSession is a session at a Model.
type modelSession struct {
	model   Model
	attempt smb.Attempt
}

// Connect predicts the answer to a tree connect.
func (s modelSession) Connect(ctx context.Context, share string) (smb.Observation, error) {
	s.attempt.Share, s.model.History = share, nil
	o, err := s.model.Try(ctx, s.attempt)
	o.Sent.Authenticate = false
	return o, err
}

func (modelSession) Close() error { return nil }
