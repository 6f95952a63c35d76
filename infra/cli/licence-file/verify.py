"""Licence files that the tests before left in a folder, verified with PyPI's jwcrypto."""

import base64
import json
import os
import sys
from pathlib import Path

from jwcrypto.jwk import JWKSet
from jwcrypto.jws import JWS, InvalidJWSSignature

FOLDER = Path(os.environ["LATCHKEY_LICENCE_FILES"])
KEYS = JWKSet.from_json((FOLDER / "jwks.json").read_text())
ISSUER = (FOLDER / "issuer.txt").read_text()


def verified(text):
    """The claims of a licence file, its algorithm and type fixed."""
    jws = JWS()
    jws.allowed_algs = ["EdDSA"]
    jws.deserialize(text)
    jws.verify(KEYS.get_key(jws.jose_header["kid"]))
    assert jws.jose_header["typ"] == "licence+jwt", jws.jose_header
    return json.loads(jws.payload)


def is_good(path):
    """It verifies and is this location's."""
    claims = verified(path.read_text().strip())
    assert claims["iss"] == ISSUER and path.name == claims["sub"] + ".lic", claims


def is_refused_when_altered(path):
    """With another signature it does not verify."""
    head, payload, signature = path.read_text().strip().split(".")
    flipped = bytearray(base64.urlsafe_b64decode(signature + "=="))
    flipped[0] ^= 1
    text = ".".join([head, payload, base64.urlsafe_b64encode(flipped).decode().rstrip("=")])
    try:
        verified(text)
    except InvalidJWSSignature:
        return
    raise AssertionError("an altered file verifies")


passed = failed = 0
for file in sorted(FOLDER.glob("*.lic")):
    for check in (is_good, is_refused_when_altered):
        try:
            check(file)
            passed += 1
            print("ok -", file.name, check.__doc__)
        except Exception as error:
            failed += 1
            print("not ok -", file.name, check.__doc__, repr(error))
print("# pass", passed)
print("# fail", failed)
sys.exit(failed > 0)
