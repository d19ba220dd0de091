package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
	"ntlmsim/sim/replay/foreign"
)

// shareTickets is a domain whose shares are reached by every kind of name, by users of every kind.
const shareTickets = `
domains:
  CORP:
    dns: corp.example
    accounts:
      ANNA: {password: PSW1}
      BERT: {password: PSW2, groups: [Protected Users]}
      GONE: {password: PSW3, disabled: true}
      LATE: {password: PSW4, password-expired: true}
      ENDED: {password: PSW5, expired: true}
      NEW:  {password: PSW6, must-change: true}
      SVC:  {password: PSW7}
      BOSS: {password: PSW8}
      PLAIN: {password: PSW9}
      ANY: {password: PSW9}
      LIST: {password: PSW9}
      SWITCH: {password: PSW9}
      BACK1: {password: PSW9}
      BACK2: {password: PSW9}
machines:
  DC:  {role: controller, domain: CORP, profile: samba-ad-dc, aliases: [main.corp.example], shares: {data: {}}}
  FS1: {role: member, domain: CORP, profile: samba-member, aliases: [files.corp.example, docs.corp.example, old.corp.example], addresses: [10.0.0.11], shares: {data: {}, anna: {allow: ['CORP\ANNA']}}}
  PC:  {role: member, domain: CORP, profile: windows-10, shares: {data: {}}}
spns:
  FS1: [cifs/files.corp.example]
  'CORP\SVC': [cifs/old.corp.example]
attempts:
  - {name: PC is built, send: {to: PC, share: data, domain: CORP, user: ANNA, password: PSW1}, want: {error: 0}}
`

// ticketAttempts are the attempts at shareTickets: each user by the server's name, and two of them by every name.
func ticketAttempts() (list []string) {
	users := []string{"ANNA PSW1", "ANNA bad", "BERT PSW2", "BERT bad", "GONE PSW3", "LATE PSW4", "ENDED PSW5", "NEW PSW6", "NOBODY x"}
	for _, u := range users {
		list = append(list, `FS1\data `+u, `DC\data `+u)
	}
	for _, host := range []string{"fs1.corp.example", "files.corp.example", "docs.corp.example", "old.corp.example", "10.0.0.11", "dc.corp.example", "main.corp.example", "PC", "pc.corp.example"} {
		for _, u := range []string{"ANNA PSW1", "BERT PSW2", "ANNA bad"} {
			list = append(list, host+`\data `+u)
		}
	}
	return append(list, `FS1\anna ANNA PSW1`, `FS1\anna BERT PSW2`, `files.corp.example\anna BERT PSW2`)
}

