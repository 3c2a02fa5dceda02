"""Automatic links: which mentions of a page become links, which do not, and why."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from termbank.content.key import Key
from termbank.content.model import AutoLink, Glossary, Passage, Record, Target, Term
from termbank.content.schema import LinkBudget, Status
from termbank.linking.mentions import (
    Mention,
    Prose,
    around_emphasis,
    file_offsets,
    find,
    offset_of,
    place_of,
    prose_of,
)
from termbank.linking.names import Name, Names, normalize
from termbank.linking.see_entries import referred
from termbank.linking.works import WorkMention, Works

# The targets of the links that are written in a body, in their order.
Targets = Sequence[Target | None]

# Makes a link without binding its arguments by name: there are millions of links.
_new = tuple.__new__


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one mention. `target` is the slug it links to, None where `reason` says why it does not.

    `start` and `end` are offsets in the file; `text` is the text between them. `names` are the names it may mean;
    `earlier` is the offset at which the term is linked already, where the budget is the reason. A mention of a work,
    by its author and year, has no names, but `works`: the slugs of the resources it may mean.
    """

    start: int
    end: int
    text: str
    names: tuple[Name, ...]
    target: str | None
    reason: str = ""
    earlier: int = -1
    works: tuple[str, ...] = ()


@dataclass(frozen=True)
class AutoLinker:
    """Links the prose of any record of one glossary; small enough to be sent to other processes.

    `targets` gives for each term the one that its names lead to: itself, or the term that replaces it. `budgets` says
    how often prose links to each, `usual` how often it links to each of the `works`.
    """

    names: Names
    targets: Mapping[str, str]
    budgets: Mapping[str, LinkBudget]
    works: Works
    usual: LinkBudget
    language: str

    @classmethod
    def of(cls, glossary: Glossary, names: Names) -> AutoLinker:
        """The linker of `glossary`, whose names are `names`."""
        terms, usual = glossary.terms, glossary.site.link
        targets = {slug: slug for slug in terms}
        for slug, term in terms.items():
            replacements = [other for other in term.fields.successors if other in terms]
            # A deprecated term keeps its page, but a reader of today wants the new word: prose leads there at once.
            # Two replacements divide the meaning between them: only a reader can choose, on the old term's page.
            if term.fields.status is Status.DEPRECATED and len(replacements) == 1:
                targets[slug] = replacements[0]
            elif name := referred(term.body):
                said = normalize(name, glossary.site.language)
                meant = names.resolve(said.folded, said.common)
                targets[slug] = meant[0].slug if len(meant) == 1 else slug
        budgets = {slug: term.fields.link or usual for slug, term in terms.items()}
        return cls(names, targets, budgets, Works(glossary.resources), usual, glossary.site.language)

    def decisions(self, record: Record, written: Targets = ()) -> Iterator[Decision]:
        """What becomes of each mention in the prose of `record`: of works, then of terms, in the order of the text."""
        page, parts = _Page(self, record, written), record.body.parts
        for work in page.mentioned:
            # "In March, 2014": no author, and no resource.
            if not work.slugs and not work.certain:
                continue
            place = place_of(page.prose, work.start, work.end)
            reason = page.decide_work(work, place)
            text, offsets = page.prose.text[work.start : work.end], file_offsets(place, parts)
            target = None if reason else work.slugs[0]
            yield Decision(*offsets, text, (), target, reason, works=work.slugs)
        for mention in find(page.prose, self.names, self.language):
            target = self.targets[mention.names[0].slug]
            before = page.earlier(target, mention.start)
            reason, _ = page.decide(mention)
            start, end = file_offsets(place_of(page.prose, mention.start, mention.end), parts)
            text = page.prose.text[mention.start : mention.end]
            earlier = -1
            if reason == "budget":
                earlier, _ = file_offsets(place_of(page.prose, before, before + 1), parts)
            yield Decision(start, end, text, mention.names, None if reason else target, reason, earlier)

    def links(self, record: Record, written: Targets = ()) -> tuple[AutoLink, ...]:
        """The links that the prose of `record` gets, in the order of the text."""
        if not record.fields.autolink:
            return ()
        page = _Page(self, record, written)
        works = list(page.works())
        found = page.links(find(page.prose, self.names, self.language, page.is_linked))
        return tuple(sorted([*found, *works], key=attrgetter("first", "offset")) if works else found)


