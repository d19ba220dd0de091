"""Breaks secure channels in the directory of a controller: other passwords, and accounts that are gone or disabled."""
import json
import sys

import ldb
from samba.auth import system_session
from samba.dcerpc import drsblobs
from samba.ndr import ndr_pack, ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB

DISABLED = 2  # in userAccountControl
CLEAR = 2  # the kind of a trust's password that is a text


class Domain:
    def __init__(self):
        conf = LoadParm()
        conf.load_default()
        self.sam = SamDB(url="/var/lib/samba/private/sam.ldb", session_info=system_session(), lp=conf)
        self.base = str(self.sam.domain_dn())

    def find(self, expression, attrs=()):
        found = self.sam.search(base=self.base, scope=ldb.SCOPE_SUBTREE, expression=expression, attrs=list(attrs))
        if len(found) != 1:
            sys.exit("%d entries are %s" % (len(found), expression))
        return found[0]

    def account(self, name):
        return "(sAMAccountName=%s)" % ldb.binary_encode(name)

    def reset(self, name, password):
        self.sam.setpassword(self.account(name), password)

    def delete(self, name):
        self.sam.delete(self.find(self.account(name)).dn)

    def disable(self, name):
        found = self.find(self.account(name), ["userAccountControl"])
        message = ldb.Message(found.dn)
        message["userAccountControl"] = ldb.MessageElement(
            str(int(str(found["userAccountControl"])) | DISABLED), ldb.FLAG_MOD_REPLACE, "userAccountControl")
        self.sam.modify(message)

    def trust(self, name, password):
        """Its outgoing password becomes another one, here only. samba-tool refuses: "Use LSA or NETLOGON"."""
        trust = self.find("(&(objectClass=trustedDomain)(flatName=%s))" % ldb.binary_encode(name), ["trustAuthOutgoing"])
        blob = ndr_unpack(drsblobs.trustAuthInOutBlob, trust["trustAuthOutgoing"][0])
        for kept in (blob.current, blob.previous):
            for one in kept.array if kept else []:
                if one.AuthType == CLEAR:
                    one.AuthInfo.password = list(password.encode("utf-16le"))
                    one.AuthInfo.size = len(one.AuthInfo.password)
        message = ldb.Message(trust.dn)
        message["trustAuthOutgoing"] = ldb.MessageElement(ndr_pack(blob), ldb.FLAG_MOD_REPLACE, "trustAuthOutgoing")
        self.sam.modify(message)


def main():
    told = json.load(sys.stdin)
    domain = Domain()
    for name in told["reset"]:
        domain.reset(name, told["password"])
    for name in told["delete"]:
        domain.delete(name)
    for name in told["disable"]:
        domain.disable(name)
    for name in told["trusts"]:
        domain.trust(name, told["password"])


main()
