"""Two states of a glossary compared, as readers of the site would notice it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from termbank.content.key import Key
from termbank.content.model import Glossary, Record, Term
from termbank.content.schema import REFERENCES
from termbank.text.diagnostics import Diagnostic
from termbank.text.markdown.excerpts import plain_blocks
from termbank.text.word_diff import Segment, compare

_OF_RENAMING = frozenset(["formerly"])


class State(NamedTuple):
    """A glossary with its problems."""

    glossary: Glossary
    problems: Sequence[Diagnostic]


class Linked(NamedTuple):
    """A link of a page, by where it leads. `automatic` is whether nobody wrote it."""

    target: Key
    label: str
    automatic: bool


@dataclass(frozen=True)
class Changed:
    """A record that is in both states and is not the same.

    `old` is its key before. `fields` have what they said before and now. `definition` is what summary and definition
    say, word by word, and `text` what stands below; both are empty where nothing changed. `written` is whether the file
    changed: if it did not, only automatic links did.
    """

    record: Record
    old: Key
    written: bool
    fields: Mapping[str, tuple[str, str]]
    definition: Sequence[Segment]
    text: Sequence[Segment]
    gained: Sequence[Linked]
    lost: Sequence[Linked]

    @property
    def renamed(self) -> bool:
        """Whether its slug is another one."""
        return self.old != self.record.key


@dataclass(frozen=True)
class Review:
    """What a change does. `changed` has records whose files changed, `affected` those that only link differently.

    `problems` are those that were not there before; `mended` counts those that are gone.
    """

    base: str
    added: Sequence[Record]
    removed: Sequence[Record]
    changed: Sequence[Changed]
    affected: Sequence[Changed]
    problems: Sequence[Diagnostic]
    mended: int

    @property
    def renamed(self) -> Sequence[Changed]:
        """The records that have another slug."""
        return [each for each in self.changed if each.renamed]

    @property
    def empty(self) -> bool:
        """Whether readers would notice nothing."""
        return not (
            self.added or self.removed or self.changed or self.affected or self.problems or self.mended
        )


def review(base: str, before: State, now: State) -> Review:
    """What became of the glossary since `base`, whose state was `before`."""
    old, new = before.glossary, now.glossary
    # A page of the new state under its old name, where it has one: `formerly` says which record it was.
    names = {
        Key(record.key.kind, slug): record.key
        for record in new.records
        for slug in _former(record)
        if not new.get(Key(record.key.kind, slug))
    }
    found, removed = [], []
    pairs: dict[Key, Key] = {}
    for record in old.records:
        key = record.key if new.get(record.key) else names.get(record.key, record.key)
        if new.get(key) and key not in pairs:
            pairs[key] = record.key
        else:
            removed.append(record)
    current = {old_key: key for key, old_key in pairs.items()}
    for record in new.records:
        if record.key in pairs and (change := _changed(old, new, pairs[record.key], record, current)):
            found.append(change)
    problems, mended = _new_problems(before.problems, now.problems, current)
    return Review(
        base=base,
        added=[record for record in new.records if record.key not in pairs],
        removed=removed,
        changed=[each for each in found if each.written],
        affected=[each for each in found if not each.written],
        problems=problems,
        mended=mended,
    )


def _former(record: Record) -> Iterable[str]:
    return getattr(record.fields, "formerly", ())


def _changed(
    old: Glossary, new: Glossary, was: Key, record: Record, current: Mapping[Key, Key]
) -> Changed | None:
    """What became of the record `was`, None where readers notice nothing. `current` gives keys their present form."""
    earlier = old.get(was)
    assert earlier, "it was in the old state"
    written = old.digests.get(was) != new.digests.get(record.key) or was != record.key
    links = [_links(old, earlier, current), _links(new, record, {})]
    gained, lost = [[link for link in mine if link[:1] + link[2:] not in {each[:1] + each[2:] for each in others}]
                    for mine, others in ((links[1], links[0]), (links[0], links[1]))]  # fmt: skip
    fields = {
        name: (before, after)
        for name, before, after in _fields(earlier, record, current)
        if before != after and not (was != record.key and name in _OF_RENAMING)
    }
    texts = [_texts(each) for each in (earlier, record)]
    definition, rest = (
        compare(before, after) if before != after else [] for before, after in zip(*texts, strict=True)
    )
    # A comment, or a slug that was renamed elsewhere: readers notice nothing.
    if not (was != record.key or fields or definition or rest or gained or lost):
        return None
    return Changed(record, was, written, fields, definition, rest, gained, lost)


def _links(glossary: Glossary, record: Record, current: Mapping[Key, Key]) -> list[Linked]:
    """Where the prose of a record leads, each place once. `current` gives keys their present form."""
    # A name that is written out once and found once more counts as both: either may be gained or lost alone.
    written = (target.key for target in glossary.links.written.get(record.key, ()) if target and target.key)
    automatic = (Key(link.kind, link.target) for link in glossary.links.automatic.get(record.key, ()))
    found: dict[tuple[Key, bool], Linked] = {}
    for keys, by_itself in ((written, False), (automatic, True)):
        for key in keys:
            name = current.get(key, key)
            target = glossary.get(key)
            found.setdefault((name, by_itself), Linked(name, target.label if target else key.slug, by_itself))
    return list(found.values())


def _fields(before: Record, after: Record, current: Mapping[Key, Key]) -> list[tuple[str, str, str]]:
    """Every field but the summary, which is part of the definition, as text before and after.

    Of lists, it is the items that are gone and those that are new; a slug that was renamed is no change.
    """
    old, new = ({**record.fields.model_dump(mode="json"), **record.extra} for record in (before, after))
    found = []
    for name in {**new, **old}:
        was, now = old.get(name), new.get(name)
        if name in REFERENCES.get(before.key.kind, ()) and isinstance(was, (list, dict)):
            slugs = [current.get(Key("term", slug), Key("term", slug)).slug for slug in was]
            was = dict(zip(slugs, was.values(), strict=True)) if isinstance(was, dict) else slugs
        if isinstance(was, list) and isinstance(now, list) and set(map(str, was)) != set(map(str, now)):
            was, now = [each for each in was if each not in now], [each for each in now if each not in was]
        if name != "summary":
            found.append((name, _said(was), _said(now)))
    return found


def _said(value: object) -> str:
    if not value and value != 0:
        return ""
    if value is False:
        return ""
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_said(each)}" for name, each in value.items() if each is not None)
    return "yes" if value is True else str(value)


def _texts(record: Record) -> tuple[str, str]:
    """Summary and definition of a record, and the text below, as plain text."""
    parts, end = record.body.parts, record.body.definition
    summary = record.fields.summary if isinstance(record, Term) else None
    return "\n\n".join(filter(None, [summary, *plain_blocks(parts[:end])])), "\n\n".join(
        plain_blocks(parts[end:])
    )


def _new_problems(
    before: Sequence[Diagnostic], now: Sequence[Diagnostic], current: Mapping[Key, Key]
) -> tuple[list[Diagnostic], int]:
    """The problems that were not there before, and how many are there no longer. Lines may have moved."""
    paths = {f"{key.kind}s/{key.slug}.md": f"{new.kind}s/{new.slug}.md" for key, new in current.items()}
    known = Counter((item.code, paths.get(item.span.path, item.span.path), item.message) for item in before)
    fresh = []
    for item in now:
        sign = (item.code, item.span.path, item.message)
        if known[sign]:
            known[sign] -= 1
        else:
            fresh.append(item)
    return fresh, known.total()
