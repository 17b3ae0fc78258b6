#!/usr/bin/env python3
"""Signs a Payplug authorisation with an independent HASH and sends it to a sandbox on this machine; then flips one bit
of the signed amount and sends it again. Prints both EXECCODEs: 0002, then 1003.

    cargo run -p sandbox -- --payplug-port 8802
    python3 src-tauri/crates/sandbox/examples/sign.py http://127.0.0.1:8802
"""
import hashlib
import json
import sys
import urllib.parse
import urllib.request


def leaves(tree, path=()):
    for name in sorted(tree):
        value = tree[name]
        if isinstance(value, dict):
            yield from leaves(value, path + (name,))
        else:
            yield path + (name,), value


def sign(tree, key):
    text = key
    for path, value in leaves(tree):
        text += path[0] + "".join(f"[{step}]" for step in path[1:]) + "=" + value + key
    return hashlib.sha256(text.encode()).hexdigest()


def send(base, tree):
    fields = [("method", tree["OPERATIONTYPE"])]
    fields += [("params" + "".join(f"[{step}]" for step in path), value) for path, value in leaves(tree)]
    body = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(base + "/front/service/rest/process", body) as answer:
        return json.load(answer)


CALL = {
    "IDENTIFIER": "training", "OPERATIONTYPE": "authorization", "VERSION": "3.0", "AMOUNT": "124990",
    "PAYMENTOPTION": "cofidis-4xcb", "ORDERID": "CMD-20418", "DESCRIPTION": "Canapé d'angle & pouf",
    "CLIENTIDENT": "client-7", "CLIENTEMAIL": "lea.noel@example.org", "CLIENTIP": "127.0.0.1",
    "CLIENTUSERAGENT": "Mozilla/5.0", "BILLINGFIRSTNAME": "Léa", "BILLINGLASTNAME": "Noël",
    "BILLINGADDRESS": "3 rue des Lilas", "BILLINGPOSTALCODE": "59000", "BILLINGCITY": "Lille", "BILLINGCOUNTRY": "FR",
    "BILLINGPHONE": "+33320000000", "BILLINGMOBILEPHONE": "+33600000000",
    "CART": {"0": {"NAME": "Canapé", "TOTALAMOUNT": "99990"}, "1": {"NAME": "Pouf", "TOTALAMOUNT": "25000"}},
}

if __name__ == "__main__":
    base = sys.argv[1]
    signed = dict(CALL, HASH=sign(CALL, "training-key"))
    print("signed      ", send(base, signed)["EXECCODE"])
    flipped = dict(signed, AMOUNT=signed["AMOUNT"][:-1] + chr(ord(signed["AMOUNT"][-1]) ^ 1))
    print("flipped bit ", send(base, flipped)["EXECCODE"])
