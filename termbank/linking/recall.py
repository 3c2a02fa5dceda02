"""What linking found, kept from one build to the next."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from termbank.content.model import AutoLink, Key, Passage
from termbank.linking.names import Names
from termbank.system import files
from termbank.text.diagnostics import Diagnostic

_FILE = "links"


class Woven(NamedTuple):
    """What the prose of one record gives: its links, where it first links to each record, and its problems."""

    automatic: tuple[AutoLink, ...]
    passages: Mapping[Key, Passage]
    problems: tuple[Diagnostic, ...]


@dataclass
class Recall:
    """What linking found before: for each record by what token it was found, and whether names collided.

    `context` names all that linking any record hangs on: the names of all terms, and how they are linked. A token
    is that of one record: what it says, and what its written links lead to. `learned` is whether there is anything
    new since it was loaded. `names` are those of the context, where this process has collected them.
    """

    context: str = ""
    collided: bool = True
    woven: dict[Key, tuple[str, Woven]] = field(default_factory=dict)
    learned: bool = False
    names: Names | None = None

    def knows(self, key: Key, token: str) -> bool:
        """Whether a record was linked before when it had this token."""
        return bool(token) and key in self.woven and self.woven[key][0] == token

    @classmethod
    def load(cls, folder: Path | None) -> Recall:
        """What `save` kept in `folder`; nothing where that is None, or nothing is there. Side effect: reads a file."""
        facts = files.load(folder / _FILE) if folder else {}
        if not facts:
            return cls()
        woven = {Key(*key): (token, _woven(packed)) for key, token, packed in facts["woven"]}
        return cls(facts["context"], facts["collided"], woven)

    def save(self, folder: Path) -> None:
        """Keep all this in `folder`. Side effect: writes a file, or, where that fails, nothing."""
        woven = [(tuple(key), token, _packed(found)) for key, (token, found) in self.woven.items()]
        self.learned = False
        facts = {"context": self.context, "collided": self.collided, "woven": woven}
        files.save(folder / _FILE, facts)


def _packed(woven: Woven) -> tuple[Any, ...]:
    problems = pickle.dumps(woven.problems) if woven.problems else b""
    passages = [(*key, *passage) for key, passage in woven.passages.items()]
    return tuple(map(tuple, woven.automatic)), passages, problems


def _woven(packed: tuple[Any, ...]) -> Woven:
    automatic, passages, problems = packed
    return Woven(
        tuple(map(AutoLink._make, automatic)),
        {Key(kind, slug): Passage(*place) for kind, slug, *place in passages},
        # What was written there is guarded by the ledger's digest.
        pickle.loads(problems) if problems else (),  # noqa: S301
    )
