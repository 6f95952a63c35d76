"""Licence files against PyPI's jwcrypto.

LATCHKEY_SAMPLES names the folder that the example `licence-samples` wrote: jwks.json, and
for every <name>.lic a <name>.json with the header and the claims that it has to hold.
"""

import json
import os
import unittest
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from jwcrypto.common import JWException
from jwcrypto.jwk import JWKSet
from jwcrypto.jwt import JWT

FOLDER = Path(os.environ["LATCHKEY_SAMPLES"])
KEY_SET = (FOLDER / "jwks.json").read_text(encoding="utf-8")
KEYS = JWKSet.from_json(KEY_SET)
NAMES = sorted(file.stem for file in FOLDER.glob("*.lic"))


def decode(part):
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encode(octets):
    return urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def verify(file, keys=KEYS):
    """The header and the claims of a file that is good; an exception for any other."""
    token = JWT(
        jwt=file,
        key=keys,
        algs=["Ed25519", "EdDSA"],
        check_claims={"iss": "https://licences.example.com"},
        expected_type="JWS",
    )
    header = json.loads(token.header)
    if header["typ"] != "licence+jwt":
        raise ValueError("this is another kind of token")
    return header, json.loads(token.claims)


class LicenceFiles(unittest.TestCase):
    # What is not good fails in the library, or is no JSON or text any more.
    refused = (JWException, ValueError, KeyError)

    def test_there_are_samples_of_both_names_of_the_algorithm(self):
        names = {expected["header"]["alg"] for _, expected in self.each()}
        self.assertEqual(names, {"Ed25519", "EdDSA"})
        self.assertEqual(len(json.loads(KEY_SET)["keys"]), 3)

    def each(self):
        for name in NAMES:
            with self.subTest(name):
                expected = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
                yield (FOLDER / f"{name}.lic").read_text(encoding="ascii"), expected

    def test_they_verify_and_say_what_they_should(self):
        for file, expected in self.each():
            header, claims = verify(file)
            self.assertEqual(header, expected["header"])
            self.assertEqual(claims, expected["claims"])

    def test_they_fail_with_any_bit_flipped(self):
        for file, _ in self.each():
            parts = [decode(part) for part in file.split(".")]
            for index, part in enumerate(parts):
                for bit in range(len(part) * 8):
                    altered = bytearray(part)
                    altered[bit >> 3] ^= 1 << (bit & 7)
                    encoded = [encode(altered if at == index else other) for at, other in enumerate(parts)]
                    with self.assertRaises(self.refused, msg=f"part {index}, bit {bit}"):
                        verify(".".join(encoded))

    def test_they_fail_without_their_key_and_with_another_under_its_id(self):
        for file, expected in self.each():
            kid, alg = expected["header"]["kid"], expected["header"]["alg"]
            others = [key for key in json.loads(KEY_SET)["keys"] if key["kid"] != kid]
            for keys in (others, [{**key, "kid": kid, "alg": alg} for key in others]):
                with self.assertRaises(self.refused):
                    verify(file, JWKSet.from_json(json.dumps({"keys": keys})))

    def test_they_fail_unsigned(self):
        for file, _ in self.each():
            header = encode(json.dumps({"alg": "none", "typ": "licence+jwt"}).encode())
            with self.assertRaises(self.refused):
                verify(f"{header}.{file.split('.')[1]}.")


if __name__ == "__main__":
    unittest.main()
