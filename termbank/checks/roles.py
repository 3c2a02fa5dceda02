"""Headings of roles: tips under a misspelt heading are missing from the page that collects them."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.model import Glossary, Record
from termbank.content.spans import span_at
from termbank.text.collation import fold
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.source import Span
from termbank.text.suggest import nearest, quote

NEAR_ROLE = Rule(
    "near-role",
    "a heading that is not quite that of a role",
    Severity.WARNING,
    why="""
        Sections with the heading of a role, such as “Designer’s Tips”, are collected on a page of their own. This
        heading differs from it by a few letters, or it is bold text and no heading, so what stands below it is missing
        there.
        """,
    cure="""
        Write the heading as the hint says. If you like yours better, add it to the `headings` of the role in site.yaml.
        """,
)
RULES = (NEAR_ROLE,)

ALIKE = 86
"""From here on, in percent, two headings are one: “Tips for Teachers” reaches 71 of “Tips for Designers”."""


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Headings of terms that are not those of a role, but near to one."""
    headings = {
        fold(heading): heading
        for role in glossary.roles.values()
        for heading in reversed((role.label, *role.headings))
    }
    # Many terms have the same headings: each wording is compared once.
    known: dict[str, str | None] = {}
    for term in glossary.terms.values():
        for section in term.body.sections:
            if section.text not in known:
                text = fold(section.text)
                near = () if text in headings else nearest(text, headings, 1, ALIKE)
                known[section.text] = headings[near[0]] if near else None
            if role := known[section.text]:
                yield diagnostic(
                    NEAR_ROLE,
                    f"the heading {quote(section.text)} is not quite {quote(role)}, so its section is not collected",
                    _place(term, section.title),
                    f"write {quote('## ' + role)}",
                )
        for written, start, end in term.body.bold:
            if role := headings.get(fold(written)):
                yield diagnostic(
                    NEAR_ROLE,
                    f"{quote(written)} is bold text and no heading, so what stands below it is not collected",
                    span_at(term, start, end),
                    f"write {quote('## ' + role)}",
                )


def _place(term: Record, title: tuple[int, int]) -> Span:
    shown = [
        part for part in term.body.parts[slice(*title)] if part.kind in ("text", "fixed") and part.start >= 0
    ]
    return span_at(term, shown[0].start, shown[-1].end) if shown else term.front.place("title")
