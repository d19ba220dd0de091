package foreign

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

//go:embed impacket.py
var script string

// An Impacket is the Python library of that name, whose client has its own implementation of NTLM. One process makes
// all attempts, each on a new connection.
type Impacket struct {
	at       Place
	process  *exec.Cmd // nil: it has not been started
	cancel   context.CancelFunc
	requests io.WriteCloser
	answers  *bufio.Reader
	words    bytes.Buffer // its standard error
}

// NewImpacket is impacket at a place.
func NewImpacket(at Place) *Impacket { return &Impacket{at: at} }

func (*Impacket) Name() string { return "impacket" }

// python is Debian's, for which the package is; it looks for modules nowhere else (-I), and writes none (-B).
var python = []string{"/usr/bin/python3", "-I", "-B"}

func (*Impacket) Missing() string {
	if exec.Command(python[0], append(python[1:], "-c", "import impacket.smbconnection")...).Run() != nil {
		return "python3-impacket"
	}
	return ""
}

// Cannot is from impacket's source, 0.10.
func (*Impacket) Cannot(s logon.Send) string {
	switch {
	case s.Response == ntlm.None && s.User == "" && s.Password == "":
	case s.Response != ntlm.NTLMv2:
		return fmt.Sprintf("it sends NTLMv2 only, not %s (ntlm.py, USE_NTLMv2)", s.Response)
	case s.User == "" && s.Password == "":
		return "without a user and a password it is anonymous (ntlm.py, computeResponseNTLMv2)"
	}
	switch {
	case s.Salt != nil && *s.Salt != s.Domain:
		return "it hashes with the domain it sends (ntlm.py, NTOWFv2)"
	case strings.ContainsAny(s.Share, `\`):
		return "its share names have no separators (smb3.py, connectTree)"
	case strings.ContainsFunc(s.User+s.Domain+s.Password+s.Workstation+s.Share, func(r rune) bool { return r > 0xffff }):
		return "it counts characters where a path has 16 bits for each (smb3.py, connectTree)"
	}
	return ""
}

// A request is the script's input.
type request struct {
	Host        string `json:"host"`
	Port        int    `json:"port"`
	Share       string `json:"share"`
	Domain      string `json:"domain"`
	User        string `json:"user"`
	Password    string `json:"password"`
	Workstation string `json:"workstation"`
	Timeout     int    `json:"timeout"` // in seconds
	Times       int    `json:"times"`
	Threads     int    `json:"threads"`
}

// Try makes one attempt.
func (c *Impacket) Try(ctx context.Context, host, port string, s logon.Send) (Answer, error) {
	return c.Often(ctx, host, port, s, 1, 1)
}

// Often makes an attempt so many times, by so many threads. Answers that are not all the same are an error.
func (c *Impacket) Often(ctx context.Context, host, port string, s logon.Send, times, threads int) (Answer, error) {
	number, err := strconv.Atoi(port)
	if err != nil {
		return Answer{}, fmt.Errorf("impacket: port %q", port)
	}
	line, err := json.Marshal(request{host, number, orElse(s.Share, "IPC$"), s.Domain, s.User, s.Password, s.Workstation, 60, times, threads})
	if err != nil {
		return Answer{}, err
	}
	if err := c.start(); err != nil {
		return Answer{}, err
	}
	stop := context.AfterFunc(ctx, c.cancel)
	defer stop()
	if _, err := c.requests.Write(append(line, '\n')); err != nil {
		return Answer{}, c.ended(ctx, err)
	}
	said, err := c.answers.ReadBytes('\n')
	if err != nil {
		return Answer{}, c.ended(ctx, err)
	}
	return read(said)
}

// start starts the process, unless it runs.
func (c *Impacket) start() error {
	if c.process != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := c.at.command(ctx, append(python, "-c", script)...)
	cmd.Stderr, cmd.WaitDelay = &c.words, 5*time.Second
	in, err := cmd.StdinPipe()
	if err != nil {
		cancel()
		return err
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		return fmt.Errorf("impacket: %w", err)
	}
	c.process, c.cancel, c.requests, c.answers = cmd, cancel, in, bufio.NewReader(out)
	return nil
}

// ended is the reason why there was no answer; the next attempt has a new process.
func (c *Impacket) ended(ctx context.Context, err error) error {
	err = errors.Join(ctx.Err(), err)
	_ = c.Close()
	return fmt.Errorf("impacket: %w: %s", err, strings.TrimSpace(c.words.String()))
}

// Close ends the process, which ends by itself when its input does.
func (c *Impacket) Close() error {
	if c.process == nil {
		return nil
	}
	_ = c.requests.Close()
	err := c.process.Wait()
	c.cancel()
	c.process = nil
	return err
}

// read is the script's answer.
func read(line []byte) (Answer, error) {
	var said struct {
		Setup logon.Status
		Guest *bool
		Tree  *logon.Status
		Error string
	}
	if err := json.Unmarshal(line, &said); err != nil {
		return Answer{}, fmt.Errorf("impacket: %w", err)
	}
	if said.Error != "" {
		return Answer{}, errors.New("impacket: " + said.Error)
	}
	a := Answer{Setup: said.Setup.Name(), Guest: said.Guest}
	if said.Tree != nil {
		a.Tree = said.Tree.Name()
	}
	return a, nil
}
