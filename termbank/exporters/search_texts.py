"""`data/texts/`: what every record says, in parts, for queries that no name answers.

`index.js` says which part holds what. `words-N.js` say in which records each word of a stretch of the alphabet stands;
`N.js` have the text of some records, from which the script takes the sentence that it shows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from termbank.content.model import Record, Term
from termbank.exporters.file import File, as_call, as_json
from termbank.exporters.search_index import UNSPACED, said_around, words
from termbank.site.plan import Outline
from termbank.text.markdown.body import Body
from termbank.text.markdown.excerpts import plain_blocks

FOLDER = "data/texts/"
PART = 16_000
"""Bytes at which a part is closed, of words and of texts."""
OFTEN = 3
"""How many times a record says a word that it is much about."""
COMMON = 1500
"""Records up to which all are listed for a word; of a word that more of them say, those that say it often."""


class Spoken(NamedTuple):
    """What a record says: its row in a part of the texts, its words, and again those that it says often."""

    body: Body
    row: bytes
    words: str
    often: str


def export(outline: Outline) -> Iterator[File]:
    """The texts and the words of all records."""
    said = spoken(outline)
    # A reader sees a few sentences at a time: a part is small enough to be loaded for one of them.
    firsts, rows, size = [0], list[bytes](), 0
    for number, each in enumerate(said):
        rows.append(each.row)
        size += len(each.row)
        if size > PART or number == len(said) - 1:
            path = f"{FOLDER}{len(firsts) - 1}.js"
            yield File(path, as_call("termbankSearch.spoken", {"first": firsts[-1]}, {"texts": rows}))
            firsts.append(number + 1)
            rows, size = [], 0
    # By word, twice the number of each record that says it; one more where it says it often.
    records: defaultdict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(said):
        often = frozenset(each.often.split())
        for word in each.words.split():
            records[word].append(2 * number + (word in often))
    starts = list[str]()
    for part in _parts(records):
        values = {"number": len(starts), "words": " ".join(word for word, _ in part)}
        path = f"{FOLDER}words-{len(starts)}.js"
        yield File(path, as_call("termbankSearch.said", values, {"at": [numbers for _, numbers in part]}))
        starts.append(part[0][0])
    yield File(
        f"{FOLDER}index.js", as_call("termbankSearch.texts", {"texts": firsts[:-1], "words": starts}, {})
    )


def spoken(outline: Outline) -> list[Spoken]:
    """What each record says, in their order: terms, resources, pages of the site's own.

    Side effect: `outline.spoken` learns it for each record; that of a body that it knows is not worked out again.
    """
    known = outline.spoken
    silent = frozenset(
        word for phrases in said_around(outline.say).values() for phrase in phrases for word in words(phrase)
    )
    kept = []
    for record in outline.glossary.records:
        if record.key not in known or known[record.key].body is not record.body:
            known[record.key] = _spoken(record, outline, silent)
        kept.append(known[record.key])
    return kept


def _spoken(record: Record, outline: Outline, silent: frozenset[str]) -> Spoken:
    blocks = plain_blocks(record.body.parts)
    count = Counter(words(" ".join(blocks)))
    for word in [word for word in count if not word.isascii() and len(word) > 1 and UNSPACED.fullmatch(word)]:
        # Where no space parts words, a query is found by each two letters of it.
        times = count.pop(word)
        count.update({first + second: times for first, second in pairwise(word)})
    # "of" and "what" would be listed for every record, and no query is about them.
    said = [word for word in count if word not in silent]
    hue = outline.plan.hues.get(record.fields.category or "") if isinstance(record, Term) else None
    row = as_json([record.key.kind, record.slug, record.label, "none" if hue is None else hue, *blocks])
    often = " ".join(word for word in said if count[word] >= OFTEN)
    return Spoken(record.body, row, " ".join(said), often)


def _parts(found: Mapping[str, list[int]]) -> Iterator[list[tuple[str, bytes]]]:
    """The words in the order in which browsers sort text, in parts, each with its records as JSON."""
    part, size = list[tuple[str, bytes]](), 0
    for word in sorted(found, key=lambda word: word.encode("utf-16-be")):
        at = found[word]
        # A word in thousands of records tells none of them apart: the script asks for it only if there is no other.
        common = len(at) > COMMON
        if common:
            at = [number for number in at if number % 2][:COMMON]
        # Each number as its distance from the one before: short numbers, and most of them alike.
        steps = [0] * common + [later - earlier for earlier, later in pairwise([-1, *at])]
        row = str(steps).replace(" ", "").encode()
        part.append((word, row))
        size += len(word) + len(row)
        if size > PART:
            yield part
            part, size = [], 0
    if part:
        yield part
