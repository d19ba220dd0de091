#!/usr/bin/env python3
"""Writes vectors.json: fields made with Python's hashlib and hmac, and the ciphers of the package cryptography (OpenSSL).

Nothing of the Go code is used, so that it is not judged by itself: python3 vectors.py > vectors.json
What is random in a field is a hash of its name, so that the file is the same every time.
"""
import base64, hashlib, hmac, json, struct
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

STATE = b"\xff\x01\x0f\x0f\x05\x0aexample\x64"  # the first two bytes are those of all state
GENERATOR = 0xCA0B0334
HASHES = {"MD5": "md5", "SHA1": "sha1", "HMACSHA256": "sha256", "HMACSHA384": "sha384", "HMACSHA512": "sha512", "AES": "sha1", "3DES": "sha1"}
PURPOSE = "WebForms.HiddenFieldPageStatePersister.ClientState"


def stream(name, n):
    out, i = b"", 0
    while len(out) < n:
        out += hashlib.sha256(("%s %d" % (name, i)).encode()).digest()
        i += 1
    return out[:n]


def block(kind, key):
    if kind == "AES":
        return algorithms.AES(key), 16
    return algorithms.TripleDES(key[:8] * 3 if kind == "DES" else key), 8


def encrypt(kind, key, iv, data):
    algorithm, size = block(kind, key)
    pad = size - len(data) % size
    e = Cipher(algorithm, modes.CBC(iv)).encryptor()
    return e.update(data + bytes([pad]) * pad) + e.finalize()


def mac(validation, key, data, modifier):
    if validation == "MD5":
        tail = bytearray(len(modifier) + len(key))
        tail[: len(modifier)] = modifier
        tail[: len(key)] = key
        return hashlib.md5(data + bytes(tail)).digest()
    return hmac.new(key, data + modifier, HASHES[validation]).digest()


def wrap(v, kind, name, data, modifier):
    """A legacy field that is encrypted: random bytes as many as the key has, and an IV of zeros."""
    key = v["d"][:8] if kind == "DES" else v["d"]
    size = block(kind, key)[1]
    e = encrypt(kind, key, bytes(size), stream(name, len(key)) + data + modifier)
    return e + mac(v["validation"], v["k"], e, b"")


def legacy(v, name):
    modifier = struct.pack("<I", GENERATOR) + v["userKey"].encode("utf-16-le")
    if v["form"] == "encrypted":
        return wrap(v, v["decryption"], name, STATE, modifier)
    signed = STATE + mac(v["validation"], v["k"], STATE, modifier)
    if v["validation"] in ("AES", "3DES"):
        return wrap(v, v["validation"], name, signed, modifier)
    return signed


def derive(key, label, specific):
    """NIST SP 800-108, counter mode, HMAC-SHA-512."""
    context = b"".join(seven_bits(len(s.encode())) + s.encode() for s in specific)
    out, i = b"", 1
    while len(out) < len(key):
        out += hmac.new(key, struct.pack(">I", i) + label.encode() + b"\0" + context + struct.pack(">I", len(key) * 8), "sha512").digest()
        i += 1
    return out[: len(key)]


def seven_bits(n):
    out = b""
    while n >= 128:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def framework45(v, name):
    specific = ["TemplateSourceDirectory: " + v["directory"].upper(), "Type: " + v["type"].upper()]
    if v["userKey"]:
        specific.append("ViewStateUserKey: " + v["userKey"])
    k, d = derive(v["k"], PURPOSE, specific), derive(v["d"], PURPOSE, specific)
    iv = stream(name, block(v["decryption"], d)[1])
    e = iv + encrypt(v["decryption"], d, iv, STATE)
    return e + hmac.new(k, e, HASHES[v["validation"]]).digest()


def vector(mode, validation, decryption, form, user_key="", k=None, d=None, directory="/shop", type_="default_aspx"):
    name = " ".join([mode, validation, decryption, form, user_key, directory])
    size = 64 if validation in ("HMACSHA384", "HMACSHA512", "MD5") else 32
    v = {"mode": mode, "validation": validation, "decryption": decryption, "form": form, "userKey": user_key, "directory": directory, "type": type_,
         "k": k or stream("validation " + name, size), "d": d or stream("decryption " + name, 24)}
    field = (legacy if mode == "legacy" else framework45)(v, name)
    v["validationKey"], v["decryptionKey"] = v.pop("k").hex().upper(), v.pop("d").hex().upper()
    v["generator"] = "%08X" % GENERATOR
    v["field"] = base64.b64encode(field).decode()
    return v


def vectors():
    for validation in ("MD5", "SHA1", "HMACSHA256", "HMACSHA384", "HMACSHA512", "AES", "3DES"):
        for user_key in ("", "anna", "Ünï 🔑"):
            yield vector("legacy", validation, "AES", "signed", user_key)
            for decryption in ("AES", "3DES", "DES"):
                yield vector("legacy", validation, decryption, "encrypted", user_key)
    # a key of 20 bytes is shorter than this modifier: MD5 binds what is left of it
    yield vector("legacy", "MD5", "AES", "signed", "a user key of thirty characters", k=stream("short", 20))
    for validation in ("SHA1", "HMACSHA256", "HMACSHA384", "HMACSHA512"):
        for user_key in ("", "anna"):
            for decryption, n in (("AES", 32), ("AES", 16), ("3DES", 24)):
                yield vector("Framework45", validation, decryption, "encrypted", user_key, d=stream("45 %d" % n, n))
    # a purpose of more than 127 bytes has a length of two, and a key of 100 bytes is two rounds of the derivation
    yield vector("Framework45", "HMACSHA256", "AES", "encrypted", "x" * 200, k=stream("long", 100), d=stream("long", 32), directory="/shöp/orders")
    yield vector("Framework45", "HMACSHA256", "AES", "encrypted", directory="/", k=stream("root", 32), d=stream("root", 32))


def derived():
    generated = stream("generated", 1024)
    for path, app_id in (("", ""), ("/shop", ""), ("/shop", "/LM/W3SVC/1/ROOT/shop"), ("", "/LM/W3SVC/1/ROOT/shop")):
        specific = (["IsolateApps: " + path] if path else []) + (["IsolateByAppId: " + app_id] if app_id else [])
        yield {"generated": generated.hex(), "path": path, "id": app_id,
               "decryptionKey": derive(generated[:32], "MachineKeyDerivation", specific).hex(),
               "validationKey": derive(generated[32:64], "MachineKeyDerivation", specific).hex()}


print(json.dumps({"fields": list(vectors()), "derived": list(derived())}, indent=1, ensure_ascii=False))
