"""Writes the policy and the accounts of a domain, in every state, into the directory of a controller, in one transaction.

It works on the files, before the controller has started: a samba-tool call for each account would take ten times as long.
"""
import json
import os
import socket
import sys
import time

import ldb
from samba import dsdb
from samba.auth import system_session
from samba.dcerpc import drsblobs, security
from samba.ndr import ndr_pack, ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB

DAY = 864000000000  # in 100 ns
SECOND = 10000000
LONG_AGO = 100  # days
BYPASS_PWD_LAST_SET = ["local_oid:1.3.6.1.4.1.7165.4.3.12:0"]
NEVER = "-9223372036854775808"
NORMAL = 512
SMART_CARD = 0x40000
CONTROLS = {"": NORMAL, "interdomain": 2080, "workstation": 4096, "managed-service": 4096, "server": 8192}  # userAccountControl by whose account it is
PERMIT_INTERDOMAIN = ["local_oid:%s:0" % dsdb.DSDB_CONTROL_PERMIT_INTERDOMAIN_TRUST_UAC_OID]
INBOUND, OUTBOUND, DOWNLEVEL, TRUST_AUTH_TYPE_CLEAR = 1, 2, 1, 2


class Domain:
    def __init__(self):
        conf = LoadParm()
        conf.load_default()
        self.sam = SamDB(url="/var/lib/samba/private/sam.ldb", session_info=system_session(), lp=conf)
        self.base = str(self.sam.domain_dn())
        self.now = int((time.time() + 11644473600) * 1e7)

    def set(self, dn, attribute, value, controls=()):
        message = ldb.Message(ldb.Dn(self.sam, dn))
        message[attribute] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, attribute)
        self.sam.modify(message, controls=list(controls))

    def move(self, old, new):
        """Writes another address of the controller into its DNS: type A is 1, and the data stands behind a header of 24 bytes."""
        old, new = socket.inet_aton(old), socket.inet_aton(new)
        for zones in ("DomainDnsZones", "ForestDnsZones"):
            for entry in self.sam.search(base="DC=%s,%s" % (zones, self.base), scope=ldb.SCOPE_SUBTREE, attrs=["dnsRecord"],
                                         expression="(dnsRecord=*)"):
                records = [bytes(r) for r in entry["dnsRecord"]]
                moved = [r[:24] + new if r[2:4] == b"\1\0" and r[24:] == old else r for r in records]
                if moved != records:
                    self.set(str(entry.dn), "dnsRecord", moved)

    def find(self, name):
        found = self.sam.search(base=self.base, scope=ldb.SCOPE_SUBTREE, attrs=["objectClass"],
                                expression="(sAMAccountName=%s)" % ldb.binary_encode(name))
        return str(found[0].dn) if found else None

    def policy(self, told):
        history = any(a["previous"] for a in told["accounts"])
        for name, value in (("pwdProperties", "0"), ("minPwdLength", "0"), ("minPwdAge", "0"), ("maxPwdAge", NEVER),
                            ("pwdHistoryLength", "24" if history else "0"), ("lockoutThreshold", str(told["threshold"])),
                            ("lockOutObservationWindow", str(-told["window"] * SECOND)),
                            ("lockoutDuration", self.duration(told))):
            self.set(self.base, name, value)

    def duration(self, told):
        """How long an account stays locked: no shorter than the window, or until an administrator unlocks it."""
        return str(-max(told["window"], told["duration"]) * SECOND) if told["duration"] else NEVER

    def add(self, account):
        name, password = account["name"], account["password"]
        first = password or os.urandom(16).hex()  # no password that anybody sends: old ones are good for a while
        if self.find(name) is None and account["trust"]:
            self.machine(name, account["trust"], first)
        elif self.find(name) is None:
            self.sam.newuser(name, first)
        dn = self.find(name)
        if account["trust"] == "interdomain":
            self.state(dn, account)
            return  # its password is changed by the trust only
        # A blank password is allowed with PASSWD_NOTREQD. To require a smart card gives the account a random one first.
        self.set(dn, "userAccountControl", str(self.control(account) | 32))
        for old in reversed(account["previous"]):
            self.sam.setpassword("(sAMAccountName=%s)" % ldb.binary_encode(name), old)
        if name.lower() != "guest" or password:
            self.sam.setpassword("(sAMAccountName=%s)" % ldb.binary_encode(name), password)
        self.state(dn, account)
        for group in account["groups"]:
            if self.find(group) is None:
                self.sam.newgroup(group)
            self.sam.add_remove_group_members(group, [name], add_members_operation=True)

    def machine(self, name, kind, password):
        """A machine or trust account: of a trust between domains, a computer, or a controller."""
        where, what = ("Users", "user") if kind == "interdomain" else ("Computers", "computer")
        self.sam.add({
            "dn": "CN=%s,CN=%s,%s" % (ldb.binary_encode(name), where, self.base), "objectClass": what, "sAMAccountName": name,
            "userAccountControl": str(CONTROLS[kind]), "clearTextPassword": password.encode("utf-16le")},
                     controls=PERMIT_INTERDOMAIN)

    def control(self, account):
        return CONTROLS[account["trust"]] | (SMART_CARD if account["smart_card"] else 0)

    def state(self, dn, account):
        control = self.control(account) | (2 if account["disabled"] else 0) | (0 if account["password"] else 32)
        self.set(dn, "userAccountControl", str(control), PERMIT_INTERDOMAIN)
        if account["locked"]:
            self.set(dn, "lockoutTime", str(self.now))
        if account["expired"]:
            self.set(dn, "accountExpires", str(self.now - DAY))
        if account["no_hours"]:
            self.set(dn, "logonHours", b"\0" * 21)
        if account["upn"]:
            self.set(dn, "userPrincipalName", account["upn"])
        if account["workstations"]:
            self.set(dn, "userWorkstations", ",".join(account["workstations"]))
        if account["must_change"]:
            self.set(dn, "pwdLastSet", "0", BYPASS_PWD_LAST_SET if account["trust"] == "interdomain" else ())
        elif account["password_expired"]:
            self.set(dn, "pwdLastSet", str(self.now - 5 * DAY), BYPASS_PWD_LAST_SET)
        elif account["previous"]:
            ago = account["changed"] * SECOND or LONG_AGO * DAY
            self.set(dn, "pwdLastSet", str(self.now - ago), BYPASS_PWD_LAST_SET)

    def rids(self):
        """The numbers of all users and computers, by name: members need them for Unix."""
        found = self.sam.search(base=self.base, scope=ldb.SCOPE_SUBTREE, expression="(|(objectCategory=person)(objectCategory=computer))",
                                attrs=["sAMAccountName", "objectSid"])
        return {str(m["sAMAccountName"]): ndr_unpack(security.dom_sid, m["objectSid"][0]).split()[1] for m in found}

    def trust(self, other, direction):
        """The trust of an NT4-style domain: samba-tool makes those of Active Directory only. Both ends have one password."""
        password = list(other["password"].encode("utf-16le"))
        clear = drsblobs.AuthInfoClear()
        clear.size, clear.password = len(password), password
        info = drsblobs.AuthenticationInformation()
        info.LastUpdateTime, info.AuthType, info.AuthInfo = self.now, TRUST_AUTH_TYPE_CLEAR, clear
        array = drsblobs.AuthenticationInformationArray()
        array.count, array.array = 1, [info]
        blob = drsblobs.trustAuthInOutBlob()
        blob.count, blob.current = 1, array
        message = {
            "dn": "CN=%s,CN=System,%s" % (other["name"], self.base), "objectClass": "trustedDomain",
            "flatName": other["name"], "trustPartner": other["name"], "trustDirection": str(direction),
            "trustType": str(DOWNLEVEL), "trustAttributes": "0",
            "securityIdentifier": ndr_pack(security.dom_sid(other["sid"]))}
        if direction & OUTBOUND:
            message["trustAuthOutgoing"] = ndr_pack(blob)
        if direction & INBOUND:
            message["trustAuthIncoming"] = ndr_pack(blob)
        self.sam.add(message)
        if direction & INBOUND:
            self.sam.add({
                "dn": "CN=%s$,CN=Users,%s" % (other["name"], self.base), "objectClass": "user",
                "sAMAccountName": other["name"] + "$", "userAccountControl": "2080",  # of an interdomain trust
                "clearTextPassword": other["password"].encode("utf-16le")},
                         controls=PERMIT_INTERDOMAIN)

    def old_passwords(self, accounts, told):
        """A maximum age of two days for those whose password has expired: to Samba one day is never."""
        self.sam.add({
            "dn": "CN=old,CN=Password Settings Container,CN=System," + self.base, "objectClass": "msDS-PasswordSettings",
            "msDS-PasswordSettingsPrecedence": "1", "msDS-PasswordReversibleEncryptionEnabled": "FALSE",
            "msDS-PasswordHistoryLength": "0", "msDS-PasswordComplexityEnabled": "FALSE",
            "msDS-MinimumPasswordLength": "0", "msDS-MinimumPasswordAge": "0",
            "msDS-MaximumPasswordAge": str(-2 * DAY), "msDS-LockoutThreshold": str(told["threshold"]),
            "msDS-LockoutObservationWindow": str(-told["window"] * SECOND),
            "msDS-LockoutDuration": self.duration(told),
            "msDS-PSOAppliesTo": [self.find(a["name"]) for a in accounts]})


def write(domain, told):
    domain.move(*told["moved"])
    domain.policy(told)
    domain.sam.newuser(told["admin"], told["admin_password"])
    domain.sam.add_remove_group_members("Domain Admins", [told["admin"]], add_members_operation=True)
    for account in told["accounts"]:
        domain.add(account)
    outbound = {t["name"] for t in told["trusted"]}
    inbound = {t["name"] for t in told["tied"]}
    for other in {t["name"]: t for t in told["trusted"] + told["tied"]}.values():
        domain.trust(other, OUTBOUND * (other["name"] in outbound) | INBOUND * (other["name"] in inbound))
    old = [a for a in told["accounts"] if a["password_expired"] and not a["must_change"]]
    if old:
        domain.old_passwords(old, told)


def main():
    told = json.load(sys.stdin)
    domain = Domain()
    domain.sam.transaction_start()
    try:
        write(domain, told)
    except BaseException:
        domain.sam.transaction_cancel()
        raise
    domain.sam.transaction_commit()
    print("RIDS " + json.dumps(domain.rids()))


main()
