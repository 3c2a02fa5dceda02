"""The life of a term: retired terms point to active ones."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.checks.graph import cycles
from termbank.content.model import Glossary
from termbank.content.schema import Status
from termbank.content.spans import span_of
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.suggest import quote

REPLACED_NOT_DEPRECATED = Rule(
    "replaced-not-deprecated",
    "replaced_by on a term that is not deprecated",
    Severity.WARNING,
    why="""
        `replaced_by` names a replacement, but the term is not marked as retired, so the page would not say
        so.
        """,
    cure="""
        Add `status: deprecated`, or remove `replaced_by`.
        """,
)
REPLACEMENT_CYCLE = Rule(
    "replacement-cycle",
    "a term is replaced by itself",
    why="""
        Retired terms point to each other in a circle, so readers never arrive.
        """,
    cure="""
        Let each point to a term that is still in use.
        """,
)
RULES = (REPLACED_NOT_DEPRECATED, REPLACEMENT_CYCLE)


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """`replaced_by` on active terms, and replacements that lead in a circle."""
    for term in glossary.terms.values():
        if term.fields.replaced_by and term.fields.status is not Status.DEPRECATED:
            message = f"`replaced_by` is given, but the status is {quote(term.fields.status)}"
            place = term.front.key_place("replaced_by")
            yield diagnostic(REPLACED_NOT_DEPRECATED, message, place, "write `status: deprecated`")
    # A term that names itself is a problem of its own: `self-reference`.
    replaced = {
        slug: tuple(other for other in term.fields.replaced_by if other != slug)
        for slug, term in glossary.terms.items()
    }
    # A is replaced by B and B by A; so a reader of an old text is sent round for ever.
    for cycle in cycles(glossary.terms, replaced):
        term = glossary.terms[cycle[0]]
        span = span_of(term, "replaced_by", term.fields.replaced_by.index(cycle[1]))
        message = f"{quote(term.slug)} is replaced by itself: {' → '.join([*cycle, term.slug])}"
        yield diagnostic(REPLACEMENT_CYCLE, message, span, "remove one of the steps")
