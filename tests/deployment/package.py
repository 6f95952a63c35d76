"""Functions as Lambda takes them: a zip with the program under the name `bootstrap`."""

import hashlib
import io
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from template import ROOT

# What `cargo build` leaves: CI builds for the machine it runs on.
PROGRAMS = ROOT / "target" / "debug"


def folders():
    """The folders of functions/, a function each."""
    return sorted(folder.name for folder in (ROOT / "functions").iterdir() if (folder / "Cargo.toml").exists())


def package(function, note=b"", into=None):
    """The zip of a function, or just its program, into a file. A note makes other code of
    it that does the same."""
    program = PROGRAMS / function
    assert program.exists(), f"{program} is missing: cargo build --package {function}"
    with tempfile.TemporaryDirectory() as folder:
        bootstrap = Path(folder) / "bootstrap"
        shutil.copy(program, bootstrap)
        # Half of a development build is for debuggers.
        subprocess.run(["strip", bootstrap], check=True)
        if into:
            return shutil.copy(bootstrap, into)
        archive = io.BytesIO()
        # Stored: to pack it smaller takes longer than to move it.
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as zipped:
            entry = zipfile.ZipInfo("bootstrap")  # of 1980: the same program is the same zip
            entry.external_attr = 0o755 << 16
            zipped.writestr(entry, bootstrap.read_bytes())
            if note:
                zipped.writestr(zipfile.ZipInfo("note"), note)
    return archive.getvalue()


def key_of(function, archive):
    """A name in the bucket that only this code has, so that other code is a change."""
    return f"{function}/{hashlib.sha256(archive).hexdigest()}.zip"
