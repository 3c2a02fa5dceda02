"""Explains what became of every mention of a term: for programs as values and JSON, for people as lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from termbank.content.key import Key
from termbank.content.model import Glossary, Passage, Record
from termbank.content.spans import span_at
from termbank.linking.autolinks import AutoLinker, Decision
from termbank.linking.inflection import Inflector
from termbank.linking.mentions import file_offsets, fixed_mentions
from termbank.linking.names import collect
from termbank.text.report import shown_path
from termbank.text.suggest import quote

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "": "links",
        "address": "is in an address, a path, a formula, or a tag",
        "bare": "is one character or a function word, which links only where the term's `link` or `forms` ask for it",
        "budget": "is linked earlier",
        "code": "is in code",
        "emphasis": "emphasis begins or ends inside it",
        "everyday": "is an everyday word before “of”",
        "expansion": "is spelled out from the page's own abbreviation",
        "escaped": "is kept as text by `[…]()`",
        "heading": "is in a heading",
        "idiom": "is an everyday word in a phrase that means something else",
        "link": "is in a link",
        "longer-name": "seems to begin a longer name",
        "never": "names a term that is never linked (`link: never`)",
        "own-page": "is the page's own term",
        "page-off": "is on a page without automatic links (`autolink: false`)",
        "shared": "is shared by several terms",
        "shared-work": "fits several works",
        "unlisted": "names a work that no resource is",
        "unlinked": "is kept as text by `unlinked`",
        "table heading": "is in the head of a table",
        "verb": "is an everyday word, which is a verb here",
        "wider": "is too general a word for its term, and links only where the term's `link` or `forms` ask for it",
        "work": "is in the name of a work",
    }
)


def explain(
    glossary: Glossary, keys: Iterable[Key], inflector: Inflector | None = None
) -> Iterator[tuple[Record, Decision]]:
    """Every mention of a term in these records, with what became of it and why, in the order of the text."""
    linker = AutoLinker.of(glossary, collect(glossary, inflector))
    for key in keys:
        record = glossary.get(key)
        if record is None:
            continue
        parts = record.body.parts
        decisions = list(linker.decisions(record, glossary.links.written[key]))
        for mention, index, zone in fixed_mentions(record.body, linker.names, linker.language):
            # Text that the builder adds, such as the number of a note, is nowhere in the file.
            if parts[index].start < 0:
                continue
            reason = zone
            if zone == "link":
                opening = next(part for part in reversed(parts[:index]) if part.kind == "open")
                # `[text]()` is how a writer keeps its text from being linked.
                reason = zone if record.body.links[opening.start].href else "escaped"
            offsets = file_offsets(Passage(index, mention.start, index, mention.end), parts)
            text = parts[index].text[mention.start : mention.end]
            decisions.append(Decision(*offsets, text, mention.names, None, reason))
        for decision in sorted(decisions, key=lambda decision: (decision.start, -decision.end)):
            yield record, decision


def as_text(mentions: Iterable[tuple[Record, Decision]], content: Path) -> str:
    """One line for each mention: its place, its text, what became of it, and why."""
    lines = []
    for record, decision in mentions:
        span = span_at(record, decision.start, decision.end)
        place = f"{shown_path(span.path, content)}:{span.line}:{span.column}"
        lines.append(f"{place}: {quote(' '.join(decision.text.split()))} {_outcome(record, decision)}\n")
    return "".join(lines)


def as_json(mentions: Iterable[tuple[Record, Decision]], content: Path) -> str:
    """A list of objects: file, line, column, text, names, target, reason."""
    objects = []
    for record, decision in mentions:
        span = span_at(record, decision.start, decision.end)
        objects.append(
            {
                "file": shown_path(span.path, content),
                "line": span.line,
                "column": span.column,
                "text": decision.text,
                "names": [
                    {"term": name.slug, "kind": name.kind, "name": name.text} for name in decision.names
                ],
                "works": list(decision.works),
                "target": decision.target,
                "reason": decision.reason or None,
            }
        )
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def _outcome(record: Record, decision: Decision) -> str:
    # Kinds are words of the code; these sentences are for writers.
    named = " and ".join(f"the {name.kind} of `{name.slug}`" for name in decision.names)
    named = (
        named.replace("the derived of", "a form of a name of")
        .replace("the form of", "a given form of")
        .replace("the unlinked of", "no name of")
    )
    if not decision.names:
        if decision.target:
            return f"links to the resource `{decision.target}`: its authors and year"
        meant = " and ".join(map(quote, decision.works)) or "an author and a year"
        return f"does not link: {meant}; it {REASONS[decision.reason]}"
    if decision.target:
        instead = "" if decision.target == decision.names[0].slug else ", which readers are sent to"
        return f"links to `{decision.target}`: {named}{instead}"
    if decision.reason == "budget":
        earlier = span_at(record, decision.earlier, decision.earlier)
        return f"does not link: {named} {REASONS['budget']} (line {earlier.line})"
    return f"does not link: {named}; it {REASONS[decision.reason]}"
