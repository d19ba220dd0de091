package webserver

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A devtools is a connection to a browser by the DevTools protocol over a pipe: each message is JSON, ended by a zero
// byte. Commands are sent one after another.
type devtools struct {
	to   io.Writer
	from chan message
	sent int
	seen func(message) error // is told each event
}

// A message is a command, its answer or an event.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

var errBrowserEnded = errors.New("the browser has ended")

func newDevtools(to io.Writer, from io.Reader) *devtools {
	d := &devtools{to: to, from: make(chan message, 1000)}
	go d.listen(bufio.NewReader(from))
	return d
}

// listen takes in what the browser says, until it ends.
func (d *devtools) listen(from *bufio.Reader) {
	defer close(d.from)
	for {
		text, err := from.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(text[:len(text)-1], &m) == nil {
			d.from <- m
		}
	}
}

// send sends a command.
func (d *devtools) send(session, method string, params any) (id int, err error) {
	d.sent++
	m := message{ID: d.sent, Session: session, Method: method}
	if m.Params, err = json.Marshal(params); err != nil {
		return 0, err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return 0, err
	}
	_, err = d.to.Write(append(text, 0))
	return d.sent, err
}

// call sends a command, and waits for its answer.
func (d *devtools) call(ctx context.Context, session, method string, params, result any) error {
	id, err := d.send(session, method, params)
	if err != nil {
		return err
	}
	for {
		m, err := d.next(ctx)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", method, err)
		case m.ID != id:
		case m.Error != nil:
			return fmt.Errorf("%s: %s", method, m.Error.Message)
		case result == nil:
			return nil
		default:
			return json.Unmarshal(m.Result, result)
		}
	}
}

// next is the next message. An event is handed on first.
func (d *devtools) next(ctx context.Context) (message, error) {
	select {
	case <-ctx.Done():
		return message{}, ctx.Err()
	case m, ok := <-d.from:
		switch {
		case !ok:
			return m, errBrowserEnded
		case m.Method == "" || d.seen == nil:
			return m, nil
		}
		return m, d.seen(m)
	}
}
