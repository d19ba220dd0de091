package replay

import (
	"fmt"
	"strings"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb/smbtest"
)

// auditDiffers compares the record of an attempt with the event that the Samba profile predicts.
func auditDiffers(o logon.Outcome, r smbtest.AuditRecord) string {
	if len(o.Events) != 1 {
		return fmt.Sprintf("%d events predicted, and Samba writes one", len(o.Events))
	}
	e, a := o.Events[0], r.Authentication
	if !strings.EqualFold(e.Machine, o.Sent.To) {
		return fmt.Sprintf("predicted on %q, recorded on %s", e.Machine, o.Sent.To)
	}
	want := fmt.Sprintf("%d %s %q %q %q", e.ID, strings.TrimPrefix(e.Status.Name(), "STATUS_"), e.Domain, e.Account, e.Workstation)
	status := strings.TrimPrefix(a.Status, "NT_STATUS_")
	if status == "OK" {
		status = "SUCCESS"
	}
	got := fmt.Sprintf("%d %s %q %q %q", a.EventID, status, a.Domain, a.Account, a.Workstation)
	if want != got {
		return fmt.Sprintf("predicted %s, recorded %s", want, got)
	}
	return ""
}
