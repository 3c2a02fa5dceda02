"""The life of a term: retired terms point to active ones."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.model import Glossary
from termbank.content.schema import Status
from termbank.content.spans import span_of
from termbank.linking.graph import cycles
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.suggest import quote

REPLACED_NOT_DEPRECATED = Rule(
    "replaced-not-deprecated",
    "replaced_by on a term that is not deprecated",
    Severity.WARNING,
    why="""
        `replaced_by`, `merged_into`, `split_into` and `reason` belong to retired terms, but the term is not marked
        as retired, so the page would not say so.
        """,
    cure="""
        Add `status: deprecated`, or remove the field.
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
_SUCCESSORS = ("replaced_by", "merged_into", "split_into")
RULES = (REPLACED_NOT_DEPRECATED, REPLACEMENT_CYCLE)


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Successors of terms in use, and replacements that lead in a circle."""
    for term in glossary.terms.values():
        retired = term.fields.status is Status.DEPRECATED
        for field in () if retired else (*_SUCCESSORS, "reason"):
            if not getattr(term.fields, field):
                continue
            message = f"`{field}` is given, but the status is {quote(term.fields.status)}"
            place = term.front.key_place(field)
            yield diagnostic(REPLACED_NOT_DEPRECATED, message, place, "write `status: deprecated`")
    # A term that names itself is a problem of its own: `self-reference`.
    replaced = {
        slug: tuple(other for other in term.fields.successors if other != slug)
        for slug, term in glossary.terms.items()
    }
    # A is replaced by B and B by A; so a reader of an old text is sent round for ever.
    for cycle in cycles(glossary.terms, replaced):
        term = glossary.terms[cycle[0]]
        field = next(name for name in _SUCCESSORS if cycle[1] in getattr(term.fields, name))
        span = span_of(term, field, getattr(term.fields, field).index(cycle[1]))
        message = f"{quote(term.slug)} is replaced by itself: {' → '.join([*cycle, term.slug])}"
        yield diagnostic(REPLACEMENT_CYCLE, message, span, "remove one of the steps")
