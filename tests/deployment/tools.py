"""Programs of PyPI that agree with nobody on versions: each in a virtual environment of
its own under target/, made anew when its requirements change."""

import os
import shutil
import subprocess
import sys
import venv

from template import ROOT

HERE = ROOT / "tests" / "deployment"


def program(name):
    """The path of a program, from requirements-<name>.txt."""
    folder = ROOT / "target" / f"{name}-venv"
    wanted = (HERE / f"requirements-{name}.txt").read_text()
    installed = folder / "requirements.txt"
    if not installed.exists() or installed.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", HERE / f"requirements-{name}.txt"], check=True)
        installed.write_text(wanted)
    return folder / "bin" / name


def own(name):
    """The path of a program that came with the tests' own requirements."""
    return os.path.join(os.path.dirname(sys.executable), name)


def run(*command, **environment):
    """What it says; fails with that where the program does."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
