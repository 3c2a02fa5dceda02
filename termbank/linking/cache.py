"""The link cache: what linking found, kept from one build to the next."""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from termbank.content.key import Key
from termbank.content.model import AutoLink, Passage, Target
from termbank.linking.names import Name, Names
from termbank.system.store import Store
from termbank.text.diagnostics import Diagnostic
from termbank.text.source import digest

_ROOM, _NAMES, _KEY = "links", "names", "all"


class ProseLinks(NamedTuple):
    """What the prose of one record gives. `passages` is where it first links to each other record."""

    automatic: tuple[AutoLink, ...]
    passages: Mapping[Key, Passage]
    problems: tuple[Diagnostic, ...]


def token(name: str, targets: Sequence[Target | None]) -> str:
    """Identifies what one record's links depend on beside the context: its file's digest `name`, its written targets.

    Empty where the file has no digest, which is never the same twice.
    """
    return name + digest(repr(targets).encode()) if name and targets else name


@dataclass
class LinkCache:
    """What linking found before: for each record a token of what its links depend on, and those links.

    `context` is the digest of what the links of all records depend on: the names of all terms, and how they are
    linked. `collided` is whether names collided, `learned` and `collected` whether there are links and names that are
    not kept yet. `names` are those of the context, where this process has needed them; `store` may have them from
    an earlier one.
    """

    context: str = ""
    collided: bool = True
    entries: dict[Key, tuple[str, ProseLinks]] = field(default_factory=dict)
    learned: bool = False
    collected: bool = False
    names: Names | None = None
    store: Store | None = None

    def names_or(self, collect: Callable[[], Names]) -> Names:
        """The names of the context: those that are known, else those that `collect` gives."""
        if self.names is None and self.store:
            context, names = self.store.get(_NAMES, _KEY, _decode_names) or ("", None)
            self.names = names if context == self.context else None
        if self.names is None:
            self.names = collect()
            self.collected = True
        return self.names

    def begin(self, context: str) -> None:
        """Forget everything that was found in another context."""
        # A term gets an alias; so any page may link to it, and nothing that was found before can be trusted.
        if self.context != context:
            self.context, self.collided, self.entries, self.names = context, True, {}, None

    def knows(self, key: Key, token: str) -> bool:
        """Whether a record was linked before when it had this token."""
        return bool(token) and key in self.entries and self.entries[key][0] == token

    @classmethod
    def load(cls, store: Store) -> LinkCache:
        """What `save` kept in `store`; an empty cache where nothing is there."""
        found: LinkCache = store.get(_ROOM, _KEY, _decode) or cls()
        found.store = store
        return found

    def save(self, store: Store) -> None:
        """Keep all this in `store`, if there is anything new."""
        if self.collected and self.names:
            self.collected = False
            groups = [(text, list(map(tuple, group))) for text, group in self.names.by_text.items()]
            data = marshal.dumps((self.context, groups, self.names.works))
            store.put(_NAMES, _KEY, (self.context, self.names), data)
        if self.learned:
            self.learned = False
            records = []
            for key, (token, found) in self.entries.items():
                passages = [(*each, *passage) for each, passage in found.passages.items()]
                # Problems are objects, and rare: pickle holds them, and marshal, which is quicker, all the rest.
                problems = pickle.dumps(found.problems) if found.problems else b""
                records.append((tuple(key), token, tuple(map(tuple, found.automatic)), passages, problems))
            store.put(_ROOM, _KEY, self, marshal.dumps((self.context, self.collided, records)))


def _decode(data: bytes) -> LinkCache:
    # A cache of our own, with a checksum; who can write there can change the program as well.
    context, collided, records = marshal.loads(data)  # noqa: S302
    entries = {}
    for key, token, automatic, passages, problems in records:
        links = ProseLinks(
            tuple(map(AutoLink._make, automatic)),
            {Key(kind, slug): Passage(*place) for kind, slug, *place in passages},
            pickle.loads(problems) if problems else (),  # noqa: S301
        )
        entries[Key(*key)] = (token, links)
    return LinkCache(context, collided, entries)


def _decode_names(data: bytes) -> tuple[str, Names]:
    context, groups, works = marshal.loads(data)  # noqa: S302
    return context, Names({text: tuple(map(Name._make, group)) for text, group in groups}, works)
