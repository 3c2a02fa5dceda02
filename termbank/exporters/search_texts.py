"""`data/texts/`: what every record says, in parts, for queries that no name answers.

`index.js` says which part holds what. `words-N.js` say in which records each word of a stretch of the alphabet stands;
`N.js` have the text of some records, from which the script takes the sentence that it shows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

from termbank.content.model import Record, Term
from termbank.exporters.file import File, as_call
from termbank.exporters.search_index import UNSPACED, said_around, words
from termbank.site.plan import Outline
from termbank.system.pool import Pool
from termbank.system.store import Store
from termbank.text.json_data import as_json
from termbank.text.markdown.body import Body
from termbank.text.markdown.excerpts import plain_blocks
from termbank.text.source import digest

FOLDER = "data/texts/"
PART = 16_000
"""Bytes at which a part is closed, of words and of texts."""
LEAST = 200
"""Records whose words a process counts at once, at the least."""
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
    known, silent = outline.spoken, _silent(outline)
    kept = []
    for record in outline.glossary.records:
        if record.key not in known or known[record.key].body is not record.body:
            known[record.key] = _spoken(record, outline, silent)
        kept.append(known[record.key])
    return kept


def remember(outline: Outline, store: Store, content: Path, pool: Pool) -> None:
    """Let `outline` know what each record says, from `store` where its file is as it was.

    `content` is the folder that the records are from. Side effects: reads `store`, adds to it and to `outline.spoken`.
    """
    silent = _silent(outline)
    room = f"texts {content.absolute()} {digest(repr(sorted(silent)).encode())}"
    # One body is edited: those of all others need not even be decoded.
    tokens = {record.key: _token(record, outline) for record in outline.glossary.records}
    missing = []
    for record in outline.glossary.records:
        token, *said = store.get(room, "/".join(record.key)) or ("",)
        if token and token == tokens[record.key]:
            outline.spoken[record.key] = Spoken(record.body, *said)
        else:
            missing.append(record)

    def speak(records: Sequence[Record]) -> list[tuple[bytes, str, str]]:
        return [_spoken(record, outline, silent)[1:] for record in records]

    answers = chain.from_iterable(pool.local.map(speak, missing, LEAST))
    for record, found in zip(missing, answers, strict=True):
        outline.spoken[record.key] = Spoken(record.body, *found)
        store.put(room, "/".join(record.key), (tokens[record.key], *found))
    store.prune(room, ["/".join(key) for key in tokens])
    store.release(room)


def _token(record: Record, outline: Outline) -> str:
    """Identifies what `_spoken` makes of a record; empty where its file has no digest, and is never the same."""
    name = outline.glossary.digests.get(record.key, "")
    # A cites B, and B gets another author: what A says is another text, although its file is as it was.
    cited = [link.text for link in record.body.links if link.kind == "cite"]
    return name and digest(repr((name, record.label, _hue(record, outline), cited)).encode())


def _hue(record: Record, outline: Outline) -> int | None:
    return outline.plan.hues.get(record.fields.category or "") if isinstance(record, Term) else None


def _silent(outline: Outline) -> frozenset[str]:
    """Words that no query is about."""
    said = said_around(outline.say).values()
    return frozenset(word for phrases in said for phrase in phrases for word in words(phrase))


def _spoken(record: Record, outline: Outline, silent: frozenset[str]) -> Spoken:
    blocks = plain_blocks(record.body.parts)
    count = Counter(words(" ".join(blocks)))
    for word in [word for word in count if not word.isascii() and len(word) > 1 and UNSPACED.fullmatch(word)]:
        # Where no space parts words, a query is found by each two letters of it.
        times = count.pop(word)
        count.update({first + second: times for first, second in pairwise(word)})
    # "of" and "what" would be listed for every record, and no query is about them.
    said = [word for word in count if word not in silent]
    hue = _hue(record, outline)
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
