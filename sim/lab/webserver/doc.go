// Package webserver puts attempts of the model web to real parts: the KDC of MIT Kerberos, Apache's httpd with
// mod_auth_gssapi and gss-ntlmssp. This project wrote none of them. Every attempt is asked by two clients. One is
// kinit, curl and Azure's go-ntlmssp, which others wrote, too. The other is a probe of our own, which does what a
// browser of Windows does and MIT's library does not: it asks the ticket for the name that Windows asks it for, asks
// again with the KDC's time, and goes on with NTLM (go-ntlmssp's) where there is no ticket.
//
// A third client is a browser: Chromium, with MIT's library. What a browser of Windows is set to is a policy of
// Chromium's. All its names lead to a gate, which writes down what passes and hands it on to the site, so that what the
// browser sent is seen. This server refuses the way its NTLM begins (differences.go); where it began, go-ntlmssp asks.
//
// A KDC of MIT has no accounts with service principal names: every name is a principal of its own. So a name gets the
// keys of the account that has it in the file, and a site's keytab has the keys that the site holds in the model, under
// each name that is asked for. HOST stands for HTTP here because the names are registered so; that a site in kernel
// mode has the computer's key is the model's word, too. Whether there is a ticket, whether the key opens it, and which
// error says so, is found by the KDC and the server alone.
//
// What these parts do otherwise than Windows is a list of known differences (differences.go). A difference changes the
// question or what is expected, and what comes must be exactly that. An attempt that the parts cannot play is named
// with the reason. Prompts and events are not compared: nothing here has them. Nor does anything here show whether a
// browser of Windows goes on with NTLM: curl stops, with a token that is refused and without a ticket, the probe has a
// rule of its own, the codes after which it goes on (package webprobe), and Chromium on Linux always goes on.
//
// In place of MIT's KDC a controller of Active Directory can give the tickets (Directory): HOST stands for HTTP there,
// and the sites get keys that the controller shows.
//
// All of it listens on 127.0.0.1, runs as nobody where root starts it, and keeps its files in one directory. Run is
// what ntlmsim lab run calls.
package webserver
