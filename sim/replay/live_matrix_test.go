package replay

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb"
	"ntlmsim/sim/smb/smbtest"
)

// matrixServers are Samba's settings in every combination that changes an answer.
func matrixServers() []logon.Machine {
	accounts := []logon.Account{
		{Name: "USER1", Password: "PSW1"},
		{Name: "gone", Password: "PSW1", Disabled: true},
		{Name: "locked", Password: "PSW1", Locked: true},
	}
	shares := []logon.Share{{Name: "open"}, {Name: "mine", Allow: []string{"USER1"}}}
	var list []logon.Machine
	add := func(settings ...logon.Setting) {
		list = append(list, logon.Machine{Name: fmt.Sprintf("SRV%d", len(list)), Role: logon.Standalone, Profile: "samba-standalone",
			Settings: append(settings, logon.Setting{Name: "guest ok", Values: []string{"yes"}}), Accounts: accounts, Shares: shares})
	}
	for _, guest := range []string{"never", "bad user", "bad password"} {
		for _, auth := range []string{"ntlmv2-only", "ntlmv1-permitted"} {
			add(logon.Setting{Name: "map to guest", Values: []string{guest}}, logon.Setting{Name: "ntlm auth", Values: []string{auth}})
		}
		for _, demand := range []logon.Setting{{Name: "server signing", Values: []string{"mandatory"}}, {Name: "server smb encrypt", Values: []string{"required"}}} {
			add(logon.Setting{Name: "map to guest", Values: []string{guest}}, demand)
		}
	}
	add(logon.Setting{Name: "ntlm auth", Values: []string{"ntlmv1-permitted"}}, logon.Setting{Name: "lanman auth", Values: []string{"yes"}})
	add(logon.Setting{Name: "ntlm auth", Values: []string{"disabled"}})
	return list
}

// matrixSends is what is put to each server: who, under which domain, with which response, to which share.
func matrixSends(server string) []logon.Send {
	var list []logon.Send
	kinds := []ntlm.Kind{ntlm.NTLMv2, ntlm.LMv2, ntlm.ESS, ntlm.NTLMv1, ntlm.LM}
	add := func(domain, user, password, share string, kind ntlm.Kind, salt *string) {
		list = append(list, logon.Send{To: server, Share: share, Domain: domain, User: user, Password: password, Response: kind,
			Salt: salt, Workstation: "MATRIX"})
	}
	for _, domain := range []string{server, "WG-" + server, "LOCAL1", "", "?", ".", "local1"} {
		for _, who := range [][2]string{{"USER1", "PSW1"}, {"user1", "wrong"}, {"nobody-here", "PSW1"}, {"Guest", ""}} {
			add(domain, who[0], who[1], "open", ntlm.NTLMv2, nil)
		}
	}
	for _, kind := range kinds {
		for _, who := range [][2]string{{"USER1", "PSW1"}, {"USER1", "psw1"}, {"USER1", "wrong"}, {"gone", "PSW1"}, {"locked", "wrong"}, {"stranger", "PSW1"}} {
			add(server, who[0], who[1], "mine", kind, nil)
		}
	}
	for _, domain := range []string{"local1", ""} {
		for _, salt := range []string{"", "local1", "LOCAL1", "Local1", server} {
			add(domain, "USER1", "PSW1", "open", ntlm.NTLMv2, &salt)
			add(domain, "USER1", "PSW1", "open", ntlm.LMv2, &salt)
		}
	}
	for _, share := range []string{"open", "mine", "missing", ""} {
		add(server, "USER1", "PSW1", share, ntlm.NTLMv2, nil)
		add(server, "stranger", "PSW1", share, ntlm.NTLMv2, nil)
		add("", "", "", share, ntlm.None, nil)
	}
	return list
}

// TestSambaAnswersAsItsProfilePredicts puts a matrix of attempts to real servers in every setting of "map to guest",
// "ntlm auth", signing and encryption: with go-smb2, and with the probe in four dialects. Every answer and every record
// of the audit log must be the predicted one.
func TestSambaAnswersAsItsProfilePredicts(t *testing.T) {
	smbtest.NeedSamba(t)
	counts, audited := map[Verdict]int{}, 0
	for _, m := range matrixServers() {
		world, err := logon.NewWorld(logon.Topology{Machines: []logon.Machine{m}})
		smbtest.Must(t, err)
		s := startMachine(t, m)
		settings, _ := world.Settings(m.Name)
		clients := []Client{{Name: "go-smb2", Server: smb.GoSMB2{Addr: s.Addr}}}
		for _, d := range []uint16{0x0202, 0x0210, 0x0302, 0x0311} {
			if settings.Encrypt && d < 0x0300 {
				continue // cannot encrypt: refused whatever it sends
			}
			clients = append(clients, Client{Name: fmt.Sprintf("probe %#x", d), Server: smb.Probe{Addr: s.Addr, Dialect: d}})
		}
		for _, send := range matrixSends(m.Name) {
			q, problems := world.Question(logon.Attempt{Send: &send})
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			o := q.Predict()
			for i, c := range clients {
				if last := i == len(clients)-1; !last && i > 0 && send.Domain != m.Name && send.Response != ntlm.None {
					continue // names do not depend on the dialect: one of four says enough
				}
				ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
				seen, err := c.Server.Try(ctx, attempt(o.Sent))
				cancel()
				f := judge(c.Name, o, seen, err)
				counts[f.Verdict]++
				where := fmt.Sprintf("%v at %v, %s", attempt(o.Sent), m.Settings, c.Name)
				switch f.Verdict {
				case Agrees:
				case NotAsked:
					var cannot *smb.CannotExpress
					if !errors.As(err, &cannot) && !(settings.Encrypt && errors.Is(err, smb.ErrEncryption)) {
						t.Errorf("%s: not asked: %s", where, f.Why)
					}
				default:
					t.Errorf("%s: %s: %s (%s)", where, f.Verdict, f.Why, o.Because)
				}
				if f.Observed == nil {
					continue
				}
				record, ok := s.Audit(seen.Local, seen.Remote)
				if !ok {
					t.Errorf("%s: no audit record of %s to %s", where, seen.Local, seen.Remote)
				} else if diff := auditDiffers(o, record); diff != "" {
					t.Errorf("%s: audit: %s (%s)", where, diff, o.Because)
				}
				audited++
			}
		}
	}
	t.Logf("%d servers: %s; %d audit records as predicted", len(matrixServers()), tally(counts), audited)
}
