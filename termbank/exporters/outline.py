"""What exporters get of a site, and what they give: files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from termbank.content.model import Glossary
from termbank.site.page import Say
from termbank.site.plan import Plan
from termbank.text.markdown.body import Body


class File(NamedTuple):
    """A file of the site: its path below the site's root, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outline:
    """The linked glossary, the plan of its pages, the words of the interface, and the site's address.

    `base_url` ends in a slash; None where the site does not say what its address is. `version` differs where
    anything but the text of bodies does. `spoken` keeps the words of the terms' bodies from one edit to the next.
    """

    glossary: Glossary
    plan: Plan
    say: Say
    base_url: str | None
    version: str = ""
    spoken: dict[str, tuple[Body, str]] = field(default_factory=dict)


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
