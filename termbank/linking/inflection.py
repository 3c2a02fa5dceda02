"""Inflected forms of English names: the plural of a singular, the singular of a plural."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from types import ModuleType
from typing import Any

from termbank.system.pool import Pool
from termbank.system.store import Store

LEAST = 1000
"""Names that a process takes at once, at the least."""

_ROOM = "English forms"
# The word that carries the number comes before these: demonstrations of mastery, depths of knowledge.
_PREPOSITIONS = re.compile(r" (?:of|in|for|to|by|with|on|at|from|de) ")
_LAST_WORD = re.compile(r"[^\W\d_]{3,}$")
# Words that only look like plurals. inflect would make "canva" of "canvas" and "analysi" of "analysis".
_NO_PLURAL = ("ss", "us", "is", "as")


@dataclass
class Inflector:
    """Gives forms, and keeps them in `store`: asking inflect is slow, most of all the first time."""

    store: Store = field(default_factory=Store)
    _new: dict[str, str | None] = field(default_factory=dict)

    def form(self, name: str) -> str | None:
        """The other number of `name` (lower case), None where it has none: `rubric` for `rubrics` and back."""
        if name in self._known:
            return self._known[name]
        if name not in self._new:
            self._new[name] = _form(name)
        return self._new[name]

    def learn(self, names: Iterable[str], pool: Pool) -> None:
        """Find the forms of those of `names` that are not known; `pool` does it."""
        unknown = [name for name in dict.fromkeys(names) if name not in self._known and name not in self._new]
        if unknown:
            _engine()
            found = itertools.chain.from_iterable(pool.map(_forms, unknown, LEAST))
            self._new.update(zip(unknown, found, strict=True))

    def save(self) -> None:
        """Keep the forms that are new in the store."""
        if self._new:
            self._known, self._new = self._known | self._new, {}
            self.store.put(_ROOM, _version(), self._known)

    @cached_property
    def _known(self) -> dict[str, str | None]:
        return self.store.get(_ROOM, _version()) or {}


def _form(name: str) -> str | None:
    match = _PREPOSITIONS.search(name)
    head, tail = (name[: match.start()], name[match.start() :]) if match else (name, "")
    word = _LAST_WORD.search(head)
    if not word:
        return None
    # "rubrics" gives "rubric", "rubric" gives "rubrics": whichever number is written, the other is the form.
    singular = "" if word[0].endswith(_NO_PLURAL) else _engine().singular_noun(word[0])
    other = singular if singular and len(singular) > 2 else _engine().plural_noun(word[0])
    return head[: word.start()] + other + tail if other and other != word[0] else None


def _forms(names: Sequence[str]) -> list[str | None]:
    return [_form(name) for name in names]


@cache
def _engine() -> Any:
    # typeguard would rewrite inflect's source while it is imported, which takes three seconds: twenty times
    # the import itself. What is passed here is text.
    unchecked = ModuleType("typeguard")
    setattr(unchecked, "typechecked", lambda function: function)  # noqa: B010
    present = sys.modules.get("typeguard")
    sys.modules["typeguard"] = unchecked
    try:
        import inflect
    finally:
        del sys.modules["typeguard"]
        if present:
            sys.modules["typeguard"] = present
    return inflect.engine()


def _version() -> str:
    return version("inflect")
