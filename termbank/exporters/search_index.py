"""What the search index holds of a glossary, and how the index of a large glossary is split."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from termbank.content.citations import people
from termbank.content.model import Glossary, Term
from termbank.content.schema import Status
from termbank.exporters.file import as_json
from termbank.text.markdown.body import Body

WHOLE = 300_000
"""Bytes up to which the index is one file; a larger one is split."""
PART = 40_000
"""Bytes at which a part of a split index is closed."""
MOST = 100
"""Entries that a part holds for one word: those that say it in their shortest names. More words find the others."""

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
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+"
)
_LONGEST_RUN = 40
_ARTICLE = re.compile("^(?:[وفبك]?ال|لل|ה)(?=[\u0590-\u06ff]{3})")
_WORD = re.compile(r"[^\W_]+")


class TermRow(NamedTuple):
    """A term as the search script reads it. `pairs` are slugs of terms it is confused with; `retired` is 0 or 1."""

    title: str
    slug: str
    hue: int | str
    qualifier: str
    aliases: list[str]
    abbreviations: list[str]
    hidden: list[str]
    summary: str
    pairs: list[str]
    retired: int


class ResourceRow(NamedTuple):
    """A resource as the search script reads it; `year` is 0 where it is unknown."""

    title: str
    slug: str
    authors: list[str]
    year: int


FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"terms": TermRow._fields, "resources": ResourceRow._fields}
)
"""The names of the fields of a row, by kind of entry: the index carries them, so that no script counts columns."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A term or resource in the index: its row as JSON, its names, and the text that is searched after them."""

    kind: str
    json: bytes
    names: tuple[str, ...]
    text: str


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


def entries(glossary: Glossary, hues: Mapping[str, int]) -> list[Entry]:
    """All terms, then all resources. `hues` gives the number of a category's color."""
    confused = glossary.links.confused
    terms = [
        _term(term, hues.get(term.fields.category or "", "none"), confused.get(slug, ()))
        for slug, term in glossary.terms.items()
    ]
    resources = []
    for slug, resource in glossary.resources.items():
        title, authors = resource.fields.title, people(resource.fields.author)
        row = ResourceRow(title, _slug(title, slug), list(authors), resource.fields.year or 0)
        resources.append(Entry("resources", _json(row), (title, *authors), ""))
    return terms + resources


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
        summary=summary,
        pairs=list(pairs),
        retired=int(fields.status is Status.DEPRECATED),
    )
    names = (term.label, *fields.aliases, *fields.abbreviations, *fields.hidden_aliases)
    return Entry("terms", _json(row), names, row.summary)


def _slug(title: str, slug: str) -> str:
    """`slug`, or nothing where it is the title in lower case with hyphens: most are, and the browser knows how."""
    return "" if title.lower().replace(" ", "-") == slug else slug


def _json(row: TermRow | ResourceRow) -> bytes:
    """`row` without the empty fields at its end: few terms have pairs or are retired."""
    values = list(row)
    while values and values[-1] in ("", [], 0):
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
    ends = range(1, min(len(word), _LONGEST_RUN)) if _UNSPACED.fullmatch(word) else ()
    return [*dict.fromkeys([word, _ARTICLE.sub("", word), *(word[start:_LONGEST_RUN] for start in ends)])]


def spoken(glossary: Glossary, known: dict[str, tuple[Body, str]]) -> list[str]:
    """For each term, in their order, the words of its page, each once.

    Side effect: `known` learns for each term its body and the words; those of a body that it knows are not looked for.
    """
    for slug, term in glossary.terms.items():
        if slug not in known or known[slug][0] is not term.body:
            body = " ".join(part.text for part in term.body.parts if part.kind in ("text", "fixed"))
            known[slug] = term.body, " ".join(dict.fromkeys(words(body)))
    return [known[slug][1] for slug in glossary.terms]


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
            said = words(name)
            for word in said:
                for form in _forms(word):
                    lengths[form][number] = min(len(said), lengths[form].get(number, _IN_TEXT))
        # A word of the summary never outranks a name: `_IN_TEXT` is longer than any name.
        for word in set(words(entry.text)):
            for form in _forms(word):
                lengths[form].setdefault(number, _IN_TEXT)
    return lengths
