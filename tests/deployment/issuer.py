"""An OpenID Connect issuer of the tests' own: a key, and its key set on loopback. The
template's own user pool is not used, because its key set is at Amazon's address."""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ISSUER = "https://issuer.example.com"
AUDIENCE = "latchkey-site"


def encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Issuer:
    def __init__(self):
        self.key = Ed25519PrivateKey.generate()
        self.signed = []
        public = self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        key = {"kty": "OKP", "crv": "Ed25519", "x": encode(public), "kid": "1", "alg": "EdDSA", "use": "sig"}
        document = json.dumps({"keys": [key]}).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(document)))
                self.end_headers()
                self.wfile.write(document)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.key_set = f"http://127.0.0.1:{self.server.server_port}/jwks.json"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def token(self, subject, **other):
        """An access token of an hour, with these claims otherwise."""
        now = int(time.time())
        claims = {"iss": ISSUER, "sub": subject, "aud": AUDIENCE, "iat": now, "exp": now + 3600, **other}
        parts = [{"alg": "EdDSA", "typ": "at+jwt", "kid": "1"}, claims]
        signed = ".".join(encode(json.dumps(part).encode()) for part in parts)
        token = f"{signed}.{encode(self.key.sign(signed.encode()))}"
        self.signed.append(token)
        return token

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
