# Asks a KDC for what a service needs to act for a person (MS-SFU), and says the KDC's own answers: one case a line of
# JSON in, one answer a line out. An error of Kerberos is its number, 0 is a ticket.
import datetime
import functools
import json
import random
import struct
import sys

from pyasn1.codec.der import decoder, encoder
from pyasn1.type.univ import noValue
from impacket.krb5 import constants as c
from impacket.krb5.asn1 import AP_REQ, AS_REP, Authenticator, EncASRepPart, EncTGSRepPart, PA_FOR_USER_ENC, PA_PAC_OPTIONS, TGS_REP, TGS_REQ, Ticket as TicketAsn1, seq_set, seq_set_iter
from impacket.krb5.crypto import _HMACMD5, make_checksum
from impacket.krb5.kerberosv5 import KerberosError, getKerberosTGT, sendReceive
from impacket.krb5.types import KerberosTime, Principal, Ticket

FORWARDABLE, FORWARDED, OK_AS_DELEGATE = 1, 2, 13


# Samba's KDC refuses a first ticket that is to be proxiable, which impacket asks for, where a person may not be
# delegated: 12.
encode_flags = c.encodeFlags
c.encodeFlags = lambda flags: encode_flags([f for f in flags if f != c.KDCOptions.proxiable.value])


@functools.cache
def first(kdc, realm, user, password):
    name = Principal(user, type=c.PrincipalNameType.NT_PRINCIPAL.value)
    tgt, cipher, own, key = getKerberosTGT(name, password, realm, b'', b'', kdcHost=kdc)
    tgt = decoder.decode(tgt, asn1Spec=AS_REP())[0]
    part = decoder.decode(cipher.decrypt(own, 3, tgt['enc-part']['cipher']), asn1Spec=EncASRepPart())[0]
    return tgt, cipher, key, flags_of(part)


def flags_of(part):
    return [i for i, bit in enumerate(part['flags']) if bit]


def proof(tgt, cipher, key, body):
    ap = AP_REQ()
    ap['pvno'], ap['msg-type'] = 5, c.ApplicationTagNumbers.AP_REQ.value
    ap['ap-options'] = c.encodeFlags([])
    ticket = Ticket()
    ticket.from_asn1(tgt['ticket'])
    seq_set(ap, 'ticket', ticket.to_asn1)
    who = Authenticator()
    who['authenticator-vno'], who['crealm'] = 5, str(tgt['crealm'])
    client = Principal()
    client.from_asn1(tgt, 'crealm', 'cname')
    seq_set(who, 'cname', client.components_to_asn1)
    now = datetime.datetime.utcnow()
    who['cusec'], who['ctime'] = now.microsecond, KerberosTime.to_asn1(now)
    who['cksum'] = noValue
    who['cksum']['cksumtype'], who['cksum']['checksum'] = 16, make_checksum(16, key, 6, untagged(encoder.encode(body)))
    ap['authenticator'] = noValue
    ap['authenticator']['etype'] = cipher.enctype
    ap['authenticator']['cipher'] = cipher.encrypt(key, 7, encoder.encode(who), None)
    return encoder.encode(ap)


def untagged(der):
    """What is inside of a DER value: the body of a request, without the number of its field."""
    return der[2 + (der[1] & 0x7f if der[1] & 0x80 else 0):]


