"""Programs that tests run in the background, and their output: waited for, never polled."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

LIMIT = 300
"""Seconds after which something is wrong. No test that passes comes near, however busy the machine is."""


class Program:
    """A running program, and everything it has written to standard output and standard error."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._changed = threading.Condition()
        self._said, self._ended = "", False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def said(self) -> str:
        """Everything it has written."""
        with self._changed:
            return self._said

    def wait_for(self, text: str) -> None:
        """Wait until it has written `text`. Raises AssertionError if it ends first or the limit passes."""
        with self._changed:
            self._changed.wait_for(lambda: text in self._said or self._ended, LIMIT)
            assert text in self._said, f"never said {text!r}, but:\n{self._said}"

    def stop(self) -> None:
        """Interrupt it and wait until it ends; if it doesn't, kill it."""
        try:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(LIMIT)
        finally:
            _kill(self.process)
            self._reader.join(LIMIT)

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._add(line)
        self._add("", ended=True)

    def _add(self, line: str, ended: bool = False) -> None:
        with self._changed:
            self._said, self._ended = self._said + line, ended
            self._changed.notify_all()


@contextmanager
def running(
    command: Sequence[str | Path], cwd: Path, env: Mapping[str, str] | None = None
) -> Iterator[Program]:
    """Run `command` while the block runs."""
    process = subprocess.Popen(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    program = Program(process)
    try:
        yield program
    finally:
        program.stop()


def finish(
    command: Sequence[str | Path], cwd: Path, env: Mapping[str, str] | None = None, seconds: float = LIMIT
) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end, and return what it wrote.

    One that does not end within `seconds` is killed with all that it started. Raises subprocess.TimeoutExpired.
    """
    with subprocess.Popen(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", start_new_session=True,
    ) as process:  # fmt: skip
        try:
            written = process.communicate(timeout=seconds)
        finally:
            _kill(process)
    return subprocess.CompletedProcess(command, process.returncode, *written)


def _kill(process: subprocess.Popen[str]) -> None:
    """Kill `process` and its group; what has ended stays as it is."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()
