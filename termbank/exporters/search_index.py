"""What the search index holds of the names of a glossary, and how the index of a large glossary is split."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from termbank.content.citations import people
from termbank.content.model import Glossary, Term
from termbank.content.schema import Status
from termbank.site.page import Choices, NamedPage, NamedValue, Say
from termbank.text.json_data import as_json

WHOLE = 120_000
"""Bytes up to which the index is two files, of which the first answers; a larger one is split."""
PART = 16_000
"""Bytes at which a part of a split index is closed."""
MOST = 50
"""Entries that a part holds for one word: those that say it in their shortest names. More words find the others."""

FEW = 40
"""Values of a facet up to which all of them come with the first file: those of open vocabularies may be thousands."""

TEXT = 240
"""Characters of a summary that the index keeps; a list of results shows no more."""

# The length of a "name" for words that stand in the text only: they come after all names.
_IN_TEXT = 1000
# "Bloom's" is one word, and readers type it as "blooms": an apostrophe is dropped, it divides nothing. But in French
# and Italian it ends an article, and who looks for "évaluation" means "l'évaluation", too.
_ELIDED = re.compile(r"(?<![^\W_])(?:[dl]|qu|un|all|dall|dell|nell|sull)['’](?=[^\W\d_]{2})", re.IGNORECASE)
_APOSTROPHES = re.compile("['‘’\u02b0-\u02ff]")
_PLAIN = MappingProxyType(
    str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "\u0131": "i"})
)
# Chinese, Japanese, Thai, Lao, Khmer and Burmese put no space between words.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+"
)
_LONGEST_RUN = 40
_ARTICLE = re.compile("^(?:[وفبك]?ال|لل|ה)(?=[\u0590-\u06ff]{3})")
_WORD = re.compile(r"[^\W_]+")
# Punctuation that readers leave out, as `signsOf` in rank.js has it.
_LITTLE = re.compile(r"[\s'’\"“”.,;:?!()–-]")


class TermRow(NamedTuple):
    """A term as the search script reads it. `pairs` are slugs of terms it is confused with; `retired` is 0 or 1.

    The summary comes last: where the index is not split, it waits until the names have answered.
    """

    title: str
    slug: str
    hue: int | str
    qualifier: str
    aliases: list[str]
    abbreviations: list[str]
    hidden: list[str]
    pairs: list[str]
    retired: int
    summary: str


class ResourceRow(NamedTuple):
    """A resource as the search script reads it; `year` is 0 where it is unknown.

    `chosen` are the places of its values in the list of all values; empty in a split index, which has no such list.
    """

    title: str
    slug: str
    authors: list[str]
    publisher: str
    year: int
    chosen: list[int]


class ValueRow(NamedTuple):
    """A value of a facet as the search script reads it; what equals the title or follows from it is empty."""

    title: str
    facet: str
    total: int
    value: str
    url: str
    hue: str


FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "terms": TermRow._fields,
        "resources": ResourceRow._fields,
        "values": ValueRow._fields,
        "pages": NamedPage._fields,
    }
)
"""The names of the fields of a row, by kind of entry: the index carries them, so that no script counts columns."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index finds: its row as JSON, its names, and the text that is searched after them.

    `brief` is the row without that text.
    """

    kind: str
    json: bytes
    names: tuple[str, ...]
    text: str
    brief: bytes = b""


@dataclass(frozen=True, slots=True)
class IndexPart:
    """The entries found by the words from `first` to the next part's `first`."""

    first: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """A large index: its parts, and every word of every name, which a misspelled word is compared with.

    Both are in the order in which browsers sort text. An entry is in the part of each of its words, so that one
    part answers one word whole.
    """

    parts: tuple[IndexPart, ...]
    vocabulary: tuple[str, ...]


def terms(glossary: Glossary, hues: Mapping[str, int]) -> list[Entry]:
    """All terms. `hues` gives the number of a category's color."""
    confused = glossary.links.confused
    return [
        _term(term, hues.get(term.fields.category or "", "none"), confused.get(slug, ()))
        for slug, term in glossary.terms.items()
    ]


def _term(term: Term, hue: int | str, pairs: Iterable[str]) -> Entry:
    fields, summary = term.fields, term.summary
    if len(summary) > TEXT:
        summary = summary[:TEXT].rpartition(" ")[0] + "…"
    row = TermRow(
        title=fields.title,
        slug=_slug(fields.title, term.slug),
        hue=hue,
        qualifier=fields.qualifier or "",
        aliases=list(fields.aliases),
        abbreviations=list(fields.abbreviations),
        hidden=list(fields.hidden_aliases),
        pairs=list(pairs),
        retired=int(fields.status is Status.DEPRECATED),
        summary=summary,
    )
    names = (term.label, *fields.aliases, *fields.abbreviations, *fields.hidden_aliases)
    return Entry("terms", as_row(row), names, summary, as_row(row[:-1]))


