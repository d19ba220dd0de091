package replay

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// An smbclient is Samba's own client: one that nobody here wrote. It shows the status of the step that failed.
type smbclient struct{ dir string }

func newSmbclient(t testing.TB) *smbclient {
	t.Helper()
	if _, err := exec.LookPath("smbclient"); err != nil {
		if os.Getenv("NTLMSIM_LIVE") == "1" {
			t.Fatal("NTLMSIM_LIVE=1 demands smbclient: install smbclient")
		}
		t.Skip("no client that nobody here wrote: install smbclient")
	}
	return &smbclient{t.TempDir()}
}

// expresses says whether smbclient can send an attempt as it is written (samba-lab: it cannot choose a salt, nor LM
// alone; an empty domain needs a user like \USER1).
func (c *smbclient) expresses(s logon.Send) bool {
	switch {
	case s.Domain != strings.ToUpper(s.Domain): // it sends the domain in upper case
		return false
	case s.Salt != nil, s.Response != ntlm.NTLMv2 && s.Response != ntlm.ESS && s.Response != ntlm.None:
		return false
	case strings.ContainsAny(s.User+s.Domain+s.Password, `%/`), strings.Contains(s.User, "@"):
		return false
	}
	return true
}

var (
	setupFailed = regexp.MustCompile(`session setup failed: (NT_STATUS_\w+)`)
	treeFailed  = regexp.MustCompile(`tree connect failed: (NT_STATUS_\w+)`)
)

// try runs smbclient and reads its words: the name of the status that setup or the tree connect failed with.
func (c *smbclient) try(t testing.TB, addr string, s logon.Send) (setup, tree string) {
	t.Helper()
	host, port, _ := net.SplitHostPort(addr)
	conf := filepath.Join(c.dir, fmt.Sprintf("%s-%s.conf", s.Workstation, s.Response))
	v2 := "yes"
	if s.Response == ntlm.ESS {
		v2 = "no"
	}
	must(t, os.WriteFile(conf, []byte(fmt.Sprintf(`[global]
netbios name = %s
workgroup = CLIENTWG
client use kerberos = off
client ntlmv2 auth = %s
client min protocol = SMB2
private dir = %[3]s
lock directory = %[3]s
state directory = %[3]s
cache directory = %[3]s
`, orElse(s.Workstation, "CLIENT"), v2, c.dir)), 0o600))
	share := orElse(s.Share, "IPC$")
	user := s.Domain + `\` + s.User + "%" + s.Password
	if s.User == "" {
		user = "%"
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "smbclient", "-s", conf, "-p", port, "//"+host+"/"+share, "-U", user, "-c", "quit")
	cmd.Env = append(os.Environ(), "HOME="+c.dir, "KRB5CCNAME=/dev/null")
	out, err := cmd.CombinedOutput()
	if m := setupFailed.FindSubmatch(out); m != nil {
		return string(m[1]), ""
	}
	if m := treeFailed.FindSubmatch(out); m != nil {
		return "NT_STATUS_OK", string(m[1])
	}
	if err != nil {
		t.Errorf("smbclient: %v: %s", err, out)
	}
	return "NT_STATUS_OK", "NT_STATUS_OK"
}

// fromClient is an outcome as smbclient gives rise to it: it always sends a workstation.
func fromClient(o logon.Outcome) logon.Outcome {
	o.Events = slices.Clone(o.Events)
	for i := range o.Events {
		o.Events[i].Workstation = orElse(o.Events[i].Workstation, "CLIENT")
	}
	return o
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func sambaName(s logon.Status) string {
	if s == logon.StatusSuccess {
		return "NT_STATUS_OK"
	}
	return "NT_" + s.Name()
}

// TestSmbclientIsAnsweredAsPredicted puts every attempt of the catalogue that smbclient can express to the servers
// built from the scenarios. smbclient's own words, and the name and domain that the server recorded of it, must be the
// predicted ones.
func TestSmbclientIsAnsweredAsPredicted(t *testing.T) {
	needSamba(t)
	client := newSmbclient(t)
	asked, not := 0, 0
	for _, file := range catalogue(t) {
		lab := &fleet{t: t, topology: file.Topology, servers: map[string]*smbd{}}
		for _, name := range lab.standaloneServers(file) {
			file.Topology = TopologyAsSamba(file.Topology, name)
		}
		world, err := logon.NewWorld(file.Topology)
		must(t, err)
		for _, a := range file.Attempts {
			q, problems := world.Question(a.Attempt)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			for _, o := range q.Setups() {
				if clients, _ := lab.clients(o.Sent.To); clients == nil {
					continue
				}
				if !client.expresses(o.Sent) {
					not++
					continue
				}
				asked++
				s := lab.servers[lab.machine(o.Sent.To).Name]
				before := len(s.auditNow())
				setup, tree := client.try(t, s.Addr, o.Sent)
				want := Predicted(o)
				if got := sambaName(want.Setup); setup != got {
					t.Errorf("%s: %s: smbclient was answered %s, predicted %s (%s)", file.Path, a.Name, setup, got, o.Because)
				} else if want.Tree != nil && tree != sambaName(*want.Tree) {
					t.Errorf("%s: %s: smbclient was answered tree %s, predicted %s", file.Path, a.Name, tree, sambaName(*want.Tree))
				}
				record, ok := s.auditNext(before)
				if !ok {
					t.Errorf("%s: %s: no audit record of smbclient", file.Path, a.Name)
				} else if diff := auditDiffers(fromClient(o), record); diff != "" {
					t.Errorf("%s: %s: smbclient's audit record: %s", file.Path, a.Name, diff)
				}
			}
		}
	}
	t.Logf("smbclient made %d session setups as predicted; %d it cannot express", asked, not)
}
