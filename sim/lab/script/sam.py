"""Writes accounts, in every state that a tdbsam knows, into the database of a standalone server, a member or an NT4-style
controller, and the latter's trusts."""
import json
import os
import resource
import subprocess
import sys
import time

from samba.dcerpc import security
from samba.samba3 import param, passdb
from Cryptodome.Cipher import DES
from Cryptodome.Hash import MD4

CONF = "/etc/samba/smb.conf"
DISABLED, NORMAL, DOMAIN_TRUST, WORKSTATION_TRUST, LOCKED = 0x1, 0x10, 0x40, 0x80, 0x400
SERVER_TRUST = 0x100
KINDS = {"": NORMAL, "interdomain": DOMAIN_TRUST, "workstation": WORKSTATION_TRUST, "managed-service": WORKSTATION_TRUST,
         "server": SERVER_TRUST}  # by whose account it is
DAY = 86400


def nt_hash(password):
    return MD4.new(password.encode("utf-16le")).digest()


def lm_hash(password):
    data = password.upper().encode("ascii").ljust(14, b"\0")
    out = b""
    for key in (data[:7], data[7:]):
        n = int.from_bytes(key, "big")
        out += DES.new(bytes(((n >> (49 - 7 * i)) & 0x7F) << 1 for i in range(8)), DES.MODE_ECB).encrypt(b"KGS!@#$%")
    return out


def add(database, account, now):
    name = account["name"]
    kind = KINDS[account["trust"]]
    database.create_user(name, kind)
    user = database.getsampwnam(name)
    password = account["password"]
    user.nt_passwd = nt_hash(password)
    if account["lm"] and len(password) <= 14 and password.isascii():
        user.lanman_passwd = lm_hash(password)
    user.acct_ctrl = kind | (DISABLED if account["disabled"] else 0) | (LOCKED if account["locked"] else 0)
    user.pass_last_set_time = 0 if account["must_change"] else now - (5 * DAY if account["password_expired"] else 0)
    if account["expired"]:
        user.kickoff_time = now - DAY
    if account["no_hours"]:
        user.hours = [0] * 21
    if account["workstations"]:
        user.workstations = ",".join(account["workstations"])
    database.update_sam_account(user)


def add_plain(database, name, password, kind, now):
    database.create_user(name, kind)
    user = database.getsampwnam(name)
    user.nt_passwd = nt_hash(password)
    user.acct_ctrl = kind
    user.pass_last_set_time = now
    database.update_sam_account(user)


def trust(database, partner):
    """Stores the password of a trusted domain, in a process of its own: the library aborts once it has done so."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        store(database, partner)
    if os.waitpid(child, 0)[1] != 0:
        fail("the password of the trust of %s is not stored" % partner["name"])


def store(database, partner):
    try:
        database.set_trusteddom_pw(partner["name"], partner["password"], security.dom_sid(partner["sid"]))
    except BaseException as error:
        fail("%s: %s" % (partner["name"], error))
    os._exit(0)


def fail(why):
    """Ends the process with its last word: to leave otherwise aborts in the library, which has another."""
    print(why, file=sys.stderr, flush=True)
    os._exit(1)


def controller(database, told, now):
    add_plain(database, told["admin"], told["admin_password"], NORMAL, now)
    for other in told["tied"]:
        kind = DOMAIN_TRUST if other["domain"] else WORKSTATION_TRUST
        add_plain(database, other["account"], other["password"], kind, now)
    for other in told["trusted"]:
        trust(database, other)
    names = [a["name"] for a in told["accounts"]] + [told["admin"]]
    print("RIDS " + json.dumps({n: int(str(database.getsampwnam(n).user_sid).rsplit("-")[-1]) for n in names}))


def policy(name, value):
    # PDB.set_account_policy refuses every argument in Samba 4.17.
    subprocess.run(["pdbedit", "-P", name, "-C", str(value)], check=True, stdout=subprocess.DEVNULL)


def minutes(seconds):
    return max(1, -(-seconds // 60))


def main():
    told = json.load(sys.stdin)
    conf = param.get_context()
    conf.load(CONF)
    passdb.set_secrets_dir(conf.get("private dir"))
    database = passdb.PDB("tdbsam:" + os.path.join(conf.get("private dir"), "passdb.tdb"))
    if any(a["password_expired"] for a in told["accounts"]):
        policy("maximum password age", 2 * DAY)
    if told["threshold"]:
        policy("bad lockout attempt", told["threshold"])
        policy("reset count minutes", minutes(told["window"]))
        policy("lockout duration", minutes(told["duration"]) if told["duration"] else -1)  # -1: forever
    now = int(time.time())
    for account in told["accounts"]:
        add(database, account, now)
    if told["controller"]:
        controller(database, told, now)
    sys.stdout.flush()
    os._exit(0)  # the library aborts when it is taken down


main()
