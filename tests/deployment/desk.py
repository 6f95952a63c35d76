"""A licence desk on the deployed stack: its vendor's first admin, a dealer, and whoever
else is invited, all through the API and the mail."""

import json
import os
import subprocess
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

import template
from api import Api
from emulator import REGION, ROOT, wait_for
from issuer import decode
from package import PROGRAMS
from stack import STAGE

KEYS = f"/latchkey/{STAGE}/keys"

# How long a mail may take on a machine that is busy with other things: the stream is read every
# second, and a function has to start.
MAIL_SECONDS = 90

# The manual's order (spec chapter 4): PO123456 for an SV8100.
MANUAL_ORDER = {"BE107573": 1, "BE107582": 5, "BE107576": 1, "BE107585": 20}


def lines(parts):
    return [{"part": part, "quantity": quantity} for part, quantity in parts.items()]


def operate(emulator, outputs, *arguments):
    """Runs the program that `latchkey` uses on an account, with the deployment's settings
    in its environment; returns what it prints."""
    environment = {
        "PATH": os.environ["PATH"],
        "AWS_ENDPOINT_URL": emulator.url,
        "AWS_REGION": REGION,
        "LATCHKEY_TABLE": outputs["TableName"],
        "LATCHKEY_KEYS": KEYS,
        "LATCHKEY_PUBLIC_URL": outputs["Url"],
        "LATCHKEY_LICENCE_ISSUER": outputs["LicenceIssuer"],
        "LATCHKEY_MAIL_FROM": outputs["MailFrom"],
        **ROOT,
    }
    program = [PROGRAMS / "cloud", *arguments]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    subject: str
    token: str
    organisation_id: str


class Desk:
    def __init__(self, emulator, stack, issuer):
        self.emulator = emulator
        self.issuer = issuer
        self.outputs = stack.outputs()
        self.url = self.outputs["Url"]
        self.api = Api(emulator, self.outputs["ApiId"])
        self.vendor = self._start()
        self.dealer = self.organisation("dealer", "Fenwick Telecom")
        self.dora = self.invite(self.dealer, "dora", "licence-user")

    def _start(self):
        """The deployment's keys and the vendor's first admin, as `latchkey deploy` makes them."""
        operate(self.emulator, self.outputs, "make-keys")
        who = ["--vendor", "Northbell Systems", "--admin", "Vera Admin", "--email", "vera@example.com"]
        printed = operate(self.emulator, self.outputs, "start", *who)
        operate(self.emulator, self.outputs, "begin-catalogue", template.ROOT / "infra/local/data/catalogue.json")
        return self.accept(token_in(printed), "vera")

    def call(self, name, person, *ids, body=None, key=None):
        """Calls an operation as this person."""
        return self.api.call(name, person.token, *ids, body=body, key=key)

    def organisation(self, kind, name):
        """Makes an organisation; returns its id."""
        answer = self.call("create-organisation", self.vendor, body={"kind": kind, "name": name})
        return answer.ok()["organisation_id"]

    def invite(self, organisation_id, subject, role):
        """Invites somebody, who accepts with the link in the mail."""
        email = f"{subject}@example.com"
        body = {"name": subject.capitalize(), "email": email, "roles": [role]}
        self.call("invite-user", self.vendor, organisation_id, body=body).ok()
        return self.accept(token_in(self.mail(email, "/invitation#token=")["BodyText"]), subject)

    def accept(self, invitation, subject):
        token = self.issuer.token(subject)
        session = self.api.call("accept-invitation", token, body={"token": invitation}).ok()
        return Person(subject, token, session["user"]["organisation_id"])

    def mail(self, to, text):
        """The newest mail to this address that holds this text, when it is there."""

        def find():
            mails = [mail for mail in self.emulator.mails() if to in mail["To"] and text in mail["BodyText"]]
            return mails[-1] if mails else None

        return wait_for(f"a mail to {to} with {text!r}", find, MAIL_SECONDS)

    def ship(self, purchase_order, parts):
        """Ships an order to the dealer; returns its id."""
        body = {
            "organisation_id": self.dealer,
            "purchase_order": purchase_order,
            "sales_order": f"SO-{purchase_order}",
            "lines": lines(parts),
        }
        return self.call("ship-order", self.vendor, body=body).ok()["order"]["order_id"]

    def customer(self, name):
        body = {"name": name, "address": {"country": "NL"}}
        return self.call("create-customer", self.dora, body=body).ok()["customer_id"]

    def location(self, customer, name, hkc):
        """An SV8100 of the customer; returns its id."""
        details = {
            "name": name,
            "address": {"city": "Hilversum", "country": "NL"},
            "customer_email": "customer@example.com",
            "dealer_email": "dealer@example.com",
        }
        body = {"system_type": "sv8100", "hkc": hkc, "details": details}
        return self.call("create-location", self.dora, customer, body=body).ok()["location_id"]

    def attach(self, location, order, parts):
        """Attaches units of an order; returns the software key codes."""
        body = {"order_id": order, "lines": lines(parts)}
        attached = self.call("attach-licences", self.dora, location, body=body).ok()["attached"]
        return [licence["software_key_code"] for licence in attached]


def token_in(text):
    """The token in an invitation's link."""
    return text.split("/invitation#token=", 1)[1].split()[0]


def verified(desk, file):
    """Header and claims of a licence file (RFC 7515, RFC 8037, RFC 9864), verified with the key set
    that anybody can fetch. Raises where the signature is not its key's."""
    keys = {key["kid"]: key for key in desk.api.call("get-key-set", None).ok()["keys"]}
    signed, signature = file.rsplit(".", 1)
    header, claims = (json.loads(decode(part)) for part in signed.split("."))
    assert (header["alg"], header["typ"]) == ("Ed25519", "licence+jwt")
    key = Ed25519PublicKey.from_public_bytes(decode(keys[header["kid"]]["x"]))
    key.verify(decode(signature), signed.encode("ascii"))
    return header, claims
