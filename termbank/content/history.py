"""History: when each record was added, changed and reworded. `git_history` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from termbank.content.key import Key
from termbank.text.diagnostics import Diagnostic


class Wording(NamedTuple):
    """A term's summary and definition from `date` on, as plain text with an empty line between blocks."""

    date: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """The history of one record. Dates are in UTC, as in `2026-03-31T09:00:00Z`.

    `wordings` are those of a term's definition, oldest first: the first, and the last of each day on which it was
    reworded; empty if there was never more than one.
    """

    added: str
    changed: str
    wordings: tuple[Wording, ...] = ()

    @property
    def refined(self) -> str | None:
        """When the definition was last reworded."""
        return self.wordings[-1].date if self.wordings else None


@dataclass(frozen=True, slots=True)
class History:
    """The histories of the records that were committed; `problem` says why there are none where there should be.

    `state` identifies the commits that were read.
    """

    records: Mapping[Key, RecordHistory] = field(default_factory=dict)
    problem: Diagnostic | None = None
    state: str = field(default="", compare=False)

    def changed(self, key: Key) -> str:
        """The day on which a record was last changed; empty where that is not known."""
        return self.records[key].changed[:10] if key in self.records else ""


NO_HISTORY = History(MappingProxyType({}))
