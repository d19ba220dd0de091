package logon

import "fmt"

// referrals: what DFS makes of a path, before the client connects to a server.
func referrals() []rule {
	return []rule{
		row("path", ofServer, "path.referral",
			documented("MS-DFSC 3.1.4.1, steps 5 and 6", "the first component is not in the list of domains: it is the host that is asked for a referral")),
		row("path", ofListedDomain, "path.referral",
			documented("MS-DFSC 3.1.4.1, step 5; MS-DFSC 3.1.1", "a computer in a domain has the list of domains; for a path that begins with one of them it asks a controller of that domain, unless it remembers the referral. MS-SMB2 3.2.4.20.3 has it ask with the user's credentials, in a session of its own: what becomes of that session is not decided here")),
		row("path", last("the first name is a domain that is not in the client's list: a host of that name is asked", foundAsked), "path.referral",
			documented("MS-DFSC 3.1.4.1, step 5; KB 943711", "the first component is the host that is asked; so computers of a workgroup and of domains without a trust reach the namespace. MS-SMB2 3.2.4.20.3 has them ask with the user's credentials, in a session of its own: what becomes of that session is not decided here")),

		row("path.referral", ofControllers, "client",
			documented("MS-DFSC 3.3.5.4", "SYSVOL and NETLOGON are referred to the controllers of the domain, by DNS names where the path has the domain's DNS name, by NetBIOS names where it has that one; of several the first in the file that answers is taken")),
		row("path.referral", ofLink, "client",
			documented("MS-DFSC 3.1.5.1; MS-DFSC 3.2.5.5", "a link is referred to its targets; of several the first in the file that answers is taken, and what becomes of the session at the root is not decided here")),
		row("path.referral", last("the namespace leads to a share", foundReferral), "client",
			documented("MS-DFSC 3.1.4.1, step 3; MS-DFSC 4.3", "the namespace in the path is replaced with its target; of several the first in the file that answers is taken")),
	}
}

// Conditions on a path of DFS.
var (
	ofServer = given("a share of a server is a namespace: that server is asked",
		func(f *Facts) bool { return f.question.referral.domain == nil }, foundAsked)

	ofListedDomain = given("the first name is a domain in the client's list: a controller of it is asked",
		func(f *Facts) bool { return f.question.referral.listed }, foundAsked)

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
		return fmt.Sprintf("%s asks a controller of %s about %s", f.client.Name, r.domain.Name, r.Path)
	}
	return fmt.Sprintf("%s asks %s about %s", f.client.Name, r.typed.Server, r.Path)
}

func foundReferral(f *Facts) string {
	return fmt.Sprintf("%s leads to %s", f.question.referral.Path, f.question.referral.Target)
}
