"""A file that an exporter yields, and data in it as a script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from termbank.text.json_data import as_json

WHOLE = 60_000
"""Bytes up to which rows are one file; more are split."""
PART = 24_000
"""Bytes at which a part is closed."""


class File(NamedTuple):
    """A file of the site: its path below the site's root, and its bytes."""

    path: str
    data: bytes


def as_call(function: str, values: Mapping[str, Any], rows: Mapping[str, Iterable[bytes]]) -> bytes:
    """A script that calls `function` with one object: `values`, and lists of `rows`, which are JSON already.

    A script and no JSON file: where a site is opened from a folder, browsers refuse to fetch files.
    """
    fields = [b'"%s":%s' % (name.encode(), as_json(value)) for name, value in values.items()]
    fields += [b'"%s":[%s]' % (name.encode(), b",".join(listed)) for name, listed in rows.items()]
    return b"%s({%s});\n" % (function.encode(), b",".join(fields))


def in_parts(
    path: str, name: str, head: Mapping[str, Any], rows: Sequence[tuple[str, bytes]]
) -> Iterator[File]:
    """The script `path`.js with `head` and `rows`, each with its key; of many, in parts below `path`/.

    It calls `name`.data, and each part `name`.part. The keys are in JavaScript's order, and `parts` has the first of
    each part.
    """
    if sum(len(row) for _, row in rows) <= WHOLE:
        yield File(f"{path}.js", as_call(f"{name}.data", head, {"rows": [row for _, row in rows]}))
        return
    parts: list[list[tuple[str, bytes]]] = [[]]
    for row in rows:
        # A page asks for a few rows, and a reader's phone should not load them all.
        if sum(len(row) for _, row in parts[-1]) > PART:
            parts.append([])
        parts[-1].append(row)
    firsts = [part[0][0] for part in parts]
    yield File(f"{path}.js", as_call(f"{name}.data", {**head, "parts": firsts}, {"rows": []}))
    for number, part in enumerate(parts):
        yield File(f"{path}/{number}.js", as_call(f"{name}.part", {}, {"rows": [row for _, row in part]}))


def script_order(key: str) -> bytes:
    """Sorts strings as JavaScript compares them, by units of UTF-16: scripts look for the part of a key."""
    return key.encode("utf-16-be")
