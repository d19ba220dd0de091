"""Makes the session setups that it is told of, one JSON object a line, with impacket, and says how each was answered."""
import json
import sys
import threading

from impacket.smbconnection import SMBConnection, SessionError


def attempt(a):
    """One connection, one session setup by NTLM, one tree connect. The session ends with the connection."""
    c = SMBConnection(a["host"], a["host"], myName=a["workstation"], sess_port=a["port"], timeout=a["timeout"])
    try:
        try:
            c.login(a["user"], a["password"], a["domain"])
        except SessionError as e:
            return {"setup": e.getErrorCode()}
        answer = {"setup": 0, "guest": bool(c.isGuestSession())}
        try:
            c.connectTree(a["share"])
            answer["tree"] = 0
        except SessionError as e:
            answer["tree"] = e.getErrorCode()
        return answer
    finally:
        c.getSMBServer().close_session()


def often(a):
    """The attempt as many times as is asked, by as many threads; one answer, since all must be the same."""
    answers = []

    def some(n):
        for _ in range(n):
            try:
                answers.append(attempt(a))
            except Exception as e:
                answers.append({"error": "%s: %s" % (type(e).__name__, e)})

    threads = [threading.Thread(target=some, args=(a["times"] // a["threads"],)) for _ in range(a["threads"] - 1)]
    for t in threads:
        t.start()
    some(a["times"] - a["times"] // a["threads"] * (a["threads"] - 1))
    for t in threads:
        t.join()
    for other in answers:
        if other != answers[0]:
            return {"error": "%s, and then %s" % (answers[0], other)}
    return answers[0]


for line in sys.stdin:
    print(json.dumps(often(json.loads(line))), flush=True)
