"""The operator's command, on the emulator's account."""

import os
import subprocess

from emulator import REGION, ROOT
from package import PROGRAMS


def latchkey(emulator, *arguments):
    """Runs it to its end."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "AWS_ENDPOINT_URL": emulator.url,
        "AWS_REGION": REGION,
        **ROOT,
    }
    command = [PROGRAMS / "latchkey", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)


def succeeds(emulator, *arguments):
    """What it says; fails with that where the command does."""
    done = latchkey(emulator, *arguments)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout
