package replay

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ntlmsim/sim/logon"
)

// A Logged is one event in the Security log of a Windows machine, with the fields that are compared: 4624 and 4625 with
// logon type 3, and 4776. Fields that an event does not have are empty.
type Logged struct {
	Machine     string    `json:"machine"` // where it was logged
	Time        time.Time `json:"time"`
	ID          int       `json:"id"`
	Status      Hex       `json:"status,omitempty"`
	SubStatus   Hex       `json:"subStatus,omitempty"`
	User        string    `json:"user,omitempty"`        // TargetUserName
	Domain      string    `json:"domain,omitempty"`      // TargetDomainName
	SID         string    `json:"sid,omitempty"`         // TargetUserSid
	Workstation string    `json:"workstation,omitempty"` // WorkstationName, and Workstation of 4776
	Package     string    `json:"package,omitempty"`     // AuthenticationPackageName: NTLM, Kerberos
	LmPackage   string    `json:"lmPackage,omitempty"`   // LmPackageName: NTLM V2, NTLM V1
}

// A Hex is an NTSTATUS in JSON as Windows writes it in an event: "0xc000006d".
type Hex logon.Status

func (h Hex) MarshalJSON() ([]byte, error) { return json.Marshal(logon.Status(h).String()) }

func (h *Hex) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	digits, ok := strings.CutPrefix(strings.ToLower(text), "0x")
	n, err := strconv.ParseUint(digits, 16, 32)
	if !ok || err != nil {
		return fmt.Errorf("%q is not an NTSTATUS as 0xc000006d", text)
	}
	*h = Hex(n)
	return nil
}

// The families of events: an event is compared only with others of its family.
const (
	logonEvents = "logon"  // 4624 and 4625, on the server
	checkEvents = "checks" // 4776, where the account is
)

func family(id int) string {
	switch id {
	case 4624, 4625:
		return logonEvents
	case 4776:
		return checkEvents
	}
	return ""
}

func (l Logged) check() error {
	switch {
	case l.Machine == "":
		return fmt.Errorf("no machine is named")
	case family(l.ID) == "":
		return fmt.Errorf("event %d is none of 4624, 4625 and 4776", l.ID)
	case l.Time.IsZero():
		return fmt.Errorf("it has no time")
	}
	return nil
}

func (l Logged) String() string {
	text := fmt.Sprintf("%s logged %d", l.Machine, l.ID)
	switch l.ID {
	case 4624:
		text += " for " + logon.Name{Domain: known(l.Domain), User: l.User}.String()
	case 4625:
		text += fmt.Sprintf(" %s %s", logon.Status(l.Status), logon.Status(l.SubStatus))
	case 4776:
		text += " " + logon.Status(l.Status).String()
	}
	return text
}

// known is a field of an event; "" instead of the "-" that Windows writes for an empty one.
func known(field string) string {
	if field == "-" {
		return ""
	}
	return field
}

// Events are written a moment before the client has its answer, and the clocks of machines differ a little. The time
// between two recorded attempts must be longer than both.
const (
	loggedBefore = 2 * time.Second
	loggedAfter  = 5 * time.Second
)

// belongsTo reports whether an event belongs to a session setup: its time, its client, and its user or whom the user
// became.
func (l Logged) belongsTo(h Heard, sent logon.Send) bool {
	if h.Begun == nil || h.Ended == nil || l.Time.Before(h.Begun.Add(-loggedBefore)) || l.Time.After(h.Ended.Add(loggedAfter)) {
		return false
	}
	// Windows does not always write the workstation.
	if station := strings.TrimPrefix(known(l.Workstation), `\\`); station != "" && !strings.EqualFold(station, h.From) {
		return false
	}
	switch l.session() {
	case logon.Anonymous: // servers have anonymous sessions all the time
		return sent.Anonymous()
	case logon.Guest:
		return true
	}
	name, _, _ := strings.Cut(sent.User, "@")
	return strings.EqualFold(l.User, sent.User) || strings.EqualFold(l.User, name)
}

// session is the kind of session in a 4624. The Guest account has the relative identifier 501, and ANONYMOUS LOGON is
// S-1-5-7 (MS-DTYP 2.4.2.4), under any name.
func (l Logged) session() logon.Session {
	switch {
	case l.ID != 4624:
		return logon.User
	case l.SID == "S-1-5-7", strings.EqualFold(l.User, "ANONYMOUS LOGON"):
		return logon.Anonymous
	case strings.HasPrefix(l.SID, "S-1-5-21-") && strings.HasSuffix(l.SID, "-501"), strings.EqualFold(l.User, "Guest"):
		return logon.Guest
	}
	return logon.User
}

// fits reports whether an event is the predicted one. Only fields that both have are compared.
func (l Logged) fits(e logon.Event, o logon.Outcome) bool {
	if l.ID != e.ID {
		return false
	}
	switch e.ID {
	case 4624:
		return l.session() == Logged{ID: 4624, User: e.Account}.session() && l.isOf(o)
	case 4625:
		return logon.Status(l.Status) == e.Status && logon.Status(l.SubStatus) == e.SubStatus
	}
	return logon.Status(l.Status) == e.Status
}

// isOf reports whether a 4624 shows the account of the predicted session. Windows writes the NetBIOS or the DNS name of
// its domain, in lower or upper case (Windows, event 4624, TargetDomainName). An empty field is not compared.
func (l Logged) isOf(o logon.Outcome) bool {
	who, dns := o.Became()
	if who == (logon.Name{}) {
		return true
	}
	domain, user := known(l.Domain), known(l.User)
	return (user == "" || strings.EqualFold(user, who.User)) &&
		(domain == "" || strings.EqualFold(domain, who.Domain) || strings.EqualFold(domain, dns))
}

// ofFamily are the events of the machine and the family of a predicted one.
func ofFamily(logged []Logged, e logon.Event) []Logged {
	return slices.DeleteFunc(slices.Clone(logged), func(l Logged) bool {
		return family(l.ID) != family(e.ID) || !strings.EqualFold(l.Machine, e.Machine)
	})
}
