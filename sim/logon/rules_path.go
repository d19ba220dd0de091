package logon

import "fmt"

var (
	asksAsUser = inferred("MS-DFSC 3.1.4.2; MS-SMB2 3.2.4.20.3; MS-DFSC 3.1.4.1, steps 6, 8, 13 and 14", "the referral is asked for in a session with the user's credentials, that of a link after the root's share is opened; that the attempt fails with the error of that session is our conclusion, for 3.1.5.4.3 speaks of answers to the request only. A host that is no domain in the list is then asked for the share itself, and refuses in the same way. A client that remembers the referral does not ask")

	toLink = documented("MS-DFSC 3.1.5.1; MS-DFSC 3.2.5.5", "a link is referred to its targets; of several the first in the file that answers is taken")
)

// referrals: what DFS makes of a path, before the client connects to a server.
func referrals() []rule {
	return []rule{
		row("path", ofServer, "path.server",
			documented("MS-DFSC 3.1.4.1, steps 5 and 6", "the first component is not in the list of domains: it is the host that is asked for a referral")),
		row("path", ofListedDomain, "path.domain",
			documented("MS-DFSC 3.1.4.1, step 5; MS-DFSC 3.1.1", "a computer in a domain has the list of domains; for a path that begins with one of them it asks a controller of that domain, unless it remembers the referral")),
		row("path", last("the first name is a domain that is not in the client's list: a host of that name is asked", foundAsked), "path.domain",
			documented("MS-DFSC 3.1.4.1, step 5; KB 943711", "the first component is the host that is asked; so computers of a workgroup and of domains without a trust reach the namespace")),

		row("path.server", notTold, "client", asksAsUser),
		row("path.server", last("a link leads to a share", foundReferral), "client", toLink),

		row("path.domain", notTold, "client", asksAsUser),
		row("path.domain", ofControllers, "client",
			documented("MS-DFSC 3.3.5.4", "SYSVOL and NETLOGON are referred to the controllers of the domain, by DNS names where the path has the domain's DNS name, by NetBIOS names where it has that one; of several the first in the file that answers is taken")),
		row("path.domain", ofLink, "client", toLink),
		row("path.domain", last("the namespace leads to a share", foundReferral), "client",
			documented("MS-DFSC 3.1.4.1, step 3; MS-DFSC 4.3", "the namespace in the path is replaced with its target; of several the first in the file that answers is taken")),
	}
}

// Conditions on a path of DFS.
var (
	ofServer = given("a share of a server is a namespace: that server is asked",
		func(f *Facts) bool { return f.question.referral.domain == nil }, foundAsked)

	ofListedDomain = given("the first name is a domain in the client's list: a controller of it is asked",
		func(f *Facts) bool { return f.question.referral.listed }, foundAsked)

	notTold = given("the client does not get as far as asking",
		func(f *Facts) bool { return f.question.referral.Refused() },
		func(f *Facts) string {
			r := f.question.referral
			return fmt.Sprintf("%s asks %s where %s leads", f.client.Name, r.refused.called, r.Path)
		})

	ofControllers = given("the share is SYSVOL or NETLOGON: it leads to a controller",
		func(f *Facts) bool {
			return !f.question.referral.Made()
		}, foundReferral)

	ofLink = given("a link leads to a share",
		func(f *Facts) bool { return f.question.referral.link }, foundReferral)
)

func foundAsked(f *Facts) string {
	r := f.question.referral
	if r.listed {
		return fmt.Sprintf("%s asks a controller of %s where %s leads", f.client.Name, r.domain.Name, r.Path)
	}
	return fmt.Sprintf("%s asks %s where %s leads", f.client.Name, r.typed.Server, r.Path)
}

func foundReferral(f *Facts) string {
	return fmt.Sprintf("%s leads to %s", f.question.referral.Path, f.question.referral.Target)
}
