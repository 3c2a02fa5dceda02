"""Watching the sources of the preview and following every save, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import watchfiles

from termbank.builder import up_to_date
from termbank.builder.result import Result
from termbank.config import Config, default_theme
from termbank.preview.follow import Preview
from termbank.preview.overlay import overlay
from termbank.preview.server import Board
from termbank.system import git
from termbank.system.inventory import MARKER
from termbank.text.diagnostics import Diagnostic

LONGEST_WAIT = 30.0
"""Seconds after which a turn that failed is tried again, at the latest."""


class Follower:
    """Keeps the preview's site up to date until it is stopped.

    `report` is called with the result of every build, `tell` with a sentence where there is none, and `reload` when
    pages that are open should be loaded again. `board` gets what they show of errors.
    """

    def __init__(
        self, config: Config, report: Callable[[Result], None], tell: Callable[[str], None], reload: Callable[[], None],
        board: Board,
    ) -> None:  # fmt: skip
        # As in every build: what a repository brings along is no cache of ours.
        config = replace(config, cache=None) if config.cache and git.tracks(config.cache) else config
        self.config, self.report, self.tell, self.reload, self.board = config, report, tell, reload, board
        self.preview: Preview | None = None
        # What one build leaves in memory makes the next one quick, so the first does not wait for a save.
        self.pending = True
        self._published, self._watches = False, 0
        self._said, self._wait, self._again = "", 0.0, 0.0
        self._told: Sequence[Diagnostic] = ()

    def start(self) -> None:
        """Build the site that is shown first. Side effect: writes it; what goes wrong is told."""
        try:
            self._clear_remains()
            result = up_to_date.build(self.config)
            self._published = result.published
            self._show(result)
            self.report(result)
        except Exception as fault:  # noqa: BLE001  the first save may mend it
            self._excuse(fault)

    def run(self, stop: threading.Event) -> None:
        """Follow saves until `stop` is set. Side effects: as those of builds."""
        while not stop.is_set():
            try:
                self._watch(stop)
            except Exception as fault:  # noqa: BLE001  a folder may go at the moment it is looked at
                self._excuse(fault)
                stop.wait(1)

    def _watch(self, stop: threading.Event) -> None:
        """Follow saves while the folders are those that are watched; returns when one came, went or was swapped."""
        watched = self._folders()
        settled = time.monotonic() + 1 if self._watches else 0.0
        self.pending, self._watches = True, self._watches + 1
        with contextlib.ExitStack() as held:
            if sys.platform != "win32":
                # A folder that is deleted and made again at once gets the same inode number, unless somebody holds it.
                for folder in watched:
                    held.callback(os.close, os.open(folder, os.O_RDONLY))
            for changes in watchfiles.watch(
                *watched, watch_filter=_is_source, debounce=20, step=5, stop_event=stop, rust_timeout=100,
                yield_on_timeout=True, raise_interrupt=False,
            ):  # fmt: skip
                saved = {Path(path) for _, path in changes}
                self.turn(saved)
                if settled and time.monotonic() > settled:
                    # While a folder is being filled, files may be written before the system watches their folder.
                    self.pending, settled = True, 0.0
                # A branch without `content/` is checked out, and the one before again: the system watches the folder
                # that was deleted, and the new one of the same name is another. Only looking finds that out.
                if not saved.isdisjoint(watched) or self._folders() != watched:
                    return

    def turn(self, saved: set[Path]) -> None:
        """Follow the files `saved`, if any. Whatever goes wrong is told, and tried again soon or at the next save."""
        lost = self._published and not (self.config.site / MARKER).exists()
        if not saved and not lost and not (self.pending and time.monotonic() >= self._again):
            return
        try:
            if lost:
                # Somebody deletes the cache, and the preview's site with it: what is in memory describes no files.
                self._clear_remains()
                self.preview, self.pending = None, True
            preview = self.preview = self.preview or Preview(self.config)
            before = preview.state.live.keys
            result = (None if self.pending else preview.follow(saved)) or preview.build()
            self.pending = False
            self._published = self._published or result.published
            # An edited style sheet renders no page, and all of them look different.
            if self._show(result) or result.rendered or preview.state.live.keys != before:
                self.reload()
            # `content/` is gone: that is looked at again and again, and told once.
            if saved or result.rendered or (not result.published and result.diagnostics != self._told):
                self.report(result)
            self._told = result.diagnostics
            preview.settle()
            if preview.warm:
                preview.warm.prepare()
            self._said, self._wait, self._again = "", 0.0, 0.0
        except Exception as fault:  # noqa: BLE001  a picture that comes and goes, a folder that is unreadable for a moment
            # The glossary in memory may hold half of an edit.
            self.preview, self.pending = None, True
            self._excuse(fault)

    def _show(self, result: Result) -> bool:
        """Let pages show the errors of `result`, or none; return whether that is something new."""
        before = self.board.problems
        # What is published is on show: errors that were lowered are for the terminal.
        self.board.problems = b"" if result.published else overlay(result.diagnostics, self.config.content)
        return self.board.problems != before

    def _excuse(self, fault: Exception) -> None:
        """Say once what went wrong, and wait longer before each new attempt that nobody's save asks for."""
        self._wait = min(max(self._wait * 2, 1.0), LONGEST_WAIT)
        self._again = time.monotonic() + self._wait
        said = f"{type(fault).__name__}: {fault}" if str(fault) else type(fault).__name__
        if said != self._said:
            self._said = said
            with contextlib.suppress(Exception):
                self.tell(
                    f"the preview could not be brought up to date ({said}); it tries again, also at the next save"
                )

    def _folders(self) -> dict[Path, tuple[int, int]]:
        """The folders to watch that are there, and which they are."""
        roots = [self.config.project, default_theme()]
        wanted = [self.config.content, *(root / name for root in roots for name in ("templates", "assets"))]
        found: dict[Path, tuple[int, int]] = {}
        for folder in (path.absolute() for path in wanted):
            with contextlib.suppress(OSError):
                if folder.is_dir():
                    status = folder.stat()
                    found[folder] = status.st_dev, status.st_ino
        return found

    def _clear_remains(self) -> None:
        """Remove what is left of the preview's own site without its marker. No other folder is touched."""
        site, cache = self.config.site.absolute(), self.config.cache
        if cache and cache.absolute() in site.parents and not (site / MARKER).exists():
            shutil.rmtree(site, ignore_errors=True)


def _is_source(_: watchfiles.Change, path: str) -> bool:
    """Whether a file may be content or theme: editors leave hidden files and copies beside what they save."""
    name = Path(path).name
    return not name.startswith((".", "#")) and not name.endswith(("~", ".swp", ".tmp"))
