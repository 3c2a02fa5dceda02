"""What identifies a record: apart from the model, so that it can be named without it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["term", "resource", "page"]


class Key(NamedTuple):
    """A record's identity within the glossary."""

    kind: Kind
    slug: str