def resources(
    glossary: Glossary, facets: Sequence[Choices], places: Mapping[tuple[str, str], int]
) -> list[Entry]:
    """All resources. `places` has the number of each value in the list of values, by its facet and name."""
    found = []
    for slug, resource in glossary.resources.items():
        fields, authors = resource.fields, people(resource.fields.author)
        chosen = [
            places[facet.key, name]
            for facet in facets
            for name in facet.of(resource)
            if (facet.key, name) in places
        ]
        row = ResourceRow(
            fields.title,
            _slug(fields.title, slug),
            [*authors],
            fields.publisher or "",
            fields.year or 0,
            sorted(chosen),
        )
        found.append(Entry("resources", as_row(row), (fields.title, *authors, row.publisher), ""))
    return found


def places(named: Sequence[NamedValue]) -> dict[tuple[str, str], int]:
    """The number of each value among all values as `values` lists them, by its facet and name."""
    held = Counter(value.facet for value in named)
    listed = sorted(named, key=lambda value: held[value.facet] > FEW)
    return {(value.facet, value.value): place for place, value in enumerate(listed)}


def values(named: Sequence[NamedValue]) -> tuple[list[Entry], list[Entry]]:
    """All values, those of facets with few of them first."""
    held = Counter(value.facet for value in named)
    few, many = list[Entry](), list[Entry]()
    for title, facet, name, url, hue, total in named:
        # The script builds the library's address of a value itself: only that of a page is in the row.
        page = "" if "?" in url else url
        row = ValueRow(
            title, facet, total, "" if name == title else name, page, "" if hue is None else str(hue)
        )
        (few if held[facet] <= FEW else many).append(Entry("values", as_row(row), (title,), ""))
    return few, many


def _slug(title: str, slug: str) -> str:
    """`slug`, or nothing where it is the title in lower case with hyphens: most are, and the browser knows how."""
    return "" if title.lower().replace(" ", "-") == slug else slug


def as_row(row: Sequence[Any]) -> bytes:
    """`row` as JSON, without the empty fields at its end."""
    values = list(row)
    while values and values[-1] in ("", [], (), 0):
        values.pop()
    return as_json(values)


def words(text: str) -> list[str]:
    """The words of `text` as the search compares them: lower case, without accents and apostrophes."""
    chunks = _APOSTROPHES.sub("", _ELIDED.sub("", text)).split()
    for place, chunk in enumerate(chunks):
        # Looking at every character is slow, and most words are plain ASCII, which has no accents.
        if not chunk.isascii():
            folded = unicodedata.normalize("NFKD", chunk)
            chunks[place] = "".join(char for char in folded if not unicodedata.category(char).startswith("M"))
    return _WORD.findall(" ".join(chunks).lower().translate(_PLAIN))


def _forms(word: str) -> list[str]:
    """`word`, and what else readers may type for it and the browser looks up: a part of it, or it without article."""
    if word.isascii():
        return [word]
    ends = range(1, min(len(word), _LONGEST_RUN)) if UNSPACED.fullmatch(word) else ()
    return [*dict.fromkeys([word, _ARTICLE.sub("", word), *(word[start:_LONGEST_RUN] for start in ends)])]


def split(found: Sequence[Entry]) -> Split:
    """The parts of an index that is too large for one file."""
    lengths = _lengths(found)
    # Browsers compare strings by units of UTF-16.
    order = sorted(lengths, key=lambda word: word.encode("utf-16-be"))
    said = tuple(word for word in order if min(lengths[word].values()) < _IN_TEXT)
    parts: list[IndexPart] = []
    first, chosen, total = "", set[int](), 0
    for word in order:
        if total > PART:
            parts.append(_part(first, chosen, found))
            first, chosen, total = word, set(), 0
        # "learning" may stand in thousands of names. Who types it alone sees the shortest of them; who types another
        # word as well finds the rest in the part of that word.
        foremost = sorted((length, number) for number, length in lengths[word].items())[:MOST]
        fresh = {number for _, number in foremost} - chosen
        total += sum(len(found[number].json) for number in fresh)
        chosen |= fresh
    parts.append(_part(first, chosen, found))
    return Split(tuple(parts), said)


def _part(first: str, numbers: Iterable[int], found: Sequence[Entry]) -> IndexPart:
    return IndexPart(first, tuple(found[number] for number in sorted(numbers)))


def _lengths(found: Sequence[Entry]) -> Mapping[str, dict[int, int]]:
    """By word and number of an entry, how many words the shortest name has that holds it."""
    lengths: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for number, entry in enumerate(found):
        for name in entry.names:
            # A name of signs alone, such as "&", is one word.
            said = words(name) or [_LITTLE.sub("", name) or "".join(name.split())]
            for word in said:
                for form in _forms(word):
                    lengths[form][number] = min(len(said), lengths[form].get(number, _IN_TEXT))
        # A word of the summary never outranks a name: `_IN_TEXT` is longer than any name.
        for word in set(words(entry.text)):
            for form in _forms(word):
                lengths[form].setdefault(number, _IN_TEXT)
    return lengths


def said_around(say: Say) -> dict[str, list[str]]:
    """The words that readers put around a name when they ask for it, by what they do there."""
    return {
        name: [word.strip() for word in say(f"search_{name}").split(";") if word.strip()]
        for name in ("versus", "either", "asking", "articles", "minor")
    }
