"""Copies of single files of the default theme, for a site that wants its own."""

from __future__ import annotations

import re
from pathlib import Path

from termbank.config import default_theme
from termbank.text.suggest import did_you_mean, printable
from termbank.theme.assets import files_below

_BLOCK = re.compile(r"\{%[-+]?\s*block\s+(\w+)")


class EjectError(Exception):
    """A file that can't be copied; the text says why, and what to do."""


def eject(name: str, project: Path) -> tuple[str, tuple[str, ...]]:
    """Copy the default theme's file `name` below `project`: its path there, and what updates the copy will miss.

    `name` is a path such as `templates/term.html`, or the end of one that no other file has, such as `term.html`.
    Side effect: writes the file. Raises EjectError; no file is ever replaced.
    """
    theme = default_theme()
    known = {
        f"{folder}/{path}": file
        for folder in ("templates", "assets")
        for path, file in files_below(theme / folder).items()
    }
    # People copy paths from a file manager or complete them with Tab: `.\templates\term.html`.
    asked = name.replace("\\", "/").removeprefix("./")
    found = [asked] if asked in known else sorted(path for path in known if path.endswith(f"/{asked}"))
    if not found:
        ends = {path.rpartition("/")[2] for path in known}
        hint = (
            " ".join(did_you_mean(asked.rpartition("/")[2], ends))
            or "name it by its path, such as `templates/term.html`"
        )
        raise EjectError(f"the default theme has no file `{printable(name)}`: {hint}")
    if len(found) > 1:
        choices = " or ".join(f"`{path}`" for path in found)
        raise EjectError(f"the default theme has several files `{printable(name)}`: name {choices}")
    (path,) = found
    if theme.resolve() == project.resolve():
        raise EjectError(f"`{path}` here is the default theme's own file: edit it as it is")
    target = project / path
    if target.exists() or target.is_symlink():
        raise EjectError(f"this site has its own `{path}` already; move it away to get a new copy")
    data = known[path].read_bytes()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # "x" refuses a file that another program made since the look above.
        with target.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise EjectError(f"`{target}` can't be written: {error.strerror or error}") from error
    return path, _missed(path, data)


def _missed(path: str, data: bytes) -> tuple[str, ...]:
    """What updates a copy of `path` will miss, and the way to miss fewer, in sentences."""
    name = path.rpartition("/")[2]
    if name == "custom.css":
        return ("Updates never change this file: it is the place for a site's own rules.",)
    if path.startswith("templates/words."):
        return (
            "This copy misses corrections of the texts that it holds; texts that are new in an update still appear.",
            "Delete every line that you don't change, and those texts stay up to date.",
        )
    if path.startswith("assets/css/"):
        return (
            "This copy misses corrections of its rules, and rules for parts of pages that an update adds.",
            "For a few rules, use `assets/css/custom.css` instead, which misses nothing.",
        )
    if not name.endswith(".html"):
        return (
            "This copy misses every correction of this file, those for security and accessibility included.",
        )
    lines = [
        "This copy misses everything that an update changes in this template: new parts of pages, and corrections, "
        "those for security and accessibility included.",
        "If an update no longer gives a name that the copy uses, the build stops and names the line.",
    ]
    if blocks := dict.fromkeys(_BLOCK.findall(data.decode())):
        start = f'{{% extends "default/{path.removeprefix("templates/")}" %}}'
        names = ", ".join(f"`{block}`" for block in blocks)
        lines.append(
            f"To miss less, begin the file with `{start}` and keep only the blocks that you change; there are {names}."
        )
    return tuple(lines)
