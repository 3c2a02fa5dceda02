"""Inflected forms of names: in English plural and singular, by rules the plurals of some other languages."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from types import MappingProxyType, ModuleType
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


# What the end of a word becomes in the plural, first match first: only endings whose plural is nearly always this one.
# Words that break a rule ("el lápiz") follow a later one or get a form that nobody writes, which links nothing.
_PLURALS: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = MappingProxyType(
    {
        language: tuple((re.compile(pattern), ending) for pattern, ending in rules)
        for language, rules in {
            "es": (
                (r"ión$", "iones"), (r"([aeo])n$", r"\1nes"), (r"ín$", "ines"), (r"ón$", "ones"), (r"án$", "anes"),
                (r"z$", "ces"), (r"([aeiouáéó])$", r"\1s"), (r"([lrdj])$", r"\1es"),
            ),
            "pt": (
                (r"ão$", "ões"), (r"([aeou])l$", r"\1is"), (r"m$", "ns"), (r"([rz])$", r"\1es"),
                (r"([aeiouáéêóãô])$", r"\1s"),
            ),
            "fr": ((r"[sxz]$", ""), (r"(eau|eu)$", r"\1x"), (r"al$", "aux"), (r"([^\W\d_])$", r"\1s")),
            "it": (
                (r"([cg])a$", r"\1he"), (r"([cg])o$", r"\1hi"), (r"([aeiou])io$", r"\1i"), (r"io$", "i"),
                (r"ista$", "isti"), (r"a$", "e"), (r"[oe]$", "i"),
            ),
            "de": (
                (r"(ung|heit|keit|schaft|tät|ion|ur|enz|anz)$", r"\1en"), (r"in$", "innen"), (r"ie$", "ien"),
                (r"ismus$", "ismen"), (r"or$", "oren"), (r"nis$", "nisse"), (r"(ling|ment|al)$", r"\1e"), (r"e$", "en"),
            ),
        }.items()
    }
)  # fmt: skip
# Behind these words nothing is inflected: evaluación de los aprendizajes, plan d'études.
_LINKING = re.compile(
    r" (?:de|del|do|da|dos|das|du|des|di|della|en|em|in|para|por|pour|per|a|à|y|e|et|con|com)\b| d'"
)


def plurals(name: str, language: str) -> list[str]:
    """The plural of `name` in `language`, as a list; empty where no rule is safe, and for languages without rules."""
    code = language.partition("-")[0]
    rules = _PLURALS.get(code, ())
    found = _LINKING.search(name)
    head, tail = (name[: found.start()], name[found.start() :]) if found else (name, "")
    # In German only the last word changes; in the others adjectives follow their noun: evaluaciones formativas.
    words = [head] if code == "de" else head.split(" ")
    inflected = []
    for word in words:
        rule = next(((pattern, ending) for pattern, ending in rules if pattern.search(word)), None)
        if rule is None or not rule[1] or len(word) < 4:
            return []
        inflected.append(rule[0].sub(rule[1], word))
    return [" ".join(inflected) + tail]


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
    # "demonstration of mastery" gives "demonstrations of mastery": the number is carried before the preposition.
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
