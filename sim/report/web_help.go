package report

// WebIntro opens the help page about web servers.
const WebIntro = `A browser opens a site with Windows authentication (IIS). Does it end in
Kerberos, in NTLM or in 401, and why?

A file with model: web has the domains and machines of ntlmsim help topology,
and beside them the sites, the service principal names (as setspn -L lists
them), how browsers are set up, and what is opened:

  # web.yaml
  model: web
  domains:
    CORP:
      dns: corp.example
      accounts: {ANNA: {password: one}, SVCWEB: {password: two}}
  machines:
    DC:   {role: controller, domain: CORP, profile: windows-server}
    WEB1: {role: member, domain: CORP, profile: windows-server}
    PC1:  {role: member, domain: CORP, profile: windows-11}
  spns:
    CORP\SVCWEB: [HTTP/www.corp.example]
  sites:
    www: {machine: WEB1, hosts: [www.corp.example], pool: 'CORP\SVCWEB'}
  browsers:
    PC1: {intranet: ['*.corp.example']}
  attempts:
    - name: the name is registered for the account of the pool
      from: PC1
      as: CORP\ANNA
      open: http://www.corp.example/
      want: {status: 200, protocol: kerberos}

This one is 401 after three prompts: the site is in kernel mode, so it opens
tickets with the computer's key, and the name belongs to the pool's account.
Without attempts: in the file, predict takes the URL (ntlmsim help predict).

  ntlmsim run kb326985
  ntlmsim explain kb326985/article.yaml#3
  ntlmsim explain kb326985/application-pools.yaml#1
  ntlmsim explain kb326985/delegation.yaml#2
  ntlmsim rules --model web --short
  ntlmsim schema --model web

What is probably a mistake, with its line and the command that mends it: a name
that two accounts have, or none, or one whose key the site has not; an address
in place of a name; delegation to nothing. The exit code is 1 where there is
one (check takes files of every model):

  ntlmsim check kb326985/first-tickets.yaml

Such a file can be made of what is exported: the output of setspn -Q */*, an
LDIF of ldifde, the applicationHost.config of IIS, or several of them together.
What is not understood is said with its line:

  ntlmsim help import

One server of Exchange that passes web services on to another, and cannot, is
model: ews-proxy, with servers: in place of sites: and no NTLM:

  ntlmsim explain exchange/proxy.yaml#4
  ntlmsim schema --model ews-proxy

The ticket is decided by one table (sim/kerberos), the rest by another
(sim/web); where the browser goes on with NTLM, that is the model of NET USE,
with the web server as the server. A picture shows who owns the name, which keys
the server has, and what was sent. lab run puts the attempts to a KDC of MIT and
to Apache:

  ntlmsim graph 'kb326985/application-pools.yaml#1' -o pool.svg
  ntlmsim lab run kb326985/article.yaml --dry-run

replay puts them to your own site, with a probe that asks as a browser of
Windows does: --at says where a site, a host or a machine is, and --kdc where
the KDC of a realm is. Here the passwords of the file must be the real ones.
They are proved to these servers and to no others, and are counted, so that no
account is locked out (ntlmsim help servers). --server apache-gssapi,mit-kdc
excuses what these do otherwise than Windows; IIS says neither whom it knows nor
why it refuses, so that this is not compared there. The second hop is not asked,
nor is a KDC of another realm:

  ntlmsim replay kb326985/article.yaml --at WEB1=10.0.0.5 --dry-run
`
