"""The life of a term: retired terms point to active ones."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.checks.hierarchy import cycles
from termbank.content.model import Glossary
from termbank.content.schema import Status
from termbank.content.spans import span_of
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.suggest import quote


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """`replaced_by` on active terms, and replacements that lead in a circle."""
    for term in glossary.terms.values():
        if term.fields.replaced_by and term.fields.status is not Status.DEPRECATED:
            message = f"`replaced_by` is given, but the status is {quote(term.fields.status)}"
            place = term.front.key_place("replaced_by")
            yield diagnostic("replaced-not-deprecated", message, place, "write `status: deprecated`")
    for cycle in cycles(glossary.terms, _replaced(glossary)):
        term = glossary.terms[cycle[0]]
        span = span_of(term, "replaced_by", term.fields.replaced_by.index(cycle[1]))
        message = f"{quote(term.slug)} is replaced by itself: {' → '.join([*cycle, term.slug])}"
        yield diagnostic("replacement-cycle", message, span, "remove one of the steps")


def _replaced(glossary: Glossary) -> dict[str, tuple[str, ...]]:
    """What replaces each term. That a term names itself is another check's business."""
    return {
        slug: tuple(other for other in term.fields.replaced_by if other != slug)
        for slug, term in glossary.terms.items()
    }
