package logon

import (
	"slices"
	"strings"

	"ntlmsim/sim/winevent"
)

// An Entry is a Windows event with all its fields, as in the machine's log.
type Entry struct {
	Event
	Record winevent.Event // its time is zero: the model has no clock
	Open   []string       // the fields that the model does not decide: SIDs, addresses, processes, identifiers
}

// Entries lists the events that Windows machines log, in the order of Logged. Samba's records are not included,
// nor are the events of tickets: which fields of them follow from an attempt was not looked at.
func (o Outcome) Entries() (list []Entry) {
	for _, e := range o.Logged() {
		if e.Log() == sambaLog || e.OfTicket() {
			continue
		}
		provider, version, fields := o.template(e)
		values := o.values(e)
		record, ok := winevent.Fill(provider, e.ID, version, fields, values)
		if !ok {
			continue
		}
		record.Channel, record.Computer = channelOf(e.Log()), e.Machine
		entry := Entry{Event: e, Record: record}
		for _, f := range record.Fields {
			if _, decided := values[f.Name]; !decided {
				entry.Open = append(entry.Open, f.Name)
			}
		}
		list = append(list, entry)
	}
	return list
}

// Decides reports whether the model decides a field.
func (e Entry) Decides(name string) bool { return !slices.Contains(e.Open, name) }

// channelOf is the full name of a log.
func channelOf(log string) string {
	switch {
	case log == security:
		return log
	case log == "SMBClient/Security":
		return "Microsoft-Windows-SmbClient/Security" // its other logs are written SMBClient
	}
	return "Microsoft-Windows-" + log
}

// template is the provider of an event, its version, and, before Windows Vista, how many fields it has.
func (o Outcome) template(e Event) (provider string, version, fields int) {
	s := o.Facts.target.settings
	switch {
	case e.ID >= 528 && e.ID <= 540:
		return winevent.Classic, 0, classicFields(e.ID, s.Audit)
	case e.ID == 680 && o.Facts.asked().settings.Audit == Audit2000:
		return winevent.Classic, 0, 3
	case e.ID == 680:
		return winevent.Classic, 0, 4
	case e.ID == 681, e.ID == 644:
		return winevent.Classic, 0, 0
	case e.ID == 4624:
		return winevent.Security, s.LogonEventVersion, 0
	case e.ID == 551:
		return winevent.SMBServer, min(max(s.LogonEventVersion, 1), 2), 0
	case strings.HasPrefix(e.Log(), "SMBClient/"):
		return winevent.SMBClient, 0, 0
	case strings.HasPrefix(e.Log(), "SMBServer/"):
		return winevent.SMBServer, 0, 0
	case byController(e.ID):
		return winevent.Netlogon, 0, 0
	case e.Log() == security:
		return winevent.Security, 0, 0
	}
	return winevent.NTLM, 0, 0
}

// byController reports whether an NTLM event is logged by Netlogon of a controller.
func byController(id int) bool {
	return id >= 4004 && id <= 4006 || id >= 8004 && id <= 8006 || id >= 4030 && id <= 4033
}

// classicFields is how many fields a logon event before Windows Vista has. Server 2003 added the caller and the source
// address (msaudite.h); that Windows XP has them, too, is our conclusion from its other events.
func classicFields(id int, a Audit) int {
	late := a == Audit2003
	switch {
	case id == 538:
		return 4
	case late && (id == 528 || id == 540 || id == 537):
		return 15
	case late:
		return 13
	case id == 528 || id == 540:
		return 7
	}
	return 6
}

// values are the fields that the model decides, by name.
func (o Outcome) values(e Event) map[string]string {
	switch {
	case e.ID == 4624, e.ID == 4625:
		return o.logonValues(e)
	case e.ID == 4776:
		return map[string]string{"PackageName": msv1, "TargetUserName": e.Account, "Workstation": e.Workstation, "Status": e.Status.short()}
	case e.ID == 4740:
		return map[string]string{"TargetUserName": e.Account, "TargetDomainName": e.Workstation, "SubjectUserSid": "S-1-5-18",
			"SubjectUserName": e.Machine + "$", "SubjectLogonId": "0x3e7"}
	case e.ID >= 528 && e.ID <= 540:
		return o.classicValues(e)
	case e.ID == 680, e.ID == 681:
		return map[string]string{"Logon attempt by": msv1, "Logon account": e.Account, "Source Workstation": e.Workstation, "Error Code": e.oldCode()}
	case e.ID == 644:
		return map[string]string{"Target Account Name": e.Account, "Caller Machine Name": e.Workstation, "Caller User Name": e.Machine + "$"}
	}
	return o.operationalValues(e)
}

