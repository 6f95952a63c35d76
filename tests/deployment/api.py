"""The deployed HTTP API, as the site calls it."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from emulator import wait_for
from operations import OPERATIONS


@dataclass(frozen=True)
class Answer:
    status: int
    media_type: str
    text: str
    # How it was compressed on the way, if it was.
    encoding: str | None

    @property
    def body(self):
        return json.loads(self.text)

    def ok(self):
        """The body of what succeeded."""
        assert self.status == 200, f"{self.status} {self.text}"
        return self.body

    @property
    def is_to_be_asked_again(self):
        """Whether the gateway could not have it answered, or others were faster all the time."""
        if self.media_type == "application/problem+json":
            return self.body["code"] == "too_busy"
        return self.status == 429 or self.status >= 500

    def refused(self, status, code):
        """The problem (RFC 9457) of what was refused so."""
        assert self.media_type == "application/problem+json", f"{self.status} {self.media_type} {self.text}"
        assert (self.status, self.body["code"]) == (status, code), self.text
        return self.body


class Api:
    def __init__(self, emulator, api_id):
        self.http = emulator.http
        self.url = emulator.url
        self.host = f"{api_id}.execute-api.localhost:{emulator.port}"

    def send(self, method, path, body=None, token=None, key=None):
        headers = {"host": self.host, "accept-encoding": "gzip"}
        if body is not None:
            headers["content-type"] = "application/json"
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        if key is not None:
            headers["idempotency-key"] = key
        octets = None if body is None else json.dumps(body).encode()
        answer = self.http.request(method, f"{self.url}{path}", body=octets, headers=headers, timeout=60)
        media_type = answer.headers.get("content-type", "").split(";")[0]
        encoding = answer.headers.get("content-encoding")
        return Answer(answer.status, media_type, answer.data.decode(), encoding)

    def call(self, name, token, *ids, body=None, key=None):
        """Calls the operation of this name; ids fill its path in order."""
        operation = OPERATIONS[name]
        return self.send(operation.method, operation.address(ids), body, token, key)


def at_once(calls):
    """The answers of calls that are all under way together. What could not be answered is
    asked again: a hundred functions that start at once take their time, and every call
    has an idempotency key."""

    def patiently(call):
        def answer():
            answer = call()
            return None if answer.is_to_be_asked_again else answer

        return wait_for("an answer", answer, 120)

    calls = list(calls)
    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return list(pool.map(patiently, calls))
