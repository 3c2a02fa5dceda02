"""What messages and hints show of names: the nearest ones, and any text quoted on one line."""

from __future__ import annotations

import re
from collections.abc import Iterable

CURLY = re.compile(r"[“”„«][^“”„«»\n]*[“”»]")
"""A text in the quotes of word processors, which are no quotes to YAML."""


def nearest(name: str, candidates: Iterable[str], count: int = 4, likeness: int = 62) -> list[str]:
    """Up to `count` candidates that `name` may have been meant to be, best first; `likeness` is in percent."""
    # Most runs have nothing to ask.
    from rapidfuzz import fuzz, process

    found = process.extract(
        name, list(candidates), scorer=fuzz.ratio, limit=count, score_cutoff=likeness,
        # `Learning Target` for `learning-target` is no slip of letters.
        processor=lambda text: text.casefold().replace("_", "-").replace(" ", "-"),
    )  # fmt: skip
    return [choice for choice, _, _ in found]


def did_you_mean(name: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The hint that offers the nearest candidates; empty when none is near."""
    names = [f"`{choice}`" for choice in nearest(name, candidates)]
    if not names:
        return ()
    *others, last = names
    return (f"did you mean {', '.join(others)} or {last}?" if others else f"did you mean {last}?",)


def printable(text: str) -> str:
    """`text` on one line, with escapes for what is invisible or acts on a terminal or a log."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def quote(text: str, limit: int = 80) -> str:
    """`text` in backticks for a message: one line, nothing invisible, cut at `limit` characters."""
    shown = printable(text)
    if len(shown) > limit:
        shown = shown[: limit - 1] + "…"
    return f"`{shown}`"


def in_quotes(value: str) -> str:
    """`value` as a quoted YAML value, in backticks."""
    # A backslash before each quote is a programmer's habit: single quotes around them read as they are meant.
    if '"' in value and "'" not in value:
        return f"`'{value}'`"
    return '`"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"`'