// msv1 is the full name of NTLM's authentication package.
const msv1 = "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"

// logonValues are the fields of 4624 and 4625. Values that every network logon has are taken from real events.
func (o Outcome) logonValues(e Event) map[string]string {
	v := map[string]string{
		"SubjectUserSid": "S-1-0-0", "SubjectUserName": "-", "SubjectDomainName": "-", "SubjectLogonId": "0x0",
		"TargetUserName": orHyphen(e.Account), "TargetDomainName": orHyphen(e.Domain), "WorkstationName": orHyphen(e.Workstation),
		"LogonType": "3", "LogonProcessName": "NtLmSsp ", "AuthenticationPackageName": "NTLM", "TransmittedServices": "-",
		"ProcessId": "0x0", "ProcessName": "-",
	}
	if e.Ticket.Kerberos {
		v["LogonProcessName"], v["AuthenticationPackageName"] = "Kerberos", "Kerberos"
	}
	if e.ID == 4625 {
		v["TargetUserSid"], v["Status"], v["SubStatus"] = "S-1-0-0", e.Status.short(), e.SubStatus.short()
		v["FailureReason"], v["LmPackageName"], v["KeyLength"] = failureReason(e.Status, e.SubStatus), "-", "0"
		if o.Because == "policies.loopback" {
			v["LogonProcessName"] = "" // observed
		}
		return v
	}
	v["LmPackageName"] = o.lmPackage()
	if o.Sent.Anonymous() {
		v["TargetUserSid"] = "S-1-5-7"
	}
	v["ImpersonationLevel"] = "%%1833"
	if e.Ticket.Kerberos {
		v["LmPackageName"], v["KeyLength"] = "-", "0"
	} else {
		v["LogonGuid"] = "{00000000-0000-0000-0000-000000000000}"
	}
	v["RestrictedAdminMode"], v["TargetOutboundUserName"], v["TargetOutboundDomainName"] = "-", "-", "-"
	v["VirtualAccount"], v["TargetLinkedLogonId"] = "%%1843", "0x0"
	return v
}

// lmPackage is the kind of response of a logon. For anonymous logons real events have NTLM V1.
func (o Outcome) lmPackage() string {
	switch k := o.Sent.Response.String(); {
	case o.Sent.Response.Salted():
		return "NTLM V2"
	case k == "lm":
		return "LM"
	}
	return "NTLM V1"
}

// failureReason is the message number in event 4625; if no source gives one, that of an error.
func failureReason(status, sub Status) string {
	inner := sub
	if sub == StatusSuccess {
		inner = status
	}
	for _, r := range failureReasons {
		if r.Status == status && r.Sub == sub {
			return r.Number
		}
	}
	switch inner {
	case StatusNoSuchUser, StatusWrongPassword, StatusLogonFailure:
		return "%%2313"
	case StatusAccountExpired:
		return "%%2305"
	case StatusNetlogonNotStarted:
		return "%%2306"
	case StatusLogonTypeNotGranted:
		return "%%2308"
	case StatusPasswordExpired, StatusPasswordMustChange:
		return "%%2309"
	case StatusAccountDisabled:
		return "%%2310"
	case StatusInvalidLogonHours:
		return "%%2311"
	case StatusInvalidWorkstation:
		return "%%2312"
	}
	return "%%2304"
}

