package replay

import (
	"fmt"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// windowsLab is a controller, a server and a client of today.
const windowsLab = `domains:
  NET-DOMAIN: {dns: net-domain.example, accounts: {USER0: {password: PSW0}, gone: {password: PSW2, disabled: true}}}
machines:
  NET: {role: controller, domain: NET-DOMAIN, profile: windows-2022, shares: {share: {}}}
  OPEN: {role: standalone, profile: windows-2022, settings: {SeDenyNetworkLogonRight: []}, accounts: {Guest: {}, blank: {password: ''}}, shares: {share: {}}}
  LOCAL1: {role: standalone, profile: windows-2022, settings: {AllowInsecureGuestAuth: 1}, accounts: {USER1: {password: PSW1}}}
attempts:
  - {name: nobody, from: LOCAL1, as: LOCAL1\USER1, run: 'net use x: \\NET\share', want: {error: 1326}}
  - {name: known, from: LOCAL1, as: LOCAL1\USER1, run: 'net use x: \\NET\share /user:NET-DOMAIN\USER0 PSW0', want: {error: 0}}
  - {name: elsewhere, from: LOCAL1, as: LOCAL1\USER1, run: 'net use x: \\NET\share /user:NOWHERE\USER0 PSW0', want: {error: 0}}
  - {name: guest, from: LOCAL1, as: LOCAL1\USER1, run: 'net use x: \\OPEN\share', want: {error: 0}}
  - {name: disabled, from: LOCAL1, as: LOCAL1\USER1, run: 'net use x: \\NET\share /user:NET-DOMAIN\gone PSW2', want: {error: 1331}}
  - {name: anonymous, from: LOCAL1, as: LOCAL1\USER1, run: 'net use \\NET\IPC$ /user:""', want: {error: 0}}
  - {name: blank, from: LOCAL1, as: LOCAL1\USER1, run: 'net use x: \\OPEN\share /user:OPEN\blank ""', want: {error: 1327}}
`

// said is an entry of a recording, put at noon.
func said(attempt, machine string, number int) string {
	return fmt.Sprintf(`{"file": "lab.yaml", "attempt": %q, "client": "net use", "machine": %q, "from": "LOCAL1", "error": %d,
		"begun": "2026-11-24T12:00:00Z", "ended": "2026-11-24T12:00:01Z"}`, attempt, machine, number)
}

// logged is an event of that second, with fields of its own.
func logged(machine string, id int, fields string) string {
	return fmt.Sprintf(`{"machine": %q, "time": "2026-11-24T12:00:00.5Z", "id": %d, "workstation": "LOCAL1", %s}`, machine, id, fields)
}

func recording(entry string, events ...string) []byte {
	return []byte(`{"version": 1, "server": "a test", "entries": [` + entry + `], "events": [` + strings.Join(events, ", ") + `]}`)
}

// What Windows says is compared by the number that NET USE names, and by what the machines logged: 4625 has 0xc0000064
// under 0xc000006d for an unknown name, and 0xc0000072 under 0xc000006e for a disabled account (Windows, event 4625).
func TestWhatWindowsSaidIsComparedByErrorAndEvents(t *testing.T) {
	const (
		missing  = `"user": "USER1", "domain": "LOCAL1", "status": "0xc000006d", "subStatus": "0xc0000064", "package": "NTLM"`
		wrong    = `"user": "USER1", "domain": "LOCAL1", "status": "0xc000006d", "subStatus": "0xc000006a", "package": "NTLM"`
		granted  = `"user": "USER0", "domain": "NET-DOMAIN", "sid": "S-1-5-21-1-2-3-1104", "package": "NTLM", "lmPackage": "NTLM V2"`
		guest    = `"user": "Gast", "domain": "OPEN", "sid": "S-1-5-21-4-5-6-501", "package": "NTLM"`
		someone  = `"user": "USER1", "domain": "OPEN", "sid": "S-1-5-21-4-5-6-1001", "package": "NTLM"`
		noUser   = `"user": "ANONYMOUS LOGON", "domain": "NT AUTHORITY", "sid": "S-1-5-7", "package": "NTLM", "lmPackage": "NTLM V1"`
		disabled = `"user": "gone", "domain": "NET-DOMAIN", "status": "0xC000006E", "subStatus": "0xC0000072"`
	)
	for _, test := range []struct {
		name, attempt, machine string
		error                  int
		events                 []string
		want                   Verdict
		why                    string
	}{
		{"the error alone", "nobody", "NET", 1326, nil, Agrees, ""},
		{"and its events", "nobody", "NET", 1326, []string{logged("NET", 4625, missing), logged("NET", 4776, `"user": "USER1", "status": "0xC0000064"`)}, Agrees, ""},
		{"another error", "nobody", "NET", 1331, nil, Differs, "predicted error 1326, observed error 1331"},
		{"the error, and another reason", "nobody", "NET", 1326, []string{logged("NET", 4625, wrong)}, Differs, "NET logged 4625 0xc000006d 0xc000006a"},
		{"another check of the password", "nobody", "NET", 1326, []string{logged("NET", 4776, `"user": "USER1", "status": "0xC000006A"`)}, Differs, "NET logs 4776 0xc0000064, and NET logged 4776 0xc000006a"},
		{"one try of two fits", "nobody", "NET", 1326, []string{logged("NET", 4625, wrong), logged("NET", 4625, missing)}, Agrees, ""},
		{"of a machine of which nothing is predicted", "nobody", "NET", 1326, []string{logged("OPEN", 4625, wrong)}, Agrees, ""},
		{"of another user", "nobody", "NET", 1326, []string{logged("NET", 4625, strings.ReplaceAll(wrong, "USER1", "USER7"))}, Agrees, ""},
		{"of another client", "nobody", "NET", 1326, []string{strings.ReplaceAll(logged("NET", 4625, wrong), `"workstation": "LOCAL1"`, `"workstation": "LOCAL2"`)}, Agrees, ""},
		{"of another time", "nobody", "NET", 1326, []string{strings.ReplaceAll(logged("NET", 4625, wrong), "12:00:00.5", "12:00:07")}, Agrees, ""},
		{"86 says no more than 1326", "nobody", "NET", 86, nil, NotObservable, "error 86"},
		{"86, and the log says that it is something else", "nobody", "NET", 86, []string{logged("NET", 4625, wrong)}, Differs, "0xc000006a"},
		{"a success without an event", "known", "NET", 0, nil, NotObservable, "4624"},
		{"a success of the user", "known", "NET", 0, []string{logged("NET", 4624, granted)}, Agrees, ""},
		{"an anonymous session does not belong to a user's attempt", "known", "NET", 0, []string{logged("NET", 4624, noUser)}, NotObservable, "4624"},
		{"an anonymous success", "anonymous", "NET", 0, []string{logged("NET", 4624, noUser)}, Agrees, ""},
		{"a success of Guest instead of the user", "known", "NET", 0, []string{logged("NET", 4624, strings.Replace(guest, "OPEN", "NET", 1))}, Differs, "Gast"},
		{"a success of another domain's user of that name", "known", "NET", 0, []string{logged("NET", 4624, strings.Replace(granted, "NET-DOMAIN", "OTHER", 1))}, Differs,
			`NET logs 4624 for NET-DOMAIN\USER0, and NET logged 4624 for OTHER\USER0`},
		{"the domain by its DNS name", "known", "NET", 0, []string{logged("NET", 4624, strings.Replace(granted, "NET-DOMAIN", "Net-Domain.Example", 1))}, Agrees, ""},
		{"a domain that Windows does not say", "known", "NET", 0, []string{logged("NET", 4624, strings.Replace(granted, "NET-DOMAIN", "-", 1))}, Agrees, ""},
		{"whose account was found, whatever was sent", "elsewhere", "NET", 0, []string{logged("NET", 4624, granted)}, Agrees, ""},
		{"what was sent is not whose account was found", "elsewhere", "NET", 0, []string{logged("NET", 4624, strings.Replace(granted, "NET-DOMAIN", "NOWHERE", 1))}, Differs, `NET logs 4624 for NET-DOMAIN\USER0`},
		{"Kerberos is not NTLM", "known", "NET", 0, []string{logged("NET", 4624, strings.Replace(granted, `"NTLM"`, `"Kerberos"`, 1))}, NotAsked, "Kerberos"},
		{"Kerberos by the way", "known", "NET", 0, []string{logged("NET", 4624, granted), logged("NET", 4624, strings.Replace(granted, `"NTLM"`, `"Kerberos"`, 1))}, Agrees, ""},
		{"another response than the scenario's", "known", "NET", 0, []string{logged("NET", 4624, strings.Replace(granted, "NTLM V2", "NTLM V1", 1))}, NotAsked, "sent NTLM V1 instead of ntlmv2"},
		{"another domain than the scenario's", "nobody", "NET", 1326, []string{logged("NET", 4625, strings.Replace(missing, "LOCAL1", "NET", 1))}, NotAsked, `sent domain "NET" instead of "LOCAL1"`},
		{"Guest in another language", "guest", "OPEN", 0, []string{logged("OPEN", 4624, guest)}, Agrees, ""},
		{"an account instead of Guest", "guest", "OPEN", 0, []string{logged("OPEN", 4624, someone)}, Differs, "Guest"},
		{"a state", "disabled", "NET", 1331, []string{logged("NET", 4625, disabled)}, Agrees, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := ParseRecording(recording(said(test.attempt, test.machine, test.error), test.events...))
			if err != nil {
				t.Fatal(err)
			}
			got := replayed(t, r, test.attempt)
			if got.Verdict != test.want || !strings.Contains(got.Why, test.why) {
				t.Errorf("%s: %s, want %s: %s", got.Verdict, got.Why, test.want, test.why)
			}
		})
	}
}

