"""A review as text for a terminal, as Markdown for a pull request, and as JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from termbank.content.model import Record
from termbank.review.compare import Changed, Linked, Review
from termbank.text import report
from termbank.text.suggest import printable
from termbank.text.word_diff import Segment, changes_in_context

_MANY = 50
"""Pages that are listed where a new term links on many."""


def headline(review: Review) -> str:
    """The change in a line: "1 term added, 2 changed"."""
    told = {
        "{} {} added": review.added,
        "{} {} removed": review.removed,
        "{} {} renamed": [each.record for each in review.renamed],
        "{} {} changed": [each.record for each in review.changed if not each.renamed],
        "{} {} linked differently": [each.record for each in review.affected],
    }
    counts = [
        form.format(f"{number:,}", kind if number == 1 else f"{kind}s")
        for form, records in told.items()
        for kind, number in Counter(record.key.kind for record in records).items()
    ]
    for number, word in ((len(review.problems), "new problem{}"), (review.mended, "problem{} fixed")):
        if number:
            counts.append(f"{number:,} {word.format('' if number == 1 else 's')}")
    return ", ".join(counts) or "readers would notice no change"


def as_text(review: Review, content: Path) -> str:
    """The review for a terminal: `[-words-]` are gone, `{+words+}` are new."""
    lines = [f"compared with {review.base}: {headline(review)}"]
    for title, records in (("added", review.added), ("removed", review.removed)):
        lines += _section(title, [f"  {_place(each)}  {printable(each.label)}" for each in records])
    lines += _section("changed", [line for each in review.changed for line in _details(each)])
    lines += _section(
        "linked differently", [line for each in review.affected[:_MANY] for line in _details(each)]
    )
    if len(review.affected) > _MANY:
        lines.append(f"  and {len(review.affected) - _MANY:,} more pages")
    text = "\n".join(lines) + "\n"
    return text + (f"\nnew problems\n\n{report.as_text(review.problems, content)}" if review.problems else "")


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *lines] if lines else []


def _place(record: Record) -> str:
    return f"{record.key.kind}s/{record.key.slug}"


def _details(change: Changed) -> Iterator[str]:
    was = f"{change.old.kind}s/{change.old.slug} → " if change.renamed else ""
    yield f"  {was}{_place(change.record)}  {printable(change.record.label)}"
    for name, (before, after) in change.fields.items():
        yield f"    {name}: {printable(before) or '(nothing)'} → {printable(after) or '(nothing)'}"
    for name, segments in (("definition", change.definition), ("text", change.text)):
        if segments:
            yield f"    {name}: {' '.join(printable(_marked(segments, '[-{}-]', '{{+{}+}}')).split())}"
    for name, links in (("gains links to", change.gained), ("loses links to", change.lost)):
        if links:
            yield f"    {name}: {_listed(links)}"


def _marked(segments: Sequence[Segment], gone: str, new: str, plain: Callable[[str], str] = str) -> str:
    """The changes with their surroundings; `gone` and `new` are the forms of what was removed and added."""
    # The space before a word stays outside of its mark: `**word**` is bold, `** word**` is not.
    marks: Mapping[str, str] = {"gone": gone, "new": new}
    pieces = []
    for segment in changes_in_context(segments):
        text = plain(segment.text[len(segment.space) :])
        pieces.append(
            segment.space + (marks[segment.kind].format(text) if segment.kind in marks and text else text)
        )
    return "".join(pieces).strip()


def _listed(links: Sequence[Linked]) -> str:
    return ", ".join(
        f"{link.target.kind}s/{link.target.slug}{' (automatic)' if link.automatic else ''}" for link in links
    )


_SIGNS = re.compile(r"([\\`*_\[\]<>#|~])")


def as_markdown(review: Review, content: Path) -> str:
    """The review as Markdown, as a step summary or a comment shows it: words struck out are gone, bold ones are new."""

    def plain(text: str) -> str:
        return _SIGNS.sub(r"\\\1", printable(text))

    lines = [f"## What this change does\n\nCompared with `{review.base}`: {headline(review)}."]
    for title, records in (("Added", review.added), ("Removed", review.removed)):
        if records:
            lines.append(
                f"### {title}\n\n"
                + "\n".join(f"- {plain(each.label)} (`{_place(each)}`)" for each in records)
            )
    for title, changes in (("Changed", review.changed), ("Linked differently", review.affected[:_MANY])):
        blocks = []
        for each in changes:
            was = f"`{each.old.kind}s/{each.old.slug}` → " if each.renamed else ""
            items = [f"- {plain(name)}: {plain(before) or '(nothing)'} → {plain(after) or '(nothing)'}"
                     for name, (before, after) in each.fields.items()]  # fmt: skip
            for name, segments in (("definition", each.definition), ("text", each.text)):
                if segments:
                    items.append(
                        f"- {name}: {' '.join(_marked(segments, '~~{}~~', '**{}**', plain).split())}"
                    )
            for name, links in (("gains links to", each.gained), ("loses links to", each.lost)):
                if links:
                    items.append(f"- {name} {_listed(links)}")
            head = f"**{plain(each.record.label)}** ({was}`{_place(each.record)}`)"
            blocks.append("\n\n".join(filter(None, [head, "\n".join(items)])))
        if blocks:
            lines.append(f"### {title}\n\n" + "\n\n".join(blocks))
    if len(review.affected) > _MANY:
        lines.append(f"and {len(review.affected) - _MANY:,} more pages")
    if review.problems:
        found = report.as_concise(review.problems, content).splitlines()
        lines.append("### New problems\n\n" + "\n".join(f"- {plain(line)}" for line in found))
    return "\n\n".join(lines) + "\n"


def as_json(review: Review, content: Path) -> str:
    """The review as an object: base, added, removed, changed, affected, problems, mended."""

    def change(each: Changed) -> dict[str, object]:
        return {
            "path": _place(each.record),
            "title": each.record.label,
            "renamed_from": f"{each.old.kind}s/{each.old.slug}" if each.renamed else None,
            "fields": {
                name: {"before": before, "after": after} for name, (before, after) in each.fields.items()
            },
            "definition": [segment._asdict() for segment in each.definition],
            "text": [segment._asdict() for segment in each.text],
            "gained": [_link(link) for link in each.gained],
            "lost": [_link(link) for link in each.lost],
        }

    told = {
        "base": review.base,
        "added": [{"path": _place(each), "title": each.label} for each in review.added],
        "removed": [{"path": _place(each), "title": each.label} for each in review.removed],
        "changed": [change(each) for each in review.changed],
        "affected": [change(each) for each in review.affected],
        "problems": json.loads(report.as_json(review.problems, content)),
        "mended": review.mended,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _link(link: Linked) -> dict[str, object]:
    return {"target": f"{link.target.kind}s/{link.target.slug}", "automatic": link.automatic}


FORMATS: Mapping[str, Callable[[Review, Path], str]] = MappingProxyType(
    {"text": as_text, "markdown": as_markdown, "json": as_json}
)
"""The formats of reviews by their names."""