// A client of a domain is answered by real controllers and servers as predicted: by the KDC, whose error is that of the
// model; by the server, which opens the ticket or does not; and over NTLM where the client goes on with it. What both
// wrote down is what the model predicts of Windows. smbclient and MIT's kinit and kvno are the clients.
func TestTicketsAreAnsweredInTheLabAsPredicted(t *testing.T) {
	needLab(t)
	text := shareTickets
	for i, a := range ticketAttempts() {
		path, who, _ := strings.Cut(a, " ")
		user, password, _ := strings.Cut(who, " ")
		text += fmt.Sprintf("  - {name: 'number %d', from: PC, as: 'CORP\\ANNA', run: 'net use \\\\%s /user:CORP\\%s %s', want: {error: 0}}\n", i+1, path, user, password)
	}
	path := filepath.Join(t.TempDir(), "tickets.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := scenarios.Load(path, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	plan, world := asBuilt(t, file)
	state := upLab(t, path)
	setSPNs(t, state, "cifs/files.corp.example FS1$", "cifs/old.corp.example SVC")
	at := &ticketLab{plan: plan, at: onMachine(t, state, "PC"), logs: map[string]*auditLog{}}
	for _, s := range plan.Servers {
		at.logs[s.Name] = &auditLog{at: onMachine(t, state, s.Name)}
	}
	events := eventsOfWindows(t, text)
	asked, byCode := 0, map[kerberos.Code]int{}
	for a := range file.Play(world) {
		if a.Attempt.Send != nil {
			continue
		}
		asked++
		ticket, _ := a.Setups[0].Ticket()
		byCode[ticket.Code]++
		if differs := at.ask(t, a.Attempt, a.Setups[0], events[a.Attempt.Name]); differs != "" {
			t.Errorf("%s: %s (%s)", a.Attempt.Command, differs, a.Setups[0].Because)
		}
	}
	if asked < 40 {
		t.Errorf("only %d attempts", asked)
	}
	if at.recorded < asked {
		t.Errorf("only %d events were recorded of %d attempts", at.recorded, asked)
	}
	t.Logf("%d attempts at shares are answered as predicted; errors of Kerberos by number: %v; %d events were recorded", asked, byCode, at.recorded)
	t.Run("web", func(t *testing.T) { webBeside(t, plan, state) })
	t.Run("delegation", func(t *testing.T) { delegated(t, plan, state) })
}

// eventsOfWindows are the events of each attempt where all machines are Windows, which names them.
func eventsOfWindows(t *testing.T, text string) map[string][]logon.Event {
	t.Helper()
	text = strings.NewReplacer("samba-ad-dc", "windows-2022", "samba-member", "windows-2022").Replace(text)
	file, err := scenarios.Load("windows.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	world, err := logon.NewWorld(file.Topology)
	if err != nil {
		t.Fatal(err)
	}
	list := map[string][]logon.Event{}
	for a := range file.Play(world) {
		list[a.Attempt.Name] = a.Setups[0].Events
	}
	return list
}

// A ticketLab asks from a machine of a lab.
type ticketLab struct {
	plan     lab.Plan
	at       foreign.Place
	logs     map[string]*auditLog
	recorded int // events that were compared
}

// An auditLog is what a machine records, read on from where it was.
type auditLog struct {
	at   foreign.Place
	read int
}

// more is what has been added.
func (l *auditLog) more(ctx context.Context) ([]byte, error) {
	data, err := l.at.Command(ctx, "tail", "-c", fmt.Sprintf("+%d", l.read+1), "/var/log/samba/audit.json").Output()
	l.read += len(data)
	return data, err
}

// events are those that the controller and the server have recorded since they were asked last.
func (l *ticketLab) events(ctx context.Context, server string) (list []logon.Event, err error) {
	for _, s := range l.plan.Servers {
		if s.Kind != lab.ADController && s.Name != server {
			continue
		}
		log, err := l.logs[s.Name].more(ctx)
		if err != nil {
			return nil, err
		}
		list = append(list, l.plan.TicketEvents(s.Name, log)...)
	}
	return list, nil
}

// withTicket makes an attempt with Kerberos alone, and says how what it made machines record is not what is predicted.
func (l *ticketLab) withTicket(ctx context.Context, a scenarios.Attempt, host string, server lab.Server, predicted []logon.Event) (foreign.Answer, string) {
	if _, err := l.events(ctx, server.Name); err != nil {
		return foreign.Answer{}, err.Error()
	}
	answer, err := foreign.NewSmbclient(l.at).TryWithTicket(ctx, host, server.Address, a.Run.User.Name+"@CORP.EXAMPLE", *a.Run.Password, a.Run.Share, false)
	if err != nil {
		return answer, err.Error()
	}
	recorded, err := l.events(ctx, server.Name)
	if err != nil {
		return answer, err.Error()
	}
	l.recorded += len(recorded)
	return answer, lab.TicketsDiffer(predicted, recorded)
}

// ask makes an attempt in three steps, and says how its answers are not those of the prediction.
func (l *ticketLab) ask(t *testing.T, a scenarios.Attempt, o logon.Outcome, predicted []logon.Event) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	host, user, password := a.Run.Server, a.Run.User.Name, *a.Run.Password
	server, ok := l.plan.Server(o.Target())
	if !ok {
		t.Fatalf("%s: the lab has no such server", o.Target())
	}
	ticket, asks := o.Ticket()
	if !asks {
		host = server.Address // the address in the file belongs to no machine of the lab
	} else if got := l.kdc(ctx, user, password, "cifs/"+strings.ToLower(host)); got != ticket.Code && (ticket.ByKDC || got != 0) {
		return fmt.Sprintf("the KDC says %d, not %d", got, ticket.Code)
	}
	required, differs := l.withTicket(ctx, a, host, server, predicted)
	if differs != "" {
		return differs
	}
	want := replay.Predicted(o)
	if ticket.Through() {
		return required.Differs(want.Setup, want.Session, want.Tree)
	}
	if required.Setup == logon.StatusSuccess.Name() {
		return "the server opens a ticket, and none was to be expected"
	}
	if !ticket.FallsBack() {
		return ""
	}
	// NTLM sends the name as NET USE does: a principal would be another question.
	desired, err := foreign.NewSmbclient(l.at).TryWithTicket(ctx, host, server.Address, `CORP\`+user, password, a.Run.Share, true)
	if err != nil {
		return err.Error()
	}
	return desired.Differs(want.Setup, want.Session, want.Tree)
}

// kdcErrors are the words of MIT's clients for the errors of a KDC.
var kdcErrors = map[string]kerberos.Code{
	"not found in Kerberos database while getting initial": kerberos.ClientUnknown,
	"Server not found in Kerberos database":                kerberos.ServiceUnknown,
	"credentials have been revoked":                        kerberos.ClientRevoked,
	"Password expired":                                     kerberos.PasswordExpired,
	"Password incorrect":                                   kerberos.PasswordWrong,
	"Preauthentication failed":                             kerberos.PasswordWrong,
}

// kdc is the error with which a KDC refuses a first ticket or one for a service; 0: it gives both.
func (l *ticketLab) kdc(ctx context.Context, user, password, service string) kerberos.Code {
	script := `echo "$1" | KRB5CCNAME=MEMORY: kinit -c FILE:/tmp/cc "$2" 2>&1 && kvno -c FILE:/tmp/cc "$3" 2>&1; rm -f /tmp/cc`
	out, _ := l.at.Command(ctx, "bash", "-c", script, "-", password, user, service).CombinedOutput()
	for words, code := range kdcErrors {
		if strings.Contains(string(out), words) {
			return code
		}
	}
	if !strings.Contains(string(out), "kvno = ") {
		return 1 // some other error
	}
	return 0
}