// replayed is the verdict on one attempt of the lab by a recording.
func replayed(t *testing.T, r *Recording, attempt string) Result {
	t.Helper()
	file, err := scenarios.Load("lab.yaml", []byte(windowsLab))
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range run(t, Replay{Clients: r.Clients("lab.yaml")}, file) {
		if result.Attempt == attempt {
			return result
		}
	}
	t.Fatalf("no attempt %q", attempt)
	return Result{}
}

// Over loopback a machine decides about itself: what differs there says so.
func TestWhatDiffersOverLoopbackSaysSo(t *testing.T) {
	entry := strings.Replace(said("nobody", "NET", 5), `"error"`, `"loopback": true, "error"`, 1)
	r, err := ParseRecording(recording(entry))
	if err != nil {
		t.Fatal(err)
	}
	if got := replayed(t, r, "nobody"); got.Verdict != Differs || !strings.Contains(got.Why, "over loopback") {
		t.Errorf("%s: %s", got.Verdict, got.Why)
	}
	for loopback, want := range map[string]Verdict{"true": NotAsked, "false": Differs} {
		entry := strings.Replace(said("blank", "OPEN", 0), `"error"`, `"loopback": `+loopback+`, "error"`, 1)
		if r, err = ParseRecording(recording(entry)); err != nil {
			t.Fatal(err)
		}
		if got := replayed(t, r, "blank"); got.Verdict != want {
			t.Errorf("a blank password, loopback %s: %s: %s", loopback, got.Verdict, got.Why)
		}
	}
}

