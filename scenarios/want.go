package scenarios

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"ntlmsim/scenarios/strict"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

var stages = []logon.Stage{logon.AtClient, logon.AtConnect, logon.AtNegotiate, logon.AtSetup, logon.AtSession, logon.AtTree}

var sessions = []string{logon.NoSession.String(), logon.User.String(), logon.Guest.String(), logon.Anonymous.String()}

var wantObject = strict.Object[Want]{
	What:     "want",
	Required: []string{"error"},
	Hint:     "write the number that NET USE reports; success is error: 0",
	Fields: []strict.Field[Want]{
		strict.Key("error", readErrors, strict.TextOrTexts),
		strict.Key("status", func(r *strict.Reader, w *Want, n *strict.Node) { w.Status = readStatus(r, n) }, strict.AnyText),
		strict.Key("stage", func(r *strict.Reader, w *Want, n *strict.Node) {
			stage := strict.OneOf(r, n, "stage", stages)
			w.Stage = &stage
		}, strict.AnyText),
		strict.Key("session", func(r *strict.Reader, w *Want, n *strict.Node) {
			session, _ := logon.ParseSession(strict.OneOf(r, n, "session", sessions))
			w.Session = &session
		}, strict.AnyText),
		strict.Key("prompted", func(r *strict.Reader, w *Want, n *strict.Node) {
			prompted := r.Truth(n)
			w.Prompted = &prompted
		}, strict.AnyText),
		strict.Key("kerberos", func(r *strict.Reader, w *Want, n *strict.Node) {
			kerberos := r.Truth(n)
			w.Kerberos = &kerberos
		}, strict.AnyText),
		strict.Key("events", func(r *strict.Reader, w *Want, n *strict.Node) { w.Events = readEvents(r, n) }, strict.ListOf(eventObject.Place())),
	},
}

var eventObject = strict.Object[WantEvent]{
	What:     "an event",
	Required: []string{"machine", "id"},
	Hint:     "{machine: NET, id: 4625}",
	Fields: []strict.Field[WantEvent]{
		strict.Text("machine", func(e *WantEvent) *string { return &e.Machine }),
		strict.Key("id", func(r *strict.Reader, e *WantEvent, n *strict.Node) { e.ID = int(r.Number(n, math.MaxUint16)) }, strict.AnyText),
		strict.Key("status", func(r *strict.Reader, e *WantEvent, n *strict.Node) { e.Status = readStatus(r, n) }, strict.AnyText),
		strict.Key("sub-status", func(r *strict.Reader, e *WantEvent, n *strict.Node) { e.SubStatus = readStatus(r, n) }, strict.AnyText),
	},
}

func readWant(r *strict.Reader, n *strict.Node) *Want {
	w := &Want{}
	wantObject.Read(r, n, n, w)
	return w
}

// readErrors reads an error, or the list of all that are possible.
func readErrors(r *strict.Reader, w *Want, n *strict.Node) {
	if strict.Follow(n).Kind != yaml.SequenceNode {
		w.Error = uint32(r.Number(n, math.MaxUint32))
		return
	}
	w.Errors = []uint32{}
	r.List(n, "errors", func(item *strict.Node) { w.Errors = append(w.Errors, uint32(r.Number(item, math.MaxUint32))) })
	slices.Sort(w.Errors)
	if len(slices.Compact(slices.Clone(w.Errors))) < max(len(w.Errors), 2) {
		r.Fail(n, "write each error that is possible once: [0, 1326]; if there is one, error: 1326", "a list has at least two errors, each once")
	}
}

// ErrorsWanted lists the errors that are expected: one, or all that are possible.
func (w Want) ErrorsWanted() []uint32 {
	if w.Errors != nil {
		return w.Errors
	}
	return []uint32{w.Error}
}

func readEvents(r *strict.Reader, n *strict.Node) []WantEvent {
	list := []WantEvent{}
	r.List(n, "events", func(item *strict.Node) {
		var e WantEvent
		eventObject.Read(r, item, item, &e)
		list = append(list, e)
	})
	return list
}

// statuses are those that a logon can end in: the ones that can be written by name.
var statuses = []logon.Status{
	logon.StatusSuccess, logon.StatusAccessDenied, logon.StatusNoLogonServers, logon.StatusNoSuchUser,
	logon.StatusWrongPassword, logon.StatusLogonFailure, logon.StatusAccountRestriction, logon.StatusInvalidLogonHours,
	logon.StatusInvalidWorkstation, logon.StatusPasswordExpired, logon.StatusAccountDisabled, logon.StatusNotSupported,
	logon.StatusBadNetworkName, logon.StatusLogonTypeNotGranted, logon.StatusAccountExpired,
	logon.StatusPasswordMustChange, logon.StatusNotFound, logon.StatusAccountLockedOut, logon.StatusAuthenticationFirewall,
	logon.StatusNTLMBlocked, logon.StatusGuestLogonBlocked, logon.StatusGuestLogonBlockedSigning,
	logon.StatusInterdomainTrustAccount, logon.StatusWorkstationTrustAccount, logon.StatusServerTrustAccount,
	logon.StatusSmartCardRequired, logon.StatusNoSecrets,
	logon.StatusNoTrustSamAccount, logon.StatusTrustedDomainFailure, logon.StatusTrustedRelationshipFailure, logon.StatusNetlogonNotStarted,
}

// readStatus reads an NTSTATUS: its name, or 0xc000006d. The one that has a decimal form is 0.
func readStatus(r *strict.Reader, n *strict.Node) *logon.Status {
	status := new(logon.Status)
	target := strict.Follow(n)
	if target.Kind != yaml.ScalarNode {
		r.Fail(n, statusHint, "here belongs an NTSTATUS, not %s", strict.Kind(target))
		return status
	}
	hex, isHex := strings.CutPrefix(strings.ToLower(target.Value), "0x")
	if value, err := strconv.ParseUint(hex, 16, 32); err == nil && (isHex || hex == "0") {
		*status = logon.Status(value)
		return status
	}
	var known []string
	for _, s := range statuses {
		if s.Name() == target.Value {
			*status = s
			return status
		}
		known = append(known, s.Name())
	}
	hint := statusHint
	if best := sim.Nearest(target.Value, known); best != "" {
		hint = "did you mean " + best + "?"
	}
	r.Fail(n, hint, "%q is not an NTSTATUS", target.Value)
	return status
}

const statusHint = "write 0xc000006d or STATUS_LOGON_FAILURE"
