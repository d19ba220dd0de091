package lab

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// AuditDiffers says in which way what the machines recorded is not what was predicted that they do: on which machine,
// its status, for whom, whose session it became, and who passed it on. It is "" if nothing differs.
func AuditDiffers(events []logon.Event, records []Record) string {
	var ways []string
	left := slices.Clone(records)
	for _, e := range events {
		i := slices.IndexFunc(left, func(r Record) bool { return strings.EqualFold(r.Machine, e.Machine) })
		if i < 0 {
			ways = append(ways, "predicted that "+predictedRecord(e)+", which it has not")
			continue
		}
		if want, got := predictedRecord(e), left[i].String(); !strings.EqualFold(want, got) {
			ways = append(ways, fmt.Sprintf("predicted that %s, and %s", want, got))
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, r := range left {
		ways = append(ways, "unpredicted: "+r.String())
	}
	return strings.Join(ways, "; ")
}

// predictedRecord is an event as the record that it predicts says it.
func predictedRecord(e logon.Event) string {
	status := strings.TrimPrefix(e.Status.Name(), "STATUS_")
	if status == "SUCCESS" {
		status = "OK"
	}
	return Record{Machine: e.Machine, EventID: e.ID, Status: status, Domain: e.Domain, Account: e.Account, Workstation: e.Workstation,
		BecameDomain: e.Became.Domain, BecameAccount: e.Became.User, Computer: e.PassedOnBy, Service: service(e)}.String()
}

func service(e logon.Event) string {
	if e.PassedOnBy != "" {
		return samLogon
	}
	return "SMB2"
}
