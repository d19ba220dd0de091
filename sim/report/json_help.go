package report

// JSONHelp documents the shapes. A test sees to it that it names every field.
const JSONHelp = `Every --json prints one object, and its version is 1. Fields may be added to a version; none changes its meaning.
Passwords are never printed: a command is printed with ******** in the place of its password.
null is: not known, or not there. Numbers of attempts begin with 1.
A file of another model than logon (model: in it) has what every model knows: of run, error and session are null; of explain,
an attempt has asked (the question, in words) in place of from, as, run and send, and its prediction has verdict, because, end,
reason and trace alone.

predict --json: a prediction
  version     1
  error       the Win32 error that NET reports; 0 is success
  text        what NET prints, without "System error N has occurred."
  verdict     the result in one line; it says if the session is only a guest's
  prompted    NET asked for a password after a refusal
  status      the NTSTATUS that the server answered last: "0xc000006d"; null when nothing reached the wire
  statusName  "STATUS_LOGON_FAILURE"; "" when nothing reached the wire
  stage       how far it came: client, connect, negotiate, setup, session, tree; a success ends in tree
  session     none, user, guest or anonymous
  because     the state that decided setup; grep finds its row, the scenarios that end there, and its picture
  end         the state in which the attempt ended: because, or a later refusal
  reason      what was found on the way, in one sentence
  protocol    what proves the user, or fails to: kerberos or ntlm; "" where the attempt ends before that
  sent        what the session setup carried, or null where none was sent, or one with a ticket (also where a session was there already): to, share ("" is IPC$), domain, user, response (none, lm, ntlmv1, ess,
              lmv2, ntlmv2), salt (the domain in the hash where it was chosen, else null), workstation
  trace       the rules taken, in order. Each step: state, condition (what held there), next, source, quote (the words
              that find the sentence in the source; "" where no sentence says it), note (ours; left out where there
              is none), mark (documented, observed, inferred, folklore), found (what was found; "" where the
              condition says it all), retest (true: with the password typed at the prompt; else left out)
  events      what the machines log, in the Security log before the others. Each: machine, log, id, status ("0xc0000064"; null where the event has none),
              statusName, subStatus, subStatusName, account, domain, workstation, passedOnBy (Samba: the machine
              that asked, where no client did; else left out), became (Samba: whose session it became; left out
              where nobody's), ticket and result (of Kerberos: the service that the ticket is for, left out of a first
              ticket, and the result code, "0x0" for a success; else left out), source, note, mark
  ntlmOnly    why a client that has Kerberos uses NTLM: an address, an alias, a local account; left out where it does not
  disputed    what other sources say of what decided, where they differ; left out where they do not
  dfs         what DFS made of the path: path (the part of it that leads to another server), target (to which share; "" where the client did not get as far as asking); left
              out where the path names a server
  counts      how bad passwords are counted, for each session setup; left out where there is no lockout-threshold, or
              no bad password. Each: account (with its database), attempt (its number among those
              that were asked), effect (counted, locks, refused: it is locked out; forgotten: the right password ends
              the row; unchanged; spared: one of the last two passwords; exempt: the built-in Administrator), bad (how many in a
              row, this one included), before (without it), threshold, lapsed (how many before do not count any more; left
              out where 0), released (the attempt that had locked the account, whose time has passed), unlocked (true:
              it was locked before the first attempt, and its time has passed; else left out), lockedBy (the
              attempt that locked it; left out where it is not locked, or was before the first), left (how long it stays
              locked, at most where it was locked before the first attempt: "30m0s"; "" where an administrator must
              unlock it; left out where it is not locked), text, source, quote, note, mark
  remarks     how the topology was read where it leaves that open: which product profile: windows-11 is; which names in its lists
              mean nobody in it, with their places, since they may be misspelled; left out where there is nothing to say, and in the
              predictions of explain --json
  restsOn     what the prediction depends on that is only inferred or folklore, as in run --json; left out where there is
              nothing, and in the predictions of explain --json
  advice      what would make a refused attempt work, as in explain --json; left out in the predictions of explain --json
  noAdvice    of a refused attempt without advice: why nothing helps, or how much was tried

predict --json, where something is unknown and several answers are possible: in place of a prediction
  version     1
  verdict     the possible answers in one line
  errors      the errors that are possible, ascending
  answers     each: if (what must be true for it), and a prediction as above, with its advice and noAdvice
  decides     what decides between them: unknown (a value that nobody knows), cases, each: if (values of it, any of them), and
              answer (its number among the answers, from 1) or then (what decides further, in the same shape); null after an early end
  lookUp      the values to look up first. Each: unknown, shown (the command that shows it)
  early       true: too much is unknown to try all of it, and there may be other answers; else left out
  remarks, restsOn   as above

explain --json: the attempts of a file, or the one asked for
  version     1
  file        as given, or its path in the catalogue
  comment     the comment with which the file opens
  remarks     how the file was read where it leaves that open, as of predict --json
  attempts    each: number, name, line, after (the time since the attempt before it: "31m0s"; left out
              where there is none), from, as, run (its password masked) or send (as sent above), typed (true:
              something is typed at a prompt), want (what is expected, in words), differences (see below),
              prediction (see above), restsOn (what it depends on that is only inferred or folklore, as of run --strict-evidence; left
              out where nothing is), advice, noAdvice (of a refused attempt without advice: why nothing helps, or how much was tried)
  advice      changes that the model confirms to end in error 0: single ones, or, where none of those does, two at
              once. Each: kind (name, password, setting …; of two name+password), change, and (the second of two), command (afterwards, with * for its password, or PASSWORD where the session cannot ask for it; left out where it stays as it is), run (the command that makes the change, and on which machine; left out where none is known), andRun (the same of the second), session (user, guest, anonymous), caveat (left out where there is none)

explain --logs json: the events of Windows with all their fields
  version     1
  file        as given, or its path in the catalogue
  attempts    each: number, name, entries
  entries     each: machine, channel, provider, id, eventVersion, fields, source, quote, note, mark. There is no time
  fields      each: name, value, decided (false: a SID, an address, a process, an identifier, of which the model knows nothing)

explain --json CODE: what a code means
  version     1
  code        as it was understood: "1326", "0xc000006d", "4625 0xc000006d/0xc0000064"
  kind        win32, ntstatus or event
  meaning     the first line for people
  statuses    what it stands for: for a Win32 code every NTSTATUS that a client reports as it, for an event those in it.
              Each: status (null: the client's own code), name, win32 (null: not known), win32Name, text, textBefore8
              (up to Windows 7; left out where it is the same), source, quote, note, mark
  event       for an event: id, log, machine (which writes it), when, failureReason (its number; left out where no source
              says), failureText, source, quote, note, mark; else left out
  order       who orders the causes, and how: source, quote, note, mark; left out where no source does
  causes      why people see it, the most likely first: all of them. Each: what, here (what the event of the file shows of it; left out
              where it shows nothing, and without --event), tell (how to tell it from the others), do, run (a command; left out where there is
              none), scenario (of the catalogue, that shows it; left out where none does), source, quote, note, mark
  stages      the stages at which an attempt shows it to the user or on the wire; [] where it is only logged
  squashed    statuses that become one status on the wire. Each: inside (statusName of each), wire, when (left out where
              it is always so), survives (where the difference does), source, quote, note, mark
  situations  what leads to it, as documents say. Each: stage ("" where it belongs to no attempt), what, source, quote,
              note, mark
  rules       the endings of the table that show it; [] where no rule ends in it. Each: ending, stage, shown (NET, wire,
              client, 4625 Status, 4625 SubStatus, 4776, Samba: its server's record, event), conditions, states, source,
              quote, note, mark
  scenarios   attempts of the catalogue that show it. Each: file, number, name, because, shown (NET, wire, event)
  look        what to look at next. Each: text, source, quote, note, mark

explain --json --event FILE: what the events of an export say
  version     1
  file        as given
  count       how many events it has
  unread      the first place that could not be read, in one sentence; left out where all could
  lost        what could not be read; left out where all could: count (of places), events and bytes (at least so many are lost),
              places (the first 20). Each: where, problem, events, bytes (left out where none is lost, or the number is not known)
  groups      the known events, grouped by what they say. Each: says ("4625 STATUS_NO_SUCH_USER"), count, first
              and last (times in UTC; left out where the export has none), machines and accounts (of the first 50 that differ),
              numbers (of FILE#N; the first 1000), and of its first event: sentence, outside (why the model does not decide it; else left out),
              fields, must, explanation
  must        what must have been true. Each: branch ("": in all; else own, trusted, unknown, none, besides), conditions
  fields      each: name ("" where neither the export nor a template has one), value, says (left out where the value says it), source,
              quote, note, mark
  explanation  as of explain --json CODE; its rules are those that the fields leave
  others      the unknown events. Each: provider, id, count

run --json: what was expected and what is predicted
  version     1
  files       each: path, comment, remarks (as of predict --json), error (why it could not be run; left out where it could), attempts
  attempts    each: number, name, line, asExpected, error, session, because, verdict, differences (left out where
              there are none), errors (where something is unknown and several answers are possible: all of them; error and
              session are then null; else left out)
  differences  each: field (error, status, stage, session, prompted, event, because), want, got: as text
  inSession   of an attempt that is asked by itself: 1219, where that is its answer after those before it in one session (connections:
              kept); else left out
  restsOn     of an attempt, with --strict-evidence: what it depends on that is only inferred or folklore; left out where there
              is nothing. Each: kind (rule, ending, setting, count), what, source, quote, note, mark
  evidence    with --strict-evidence: attempts, sound (how many depend on documents and observations only), citations.
              Of these each: source, quote, note, mark, attempts (how many depend on it), of (what has it. Each: kind, what,
              attempts)
  summary     files, attempts, asExpected, different, badFiles, inSession (how many attempts have one)

replay --json: what real servers answered
  version     1
  results     each: file, attempt, machine, retest (true: with the password typed at the prompt; else left out),
              verdict (agrees, differs, known difference, not asked, not observable, could not be asked, or would be asked in a dry run), why (left out
              where there is nothing to say), possible (where something is unknown: the errors of all answers that are
              possible; left out where there is one answer), learned (what must then be true, by what was observed; else left out),
              because (left out where several answers are possible), predicted (an answer; left out where nothing is sent, and
              where several are possible), findings
  findings    what each client found: client, verdict, why, known (the id of the known difference; else left out),
              observed (an answer, or null), sent (read back from the wire: domain, user, workstation, response, share;
              null where no AUTHENTICATE_MESSAGE was sent: what was observed then is the answer to the first leg), said (in
              a recording of a Windows client; else left out)
  said        error (the number that NET USE named), loopback (client and server were one machine; else left out), logged
              (the events written meanwhile. Each: machine, time, id, status, subStatus, user, domain, sid, workstation,
              package, lmPackage, as Windows names them; left out where it says nothing)
  an answer   setup (the NTSTATUS of the session setup), setupName, session, tree (the NTSTATUS of the tree connect, or
              null), treeName
  spent       what the run may have cost, or in a dry run can cost: each account that was asked for: account (its name), at (the
              addresses), spent (bad passwords that its servers may have counted), most (how many it may be sent by this run and
              those before it), why (what says so), earlier (how many of them were sent by runs before it), until (when these do
              not count any more; left out where there are none). Left out where nothing was sent
  unclaimed   from lab run: audit records that no attempt explains; left out where there is nothing. Each: record, in
              words, times (how often)
  stale       known differences that no longer differ, in words
  summary     how many results have each verdict

predict --json of a page (model: web), or of two servers of Exchange (model: ews-proxy)
  version     1
  asked       the question, in words
  verdict     what comes of it, in one line
  because, end, reason, trace, advice   as of an attempt in explain --json
  logged      what the machines log, in words; left out where there is nothing
  remarks     as of other predictions

lab run --dry-run --json: what would be built
  file        as it was named
  servers     each: name, address, kind, domain, machine (of the scenario, that it stands for), profile
  trusts      in words, as are the next two
  broken      what is broken on purpose once the lab stands
  cannot      what Samba cannot be told to do

lab run --json and replay --json, of files about web servers and farms
  version     1
  results     each: file, number, attempt, verdict (agrees, differs, known difference, not asked, not observable, could not be asked, or
              with --dry-run would be asked), why (left out where there is nothing to say), known (the names of known differences that it
              meets; left out where there are none), predicted (of these servers; left out where it is not observable), observed (null
              where it was not asked)
              Of these two each: offers (what the server offers, in its order), spn (what a ticket was asked for), status (of HTTP; 0
              where these servers do not show it), protocol (anonymous, kerberos, ntlm, or "" where nobody is known), user, code (the
              first error of the KDC or the server), again (true: another client had to ask with NTLM; else left out)
              Of a file about a farm these two have other fields: status (of HTTP), viewState (restored, lost, or none), error (the first
              words of the error page; left out where there is none)
  spent       from replay, as of other files
  differences  the known differences that were met, each with its reason; left out where there are none
  summary     how many results have each verdict

lab fuzz --json: what random attempts found
  version     1
  seed        the seed of the random numbers
  samba       what the servers say they are
  seconds     how long it took
  rounds      how many labs were built to the end
  servers     how many servers they had
  asked       how many attempts were made
  agree       how many of these were answered and recorded as predicted
  differ      how many were not
  auditRecords  how many records of servers and controllers were as predicted
  notAsked    why attempts were not made, and how many
  because     how many were decided by what, by the server's profile
  differences  the files of those that were made smaller
  unfinished  why the run ended before its last round; left out where it did not

check --json: what loads, and is probably a mistake
  version     1
  cause, cure what counts most of web.config files, in a few words; left out where nothing was found in them
  files       each: path, error (why it could not be read; left out where it could), findings
  findings    each: rule (the kind), line, column, what, do (in words), run (the commands that do it), state (in which the
              model ends because of it; left out where that is no one state), source, quote, note, mark
  summary     files, findings, badFiles

viewstate --json: which nodes would take a field
  version     1
  bytes       the length of the field
  plain       it is not encrypted
  generator   the page's __VIEWSTATEGENERATOR; left out where it is not known
  nodes       each: path, says (takes, refuses, unknown), why, beside (what is worth knowing; left out where nothing is),
              mode (legacy, Framework45; empty where the file does not tell), validation, verdict (of the MAC), form
              (signed, encrypted); these two are left out where nothing was computed
  summary     nodes, take, refuse, unknown

rules --json, rules --format json: the table
  version     1
  rules       the rows in order. Each: state, condition, next, final (next is a final state), source, quote, note,
              mark, taken (with --path: the attempt took it; else left out)

rules --outcomes --json: how attempts can end
  version     1
  attempts    how many the catalogue has
  outcomes    each: stage, goesOn (setup grants a session, and the attempt goes on), error, errorName, status (null where
              nothing reached a server), statusName, session, states (that end so), rows (that lead to them: how many of each
              mark), endings (what the states mean: how many of each mark), attempts (of the catalogue, that show it)

profiles --json: what products do
  version     1
  settings    each: name, about, values (which there are)
  profiles    each: name, title, base, roles, settings
  of these, settings
              each: name, value (a list where it is one), profile (in which it is written: itself, or one
              that it builds on), source, quote, note, mark
`
