"""Automatic links: which mentions of a page become links, which do not, and why."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from termbank.diagnostics import Diagnostic, diagnostic, quote
from termbank.mentions import (
    Mention,
    Place,
    around_emphasis,
    file_offsets,
    find,
    fixed_mentions,
    offset_of,
    place_of,
    prose_of,
)
from termbank.model import AutoLink, Glossary, Key, LinkBudget, Record, Status, Target, Term, span_at
from termbank.names import Name, Names

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "": "links",
        "address": "stands in an address, a path, a formula or a tag",
        "budget": "is linked earlier",
        "code": "stands in code",
        "emphasis": "emphasis begins or ends inside it",
        "escaped": "is kept as text by `[…]()`",
        "heading": "stands in a heading",
        "link": "stands in a link",
        "never": "names a term that is never linked (`link: never`)",
        "own-page": "is the page's own term",
        "page-off": "stands on a page that links nothing by itself (`autolink: false`)",
        "shared": "is shared by several terms",
        "unlinked": "is kept as text by `unlinked`",
        "table heading": "stands in the head of a table",
    }
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one mention. `target` is the slug it links to, None where `reason` says why it does not.

    `start` and `end` are offsets in the file; `text` is what stands there. `names` are the names it may mean;
    `earlier` is the offset at which the term is linked already, where the budget is the reason.
    """

    start: int
    end: int
    text: str
    names: tuple[Name, ...]
    target: str | None
    reason: str = ""
    earlier: int = -1


@dataclass
class Linker:
    """Decides for one bank. `written` gives the targets of the links in each body."""

    glossary: Glossary
    names: Names
    written: Mapping[Key, Sequence[Target | None]]

    @cached_property
    def targets(self) -> Mapping[str, str]:
        """For each term the one that its names lead to: itself, or the one that replaces it."""
        return {slug: self._replacement(term) for slug, term in self.glossary.terms.items()}

    @cached_property
    def budgets(self) -> Mapping[str, LinkBudget]:
        """How often prose links to each term."""
        terms, usual = self.glossary.terms, self.glossary.site.link
        return {slug: term.fields.link or usual for slug, term in terms.items()}

    def _replacement(self, term: Term) -> str:
        living = [slug for slug in term.fields.replaced_by if slug in self.glossary.terms]
        retired = term.fields.status is Status.DEPRECATED
        return living[0] if retired and len(living) == 1 else term.slug

    def decide(self, record: Record) -> Iterator[Decision]:
        """What becomes of each mention in the prose of `record`, in the order of the text."""
        page, parts = _Page(self, record), record.body.parts
        for mention in find(page.prose, self.names, self.glossary.site.language):
            target = self.targets[mention.names[0].slug]
            before = page.earlier(target, mention.start)
            reason = page.judge(mention)
            start, end = file_offsets(place_of(page.prose, mention.start, mention.end), parts)
            text = page.prose.text[mention.start : mention.end]
            earlier = -1
            if reason == "budget":
                earlier, _ = file_offsets(place_of(page.prose, before, before + 1), parts)
            yield Decision(start, end, text, mention.names, None if reason else target, reason, earlier)

    def links(self, record: Record) -> Iterator[AutoLink]:
        """The links that the prose of `record` gets, in the order of the text."""
        if not record.fields.autolink:
            return
        page, parts = _Page(self, record), record.body.parts
        for mention in find(page.prose, self.names, self.glossary.site.language):
            if not page.judge(mention):
                named = mention.names[0].slug
                place = place_of(page.prose, mention.start, mention.end)
                start, end = file_offsets(place, parts)
                text = page.prose.text[mention.start : mention.end]
                widened = around_emphasis(place, parts) or place
                yield AutoLink(self.targets[named], *widened, named, text, start, end)


class _Page:
    """Judges the mentions of one page in the order of the text, and remembers what was linked.

    All places are offsets in the page's prose.
    """

    def __init__(self, linker: Linker, record: Record) -> None:
        self.linker = linker
        self.record = record
        self.prose = prose_of(record.body)
        self.own = record.slug if isinstance(record, Term) else ""
        # Where a term is first linked: on the page, and, for those that count so, in each section.
        self.on_page: dict[str, int] = {}
        self.in_section: dict[tuple[str, int], int] = {}

    def judge(self, mention: Mention) -> str:
        """Why `mention` is not linked, empty if it is. Side effect: a link spends its term's budget."""
        named = mention.names[0].slug
        target = self.linker.targets[named]
        reason = self._reason(mention, named, target)
        if not reason:
            self.on_page.setdefault(target, mention.start)
            if self.linker.budgets[target] is LinkBudget.SECTION:
                self.in_section[target, self._section(mention.start)] = mention.start
        return reason

    def _reason(self, mention: Mention, named: str, target: str) -> str:
        if not self.record.fields.autolink:
            return "page-off"
        if mention.reason:
            return mention.reason
        if self.own in (named, target):
            return "own-page"
        if self.linker.budgets[target] is LinkBudget.NEVER:
            return "never"
        if self.earlier(target, mention.start) >= 0:
            return "budget"
        place = place_of(self.prose, mention.start, mention.end)
        return "emphasis" if around_emphasis(place, self.record.body.parts) is None else ""

    def earlier(self, target: str, start: int) -> int:
        """Where the budget of `target` was spent before `start`; -1 if there is some left."""
        budget = self.linker.budgets[target]
        if budget is LinkBudget.ALL:
            return -1
        first = budget is LinkBudget.FIRST
        section = -1 if first else self._section(start)
        for before in self._written.get(target, ()):
            if before <= start and (first or self._section(before) == section):
                return before
        return self.on_page.get(target, -1) if first else self.in_section.get((target, section), -1)

    @cached_property
    def _written(self) -> Mapping[str, Sequence[int]]:
        """Where links are written to each term."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        if self.record.body.links:
            targets = self.linker.written[self.record.key]
            for index, part in enumerate(self.record.body.parts):
                target = targets[part.start] if part.kind == "open" else None
                if target and target.key and target.key.kind == "term":
                    found[target.key.slug].append(offset_of(self.prose, index))
        return found

    @cached_property
    def _sections(self) -> list[int]:
        return [offset_of(self.prose, section.title[0]) for section in self.record.body.sections]

    def _section(self, start: int) -> int:
        return bisect_right(self._sections, start)


def explain(linker: Linker, record: Record) -> list[Decision]:
    """Every mention of a page with what became of it, text that is never linked included, by place."""
    decisions = list(linker.decide(record))
    body = record.body
    for mention, index, zone in fixed_mentions(body, linker.names, linker.glossary.site.language):
        part = body.parts[index]
        if part.start < 0:
            continue
        place = Place(index, mention.start, index, mention.end)
        start, end = file_offsets(place, body.parts)
        text = part.text[mention.start : mention.end]
        reason = "escaped" if zone == "link" and _is_escape(record, index) else zone
        decisions.append(Decision(start, end, text, mention.names, None, reason))
    return sorted(decisions, key=lambda decision: (decision.start, -decision.end))


def _is_escape(record: Record, index: int) -> bool:
    opening = next(part for part in reversed(record.body.parts[:index]) if part.kind == "open")
    return not record.body.links[opening.start].href


def retired(glossary: Glossary, record: Record, links: Sequence[AutoLink]) -> Iterator[Diagnostic]:
    """Mentions of terms that are no longer used."""
    for link in links:
        term = glossary.terms[link.named]
        if term.fields.status is Status.DEPRECATED:
            hint = (
                f"use `{link.target}`, which it links to" if link.target != link.named else "use another word"
            )
            message = f"{quote(link.text)} is no longer used"
            yield diagnostic("retired-name", message, span_at(record, link.start, link.stop), hint)
