"""Beginning a glossary: a small living example, to change or to delete."""

from __future__ import annotations

import os
import re
from pathlib import Path

from termbank import __version__
from termbank.edit.changes import Change, EditError
from termbank.edit.fields import styled
from termbank.text.suggest import quote

_STARTER = Path(__file__).parent / "starter"
# Tools for this project would take files such as .gitignore for their own.
_HIDDEN = re.compile(r"(^|/)dot-")


def start(folder: Path, title: str) -> Change:
    """The files of a new glossary called `title`, by their paths below `folder`. Reads files. Raises EditError."""
    if folder.exists() and not folder.is_dir():
        raise EditError(f"{quote(str(folder))} is a file; name a folder that is new or empty")
    # A folder that git or an editor has only just made is as good as empty.
    there = (
        [name for name in sorted(os.listdir(folder)) if not name.startswith(".")] if folder.is_dir() else []
    )
    if there:
        problem = f"{quote(str(folder))} is not empty: it holds {quote(there[0])}"
        raise EditError(f"{problem}; name a folder that is new or empty")
    change = Change()
    for file in sorted(path for path in _STARTER.rglob("*") if path.is_file()):
        path = file.relative_to(_STARTER).as_posix()
        text = file.read_text(encoding="utf-8").replace("{version}", __version__)
        shown = styled(title) if path.endswith(".yaml") else title
        change.created[_HIDDEN.sub(r"\1.", path)] = text.replace("{title}", shown)
    return change
