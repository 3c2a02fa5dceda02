"""Files for the root of the site, such as CNAME and robots.txt: those of `content/root/`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from termbank.content.intake import fetch
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Span
from termbank.text.suggest import quote

FOLDER = "root"
ENDINGS = ("", ".html", ".ico", ".json", ".png", ".txt", ".webmanifest", ".xml")

_NAME = re.compile(r"(?:\.well-known/)?(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
# What a browser would run or render as a page of this site. Contributors are strangers: a script in a file beside the
# pages could do all that the pages may do, and no security policy would stand in its way.
_ACTIVE = re.compile(rb"<\s*[a-zA-Z!]", re.IGNORECASE)
_ACTIVE_XML = re.compile(rb"xmlns|<\?xml-stylesheet|<!(?:doctype|entity)", re.IGNORECASE)


def read_root(content: Path, problems: list[Diagnostic]) -> tuple[str, ...]:
    """The paths below `content/root/` that are copied to the site's root. Side effect: reads files.

    What is wrong with the others is added to `problems`.
    """
    paths = []
    for path in sorted(_paths(content / FOLDER)):
        place = Span(f"{FOLDER}/{path}", 1, 1, 0, 0)
        data = fetch(content, f"{FOLDER}/{path}")
        ending = os.path.splitext(path)[1].lower()
        if isinstance(data, Diagnostic):
            problems.append(data)
        elif not _NAME.fullmatch(path) or ending not in ENDINGS:
            kinds = ", ".join(f"`{name}`" for name in ENDINGS if name)
            message = f"{quote(path)} is no name for a file of the site's root"
            cure = f"use letters, digits, `-`, `_` and one of {kinds}, or no ending, as in `CNAME`"
            problems.append(diagnostic("root-file", message, place, cure))
        elif (ending == ".html" and _ACTIVE.search(data)) or (ending == ".xml" and _ACTIVE_XML.search(data)):
            message = f"{quote(path)} holds markup that browsers would render as a page of this site"
            problems.append(
                diagnostic("root-file", message, place, "keep to the line that the service gives you")
            )
        else:
            paths.append(path)
    return tuple(paths)


def _paths(folder: Path) -> Iterator[str]:
    """The files below `folder`; hidden ones are left out, except for the folder that standards ask for."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") or name == ".well-known"]
        inside = os.path.relpath(parent, folder).replace(os.sep, "/")
        yield from (
            name if inside == "." else f"{inside}/{name}" for name in names if not name.startswith(".")
        )
