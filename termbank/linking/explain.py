"""What becomes of the mentions of a page, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from termbank.content.model import Record
from termbank.content.spans import span_at
from termbank.linking.autolinks import REASONS, Decision
from termbank.text.report import shown_path
from termbank.text.suggest import quote


def as_text(mentions: Iterable[tuple[Record, Decision]], content: Path) -> str:
    """One line for each mention: its place, what stands there, what became of it and why."""
    return "".join(f"{_mention_line(record, decision, content)}\n" for record, decision in mentions)


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
                "target": decision.target,
                "reason": decision.reason or None,
            }
        )
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def _mention_line(record: Record, decision: Decision, content: Path) -> str:
    span = span_at(record, decision.start, decision.end)
    place = f"{shown_path(span.path, content)}:{span.line}:{span.column}"
    said = quote(" ".join(decision.text.split()))
    return f"{place}: {said} {_outcome(record, decision)}"


def _outcome(record: Record, decision: Decision) -> str:
    named = " and ".join(f"the {name.kind} of `{name.slug}`" for name in decision.names)
    named = (
        named.replace("the derived of", "a form of a name of")
        .replace("the form of", "a given form of")
        .replace("the unlinked of", "no name of")
    )
    if decision.target:
        instead = "" if decision.target == decision.names[0].slug else ", which replaced it"
        return f"links to `{decision.target}`: {named}{instead}"
    if decision.reason == "budget":
        earlier = span_at(record, decision.earlier, decision.earlier)
        return f"does not link: {named} {REASONS['budget']} (line {earlier.line})"
    return f"does not link: {named}; it {REASONS[decision.reason]}"
