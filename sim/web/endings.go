package web

import "ntlmsim/sim"

// A Protocol is what the server knows the person by.
type Protocol string

// The protocols. "" is none: the page is refused.
const (
	ByNothing  Protocol = ""
	Anonymous  Protocol = "anonymous"
	ByKerberos Protocol = "kerberos"
	ByNTLM     Protocol = "ntlm"
)

// An ending is what a final state means.
type ending struct {
	state    string
	status   int // of HTTP, and what IIS logs behind the point
	sub      int
	protocol Protocol
	asks     bool // the browser asks for an account, up to three times
	sees     string
	cite     sim.Cite
}

var codes = documented("IIS, HTTP status codes", "200; 401.1 the logon failed; 401.2 the server's configuration")

const (
	thePage   = "the page"
	asked     = "a prompt for an account and a password, three times, and then 401"
	justA401  = "401, without a prompt"
	onlyAPage = "the page, as a guest"
)

var endings = []ending{
	{"open", 200, 0, Anonymous, false, thePage, codes},
	{"kerberos", 200, 0, ByKerberos, false, thePage, codes},
	{"response", 200, 0, ByNTLM, false, thePage, codes},
	{"guest", 200, 0, ByNTLM, false, onlyAPage, codes},
	{".no-provider", 401, 2, ByNothing, false, justA401, codes},
	{".nothing-in-common", 401, 2, ByNothing, false, justA401, codes},
	{".kerberos", 401, 1, ByNothing, true, asked, documented(failures, "three prompts, and 401 with 1 in the log")},
	{".kerberos-alone", 401, 1, ByNothing, true, asked, codes.Concluding("that IIS logs 1 there is our conclusion")},
	{".at-client", 401, 2, ByNothing, true, asked, codes.Concluding("that the browser asks, and that IIS logs 2 since nothing is sent, is our conclusion")},
	{".unbound", 401, 1, ByNothing, true, asked, codes},
	{".ntlm", 401, 1, ByNothing, true, asked, codes},
}

func (e *ending) name() string { return e.state }

var meanings = func() []*ending {
	list, err := sim.Endings(table, endings, (*ending).name)
	if err != nil {
		panic(err) // the table is part of the program
	}
	return list
}()

var startID = func() sim.ID {
	id, _ := table.ID(start)
	return id
}()
