"""Runs of words that a content folder shares with other texts, from which facts were taken and sentences must not be.

    python -m bench.shared_runs [--words 6] CONTENT TEXT ...

CONTENT is the content folder of a glossary, and each TEXT a file or a folder of `.md` and `.txt` files. All prose of
terms, resources and own pages is compared, with summaries, sentences that tell terms apart, and what site.yaml says of
its vocabularies. Case, punctuation, markup and figures in brackets make no difference. Passed over are names and
titles: words of a run that stand in a title, a name, a publisher or a journal of the glossary, or are written with a
capital within a sentence, do not count, so a run is a fault where that many of its other words follow each other.

Prints each run with the file of the glossary and the text, and exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from termbank import Config, Glossary, load
from termbank.content.model import Record, Term
from termbank.linking.mentions import prose_of
from termbank.linking.names import normalize

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
# What parts two passages: list items and table cells say nothing together. Sentences do: "facts. Facts" is a run.
_BREAK = "\0"
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:])[^\w.!?:]*\Z")
_KINDS = (".md", ".txt")


class Word(NamedTuple):
    """A word as it is compared, and as it was written; `is_name` is whether its capital stands within a sentence."""

    folded: str
    written: str
    is_name: bool


class Shared(NamedTuple):
    """A run of words in `file` of the glossary that is also in `source`."""

    file: str
    text: str
    source: str


def main() -> int:
    """Print the runs; 1 if there are any."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("content", type=Path)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--words", type=int, default=6)
    options = parser.parse_args()
    glossary = load(Config(content=options.content, cache=None, allow=("all",)))
    found = [*shared_runs(glossary, options.texts, options.words)]
    for run in found:
        print(f"{run.file}: “{run.text}” ({run.source})")
    print(f"{len(found)} runs of {options.words} words or more")
    return bool(found)


def shared_runs(glossary: Glossary, texts: list[Path], length: int = 6) -> Iterator[Shared]:
    """The runs of `length` words or more that `glossary` shares with `texts`, each as long as it is, by file."""
    sources: dict[tuple[str, ...], str] = {}
    for file in sorted(_files(texts)):
        for passage in file.read_text(encoding="utf-8", errors="replace").split("\n\n"):
            folded = [word.folded for word in _words(passage)]
            for at in range(len(folded) - length + 1):
                sources.setdefault(tuple(folded[at : at + length]), file.name)
    names = _names(glossary)
    for file_name, text in _prose(glossary):
        for passage in text.split(_BREAK):
            yield from _runs(file_name, _words(passage), sources, names, length)


def _runs(
    file: str,
    words: list[Word],
    sources: dict[tuple[str, ...], str],
    names: set[tuple[str, ...]],
    length: int,
) -> Iterator[Shared]:
    at = 0
    while at <= len(words) - length:
        source = sources.get(tuple(word.folded for word in words[at : at + length]))
        if source is None:
            at += 1
            continue
        end = at + length
        # As long as the next run of words begins within this one and is shared as well, it is one run.
        while (
            end < len(words) and tuple(word.folded for word in words[end - length + 1 : end + 1]) in sources
        ):
            end += 1
        if _longest_plain(words[at:end], names) >= length:
            yield Shared(file, " ".join(word.written for word in words[at:end]), source)
        at = end


def _longest_plain(words: list[Word], names: set[tuple[str, ...]]) -> int:
    """The most words of a run that follow each other and belong to no name or title."""
    named = [word.is_name for word in words]
    folded = [word.folded for word in words]
    for start in range(len(words)):
        for end in range(start + 2, len(words) + 1):
            if tuple(folded[start:end]) in names:
                named[start:end] = [True] * (end - start)
    plain = "".join("n" if name else "p" for name in named)
    return max(map(len, plain.split("n")))


def _names(glossary: Glossary) -> set[tuple[str, ...]]:
    """Every run of two words or more in a title or another name of the glossary."""
    said: list[str] = []
    for record in glossary.records:
        fields = record.fields
        said.append(fields.title)
        for field in ("aliases", "abbreviations", "hidden_aliases", "author", "editor"):
            said.extend(getattr(fields, field, ()))
        said.extend(getattr(fields, field, None) or "" for field in ("publisher", "published_in"))
    for values in glossary.site.vocabularies.values():
        said.extend(value.label for value in values.values())
    runs = set[tuple[str, ...]]()
    for name in said:
        folded = [word.folded for word in _words(name)]
        for start in range(len(folded)):
            runs.update(tuple(folded[start:end]) for end in range(start + 2, len(folded) + 1))
    return runs


def _prose(glossary: Glossary) -> Iterator[tuple[str, str]]:
    """What the glossary says, each text with the file that it stands in."""
    records: tuple[Record, ...] = (*glossary.records, *glossary.pages.values())
    for record in records:
        yield record.path, prose_of(record.body).text
        if isinstance(record, Term):
            yield record.path, record.fields.summary or ""
            for sentence in record.fields.confused_with.values():
                yield record.path, sentence
    yield "site.yaml", glossary.site.description or ""
    for values in glossary.site.vocabularies.values():
        for value in values.values():
            yield "site.yaml", value.description or ""


def _files(texts: list[Path]) -> Iterator[Path]:
    for text in texts:
        yield from (file for file in text.rglob("*") if file.suffix in _KINDS) if text.is_dir() else [text]


def _words(text: str) -> list[Word]:
    common = normalize(text).common
    return [
        Word(
            found[0].casefold(),
            found[0],
            found[0][0].isupper()
            and not _SENTENCE_BEGINS.search(common[max(0, found.start() - 9) : found.start()]),
        )
        for found in _WORD.finditer(common)
    ]


if __name__ == "__main__":
    sys.exit(main())