func TestARecordingOfWindowsIsWrittenAsItWasRead(t *testing.T) {
	r, err := ParseRecording(recording(said("nobody", "NET", 1326), logged("NET", 4625, `"user": "USER1", "status": "0xc000006d", "subStatus": "0xc0000064"`)))
	if err != nil {
		t.Fatal(err)
	}
	var again Recording
	again.Add(replayed(t, r, "nobody"))
	data, err := again.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	read, err := ParseRecording(data)
	if err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	if got := replayed(t, read, "nobody"); got.Verdict != Agrees || len(got.Findings[0].Said.Logged) != 1 {
		t.Errorf("%+v of %s", got.Findings, data)
	}
}

// An event of a second in which two attempts were made is of both, and is written once.
func TestAnEventOfTwoAttemptsIsWrittenOnce(t *testing.T) {
	granted := logged("NET", 4624, `"user": "USER0", "domain": "NET-DOMAIN", "package": "NTLM"`)
	r, err := ParseRecording(recording(said("known", "NET", 0)+", "+said("elsewhere", "NET", 0), granted, strings.Replace(granted, "00.5Z", "00.6Z", 1)))
	if err != nil {
		t.Fatal(err)
	}
	var again Recording
	for _, attempt := range []string{"known", "elsewhere"} {
		again.Add(replayed(t, r, attempt))
	}
	if len(again.Entries) != 2 || len(again.Events) != 2 {
		t.Errorf("%d entries and %d events, want 2 and 2", len(again.Entries), len(again.Events))
	}
}