class _Page:
    """Decides on the mentions of one page in the order of the text, and remembers what is linked.

    Offsets are those of the page's prose, unless said otherwise.
    """

    def __init__(self, linker: AutoLinker, record: Record, written: Targets) -> None:
        self.targets = linker.targets
        self.budgets = linker.budgets
        self.record = record
        self.parts = record.body.parts
        self.prose = prose_of(record.body)
        self.own = record.slug if isinstance(record, Term) else ""
        self.barred = list(_barred(record, self.prose))
        self.mentioned = linker.works.mentions(self.prose.text)
        self.work_budget = linker.usual
        # Where a term is linked first on the page, and first in each section for the terms that count by section.
        self.on_page: dict[str, int] = {}
        self.in_section: dict[tuple[str, int], int] = {}
        # Where links are written to each term: they spend its budget as automatic ones do.
        self.written: defaultdict[str, list[int]] = defaultdict(list)
        self.works_on_page: defaultdict[str, list[int]] = defaultdict(list)
        for index, part in enumerate(self.parts if record.body.links else ()):
            target = written[part.start] if part.kind == "open" else None
            if target and target.key:
                links = self.written if target.key.kind == "term" else self.works_on_page
                links[target.key.slug].append(offset_of(self.prose, index))

    def is_linked(self, slug: str) -> bool:
        """Whether what the names of a term lead to is linked already, and further links are none."""
        target = self.targets[slug]
        return target in self.on_page and self.budgets[target] is LinkBudget.FIRST

    def links(self, mentions: Iterable[Mention]) -> list[AutoLink]:
        """The links that `mentions` get; they must be all of the page that are not linked already."""
        links: list[AutoLink] = []
        for mention in mentions:
            target = self.targets[mention.names[0].slug]
            if mention.reason and not self._is_meant(mention):
                continue
            if not self.barred and not self.mentioned and (usual := self._usual(mention, target)):
                links.append(usual)
                continue
            reason, place = self.decide(mention)
            if not reason:
                text = self.prose.text[mention.start : mention.end]
                widened = around_emphasis(place, self.parts) or place
                offsets = file_offsets(place, self.parts)
                links.append(AutoLink(target, *widened, mention.names[0].slug, text, *offsets))
        return links

    def works(self) -> Iterator[AutoLink]:
        """The links that mentions of works get, by their author and year."""
        for mention in self.mentioned:
            place = place_of(self.prose, mention.start, mention.end)
            if not self.decide_work(mention, place):
                target = mention.slugs[0]
                text = self.prose.text[mention.start : mention.end]
                widened = around_emphasis(place, self.parts) or place
                offsets = file_offsets(place, self.parts)
                yield AutoLink(target, *widened, target, text, *offsets, kind="resource")

    def decide_work(self, mention: WorkMention, place: Passage) -> str:
        """Why a mention of a work is not linked, empty if it is. Side effect: a link spends the work's budget."""
        if not self.record.fields.autolink:
            return "page-off"
        if len(mention.slugs) != 1:
            return "shared-work" if mention.slugs else "unlisted"
        if self.record.key == Key("resource", mention.slugs[0]):
            return "own-page"
        if self.work_budget is LinkBudget.NEVER:
            return "never"
        before = [at for at in self.works_on_page.get(mention.slugs[0], ()) if at <= mention.start]
        if self.work_budget is LinkBudget.SECTION:
            section = self._section(mention.start)
            before = [at for at in before if self._section(at) == section]
        if before and self.work_budget is not LinkBudget.ALL:
            return "budget"
        if place.first != place.last and around_emphasis(place, self.parts) is None:
            return "emphasis"
        self.works_on_page[mention.slugs[0]].append(mention.start)
        return ""

    def _usual(self, mention: Mention, target: str) -> AutoLink | None:
        """The link of a common mention, sooner than `decide` says it; None where only `decide` can.

        The common mention lies in one part, its term is linked once a page, and its page has no written links.
        """
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
        offsets = (begin + offset, begin + stop)
        return _new(AutoLink, (target, *place, named, text[start:end], *offsets, "term"))

    def decide(self, mention: Mention) -> tuple[str, Passage]:
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
        # The order matters for `explain`: the first reason that holds is the one that a writer can act on.
        if not self.record.fields.autolink:
            return "page-off"
        if mention.reason and not self._is_meant(mention):
            return mention.reason
        if self.own in (named, target):
            return "own-page"
        for start, end, reason in self.barred:
            if start <= mention.start and mention.end <= end and (start, end) != mention[:2]:
                return reason
        # A link would cross that of the work, or be lost in it.
        if any(
            work.slugs and work.start < mention.end and mention.start < work.end for work in self.mentioned
        ):
            return "work"
        if self.budgets[target] is LinkBudget.NEVER:
            return "never"
        if (target in self.on_page or target in self.written) and self.earlier(target, mention.start) >= 0:
            return "budget"
        # A link goes around the emphasis of `*single-point* rubric`; it would cross that of `*a single-point* rubric`.
        crosses = place.first != place.last and around_emphasis(place, self.parts) is None
        return "emphasis" if crosses else ""

    def _is_meant(self, mention: Mention) -> bool:
        """Whether an everyday word stands in emphasis of its own, as terms do: "a *collection* of pages"."""
        if mention.reason not in ("everyday", "verb", "idiom"):
            return False
        first, offset, last, end = place_of(self.prose, mention.start, mention.end)
        around = self.parts[first - 1 : first] + self.parts[last + 1 : last + 2]
        whole = first == last and offset == 0 and end == len(self.parts[first].text)
        return whole and len(around) == 2 and all(part.kind == "mark" for part in around)

    def earlier(self, target: str, start: int) -> int:
        """Where the budget of `target` was spent before `start`; -1 if there is some left."""
        # A link that is written further down does not count for a mention above it: readers meet that one first.
        budget = self.budgets[target]
        if budget is LinkBudget.ALL:
            return -1
        first = budget is LinkBudget.FIRST
        section = -1 if first else self._section(start)
        # Not `self.written[target]`: looking must not make the page one with written links.
        for before in self.written.get(target, ()):
            if before <= start and (first or self._section(before) == section):
                return before
        return self.on_page.get(target, -1) if first else self.in_section.get((target, section), -1)

    @cached_property
    def _sections(self) -> list[int]:
        return [offset_of(self.prose, section.title[0]) for section in self.record.body.sections]

    def _section(self, start: int) -> int:
        # 0 is what stands before the first heading.
        return bisect_right(self._sections, start)


