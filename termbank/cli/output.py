"""What the command line says, and the codes that it ends with."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from termbank.builder.result import Progress, Result
    from termbank.config import Config
    from termbank.text.diagnostics import Diagnostic

GOOD, CONTENT_ERRORS, WRONG_USAGE, INTERNAL_FAULT = 0, 1, 2, 3


FORMAT_NAMES = ("text", "concise", "json", "github")


_COLORS = MappingProxyType({"error": "red", "warning": "yellow", "hint": "cyan", "gutter": "bright_black"})


LOST = "termbank.lost"
"""Set in click's context if a part of the output could not be written."""


PROGRESS_AFTER = 1.0
"""Seconds that a build takes before it says what it is doing."""


_STAGES = MappingProxyType(
    {
        "wait": "waiting for another build of this site",
        "read": "reading",
        "link": "linking",
        "history": "reading the history",
        "check": "checking",
        "plan": "planning",
        "texts": "indexing texts",
        "write": "writing",
    }
)


def say(text: str, err: bool = False, nl: bool = True, color: bool | None = None) -> None:
    """Print `text`. If nobody can read it, because of a full disk or a reader that has gone, the work goes on.

    What was done is done: a site that is published stays published, and the exit code says so.
    """
    try:
        click.echo(text, err=err, nl=nl, color=color)
    except OSError as error:
        elsewhere = not err and not isinstance(error, BrokenPipeError)
        # In place of the stream, because Python would try to write the rest at the end of the process, and fail again.
        os.dup2(2 if elsewhere else os.open(os.devnull, os.O_WRONLY), 2 if err else 1)
        if elsewhere:
            click.get_current_context().meta[LOST] = True
            say(f"standard output cannot be written: {error.strerror}; the rest goes here instead", err=True)
            say(text, err=True, nl=nl)


def code_of_lost_output() -> int | None:
    """The exit code where standard output cannot be written, which is said; None where it can. Writes a line there."""
    # `--help > /dev/full`: click prints help itself. To write is the only way to know.
    try:
        os.write(1, b"\n")
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if isinstance(error, BrokenPipeError):
            return GOOD
        say(f"standard output cannot be written: {error.strerror}", err=True)
        return CONTENT_ERRORS
    return None


def count(number: int, word: str) -> str:
    """`number` with its noun: "1 term", "1,200 terms"."""
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def print_diagnostics(diagnostics: Sequence[Diagnostic], config: Config, format_: str) -> None:
    """Print problems in one of FORMAT_NAMES, with colors on a terminal that wants them."""
    if not diagnostics and format_ != "json":
        return
    from termbank.text import report

    def style(text: str, role: str) -> str:
        return click.style(text, fg=_COLORS[role], bold=role == "error")

    # https://no-color.org: any value but the empty one turns colors off.
    colored = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    chosen = style if colored and format_ in ("text", "concise") else report.plain_style
    if text := report.FORMATS[format_](diagnostics, config.content, chosen):
        say(text, nl=format_ == "text", color=colored)


def summarize(result: Result, config: Config) -> None:
    """Say in a line what the site has now, or that it was not published and what would publish it all the same."""
    if result.waited:
        click.echo(
            "another build of this site ran at the same time; this one waited and looked again", err=True
        )
    if not result.published:
        from termbank.text.rules import FINAL

        kept = f"{config.site} is as it was" if config.site.exists() else "nothing was written"
        say(f"not published: {verdict(result.diagnostics)}; {kept}", err=True)
        codes = {item.code for item in result.diagnostics if item.severity == "error"}
        # One error that nobody may lower keeps the site back, whatever else is allowed: then no cure is promised.
        if codes and FINAL.isdisjoint(codes):
            allowed = " ".join(f"--allow {code}" for code in sorted(codes))
            say(f"to publish all the same: {allowed}", err=True)
        return
    counts = [
        count(result.terms, "term"),
        count(result.resources, "resource"),
        count(result.pages, "page"),
    ]
    if result.diagnostics:
        counts.append(count(len(result.diagnostics), "warning"))
    say(f"{config.site}: {', '.join(counts)} in {sum(result.seconds.values()):.1f} s")


def verdict(diagnostics: Sequence[Diagnostic]) -> str:
    """How many errors and warnings there are, in words."""
    errors = sum(item.severity == "error" for item in diagnostics)
    warnings = len(diagnostics) - errors
    found = [count(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number]
    return ", ".join(found) or "no problems"


class ProgressLine:
    """A line that says what a long build is doing, such as "writing 2,140 of 5,357 pages"; on a terminal only."""

    def __init__(self) -> None:
        self._start = self._shown = time.monotonic()
        self._width = 0

    def __enter__(self) -> Progress | None:
        return self._update if sys.stderr.isatty() and not os.environ.get("CI") else None

    def _update(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        # A build reports every piece of every process, thousands a second; nobody reads more than ten lines in one.
        if now - self._start < PROGRESS_AFTER or (0 < done < total and now - self._shown < 0.1):
            return
        self._shown = now
        self._write(f"{_STAGES.get(stage, stage)}{f' {done:,} of {total:,} pages' if done else ''}")

    def _write(self, text: str) -> None:
        say("\r" + text.ljust(self._width) + "\r", err=True, nl=False)
        self._width = len(text)

    def __exit__(self, *_: object) -> None:
        if self._width:
            self._write("")