// What was changed by hand is refused with one sentence that says what and where.
func TestATamperedRecordingIsRefused(t *testing.T) {
	good := string(recording(said("nobody", "NET", 1326), logged("NET", 4625, `"status": "0xc000006d"`)))
	for _, test := range []struct{ name, old, new, want string }{
		{"no JSON", good, "error: 1326", "recording: invalid character"},
		{"cut off", `"events"`, "", "recording:"},
		{"two objects", `]}`, `]} {}`, "unexpected data after its end"},
		{"another version", `"version": 1`, `"version": 2`, "version 2"},
		{"another field", `"from"`, `"form"`, `unknown field "form"`},
		{"no client machine", `"from": "LOCAL1", `, ``, "entry 1 (nobody, net use) has an error, but no from"},
		{"no number", `"error": 1326`, `"error": "1326"`, "cannot unmarshal string"},
		{"a negative number", `"error": 1326`, `"error": -1`, "cannot unmarshal number -1"},
		{"two outcomes", `"error": 1326`, `"error": 1326, "notAsked": "x"`, "entry 1 (nobody, net use) has 2 of"},
		{"no outcome", `"error": 1326,`, ``, "entry 1 (nobody, net use) has 0 of"},
		{"half a time", `"ended": "2026-11-24T12:00:01Z"`, `"loopback": true`, "one of begun and ended"},
		{"backwards", `12:00:01Z`, `11:00:01Z`, "ended before it had begun"},
		{"no status", `0xc000006d`, `c000006d`, `"c000006d" is not an NTSTATUS`},
		{"another event", `"id": 4625`, `"id": 4634`, "event 1: event 4634 is none of"},
		{"an event of nowhere", `{"machine": "NET", "time"`, `{"machine": "", "time"`, "event 1: no machine"},
		{"an event of no time", `"time": "2026-11-24T12:00:00.5Z", `, ``, "event 1: it has no time"},
	} {
		text := strings.Replace(good, test.old, test.new, 1)
		if text == good {
			t.Fatalf("%s: nothing was changed", test.name)
		}
		if _, err := ParseRecording([]byte(text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
}

func TestRecordingsAreJoinedAndDoNotAnswerTwice(t *testing.T) {
	entry, err := ParseRecording(recording(said("nobody", "NET", 1326)))
	if err != nil {
		t.Fatal(err)
	}
	events, err := ParseRecording([]byte(`{"version": 1, "server": "NET", "entries": [], "events": [` +
		logged("NET", 4625, `"user": "USER1", "status": "0xc000006d", "subStatus": "0xc000006a"`) + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	all, err := Join(entry, events)
	if err != nil {
		t.Fatal(err)
	}
	if got := replayed(t, all, "nobody"); got.Verdict != Differs {
		t.Errorf("the event of the other file does not count: %s", got.Verdict)
	}
	if _, err := Join(entry, entry); err == nil || !strings.Contains(err.Error(), "two answers to one attempt (nobody, net use)") {
		t.Errorf("joined with itself: %v", err)
	}
	if name := all.Unknown("lab.yaml", []string{"known"}); name != "nobody" || all.Has("other.yaml") || !all.Has("lab.yaml") {
		t.Errorf("unknown %q", name)
	}
}

// Whatever a file holds, it is refused or can be written and read again to the same effect.
func FuzzRecording(f *testing.F) {
	f.Add(recording(said("nobody", "NET", 1326), logged("NET", 4625, `"status": "0xc000006d"`)))
	f.Add([]byte("\xef\xbb\xbf" + `{"version": 1, "server": "", "entries": []}`))
	f.Add([]byte(`{"version": 1, "entries": [{"attempt": "a", "observed": {"Setup": 0}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ParseRecording(data)
		if err != nil {
			return
		}
		written, err := r.Marshal()
		if err != nil {
			t.Skip(err) // a time that JSON has no form for
		}
		again, err := ParseRecording(written)
		if err != nil {
			t.Fatalf("%v: %s", err, written)
		}
		if len(again.Entries) != len(r.Entries) || len(again.Events) != len(r.Events) {
			t.Errorf("%d entries and %d events of %d and %d", len(again.Entries), len(again.Events), len(r.Entries), len(r.Events))
		}
		for _, h := range again.Entries {
			for _, l := range again.Events {
				l.belongsTo(h, attemptOf(h))
			}
		}
	})
}

// attemptOf is a session setup that an entry could be of.
func attemptOf(h Heard) logon.Send { return logon.Send{To: h.Machine, User: "USER1"} }
