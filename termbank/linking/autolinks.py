"""Automatic links: which mentions of a page become links, which do not, and why."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from termbank.content.model import AutoLink, Glossary, Key, Passage, Record, Target, Term
from termbank.content.schema import LinkBudget, Status
from termbank.content.spans import span_at
from termbank.linking.mentions import (
    Mention,
    around_emphasis,
    file_offsets,
    find,
    fixed_mentions,
    offset_of,
    place_of,
    prose_of,
)
from termbank.linking.names import Name, Names
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.suggest import quote

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

# The targets of the links that are written in a body, in their order.
Written = Sequence[Target | None]

# A link made without the arguments of its class being bound by name: there are millions of them.
_new = tuple.__new__


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


@dataclass(frozen=True)
class Linker:
    """What it takes to link the prose of any record of one bank, and nothing more: it can be sent to other processes.

    `targets` gives for each term the one that its names lead to: itself, or the one that replaces it; `budgets`
    how often prose links to each.
    """

    names: Names
    targets: Mapping[str, str]
    budgets: Mapping[str, LinkBudget]
    language: str

    @classmethod
    def of(cls, glossary: Glossary, names: Names) -> Linker:
        """The linker of `glossary`, whose names are `names`."""
        terms, usual = glossary.terms, glossary.site.link
        targets = {slug: _replacement(glossary, term) for slug, term in terms.items()}
        budgets = {slug: term.fields.link or usual for slug, term in terms.items()}
        return cls(names, targets, budgets, glossary.site.language)

    def decide(self, record: Record, written: Written = ()) -> Iterator[Decision]:
        """What becomes of each mention in the prose of `record`, in the order of the text."""
        page, parts = _Page(self, record, written), record.body.parts
        for mention in find(page.prose, self.names, self.language):
            target = self.targets[mention.names[0].slug]
            before = page.earlier(target, mention.start)
            reason, _ = page.settle(mention)
            start, end = file_offsets(place_of(page.prose, mention.start, mention.end), parts)
            text = page.prose.text[mention.start : mention.end]
            earlier = -1
            if reason == "budget":
                earlier, _ = file_offsets(place_of(page.prose, before, before + 1), parts)
            yield Decision(start, end, text, mention.names, None if reason else target, reason, earlier)

    def links(self, record: Record, written: Written = ()) -> tuple[AutoLink, ...]:
        """The links that the prose of `record` gets, in the order of the text."""
        if not record.fields.autolink:
            return ()
        page = _Page(self, record, written)
        return tuple(page.links(find(page.prose, self.names, self.language)))


def links_of(
    linker: Linker, records: Iterable[Record], written: Mapping[Key, Written]
) -> dict[Key, tuple[AutoLink, ...]]:
    """The automatic links of `records`, whose own links lead to `written`. What one gets depends on no other."""
    return {record.key: linker.links(record, written.get(record.key, ())) for record in records}


def _replacement(glossary: Glossary, term: Term) -> str:
    living = [slug for slug in term.fields.replaced_by if slug in glossary.terms]
    retired = term.fields.status is Status.DEPRECATED
    return living[0] if retired and len(living) == 1 else term.slug


class _Page:
    """Judges the mentions of one page in the order of the text, and remembers what was linked.

    All places are offsets in the page's prose.
    """

    def __init__(self, linker: Linker, record: Record, written: Written) -> None:
        self.targets = linker.targets
        self.budgets = linker.budgets
        self.record = record
        self.parts = record.body.parts
        self.prose = prose_of(record.body)
        self.own = record.slug if isinstance(record, Term) else ""
        # Where a term is first linked: on the page, and, for those that count so, in each section.
        self.on_page: dict[str, int] = {}
        self.in_section: dict[tuple[str, int], int] = {}
        self.written = self._written(written) if record.body.links else {}

    def links(self, mentions: Iterable[Mention]) -> list[AutoLink]:
        """The links that `mentions` get, which are all of the page."""
        links: list[AutoLink] = []
        for mention in mentions:
            target = self.targets[mention.names[0].slug]
            spent = target in self.on_page and self.budgets[target] is LinkBudget.FIRST
            if (
                not spent
                and not mention.reason
                and (link := self._usual(mention, target) or self._link(mention))
            ):
                links.append(link)
        return links

    def _usual(self, mention: Mention, target: str) -> AutoLink | None:
        """What `_link` gives for most mentions: in one piece, the first on a page without links of its own."""
        start, end, names, _ = mention
        named = names[0].slug
        if self.written or self.own in (named, target) or self.budgets[target] is not LinkBudget.FIRST:
            return None
        text, starts, parts = self.prose
        at = bisect_right(starts, start) - 1
        offset = start - starts[at]
        stop = offset + end - start
        _, part, begin, behind = self.parts[parts[at]]
        if not stop <= len(part) == behind - begin:
            return None
        self.on_page[target] = start
        place = (parts[at], offset, parts[at], stop)
        return _new(AutoLink, (target, *place, named, text[start:end], begin + offset, begin + stop))

    def _link(self, mention: Mention) -> AutoLink | None:
        reason, place = self.settle(mention)
        if reason:
            return None
        named = mention.names[0].slug
        start, end = file_offsets(place, self.parts)
        widened = around_emphasis(place, self.parts) or place
        text = self.prose.text[mention.start : mention.end]
        return AutoLink(self.targets[named], *widened, named, text, start, end)

    def settle(self, mention: Mention) -> tuple[str, Passage]:
        """Why `mention` is not linked, empty if it is, and its place. Side effect: a link spends its term's budget."""
        named = mention.names[0].slug
        target = self.targets[named]
        place = place_of(self.prose, mention.start, mention.end)
        reason = self._reason(mention, named, target, place)
        if not reason:
            self.on_page.setdefault(target, mention.start)
            if self.budgets[target] is LinkBudget.SECTION:
                self.in_section[target, self._section(mention.start)] = mention.start
        return reason, place

    def _reason(self, mention: Mention, named: str, target: str, place: Passage) -> str:
        if not self.record.fields.autolink:
            return "page-off"
        if mention.reason:
            return mention.reason
        if self.own in (named, target):
            return "own-page"
        if self.budgets[target] is LinkBudget.NEVER:
            return "never"
        if (target in self.on_page or target in self.written) and self.earlier(target, mention.start) >= 0:
            return "budget"
        emphasized = place.first != place.last and around_emphasis(place, self.parts) is None
        return "emphasis" if emphasized else ""

    def earlier(self, target: str, start: int) -> int:
        """Where the budget of `target` was spent before `start`; -1 if there is some left."""
        budget = self.budgets[target]
        if budget is LinkBudget.ALL:
            return -1
        first = budget is LinkBudget.FIRST
        section = -1 if first else self._section(start)
        for before in self.written.get(target, ()):
            if before <= start and (first or self._section(before) == section):
                return before
        return self.on_page.get(target, -1) if first else self.in_section.get((target, section), -1)

    def _written(self, targets: Written) -> Mapping[str, Sequence[int]]:
        """Where links are written to each term."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for index, part in enumerate(self.parts):
            target = targets[part.start] if part.kind == "open" else None
            if target and target.key and target.key.kind == "term":
                found[target.key.slug].append(offset_of(self.prose, index))
        return found

    @cached_property
    def _sections(self) -> list[int]:
        return [offset_of(self.prose, section.title[0]) for section in self.record.body.sections]

    def _section(self, start: int) -> int:
        return bisect_right(self._sections, start)


def explain(linker: Linker, record: Record, written: Written) -> list[Decision]:
    """Every mention of a page with what became of it, text that is never linked included, by place."""
    decisions = list(linker.decide(record, written))
    body = record.body
    for mention, index, zone in fixed_mentions(body, linker.names, linker.language):
        part = body.parts[index]
        if part.start < 0:
            continue
        place = Passage(index, mention.start, index, mention.end)
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
