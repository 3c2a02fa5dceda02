"""The changelog: what is new and what was reworded, by date, for pages and feeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from termbank.content.history import History, Wording
from termbank.content.key import Key
from termbank.content.model import Glossary
from termbank.content.routes import changes_path, wordings_path
from termbank.text.urls import path_to_url
from termbank.text.word_diff import Segment, changes_in_context, compare

Context = dict[str, Any]

FEWEST, BLOCK = 100, 200
"""The page of changes shows the latest, `FEWEST` at the least; each older page `BLOCK` of them, for ever the same."""
WORDINGS = 50
LATELY = 5


class Event(NamedTuple):
    """A new record, or a term whose definition was reworded: then `before` and `after` are its wordings."""

    date: str
    key: Key
    before: str = ""
    after: str = ""

    @property
    def kind(self) -> str:
        """`new_term`, `new_resource` or `refined`."""
        return "refined" if self.after else f"new_{self.key.kind}"


class Feed(NamedTuple):
    """A list of events that readers can follow: its path, its title, the page it goes with, the latest first."""

    path: str
    title: str
    page: str
    events: Sequence[Event]


def events(glossary: Glossary, history: History) -> list[Event]:
    """All events of the records of `glossary`, the latest first; those of one moment in the order of the records."""
    found: list[Event] = []
    for record in glossary.records:
        if life := history.records.get(record.key):
            found.append(Event(life.added, record.key))
            found += [Event(new.date, record.key, old.text, new.text) for old, new in pairwise(life.wordings)]
    # `reverse` keeps equals in their order: what one commit brought stands in the order of the records.
    return sorted(found, key=lambda event: event.date, reverse=True)


@dataclass
class Changelog:
    """What pages show of the history of `glossary`; `ref` gives the fragment for a record."""

    glossary: Glossary
    history: History
    ref: Callable[[Key], Context]

    @cached_property
    def events(self) -> Sequence[Event]:
        """All events, the latest first."""
        return events(self.glossary, self.history)

    def wordings(self, key: Key) -> Sequence[Wording]:
        """The wordings of a term's definition, the oldest first; none where there was never more than one."""
        life = self.history.records.get(key)
        return life.wordings if life else ()

    @cached_property
    def pages(self) -> Mapping[str, Sequence[Event]]:
        """The events of each page of changes, by its path, the latest first."""
        # Older pages are counted from the oldest event: 730 events make pages 1 to 3 of 200 and leave 130 for the
        # first page. The next event changes that page alone; counted from the latest, it would change them all.
        full = max(len(self.events) - FEWEST, 0) // BLOCK
        first = len(self.events) - full * BLOCK
        pages = {changes_path(): self.events[:first]} if self.events else {}
        for number in range(full, 0, -1):
            start = len(self.events) - number * BLOCK
            pages[changes_path(number)] = self.events[start : start + BLOCK]
        return pages

    def page_context(self, path: str) -> Context:
        """The context of the page of changes at `path`."""
        paths = list(self.pages)
        place = paths.index(path)
        months = []
        for month, found in groupby(self.pages[path], key=lambda event: event.date[:7]):
            # Events come by the second; a day lists all its new terms together, then all that were reworded.
            days = groupby(sorted(found, key=_day, reverse=True), key=_day)
            months.append(
                {
                    "year": month[:4],
                    "month": month[5:],
                    "days": [
                        {"date": date, "kind": kind, "items": [self.item(event) for event in events]}
                        for (date, kind), events in days
                    ],
                }
            )
        return {
            "months": months,
            "later": path_to_url(paths[place - 1]) if place else None,
            "earlier": path_to_url(paths[place + 1]) if place + 1 < len(paths) else None,
        }

    def item(self, event: Event) -> Context:
        """What lists of changes show of an event."""
        return {
            "date": event.date[:10],
            "kind": event.kind,
            "ref": self.ref(event.key),
            "pieces": _shown(changes_in_context(compare(event.before, event.after))) if event.after else [],
            "wordings_url": path_to_url(wordings_path(event.key.slug)) if event.after else None,
        }

    def lately(self) -> list[Context]:
        """The records that changed last, each with its latest event."""
        # A definition that was polished five times in a morning is one line, not the whole list.
        latest: dict[Key, Event] = {}
        for event in self.events:
            latest.setdefault(event.key, event)
            if len(latest) == LATELY:
                break
        return [self.item(event) for event in latest.values()]

    def dates(self, key: Key) -> Context | None:
        """The line that a record's own page shows."""
        life = self.history.records.get(key)
        if life is None:
            return None
        # Days, no hours: readers live in many time zones, and the page must not depend on theirs.
        refined = life.refined if life.refined and life.refined[:10] != life.added[:10] else None
        return {
            "added": life.added[:10],
            "refined": refined[:10] if refined else None,
            "url": path_to_url(wordings_path(key.slug)) if refined else None,
        }

    def wordings_context(self, key: Key) -> Context:
        """The context of the page of a term's earlier wordings, the latest first."""
        # The oldest wording that is shown has nothing to be compared with: it stands there unmarked.
        wordings = self.wordings(key)[-WORDINGS:]
        steps = [(wordings[0].date, [Segment("same", wordings[0].text)])]
        steps += [(new.date, compare(old.text, new.text)) for old, new in pairwise(wordings)]
        return {
            "ref": self.ref(key),
            "wordings": [{"date": date[:10], "pieces": _shown(pieces)} for date, pieces in reversed(steps)],
            "complete": len(self.wordings(key)) <= WORDINGS,
        }


def _day(event: Event) -> tuple[str, str]:
    return event.date[:10], event.kind


def _shown(pieces: Sequence[Segment]) -> list[Context]:
    return [{"kind": piece.kind, "space": piece.space, "text": piece.text.lstrip()} for piece in pieces]
