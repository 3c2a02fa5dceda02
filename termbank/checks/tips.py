"""Tips: what a section of a role advises is said by one term only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from termbank.content.model import Glossary, Term
from termbank.content.spans import span_at
from termbank.linking.mentions import file_offsets, offset_of, place_of, prose_of
from termbank.linking.names import Names, normalize
from termbank.text.collation import fold
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.source import Span
from termbank.text.suggest import quote

REPEATED_TIP = Rule(
    "repeated-tip",
    "one tip in several terms",
    Severity.WARNING,
    editorial=True,
    why="""
        A tip says what a tip of another term says, in nearly the same words. The page that collects the tips shows
        both, and readers of two terms feel that nobody thought about the second. Looked at are the paragraphs and
        list items under the headings of roles.
        """,
    cure="""
        Keep it in the term where it helps most, and write what is particular to the other one, or link to it.
        """,
)
RULES = (REPEATED_TIP,)

REPEATED = 0.5
"""The share of a tip's runs of words that makes it a repetition."""

_RUN = 3
_MIN_WORDS = 5
"""Shorter ones say the same by chance: "Start small.", "None yet."."""

# Blocks are kept apart by it, so each paragraph and each item of a list is a text of its own.
_BLOCK = re.compile(r"[^\0\x1a\s](?:[^\0]*[^\0\x1a\s])?")
_WORD = re.compile(r"\w+(?:'\w+)*")


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Tips that an earlier term gives as well."""
    headings = {fold(heading) for role in glossary.roles.values() for heading in (role.label, *role.headings)}
    # The first tip that has a run of words stands for all that have it: so the work grows with the text alone.
    first: dict[tuple[str, ...], tuple[str, Span]] = {}
    for term in glossary.active:
        for words, place in _tips(term, headings):
            runs = {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
            earlier = Counter(first[run] for run in runs if run in first and first[run][0] != term.slug)
            if earlier and (found := earlier.most_common(1)[0])[1] >= REPEATED * len(runs):
                other, there = found[0]
                yield diagnostic(
                    REPEATED_TIP,
                    f"{quote(other)} gives the same tip",
                    place,
                    "keep it in one of the two, and write what is particular to the other",
                    related=[Related("the other tip", there)],
                )
            for run in runs:
                first.setdefault(run, (term.slug, place))


def _tips(term: Term, headings: set[str]) -> Iterator[tuple[list[str], Span]]:
    """The words of each tip of `term`, and its place."""
    prose = prose_of(term.body)
    for section in term.body.sections:
        if fold(section.text) not in headings:
            continue
        start, end = (offset_of(prose, part) for part in section.content)
        for block in _BLOCK.finditer(prose.text, start, end):
            words = _WORD.findall(normalize(block[0], term.language).folded)
            if len(words) >= _MIN_WORDS:
                place = file_offsets(place_of(prose, *block.span()), term.body.parts)
                yield words, span_at(term, *place)