# Small words in titles of works, which stay in lower case.
_SMALL = frozenset(
    {"a", "an", "the", "and", "or", "of", "in", "on", "for", "to", "with", "from", "by", "as", "at"}
)
_WORDS = re.compile(r"[^\W_][\w'’-]*")


def _barred(record: Record, prose: Prose) -> Iterator[tuple[int, int, str]]:
    """Where the prose of `record` names works or spells out the page's own abbreviation, and which of the two."""
    parts, begin = record.body.parts, 0
    for index, part in enumerate(parts):
        if part.text not in ("<em>", "</em>") or part.kind != "mark":
            continue
        if part.text == "<em>":
            begin = offset_of(prose, index)
            continue
        # *The Art of Assessment*: a title of a work is in italics, and its words in capitals.
        end = offset_of(prose, index)
        words = [word[0] for word in _WORDS.finditer(prose.text, begin, end)]
        capital = [word[0].isupper() for word in words if word.casefold() not in _SMALL]
        if len(capital) > 1 and all(capital):
            yield begin, end, "work"
    if isinstance(record, Term):
        title, abbreviations = record.fields.title, record.fields.abbreviations
        for letters in {title, *record.fields.aliases, *abbreviations}:
            if 2 <= len(letters) <= 6 and letters.isalpha() and letters.isupper():
                yield from (
                    (*found.span("words"), "expansion") for found in _spelled_out(letters, prose.text)
                )


def _spelled_out(letters: str, text: str) -> Iterator[re.Match[str]]:
    """Where `text` says the words that `letters` stand for: all in capitals, or with the letters beside them."""
    small = r"(?:(?:of|the|and|for|in|to|on|by|with|a|an)[\s-]+)?"
    words = rf"[\s-]+{small}".join(rf"{letter}[^\W_]+" for letter in letters)
    for pattern in (
        rf"\b(?P<words>{words})\b",
        rf"\b(?P<words>(?i:{words}))\s\({letters}s?\)",
        rf"\b{letters}s?\s\((?P<words>(?i:{words}))\)",
    ):
        yield from re.finditer(pattern, text)
