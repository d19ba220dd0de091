package scenarios

import (
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

var stages = []logon.Stage{logon.AtClient, logon.AtConnect, logon.AtNegotiate, logon.AtSetup, logon.AtSession, logon.AtTree}

var sessions = []string{logon.NoSession.String(), logon.User.String(), logon.Guest.String(), logon.Anonymous.String()}

var wantObject = object[Want]{
	what:     "want",
	required: []string{"error"},
	hint:     "write the number that NET USE reports; success is error: 0",
	fields: []field[Want]{
		key("error", func(r *reader, w *Want, n *yaml.Node) { w.Error = uint32(r.number(n, math.MaxUint32)) }, openText),
		key("status", func(r *reader, w *Want, n *yaml.Node) { w.Status = readStatus(r, n) }, openText),
		key("stage", func(r *reader, w *Want, n *yaml.Node) {
			stage := oneOf(r, n, "stage", stages)
			w.Stage = &stage
		}, openText),
		key("session", func(r *reader, w *Want, n *yaml.Node) {
			session, _ := logon.ParseSession(oneOf(r, n, "session", sessions))
			w.Session = &session
		}, openText),
		key("prompted", func(r *reader, w *Want, n *yaml.Node) {
			prompted := r.truth(n)
			w.Prompted = &prompted
		}, openText),
		key("kerberos", func(r *reader, w *Want, n *yaml.Node) {
			kerberos := r.truth(n)
			w.Kerberos = &kerberos
		}, openText),
		key("events", func(r *reader, w *Want, n *yaml.Node) { w.Events = readEvents(r, n) }, listed(eventObject.place())),
	},
}

var eventObject = object[WantEvent]{
	what:     "an event",
	required: []string{"machine", "id"},
	hint:     "{machine: NET, id: 4625}",
	fields: []field[WantEvent]{
		text("machine", func(e *WantEvent) *string { return &e.Machine }),
		key("id", func(r *reader, e *WantEvent, n *yaml.Node) { e.ID = int(r.number(n, math.MaxUint16)) }, openText),
		key("status", func(r *reader, e *WantEvent, n *yaml.Node) { e.Status = readStatus(r, n) }, openText),
		key("sub-status", func(r *reader, e *WantEvent, n *yaml.Node) { e.SubStatus = readStatus(r, n) }, openText),
	},
}

func readWant(r *reader, n *yaml.Node) *Want {
	w := &Want{}
	wantObject.read(r, n, n, w)
	return w
}

func readEvents(r *reader, n *yaml.Node) []WantEvent {
	list := []WantEvent{}
	r.list(n, "events", func(item *yaml.Node) {
		var e WantEvent
		eventObject.read(r, item, item, &e)
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
	logon.StatusNoTrustSamAccount, logon.StatusTrustedDomainFailure, logon.StatusTrustedRelationshipFailure, logon.StatusNetlogonNotStarted,
}

// readStatus reads an NTSTATUS: its name, or 0xc000006d. The one that has a decimal form is 0.
func readStatus(r *reader, n *yaml.Node) *logon.Status {
	status := new(logon.Status)
	target := follow(n)
	if target.Kind != yaml.ScalarNode {
		r.fail(n, statusHint, "here belongs an NTSTATUS, not %s", kind(target))
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
	r.fail(n, hint, "%q is not an NTSTATUS", target.Value)
	return status
}

const statusHint = "write 0xc000006d or STATUS_LOGON_FAILURE"
