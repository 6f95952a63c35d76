"""One emulator, one stack and one desk for all tests of the deployment."""

import time
from contextlib import contextmanager

import pytest

from desk import Desk
from emulator import Emulator
from issuer import Issuer
from stack import Stack

# What only reads comes first; what changes the stack, or removes it, comes last.
ORDER = [
    "test_template_api",
    "test_template_pages",
    "test_template_roles",
    "test_template_table",
    "test_lint",
    "test_walk",
    "test_system_types",
    "test_upgrades",
    "test_assurance",
    "test_codes",
    "test_policies",
    "test_races",
    "test_logs",
    "test_update",
    "test_deploy",
]

# How long things took, in seconds, and the ends of the logs where something failed.
took, said = [], []


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: ORDER.index(item.module.__name__))


@contextmanager
def timed(what):
    started = time.monotonic()
    try:
        yield
    finally:
        took.append((what, time.monotonic() - started))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    with timed(item.nodeid):
        return (yield)


def pytest_terminal_summary(terminalreporter):
    for line in said:
        terminalreporter.write_line(line)
    terminalreporter.section("seconds, from half a second on")
    for what, seconds in took:
        if seconds >= 0.5:
            terminalreporter.write_line(f"{seconds:7.1f}  {what}")


@pytest.fixture(scope="session")
def emulator(request):
    with timed("start the emulator"):
        emulator = Emulator()
    yield emulator
    if request.session.testsfailed:
        said.extend(emulator.last_words())
    left = emulator.stop()
    assert not left, f"functions outlived the emulator: {left}"


@pytest.fixture(scope="session")
def issuer():
    issuer = Issuer()
    yield issuer
    issuer.stop()


@pytest.fixture(scope="session")
def stack(emulator, issuer):
    with timed("package and upload the functions"):
        stack = Stack(emulator, issuer.key_set)
    with timed("create the stack"):
        return stack.create()


@pytest.fixture(scope="session")
def desk(emulator, stack, issuer):
    with timed("start the desk"):
        return Desk(emulator, stack, issuer)