// classicValues are the fields of logon events before Windows Vista. The logon process and the package changed with
// Windows 2000.
func (o Outcome) classicValues(e Event) map[string]string {
	v := map[string]string{"User Name": e.Account, "Domain": e.Domain, "Logon Type": "3", "Logon Process": "NtLmSsp ",
		"Authentication Package": "NTLM", "Workstation Name": e.Workstation, "Caller User Name": "-", "Caller Domain": "-",
		"Caller Logon ID": "-", "Caller Process ID": "-", "Transited Services": "-"}
	if e.Ticket.Kerberos {
		v["Logon Process"], v["Authentication Package"] = "Kerberos", "Kerberos"
	}
	if o.Facts.target.settings.Audit == AuditNT4 {
		v["Logon Process"], v["Authentication Package"], v["Workstation Name"] = "KSecDD", msv1, `\\`+e.Workstation
	}
	if e.ID == 537 {
		status := *o.setupStatus()
		v["Status code"], v["Substatus code"] = status.String(), StatusSuccess.short()
	}
	return v
}

// setupStatus is the status of the session setup response.
func (o Outcome) setupStatus() *Status {
	for id, s := range table.States() {
		if s == o.Because && meanings[id] != nil {
			return &meanings[id].status
		}
	}
	return o.Status
}

// oldCode is the status of a credentials check before Windows Vista: decimal on Windows 2000.
func (e Event) oldCode() string {
	if e.ID == 681 {
		return e.Status.decimal()
	}
	return "0x" + strings.ToUpper(strings.TrimPrefix(e.Status.short(), "0x"))
}

// ofNTLM is the object identifier of NTLM in SPNEGO.
const ofNTLM = "1.3.6.1.4.1.311.2.2.10"

// operationalValues are the fields of events in logs other than Security.
func (o Outcome) operationalValues(e Event) map[string]string {
	f := &o.Facts
	switch e.ID {
	case 4001, 4015, 8001:
		v := map[string]string{"TargetName": "cifs/" + f.called, "UserName": "(NULL)", "DomainName": "(NULL)", "MechanismOID": ofNTLM}
		if f.how.named() {
			v["UserName"], v["DomainName"] = e.Account, e.Domain
		}
		return v
	case 4020, 4021:
		return o.outgoingValues(e)
	case 4022, 4023:
		return o.incomingValues(e)
	case 4002, 8002:
		return map[string]string{"MechanismOID": ofNTLM}
	case 4003, 8003:
		return map[string]string{"UserName": e.Account, "DomainName": e.Domain, "Workstation": e.Workstation, "LogonType": "3", "MechanismOID": ofNTLM}
	case 4004, 8004:
		return map[string]string{"SChannelName": f.target.Name, "UserName": e.Account, "DomainName": e.Domain, "WorkstationName": e.Workstation, "SChannelType": "2"}
	case 4005, 4006, 8005, 8006:
		return map[string]string{"UserName": e.Account, "DomainName": e.Domain, "WorkstationName": e.Workstation}
	case 100, 101, 4822, 4823:
		return map[string]string{"AccountName": e.Account, "DeviceName": e.Workstation, "Status": o.setupStatus().short()}
	case 301:
		return map[string]string{"AccountName": e.Account, "DeviceName": e.Workstation, "Status": StatusAccountRestriction.short()}
	case 551:
		return map[string]string{"Status": e.Status.short(), "TranslatedStatus": e.Status.short()}
	case 5168:
		return o.checkedNames(e)
	case 31023, 31997:
		return map[string]string{"ServerName": `\` + f.called}
	case 31017, 31022:
		return map[string]string{"UserName": e.Account, "ServerName": `\` + f.called}
	}
	return nil
}

func orHyphen(text string) string { return orElse(text, "-") }

// checkedNames are the fields of 5168: the authenticated user, and the server name that the client used.
func (o Outcome) checkedNames(e Event) map[string]string {
	f := &o.Facts
	v := map[string]string{"SubjectUserName": e.Account, "SubjectDomainName": e.Domain, "SpnName": "N/A", "ErrorCode": StatusAccessDenied.short(), "ConfiguredNames": "N/A"}
	if f.answered != nil {
		v["SubjectUserName"], v["SubjectDomainName"] = f.answered.account.Name, f.answered.db.name
	}
	if f.saysTarget() {
		v["SpnName"] = "cifs/" + f.called
	}
	if names := f.target.settings.SrvAllowedServerNames; len(names) > 0 {
		v["ConfiguredNames"] = strings.Join(names, ";")
	}
	return v
}
