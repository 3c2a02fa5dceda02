"""Ends what a test run leaves behind: every process that it started, however the run itself ended.

Tests start previews, browsers, Java, git and clusters, and a run that is killed cannot stop them. So each run puts
a mark of its own into the environment, which all programs below it inherit, and starts a keeper beside it: this
file as a program. The keeper waits until the run is gone, then ends whatever still bears the mark.
"""

from __future__ import annotations

import ctypes
import os
import secrets
import select
import signal
import subprocess
import sys
from pathlib import Path

NAME = "TERMBANK_TEST_RUN"
PATIENCE = 60
"""Seconds for which a run waits at its end for programs that are still about to stop."""

_PR_SET_PDEATHSIG = 1


def guard(part: bool = False) -> None:
    """Mark this process as a test run and start its keeper, or take this process as `part` of a run that did.

    Does nothing where Linux's `/proc` is missing.
    """
    if not sys.platform.startswith("linux"):
        return
    # A forked process has the environment with which its parent started, so it lacks the mark.
    prctl, parents = ctypes.CDLL(None).prctl, [0]

    def end_with_parent() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # On a busy machine the parent may be gone before its child gets here, and then no signal comes.
        if os.getppid() != parents[0]:
            os._exit(1)

    os.register_at_fork(before=lambda: parents.__setitem__(0, os.getpid()), after_in_child=end_with_parent)
    if part:
        return
    os.environ[NAME] = f"{os.getpid()}-{secrets.token_hex(8)}"
    # Without the mark and in its own session, so neither the cleanup nor Ctrl+C reaches the keeper.
    subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, os.environ[NAME], str(os.getpid())],
        env={}, cwd="/", start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def left_behind() -> list[str]:
    """The programs of this run that don't end by themselves, by process id and command. Side effect: ends them."""
    mark = os.environ.get(NAME)
    if not mark:
        return []
    for process in _unexpected(mark):
        _wait_for_end(process, PATIENCE)
    commands = [f"{process}: {_command(process)}" for process in _unexpected(mark)]
    _sweep(mark)
    return commands


def _wait_for_end(process: int, seconds: float | None = None) -> None:
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return
    try:
        # A process file descriptor becomes readable when the process ends.
        select.select([handle], [], [], seconds)
    finally:
        os.close(handle)


def _marked(mark: str) -> list[int]:
    """The living processes whose environment bears `mark`, this one excepted."""
    wanted = f"{NAME}={mark}"
    processes = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    return [
        process
        for process in processes
        if process != os.getpid() and wanted in _read(process, "environ").split("\0")
    ]


def _unexpected(mark: str) -> list[int]:
    """Those that are not about to end with this process: Python's own helper does, as it reads from a pipe of ours."""
    return [
        process for process in _marked(mark) if "multiprocessing.resource_tracker" not in _command(process)
    ]


def _command(process: int) -> str:
    return _read(process, "cmdline").replace("\0", " ").strip()


def _read(process: int, name: str) -> str:
    """A file of `/proc`; empty for a process that is gone, not ours, or dead and not waited for."""
    try:
        return Path(f"/proc/{process}/{name}").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _sweep(mark: str) -> None:
    # A process may start another one while we read the list, so look again until none is left.
    while found := _marked(mark):
        for process in found:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
            _wait_for_end(process, 1)


if __name__ == "__main__":
    _wait_for_end(int(sys.argv[2]))
    _sweep(sys.argv[1])
