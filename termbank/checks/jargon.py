"""Jargon: technical phrases that definitions lean on and no term explains."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from termbank.content.model import Glossary, Term
from termbank.content.spans import span_at
from termbank.linking.mentions import BARRIER, Prose, file_offsets, place_of, prose_of
from termbank.linking.names import Names, normalize
from termbank.text.diagnostics import Diagnostic, Related, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.source import Span
from termbank.text.suggest import quote

UNDEFINED_JARGON = Rule(
    "undefined-jargon",
    "a technical phrase that is no term",
    Severity.WARNING,
    editorial=True,
    why="""
        A definition uses a phrase like a term, but no term explains it. A phrase counts when its words are
        capitalized in the middle of a sentence and two pages use it, or when an abbreviation of it follows
        in parentheses. Names of terms, authors, publishers, resources and vocabularies are known; titles in
        italics are passed over. Each phrase is named once. In English only.
        """,
    cure="""
        Write a term for it, or say it in plain words. If it is the name of a place, a law or an
        organization, add it to `proper_names` in `site.yaml`.
        """,
)
RULES = (UNDEFINED_JARGON,)

PAGES = 2
LONGEST = 100
"""Characters of a phrase at most. Looking for one of thousands of words among all names takes a minute."""

_CAPITAL = r"[A-Z][a-z’'-]+(?:-[A-Z][a-z]+)*"
# Two or more capitalized words, small words between them allowed; not at the start of a sentence.
_PHRASE = re.compile(rf"(?<=[a-z0-9,;)] ){_CAPITAL}(?:(?: (?:of|for|to|the)){{0,2}} {_CAPITAL})+\b")
# "outcome-based education (OBE)": words in any case, then their initials.
_ABBREVIATED = re.compile(r"\((?P<letters>[A-Z]{2,6})s?\)")
_WORD = re.compile(r"\w")
_WORDS = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class _Use:
    """A place that uses a phrase. `introduced` says that an abbreviation follows it."""

    term: Term
    text: str
    place: Span
    introduced: bool


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Phrases in definitions that no term explains, each once; in English only.

    A phrase counts when its words are capitalized and two pages use it, or when an abbreviation of it follows.
    Names of terms, authors, publishers, resources and values, and the site's `proper_names`, are known.
    """
    if glossary.site.language.split("-")[0] != "en":
        return
    uses: defaultdict[str, list[_Use]] = defaultdict(list)
    for term in glossary.active:
        for use in (use for use in _uses(term) if len(use.text) <= LONGEST):
            uses[_folded(use.text)].append(use)
    # The phrases are gathered first: looking for all of them in all names at once is one pass.
    known = _Known(glossary, names, uses)
    for phrase, found in uses.items():
        pages = {use.term.slug: use for use in reversed(found)}
        if (len(pages) >= PAGES or any(use.introduced for use in found)) and not known.has(phrase):
            first = found[0]
            # Other places of the same page say nothing new.
            others = sorted(use.place for slug, use in pages.items() if slug != first.term.slug)
            yield diagnostic(
                UNDEFINED_JARGON,
                f"{quote(first.text)} is used like a term, but is none",
                first.place,
                "write a term for it, say it in plain words, or name it in `proper_names` of `site.yaml`",
                related=[Related("also here", place) for place in others],
            )


class _Known:
    """Which of `phrases` need no explanation, because they are names of any kind in the glossary."""

    def __init__(self, glossary: Glossary, names: Names, phrases: Iterable[str]) -> None:
        given: list[str | None] = [glossary.site.title, *glossary.site.proper_names]
        for resource in glossary.resources.values():
            fields = resource.fields
            given += [resource.label, fields.publisher, fields.published_in, *fields.author]
        vocabularies = glossary.site.vocabularies.values()
        given += [value.label for vocabulary in vocabularies for value in vocabulary.values()]
        self.texts = {*names.texts, *(_folded(text) for text in given if text)}
        # A phrase that is part of a name needs no term: "Achievement Standards" in "National Achievement Standards
        # Board". One pass over all names finds them, where a search for each phrase would grow with the square.
        text, sought = "\n".join(self.texts), list(phrases)
        padded = f" {text} "
        self.inside = {
            sought[number]
            for number, start, end in AhoCorasick(sought).find_matches_as_indexes(text, overlapping=True)
            if not _WORD.match(padded[start]) and not _WORD.match(padded[end + 1])
        }

    def has(self, phrase: str) -> bool:
        """Whether `phrase` is a name, is part of one, or holds one of two or more words."""
        if phrase in self.inside:
            return True
        words = phrase.split()
        parts = (
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + 2, len(words) + 1)
        )
        return any(part in self.texts for part in parts)


def _uses(term: Term) -> Iterator[_Use]:
    """The phrases of a definition, in its order. Emphasis marks titles of works: text in it is skipped."""
    prose = prose_of(term.body)
    end = next(
        (
            start
            for part, start in zip(prose.parts, prose.starts, strict=True)
            if part >= term.body.definition
        ),
        None,
    )
    text = _without_emphasis(term, prose)[:end]
    for found in _PHRASE.finditer(text):
        start, stop = found.span()
        yield _use(term, prose, start, stop, bool(_ABBREVIATED.match(text, stop + 1)))
    for found in _ABBREVIATED.finditer(text):
        begin = _start_of(text, found)
        if begin is not None and not text[begin : found.start()].istitle():
            yield _use(term, prose, begin, len(text[: found.start()].rstrip()), True)


def _use(term: Term, prose: Prose, start: int, end: int, introduced: bool) -> _Use:
    place = span_at(term, *file_offsets(place_of(prose, start, end), term.body.parts))
    return _Use(term, " ".join(prose.text[start:end].split()), place, introduced)


def _start_of(text: str, abbreviation: re.Match[str]) -> int | None:
    """Where the words begin whose initials are the letters of `abbreviation`; None where they are not."""
    # "outcome-based education (OBE)": as many words back as there are letters, hyphens parting words.
    letters = abbreviation["letters"].lower()
    words = list(_WORDS.finditer(text, max(0, abbreviation.start() - 120), abbreviation.start()))
    own = words[-len(letters) :]
    same = len(own) == len(letters) and all(
        word[0][0].lower() == letter for word, letter in zip(own, letters, strict=True)
    )
    return own[0].start() if same else None


def _without_emphasis(term: Term, prose: Prose) -> str:
    """The prose with barriers for what is emphasized, and spaces for line breaks."""
    text = list(prose.text.replace("\n", " "))
    inside = False
    starts = dict(zip(prose.parts, prose.starts, strict=True))
    for index, part in enumerate(term.body.parts):
        if part.kind == "mark" and part.text in ("<em>", "</em>"):
            inside = part.text == "<em>"
        elif inside and index in starts:
            text[starts[index] : starts[index] + len(part.text)] = BARRIER * len(part.text)
    return "".join(text)


def _folded(text: str) -> str:
    return normalize(_POSSESSIVE.sub("", text)).folded
