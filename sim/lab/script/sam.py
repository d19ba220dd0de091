"""Writes accounts, in every state that a tdbsam knows, into the local database of a standalone server or a member."""
import json
import os
import subprocess
import sys
import time

from samba.samba3 import param, passdb
from Cryptodome.Cipher import DES
from Cryptodome.Hash import MD4

CONF = "/etc/samba/smb.conf"
DISABLED, NORMAL, LOCKED = 0x1, 0x10, 0x400
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
    database.create_user(name, NORMAL)
    user = database.getsampwnam(name)
    password = account["password"]
    user.nt_passwd = nt_hash(password)
    if account["lm"] and len(password) <= 14 and password.isascii():
        user.lanman_passwd = lm_hash(password)
    user.acct_ctrl = NORMAL | (DISABLED if account["disabled"] else 0) | (LOCKED if account["locked"] else 0)
    user.pass_last_set_time = 0 if account["must_change"] else now - (5 * DAY if account["password_expired"] else 0)
    if account["expired"]:
        user.kickoff_time = now - DAY
    if account["no_hours"]:
        user.hours = [0] * 21
    if account["workstations"]:
        user.workstations = ",".join(account["workstations"])
    database.update_sam_account(user)


def policy(name, value):
    # PDB.set_account_policy refuses every argument in Samba 4.17.
    subprocess.run(["pdbedit", "-P", name, "-C", str(value)], check=True, stdout=subprocess.DEVNULL)


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
        policy("reset count minutes", told["window"])
        policy("lockout duration", told["duration"])
    now = int(time.time())
    for account in told["accounts"]:
        add(database, account, now)
    sys.stdout.flush()
    os._exit(0)  # the library aborts when it is taken down


main()
