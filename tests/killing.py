"""Kills work at every step that it takes in the file system, one step after the other."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

STEPS = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.scandir", "shutil.rmtree")


def is_killed_before(number: int, work: Callable[[], object]) -> bool:
    """Do `work` in a forked process and kill that right before step `number`; False where it ends earlier."""
    count = 0

    def step(event: str, _: tuple[object, ...]) -> None:
        nonlocal count
        if event in STEPS:
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)
            count += 1

    child = os.fork()
    if not child:
        sys.addaudithook(step)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
