package scenarios

import (
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

// Keys is every key that an object of a file takes, for the test that the schema says the same.
func Keys() map[string][]string {
	return map[string][]string{
		"domain": domainObject.Names(), "trust": trustObject.Names(), "machine": machineObject.Names(),
		"account": accountObject.Names(), "share": shareObject.Names(), "policy": policyObject.Names(),
		"attempt": attemptObject.Names(), "sign-on": signOnObject.Names(), "stored": storedObject.Names(), "send": sendObject.Names(), "want": wantObject.Names(), "event": eventObject.Names(),
		"": append(fileObject.Names(), modelKey),
	}
}

func texts[S ~string](list []S) []string {
	var texts []string
	for _, s := range list {
		texts = append(texts, string(s))
	}
	return texts
}

// Words is every list of words that a key takes, by object and key.
func Words() map[string][]string {
	var names []string
	for _, s := range statuses {
		names = append(names, s.Name())
	}
	return map[string][]string{
		"domain.kind": texts(domainKinds), "trust.type": texts(trustTypes), "trust.direction": texts(directions),
		"machine.role": texts(roles), "account.hours": append(texts(hours), unknownWord), "sign-on.logon": texts(logon.SignOnKinds()), "send.response": responses(),
		"want.stage": texts(stages), "want.session": sessions, "status": names,
	}
}

// WebObjects is Keys of the model web.
func WebObjects() map[string][]string {
	return map[string][]string{
		"site": siteObject.Names(), "browser": browserObject.Names(), "attempt": webAttemptObject.Names(), "typed": typedObject.Names(),
		"delegation": delegateObject.Names(), "want": webWantObject.Names(), "event": webEventObject.Names(), "": append(webObject.Names(), modelKey),
	}
}

// WebWords is every list of words that a key of the model web takes.
func WebWords() map[string][]string {
	return map[string][]string{"site.extended-protection": texts(web.Protections), "want.protocol": webProtocols, "want.then": webSeconds}
}

// EWSObjects is Keys of the model ews-proxy.
func EWSObjects() map[string][]string {
	return map[string][]string{"server": serverObject.Names(), "attempt": ewsAttemptObject.Names(), "want": ewsWantObject.Names(), "": append(ewsObject.Names(), modelKey)}
}
