package ewsproxy

import "strings"

// text is the beginning of the event's text, in our English, with its values filled in. The French text is the one at
// hand; no source gives the event's number.
func text(f *Facts) string {
	return strings.NewReplacer("%1", f.from.Machine, "%2", f.to.Machine, "%3", f.to.InternalURL.Text).Replace(
		"The client access server %1 tried to pass web services of Exchange on to the client access server %2. That failed, since the two could not authenticate. Perhaps " +
			"1. the host name in %3 is not registered as a service principal name; or 2. the server of %3 takes no Kerberos.")
}
