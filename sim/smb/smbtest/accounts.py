#!/usr/bin/python3
"""accounts.py SMB.CONF < accounts.json: writes accounts, in every state that a tdbsam knows, into a private Samba."""
import json
import os
import subprocess
import sys
import time

from samba.samba3 import param, passdb
from Cryptodome.Cipher import DES
from Cryptodome.Hash import MD4

DISABLED, NORMAL, NO_EXPIRY, LOCKED = 0x1, 0x10, 0x200, 0x400
KINDS = {"": NORMAL, "interdomain": 0x40, "workstation": 0x80, "managed-service": 0x80, "server": 0x100}
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


def has_lm_hash(password):
    return len(password) <= 14 and password.isascii()


def add(database, account, now):
    name = account["name"]
    kind = KINDS[account["trust"]]
    database.create_user(name, kind)
    user = database.getsampwnam(name)
    user.nt_passwd = nt_hash(account["password"])
    if account["lm"] and has_lm_hash(account["password"]):
        user.lanman_passwd = lm_hash(account["password"])
    user.acct_ctrl = kind | (DISABLED if account["disabled"] else 0) | (LOCKED if account["locked"] else 0)
    user.pass_last_set_time = 0 if account["must_change"] else now - (5 * DAY if account["password_expired"] else 0)
    if account["expired"]:
        user.kickoff_time = now - DAY
    if account["hours"] == "none":
        user.hours = [0] * 21
    if account["workstations"]:
        user.workstations = ",".join(account["workstations"])
    database.update_sam_account(user)


def main():
    conf = param.get_context()
    conf.load(sys.argv[1])
    passdb.set_secrets_dir(conf.get("private dir"))
    database = passdb.PDB("tdbsam:" + os.path.join(conf.get("private dir"), "passdb.tdb"))
    accounts = json.load(sys.stdin)
    if any(a["password_expired"] for a in accounts):
        # PDB.set_account_policy refuses every argument in Samba 4.17.
        subprocess.run(["pdbedit", "-s", sys.argv[1], "-P", "maximum password age", "-C", str(2 * DAY)],
                       check=True, stdout=subprocess.DEVNULL)
    now = int(time.time())
    for account in accounts:
        add(database, account, now)


main()
