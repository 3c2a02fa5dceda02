"""No test run leaves a process behind, not even one that is killed."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
from pathlib import Path

import pytest
from programs import LIMIT, running
from trees import ROOT, write_tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")

PLUGIN = """
import keeper
from conftest import pytest_configure, pytest_sessionfinish
keeper.PATIENCE = 1
"""
# Tests that start processes the way ours do: a program in its own session, and a forked process.
TESTS = """
import os, signal, subprocess, sys

def test_it():
    program = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True)
    fork = os.fork()
    if not fork:
        signal.pause()
    print(f"started {program.pid} {fork}.", flush=True)
    if END:
        os.kill(fork, signal.SIGKILL)
    else:
        signal.pause()
"""


@pytest.fixture
def command(tmp_path: Path, request: pytest.FixtureRequest) -> list[str]:
    """The command that runs those tests, which end if the parameter says so."""
    tests = TESTS.replace("END", str(request.param))
    write_tree(tmp_path, {"plugin.py": PLUGIN, "test_it.py": tests, "pytest.ini": "[pytest]\n"})
    words = (sys.executable, "-m", "pytest", "-s", "-p", "plugin", "-p", "no:cacheprovider", "test_it.py")
    return [*words]


def ends(handle: int) -> bool:
    """Whether the process ends in time."""
    try:
        return bool(select.select([handle], [], [], LIMIT)[0])
    finally:
        os.close(handle)


def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, ROOT / "tests", ROOT)))}


@pytest.mark.parametrize("command", [False], indirect=True)
def test_a_killed_run_takes_its_processes_with_it(command: list[str], tmp_path: Path) -> None:
    with running(command, cwd=tmp_path, env=environment(tmp_path)) as tests:
        tests.wait_for(".\n")
        started = re.search(r"started (\d+) (\d+)", tests.said)
        assert started
        # Opened while they run: afterwards, their numbers may be those of others.
        handles = [os.pidfd_open(int(process)) for process in started.groups()]
        os.kill(tests.process.pid, signal.SIGKILL)
        assert all(ends(handle) for handle in handles)


@pytest.mark.parametrize("command", [True], indirect=True)
def test_a_run_that_leaves_something_behind_fails_and_names_it(command: list[str], tmp_path: Path) -> None:
    with running(command, cwd=tmp_path, env=environment(tmp_path)) as tests:
        assert tests.process.wait(LIMIT) == 1
        tests.wait_for("left behind:\n")
        tests.wait_for("import signal; signal.pause()")
