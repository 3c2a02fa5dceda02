"""Measures the time and memory of programs: one run, or a server that responds to an edit."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 1800.0
"""Seconds after which a wait has failed."""
PROC = Path("/proc")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""That of the programs: as where they were installed, Python may keep what it compiled of their modules."""


class MeasureError(Exception):
    """A measured program failed."""


def seconds(command: Sequence[str]) -> float:
    """Run `command` and return its wall-clock time. Raises MeasureError if it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    took = time.perf_counter() - start
    if done.returncode:
        raise MeasureError(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return took


def peak(command: Sequence[str]) -> int:
    """Run `command` and return the peak memory, in bytes, of all its processes together.

    This is the proportional set size (PSS), which counts memory that several processes share once. Sampling every 20 ms
    slows the program down, so a timed run never measures memory. Linux only.
    """
    most = 0
    with started(command) as process:
        while process.poll() is None:
            most = max(most, sum(map(_held, tree(process.pid))))
            time.sleep(0.02)
    if process.returncode:
        raise MeasureError(" ".join(command))
    return most


@contextmanager
def started(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` in the background, and end it on exit."""
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def tree(pid: int) -> list[int]:
    """The process `pid` and all its descendants."""
    parents = {int(file.parent.name): _parent(file) for file in PROC.glob("[0-9]*/stat")}
    found = [pid]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found


def _parent(stat: Path) -> int:
    fields = _stat(stat)
    return int(fields[1]) if fields else 0


def _stat(file: Path) -> list[str]:
    """The fields of a process after its name; none if it has ended."""
    try:
        return file.read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def _held(pid: int) -> int:
    try:
        lines = (PROC / f"{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> float:
    """Seconds until `condition` holds, checked every millisecond.

    Raises MeasureError if `process` ends first, or after PATIENCE.
    """
    start = time.perf_counter()
    while not condition():
        if process.poll() is not None or time.perf_counter() - start > PATIENCE:
            raise MeasureError("the server does not answer")
        time.sleep(0.001)
    return time.perf_counter() - start


def wait_until_idle(process: subprocess.Popen[bytes]) -> None:
    """Wait until `process` and its children have used no CPU time for a third of a second."""
    before = -1
    while before != (before := _ticks(process.pid)):
        time.sleep(0.3)


def _ticks(pid: int) -> int:
    stats = [_stat(PROC / f"{one}/stat") for one in tree(pid)]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats if fields)


def free_port() -> int:
    """A free port on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def machine() -> str:
    """The machine, its operating system, and its load."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}{load}"


def _processor() -> str:
    try:
        lines = (PROC / "cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
