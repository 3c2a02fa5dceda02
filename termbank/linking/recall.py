"""The link cache: what linking found, kept from one build to the next."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from termbank.content.model import AutoLink, Key, Passage
from termbank.linking.names import Names
from termbank.linking.prose import ProseLinks
from termbank.system import files

_FILE = "links"


@dataclass
class LinkCache:
    """What linking found before: for each record a token of what its links depend on, and those links.

    `context` is the digest of what the links of all records depend on: the names of all terms, and how they are
    linked. `collided` is whether names collided, `learned` whether there is anything new since the cache was loaded.
    `names` are those of the context, where this process has collected them.
    """

    context: str = ""
    collided: bool = True
    entries: dict[Key, tuple[str, ProseLinks]] = field(default_factory=dict)
    learned: bool = False
    names: Names | None = None

    def begin(self, context: str) -> None:
        """Forget everything that was found in another context."""
        if self.context != context:
            self.context, self.collided, self.entries, self.names = context, True, {}, None

    def knows(self, key: Key, token: str) -> bool:
        """Whether a record was linked before when it had this token."""
        return bool(token) and key in self.entries and self.entries[key][0] == token

    @classmethod
    def load(cls, folder: Path | None) -> LinkCache:
        """What `save` kept in `folder`; nothing where that is None, or nothing is there. Side effect: reads a file."""
        facts = files.load(folder / _FILE) if folder else {}
        if not facts:
            return cls()
        entries = {Key(*key): (token, _unpacked(packed)) for key, token, packed in facts["records"]}
        return cls(facts["context"], facts["collided"], entries)

    def save(self, folder: Path) -> None:
        """Keep all this in `folder`. Side effect: writes a file, or, where that fails, nothing."""
        records = [(tuple(key), token, _packed(found)) for key, (token, found) in self.entries.items()]
        self.learned = False
        facts = {"context": self.context, "collided": self.collided, "records": records}
        files.save(folder / _FILE, facts)


def _packed(links: ProseLinks) -> tuple[Any, ...]:
    problems = pickle.dumps(links.problems) if links.problems else b""
    passages = [(*key, *passage) for key, passage in links.passages.items()]
    return tuple(map(tuple, links.automatic)), passages, problems


def _unpacked(packed: tuple[Any, ...]) -> ProseLinks:
    automatic, passages, problems = packed
    return ProseLinks(
        tuple(map(AutoLink._make, automatic)),
        {Key(kind, slug): Passage(*place) for kind, slug, *place in passages},
        # What was written there is guarded by the ledger's digest.
        pickle.loads(problems) if problems else (),  # noqa: S301
    )
