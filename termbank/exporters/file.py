"""A file that an exporter yields, and data in it as JSON or as a script."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class File(NamedTuple):
    """A file of the site: its path below the site's root, and its bytes."""

    path: str
    data: bytes


def as_json(value: Any) -> bytes:
    """`value` as compact JSON, the same bytes for equal values."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def as_call(function: str, values: Mapping[str, Any], rows: Mapping[str, Iterable[bytes]]) -> bytes:
    """A script that calls `function` with one object: `values`, and lists of `rows`, which are JSON already.

    A script and no JSON file: where a site is opened from a folder, browsers refuse to fetch files.
    """
    fields = [b'"%s":%s' % (name.encode(), as_json(value)) for name, value in values.items()]
    fields += [b'"%s":[%s]' % (name.encode(), b",".join(listed)) for name, listed in rows.items()]
    return b"%s({%s});\n" % (function.encode(), b",".join(fields))
