"""A change of content files as data: which characters are replaced, and which files are made or renamed."""

from __future__ import annotations

import difflib
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from termbank.text.source import Source
from termbank.text.suggest import quote

_LINE_END = re.compile(r"\r\n|\r|\n")
_MARK = "\ufeff"


class EditError(ValueError):
    """Why files cannot be changed as asked; the message is for the person who asked."""


class Edit(NamedTuple):
    """`text` takes the place of what stands between the offsets `start` and `end` of a file's `Source.text`."""

    start: int
    end: int
    text: str


@dataclass
class Change:
    """What happens to files of a content folder, by their paths below it, with `/`.

    `edits` change files that exist, `moves` give them other paths, `created` are new ones, `removed` are deleted.
    `notes` is what a person should know or do by hand.
    """

    edits: dict[str, list[Edit]] = field(default_factory=dict)
    moves: dict[str, str] = field(default_factory=dict)
    created: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def edit(self, path: str, *edits: Edit) -> None:
        """Note edits of the file at `path`. The same edit twice, as two links of one definition ask for, is one."""
        known = self.edits.setdefault(path, [])
        for edit in edits:
            if edit not in known:
                known.append(edit)

    def results(self, content: Path) -> dict[str, bytes]:
        """The new bytes of every file that is edited, moved or created, by its new path. Reads files."""
        found = {
            path: _replaced(content, path, self.edits.get(path, [])) for path in {**self.edits, **self.moves}
        }
        renamed = {self.moves.get(path, path): data for path, data in found.items()}
        return renamed | {path: text.encode() for path, text in self.created.items()}

    def diff(self, content: Path) -> str:
        """The change as a unified diff. Reads files."""
        before = {new: old for old, new in self.moves.items()}
        pieces: list[str] = []
        for path, data in sorted(self.results(content).items()):
            old = before.get(path, path)
            was = "" if path in self.created else (content / old).read_bytes().decode("utf-8", "replace")
            # A file is shown with its line ends: that they stay as they are is part of the promise.
            before_lines, after = was.splitlines(keepends=True), data.decode().splitlines(keepends=True)
            names = "/dev/null" if path in self.created else f"a/{old}", f"b/{path}"
            pieces += difflib.unified_diff(before_lines, after, *names)
            if before_lines == after:
                pieces.append(f"rename {old} => {path}\n")
        for path in self.removed:
            gone = (content / path).read_bytes().decode("utf-8", "replace").splitlines(keepends=True)
            pieces += difflib.unified_diff(gone, [], f"a/{path}", "/dev/null")
        return "".join(piece if piece.endswith("\n") else f"{piece}\n" for piece in pieces)

    def apply(self, content: Path) -> None:
        """Write the change. Raises EditError, and then no file is changed, where one is in the way or unwritable."""
        for path in (*self.moves.values(), *self.created):
            if os.path.lexists(content / path):
                raise EditError(f"there is a file {quote(path)} already")
        results = self.results(content)
        before = {new: old for old, new in self.moves.items()}
        staged: list[tuple[Path, Path]] = []
        try:
            # All are written before one is replaced: a disk that is full leaves every file as it was.
            for path, data in results.items():
                target = content / path
                target.parent.mkdir(parents=True, exist_ok=True)
                with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".edit-", delete=False) as file:
                    staged.append((Path(file.name), target))
                    file.write(data)
                mode = (
                    0o644
                    if path in self.created
                    else (content / before.get(path, path)).stat().st_mode & 0o777
                )
                Path(file.name).chmod(mode)
            for new, target in staged:
                new.replace(target)
        except OSError as error:
            raise EditError(f"cannot write {quote(str(error.filename))}: {error.strerror}") from error
        finally:
            for new, _ in staged:
                new.unlink(missing_ok=True)
        # Last of all: until here, a crash leaves both files, and no text is lost.
        for old in (*self.moves, *self.removed):
            (content / old).unlink()


def _replaced(content: Path, path: str, edits: list[Edit]) -> bytes:
    """The bytes of the file at `path` with `edits`: all other bytes, line ends and a byte-order mark stay."""
    data = (content / path).read_bytes()
    raw = data.decode("utf-8")
    ends = [found[0] for found in _LINE_END.finditer(raw)]
    own = "\r\n" if ends.count("\r\n") * 2 > len(ends) else "\n"
    text = Source.from_bytes(path, data).text
    pieces, done = [], 0
    # Fields that are added at one place stay in their order.
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [raw[done : _raw(raw, ends, text, start)], new.replace("\n", own)]
        done = _raw(raw, ends, text, end)
    return "".join([*pieces, raw[done:]]).encode()


def _raw(raw: str, ends: list[str], text: str, offset: int) -> int:
    """Where the character at `offset` of `text` is in `raw`, whose line ends are `ends`."""
    before = ends[: text.count("\n", 0, offset)]
    return offset + raw.startswith(_MARK) + before.count("\r\n")
