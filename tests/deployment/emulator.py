"""The emulator: every service in one process on a free port of this machine, with IAM
enforced, and functions as processes of their own.

Its files, unpacked functions included, lie in a folder of its own: so it can be told
which processes are its functions, and that none is left when it has ended.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3
import urllib3
from botocore.config import Config

REGION = "us-east-1"
ACCOUNT = "000000000000"

# Whoever the emulator was told of at its start may do everything, as an account's root.
ROOT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(what, condition, seconds):
    """The condition's answer, as soon as it is one. It is asked again and again."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s")


class Emulator:
    def __init__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="latchkey-emulator-"))
        self.log = self.folder / "emulator.log"
        self.http = urllib3.PoolManager(maxsize=128, retries=False)
        # Of this process's environment it gets nothing but the path: a function is not
        # to find here what it would not find in an account.
        environment = {
            "PATH": os.environ["PATH"],
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "AWS_ENDPOINT_URL": self.url,
            "MINISTACK_REGION": REGION,
            "LAMBDA_ACCOUNT_CONCURRENCY": "1000",
            # The threads that functions are called from: 100 calls at once, and their authorizers.
            "MINISTACK_WORKER_THREADS": "256",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "TMPDIR": str(self.folder),
            "HOME": str(self.folder),
            **ROOT,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            env=environment,
            cwd=self.folder,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for("the emulator's start", self._answers, 60)
        except BaseException:
            print(self.log.read_text())
            self.process.kill()
            raise

    def _answers(self):
        assert self.process.poll() is None, f"the emulator ended:\n{self.log.read_text()}"
        try:
            return self.http.request("GET", f"{self.url}/_ministack/health").status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def client(self, service, credentials=None):
        """A client of a service: the account's root, or whose credentials these are."""
        who = credentials or {
            "aws_access_key_id": ROOT["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": ROOT["AWS_SECRET_ACCESS_KEY"],
        }
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=120)
        return boto3.client(service, endpoint_url=self.url, region_name=REGION, config=config, **who)

    def mails(self):
        """Every mail that was sent, oldest first."""
        answer = self.http.request("GET", f"{self.url}/_ministack/ses/messages", fields={"account": ACCOUNT})
        return json.loads(answer.data)["messages"].get(ACCOUNT, [])

    def last_words(self, lines=20):
        """The ends of its own log and of the functions' logs."""
        yield from self.log.read_text().splitlines()[-lines:]
        logs = self.client("logs")
        for group in logs.describe_log_groups()["logGroups"]:
            events = logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
            for event in events[-lines:]:
                yield f"{group['logGroupName']} {event['message'].rstrip()}"

    def functions(self):
        """The processes of functions, by id, with the function's code each runs."""
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                program = os.readlink(process / "exe")
            except OSError:
                continue
            if program.startswith(f"{self.folder}/"):
                found[int(process.name)] = program
        return found

    def stop(self):
        """Ends it as an operator would, and its functions with it: they see that nobody
        calls them any more. Returns those that do not, which are ended too."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
            wait_for("the end of the functions", lambda: not self.functions(), 10)
        except (subprocess.TimeoutExpired, AssertionError):
            self.process.kill()
            self.process.wait()
        left = self.functions()
        for process in left:
            os.kill(process, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)
        return left
