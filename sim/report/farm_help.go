package report

// FarmIntro opens the help page about view state in a web farm.
const FarmIntro = `A page says "Validation of viewstate MAC failed", or what was typed is gone.
Which key has the server that made the page, which one the server that gets the
post, and what makes them the same?

A file with model: postback has the servers (nodes), the application pools, what
web.config of each application says, and which page is made where and posted
where:

  # farm.yaml
  model: postback
  nodes:
    WEB1: {iis: 8.5, framework: 4.8}
    WEB2: {iis: 8.5, framework: 4.8}
  pools:
    shop: {identity: application-pool}
  applications:
    shop: {nodes: [WEB1, WEB2], pool: shop}
  attempts:
    - name: another node gets the post
      page: shop/cart.aspx
      made-by: WEB1
      posted-to: WEB2
      want: {status: 500, cause: 1}

This is cause 1 of the article (KB 2915218): web.config has no key, so each node
generates its own. A post without posted-to: goes where the balancer sends it:
to the same node with affinity: true, otherwise to one that refuses it, if there
is one.

  ntlmsim explain kb2915218/farm.yaml#2
  ntlmsim explain kb2915218/pools.yaml#2
  ntlmsim explain kb2915218/pages.yaml#1
  ntlmsim run kb2915218
  ntlmsim rules --model postback --short
  ntlmsim graph 'kb2915218/farm.yaml#2' -o farm.svg
  ntlmsim lab run kb2915218/farm.yaml        # with Mono as the servers

Real keys need not be in the file: equal hexadecimal digits stand for equal
keys. No message shows a key. A key in a file is compared, and no field is
computed from it: ntlmsim viewstate does that with real web.config files.

What is not decided: custom algorithms (alg:), the sort keys of which the value
of __VIEWSTATEGENERATOR is made (pages are compared by their names), anything
else that is protected with the same keys (forms authentication, antiforgery
tokens), and what else than event 1316 a node logs.
`
