package foreign

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// A Smbclient is Samba's own client, a process for each attempt. It shows the status of the step that failed.
type Smbclient struct{ at Place }

// NewSmbclient is smbclient at a place.
func NewSmbclient(at Place) *Smbclient { return &Smbclient{at} }

func (*Smbclient) Name() string { return "smbclient" }

func (*Smbclient) Close() error { return nil }

func (*Smbclient) Missing() string {
	if _, err := exec.LookPath("smbclient"); err != nil {
		return "smbclient"
	}
	return ""
}

// Workstation is the name that smbclient sends where the attempt has none: it always sends one.
const Workstation = "CLIENT"

// Cannot is from samba-lab: smbclient cannot choose a salt, nor LM alone; an empty domain needs a user like \USER1.
func (*Smbclient) Cannot(s logon.Send) string {
	switch {
	case s.Domain != strings.ToUpper(s.Domain):
		return "it sends the domain in upper case"
	case s.Workstation != strings.ToUpper(s.Workstation):
		return "it sends the workstation in upper case"
	case s.Salt != nil && *s.Salt != s.Domain:
		return "it hashes with the domain it sends"
	case s.Response != ntlm.NTLMv2 && s.Response != ntlm.ESS && s.Response != ntlm.None:
		return fmt.Sprintf("it sends NTLMv2 or ESS, not %s alone", s.Response)
	case (s.User == "") != (s.Response == ntlm.None):
		return "it is anonymous without a user, and only then"
	case s.User == "" && s.Domain != "":
		return "it sends no domain when it is anonymous"
	case strings.ContainsAny(s.User+s.Domain+s.Password, `%/`), strings.Contains(s.User, "@"):
		return "its -U means something by %, / and @"
	}
	return ""
}

// Options are the arguments after which smbclient reads no configuration, writes only to the place's directory, and
// sends this response from this workstation.
func (c *Smbclient) options(s logon.Send) []string {
	v2 := "yes"
	if s.Response == ntlm.ESS {
		v2 = "no"
	}
	args := []string{"-s", "/dev/null"}
	for _, option := range []string{
		"netbios name=" + orElse(s.Workstation, Workstation), "client use kerberos=off", "client ntlmv2 auth=" + v2,
		"client min protocol=SMB2", "disable netbios=yes", "private dir=" + c.at.Dir, "lock directory=" + c.at.Dir,
		"state directory=" + c.at.Dir, "cache directory=" + c.at.Dir, "log file=/dev/null",
	} {
		args = append(args, "--option="+option)
	}
	return args
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

var (
	setupFailed = regexp.MustCompile(`session setup failed: NT_(STATUS_\w+)`)
	treeFailed  = regexp.MustCompile(`tree connect failed: NT_(STATUS_\w+)`)
)

// Try runs smbclient, which names the status that the session setup or the tree connect failed with.
func (c *Smbclient) Try(ctx context.Context, host, port string, s logon.Send) (Answer, error) {
	user := s.Domain + `\` + s.User + "%" + s.Password
	if s.User == "" {
		user = "%"
	}
	args := append([]string{"smbclient"}, c.options(s)...)
	args = append(args, "-p", port, "-U", user, "-c", "quit", "//"+host+"/"+orElse(s.Share, "IPC$"))
	return said(c.at.command(ctx, args...).CombinedOutput())
}

// TryAsComputer runs smbclient with the account and the password of the computer, which the machine of its place got
// when it was joined. The machine's own configuration says where they are.
func (c *Smbclient) TryAsComputer(ctx context.Context, host, share string) (Answer, error) {
	return said(c.at.Command(ctx, "smbclient", "--machine-pass", "--use-kerberos=off", "-c", "quit", "//"+host+"/"+share).CombinedOutput())
}

// TryWithTicket runs smbclient, which asks a KDC for a ticket for the host as it is called, and shows it to the machine
// at an address. Without a ticket it goes on with NTLM if falls is true, and gives up otherwise.
func (c *Smbclient) TryWithTicket(ctx context.Context, host, address, principal, password, share string, falls bool) (Answer, error) {
	use := map[bool]string{true: "desired", false: "required"}[falls]
	return said(c.at.Command(ctx, "smbclient", "-I", address, "--use-kerberos="+use, "-U", principal+"%"+password, "-c", "quit", "//"+host+"/"+share).CombinedOutput())
}

// said takes the answer from smbclient's words.
func said(out []byte, err error) (Answer, error) {
	granted := logon.StatusSuccess.Name()
	if m := setupFailed.FindSubmatch(out); m != nil {
		return Answer{Setup: string(m[1])}, nil
	}
	if m := treeFailed.FindSubmatch(out); m != nil {
		return Answer{Setup: granted, Tree: string(m[1])}, nil
	}
	if err != nil {
		return Answer{}, fmt.Errorf("smbclient: %w: %s", err, out)
	}
	return Answer{Setup: granted, Tree: granted}, nil
}