def ask(case, session, server, options, padata=(), evidence=None):
    tgt, cipher, key, _ = session
    req = TGS_REQ()
    req['pvno'], req['msg-type'] = 5, c.ApplicationTagNumbers.TGS_REQ.value
    body = seq_set(req, 'req-body')
    body['kdc-options'] = c.encodeFlags(options)
    seq_set(body, 'sname', server.components_to_asn1)
    body['realm'] = case['realm']
    if evidence is not None:
        ticket = Ticket()
        ticket.from_asn1(evidence)
        seq_set_iter(body, 'additional-tickets', (ticket.to_asn1(TicketAsn1()),))
    body['till'] = KerberosTime.to_asn1(datetime.datetime.utcnow() + datetime.timedelta(hours=8))
    body['nonce'] = random.getrandbits(31)
    seq_set_iter(body, 'etype', (cipher.enctype, c.EncryptionTypes.rc4_hmac.value))
    req['padata'] = noValue
    for i, (kind, value) in enumerate([(c.PreAuthenticationDataTypes.PA_TGS_REQ.value, proof(tgt, cipher, key, body)), *padata]):
        req['padata'][i] = noValue
        req['padata'][i]['padata-type'], req['padata'][i]['padata-value'] = kind, value
    reply = decoder.decode(sendReceive(encoder.encode(req), case['realm'], case['kdc']), asn1Spec=TGS_REP())[0]
    part = decoder.decode(cipher.decrypt(key, 8, reply['enc-part']['cipher']), asn1Spec=EncTGSRepPart())[0]
    return reply, flags_of(part)


def for_user(case, session):
    name = Principal(case['user'], type=c.PrincipalNameType.NT_PRINCIPAL.value)
    realm = case['realm']
    digest = _HMACMD5.checksum(session[2], 17, struct.pack('<I', c.PrincipalNameType.NT_PRINCIPAL.value) + (case['user'] + realm + 'Kerberos').encode())
    pa = PA_FOR_USER_ENC()
    seq_set(pa, 'userName', name.components_to_asn1)
    pa['userRealm'], pa['auth-package'] = realm, 'Kerberos'
    pa['cksum'] = noValue
    pa['cksum']['cksumtype'], pa['cksum']['checksum'] = c.ChecksumTypes.hmac_md5.value, digest
    return c.PreAuthenticationDataTypes.PA_FOR_USER.value, encoder.encode(pa)


def service(name):
    return Principal(name, type=c.PrincipalNameType.NT_SRV_INST.value)


def evidence(case, front):
    """The ticket with which a person came to the service, or the one that the service asks itself for (S4U2self)."""
    if not case['byTicket']:
        return ask(case, front, Principal(case['front'], type=c.PrincipalNameType.NT_UNKNOWN.value), [FORWARDABLE], [for_user(case, front)])
    person = first(case['kdc'], case['realm'], case['user'], case['password'])
    return ask(case, person, service(case['at']), [FORWARDABLE] if FORWARDABLE in person[3] else [])


def forwarded(case):
    """The error of the KDC for a first ticket that the person could hand to the service (RFC 4120 2.6)."""
    person = first(case['kdc'], case['realm'], case['user'], case['password'])
    try:
        ask(case, person, service('krbtgt/' + case['realm']), [FORWARDED, FORWARDABLE])
    except KerberosError as e:
        return int(e.getErrorCode())
    return 0


def proxied(case, front, ticket):
    """The answer to S4U2proxy: an error, or for whom and for what the ticket is."""
    options = PA_PAC_OPTIONS()
    options['flags'] = c.encodeFlags((c.PAPacOptions.resource_based_constrained_delegation.value,))
    pa = (c.PreAuthenticationDataTypes.PA_PAC_OPTIONS.value, encoder.encode(options))
    try:
        reply, _ = ask(case, front, service(case['to']), [c.KDCOptions.cname_in_addl_tkt.value, FORWARDABLE], [pa], ticket)
    except KerberosError as e:
        return {'proxy': int(e.getErrorCode())}
    return {'proxy': 0, 'client': str(reply['cname']['name-string'][0]), 'service': '/'.join(str(part) for part in reply['ticket']['sname']['name-string'])}


def answer(case):
    front = first(case['kdc'], case['realm'], case['front'], case['frontPassword'])
    try:
        reply, flags = evidence(case, front)
    except KerberosError as e:
        return {'evidence': int(e.getErrorCode())}
    said = {'forwardable': FORWARDABLE in flags, 'okAsDelegate': OK_AS_DELEGATE in flags}
    if case['byTicket'] and said['okAsDelegate']:
        said['forwarded'] = forwarded(case)
    return {**said, **proxied(case, front, reply['ticket'])}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
